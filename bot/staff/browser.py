"""The log of interactions, a page at a time."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

from aiohttp import web

from bot.staff.downloads import LOG
from bot.staff.names import intent_names
from bot.staff.shell import render_staff
from bot.staff.views import asking
from bot.staff.wanted import wanted
from storage.reporting import log
from storage.reporting.log import COLUMNS, Place

if TYPE_CHECKING:
    from bot.staff.visit import Visit

SIZE: Final = 50
_CODE: Final = re.compile(r"[a-z0-9_]{1,40}")


async def show(visit: Visit) -> web.StreamResponse:
    """GET /staff/interactions: newest first, `after` names where the page before has ended."""
    asked, query = wanted(visit), visit.request.query
    intent, outcome = _code(query.get("intent", "")), _code(query.get("outcome", ""))
    after = _place(query["after"]) if "after" in query else None
    async with visit.parts.db.transaction() as tx:
        rows, end = await log.page(
            tx,
            period=asked.period,
            wanted=asked.filter,
            intent=intent,
            outcome=outcome,
            after=after,
            size=SIZE,
        )
        number = await log.count_interactions(tx, period=asked.period, wanted=asked.filter)
    more = {name: code for name, code in (("intent", intent), ("outcome", outcome)) if code}
    values = {
        "rows": [dict(zip(COLUMNS, row, strict=True)) for row in rows],
        "number": None if more else number,
        "more": more,
        "next": None if end is None else asked.query(after=_written(end), **more),
        "newest": asked.query(**more) if after is not None else None,
        "intent_names": intent_names(visit.lang),
        "outcomes": OUTCOMES,
        "place_names": visit.office.places,
    }
    return render_staff(visit, "staff/interactions.html", {**await asking(visit, asked, LOG), **values})


OUTCOMES: Final = tuple(
    "begun consented refused_consent handed_over says_registered not_yet_registered reminded human left_message "
    "feedback not_understood erased cancelled restarted skipped change sensitive stale stopped with_staff "
    "rated_1 rated_2 rated_3 rated_4 rated_5".split()
)
"""what one may look for; a verdict stands in a column of its own"""


def _code(text: str) -> str | None:
    if text and not _CODE.fullmatch(text):
        raise web.HTTPBadRequest
    return text or None


def _written(place: Place) -> str:
    return f"{place.day.isoformat()}.{place.hour.astimezone(UTC):%Y%m%d%H}.{place.id}"


def _place(text: str) -> Place:
    """Raises 400 for what `_written` has not made."""
    day, hour, name = (*text.split(".", 2), "", "")[:3]
    try:
        found = datetime.strptime(hour, "%Y%m%d%H").replace(tzinfo=UTC)
        return Place(date.fromisoformat(day), found, name[:64])
    except ValueError:
        raise web.HTTPBadRequest from None
