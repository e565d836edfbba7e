"""The inbox: whatever moves a conversation is a row in it, stored before it is acknowledged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from storage.db import INBOX, fetch, fetch_one
from storage.tables import inbox

if TYPE_CHECKING:
    from datetime import datetime

    from storage.db import Session
    from storage.sealing import Sealer

PAUSES = tuple(timedelta(seconds=s) for s in (1, 5, 20, 60))
"""how long a failing row waits before its next attempt; after the last it is parked (trust.md 4.3)"""

ATTEMPTS = len(PAUSES) + 1
MOST_UNOWNED = 500
"""parked rows without a conversation that are kept; what comes beyond is counted only"""


@dataclass(frozen=True, slots=True)
class News:
    """The oldest new row of a conversation; `sealed` is None for `elapsed`, `waited` in seconds so far.

    `attempts` is how often it was tried before.
    """

    id: int
    channel: str
    ext_id: str
    kind: str
    sealed: bytes | None
    waited: float
    attempts: int = 0


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
    stored = await fetch_one(
        session,
        """
        with stored as (
            insert into inbox (conversation, channel, ext_id, kind, alt_hash, raw) values ($1, $2, $3, $4, $5, $6)
            on conflict do nothing returning id
        )
        select id, pg_notify($7, '') from stored
        """,
        *(conversation, channel, ext_id, kind),
        alt_hash(channel, alt_id, sealer=sealer),
        sealed(raw, channel=channel, ext_id=ext_id, sealer=sealer),
        INBOX,
    )
    return stored is not None


def alt_hash(channel: str, alt_id: str | None, *, sealer: Sealer) -> bytes | None:
    """What stands for a second name of a message."""
    return None if alt_id is None else sealer.hash("message", f"{channel}:{alt_id}")


async def oldest(session: Session, *, conversation: int, now: datetime) -> News | None:
    """The oldest new row of a conversation whose lock is held; None when not due, or done meanwhile."""
    row = await fetch_one(
        session,
        """
        select id, channel, ext_id, kind, raw, next_at, attempts,
            extract(epoch from clock_timestamp() - received_at) as waited
        from inbox where conversation = $1 and status = 'new' order by id limit 1
        """,
        conversation,
    )
    if row is None or (row["next_at"] is not None and row["next_at"] > now):
        return None
    waited = float(row["waited"])
    return News(row["id"], row["channel"], row["ext_id"], row["kind"], row["raw"], waited, row["attempts"])


async def coming(session: Session, *, now: datetime, most: int) -> list[News]:
    """The due oldest new row of each conversation, longest waiting first: what is claimed next. Locks nothing."""
    c = inbox.c
    waiting = select(func.min(c.id).label("id")).where(c.status == "new").group_by(c.conversation).subquery("waiting")
    rows = await session.execute(
        select(c.id, c.channel, c.ext_id, c.kind, c.raw)
        .join(waiting, waiting.c.id == c.id)
        .where((c.next_at.is_(None)) | (c.next_at <= now))
        .order_by(c.id)
        .limit(most)
    )
    return [News(row.id, row.channel, row.ext_id, row.kind, row.raw, 0.0) for row in rows]


def raw_of(news: News, *, sealer: Sealer) -> bytes:
    """The bytes that the network sent. Raises `TamperedError`."""
    return opened(news.sealed or b"", channel=news.channel, ext_id=news.ext_id, sealer=sealer)


def sealed(raw: bytes, *, channel: str, ext_id: str, sealer: Sealer) -> bytes:
    """What a network sent, as it is kept."""
    return sealer.seal(raw, where=_where(channel, ext_id))


def opened(raw: bytes, *, channel: str, ext_id: str, sealer: Sealer) -> bytes:
    """The plain bytes of a `raw` column. Raises `TamperedError`."""
    return sealer.open(raw, where=_where(channel, ext_id))


async def done(session: Session, *, id: int, now: datetime, unclear: bool = False) -> None:  # noqa: A002 - the column's name
    """This row has moved its conversation and never will again. `unclear`: it was not understood.

    The attempt that succeeded, where `begin` counted it, is none that failed.
    """
    await fetch(
        session,
        """
        update inbox set status = 'done', finished_at = $2, unclear = $3, attempts = greatest(attempts - 1, 0)
        where id = $1
        """,
        *(id, now, unclear),
    )


async def begin(session: Session, *, news: News, now: datetime) -> None:
    """Counts an attempt before it is made, in a transaction of its own: a process that dies of it leaves a trace.

    The pause that follows a failure begins with it.
    """
    # Only a crash of the database itself could lose the count: not worth waiting for its disk.
    await session.execute(text("set local synchronous_commit = off"))
    pause = PAUSES[news.attempts] if news.attempts < len(PAUSES) else timedelta()
    await session.execute(
        update(inbox)
        .where(inbox.c.id == news.id, inbox.c.status == "new")
        .values(attempts=news.attempts + 1, next_at=now + pause)
    )


async def clear(session: Session, *, news: News) -> None:
    """Takes back what `begin` counted."""
    await session.execute(
        update(inbox)
        .where(inbox.c.id == news.id, inbox.c.status == "new", inbox.c.attempts == news.attempts + 1)
        .values(attempts=news.attempts, next_at=None)
    )


async def failed(session: Session, *, id: int, now: datetime, counted: bool = False) -> bool:  # noqa: A002
    """Counts a failed attempt; True when this was the last one and the row is now set aside.

    `counted`: `begin` has counted it already.
    """
    c = inbox.c
    attempts = await session.scalar(
        update(inbox)
        .where(c.id == id, c.status == "new")
        .values(attempts=c.attempts + int(not counted))
        .returning(c.attempts)
    )
    if attempts is None:
        return False
    if attempts >= ATTEMPTS:
        await session.execute(update(inbox).where(c.id == id).values(status="parked", finished_at=now))
        return True
    await session.execute(update(inbox).where(c.id == id).values(next_at=now + PAUSES[attempts - 1]))
    return False


async def park(  # noqa: PLR0913 - all by keyword
    session: Session, *, channel: str, ext_id: str, raw: bytes, now: datetime, sealer: Sealer
) -> bool:
    """Keeps bytes that say nothing of whom they are from, for somebody to look at; nobody's queue waits for them.

    False when they are there already, or when there are `MOST_UNOWNED` of the kind.
    """
    c = inbox.c
    unowned = (c.status == "parked") & c.conversation.is_(None) & c.raw.is_not(None) & (c.channel == channel)
    if int(await session.scalar(select(func.count()).where(unowned)) or 0) >= MOST_UNOWNED:
        return False
    stored = await session.scalar(
        insert(inbox)
        .values(
            channel=channel,
            ext_id=ext_id,
            raw=sealed(raw, channel=channel, ext_id=ext_id, sealer=sealer),
            status="parked",
            finished_at=now,
        )
        .on_conflict_do_nothing()
        .returning(c.id)
    )
    return stored is not None


async def known(session: Session, *, channel: str, ext_id: str) -> bool:
    """Whether a message of this id was stored before."""
    c = inbox.c
    return await session.scalar(select(c.id).where(c.channel == channel, c.ext_id == ext_id)) is not None


async def said_before(session: Session, *, conversation: int, id: int, within: timedelta) -> News | None:  # noqa: A002
    """The message just before row `id`, when it was handled, is still kept and came at most `within` earlier."""
    row = await fetch_one(
        session,
        """
        select last.id, last.channel, last.ext_id, last.kind, last.raw from inbox this join inbox last on last.id =
            (select max(id) from inbox where conversation = $1 and id < $2 and kind = 'message')
        where this.id = $2 and last.status = 'done' and last.raw is not null
            and last.received_at >= this.received_at - $3::interval
        """,
        *(conversation, id, within),
    )
    return None if row is None else News(row["id"], row["channel"], row["ext_id"], row["kind"], row["raw"], 0.0)


async def backlog(session: Session, *, most: int | None = None) -> int:
    """How many rows wait to be handled; counted no further than `most`."""
    waiting = select(inbox.c.id).where(inbox.c.status == "new").limit(most).subquery()
    return int(await session.scalar(select(func.count()).select_from(waiting)) or 0)
