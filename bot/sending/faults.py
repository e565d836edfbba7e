"""Why a bubble did not go, as a short name that may stand in a table; and when it is tried again."""

from __future__ import annotations

import random
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.channels.base import SendError

if TYPE_CHECKING:
    from datetime import datetime

FIRST_PAUSE: Final = 1.0
LONGEST_PAUSE: Final = 60.0
"""seconds: 1, 2, 4 … up to a minute"""
MOST_ATTEMPTS: Final = 8
"""attempts that failed for reasons of their own before a bubble is a dead letter: about two minutes"""
LONGEST_WAIT: Final = 3600.0
"""seconds that a network may have us wait; it may say what it likes"""

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_ :./'-]{0,79}")
_LONG_NUMBER = re.compile(r"\d{6,}")


def fault_of(error: SendError) -> str:
    """A name for `outbox.fault`: the reason as the channel gave it, unless it might hold an id, a token or a text."""
    reason = str(error)
    if _NAME.fullmatch(reason) and not _LONG_NUMBER.search(reason):
        return reason
    return error.verdict


def of_unknown_outcome(fault: str) -> SendError:
    """For a send that ended in no way that a channel may end it: the bubble may have gone out."""
    error = SendError(fault)
    error.verdict = "maybe_sent"
    return error


def told_to_wait(now: datetime, seconds: float) -> datetime:
    """Never before the network's own time; a little later, so that not all come back at the same moment."""
    wait = min(LONGEST_WAIT, max(0.0, seconds))
    return now + timedelta(seconds=wait + random.uniform(0, 0.25 + wait / 20))  # noqa: S311 - nothing secret


def backed_off(now: datetime, attempts: int) -> datetime:
    """When a bubble that failed `attempts` times is tried again: twice as late each time, less up to a half."""
    wait = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** (attempts - 1))
    return now + timedelta(seconds=wait * random.uniform(0.5, 1))  # noqa: S311
