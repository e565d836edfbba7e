"""Two dates that stand side by side and are one: a month and its day, a day of the sun and the same by the moon."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from nlu.slots.corrections import affirmed
from nlu.slots.date_parts import day_slot

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from nlu.slots.date_parts import Piece
    from nlu.slots.fold import Text

_SMALL = (
    r"(?:a|ah|ak|ha|nha|ne|do|em|e|tui|minh|con|thi|la|vao|dung|trung|luon|hinh nhu|chac|chac la|cu the|chinh xac|nho"
    r"|theo giay|tren giay|ghi|de|roi)"
)
_THEN_DAY = re.compile(rf"[\s,.(:-]*(?:{_SMALL}[\s,:]+)*(?P<named>(?:ngay|mung|mong|hom|bua)\s+(?:mung|mong)?\s*)?")
_EXACTLY = re.compile(r"(?<![a-z])(?:dung|chinh xac|cu the) (?:la|vao)\s+$")
_DAY_ENDS = re.compile(
    r"\s*(?:(?:a|ah|ak|ha|nha|nhe|ne|nek|do|em|ad|anh|chi|co|chu|oi|roi|thoi|luon)\s*(?![a-z]))*(?:$|[.!?,;)])"
    r"(?!\s*(?:hay|hoac|or)(?![a-z]))"
)
_SUN_WORDS = r"(?:duong(?: lich)?|dl|lich tay|tay lich|lich duong)"
_SUN = re.compile(rf"[\s,(]*(?:theo |la |ngay )?{_SUN_WORDS}(?![a-z])")
_SUN_IN_FRONT = re.compile(rf"(?<![a-z]){_SUN_WORDS}(?: (?:la|ngay|thi))*[\s,:]*$")
_IN_OTHER_WORDS = re.compile(
    r"[\s,(:;=-]*(?:(?P<nham>nham)(?!\s*,)|tuc|nghia|ung voi|trung voi|trung|roi vao|tinh ra|con|thi|la"
    r"|ngay am(?: lich)?|am lich"
    r"|lich am|am|al)(?:[\s,:(]+(?:nham|tuc|la|thi|vao|voi|ngay|hom|mung|mong|am lich|lich am|am|al|ben|lich|tinh"
    r"|theo))*"
    r"[\s,:(]*"
)
_PLAIN_GAP = re.compile(r"[\s,(:;=-]*(?:(?:ngay|mung|mong)\s+)?")
_OF_THE_MOON = re.compile(r"(?<![a-z])(?:chap|gieng|ram|nhuan|am|al|am lich|lich am)(?![a-z])")
_BEHIND = 12


def days_after_months(pieces: Sequence[Piece], masked: str, today: date) -> list[Piece]:
    """ "11/2025, đúng ngày 28": the day that is told behind its month and year, as one date."""
    out: list[Piece] = []
    for piece in pieces:
        month = out[-1] if out else None
        if month and month.slot.kind == "month" and _is_its_day(month, piece, masked):
            slot = day_slot(month.slot.year, month.slot.month or 0, piece.slot.day or 0, today)
            out[-1] = replace(month, slot=slot, span=(month.span[0], piece.span[1]))
        else:
            out.append(piece)
    return out


def _is_its_day(month: Piece, piece: Piece, masked: str) -> bool:
    start, end = piece.span
    if not (piece.last_resort and piece.slot.day) or piece.slot.kind not in {"incomplete", "ambiguous"}:
        return False
    if piece.slot.month not in {None, month.slot.month}:
        return False
    between = _THEN_DAY.fullmatch(masked, month.span[1], start)
    if between is None or not _DAY_ENDS.match(masked, end):
        return False
    named = piece.slot.kind == "incomplete" or between["named"]
    return bool(named or _EXACTLY.search(masked, month.span[1], start))


def by_the_sun(pieces: Sequence[Piece], masked: str, text: Text) -> list[Piece]:
    """Without the day of the moon that only says again what day of the sun is meant: "nhằm 25 tháng chạp âm"."""
    out: list[Piece] = []
    for piece in pieces:
        if not (out and out[-1].slot.kind == "date" and _says_again(out[-1], piece, masked, text)):
            out.append(piece)
    return out


def _says_again(sun: Piece, moon: Piece, masked: str, text: Text) -> bool:
    """Whether `moon`, right behind `sun`, is the same day by the other calendar."""
    end, start = sun.span[1], moon.span[0]
    if (
        moon.slot.kind in {"age", "month", "year"}
        or affirmed(text, moon.span[1])
        or _OF_THE_MOON.search(masked, *sun.span)
    ):
        return False
    lunar = moon.slot.kind == "lunar" or _OF_THE_MOON.search(masked, end, min(len(masked), moon.span[1]))
    if not lunar and not _OF_THE_MOON.match(masked, moon.span[1] + 1, moon.span[1] + _BEHIND):
        return False
    called = _SUN.match(masked, end, start)
    told = _IN_OTHER_WORDS.fullmatch(masked, called.end() if called else end, start)
    if called is None and not _SUN_IN_FRONT.search(masked, 0, sun.span[0]):
        return told is not None and not _is_a_slip(told, text)
    return told is not None or _PLAIN_GAP.fullmatch(masked, called.end() if called else end, start) is not None


def _is_a_slip(told: re.Match[str], text: Text) -> bool:
    """nhầm (by mistake), where nhằm says that two days fall together."""
    return told["nham"] is not None and text.lower[slice(*told.span("nham"))] == "nhầm"
