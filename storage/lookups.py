"""Names that DNS is to be asked about: sealed, one row each, gone when the answer is in the inbox."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from storage import inbox
from storage.db import LOOKUP, notify
from storage.errors import TamperedError
from storage.tables import lookup

if TYPE_CHECKING:
    from storage.db import Session
    from storage.sealing import Sealer


@dataclass(frozen=True, slots=True)
class Question:
    """A name to ask about, for one conversation."""

    id: str
    conversation: int
    channel: str
    domain: str


async def ask(  # noqa: PLR0913 - all by keyword
    session: Session,
    *,
    id: str,  # noqa: A002 - the column's name
    conversation: int,
    channel: str,
    domain: str,
    sealer: Sealer,
) -> None:
    """Queues a name; `id` is that of the event that wants to know."""
    body = sealer.seal(domain.encode(), where=f"lookup:name:{id}")
    await session.execute(insert(lookup).values(id=id, conversation=conversation, channel=channel, name=body))
    await notify(session, channel=LOOKUP)


async def waiting(session: Session, *, sealer: Sealer, limit: int = 20) -> list[Question]:
    """The oldest questions. A damaged one is dropped: nobody can read it any more, and it stands before others."""
    rows = await session.execute(select(lookup).order_by(lookup.c.asked_at).limit(limit))
    found, damaged = [], []
    for r in rows:
        try:
            name = sealer.open(r.name, where=f"lookup:name:{r.id}").decode()
        except TamperedError:
            damaged.append(r.id)
        else:
            found.append(Question(r.id, r.conversation, r.channel, name))
    if damaged:
        await session.execute(delete(lookup).where(lookup.c.id.in_(damaged)))
    return found


async def answer(session: Session, *, question: Question, result: str, sealer: Sealer) -> None:
    """Puts the answer into the inbox, once, and drops the question."""
    raw = json.dumps({"domain": question.domain, "result": result}).encode("ascii")
    await inbox.put(
        session,
        conversation=question.conversation,
        channel=question.channel,
        ext_id=f"lookup:{question.id}",
        raw=raw,
        sealer=sealer,
        kind="looked_up",
    )
    await session.execute(delete(lookup).where(lookup.c.id == question.id))


async def forget(session: Session, *, conversation: int) -> None:
    """Drops the questions of a person who wants to be forgotten."""
    await session.execute(delete(lookup).where(lookup.c.conversation == conversation))
