"""Telex and VNI keystrokes that no keyboard turned into letters, where a place or a name is asked for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlu.repair import decode
from nlu.slots import fold
from nlu.slots.fold import word_set

if TYPE_CHECKING:
    from nlu.slots.fold import Text

_TOKEN = re.compile(r"[^\s,.;:!?()\"']+")
_OF_A_WISH = word_set("lay ten la mien muon dang ky dat chon dung duoc khong cho cua minh toi")
_FEWEST = 2
"""leftovers in one text: a single one may be a name as it stands (lans, teen)"""


def typed_out(text: Text) -> Text | None:
    """The whole text without marks as its keystrokes were meant ("naawm cawn" -> nam can); None without leftovers."""
    if not text.plain.isascii():
        return None
    meant = _TOKEN.sub(lambda token: _folded(token[0]) or token[0], text.lower)
    return fold.read(meant) if meant != text.lower else None


def wish_typed_out(text: Text) -> Text:
    """The text with "laasy teen laf" as lay, ten, la and blanks for the keys left over; places stay the same."""
    if not text.plain.isascii():
        return text
    found = [(match, _folded(match[0])) for match in _TOKEN.finditer(text.lower)]
    meant = [(match, word) for match, word in found if word in _OF_A_WISH]
    if len(meant) < _FEWEST:
        return text
    plain = text.plain
    for match, word in meant:
        plain = plain[: match.start()] + word.ljust(len(match[0])) + plain[match.end() :]
    return fold.read(plain)


def _folded(token: str) -> str:
    """What a word was meant to be, without marks; nothing when it is no leftover."""
    word = decode(token)
    return fold.fold(word) if word else ""
