"""Which passwords are refused: what is short, and what is made of words and patterns that everybody tries first."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Final

SHORTEST: Final = 12
LONGEST: Final = 256
OWN_LETTERS: Final = 4
"""letters that must stand outside of what is common"""
FEW_WORDS: Final = 3
"""so many common words in a row are guessed soon; four at random are not"""
LEAST_DIFFERENT: Final = 5
RUN: Final = 4
"""characters that follow one another on a keyboard or in the alphabet before they count as a run"""

_WORDS: Final = Path(__file__).with_name("common_passwords.txt")
_ROWS: Final = (
    *("qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz"),
    *("qazwsxedcrfvtgbyhnujmikolp", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "1q2w3e4r5t6y7u8i9o0p"),
)
_AS_LETTER: Final = str.maketrans("@4081!|3$5792", "aaobiiiesstgz")
_LIKE_L: Final = "1!|"


class PasswordError(ValueError):
    """A password that is refused: `short`, `long` or `common`."""


def refuse_weak(password: str, *, name: str = "") -> None:
    """Raises `PasswordError` for what is too short, too long, or easily guessed, also by who knows the account."""
    if len(password) < SHORTEST:
        raise PasswordError("short")
    if len(password) > LONGEST:
        raise PasswordError("long")
    text, own = _folded(password), _folded(name)
    parts = {own, *re.split(r"[._-]", own)} - {""}
    if any(len(part) >= OWN_LETTERS and part in text.replace(" ", "") for part in parts):
        raise PasswordError("common")
    if len(set(text)) < LEAST_DIFFERENT or _repeats(text):
        raise PasswordError("common")
    letters, words = _cheapest(text, common_words() | {part for part in parts if len(part) > 1})
    if letters < OWN_LETTERS and words <= FEW_WORDS:
        raise PasswordError("common")


@cache
def common_words() -> frozenset[str]:
    """Words that passwords are commonly made of."""
    lines = _WORDS.read_text(encoding="ascii").split("\n")
    return frozenset(line for line in lines if line and not line.startswith("#"))


def _folded(text: str) -> str:
    """Small letters without accents."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("đ", "d"))
    return "".join(c for c in plain if not unicodedata.combining(c))


def _repeats(text: str) -> bool:
    """Whether it is one piece three times or more, the last one perhaps cut."""
    return any(text == (text[:n] * len(text))[: len(text)] for n in range(1, len(text) // 3 + 1))


def _cheapest(text: str, words: frozenset[str]) -> tuple[int, int]:
    """(letters that no word and no run explains, words that were needed), the fewest of them. Digits and marks are
    free: everybody adds some."""
    as_l = "".join("l" if c in _LIKE_L else c for c in text)
    readings = {text, text.translate(_AS_LETTER), as_l.translate(_AS_LETTER)}
    longest = max(map(len, words))
    best = [(0, 0)] + [(len(text), len(text))] * len(text)
    for start, (letters, used) in enumerate(best[:-1]):
        letters, used = best[start]  # noqa: PLW2901 - it was found while those before it were looked at
        steps = [(1, letters + text[start].isalpha(), used)]
        steps += [(n, letters, used) for n in range(RUN, _run_at(text, start) + 1)]
        for reading in readings:
            steps += [
                (n, letters, used + 1)
                for n in range(2, min(longest, len(text) - start) + 1)
                if reading[start : start + n] in words
            ]
        for n, cost, count in steps:
            best[start + n] = min(best[start + n], (cost, count))
    return best[-1]


def _run_at(text: str, start: int) -> int:
    """How many characters from `start` on follow one another on a keyboard or in the alphabet, either way, or are the
    same."""
    longest = len(text[start:]) - len(text[start:].lstrip(text[start]))
    for row in _ROWS:
        for line in (row, row[::-1]):
            at, n = line.find(text[start]), 1
            while at >= 0 and at + n < len(line) and start + n < len(text) and line[at + n] == text[start + n]:
                n += 1
            longest = max(longest, n)
    return longest
