"""A day and month whose year is told from today: 15/8 năm ngoái, tháng 3 năm nay, 20/10 vừa rồi."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from nlu.slots.date_parts import day_slot, lunar_slot, month_slot
from nlu.types import DateSlot

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from nlu.slots.date_parts import Piece
    from nlu.slots.fold import Text

_THEN_YEAR = re.compile(r"[\s,(]*(?:(?:cua|trong|hoi|vao|la|o|thi|cai|lan|ngay)\s+)*")
_YEAR_THEN = re.compile(r"[\s,]*(?:(?:luc|vao|hoi|la|thi|hom|bua|khoang|dau|giua|cuoi|trong|ngay|do|nhung|cap)\s+)*")
_LATEST = re.compile(r"\s*(?:cai )?(?:vua roi|vua qua|moi roi|moi qua)(?![a-z])")
_THIS = re.compile(
    r"\s+(?P<word>nay|ni)(?=\s*(?P<end>$|[.,!])|\s+(?:ne|ni|nek|nha|nhe|nghen|a|ak|luon|lun|do|thoi|em|anh|chi|co|chu|ad"
    r"|moi|vua|day|day ne)(?![a-z]))"
)
"""tháng 11 này: this year's; "12/5 này" alone may as well be "here it is"."""
_THAT_IS = re.compile(r"[\s,(:=-]*(?:(?:tuc|la|nghia|hay|do|day|a|ha|nha|ne|luon|i)(?:\s+|\s*[,(]\s*))*(?:nam )?")
_NO_MORE = re.compile(r"\s*(?:(?:do|a|ha|nha|ne|luon|roi|em|ad)\s*)*(?:$|[.!)])")
_SUN = re.compile(r"(?<![a-z])(?:duong(?: lich)?|dl|lich tay|tay lich)(?![a-z])")
_MOON_MONTH = re.compile(r"gieng|chap")
_BORN = re.compile(r"(?<![a-z])(?:sinh|de)(?! nhat)(?:\s+(?:ngay|hom|vao|hoi|luc|thang))*\s*$")
_GROWN = re.compile(r"(?<![a-z])(?:tuoi|tron|du)(?![a-z])")
"""năm nay tròn 18: the year is that of an age"""


def with_years(
    members: Sequence[Piece], years: Sequence[Piece], said: tuple[str, Text], today: date, *, born: bool
) -> tuple[list[Piece], list[Piece]]:
    """The dates of one group, those without a year completed by one told beside them, and the years used up.

    `born`: they are births, and nobody who registers was born this year or last unless that is just what is said.
    """
    masked, text = said
    out: list[Piece] = []
    used: list[Piece] = []
    for piece in members:
        start, end = piece.span
        lacks = piece.slot.kind in {"incomplete", "lunar"} and not piece.slot.year and piece.slot.month
        grown = born and (not _BORN.search(masked, max(0, start - 24), start) or _GROWN.search(masked))
        if not lacks or grown:
            out.append(piece)
        elif year := _beside(piece, years, masked):
            used.append(year)
            span = (min(start, year.span[0]), max(end, year.span[1]))
            out.append(replace(piece, slot=_dated(piece, year.slot.year, masked, today), span=span, weak=False))
        elif latest := _LATEST.match(masked, end):
            slot = _dated(piece, today.year, masked, today)
            slot = slot if slot.kind != "invalid" else _dated(piece, today.year - 1, masked, today)
            out.append(replace(piece, slot=slot, span=(start, latest.end()), weak=False))
        else:
            out.append(piece if born else _of_this_year(piece, masked, text, today))
    return out, used


def _of_this_year(piece: Piece, masked: str, text: Text, today: date) -> Piece:
    """ "mùng 3 tháng 11 này", unless that day is still to come."""
    start, end = piece.span
    this = _THIS.match(masked, end)
    if this is None or (text.marked and text.lower[slice(*this.span("word"))] == "nay"):
        return piece
    slot = _dated(piece, today.year, masked, today)
    if slot.kind == "invalid" or (this["end"] is not None and "t" not in masked[start:end]):
        return piece
    return replace(piece, slot=slot, span=(start, this.end("word")), weak=False)


def uncontradicted(members: Sequence[Piece], relative: Sequence[Piece], masked: str) -> list[Piece]:
    """A date explained by one told from today that is another ("năm ngoái là 2024") is asked again."""
    return [
        replace(piece, slot=DateSlot("ambiguous"))
        if any(_explains(one, piece, masked) and _differ(one.slot, piece.slot) for one in relative)
        else piece
        for piece in members
    ]


def _explains(one: Piece, piece: Piece, masked: str) -> bool:
    first, last = sorted((one.span, piece.span))
    if first[1] > last[0] or not _THAT_IS.fullmatch(masked, first[1], last[0]):
        return False
    return first == one.span or _NO_MORE.match(masked, last[1]) is not None


def _differ(one: DateSlot, two: DateSlot) -> bool:
    pairs = ((one.year, two.year), (one.month, two.month), (one.day, two.day))
    return one.kind != "ambiguous" and any(a and b and a != b for a, b in pairs)


def _beside(piece: Piece, years: Sequence[Piece], masked: str) -> Piece | None:
    for year in years:
        if (
            _THEN_YEAR.fullmatch(masked, piece.span[1], max(piece.span[1], year.span[0]))
            and year.span[0] >= piece.span[1]
        ):
            return year
        if (
            _YEAR_THEN.fullmatch(masked, year.span[1], max(year.span[1], piece.span[0]))
            and piece.span[0] >= year.span[1]
        ):
            return year
    return None


def _dated(piece: Piece, year: int | None, masked: str, today: date) -> DateSlot:
    month, day = piece.slot.month, piece.slot.day
    if (piece.slot.kind == "lunar" or _MOON_MONTH.search(masked, *piece.span)) and not _SUN.search(masked):
        return lunar_slot(year, month, day, today)
    return day_slot(year, month or 0, day, today) if day else month_slot(year, month or 0, today)
