"""What only the demo population needs: to see whether a database is empty, to take bubbles as sent, to make sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import exists, select, update
from sqlalchemy.dialects.postgresql import insert

from storage import conversations
from storage.log_tables import interaction
from storage.staff_tables import source
from storage.tables import conversation, outbox

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from flows.types import State
    from storage.db import Session
    from storage.sealing import Sealer


async def is_empty(session: Session) -> bool:
    """Whether nobody has ever talked on this database."""
    return not await session.scalar(select(exists(select(interaction.c.id)) | exists(select(conversation.c.id))))


async def add_sources(
    session: Session, *, sources: Sequence[tuple[str, str, str, str]], codes: Mapping[str, str]
) -> None:
    """Registers sources given as (code, kind, label, name of the commune or empty); `codes`: name -> NSO code."""
    rows = [
        {"code": code, "kind": kind, "label": label, "commune": codes.get(place), "created_by": "demo"}
        for code, kind, label, place in sources
    ]
    await session.execute(insert(source).on_conflict_do_nothing(), rows)


async def deliver(session: Session, *, now: datetime) -> None:
    """Takes every open bubble as sent."""
    await session.execute(update(outbox).where(outbox.c.status == "pending").values(status="sent", finished_at=now))


async def rest(session: Session) -> None:
    """Nobody of the play is waited for any more: a real bot must not write to people who never were."""
    await session.execute(update(conversation).values(wake_at=None))


async def state_of(session: Session, *, id: int, sealer: Sealer) -> State | None:  # noqa: A002 - the column's name
    """What is remembered of a conversation now; None for nothing."""
    c = conversation.c
    mine = select(c.id, c.channel, c.lang, c.account_hash, c.state, c.heard_at).where(c.id == id)
    row = (await session.execute(mine)).one_or_none()
    return None if row is None else conversations.state_of(conversations.Claimed(*row), sealer=sealer)
