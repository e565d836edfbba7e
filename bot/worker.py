"""Runs turns for ever: several at a time, woken by notifications, with a sweep for those that get lost."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import structlog

from storage.db import INBOX
from storage.errors import UnavailableError

if TYPE_CHECKING:
    from bot.turn import Turns
    from storage.db import Database

SWEEP = 1.0
"""seconds after which a loop looks for news by itself"""

_log = structlog.get_logger()


class Worker:
    """Handles the inbox until `stop` is called; a turn that has begun is finished."""

    def __init__(self, db: Database, turns: Turns, *, loops: int = 4) -> None:
        self._db = db
        self._turns = turns
        self._loops = loops
        self._kicks: asyncio.Queue[None] = asyncio.Queue(maxsize=loops)
        self._stopping = False

    async def run(self) -> None:
        """Returns after `stop`, when the turns under way have ended."""
        ears = asyncio.create_task(self._hear())
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(self._loops):
                    group.create_task(self._loop())
        finally:
            ears.cancel()
            await asyncio.gather(ears, return_exceptions=True)

    def stop(self) -> None:
        """No new turn begins."""
        self._stopping = True
        for _ in range(self._loops):
            self._kick()

    def wake(self, messages: int) -> None:
        """So many messages were stored by this process."""
        for _ in range(min(messages, self._loops)):
            self._kick()

    def _kick(self) -> None:
        if not self._kicks.full():
            self._kicks.put_nowait(None)

    async def _hear(self) -> None:
        async for _ in self._db.listen(INBOX):
            self._kick()

    async def _loop(self) -> None:
        while not self._stopping:
            if await self._turn():
                continue
            try:
                async with asyncio.timeout(SWEEP):
                    await self._kicks.get()
            except TimeoutError:
                continue

    async def _turn(self) -> bool:
        try:
            return await self._turns.one_turn()
        except UnavailableError as error:
            _log.warning("database away", exc_info=error)
        except Exception as error:  # noqa: BLE001 - a bug in one turn must not end the others
            _log.error("worker failed", exc_info=error)
        return False
