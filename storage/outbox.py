"""The outbox: what was decided to be said, sent in order for each conversation, at least once."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import case, func, select, update

from storage.db import OUTBOX, SENT, fetch, notify
from storage.errors import TamperedError
from storage.tables import outbox

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from storage.db import Session
    from storage.sealing import Sealer

OPEN = ("pending", "sending")
TIMED = "timed:"
"""the mark of bubbles that a timer caused, not the person"""


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
    tell: bool = True,
) -> None:
    """Queues bubbles in this order, once. `cause` is the inbox row that they answer. Not `tell`: whoever sends them
    hears of it otherwise."""
    keys = [f"in:{cause}:{mark}{n}" for n in range(len(bubbles))]
    if not bubbles:
        return
    bodies = [sealer.seal_json(b, where=f"outbox:body:{key}") for key, b in zip(keys, bubbles, strict=True)]
    await fetch(
        session,
        """
        insert into outbox (conversation, channel, dedupe_key, body, useful_until)
        select $1, $2, key, body, $5 from unnest($3::text[], $4::bytea[]) with ordinality as new (key, body, n)
        order by n on conflict do nothing
        """,
        *(conversation, channel, keys, bodies, useful_until),
    )
    if tell:
        await notify(session, channel=OUTBOX, payload=channel)


async def sent(session: Session, *, letters: Sequence[tuple[Letter, str | None]], channel: str, now: datetime) -> None:
    """The network took these bubbles, each with its id there. Pages that are open hear of theirs."""
    await fetch(
        session,
        """
        update outbox o set status = 'sent', finished_at = $3, ext_id = new.ext_id, fault = null
        from unnest($1::bigint[], $2::text[]) as new (id, ext_id) where o.id = new.id and o.status = 'sending'
        """,
        *([letter.id for letter, _ in letters], [ext_id for _, ext_id in letters], now),
    )
    if channel == "web":
        for letter, _ in letters:
            await notify(session, channel=SENT, payload=str(letter.conversation))


async def give_up(session: Session, *, letter: Letter, now: datetime, fault: str) -> None:
    """This bubble cannot be delivered, a dead letter; the next of its conversation may go."""
    await session.execute(
        update(outbox)
        .where(outbox.c.id == letter.id, outbox.c.status == "sending")
        .values(status="failed", finished_at=now, fault=fault)
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
    """Takes back reminders that were not sent yet: the person withdrew the leave for them.

    One that is being sent loses its words, so that it is not tried again; a dead letter cannot be sent again either.
    """
    c = outbox.c
    mine = (c.conversation == conversation) & c.dedupe_key.contains(f":{TIMED}")
    await session.execute(update(outbox).where(mine, c.status == "sending").values(body=None))
    done = await session.execute(
        update(outbox)
        .where(mine, c.status.in_(("pending", "failed")))
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
