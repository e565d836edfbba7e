"""Where messages of the networks come in: stored raw and sealed, committed, and only then acknowledged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.crashpoints import reach
from storage import conversations, inbox

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.db import Database
    from storage.sealing import Sealer


@dataclass(frozen=True, slots=True)
class Arrival:
    """One message of a network as it came.

    `account` is the network's id of the person (of the chat where the network knows chats only), `address` where
    replies go, `ext_id` the network's id of this delivery, `alt_id` a second name of the same message.
    """

    channel: str
    account: str
    address: str
    ext_id: str
    raw: bytes
    alt_id: str | None = None


class Door:
    """Stores what networks deliver. Raises `UnavailableError` when the database is away: then nothing was kept."""

    def __init__(self, db: Database, sealer: Sealer) -> None:
        self._db = db
        self._sealer = sealer

    async def store(self, arrivals: Sequence[Arrival]) -> int:
        """Stores all of them in one transaction, in their order; returns how many were new."""
        fresh = 0
        async with self._db.transaction() as tx:
            for each in arrivals:
                fresh += await inbox.put(
                    tx,
                    conversation=await conversations.open_for(
                        tx, channel=each.channel, account=each.account, address=each.address, sealer=self._sealer
                    ),
                    channel=each.channel,
                    ext_id=each.ext_id,
                    raw=each.raw,
                    alt_id=each.alt_id,
                    sealer=self._sealer,
                )
        reach("after_inbox_insert")
        return fresh
