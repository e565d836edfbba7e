"""What an operator watches: the queues, the dead letters, the switches and pauses of every channel. Numbers only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from storage import lanes, retention, switches, verifying
from storage.outbox import OPEN
from storage.tables import inbox, outbox

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from storage.db import Session
    from storage.lanes import Pause
    from storage.switches import Switch

CHANNELS: Final = ("web", "telegram", "zalo_oa", "zalo_bot")


@dataclass(frozen=True, slots=True)
class ChannelState:
    """One channel. `waiting` bubbles to send, `failed` dead letters that are kept, `doubts` sends that may have
    arrived twice; `held`: the pause of its lane, over or not, until a bubble has arrived again."""

    waiting: int
    failed: int
    doubts: int
    off: Switch | None
    held: Pause | None

    @property
    def word(self) -> str:
        """`on`, `off`, or why nothing or little is sent: `limit`, `credentials`, `network`."""
        if self.off is not None:
            return "off"
        return "on" if self.held is None else self.held.reason


@dataclass(frozen=True, slots=True)
class Figures:
    """`new`: rows to be handled, `oldest` in seconds since the first of them came; `parked`: set aside."""

    new: int
    oldest: float
    parked: int
    channels: Mapping[str, ChannelState]
    purge_age: float
    """seconds since the purge last finished, 0 before its first time"""
    consent_faults: int
    """places where the chain of consents did not hold when it was last verified"""


async def figures(session: Session, *, now: datetime) -> Figures:
    """All of it as of now."""
    box, out = inbox.c, outbox.c
    age = func.extract("epoch", func.clock_timestamp() - func.min(box.received_at))
    new, oldest = (await session.execute(select(func.count(), age).where(box.status == "new"))).one()
    parked = int(await session.scalar(select(func.count()).where(box.status == "parked")) or 0)
    counted = await session.execute(
        select(
            out.channel,
            func.count().filter(out.status.in_(OPEN)),
            func.count().filter(out.status == "failed"),
            func.coalesce(func.sum(out.doubts), 0),
        ).group_by(out.channel)
    )
    numbers = {str(name): (int(a), int(b), int(c)) for name, a, b, c in counted}
    off, held = await switches.closed(session), await lanes.every(session)
    purged, verified = await retention.last_run(session), await verifying.last(session)
    return Figures(
        purge_age=0.0 if purged is None else (now - purged).total_seconds(),
        consent_faults=0 if verified is None else verified.faults,
        new=int(new),
        oldest=float(oldest or 0),
        parked=parked,
        channels={
            name: ChannelState(*numbers.get(name, (0, 0, 0)), off.get(name), _still(held.get(name), now))
            for name in CHANNELS
        },
    )


async def words(session: Session, *, now: datetime) -> dict[str, str]:
    """The word for the state of each channel, without counting anything."""
    off, held = await switches.closed(session), await lanes.every(session)
    return {name: ChannelState(0, 0, 0, off.get(name), _still(held.get(name), now)).word for name in CHANNELS}


async def alarms(session: Session) -> dict[str, str]:
    """What somebody has to look at and what stops nobody: name -> `ok`, or what is wrong."""
    verified = await verifying.last(session)
    faults = 0 if verified is None else verified.faults
    return {"consents": f"{faults} faults, see: chaovn consents verify" if faults else "ok"}


def _still(pause: Pause | None, now: datetime) -> Pause | None:
    """A limit that is over is no news."""
    return None if pause is not None and pause.reason == "limit" and pause.until <= now else pause
