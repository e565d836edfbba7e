"""Conversations: opening one, claiming the next that has news, saving its state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from flows import codec
from storage.db import INBOX, fetch, fetch_one, notify
from storage.errors import TamperedError
from storage.tables import conversation, inbox

if TYPE_CHECKING:
    from datetime import datetime

    from flows.types import State
    from storage.db import Session
    from storage.sealing import Sealer


KEPT = timedelta(days=30)
KEPT_WITHOUT_CONSENT = timedelta(hours=24)
"""how long a conversation is remembered after its last message (trust.md 1.6, R-01)"""


ANSWERS_KEPT = timedelta(hours=24)
"""how long answers outlive the verdict that they led to: what the consent text promises"""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A conversation whose row this transaction has locked. `subject` stands for the person in proofs; `heard_at` is
    when the person last said something, before the message that is handled now."""

    id: int
    channel: str
    lang: str
    subject: bytes
    sealed_state: bytes | None
    heard_at: datetime | None = None


def _where(column: str, channel: str, account_hash: bytes) -> str:
    return f"conversation:{column}:{channel}:{account_hash.hex()}"


def subject_of(*, channel: str, account: str, sealer: Sealer) -> bytes:
    """The keyed hash (32 bytes) that stands for an account of a channel."""
    return sealer.hash("account", f"{channel}:{account}")


async def open_for(session: Session, *, channel: str, account: str, address: str, sealer: Sealer) -> int:
    """The id of this account's conversation, made when it is new. `address` is where replies go."""
    found = await find(session, channel=channel, account=account, sealer=sealer)
    if found is None:
        subject = subject_of(channel=channel, account=account, sealer=sealer)
        made = await fetch_one(
            session,
            """
            insert into conversation (channel, account_hash, address) values ($1, $2, $3)
            on conflict do nothing returning id
            """,
            *(channel, subject, sealed_address(address, channel=channel, subject=subject, sealer=sealer)),
        )
        found = None if made is None else int(made["id"])
    if found is None:  # another request made it between the two statements
        found = await find(session, channel=channel, account=account, sealer=sealer)
    assert found is not None
    return found


async def find(session: Session, *, channel: str, account: str, sealer: Sealer) -> int | None:
    """The id of this account's conversation, None when it has none."""
    subject = subject_of(channel=channel, account=account, sealer=sealer)
    found = await fetch_one(
        session, "select id from conversation where channel = $1 and account_hash = $2", channel, subject
    )
    return None if found is None else int(found["id"])


def sealed_address(address: str, *, channel: str, subject: bytes, sealer: Sealer) -> bytes:
    """Where replies go, as it is kept."""
    return sealer.seal(address.encode(), where=_where("address", channel, subject))


async def claim(session: Session, *, now: datetime) -> Claimed | None:
    """Locks the conversation whose oldest news is due and has waited longest; None when there is none.

    Rows locked by other workers are stepped over. A conversation whose oldest row waits for its next attempt
    is held back as a whole, so that later messages never overtake it.
    """
    # By grouping, and not by "no older row": the planner, which knows little of a queue, turns the latter into a
    # search through all waiting rows for each of them. Not "for update": that would hold back whoever stores a
    # message of this conversation meanwhile, because the new row refers to this one.
    row = await fetch_one(
        session,
        """
        with waiting as (select min(id) as id from inbox where status = 'new' group by conversation)
        select c.id, c.channel, c.lang, c.account_hash, c.state, c.heard_at
        from waiting join inbox i on i.id = waiting.id join conversation c on c.id = i.conversation
        where i.next_at is null or i.next_at <= $1
        order by waiting.id limit 1
        for no key update of c skip locked
        """,
        now,
    )
    if row is None:
        return None
    return Claimed(row["id"], row["channel"], row["lang"], row["account_hash"], row["state"], row["heard_at"])


def state_of(claimed: Claimed, *, sealer: Sealer) -> State | None:
    """What is remembered of a claimed conversation; None when it is new or was forgotten.

    Raises `TamperedError`, and `flows.codec.CodecError` when a newer program wrote it.
    """
    if claimed.sealed_state is None:
        return None
    where = _where("state", claimed.channel, claimed.subject)
    return codec.from_bytes(sealer.open(claimed.sealed_state, where=where))


