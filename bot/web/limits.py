"""How fast messages may come in: gentle for one chat, firm for all together (trust.md 4.5)."""

from __future__ import annotations

import math
import time
from collections import Counter, OrderedDict
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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

    def wait(self, key: str) -> int:
        """0 when a message may pass now, else after how many whole seconds one may. Takes nothing."""
        level, since = self._filled.get(key, (self._pace.burst, 0.0))
        level += (self._clock() - since) * self._pace.per_second
        return 0 if level >= 1 else math.ceil((1 - level) / self._pace.per_second)

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


class Places:
    """How many may be taken at the same time under one key."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._taken: Counter[str] = Counter()

    @contextmanager
    def one(self, key: str) -> Iterator[bool]:
        """A place while the block runs; False when there was none left."""
        free = self._taken[key] < self._most
        self._taken[key] += free
        try:
            yield free
        finally:
            self._taken[key] -= free
            if not self._taken[key]:
                del self._taken[key]


STREAMS_OF_ONE: Final = 60
"""streams of one address: a hall of computers; who finds none left asks for the news instead"""


class Limits:
    """The limits of what comes from the pages.

    `chat`, `senders` and `all`: messages of one chat, of one address and of the whole process. A cookie may be
    invented, an address hardly, so one of them gets far less than all. `new_chats`, `looks` (history and streams asked
    for) and `streams` (held open) are of one address too, wide enough for a school behind a single one: whoever finds
    no stream left asks for the news every few seconds.
    `logins` and `all_logins`: tries of one network, and of all; what failed is counted in the database besides.
    """

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.chat = Buckets(Pace(burst=20, per_second=0.5), clock=clock)
        self.senders = Buckets(Pace(burst=300, per_second=40), clock=clock)
        self.all = Buckets(Pace(burst=400, per_second=100), clock=clock)
        self.new_chats = Buckets(Pace(burst=300, per_second=2), clock=clock)
        self.looks = Buckets(Pace(burst=300, per_second=40), clock=clock)
        self.streams = Places(STREAMS_OF_ONE)
        self.logins = Buckets(Pace(burst=20, per_second=0.5), clock=clock)
        self.all_logins = Buckets(Pace(burst=60, per_second=5), clock=clock)
