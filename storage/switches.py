"""The switch of each channel: while it is off nothing is sent there. Messages still come in and are handled.

Only the mouth is shut, because what people ask for must still be done: a deletion, a withdrawal, a stop. Answers
wait in the outbox; those that are too old when the channel is on again are dropped.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from storage import audit
from storage.db import OUTBOX, notify
from storage.net_tables import channel_switch

if TYPE_CHECKING:
    from datetime import datetime

    from storage.db import Session


@dataclass(frozen=True, slots=True)
class Switch:
    """A channel that is off: why, by whom, since when."""

    channel: str
    reason: str
    by: str
    at: datetime


async def off(session: Session, *, channel: str, reason: str, by: str, now: datetime) -> None:
    """Nothing more is sent on `channel`, from the next bubble on, in every process. Off already: the reason is new."""
    values = {"reason": reason, "by": by, "at": now}
    await session.execute(
        insert(channel_switch)
        .values(channel=channel, **values)
        .on_conflict_do_update(index_elements=["channel"], set_=values)
    )
    await audit.note(session, actor=by, action="channel.off", target=channel, now=now, detail={"reason": reason})


async def on(session: Session, *, channel: str, by: str, now: datetime) -> bool:
    """Sending goes on at once; False when the channel was not off."""
    gone = await session.execute(delete(channel_switch).where(channel_switch.c.channel == channel))
    if not gone.rowcount:
        return False
    await audit.note(session, actor=by, action="channel.on", target=channel, now=now)
    await notify(session, channel=OUTBOX)
    return True


async def closed(session: Session) -> dict[str, Switch]:
    """The channels that are off."""
    rows = await session.execute(select(channel_switch))
    return {str(row.channel): Switch(row.channel, row.reason, row.by, row.at) for row in rows}
