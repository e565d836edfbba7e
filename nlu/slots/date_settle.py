"""Which date is left of those that a text tells of one thing: denied, put right in part, or said more exactly."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from nlu.slots.corrections import put_right, remaining
from nlu.slots.date_parts import day_slot, lunar_slot, month_slot
from nlu.types import DateSlot

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from nlu.slots.date_parts import Piece
    from nlu.slots.fold import Text

_NUMBERS = re.compile(r"\d+")


def settled(members: Sequence[Piece], text: Text, today: date) -> DateSlot | None:
    """The one date that is meant, `ambiguous` when two are, None when all are denied."""
    left = remaining(text, [piece.span for piece in members]) if members else []
    if len(left) > 2:  # a word of correction between any two takes back all that stands in front of it
        left = [left[i] for i in remaining(text, [members[i].span for i in left], several=True)]
    kept: Sequence[Piece] = [members[i] for i in left]
    if not kept:
        return None
    if len(kept) == 1 < len(members):
        kept = _completed(members[: left[0] + 1], text, today, last=left[0] == len(members) - 1)
    return _joined([piece.slot for piece in kept], today)


def _completed(told: Sequence[Piece], text: Text, today: date, *, last: bool) -> Sequence[Piece]:
    """The corrected date, the last of `told`, with what it lacks from the one that it puts right."""
    piece = told[-1]
    pair = [one.slot for one in told[-2:]]
    if last and len(told) > 2 and {slot.kind for slot in pair} == {"incomplete", "year"}:
        return told[-2:]
    part = piece.slot.kind == "year" or (piece.slot.kind == "incomplete" and not piece.slot.day)
    if part and not put_right(text, piece.span[0]):
        return [piece]
    for earlier in reversed(told[:-1]):
        whole = _with_parts(piece.slot, _parts(earlier, text), today)
        if whole:
            return [replace(piece, slot=whole)]
    return [piece]


def _parts(piece: Piece, text: Text) -> tuple[int | None, int | None, int | None]:
    """(day, month, year) of a date; of one that does not exist as its digits stand."""
    slot = piece.slot
    if slot.kind != "invalid":
        return slot.day, slot.month, slot.year
    numbers = [int(digits) for digits in _NUMBERS.findall(text.folded[slice(*piece.span)])]
    if len(numbers) == 3 and numbers[2] > 999:
        return numbers[0], numbers[1], numbers[2]
    return None, None, None


def _with_parts(slot: DateSlot, parts: tuple[int | None, int | None, int | None], today: date) -> DateSlot | None:
    """A part put right: the day, the month or the year alone; None when too little is known to make a date of it."""
    day, month, year = parts
    if slot.kind == "year" and slot.year and month:
        whole = day_slot(slot.year, month, day, today) if day else month_slot(slot.year, month, today)
        return whole if whole.kind != "invalid" else None
    if slot.kind == "incomplete" and year:
        month = slot.month or month
        day = slot.day or day
        if month:
            return day_slot(year, month, day, today) if day else month_slot(year, month, today)
    return None


def _joined(slots: list[DateSlot], today: date) -> DateSlot:
    """Dates that say the same thing more or less exactly become one; others are ambiguous."""
    distinct = list(dict.fromkeys(slot for slot in slots if slot.kind != "age"))
    if not distinct:  # ages only: one that is said twice is one, two are not
        return slots[0] if len(set(slots)) == 1 else DateSlot("ambiguous")
    best = distinct[0]
    for other in distinct[1:]:
        merged = _merged(best, other, today)
        if merged is None:
            return DateSlot("ambiguous")
        best = merged
    return best


def _merged(one: DateSlot, two: DateSlot, today: date) -> DateSlot | None:
    if {one.kind, two.kind} == {"lunar", "date"}:
        return one if one.kind == "date" else two
    if one.kind in {"invalid", "ambiguous"} or two.kind in {"invalid", "ambiguous"}:
        return None
    parts: list[int | None] = []
    for name in ("year", "month", "day"):
        values = {value for slot in (one, two) if (value := getattr(slot, name)) is not None}
        if len(values) > 1:
            return None
        parts.append(values.pop() if values else None)
    year, month, day = parts
    if "lunar" in {one.kind, two.kind}:
        return lunar_slot(year, month, day, today)
    if year and month and day:
        return day_slot(year, month, day, today)
    return (
        one
        if one == DateSlot(one.kind, year, month, day)
        else DateSlot("month" if year and month else "year" if year else "incomplete", year, month, day)
    )
