"""How fast messages may come in: gentle for one chat, firm for all together (trust.md 4.5)."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

REMEMBERED: Final = 20_000
"""chats whose pace is remembered; the one silent for longest is forgotten first, which only fills it again"""


@dataclass(frozen=True, slots=True)
class Pace:
    """`burst` messages at once, then `per_second` of them."""

    burst: float
    per_second: float


class Buckets:
    """Token buckets by key, in this process. `clock` gives seconds that never go back."""

    def __init__(self, pace: Pace, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._pace = pace
        self._clock = clock
        self._filled: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str) -> int:
        """0 when this message may pass, else after how many whole seconds the next may."""
        now = self._clock()
        level, since = self._filled.pop(key, (self._pace.burst, now))
        level = min(self._pace.burst, level + (now - since) * self._pace.per_second)
        wait = 0 if level >= 1 else math.ceil((1 - level) / self._pace.per_second)
        self._filled[key] = (level if wait else level - 1, now)
        if len(self._filled) > REMEMBERED:
            self._filled.popitem(last=False)
        return wait


class Limits:
    """The two limits of incoming messages: of one chat, and of the whole process."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.chat = Buckets(Pace(burst=20, per_second=0.5), clock=clock)
        self.all = Buckets(Pace(burst=400, per_second=100), clock=clock)
