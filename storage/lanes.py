"""The lane of each channel: pauses, kept over restarts, with their reason; what the last sender left behind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.tables import lane, outbox

if TYPE_CHECKING:
    from datetime import datetime

    from storage.db import Session

Reason = Literal["limit", "credentials", "network"]
"""the network wants all of us to wait; it refuses our token; it cannot be reached"""


@dataclass(frozen=True, slots=True)
class Pause:
    """Nothing is sent before `until`. After a pause for `credentials` or `network` one send tries the way."""

    until: datetime
    reason: str


async def pause(session: Session, *, channel: str, until: datetime, reason: Reason) -> None:
    """Nothing is sent on this channel before `until`, not even after a restart; a longer pause stays as it is."""
    new = insert(lane).values(channel=channel, paused_until=until, reason=reason)
    longer = func.greatest(lane.c.paused_until, new.excluded.paused_until)
    await session.execute(
        new.on_conflict_do_update(index_elements=["channel"], set_={"paused_until": longer, "reason": reason})
    )


async def lift(session: Session, *, channel: str) -> None:
    """The lane is well again."""
    await session.execute(delete(lane).where(lane.c.channel == channel))


async def of(session: Session, *, channel: str) -> Pause | None:
    """The last pause of a channel, perhaps over by now; None when it is well."""
    row = (await session.execute(select(lane).where(lane.c.channel == channel))).one_or_none()
    return None if row is None else Pause(row.paused_until, row.reason)


async def every(session: Session) -> dict[str, Pause]:
    """The last pause of each channel that is not well."""
    rows = await session.execute(select(lane))
    return {str(row.channel): Pause(row.paused_until, row.reason) for row in rows}


async def doubtful(session: Session, *, channel: str, now: datetime) -> tuple[int, int]:
    """Queues and counts what was being sent when the last sender ended: it may have arrived, it must arrive.

    Call it only while holding the channel's lock. Returns (queued again, given up because it was erased).
    """
    c = outbox.c
    mine = (c.channel == channel) & (c.status == "sending")
    lost = await session.execute(
        update(outbox).where(mine & c.body.is_(None)).values(status="failed", finished_at=now, fault="erased")
    )
    more = await session.execute(update(outbox).where(mine).values(status="pending", doubts=c.doubts + 1))
    return more.rowcount, lost.rowcount
