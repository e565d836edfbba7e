"""The outbox: what was decided to be said, sent in order for each conversation, at least once."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import case, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert

from storage import conversations
from storage.db import OUTBOX, SENT, notify
from storage.errors import TamperedError
from storage.net_tables import channel_switch
from storage.tables import conversation as people
from storage.tables import outbox

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from storage.db import Session
    from storage.sealing import Sealer

OPEN = ("pending", "sending")
TIMED = "timed:"
"""the mark of bubbles that a timer caused, not the person"""


class Window(Protocol):
    """What a network allows us to say: the reason why nothing may be said now, None when it may.

    `heard_at` is when the person last wrote or tapped (None: never, as far as we know), `said` how many bubbles
    were sent since.
    """

    def __call__(self, *, heard_at: datetime | None, said: int, now: datetime) -> str | None:
        """A fixed word such as `window_closed`, kept as the fault of the bubble."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A bubble to send to `address`. `attempts` counts this one; `doubts` how often it may have arrived before."""

    id: int
    conversation: int
    body: dict[str, object]
    attempts: int
    doubts: int
    address: str


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


async def take(
    session: Session, *, conversation: int, now: datetime, sealer: Sealer, window: Window | None = None
) -> Letter | None:
    """Marks the first open bubble of a conversation as being sent; None when there is none or it must wait.

    This is the moment of sending: a channel that is off keeps the bubble, a person who stopped gets none, and what is
    too old, damaged or outside of the network's window is taken out of the queue on the way, with its reason.
    """
    while (head := await _head(session, conversation, counted=window is not None)) is not None:
        if head.status == "sending":
            return None
        if head.stopped_at is not None:
            await cancel(session, conversation=conversation, now=now, fault="stopped")
            return None
        if head.useful_until < now:
            await drop_stale(session, now=now, conversation=conversation)
            continue
        if head.switch is not None or (head.not_before is not None and head.not_before > now):
            return None
        closed = None if window is None else window(heard_at=head.heard_at, said=head.said, now=now)
        letter = None if closed is not None else _letter(head, sealer)
        if letter is None:
            await _refuse(session, head.id, now=now, fault=closed)
            continue
        c = outbox.c
        taken = await session.execute(
            update(outbox)
            .where(c.id == head.id, c.status == "pending")
            .values(status="sending", attempts=c.attempts + 1)
        )
        return letter if taken.rowcount else None
    return None


async def _head(session: Session, conversation: int, *, counted: bool) -> Any:
    """The first open bubble with what decides about it; with `counted`, how much was said since the person wrote."""
    c, person, later = outbox.c, people.c, outbox.alias("later")
    since = later.c.finished_at >= func.coalesce(person.heard_at, person.created_at)
    said = select(func.count()).where(later.c.conversation == person.id, later.c.status == "sent", since)
    row = await session.execute(
        select(
            *(c.id, c.conversation, c.status, c.not_before, c.useful_until, c.dedupe_key, c.body, c.attempts, c.doubts),
            *(person.channel, person.address, person.account_hash, person.stopped_at, person.heard_at),
            channel_switch.c.channel.label("switch"),
            (said.scalar_subquery() if counted else literal(0)).label("said"),
        )
        .select_from(
            outbox.join(people, person.id == c.conversation).outerjoin(
                channel_switch, channel_switch.c.channel == person.channel
            )
        )
        .where(c.conversation == conversation, c.status.in_(OPEN))
        .order_by(c.id)
        .limit(1)
    )
    return row.one_or_none()


def _letter(head: Any, sealer: Sealer) -> Letter | None:
    """The opened bubble; None when its words were erased or nobody can read it again."""
    if head.body is None:
        return None
    try:
        body = opened(head.body, key=head.dedupe_key, sealer=sealer)
        address = conversations.address_in(head, sealer=sealer)
    except TamperedError:
        return None
    return Letter(head.id, head.conversation, body, head.attempts + 1, head.doubts, address)


