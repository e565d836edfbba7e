"""What people wrote that was not understood: opened with a reason, while it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.channels.translations import TRANSLATE
from bot.staff.reasons import reason_in
from bot.staff.shell import render_staff
from bot.staff.views import CHANNEL_NAMES
from storage import audit, unclear

if TYPE_CHECKING:
    from aiohttp import web

    from bot.staff.visit import Visit
    from storage.unclear import Unclear


async def opened(visit: Visit) -> web.StreamResponse:
    """POST /staff/questions/texts: the texts, with a line in the audit log of who read them and why."""
    reason = reason_in(visit.form)
    async with visit.parts.db.transaction() as tx:
        found = await unclear.newest(tx, sealer=visit.parts.sealer)
        detail = {"reason": reason, "count": len(found)}
        await audit.note(
            tx, actor=visit.account.name, action="unclear.read", target="inbox", now=visit.now, detail=detail
        )
    texts = [(one, text) for one in found if (text := _said(one))]
    return render_staff(visit, "staff/unclear.html", {"texts": texts, "reason": reason, "channels": CHANNEL_NAMES})


def _said(one: Unclear) -> str:
    translate = TRANSLATE.get(one.channel)
    if translate is None:
        return ""
    try:
        return translate(one.raw).text
    except Exception:  # noqa: BLE001 - bytes from outside: what cannot be read is left out
        return ""
