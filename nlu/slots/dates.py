"""Birth dates and dates on papers: which dates a text holds, what each belongs to, which one a correction leaves."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from nlu.slots.can_chi import cycle_years, may_be_cycle
from nlu.slots.corrections import put_right, remaining
from nlu.slots.date_parts import Piece, day_slot, from_two, lunar_slot, year_slot
from nlu.slots.date_people import own
from nlu.slots.date_roles import NONE, opened_only, role_of
from nlu.slots.date_shapes import shaped_dates
from nlu.slots.date_words import MONTH_WORDS, Tokens, spoken_dates, told_dates, told_years
from nlu.slots.fold import Span, overlaps, word_set
from nlu.types import DateSlot

if TYPE_CHECKING:
    from datetime import date

    from nlu.slots.fold import Text

ASKED = {"birth_date", "founded_on"}
_THOUSAND = word_set("nghin ngan")
_AGE = word_set("tuoi")
_SHORT_MONTHS = word_set("t th")
_TIMES = _THOUSAND | _AGE | MONTH_WORDS - _SHORT_MONTHS
_HUNDREDS = word_set("khong chin k ka")
_YEAR_WORDS = re.compile(r"(?<![a-z])(?:hai|mot|muoi)\s+(?:khong|chin|ka?)(?![a-z])")
_TYPED_THOUSAND = re.compile(r"2000\s+l|2\s?k\s+(?:le|linh|khong)")
_TWO_DIGITS = word_set("khong linh le chin tam bay sau")
_BIRTH = word_set("sinh sn")
_LETTER_O = re.compile(r"(?<![a-z0-9])(?=[0-9o]*\d)[0-9o]{2,}(?![a-z0-9])")
_O_AFTER_T = re.compile(r"(?<=t)o(?=\d(?!\d))")
_MOON_AFTER = re.compile(
    r"[\s,(]{0,3}(?:(?:ngay |theo |la |lich )?(?:am lich|lich am|am|al|a\.l)\b|nhuan\b)(?!\s+thanh)"
)
_MOON_BEFORE = re.compile(r"(?:am lich|lich am|ngay am|\bal|\bam)[\s:,]{0,3}(?:la |ngay )?$")
_SUN_AFTER = re.compile(r"[\s,(]{0,3}(?:la |theo |ngay )?(?:duong|dl\b)")
_NOT_I = re.compile(r"(?<!\w)(?:tới|tối|còn|cón|tờ)\s+(?:\w+\s+)?$")
_SPELLED = re.compile(r"(?<![a-z])(?<!so )(?:sanh|s[ji]ng(?= nam| ngay| \d)|sjnh|xinh(?= nam| ngay| vao| \d))(?![a-z])")
"""sinh (born) as the South says it, and slips of it"""
_MARKED_ELSE = re.compile(r"[àáảãạăắằẳẵặâấầẩẫậìỉĩị]")
_EITHER = re.compile(
    r"(?<![a-z\d/.-])(?:(?:\d{1,2}(?:[/.-]\d{1,2})?|thang \w+|mot|hai|ba|bon|tu|nam|sau|bay|tam|chin"
    r"|muoi)\s+(?:hay|hoac|or)"
    r"(?: la)?\s+(?:ngay |thang |mung )?|sinh (?:sau|truoc) (?:ngay )?|truoc (?:tet|nam) )$"
)
_FOUR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_OF_YEAR = re.compile(r"(?<!\w)n[ăa]m\s+$")
_TOI = re.compile(r"(?<![a-z])(?<!chua )(?<!sap )(?<!den )(?<!gan )(?<!\d )toi(?![a-z])")


def find_dates(
    text: Text, masked: str, *, expect: str | None, programme: str | None, today: date
) -> tuple[dict[str, DateSlot], list[Span]]:
    """The slots `birth_date` and `founded_on` of a text, and where they stand.

    `masked` is the folded text with domains, long numbers and amounts blanked out. Rules: programme.md 5.2, 5.3
    and contract section 9.
    """
    if not (text.digits or _in_words(text)):
        return {}, []
    masked = _born(_me(_zeros(masked), text), text)
    pieces = _pieces(masked, text, today)
    groups: dict[str, list[Piece]] = {"birth_date": [], "founded_on": []}
    for role, piece in role_of(masked, pieces, expect=expect, programme=programme, today=today):
        if role != NONE:
            groups[role].append(_two_digits_of_a_year(piece, text, today) if role == "founded_on" else piece)
    slots: dict[str, DateSlot] = {}
    spans: list[Span] = []
    groups["founded_on"] = _of_registration(groups["founded_on"], masked, pieces)
    groups["birth_date"] = own(groups["birth_date"], masked, text)
    for role, members in groups.items():
        slot = _settle(members, text, today)
        if slot is not None and not (slot.kind == "age" and role == "founded_on"):
            slots[role] = slot
        spans += [piece.span for piece in members]
    return slots, spans


def _in_words(text: Text) -> bool:
    """Whether a text without a digit may hold a date, a year or an age."""
    return text.says(_TIMES) or _year_in_words(text) or may_be_cycle(text)


def _year_in_words(text: Text) -> bool:
    """Whether a year may be told in words: hai nghìn ..., hai không ..., 2000 lẻ ..., năm sinh chín ..."""
    return (
        text.says(_THOUSAND)
        or (text.says(_HUNDREDS) and _YEAR_WORDS.search(text.folded) is not None)
        or (text.says(_BIRTH) and text.says(_TWO_DIGITS))
        or _TYPED_THOUSAND.search(text.folded) is not None
    )


def _me(masked: str, text: Text) -> str:
    """tôi (I) written as tui, so that a "toi" left is tới (until): folded they are one word."""
    if "toi" not in masked:
        return masked
    return _TOI.sub(lambda m: "toi" if text.marked and text.lower[m.start() : m.end()] == "tới" else "tui", masked)


def _born(masked: str, text: Text) -> str:
    """The spellings of sinh as one; sánh and xỉnh are other words."""
    if "s" not in masked and "x" not in masked:
        return masked
    return _SPELLED.sub(lambda m: m[0] if _MARKED_ELSE.search(text.lower[m.start() : m.end()]) else "sinh", masked)


def _two_digits_of_a_year(piece: Piece, text: Text, today: date) -> Piece:
    """ "năm 19" of a certificate; of a birth it is asked again, for it may be an age."""
    start, end = piece.span
    typed = text.folded[start:end]
    if (
        piece.slot.kind != "ambiguous"
        or not typed.isdigit()
        or not _OF_YEAR.search(text.lower, max(0, start - 6), start)
    ):
        return piece
    return replace(piece, slot=year_slot(from_two(int(typed), today), today))


def _zeros(masked: str) -> str:
    """The letter o typed for zero, inside a number only: 12/o5/2oo4."""
    if "o" not in masked:
        return masked
    masked = _LETTER_O.sub(lambda m: m[0].replace("o", "0"), masked)
    return _O_AFTER_T.sub("0", masked)


def _pieces(masked: str, text: Text, today: date) -> list[Piece]:
    taken: list[Span] = []
    pieces: list[Piece] = []
    months, years = text.says(MONTH_WORDS), _year_in_words(text)
    tokens = Tokens.of(masked, text.lower) if months or years else None
    for piece in [
        *(told_dates(tokens, today) if tokens and months else ()),
        *(spoken_dates(tokens, today) if tokens and years else ()),
        *(cycle_years(masked, today) if may_be_cycle(text) else ()),
    ]:
        if not overlaps(piece.span, taken):
            taken.append(piece.span)
            pieces.append(piece)
    pieces += shaped_dates(masked, text, today, taken)
    if tokens and years:
        pieces += [piece for piece in told_years(tokens, today) if not overlaps(piece.span, taken)]
    pieces = [piece for piece in pieces if not _other_word(piece, masked, text)]
    pieces.sort(key=lambda piece: piece.span)
    if not all(piece.last_resort for piece in pieces):
        pieces = [p for p in pieces if not p.last_resort or put_right(text, p.span[0])]
    return [_by_the_moon(_one_of_two(piece, masked), masked, text, today) for piece in pieces]


def _one_of_two(piece: Piece, masked: str) -> Piece:
    """ "14 hay 15 tháng 6 năm 2005", "sinh sau 1/1/2003": what is told is not this very day."""
    if piece.slot.kind in {"age", "ambiguous"} or not _EITHER.search(masked, max(0, piece.span[0] - 24), piece.span[0]):
        return piece
    return replace(piece, slot=DateSlot("ambiguous"))


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
    if not (after or before) or (_SUN_AFTER.match(masked, end) and not (after or before)):
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


def _settle(members: list[Piece], text: Text, today: date) -> DateSlot | None:
    """The one date that is meant, `ambiguous` when two are, None when all are denied."""
    left = remaining(text, [piece.span for piece in members]) if members else []
    kept = [members[i] for i in left]
    if not kept:
        return None
    if len(kept) == 1 < len(members) and left[0] == len(members) - 1:
        kept = _last_told(members, text, today)
    return _joined([piece.slot for piece in kept], today)


def _of_registration(members: list[Piece], masked: str, pieces: list[Piece]) -> list[Piece]:
    """The dates of papers; those of an opening only where no paper's date is told (programme.md 5.3)."""
    opened = opened_only(masked, pieces)
    late = {piece.span for piece, only in zip(pieces, opened, strict=True) if only}
    return [piece for piece in members if piece.span not in late] or members


def _last_told(kept: list[Piece], text: Text, today: date) -> list[Piece]:
    """The corrected date: the last one, with the year of an earlier one when it lacks a year itself."""
    last = kept[-1]
    pair = [piece.slot for piece in kept[-2:]]
    if len(kept) > 2 and {slot.kind for slot in pair} == {"incomplete", "year"}:
        return kept[-2:]
    if last.slot.kind == "incomplete" and last.slot.day:
        for earlier in reversed(kept[:-1]):
            month = last.slot.month or earlier.slot.month
            years = _FOUR.findall(text.folded[slice(*earlier.span)])
            year = int(years[0]) if earlier.slot.kind == "invalid" and years else earlier.slot.year
            if earlier.slot.kind in {"date", "invalid"} and month and year:
                return [replace(last, slot=day_slot(year, month, last.slot.day, today))]
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
