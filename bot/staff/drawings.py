"""Draws the charts of the pages. Imported when the first one is asked for: the library takes a second to load."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from bot.staff import charts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import altair as alt

    from storage.reporting.types import Report

# chart -> its specification, and the width at which its letters can be read on a phone
CHARTS: Mapping[str, tuple[Callable[[Report], alt.TopLevelMixin], int]] = {
    "trend": (charts.trend, 270),
    "funnel": (charts.funnel, 150),
    "communes": (charts.communes, 170),
    "channels": (charts.channels, 190),
    "hours": (charts.hours, 270),
}
# what is light on paper -> what it is on a dark screen
_DARK = {
    '"#ffffff"': '"#152823"',
    f'"{charts.INK}"': '"#edf3ef"',
    f'"{charts.FAINT}"': '"#a9bab3"',
    f'"{charts.RULE}"': '"#2a413a"',
    f'"{charts.MAIN}"': '"#4cc3a0"',
    f'"{charts.SECOND}"': '"#ffb36b"',
    f'"{charts.THIRD}"': '"#8ab8f0"',
}


def drawn(name: str, made: Report, *, narrow: bool, dark: bool) -> bytes:
    """A chart as SVG. Raises `KeyError` for a name that there is not. Half a second of one core."""
    make, width = CHARTS[name]
    chart = make(made)
    if narrow:
        chart = cast("alt.LayerChart", chart).properties(width=width)
    text = charts.svg(chart)
    if dark:
        for light, other in _DARK.items():
            text = text.replace(light, other)
    return text.encode()
