"""Answers that cost something, made once for all who ask within a moment."""

from __future__ import annotations

import asyncio
import math
import time
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

T = TypeVar("T")


class Remembered(Generic[T]):
    """What `make` gave last, for `seconds`; those who come while it is made wait for the same one."""

    def __init__(
        self, make: Callable[[], Awaitable[T]], *, seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._make, self._seconds, self._clock = make, seconds, clock
        self._made = -math.inf
        self._value: T
        self._one = asyncio.Lock()

    async def get(self) -> T:
        """The answer; raises what the making of it raises, and remembers no failure."""
        async with self._one:
            if self._clock() - self._made >= self._seconds:
                self._value = await self._make()
                self._made = self._clock()
            return self._value