async def _refuse(session: Session, id: int, *, now: datetime, fault: str | None) -> None:  # noqa: A002
    """Outside of the window a bubble is taken back; one that cannot be read is a fault."""
    status = "failed" if fault is None else "cancelled"
    await session.execute(
        update(outbox)
        .where(outbox.c.id == id, outbox.c.status == "pending")
        .values(status=status, finished_at=now, fault=fault or "unreadable", body=None)
    )


async def sent(session: Session, *, letter: Letter, ext_id: str | None, now: datetime) -> None:
    """The network took this bubble."""
    await _finish(session, id=letter.id, status="sent", now=now, ext_id=ext_id, fault=None)
    await notify(session, channel=SENT, payload=str(letter.conversation))


async def give_up(session: Session, *, letter: Letter, now: datetime, fault: str) -> None:
    """This bubble cannot be delivered, a dead letter; the next of its conversation may go."""
    await _finish(session, id=letter.id, status="failed", now=now, ext_id=None, fault=fault)


async def _finish(  # noqa: PLR0913 - all by keyword
    session: Session,
    *,
    id: int,  # noqa: A002
    status: str,
    now: datetime,
    ext_id: str | None,
    fault: str | None,
) -> None:
    await session.execute(
        update(outbox)
        .where(outbox.c.id == id, outbox.c.status == "sending")
        .values(status=status, finished_at=now, ext_id=ext_id, fault=fault)
    )


async def again(  # noqa: PLR0913 - all by keyword
    session: Session, *, letter: Letter, not_before: datetime, fault: str, doubtful: bool = False, counted: bool = True
) -> None:
    """Sends this bubble again later, unless it was erased meanwhile.

    `doubtful`: it may have arrived, so this is counted. Not `counted`: the attempt says nothing against this bubble.
    """
    c = outbox.c
    await session.execute(
        update(outbox)
        .where(c.id == letter.id, c.status == "sending")
        .values(
            status=case((c.body.is_(None), "cancelled"), else_="pending"),
            not_before=not_before,
            attempts=c.attempts - int(not counted),
            doubts=c.doubts + int(doubtful),
            fault=fault,
        )
    )


async def cancel(session: Session, *, conversation: int, now: datetime, fault: str | None = None) -> int:
    """Takes back what was not sent yet; returns how many bubbles."""
    c = outbox.c
    done = await session.execute(
        update(outbox)
        .where(c.conversation == conversation, c.status == "pending")
        .values(status="cancelled", finished_at=now, body=None, fault=fault)
    )
    return done.rowcount


async def cancel_timed(session: Session, *, conversation: int, now: datetime) -> int:
    """Takes back reminders that were not sent yet: the person withdrew the leave for them."""
    c = outbox.c
    done = await session.execute(
        update(outbox)
        .where(c.conversation == conversation, c.status == "pending", c.dedupe_key.contains(f":{TIMED}"))
        .values(status="cancelled", finished_at=now, body=None, fault="withdrawn")
    )
    return done.rowcount


async def drop_stale(
    session: Session, *, now: datetime, conversation: int | None = None, channel: str | None = None
) -> int:
    """Ends what came too late to be useful: tried before, a dead letter; never tried, taken back without a trace."""
    c = outbox.c
    late = (c.status == "pending") & (c.useful_until < now)
    late &= c.channel == channel if conversation is None else c.conversation == conversation
    tried = await session.execute(
        update(outbox)
        .where(late & (c.attempts > 0))
        .values(status="failed", finished_at=now, fault=func.coalesce(c.fault, "stale"))
    )
    never = await session.execute(
        update(outbox).where(late).values(status="cancelled", finished_at=now, body=None, fault="stale")
    )
    return tried.rowcount + never.rowcount


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
    found = []
    for r in rows:
        with suppress(TamperedError):  # one that nobody can read again must not hide the others
            found.append(Sent(r.id, opened(r.body, key=r.dedupe_key, sealer=sealer), r.finished_at))
    return found


async def waiting(session: Session) -> dict[str, int]:
    """How many bubbles of each channel wait to be sent."""
    c = outbox.c
    rows = await session.execute(select(c.channel, func.count()).where(c.status.in_(OPEN)).group_by(c.channel))
    return {str(channel): int(number) for channel, number in rows}