async def save(  # noqa: PLR0913 - all by keyword
    session: Session,
    *,
    claimed: Claimed,
    state: State,
    wake_at: datetime | None,
    stopped: bool,
    now: datetime,
    sealer: Sealer,
    heard: datetime | None = None,
) -> None:
    """Keeps what is remembered of a claimed conversation. `heard`: when the person said what this comes of."""
    await fetch(
        session,
        """
        update conversation set state = $2, lang = $3, wake_at = $4, last_seen = $5, keep_until = $6,
            answers_until = case when $7::timestamptz is not null then coalesce(answers_until, $7) end,
            stopped_at = case when $8 then coalesce(stopped_at, $5) end,
            erased_at = null, heard_at = coalesce($9, heard_at)
        where id = $1
        """,
        claimed.id,
        sealer.seal(codec.to_bytes(state), where=_where("state", claimed.channel, claimed.subject)),
        *(state.lang, wake_at, now),
        now + (KEPT if "granted" in state.consents.values() else KEPT_WITHOUT_CONSENT),
        None if state.ruling is None else now + ANSWERS_KEPT,
        *(stopped, heard),
    )


async def heard(session: Session, *, id: int, at: datetime | None) -> None:  # noqa: A002 - the column's name
    """The person wrote or tapped something then; None for nothing of the kind."""
    if at is None:
        return
    await session.execute(update(conversation).where(conversation.c.id == id).values(heard_at=at))


async def stop(session: Session, *, id: int, now: datetime) -> None:  # noqa: A002 - the column's name
    """The person wants no more bubbles: the network says so."""
    await session.execute(update(conversation).where(conversation.c.id == id).values(stopped_at=now, wake_at=None))


def opened_address(address: bytes, *, channel: str, subject: bytes, sealer: Sealer) -> str:
    """Where replies go. Raises `TamperedError`."""
    return sealer.open(address, where=_where("address", channel, subject)).decode()


async def wake_due(session: Session, *, now: datetime, limit: int = 200) -> int:
    """Turns timers that ran out into inbox rows of kind `elapsed`; returns how many."""
    c = conversation.c
    due = (
        await session.execute(
            select(c.id, c.channel, c.wake_at)
            .where(c.wake_at <= now)
            .order_by(c.wake_at)
            .limit(limit)
            .with_for_update(skip_locked=True, key_share=True)
        )
    ).all()
    if not due:
        return 0
    await session.execute(
        insert(inbox)
        .values(
            [
                {
                    "channel": row.channel,
                    "ext_id": f"elapsed:{row.id}:{row.wake_at.isoformat()}",
                    "conversation": row.id,
                    "kind": "elapsed",
                }
                for row in due
            ]
        )
        .on_conflict_do_nothing()
    )
    await session.execute(update(conversation).where(c.id.in_([row.id for row in due])).values(wake_at=None))
    await notify(session, channel=INBOX)
    return len(due)


async def drop_answers(session: Session, *, now: datetime, sealer: Sealer, limit: int = 500) -> int:
    """Forgets what people answered a day after their verdict; returns in how many conversations.

    The verdict, the link and the consents stay. Who comes back is asked again where an answer is needed.
    """
    c = conversation.c
    due = await session.execute(
        select(c.id, c.channel, c.lang, c.account_hash, c.state)
        .where(c.answers_until <= now)
        .limit(limit)
        .with_for_update(skip_locked=True, key_share=True)
    )
    count = 0
    for row in due.all():
        claimed = Claimed(row.id, row.channel, row.lang, row.account_hash, row.state)
        try:
            state = state_of(claimed, sealer=sealer)
        except (TamperedError, codec.CodecError):
            state = None  # nobody can read it again; one such row must not stop the others
        kept = None if state is None else codec.to_bytes(codec.without_answers(state))
        where = _where("state", row.channel, row.account_hash)
        await session.execute(
            update(conversation)
            .where(c.id == row.id)
            .values(state=None if kept is None else sealer.seal(kept, where=where), answers_until=None)
        )
        count += 1
    return count


async def exists_still(session: Session, *, id: int) -> bool:  # noqa: A002 - the column's name
    """Whether a conversation is there; after an erasure it is not, and the person's next one has another id."""
    return await session.scalar(select(conversation.c.id).where(conversation.c.id == id)) is not None
