"""What was said in a conversation and is still kept, for showing it again to that same person."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal, TypeVar

from sqlalchemy import select

from storage import inbox as inbox_rows
from storage import outbox as outbox_rows
from storage.errors import TamperedError
from storage.tables import inbox, outbox

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from storage.db import Session
    from storage.sealing import Sealer

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing said. `raw` (person): what the channel stored; `bubble` (bot): the JSON shape of `Bubble`.

    Without either: its row was damaged, and nobody can read it again.
    """

    who: Literal["person", "bot"]
    id: int
    time: datetime
    raw: bytes | None = None
    bubble: dict[str, object] | None = None


async def of(session: Session, *, conversation: int, sealer: Sealer, limit: int = 50) -> list[Entry]:
    """The last `limit` things said that are still kept, oldest first."""
    heard, said = inbox.c, outbox.c
    people = await session.execute(
        select(heard.id, heard.channel, heard.ext_id, heard.raw, heard.received_at)
        .where(heard.conversation == conversation, heard.kind == "message", heard.raw.is_not(None))
        .order_by(heard.id.desc())
        .limit(limit)
    )
    bot = await session.execute(
        select(said.id, said.dedupe_key, said.body, said.finished_at)
        .where(said.conversation == conversation, said.status == "sent", said.body.is_not(None))
        .order_by(said.id.desc())
        .limit(limit)
    )
    entries = [
        Entry(
            "person",
            row.id,
            row.received_at,
            raw=_unless_damaged(
                partial(inbox_rows.opened, row.raw, channel=row.channel, ext_id=row.ext_id, sealer=sealer)
            ),
        )
        for row in people
    ]
    entries += [
        Entry(
            "bot",
            row.id,
            row.finished_at,
            bubble=_unless_damaged(partial(outbox_rows.opened, row.body, key=row.dedupe_key, sealer=sealer)),
        )
        for row in bot
    ]
    return sorted(entries, key=lambda entry: (entry.time, entry.who == "bot", entry.id))[-limit:]


def _unless_damaged(open_it: Callable[[], T]) -> T | None:
    try:
        return open_it()
    except TamperedError:
        return None
