"""Years by the sixty-year cycle: tuổi Giáp Thân is 2004, a business of the year Ất Tỵ is of 2025."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from nlu.slots.date_parts import Piece, lunar_slot
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
_SPELLED = frozenset(
    "giáp ất bính đinh mậu kỷ kỉ canh tân nhâm quý quí "
    "tý tí sửu dần mão mẹo thìn thình tỵ tị ngọ mùi thân dậu tuất hợi".split()
)
"""the names with their marks: "đăng ký hồi" is no Kỷ Hợi"""
_OWNER = re.compile(r"tuoi\s")
_REGISTERED = re.compile(r"(?<![a-z])(?:dang|chu|ngay|so|giay|duoc|moi|da|vua)\s+$")
"""In front of "ky hoi", without marks: ký hồi."""
_MONTH_THEN = re.compile(r"[\s,]*(?:(?:cua|trong|hoi|vao|la)\s+)*")
_SUN = re.compile(r"(?<![a-z])(?:duong(?: lich)?|dl|lich tay|tay lich)(?![a-z])")
_TET = 2
"""The month in which the year of the moon ends at the latest."""


def may_be_cycle(text: Text) -> bool:
    """Whether the words of a pair are there at all."""
    return text.says(_STEM_WORDS) and text.says(_BRANCH_WORDS)


def cycle_years(masked: str, text: Text, today: date) -> list[Piece]:
    """Pairs of stem and branch in a folded text. Without "tuổi", "năm" or "sinh" a pair is weak: it may be a name."""
    return [
        Piece(_slot(match[2], match[3], today), match.span(), weak=not match[1], cycle=True)
        for match in _PAIR.finditer(masked)
        if match[1] or _is_name(match, masked, text)
    ]


def _is_name(match: re.Match[str], masked: str, text: Text) -> bool:
    """Without a word for year in front: the marks must be those of the names."""
    typed = [text.lower[slice(*match.span(group))] for group in (2, 3)]
    if any(not word.isascii() and word not in _SPELLED for word in typed) or match[0] == "at hoi":
        return False
    if match[0] != "ky hoi":
        return True
    return typed[1] == "hợi" if text.marked else not _REGISTERED.search(masked, 0, match.start())


def is_of_a_person(piece: Piece, masked: str) -> bool:
    """ "tuổi Giáp Thân": said of people only, never of a business."""
    return piece.cycle and _OWNER.match(masked, piece.span[0]) is not None


def of_founding(piece: Piece, today: date) -> Piece:
    """The same name as the year of a business, the latest that has begun: Ất Tỵ is 2025 where a birth was in 1965."""
    year = piece.slot.year
    if not piece.cycle or year is None:
        return piece
    return replace(piece, slot=replace(piece.slot, year=year + (today.year - year) // 60 * 60))


def by_the_cycle(pieces: list[Piece], masked: str, today: date) -> list[Piece]:
    """A month or day told with a year of the cycle is one of the moon; a date within that year says it better."""
    out: list[Piece] = []
    for piece in pieces:
        last = out[-1] if out else None
        if last and _parts_of_one(last, piece, masked):
            day_and_month, year = (piece, last) if last.cycle else (last, piece)
            moon = lunar_slot(year.slot.year, day_and_month.slot.month, day_and_month.slot.day, today)
            out[-1] = replace(year, slot=moon, span=(last.span[0], piece.span[1]))
        else:
            out.append(piece)
    told = [one for one in out if one.slot.kind in {"date", "month"}]
    if any(one.slot.kind == "incomplete" and (one.slot.month or _TET + 1) <= _TET for one in out):
        return [piece for piece in out if not piece.cycle]  # 17/1 of Ất Dậu lies in 2006
    return [piece for piece in out if not (piece.cycle and any(_lies_within(one, piece, today) for one in told))]


def _parts_of_one(last: Piece, piece: Piece, masked: str) -> bool:
    kinds = {(one.slot.kind, one.cycle) for one in (last, piece)}
    return kinds in ({("incomplete", False), ("year", True)}, {("lunar", False), ("year", True)}) and (
        _MONTH_THEN.fullmatch(masked, last.span[1], piece.span[0]) is not None and not _SUN.search(masked)
    )


def _lies_within(one: Piece, cycle: Piece, today: date) -> bool:
    """Whether `one` tells a month or day of that year of the moon, which ends after the turn of the year."""
    year, month = one.slot.year, one.slot.month
    if not (year and month) or cycle.slot.kind != "year":
        return False
    named = {cycle.slot.year, of_founding(cycle, today).slot.year}
    return year in named or (year - 1 in named and month <= _TET)


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
