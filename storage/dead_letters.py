"""Bubbles that could not be delivered: staff see that they are there and why, and may have them sent again.

What stands in them is sealed, and gone a day after the failure (`storage.retention`); then only the fact is left.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select, update

from storage import audit
from storage.db import OUTBOX, notify
from storage.outbox import opened
from storage.tables import conversation, outbox

if TYPE_CHECKING:
    from datetime import datetime

    from storage.db import Session
    from storage.sealing import Sealer


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One bubble that failed at `failed_at` for `fault`. `kept`: its words are still there, so it can be sent again."""

    id: int
    channel: str
    fault: str
    attempts: int
    created_at: datetime
    failed_at: datetime
    kept: bool


async def failed(session: Session, *, channel: str | None = None, limit: int = 100) -> list[DeadLetter]:
    """The dead letters of one channel or of all, newest first."""
    c = outbox.c
    mine = select(
        c.id, c.channel, c.fault, c.attempts, c.created_at, c.finished_at, c.body.is_not(None).label("kept")
    ).where(c.status == "failed")
    if channel is not None:
        mine = mine.where(c.channel == channel)
    rows = await session.execute(mine.order_by(c.id.desc()).limit(limit))
    return [
        DeadLetter(r.id, r.channel, r.fault or "unknown", r.attempts, r.created_at, r.finished_at, r.kept) for r in rows
    ]


async def words(session: Session, *, id: int, sealer: Sealer) -> dict[str, object] | None:  # noqa: A002
    """The bubble of a dead letter, for those who have the right to read it; None when it is gone or none.

    Raises `TamperedError`.
    """
    c = outbox.c
    row = (
        await session.execute(select(c.dedupe_key, c.body).where(c.id == id, c.status == "failed", c.body.is_not(None)))
    ).one_or_none()
    return None if row is None else opened(row.body, key=row.dedupe_key, sealer=sealer)


async def resend(session: Session, *, id: int, useful_until: datetime, by: str, now: datetime) -> bool:  # noqa: A002
    """Queues a dead letter again, as the next that its person hears, and notes who did it.

    False when there is none of this id, its words are gone, or the person stopped or was erased.
    """
    c, person = outbox.c, conversation.c
    reachable = select(person.id).where(person.stopped_at.is_(None), person.erased_at.is_(None))
    channel = await session.scalar(
        update(outbox)
        .where(c.id == id, c.status == "failed", c.body.is_not(None), c.conversation.in_(reachable))
        .values(status="pending", attempts=0, not_before=None, useful_until=useful_until, finished_at=None, fault=None)
        .returning(c.channel)
    )
    if channel is None:
        return False
    await audit.note(session, actor=by, action="letter.resend", target=f"{channel}/{id}", now=now)
    await notify(session, channel=OUTBOX)
    return True


async def faults(session: Session, *, since: datetime) -> dict[tuple[str, str], int]:
    """How many bubbles were not delivered since then: (channel, fault) -> number. Those taken back are in it."""
    c = outbox.c
    rows = await session.execute(
        select(c.channel, c.fault, func.count())
        .where(c.status.in_(("failed", "cancelled")), c.fault.is_not(None), c.finished_at >= since)
        .group_by(c.channel, c.fault)
    )
    return {(str(channel), str(fault)): int(number) for channel, fault, number in rows}
