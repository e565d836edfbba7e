"""What the last sends say about a network: away, back again, or asking all of us to wait."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime

OPENS_AFTER: Final = 5
"""failures in a row, whoever they were for, after which the network counts as away (trust.md R-22)"""
PROBE_AFTER: Final = (30.0, 60.0)
"""seconds until one bubble tries the way again; anywhere between, so that processes do not ask in step"""
TOGETHER: Final = timedelta(seconds=10)
"""two chats told to wait within this time: it is the whole bot that is too fast"""


class Breaker:
    """Closed: all is well. Open: nothing is sent. On trial: one bubble at a time, until one arrives."""

    def __init__(self) -> None:
        self._failures = 0
        self.trial = False
        self.held_until: datetime | None = None
        self._limited: dict[int, datetime] = {}

    def restart(self, *, until: datetime | None, trial: bool) -> None:
        """The lane was taken over, with the pause that it had."""
        self._failures, self.held_until, self.trial = 0, until, trial
        self._limited.clear()

    def holds(self, now: datetime) -> bool:
        """Whether nothing may be sent at all now."""
        return self.held_until is not None and now < self.held_until

    def hold(self, until: datetime, *, trial: bool) -> None:
        """Nothing before `until`; with `trial`, one bubble at a time after that."""
        self.held_until = until if self.held_until is None else max(self.held_until, until)
        self.trial = self.trial or trial

    def answered(self) -> bool:
        """The network gave an answer. True when that ends an outage."""
        ended, self._failures, self.trial = self.trial, 0, False
        return ended

    def failed(self, now: datetime) -> datetime | None:
        """The network gave none. The time of the next probe when it counts as away from now on."""
        self._failures += 1
        if self.holds(now) or not (self.trial or self._failures >= OPENS_AFTER):
            return None
        return now + timedelta(seconds=random.uniform(*PROBE_AFTER))  # noqa: S311 - nothing secret about it

    def limited(self, chat: int, now: datetime) -> bool:
        """This chat was told to wait. True when another was told so just before: then all have to."""
        self._limited = {c: at for c, at in self._limited.items() if now - at <= TOGETHER}
        self._limited[chat] = now
        return len(self._limited) > 1
