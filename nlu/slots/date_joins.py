"""A day and month whose year is told from today: 15/8 năm ngoái, tháng 3 năm nay, 20/10 vừa rồi."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from nlu.slots.date_parts import day_slot, lunar_slot, month_slot

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from nlu.slots.date_parts import Piece
    from nlu.types import DateSlot

_THEN_YEAR = re.compile(r"[\s,(]*(?:(?:cua|trong|hoi|vao|la|o|thi|cai|lan|ngay)\s+)*")
_YEAR_THEN = re.compile(r"[\s,]*(?:(?:luc|vao|hoi|la|thi|hom|bua|khoang|dau|giua|cuoi|trong|ngay|do|nhung|cap)\s+)*")
_LATEST = re.compile(r"\s*(?:cai )?(?:vua roi|vua qua|moi roi|moi qua)(?![a-z])")
_MOON_MONTH = re.compile(r"gieng|chap")
_BORN = re.compile(r"(?<![a-z])(?:sinh|de)(?! nhat)(?:\s+(?:ngay|hom|vao|hoi|luc|thang))*\s*$")
_GROWN = re.compile(r"(?<![a-z])(?:tuoi|tron|du)(?![a-z])")
"""năm nay tròn 18: the year is that of an age"""


def with_years(
    members: Sequence[Piece], years: Sequence[Piece], masked: str, today: date, *, born: bool
) -> tuple[list[Piece], list[Piece]]:
    """The dates of one group, those without a year completed by one told beside them, and the years used up.

    `born`: they are births, and nobody who registers was born this year or last unless that is just what is said.
    """
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
            out.append(piece)
    return out, used


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
    if piece.slot.kind == "lunar" or _MOON_MONTH.search(masked, *piece.span):
        return lunar_slot(year, month, day, today)
    return day_slot(year, month or 0, day, today) if day else month_slot(year, month or 0, today)
