"""Spans of days for which people can be counted once a quarter is closed: between the 1st and 15th of its months."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations
from typing import TYPE_CHECKING

from storage.events import end_of_quarter, quarter_of, start_of_quarter

if TYPE_CHECKING:
    from collections.abc import Iterator


def spans_of(quarter: str) -> list[tuple[date, date]]:
    """The 21 spans (first, last) that a closed quarter keeps: whole and half months, alone and joined."""
    first = start_of_quarter(quarter)
    months = [date(first.year, first.month + n, 1) for n in range(3)]
    bounds = [day for month in months for day in (month, month.replace(day=15))] + [end_of_quarter(quarter)]
    return [(start, after - timedelta(days=1)) for start, after in combinations(bounds, 2)]


def parts_of(first: date, last: date) -> Iterator[tuple[str, date, date]]:
    """The part of each calendar quarter that the days from `first` to `last` touch: (quarter, first, last)."""
    while first <= last:
        quarter = quarter_of(first)
        end = min(last, end_of_quarter(quarter) - timedelta(days=1))
        yield quarter, first, end
        first = end + timedelta(days=1)
