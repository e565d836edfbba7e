"""Requests about one's own data. Deletion happens in the very turn that asks for it (trust.md R-11, R-12)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.dialects.postgresql import insert

from storage import handovers, lookups, messages, outbox
from storage.db import SENT, notify
from storage.tables import conversation, inbox, rights_request
from storage.tables import outbox as letters

if TYPE_CHECKING:
    from datetime import datetime

    from storage.db import Session

SETTLE = timedelta(seconds=30)
"""how long the answer to a deletion stays readable for a page that reconnects"""


@dataclass(frozen=True, slots=True)
class Request:
    """One request. `kind` is `delete` until staff pages bring the others."""

    receipt: str
    kind: str
    channel: str
    subject: bytes
    asked_at: datetime


async def asked(session: Session, *, request: Request, done_at: datetime | None) -> None:
    """Notes a request, finished at once when `done_at` is given."""
    await session.execute(
        insert(rights_request)
        .values(
            receipt=request.receipt,
            kind=request.kind,
            channel=request.channel,
            subject_hash=request.subject,
            asked_at=request.asked_at,
            answered_at=done_at,
            finished_at=done_at,
        )
        .on_conflict_do_nothing()
    )


async def erase(session: Session, *, id: int, lang: str, now: datetime) -> None:  # noqa: A002 - the column's name
    """Erases what is held of a conversation: state, what was said, what was prepared, messages to staff.

    Call it before the reply is queued: that one must still reach the person. The row itself, whose sealed
    address the reply needs, goes with `finish`. Rows still to be handled stay: they came after the wish.
    """
    await outbox.cancel(session, conversation=id, now=now)
    await session.execute(update(letters).where(letters.c.conversation == id).values(body=None))
    await session.execute(update(inbox).where(inbox.c.conversation == id, inbox.c.status != "new").values(raw=None))
    await handovers.forget(session, conversation=id)
    await messages.forget(session, conversation=id)
    await lookups.forget(session, conversation=id)
    await session.execute(
        update(conversation)
        .where(conversation.c.id == id)
        .values(state=None, lang=lang, wake_at=None, answers_until=None, last_seen=now, erased_at=now)
    )


async def drop_words(session: Session, *, conversation: int, id: int | None = None) -> None:  # noqa: A002
    """Drops what was written: inbox row `id` alone, or everything handled and said in a conversation so far."""
    words = update(inbox).where(inbox.c.conversation == conversation, inbox.c.status != "new").values(raw=None)
    await session.execute(words if id is None else words.where(inbox.c.id == id))
    if id is None:
        said = update(letters).where(letters.c.conversation == conversation, letters.c.status.not_in(outbox.OPEN))
        await session.execute(said.values(body=None))


async def finish(session: Session, *, now: datetime) -> int:
    """Removes conversations that were erased and whose last reply is out; returns how many.

    Keys of done inbox rows stay without any content: a late repeat of a message is still known as one.
    """
    c = conversation.c
    mine = letters.c.conversation == c.id
    due = (
        select(c.id)
        .where(
            c.erased_at <= now - SETTLE,
            ~exists().where(mine, letters.c.status.in_(outbox.OPEN)),
            ~exists().where(inbox.c.conversation == c.id, inbox.c.status == "new"),
            func.coalesce(select(func.max(letters.c.finished_at)).where(mine).scalar_subquery(), c.erased_at)
            <= now - SETTLE,
        )
        .with_for_update(skip_locked=True)
    )
    ids = list(await session.scalars(due))
    if ids:
        await session.execute(update(inbox).where(inbox.c.conversation.in_(ids)).values(raw=None))
        await session.execute(delete(conversation).where(c.id.in_(ids)))
        for number in ids:  # a page that still listens under the old number finds that it is gone
            await notify(session, channel=SENT, payload=str(number))
    return len(ids)
