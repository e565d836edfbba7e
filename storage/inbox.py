"""The inbox: whatever moves a conversation is a row in it, stored before it is acknowledged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.db import INBOX, notify
from storage.tables import inbox

if TYPE_CHECKING:
    from datetime import datetime

    from storage.db import Session
    from storage.sealing import Sealer

PAUSES = tuple(timedelta(seconds=s) for s in (1, 5, 20, 60))
"""how long a failing row waits before its next attempt; after the last it is parked (trust.md 4.3)"""

ATTEMPTS = len(PAUSES) + 1


@dataclass(frozen=True, slots=True)
class News:
    """The oldest new row of a conversation; `sealed` is None for `elapsed`, `waited` in seconds so far."""

    id: int
    channel: str
    ext_id: str
    kind: str
    sealed: bytes | None
    waited: float


def _where(channel: str, ext_id: str) -> str:
    return f"inbox:raw:{channel}:{ext_id}"


async def put(  # noqa: PLR0913 - all by keyword
    session: Session,
    *,
    conversation: int,
    channel: str,
    ext_id: str,
    raw: bytes,
    sealer: Sealer,
    alt_id: str | None = None,
    kind: str = "message",
) -> bool:
    """Stores one message under the network's id for it; False when it is there already.

    `alt_id` is a second name of the same message (chat and message number), kept as a keyed hash: the same
    message under a new `ext_id` is a repeat too.
    """
    stored = await session.scalar(
        insert(inbox)
        .values(
            conversation=conversation,
            channel=channel,
            ext_id=ext_id,
            kind=kind,
            alt_hash=None if alt_id is None else sealer.hash("message", f"{channel}:{alt_id}"),
            raw=sealer.seal(raw, where=_where(channel, ext_id)),
        )
        .on_conflict_do_nothing()
        .returning(inbox.c.id)
    )
    if stored is None:
        return False
    await notify(session, channel=INBOX)
    return True


async def oldest(session: Session, *, conversation: int, now: datetime) -> News | None:
    """The oldest new row of a conversation whose lock is held; None when not due, or done meanwhile."""
    c = inbox.c
    row = (
        await session.execute(
            select(
                c.id,
                c.channel,
                c.ext_id,
                c.kind,
                c.raw,
                c.next_at,
                func.extract("epoch", func.clock_timestamp() - c.received_at).label("waited"),
            )
            .where(c.conversation == conversation, c.status == "new")
            .order_by(c.id)
            .limit(1)
        )
    ).one_or_none()
    if row is None or (row.next_at is not None and row.next_at > now):
        return None
    return News(row.id, row.channel, row.ext_id, row.kind, row.raw, float(row.waited))


def raw_of(news: News, *, sealer: Sealer) -> bytes:
    """The bytes that the network sent. Raises `TamperedError`."""
    return opened(news.sealed or b"", channel=news.channel, ext_id=news.ext_id, sealer=sealer)


def opened(sealed: bytes, *, channel: str, ext_id: str, sealer: Sealer) -> bytes:
    """The plain bytes of a `raw` column. Raises `TamperedError`."""
    return sealer.open(sealed, where=_where(channel, ext_id))


async def done(session: Session, *, id: int, now: datetime, unclear: bool = False) -> None:  # noqa: A002 - the column's name
    """This row has moved its conversation and never will again. `unclear`: it was not understood."""
    values = {"status": "done", "finished_at": now, "unclear": unclear}
    await session.execute(update(inbox).where(inbox.c.id == id).values(values))


async def failed(session: Session, *, id: int, now: datetime) -> bool:  # noqa: A002
    """Counts a failed attempt; True when this was the last one and the row is now set aside."""
    c = inbox.c
    attempts = await session.scalar(
        update(inbox).where(c.id == id, c.status == "new").values(attempts=c.attempts + 1).returning(c.attempts)
    )
    if attempts is None:
        return False
    if attempts >= ATTEMPTS:
        await session.execute(update(inbox).where(c.id == id).values(status="parked", finished_at=now))
        return True
    await session.execute(update(inbox).where(c.id == id).values(next_at=now + PAUSES[attempts - 1]))
    return False


async def backlog(session: Session) -> int:
    """How many rows wait to be handled."""
    return int(await session.scalar(select(func.count()).where(inbox.c.status == "new")) or 0)
