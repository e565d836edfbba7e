"""How the channels do: queues, pauses, the switch, what could not be delivered, how long Zalo's keys live."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from aiohttp import web

from bot.staff.reasons import reason_in
from bot.staff.shell import done, missed, render_staff
from bot.staff.views import CHANNEL_NAMES
from storage import dead_letters, retention, switches, watch, zalo_tokens
from storage.watch import CHANNELS

if TYPE_CHECKING:
    from bot.staff.visit import Visit

PAGE: Final = "/staff/channels"
DAY: Final = timedelta(days=1)
PURGE_LATE: Final = timedelta(hours=2)
RESENT_USEFUL: Final = timedelta(hours=1)
"""what is sent again is of use for so long"""
TOKEN_LOW: Final = 14
"""days before the refresh token ends in which somebody should look (zalo.md)"""


async def show(visit: Visit) -> web.StreamResponse:
    """GET /staff/channels."""
    now, app = visit.now, visit.office.zalo_app
    async with visit.parts.db.transaction() as tx:
        figures = await watch.figures(tx, now=now)
        letters = await dead_letters.failed(tx, limit=50)
        faults = await dead_letters.faults(tx, since=now - DAY)
        life = None if app is None else await zalo_tokens.life(tx, app_id=app)
        purged = await retention.last_run(tx)
    values = {
        "figures": figures,
        "letters": letters,
        "faults": sorted(faults.items(), key=lambda one: -one[1]),
        "token_days": None if life is None else max(0, (life.refresh_until - now).days),
        "token_low": TOKEN_LOW,
        "purged": purged,
        "purge_late": purged is None or now - purged > PURGE_LATE,
        "channels": CHANNEL_NAMES,
        "configured": visit.office.channels,
        "now": now,
    }
    return render_staff(visit, "staff/channels.html", values)


async def off(visit: Visit) -> web.StreamResponse:
    """POST /staff/channels/{channel}/off: nothing more is sent there."""
    channel, reason = _channel(visit), reason_in(visit.form)
    async with visit.parts.db.transaction() as tx:
        await switches.off(tx, channel=channel, reason=reason, by=visit.account.name, now=visit.now)
    return done(visit, PAGE, "off")


async def on(visit: Visit) -> web.StreamResponse:
    """POST /staff/channels/{channel}/on: sending goes on."""
    channel = _channel(visit)
    async with visit.parts.db.transaction() as tx:
        was_off = await switches.on(tx, channel=channel, by=visit.account.name, now=visit.now)
    return done(visit, PAGE, "on") if was_off else missed(visit, PAGE, "on")


async def resend(visit: Visit) -> web.StreamResponse:
    """POST /staff/channels/letters/{id}/resend: one more try for a bubble that was not delivered."""
    async with visit.parts.db.transaction() as tx:
        queued = await dead_letters.resend(
            tx,
            id=int(visit.request.match_info["id"]),
            useful_until=visit.now + RESENT_USEFUL,
            by=visit.account.name,
            now=visit.now,
        )
    return done(visit, PAGE, "resend") if queued else missed(visit, PAGE, "resend")


def _channel(visit: Visit) -> str:
    found = visit.request.match_info["channel"]
    if found not in CHANNELS:
        raise web.HTTPNotFound
    return found
