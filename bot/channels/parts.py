"""A long bubble goes out part by part, and goes on where it broke off, in this process or the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from bot.channels.wire import send_error
from storage import parts
from storage.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.db import Database


class SendsPart(Protocol):
    """Sends one part."""

    async def __call__(self, text: str, /, *, last: bool) -> str | None:
        """Returns the network's id of the message. Raises `SendError`."""


class Parts:
    """Keeps count in the outbox, between one part and the next; a bubble of one part costs nothing.

    What a crash can still repeat is the one part that it met: sent, and not yet noted.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    async def send(self, texts: Sequence[str], one: SendsPart, *, outbox_id: int) -> str | None:
        """Sends those of `texts` that have not arrived, in order; returns the id of the last. Raises `SendError`."""
        first = 0 if len(texts) == 1 else await self._arrived(outbox_id)
        for number in range(min(first, len(texts) - 1), len(texts) - 1):
            await one(texts[number], last=False)
            await self._keep(outbox_id, number + 1)
        return await one(texts[-1], last=True)

    async def _arrived(self, outbox_id: int) -> int:
        try:
            async with self._db.transaction() as tx:
                return await parts.arrived(tx, id=outbox_id)
        except StorageError as error:
            raise send_error("retry", f"parts: {type(error).__name__}") from None

    async def _keep(self, outbox_id: int, number: int) -> None:
        try:
            async with self._db.transaction() as tx:
                await parts.keep(tx, id=outbox_id, parts=number)
        except StorageError as error:
            raise send_error("maybe_sent", f"parts: {type(error).__name__}") from None
