"""Long bubbles in parts that a network takes."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

ROOM: Final = 1900
"""UTF-16 units of one part: Zalo allows 2,000 and does not say how it counts (zalo.md 3.1.1)"""

_BORDERS = tuple(re.compile(each) for each in (r"\n{2,}", r"\n", r"(?<=[.!?…])\s+", r"\s+"))
"""paragraph, line, sentence, word: the best border that there is"""

_JOINER: Final = "\u200d"
_MODIFIER = re.compile("[\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
_FLAG_HALF = re.compile("[\U0001f1e6-\U0001f1ff]")


def units(text: str) -> int:
    """The length of `text` in UTF-16 units, never less than in characters."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def split(text: str, *, room: int = ROOM) -> list[str]:
    """`text` in parts of at most `room` units, in order; words and addresses stay whole where they fit at all.

    At least one part, also for an empty text.
    """
    parts: list[str] = []
    rest = text
    while units(rest) > room:
        head = _fitting(rest, room)
        parts.append(head.rstrip())
        rest = rest[len(head) :].lstrip()
    return [*parts, rest] if rest or not parts else parts


def _fitting(text: str, room: int) -> str:
    """The longest beginning that fits and ends at the best border; never less than half full for a better one."""
    most = _prefix(text, room)
    for border in _BORDERS:
        ends = [found.end() for found in border.finditer(most)]
        if ends and ends[-1] * 2 >= len(most):
            return most[: ends[-1]]
    last = [found.end() for found in _BORDERS[-1].finditer(most)]
    return most[: last[-1]] if last else most


def _prefix(text: str, room: int) -> str:
    size = 0
    for at, letter in enumerate(text):
        size += 2 if ord(letter) > 0xFFFF else 1
        if size > room:
            return text[: _letter_border(text, at)]
    return text


def _letter_border(text: str, at: int) -> int:
    """The last place up to `at` that is not inside of what people see as one letter or sign."""
    border = at
    while border > 0 and _inside(text, border):
        border -= 1
    return border or at


def _inside(text: str, at: int) -> bool:
    letter = text[at]
    if unicodedata.category(letter)[0] == "M" or _JOINER in (letter, text[at - 1]) or _MODIFIER.match(letter):
        return True
    # Flags are pairs: a border is after every second half.
    halves = 0
    while _FLAG_HALF.match(letter) and halves < at and _FLAG_HALF.match(text[at - 1 - halves]):
        halves += 1
    return halves % 2 == 1
