"""How fast a network may be sent to: for one chat, and for the whole bot. Token buckets in the process that sends.

One process at a time holds the lane of a channel, so its own buckets are the true ones. They begin empty: what the
process before has sent in its last second is not known.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True)
class Rhythm:
    """`chat_burst` bubbles to one chat at once, then `chat_per_second`; the same for all chats together."""

    chat_burst: float
    chat_per_second: float
    all_burst: float
    all_per_second: float


RHYTHMS: Final[Mapping[str, Rhythm]] = {
    # About 1 a second in a chat with short bursts, 30 a second in all (trust.md 3.2): in any second at most 28.
    "telegram": Rhythm(3, 1.0, 3, 25.0),
    # 4,000 a minute for an app, the largest plan 2,000 (zalo.md 1.1, 3.6); nothing is said of one chat.
    "zalo_oa": Rhythm(5, 2.0, 5, 25.0),
    # No figure is published; about 10 a second and one message in flight for each chat (zalo.md 7.6).
    "zalo_bot": Rhythm(3, 1.0, 2, 8.0),
}
"""the page's own chat has none: nothing is carried there"""

REMEMBERED: Final = 10_000
"""chats in the table before the full buckets, which say nothing, are taken out"""


class _Bucket:
    __slots__ = ("level", "since")

    def __init__(self, since: float) -> None:
        self.level, self.since = 0.0, since

    def fill(self, burst: float, rate: float, now: float) -> float:
        self.level = min(burst, self.level + max(0.0, now - self.since) * rate)
        self.since = now
        return self.level


class Pace:
    """The buckets of one lane. `clock` gives seconds that never go back; without a rhythm nothing waits."""

    def __init__(self, rhythm: Rhythm | None, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._rhythm = rhythm
        self._clock = clock
        self.restart()

    def restart(self) -> None:
        """The lane was taken over: every bucket is empty and fills from now on."""
        self._begun = self._clock()
        self._all = _Bucket(self._begun)
        self._chats: dict[int, _Bucket] = {}

    def chat_wait(self, chat: int) -> float:
        """Seconds until this chat may be sent something; 0 when it may now."""
        if self._rhythm is None:
            return 0.0
        bucket = self._chats.get(chat) or _Bucket(self._begun)
        level = bucket.fill(self._rhythm.chat_burst, self._rhythm.chat_per_second, self._clock())
        return max(0.0, (1 - level) / self._rhythm.chat_per_second)

    def told(self, chat: int) -> None:
        """A send to this chat has ended. Counted only now, because the network counted it at some time before."""
        if self._rhythm is None:
            return
        if len(self._chats) >= REMEMBERED:
            self._forget_the_full()
        bucket = self._chats.setdefault(chat, _Bucket(self._begun))
        bucket.fill(self._rhythm.chat_burst, self._rhythm.chat_per_second, self._clock())
        bucket.level -= 1

    def allowance(self) -> int:
        """How many bubbles may leave now, whoever they are for."""
        if self._rhythm is None:
            return REMEMBERED
        return math.floor(self._all.fill(self._rhythm.all_burst, self._rhythm.all_per_second, self._clock()))

    def wait(self) -> float:
        """Seconds until the next bubble may leave; 0 when one may now."""
        if self._rhythm is None or self.allowance():
            return 0.0
        return (1 - self._all.level) / self._rhythm.all_per_second

    def use(self) -> None:
        """A bubble of the allowance is about to leave."""
        self._all.level -= 1

    def give_back(self) -> None:
        """It did not leave after all."""
        self._all.level += 1

    def _forget_the_full(self) -> None:
        assert self._rhythm is not None
        burst, rate, now = self._rhythm.chat_burst, self._rhythm.chat_per_second, self._clock()
        self._chats = {chat: b for chat, b in self._chats.items() if b.fill(burst, rate, now) < burst}
