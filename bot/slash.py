"""Commands that are typed with a slash, on every channel: they say what they want, so nothing is guessed."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

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

_COMMAND = re.compile(r"\s*/(\w+)\s*", re.ASCII)


def command_in(text: str) -> Understanding | None:
    """What a text that is nothing but a command means; None for every other text."""
    found = _COMMAND.fullmatch(text)
    intent = None if found is None else INTENTS.get(found[1].lower())
    if intent is None:
        return None
    return Understanding(intent, 1.0, (Candidate(intent, 1.0),), "sure", engine="command")
