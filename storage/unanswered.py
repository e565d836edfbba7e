"""Whether a person still waits for the answer to one message of theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import exists, select

from storage.tables import inbox, outbox

if TYPE_CHECKING:
    from storage.db import Session


async def waits(session: Session, *, channel: str, ext_id: str) -> bool:
    """True while the message is not handled, or while something is still to be sent to its conversation."""
    mine = inbox.alias("mine")
    under_way = exists().where(
        outbox.c.conversation == mine.c.conversation, outbox.c.status.in_(("pending", "sending"))
    )
    statement = select((mine.c.status == "new") | under_way).where(mine.c.channel == channel, mine.c.ext_id == ext_id)
    return bool(await session.scalar(statement))
