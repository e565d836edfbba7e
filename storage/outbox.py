"""The outbox: what was decided to be said, sent in order for each conversation, at least once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import exists, func, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.db import OUTBOX, SENT, notify
from storage.tables import lane, outbox

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from storage.db import Session
    from storage.sealing import Sealer

OPEN = ("pending", "sending")


@dataclass(frozen=True, slots=True)
class Letter:
    """A bubble to send. `attempts` counts this one; `doubts` how often it may have arrived before."""

    id: int
    conversation: int
    body: dict[str, object]
    attempts: int
    doubts: int


@dataclass(frozen=True, slots=True)
class Sent:
    """A bubble that was sent, in the JSON shape of `bot.channels.base.Bubble`."""

    id: int
    bubble: dict[str, object]
    time: datetime


def opened(body: bytes, *, key: str, sealer: Sealer) -> dict[str, object]:
    """The bubble of a `body` column. Raises `TamperedError`."""
    value = sealer.open_json(body, where=f"outbox:body:{key}")
    assert isinstance(value, dict)
    return value


async def add(  # noqa: PLR0913 - all by keyword
    session: Session,
    *,
    conversation: int,
    channel: str,
    cause: int,
    bubbles: Sequence[dict[str, object]],
    useful_until: datetime,
    sealer: Sealer,
    mark: str = "",
) -> None:
    """Queues bubbles in this order, once. `cause` is the inbox row that they answer."""
    keys = [f"in:{cause}:{mark}{n}" for n in range(len(bubbles))]
    rows = [
        {
            "conversation": conversation,
            "channel": channel,
            "dedupe_key": key,
            "body": sealer.seal_json(bubble, where=f"outbox:body:{key}"),
            "useful_until": useful_until,
        }
        for key, bubble in zip(keys, bubbles, strict=True)
    ]
    if rows:
        await session.execute(insert(outbox).on_conflict_do_nothing(), rows)
        await notify(session, channel=OUTBOX)


async def heads(session: Session, *, channel: str, now: datetime, limit: int, beside: Iterable[int] = ()) -> list[int]:
    """Conversations of a channel whose first open bubble may be sent now, except those in `beside`.

    None while the channel pauses.
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
        )
        .order_by(c.id)
        .limit(limit)
    )
    return [int(row) for row in rows]


async def take(session: Session, *, conversation: int, now: datetime, sealer: Sealer) -> Letter | None:
    """Marks the first open bubble of a conversation as being sent; None when there is none or it must wait.

    Bubbles that came too late to be useful are cancelled on the way.
    """
    c = outbox.c
    await session.execute(
        update(outbox)
        .where(c.conversation == conversation, c.status == "pending", c.useful_until < now)
        .values(status="cancelled", finished_at=now, body=None)
    )
    first = (
        select(c.id).where(c.conversation == conversation, c.status.in_(OPEN)).order_by(c.id).limit(1).scalar_subquery()
    )
    row = (
        await session.execute(
            update(outbox)
            .where(
                c.id == first,
                c.status == "pending",
                c.body.is_not(None),
                (c.not_before.is_(None)) | (c.not_before <= now),
            )
            .values(status="sending", attempts=c.attempts + 1)
            .returning(c.id, c.dedupe_key, c.body, c.attempts, c.doubts)
        )
    ).one_or_none()
    if row is None:
        return None
    body = opened(row.body, key=row.dedupe_key, sealer=sealer)
    return Letter(row.id, conversation, body, row.attempts, row.doubts)


async def sent(session: Session, *, letter: Letter, ext_id: str | None, now: datetime) -> None:
    """The network took this bubble."""
    await _finish(session, id=letter.id, status="sent", now=now, ext_id=ext_id)
    await notify(session, channel=SENT, payload=str(letter.conversation))


async def give_up(session: Session, *, letter: Letter, now: datetime) -> None:
    """This bubble cannot be delivered; the next of its conversation may go."""
    await _finish(session, id=letter.id, status="failed", now=now, ext_id=None)


async def _finish(session: Session, *, id: int, status: str, now: datetime, ext_id: str | None) -> None:  # noqa: A002
    await session.execute(
        update(outbox)
        .where(outbox.c.id == id, outbox.c.status == "sending")
        .values(status=status, finished_at=now, ext_id=ext_id)
    )


async def again(session: Session, *, letter: Letter, not_before: datetime, doubtful: bool = False) -> None:
    """Sends this bubble again later. `doubtful`: it may have arrived, so this is counted."""
    c = outbox.c
    await session.execute(
        update(outbox)
        .where(c.id == letter.id, c.status == "sending")
        .values(status="pending", not_before=not_before, doubts=c.doubts + int(doubtful))
    )


async def cancel(session: Session, *, conversation: int, now: datetime) -> int:
    """Takes back what was not sent yet; returns how many bubbles."""
    c = outbox.c
    done = await session.execute(
        update(outbox)
        .where(c.conversation == conversation, c.status == "pending")
        .values(status="cancelled", finished_at=now, body=None)
    )
    return done.rowcount


async def doubtful(session: Session, *, channel: str, now: datetime) -> tuple[int, int]:
    """Queues and counts what was being sent when the last sender ended: it may have arrived, it must arrive.

    Call it only while holding the channel's lock. Returns (queued again, given up because it was erased).
    """
    c = outbox.c
    mine = (c.channel == channel) & (c.status == "sending")
    lost = await session.execute(update(outbox).where(mine & c.body.is_(None)).values(status="failed", finished_at=now))
    more = await session.execute(update(outbox).where(mine).values(status="pending", doubts=c.doubts + 1))
    return more.rowcount, lost.rowcount


async def sent_since(
    session: Session, *, conversation: int, after: int, sealer: Sealer, limit: int = 200
) -> list[Sent]:
    """Bubbles of a conversation that were sent, with ids above `after`, oldest first."""
    c = outbox.c
    rows = await session.execute(
        select(c.id, c.dedupe_key, c.body, c.finished_at)
        .where(c.conversation == conversation, c.status == "sent", c.id > after, c.body.is_not(None))
        .order_by(c.id)
        .limit(limit)
    )
    return [Sent(r.id, opened(r.body, key=r.dedupe_key, sealer=sealer), r.finished_at) for r in rows]


async def waiting(session: Session) -> dict[str, int]:
    """How many bubbles of each channel wait to be sent."""
    c = outbox.c
    rows = await session.execute(select(c.channel, func.count()).where(c.status.in_(OPEN)).group_by(c.channel))
    return {str(channel): int(number) for channel, number in rows}


async def pause(session: Session, *, channel: str, until: datetime, reason: str) -> None:
    """Nothing is sent on this channel before `until`, not even after a restart."""
    values = {"paused_until": until, "reason": reason}
    await session.execute(
        insert(lane).values(channel=channel, **values).on_conflict_do_update(index_elements=["channel"], set_=values)
    )
