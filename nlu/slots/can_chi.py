"""Birth years by the sixty-year cycle: tuổi Giáp Thân is 2004."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlu.slots.date_parts import Piece
from nlu.types import DateSlot

if TYPE_CHECKING:
    from datetime import date

    from nlu.slots.fold import Text

_STEMS = {
    "giap": 0, "at": 1, "binh": 2, "dinh": 3, "mau": 4, "ky": 5, "ki": 5, "canh": 6, "tan": 7,
    "nham": 8, "quy": 9, "qui": 9,
}  # fmt: skip
_BRANCHES = {
    "suu": 1, "dan": 2, "mao": 3, "meo": 3, "thin": 4, "thinh": 4, "ngo": 6, "mui": 7, "than": 8,
    "dau": 9, "tuat": 10, "hoi": 11,
}  # fmt: skip
_RAT_OR_SNAKE = {"ty", "ti"}
_STEM = "|".join(_STEMS)
_BRANCH = "|".join([*_BRANCHES, *_RAT_OR_SNAKE])
_PAIR = re.compile(rf"(?<![a-z])(tuoi\s+|tui\s+|nam\s+|sinh\s+)?(?:con\s+)?({_STEM})\s+({_BRANCH})(?![a-z])")
_YOUNGEST, _OLDEST = 14, 73
"""One cycle of ages: within it a pair names one year."""


_STEM_WORDS = frozenset(_STEMS)
_BRANCH_WORDS = frozenset({*_BRANCHES, *_RAT_OR_SNAKE})


def may_be_cycle(text: Text) -> bool:
    """Whether the words of a pair are there at all."""
    return text.says(_STEM_WORDS) and text.says(_BRANCH_WORDS)


def cycle_years(text: str, today: date) -> list[Piece]:
    """Pairs of stem and branch in a folded text. Without "tuổi", "năm" or "sinh" a pair is weak: it may be a name."""
    return [
        Piece(_slot(match[2], match[3], today), match.span(), weak=not match[1])
        for match in _PAIR.finditer(text)
        if match[1] or match[0] != "at hoi"
    ]


def _slot(stem_name: str, branch_name: str, today: date) -> DateSlot:
    stem = _STEMS[stem_name]
    # Tý (0) and Tỵ (5) fold to one word; a pair never mixes odd and even, so the stem says which.
    branch = (0 if stem % 2 == 0 else 5) if branch_name in _RAT_OR_SNAKE else _BRANCHES[branch_name]
    if stem % 2 != branch % 2:
        return DateSlot("invalid")
    for age in range(_YOUNGEST, _OLDEST + 1):
        year = today.year - age
        if (year - 4) % 10 == stem and (year - 4) % 12 == branch:
            return DateSlot("year", year)
    return DateSlot("invalid")
