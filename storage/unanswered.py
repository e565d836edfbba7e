"""Whether a person still waits for the answer to one message of theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.db import fetch_one

if TYPE_CHECKING:
    from storage.db import Session


async def waits(session: Session, *, channel: str, ext_id: str) -> bool:
    """True while the message is not handled, or while something is still to be sent to its conversation."""
    row = await fetch_one(
        session,
        """
        select status = 'new' or exists (
            select from outbox o where o.conversation = i.conversation and o.status in ('pending', 'sending')
        ) from inbox i where channel = $1 and ext_id = $2
        """,
        *(channel, ext_id),
    )
    return row is not None and bool(row[0])
