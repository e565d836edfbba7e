"""Commands: typed with a slash on every channel, and "Bắt đầu" where no network tells of a start."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from nlu.normalize import fold
from nlu.types import Candidate, Understanding

if TYPE_CHECKING:
    from collections.abc import Mapping

INTENTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "help": "help",
        "menu": "help",
        "trogiup": "help",
        "cancel": "cancel",
        "huy": "cancel",
        "language": "switch_language",
        "ngonngu": "switch_language",
        "dulieu": "see_my_data",
        "privacy": "privacy",
        "quyenriengtu": "privacy",
        "stop": "stop_messages",
        "dung": "stop_messages",
    }
)
"""command -> the intent that it names"""

BEGINS: Final = frozenset(
    {"bat dau", "bat dau nao", "bat dau di", "bat dau nha", "bat dau thoi", "start", "begin", "lam tiep voi bot"}
)
"""with these somebody opens a talk who has begun nothing yet (a Zalo bot is not told that it was opened); in the midst
of a procedure they may mean to begin anew, which the understanding decides"""

_COMMAND = re.compile(r"\s*/(\w+)\s*", re.ASCII)
_NO_LETTER = re.compile(r"[^\w]+")


def command_in(text: str) -> Understanding | None:
    """What a text that is nothing but a command means; None for every other text."""
    found = _COMMAND.fullmatch(text)
    intent = None if found is None else INTENTS.get(found[1].lower())
    if intent is None:
        return None
    return _understood(intent)


def start_in(text: str) -> Understanding | None:
    """A greeting, when a text is nothing but the word with which one starts a bot; None for every other text."""
    words = " ".join(_NO_LETTER.sub(" ", fold(text).lower()).split())
    return _understood("greet") if words in BEGINS else None


def _understood(intent: str) -> Understanding:
    return Understanding(intent, 1.0, (Candidate(intent, 1.0),), "sure", engine="command")
