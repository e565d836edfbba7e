"""Messages that people left for the staff: opened with a reason, closed when they are dealt with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from bot.staff.reasons import reason_in
from bot.staff.shell import done, missed, render_staff
from bot.staff.views import CHANNEL_NAMES
from storage import audit, messages

if TYPE_CHECKING:
    from bot.staff.visit import Visit

PAGE = "/staff/messages"


async def show(visit: Visit) -> web.StreamResponse:
    """GET /staff/messages: which there are; their words stay sealed."""
    return await _page(visit, {})


async def opened(visit: Visit) -> web.StreamResponse:
    """POST /staff/messages/{id}/open: the words of one, with a line in the audit log of who read it and why."""
    name, reason = visit.request.match_info["id"], reason_in(visit.form)
    async with visit.parts.db.transaction() as tx:
        words = await messages.words(tx, id=name, sealer=visit.parts.sealer)
        if words is None:
            raise web.HTTPNotFound
        await audit.note(
            tx, actor=visit.account.name, action="message.read", target=name, now=visit.now, detail={"reason": reason}
        )
    return await _page(visit, {name: words})


async def closed(visit: Visit) -> web.StreamResponse:
    """POST /staff/messages/{id}/close: dealt with."""
    name = visit.request.match_info["id"]
    async with visit.parts.db.transaction() as tx:
        if not await messages.close(tx, id=name, now=visit.now):
            return missed(visit, PAGE, "message")
        await audit.note(tx, actor=visit.account.name, action="message.close", target=name, now=visit.now)
    return done(visit, PAGE, "message")


async def _page(visit: Visit, words: dict[str, str]) -> web.StreamResponse:
    async with visit.parts.db.transaction() as tx:
        waiting = await messages.listed(tx)
        over = await messages.listed(tx, closed=True, limit=50)
    values = {"waiting": waiting, "over": over, "read": words, "channels": CHANNEL_NAMES}
    return render_staff(visit, "staff/messages.html", values)
