"""The pages of figures: overview, funnel, questions, communes; and their charts."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Final

from aiohttp import web

from bot.reporting import words as named
from bot.staff.downloads import formats
from bot.staff.figures import FIGURES, source_names
from bot.staff.names import intent_names
from bot.staff.shell import render_staff
from bot.staff.wanted import ANY_DAYS, choices, wanted
from storage import unclear
from storage.definitions import DEFINITIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.staff.visit import Visit
    from bot.staff.wanted import Wanted
    from storage.reporting.types import Line, Report, Step, Target

CHANNEL_NAMES: Final = {"web": "Web", "telegram": "Telegram", "zalo_oa": "Zalo OA", "zalo_bot": "Zalo Bot"}
CHARTS: Final = ("trend", "funnel", "communes", "channels", "hours")
LEVELS: Final = 5
"""shades of the map, besides the one for nothing"""


async def overview(visit: Visit) -> web.StreamResponse:
    """GET /staff/overview: targets, key figures beside the period before, trend, channels."""
    asked = wanted(visit)
    made = await _made(visit, asked)
    figures = [
        (name, getattr(made.totals, name), None if made.before is None else getattr(made.before, name))
        for name in named.TOTALS
    ]
    values = {"figures": figures, "goals": goals(made), "talks": _talks(made), "until": visit.office.targets.until}
    return await _page(visit, "overview", asked, made, values)


async def funnel(visit: Visit) -> web.StreamResponse:
    """GET /staff/funnel: how far people came, and at which question they stopped."""
    asked = wanted(visit)
    made = await _made(visit, asked)
    return await _page(visit, "funnel", asked, made, {"steps": steps(made.funnel)})


async def questions(visit: Visit) -> web.StreamResponse:
    """GET /staff/questions: what people asked; what the bot could not answer is opened by `bot.staff.unclear`."""
    asked = wanted(visit)
    made = await _made(visit, asked)
    kept = None
    if visit.account.may("officer") and not visit.bound:
        async with visit.parts.db.transaction() as tx:
            kept = await unclear.count(tx)
    most = max((one.heard for one in made.intents), default=0)
    values = {"kept": kept, "most": most, "intent_names": intent_names(visit.lang)}
    return await _page(visit, "questions", asked, made, values)


async def communes(visit: Visit) -> web.StreamResponse:
    """GET /staff/communes: a table, sorted by what the address names, and a map of tiles."""
    asked = wanted(visit)
    made = await _made(visit, asked)
    by = visit.request.query.get("by", "interactions")
    if by not in MEASURES:
        raise web.HTTPBadRequest
    lines = sorted(made.communes, key=lambda line: (line.code == "", -(getattr(line, by) or 0)))
    values = {
        "by": by,
        "lines": lines,
        "measures": MEASURES,
        "blocks": [] if visit.account.commune else visit.office.tiles.blocks,
        "numbers": {line.code: getattr(line, by) for line in lines},
        "shades": shades(lines, by),
    }
    return await _page(visit, "communes", asked, made, values)


async def chart(visit: Visit) -> web.StreamResponse:
    """GET /staff/charts/{name}: a drawing of the figures of the address."""
    name = visit.request.match_info["name"]
    if name not in CHARTS:
        raise web.HTTPNotFound
    figures, query = visit.request.app[FIGURES], visit.request.query
    drawn = await figures.drawing(name, visit, wanted(visit), narrow="narrow" in query, dark="dark" in query)
    response = web.Response(body=drawn, content_type="image/svg+xml", charset="utf-8")
    response.enable_compression()
    return response


MEASURES: Final = ("interactions", "people", "conversations", "handed_over", "says_registered", "confirmed")


def steps(found: Iterable[Step]) -> list[dict[str, object]]:
    """Each step with its share of the first one and of the one before; None where people cannot be counted."""
    out: list[dict[str, object]] = []
    first = before = None
    for one in found:
        first = one.people if first is None else first
        out.append(
            {
                "id": f"funnel.{one.step}",
                "people": one.people,
                "of_first": _share(one.people, first),
                "of_before": None if before is None else _share(one.people, before),
            }
        )
        before = one.people
    return out


def goals(made: Report) -> list[dict[str, object]]:
    """The programme's targets together, then each; nothing for who is bound to a part of the province."""
    each = [_goal(name, [target]) for name, target in made.targets.items()]
    return [_goal("both", list(made.targets.values())), *each] if each else []


def shades(lines: Iterable[Line], by: str) -> dict[str, int]:
    """The shade of each commune's tile: 0 for nothing, then 1 to `LEVELS` so that each holds as many communes."""
    numbers = {line.code: getattr(line, by) or 0 for line in lines if line.code}
    ranked = sorted(number for number in numbers.values() if number)
    return {
        code: 1 + bisect_left(ranked, number) * LEVELS // len(ranked) if number else 0
        for code, number in numbers.items()
    }


def _goal(name: str, targets: list[Target]) -> dict[str, object]:
    goal, reached = sum(t.goal for t in targets), sum(t.reached for t in targets)
    weeks = [t.per_week for t in targets]
    official = [t.official for t in targets if t.official is not None]
    return {
        "name": name,
        "goal": goal,
        "reached": reached,
        "share": _share(reached, goal),
        "per_week": None if None in weeks else sum(w for w in weeks if w is not None),
        "official": official[0] if len(targets) == 1 and official else None,
        "says_registered": sum(t.says_registered for t in targets),
        "visible": sum(t.visible for t in targets),
        "confirmed": sum(t.confirmed for t in targets),
    }


def _share(part: int | None, whole: int | None) -> float | None:
    return None if part is None or not whole else part / whole


def _talks(made: Report) -> list[tuple[str, int | None]]:
    return [
        ("unanswered", made.unanswered),
        ("asked_for_person", made.asked_for_person),
        ("messages_left", made.messages_left),
        ("reminders", made.reminders_sent),
        ("registered_after_reminder", made.registered_after_reminder),
        ("remarks", made.ratings.remarks),
    ]


async def _made(visit: Visit, asked: Wanted) -> Report:
    return await visit.request.app[FIGURES].fresh(visit, asked)


async def _page(
    visit: Visit, view: str, asked: Wanted, made: Report, values: Mapping[str, object]
) -> web.StreamResponse:
    meanings = {
        one.id: (one.name, one.text) if visit.lang == "vi" else (one.name_en, one.text_en)
        for one in DEFINITIONS.values()
    }
    common = {"report": made, "meanings": meanings, **await asking(visit, asked, view)}
    return render_staff(visit, f"staff/{view}.html", {**common, **values})


async def asking(visit: Visit, asked: Wanted, view: str) -> dict[str, object]:
    """What the form for period and filter shows, and as what kinds of file the page can be had."""
    offered = choices(visit)
    return {
        "view": view,
        "offered": asked.key in {ANY_DAYS, *(key for options in offered.values() for key, _ in options)},
        "formats": formats(visit, view),
        "wanted": asked,
        "choices": offered,
        "channels": CHANNEL_NAMES,
        "places": {} if visit.account.commune else visit.office.places,
        "sources": {} if visit.account.source else await source_names(visit),
    }
