"""Asks DNS about the names that turns left to be looked up; the answers come back through the inbox."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol

import structlog

from storage import lookups
from storage.db import LOOKUP
from storage.errors import StorageError

if TYPE_CHECKING:
    from bot.dns_check import Result
    from storage.db import Database
    from storage.sealing import Sealer

SWEEP = 5.0
"""seconds after which the table is looked at in any case"""

_log = structlog.get_logger()


class Checks(Protocol):
    """Something that knows of names: DNS alone, or DNS and a service."""

    async def result(self, domain: str) -> Result:
        """What is known of `domain`; never raises."""


class Lookups:
    """Runs until `stop`. Two processes may ask the same thing: the inbox keeps one answer."""

    def __init__(self, db: Database, sealer: Sealer, check: Checks) -> None:
        self._db, self._sealer, self._check = db, sealer, check
        self._stopping = asyncio.Event()
        self._kick = asyncio.Event()

    async def run(self) -> None:
        """Returns after `stop`."""
        ears = asyncio.create_task(self._hear())
        try:
            while not self._stopping.is_set():
                self._kick.clear()
                await self._round()
                try:
                    async with asyncio.timeout(SWEEP):
                        await self._kick.wait()
                except TimeoutError:
                    continue
        finally:
            ears.cancel()
            await asyncio.gather(ears, return_exceptions=True)

    def stop(self) -> None:
        """No new question is asked."""
        self._stopping.set()
        self._kick.set()

    async def _hear(self) -> None:
        async for _ in self._db.listen(LOOKUP):
            self._kick.set()

    async def _round(self) -> None:
        try:
            async with self._db.transaction() as tx:
                questions = await lookups.waiting(tx, sealer=self._sealer)
            await asyncio.gather(*(self._one(q) for q in questions))
        except StorageError as error:
            _log.warning("look-ups interrupted", exc_info=error)

    async def _one(self, question: lookups.Question) -> None:
        result = await self._check.result(question.domain)
        async with self._db.transaction() as tx:
            await lookups.answer(tx, question=question, result=result, sealer=self._sealer)
