"""The charts: one Altair specification each, drawn as SVG on the page and as PNG in the report, without a network.

`svg` and `png` take half a second of one core: call them off the event loop.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import altair as alt
import vl_convert

from storage.definitions import DEFINITIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.reporting.types import Day, Line, Report

# The renderer leaves a text out when no font of the list is there; Liberation Sans is built into it.
FONT = "Noto Sans, DejaVu Sans, Liberation Sans, sans-serif"
INK, FAINT, RULE = "#1c2b33", "#4a5b63", "#d5dde0"
MAIN, SECOND, THIRD = "#0b6e4f", "#b5541c", "#2b5d9b"
"""told apart without colour by their order and their place in the legend; 4.5 : 1 and more on white"""

MOST_DAYS, MOST_COMMUNES = 100, 10

# Numbers and days as they are written in Vietnamese.
LOCALE: dict[str, Any] = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", " đ"]}


def trend(report: Report) -> alt.TopLevelMixin:
    """Conversations and links of each day, of each week where the period is longer than a quarter."""
    rows = _by_week(report.days) if len(report.days) > MOST_DAYS else list(report.days)
    names = (DEFINITIONS["conversations"].name, DEFINITIONS["handed_over"].name)
    data = [
        {"day": day.day.isoformat(), "what": name, "number": number}
        for day in rows
        for name, number in zip(names, (day.conversations, day.handed_over), strict=True)
    ]
    step = "tuần" if rows and len(rows) < len(report.days) else "ngày"
    base = _of(data).encode(
        x=alt.X("day:T", title=None, axis=alt.Axis(format="%d/%m", labelOverlap=True, tickCount=10)),
        y=alt.Y("number:Q", title=f"Số trong mỗi {step}", axis=alt.Axis(format=",d", tickMinStep=1)),
        color=alt.Color("what:N", title=None, sort=list(names), scale=_colours(names, (MAIN, SECOND))),
        strokeDash=alt.StrokeDash("what:N", title=None, sort=list(names), scale=_dashes(names)),
    )
    return alt.layer(base.mark_line(strokeWidth=2)).properties(width=640, height=230)


def funnel(report: Report) -> alt.TopLevelMixin:
    """People at each step on the way to a name; empty when people cannot be counted."""
    data = [
        {"step": DEFINITIONS[f"funnel.{one.step}"].name, "people": one.people, "shown": shown(one.people)}
        for one in report.funnel
        if one.people is not None
    ]
    order = [str(row["step"]) for row in data]
    most = max((one.people or 0 for one in report.funnel), default=0)
    base = _of(data).encode(
        x=alt.X("people:Q", title="Số người", axis=alt.Axis(format=",d"), scale=_room_for_labels(most)),
        y=alt.Y("step:N", title=None, sort=order),
    )
    numbers = base.mark_text(align="left", dx=5, color=INK).encode(text="shown:N")
    return alt.layer(base.mark_bar(color=MAIN, height=16), numbers).properties(width=480, height=28 * max(1, len(data)))


def communes(report: Report) -> alt.TopLevelMixin:
    """The communes with the most interactions; those whose number is hidden or zero, and "not known", are left out."""
    named = [line for line in report.communes if line.code and line.interactions]
    top = sorted(named, key=lambda line: (-(line.interactions or 0), line.name))[:MOST_COMMUNES]
    return _bars(top)


def channels(report: Report) -> alt.TopLevelMixin:
    """Interactions of each channel."""
    return _bars(report.channels)


def hours(report: Report) -> alt.TopLevelMixin:
    """Messages and taps by the hour of the day in Viet Nam."""
    data = [{"hour": f"{hour:02}", "number": number} for hour, number in enumerate(report.hours)]
    chart: alt.Chart = _of(data).encode(
        x=alt.X("hour:O", title="Giờ trong ngày", axis=alt.Axis(labelAngle=0)),
        y=alt.Y("number:Q", title="Lượt", axis=alt.Axis(format=",d", tickMinStep=1)),
    )
    bars: alt.Chart = chart.mark_bar(color=THIRD).properties(width=640, height=180)
    return bars


def svg(chart: alt.TopLevelMixin) -> str:
    """The drawing as SVG text; texts stay texts, in the first font of `FONT` that the reader has."""
    return str(vl_convert.vegalite_to_svg(_dressed(chart), format_locale=LOCALE))


def png(chart: alt.TopLevelMixin, scale: float = 2) -> bytes:
    """The drawing as PNG, `scale` pixels for each unit of its size."""
    return bytes(vl_convert.vegalite_to_png(_dressed(chart), scale=scale, format_locale=LOCALE))


def shown(number: int | None) -> str:
    """A number as it is written in Vietnamese; what cannot be counted is a dash."""
    return "–" if number is None else f"{number:,}".replace(",", ".")


def _bars(lines: Sequence[Line]) -> alt.TopLevelMixin:
    data = [{"name": one.name, "number": one.interactions or 0, "shown": shown(one.interactions)} for one in lines]
    most = max((one.interactions or 0 for one in lines), default=0)
    base = _of(data).encode(
        x=alt.X("number:Q", title="Lượt tương tác", axis=alt.Axis(format=",d"), scale=_room_for_labels(most)),
        y=alt.Y("name:N", title=None, sort=[one.name for one in lines]),
    )
    numbers = base.mark_text(align="left", dx=5, color=INK).encode(text="shown:N")
    return alt.layer(base.mark_bar(color=THIRD, height=14), numbers).properties(
        width=480, height=24 * max(1, len(data))
    )


def _of(rows: list[dict[str, Any]]) -> alt.Chart:
    return alt.Chart({"values": rows})


def _room_for_labels(most: int) -> alt.Scale:
    return alt.Scale(domain=[0, max(1, most) * 1.12], nice=False)


def _by_week(days: Sequence[Day]) -> list[Day]:
    """Days added up by the week that begins on Monday, under its first day within the period."""
    weeks: dict[object, Day] = {}
    for day in days:
        monday = day.day - timedelta(days=day.day.weekday())
        had = weeks.get(monday)
        weeks[monday] = (
            day
            if had is None
            else type(day)(
                had.day,
                had.interactions + day.interactions,
                had.conversations + day.conversations,
                had.handed_over + day.handed_over,
            )
        )
    return list(weeks.values())


def _colours(names: Sequence[str], colours: Sequence[str]) -> alt.Scale:
    return alt.Scale(domain=list(names), range=list(colours))


def _dashes(names: Sequence[str]) -> alt.Scale:
    return alt.Scale(domain=list(names), range=[[1, 0], [5, 3]])


def _dressed(chart: alt.TopLevelMixin) -> dict[str, Any]:
    """The specification with one look for all."""
    look: dict[str, Any] = {
        "font": FONT,
        "background": "#ffffff",
        "view": {"stroke": None},
        "axis": {
            "labelFontSize": 12,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
            "labelColor": INK,
            "titleColor": FAINT,
            "gridColor": RULE,
            "domainColor": FAINT,
            "tickColor": FAINT,
            "labelLimit": 220,
        },
        "legend": {"labelFontSize": 12, "labelColor": INK, "orient": "top", "symbolStrokeWidth": 2},
        "text": {"fontSize": 12},
    }
    return {**chart.to_dict(), "config": look}
