"""Birth dates and dates on papers: which dates a text holds, what each belongs to, which one a correction leaves."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from nlu.slots.can_chi import cycle_years
from nlu.slots.date_parts import Piece, day_slot, lunar_slot
from nlu.slots.date_roles import NONE, role_of
from nlu.slots.date_shapes import shaped_dates
from nlu.slots.date_words import spoken_dates, told_dates, told_years
from nlu.slots.fold import Span, overlaps
from nlu.types import DateSlot

if TYPE_CHECKING:
    from datetime import date

    from nlu.slots.fold import Text

ASKED = {"birth_date", "founded_on"}
_WORTH = re.compile(
    r"\d|thang|tuoi|sinh|\bnam\b|nghin|ngan|linh|\ble\b|hai\b|giap|binh|dinh|mau|k[yi]\b|canh|nham|qu[yi]\b"
)
_LETTER_O = re.compile(r"(?<![a-z0-9])(?=[0-9o]*\d)[0-9o]{2,}(?![a-z0-9])")
_O_AFTER_T = re.compile(r"(?<=t)o(?=\d(?!\d))")
_MOON_AFTER = re.compile(
    r"[\s,(]{0,3}(?:(?:ngay |theo |la |lich )?(?:am lich|lich am|am|al|a\.l)\b|nhuan\b)(?!\s+thanh)"
)
_MOON_BEFORE = re.compile(r"(?:am lich|lich am|ngay am|\bal|\bam)[\s:,]{0,3}(?:la |ngay )?$")
_SUN_AFTER = re.compile(r"[\s,(]{0,3}(?:la |theo |ngay )?(?:duong|dl\b)")
_DENIED = re.compile(
    r"(?:\b(?:khong|hong|hok|hk|ko|kg|k|chang|dau) (?:phai|fai|p)|\bchu (?:khong|hong|hok|hk|ko|kg|k))"
    r"(?: la| sinh| nam| ngay| sn)* $|\bnot\s+$"
)
_RIGHT_AFTER = re.compile(r"[\s,]{0,2}(?:moi (?:dung|phai)|la dung)\b")
_CORRECTION = re.compile(
    r"\b(?:nham|lon|lon roi|a khong|a ko|y em la|y la|y minh la|sua lai|sua thanh|doi lai|dung ra|phai la|moi dung"
    r"|sai"
    r"|dung la|chinh xac la|xin loi|sorry|sr|quen|chu khong|chu ko|chu k|ma la|thanh ra|wait|i mean)\b"
)
_SIGH = re.compile(r"[,.…\s]+à[,\s]+$")
_NOT_I = re.compile(r"(?<!\w)(?:tới|tối|còn|cón|tờ)\s+(?:\w+\s+)?$")
_TOI = re.compile(r"(?<![a-z])(?<!chua )(?<!sap )(?<!den )(?<!gan )(?<!\d )toi(?![a-z])")


def find_dates(
    text: Text, masked: str, *, expect: str | None, programme: str | None, today: date
) -> tuple[dict[str, DateSlot], list[Span]]:
    """The slots `birth_date` and `founded_on` of a text, and where they stand.

    `masked` is the folded text with domains, long numbers and amounts blanked out. Rules: programme.md 5.2, 5.3
    and contract section 9.
    """
    if not _WORTH.search(masked):
        return {}, []
    masked = _me(_zeros(masked), text)
    pieces = _pieces(masked, text, today)
    groups: dict[str, list[Piece]] = {"birth_date": [], "founded_on": []}
    for role, piece in role_of(masked, pieces, expect=expect, programme=programme, today=today):
        if role != NONE:
            groups[role].append(piece)
    slots: dict[str, DateSlot] = {}
    spans: list[Span] = []
    for role, members in groups.items():
        slot = _settle(members, masked, text, today)
        if slot is not None and not (slot.kind == "age" and role == "founded_on"):
            slots[role] = slot
        spans += [piece.span for piece in members]
    return slots, spans


def _me(masked: str, text: Text) -> str:
    """tôi (I) written as tui, so that a "toi" left is tới (until): folded they are one word."""
    if "toi" not in masked:
        return masked
    return _TOI.sub(lambda m: "toi" if text.marked and text.lower[m.start() : m.end()] == "tới" else "tui", masked)


def _zeros(masked: str) -> str:
    """The letter o typed for zero, inside a number only: 12/o5/2oo4."""
    if "o" not in masked:
        return masked
    masked = _LETTER_O.sub(lambda m: m[0].replace("o", "0"), masked)
    return _O_AFTER_T.sub("0", masked)


def _pieces(masked: str, text: Text, today: date) -> list[Piece]:
    taken: list[Span] = []
    pieces: list[Piece] = []
    for piece in [*told_dates(masked, today), *spoken_dates(masked, today), *cycle_years(masked, today)]:
        if not overlaps(piece.span, taken):
            taken.append(piece.span)
            pieces.append(piece)
    pieces += shaped_dates(masked, today, taken)
    pieces += [piece for piece in told_years(masked, today) if not overlaps(piece.span, taken)]
    pieces = [piece for piece in pieces if not _other_word(piece, masked, text)]
    pieces.sort(key=lambda piece: piece.span)
    if not all(piece.last_resort for piece in pieces):
        pieces = [
            p for p in pieces if not p.last_resort or _CORRECTION.search(masked, max(0, p.span[0] - 20), p.span[0])
        ]
    return [_by_the_moon(piece, masked, text, today) for piece in pieces]


def _other_word(piece: Piece, masked: str, text: Text) -> bool:
    """An age after "tới 18" or "còn 20": folded, the words look like tôi and con."""
    if piece.slot.kind != "age" or not masked[slice(*piece.span)].isdigit():
        return False
    return bool(_NOT_I.search(text.lower, max(0, piece.span[0] - 12), piece.span[0]))


def _by_the_moon(piece: Piece, masked: str, text: Text, today: date) -> Piece:
    """A date called lunar keeps its parts as typed and is not checked against the solar calendar."""
    start, end = piece.span
    if piece.slot.kind in {"age", "lunar", "ambiguous"}:
        return piece
    after = _MOON_AFTER.match(masked, end)
    before = _MOON_BEFORE.search(masked, max(0, start - 20), start)
    if not (after or before) or (_SUN_AFTER.match(masked, end) and not after):
        return piece
    moon_end = after.end() if after else end
    if text.marked and after and "am" in after[0] and "âm" not in text.lower[end:moon_end] and "lich" not in after[0]:
        return piece
    slot = piece.slot
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


def _settle(members: list[Piece], masked: str, text: Text, today: date) -> DateSlot | None:
    """The one date that is meant, `ambiguous` when two are, None when all are denied."""
    kept = [piece for piece in members if not _DENIED.search(masked, max(0, piece.span[0] - 30), piece.span[0])]
    if not kept:
        return None
    for piece in kept:
        if _RIGHT_AFTER.match(masked, piece.span[1]):
            return piece.slot
    if len(kept) > 1 and _corrected(kept, masked, text):
        kept = _last_told(kept, today)
    return _joined([piece.slot for piece in kept], today)


def _corrected(kept: list[Piece], masked: str, text: Text) -> bool:
    """A word of correction stands in front of the last date."""
    last = kept[-1].span[0]
    if _CORRECTION.search(masked, 0, last) or _CORRECTION.match(masked, kept[-1].span[1] + 1):
        return True
    return bool(_SIGH.search(text.lower, kept[-2].span[1], last))


def _last_told(kept: list[Piece], today: date) -> list[Piece]:
    """The corrected date: the last one, with the year of an earlier one when it lacks a year itself."""
    last = kept[-1]
    pair = [piece.slot for piece in kept[-2:]]
    if len(kept) > 2 and {slot.kind for slot in pair} == {"incomplete", "year"}:
        return kept[-2:]
    if last.slot.kind == "incomplete" and last.slot.day:
        for earlier in reversed(kept[:-1]):
            month = last.slot.month or earlier.slot.month
            if earlier.slot.kind == "date" and month:
                return [replace(last, slot=day_slot(earlier.slot.year, month, last.slot.day, today))]
    return [last]


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
