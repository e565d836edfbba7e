"""Dates of the lunar calendar: they keep their parts as typed and are asked for again."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from nlu.slots.date_parts import lunar_slot
from nlu.slots.fold import word_set

if TYPE_CHECKING:
    from datetime import date

    from nlu.slots.date_parts import Piece
    from nlu.slots.fold import Text

_MOON_AFTER = re.compile(
    r"(?!\s?[,(]\s?(?:ngay )?(?:am lich|lich am|am|al)\s?(?:(?:la|thi|:|nham)\s+)?(?:ngay )?\d)"
    r"[\s,(]{0,3}(?:(?:ngay |theo |la |lich )?(?:am lich|lich am|am|al|a\.l)\b|nhuan\b)(?!\s+thanh)"
)
"""Not where another date follows: "12/2/2026, âm lịch là 25/12"."""
_MOON = re.compile(
    r"(?<![a-z])(?P<denied>(?:dung|khong|ko|hong|hk|khoi|chu|chang|dau)(?: \w+){0,2} )?(?:am lich|lich am"
    r"|ngay am)(?![a-z])"
)
_SUN = re.compile(r"(?<![a-z])(?:duong(?: lich)?|dl|lich tay|tay lich)(?![a-z])")
_LEAP = re.compile(r"(?<![a-z])(?<!nam )(?<!khong )nhuan(?![a-z])")
"""A leap month is one of the moon; a leap year may be of the sun."""
_AM = word_set("am")
_NHUAN = word_set("nhuan")
_MOON_BEFORE = re.compile(r"(?:am lich|lich am|ngay am|\bal|\bam)[\s:,]{0,3}(?:la |ngay )?$")


def by_the_moon(piece: Piece, masked: str, text: Text, today: date, *, alone: bool) -> Piece:
    """A date called lunar is not checked against the solar calendar. `alone`: the text holds no other date."""
    start, end = piece.span
    if piece.slot.kind in {"age", "lunar", "ambiguous"}:
        return piece
    if alone and piece.slot.kind in {"date", "month", "incomplete"} and text.says(_NHUAN) and _LEAP.search(masked):
        return replace(piece, slot=lunar_slot(piece.slot.year, piece.slot.month, piece.slot.day, today))
    after = _MOON_AFTER.match(masked, end)
    moon_end = after.end() if after else end
    if text.marked and after and "am" in after[0] and "âm" not in text.lower[end:moon_end] and "lich" not in after[0]:
        return piece
    if not (after or _MOON_BEFORE.search(masked, max(0, start - 20), start)) and not (
        alone and _somewhere(masked, text)
    ):
        return piece
    slot = piece.slot
    if slot.kind == "year" or (slot.kind == "month" and not after):
        return piece if not after else replace(piece, slot=lunar_slot(slot.year, slot.month, slot.day, today))
    if slot.kind == "invalid":
        numbers = [int(digits) for digits in re.findall(r"\d+", masked[start:end])]
        if len(numbers) != 3:
            return piece
        day, month, year = numbers if numbers[0] < 32 else reversed(numbers)
        year = year if year > 99 else 2000 + year if year <= today.year % 100 else 1900 + year
        moon = lunar_slot(year, month, day, today)
    else:
        moon = lunar_slot(slot.year, slot.month, slot.day, today)
    return replace(piece, slot=moon, span=(start, moon_end))


def _somewhere(masked: str, text: Text) -> bool:
    """The calendar is named anywhere and not denied, and the sun's is not named: "toàn nhớ ngày âm lịch, 9/9/2003"."""
    if not text.says(_AM):
        return False
    found = _MOON.search(masked)
    if found is None or found["denied"] or _SUN.search(masked):
        return False
    return not text.marked or "âm" in text.lower[found.start() : found.end()]
