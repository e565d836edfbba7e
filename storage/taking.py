"""The moment of sending: what may leave now is marked as being sent, and everything that forbids it is asked here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from storage import conversations, outbox
from storage.db import fetch
from storage.errors import TamperedError
from storage.outbox import Letter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from storage.db import Session
    from storage.sealing import Sealer


class Window(Protocol):
    """What a network allows us to say: the reason why nothing may be said now, None when it may.

    `heard_at` is when the person last wrote or tapped (None: never, as far as we know), `said` how many bubbles
    were sent since.
    """

    def __call__(self, *, heard_at: datetime | None, said: int, now: datetime) -> str | None:
        """A fixed word such as `window_closed`, kept as the fault of the bubble."""


async def take(  # noqa: PLR0913 - all by keyword
    session: Session,
    *,
    channel: str,
    now: datetime,
    limit: int,
    sealer: Sealer,
    window: Window | None = None,
    beside: Iterable[int] = (),
    rests: Callable[[int], bool] | None = None,
) -> list[Letter]:
    """Marks the first open bubble of up to `limit` conversations of a channel as being sent, the oldest first.

    A channel that pauses or is off keeps its bubbles, and so do the conversations in `beside` and those for which
    `rests` says so. A person who stopped gets none, and what is too old, damaged or outside of the network's window
    is taken out of the queue on the way, with its reason.
    """
    found: list[Letter] = []
    aside = [*beside]
    while (room := limit - len(found)) > 0:
        heads = await _heads(session, channel=channel, now=now, limit=room, aside=aside, counted=window is not None)
        taken: list[Letter] = []
        refused = 0
        for head in heads:
            if rests is not None and rests(head["conversation"]):
                aside.append(head["conversation"])
            elif (letter := await _fit(session, head, now=now, sealer=sealer, window=window)) is not None:
                taken.append(letter)
            else:
                refused += 1
        found += await _marked(session, taken)
        aside += [letter.conversation for letter in taken]
        if len(heads) < room and not refused:
            break
    return found


async def _heads(  # noqa: PLR0913 - all by keyword
    session: Session, *, channel: str, now: datetime, limit: int, aside: list[int], counted: bool
) -> list[Any]:
    """First open bubbles with what decides about them; `counted`: and how much was said since the person wrote."""
    return await fetch(session, _COUNTED if counted else _HEADS, channel, aside, now, limit)


_HEADS = """
with first as (
    select min(id) as id from outbox
    where channel = $1 and status in ('pending', 'sending') and conversation <> all($2::bigint[])
    group by conversation
)
select o.id, o.conversation, o.useful_until, o.dedupe_key, o.body, o.attempts, o.doubts,
    p.channel, p.address, p.account_hash, p.stopped_at, p.heard_at, 0 as said
from first join outbox o on o.id = first.id join conversation p on p.id = o.conversation
where o.status = 'pending' and (o.not_before is null or o.not_before <= $3)
    and not exists (select from lane where channel = $1 and paused_until > $3)
    and not exists (select from channel_switch where channel = $1)
order by o.id limit $4
"""

_COUNTED = _HEADS.replace(
    "0 as said",
    """(
        select count(*) from outbox later where later.conversation = p.id and later.status = 'sent'
            and later.finished_at >= coalesce(p.heard_at, p.created_at)
    ) as said""",
)


async def _fit(session: Session, head: Any, *, now: datetime, sealer: Sealer, window: Window | None) -> Letter | None:
    """The letter when it may go; else what forbids it is written down."""
    if head["stopped_at"] is not None:
        await outbox.cancel(session, conversation=head["conversation"], now=now, fault="stopped")
        return None
    if head["useful_until"] < now:
        await outbox.drop_stale(session, now=now, conversation=head["conversation"])
        return None
    closed = None if window is None else window(heard_at=head["heard_at"], said=head["said"], now=now)
    letter = None if closed is not None else _opened(head, sealer)
    if letter is None:
        await _refuse(session, head["id"], now=now, fault=closed)
    return letter


def _opened(head: Any, sealer: Sealer) -> Letter | None:
    """The opened bubble; None when its words were erased or nobody can read it again."""
    if head["body"] is None:
        return None
    try:
        body = outbox.opened(head["body"], key=head["dedupe_key"], sealer=sealer)
        address = conversations.opened_address(
            head["address"], channel=head["channel"], subject=head["account_hash"], sealer=sealer
        )
    except TamperedError:
        return None
    return Letter(head["id"], head["conversation"], body, head["attempts"] + 1, head["doubts"], address)


async def _marked(session: Session, letters: list[Letter]) -> list[Letter]:
    """Those that are ours to send: one that was cancelled in this very moment is not."""
    if not letters:
        return []
    rows = await fetch(
        session,
        """
        update outbox set status = 'sending', attempts = attempts + 1
        where id = any($1::bigint[]) and status = 'pending' returning id
        """,
        [letter.id for letter in letters],
    )
    mine = {row["id"] for row in rows}
    return [letter for letter in letters if letter.id in mine]


async def _refuse(session: Session, id: int, *, now: datetime, fault: str | None) -> None:  # noqa: A002
    """Outside of the window a bubble is taken back; one that cannot be read is a fault."""
    await fetch(
        session,
        """
        update outbox set status = $2, finished_at = $3, fault = $4, body = null where id = $1 and status = 'pending'
        """,
        *(id, "failed" if fault is None else "cancelled", now, fault or "unreadable"),
    )
