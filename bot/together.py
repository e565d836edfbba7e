"""Work of several callers done as one: what comes while the database writes waits, and is written together next.

A commit costs the same for one message as for fifty, so a crowd pays for few of them and a single caller waits for none
but their own.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from storage.errors import UnavailableError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class _Caller(Generic[T, R]):
    given: Sequence[T]
    answer: asyncio.Future[list[R]]


class Together(Generic[T, R]):
    """`work` does all of what it is given or nothing, and returns a result for each; `most`: of one go."""

    def __init__(self, work: Callable[[Sequence[T]], Awaitable[list[R]]], *, most: int) -> None:
        self._work, self._most = work, most
        self._callers: list[_Caller[T, R]] = []
        self._running: asyncio.Task[None] | None = None

    async def do(self, given: Sequence[T]) -> list[R]:
        """Returns when this caller's share is done, with its results; raises what the work raises for it."""
        caller: _Caller[T, R] = _Caller(given, asyncio.get_running_loop().create_future())
        self._callers.append(caller)
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._run())
        return await caller.answer

    async def _run(self) -> None:
        while self._callers:
            if group := self._next():
                await self._done(group)

    def _next(self) -> list[_Caller[T, R]]:
        group: list[_Caller[T, R]] = []
        size = 0
        while self._callers and (not group or size + len(self._callers[0].given) <= self._most):
            caller = self._callers.pop(0)
            if not caller.answer.done():  # nobody waits for it any more
                group.append(caller)
                size += len(caller.given)
        return group

    async def _done(self, group: Sequence[_Caller[T, R]]) -> None:
        """What one of several makes fail must not fail the others: then each is done by itself."""
        try:
            results = await self._work([each for caller in group for each in caller.given])
        except Exception as error:  # noqa: BLE001 - it belongs to whoever gave the work
            if len(group) > 1 and not isinstance(error, UnavailableError):
                for caller in group:
                    await self._done([caller])
                return
            for caller in group:
                if not caller.answer.done():
                    caller.answer.set_exception(error)
            return
        start = 0
        for caller in group:
            if not caller.answer.done():
                caller.answer.set_result(results[start : start + len(caller.given)])
            start += len(caller.given)
