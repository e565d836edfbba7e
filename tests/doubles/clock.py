"""The time of a double: it can run faster than ours and can be moved by hand."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime


class Clock:
    """Seconds since 1970 as the network counts them.

    `scale` network seconds pass in one real second: 3600 makes a day last 24 seconds. `advance` jumps, and wakes
    whoever sleeps here. Only what lasts long is scaled (expiry, back-off, webhook time-outs, tokens, windows); the
    meters of requests a second and the waiting of a long poll run in real time, because the client's do.
    """

    def __init__(self, *, start: datetime | None = None, scale: float = 1.0) -> None:
        self._scale = scale
        self._began = (start or datetime.now(UTC)).timestamp()
        self._real = time.monotonic()
        self._moved = asyncio.Event()

    @property
    def scale(self) -> float:
        """Network seconds in a real one; may be changed at any time."""
        return self._scale

    @scale.setter
    def scale(self, scale: float) -> None:
        self._began, self._real = self.now(), time.monotonic()
        self._scale = scale
        self.advance(0)

    def now(self) -> float:
        """Network seconds since 1970."""
        return self._began + (time.monotonic() - self._real) * self._scale

    def advance(self, seconds: float) -> None:
        """Jump by network seconds; those who sleep past the new time wake up."""
        self._began += seconds
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()

    async def sleep(self, seconds: float) -> None:
        """Wait for network seconds, fewer real ones when the clock is fast or is moved."""
        until = self.now() + seconds
        while (left := until - self.now()) > 0:
            try:
                await asyncio.wait_for(self._moved.wait(), left / self.scale)
            except TimeoutError:
                continue

    def real(self, seconds: float) -> float:
        """How many real seconds these network seconds last."""
        return seconds / self.scale
