"""The lane of each channel: who is sent something next; pauses, kept over restarts, with their reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.net_tables import channel_switch
from storage.outbox import OPEN
from storage.tables import lane, outbox

if TYPE_CHECKING:
    from collections.abc import Iterable
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


async def heads(session: Session, *, channel: str, now: datetime, limit: int, beside: Iterable[int] = ()) -> list[int]:
    """Conversations of a channel whose first open bubble may be sent now, except those in `beside`.

    None while the channel pauses or is off.
    """
    c = outbox.c
    first = (
        select(func.min(c.id).label("id"))
        .where(c.channel == channel, c.status.in_(OPEN), c.conversation.not_in(list(beside)))
        .group_by(c.conversation)
        .subquery("first")
    )
    rows = await session.scalars(
        select(c.conversation)
        .select_from(first.join(outbox, c.id == first.c.id))
        .where(
            c.status == "pending",
            (c.not_before.is_(None)) | (c.not_before <= now),
            ~exists().where(lane.c.channel == channel, lane.c.paused_until > now),
            ~exists().where(channel_switch.c.channel == channel),
        )
        .order_by(c.id)
        .limit(limit)
    )
    return [int(row) for row in rows]


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
