"""The bricks of a date: what a year may look like, when parts make a real day, and a piece found in a text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from nlu.types import DateSlot

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nlu.slots.fold import Span

FIRST_YEAR = 1900
YEAR = r"(?:\d{3,5}|2k\d{0,2}|'?\d{2})"
"""As typed after a day and a month; three or five digits are a slip and make the date invalid."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A date as it stands in the text.

    `weak`: counts only where a date is asked for or announced. `stated_year`: a lone year that may as well be another
    number: 2004. `last_resort`: two bare digits, a year or an age only where the text holds no other date.
    `relative`: told from today ("hôm qua", "năm ngoái"); it counts only where it is said of a paper or a business.
    `cycle`: a year named by the sixty-year cycle, of a birth; `can_chi.of_founding` gives that of a business.
    """

    slot: DateSlot
    span: Span
    weak: bool = False
    stated_year: bool = False
    last_resort: bool = False
    relative: bool = False
    cycle: bool = False


class Taken:
    """The places of a text that are read already, one byte each, so that a thousand dates cost no million looks."""

    __slots__ = ("_marks",)

    def __init__(self, length: int, spans: Iterable[Span]) -> None:
        self._marks = bytearray(length)
        for span in spans:
            self.take(span)

    def take(self, span: Span) -> None:
        """From now on nothing else is read there."""
        self._marks[slice(*span)] = b"\x01" * (span[1] - span[0])

    def free(self, span: Span) -> bool:
        """Whether no character of the span is taken."""
        return self._marks.find(1, *span) < 0


def full_year(typed: str, today: date) -> int | None:
    """Four digits as they are, two digits up to this year's as 20yy, else 19yy, `2k4` as 2004; None for a slip."""
    typed = typed.strip("' ")
    if typed.startswith("2k"):
        return 2000 + int(typed[2:] or 0)
    if len(typed) == 4:
        return int(typed)
    if len(typed) == 2:
        return from_two(int(typed), today)
    return None


def from_two(value: int, today: date) -> int:
    """The century of a two-digit year (contract, section 9)."""
    return 2000 + value if value <= today.year % 100 else 1900 + value


def day_slot(year: int | None, month: int, day: int, today: date) -> DateSlot:
    """A real day between 1900 and today, or `invalid`; day and month are never swapped."""
    if year is None or not FIRST_YEAR <= year <= today.year:
        return DateSlot("invalid")
    try:
        found = date(year, month, day)
    except ValueError:
        return DateSlot("invalid")
    return DateSlot("date", year, month, day) if found <= today else DateSlot("invalid")


def month_slot(year: int | None, month: int, today: date) -> DateSlot:
    """A month not after this one, or `invalid`."""
    if year is None or not 1 <= month <= 12 or not FIRST_YEAR <= year <= today.year:
        return DateSlot("invalid")
    return DateSlot("invalid") if (year, month) > (today.year, today.month) else DateSlot("month", year, month)


def year_slot(year: int, today: date) -> DateSlot:
    """A year from 1900 to this one, or `invalid`."""
    return DateSlot("year", year) if FIRST_YEAR <= year <= today.year else DateSlot("invalid")


def open_slot(month: int, day: int | None) -> DateSlot:
    """A day and month, or a month alone, still without a year. 29/2 may turn out to exist."""
    if not 1 <= month <= 12:
        return DateSlot("invalid")
    if day is not None:
        try:
            date(2000, month, day)
        except ValueError:
            return DateSlot("invalid")
    return DateSlot("incomplete", None, month, day)


def lunar_slot(year: int | None, month: int | None, day: int | None, today: date) -> DateSlot:
    """Parts as typed: months of the moon have 29 or 30 days, so 30/2 exists and 31 never does."""
    if (day or 1) > 30 or (month or 1) > 12 or (day == 0) or (month == 0):
        return DateSlot("invalid")
    if year is not None and not FIRST_YEAR <= year <= today.year:
        return DateSlot("invalid")
    return DateSlot("lunar", year, month, day)
