"""Periods of the figures: days in Viet Nam, both ends included."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Cutoff = Literal["calendar_quarter", "nd09"]
"""`nd09`: from the 15th of the month before to the 14th of the last month (Nghị định 09/2019/NĐ-CP, Điều 12)"""

ROMAN = ("I", "II", "III", "IV")


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last`, both included; `name` as it stands in a report ("quý IV năm 2026")."""

    first: date
    last: date
    name: str
    kind: Literal["quarter", "year", "month", "days"] = "days"

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def days(first: date, last: date) -> Period:
    """Any days. Raises `ValueError` when `last` is before `first`."""
    if last < first:
        raise ValueError(f"{last:%d/%m/%Y} < {first:%d/%m/%Y}")
    return Period(first, last, f"từ ngày {first:%d/%m/%Y} đến ngày {last:%d/%m/%Y}")


def quarter(year: int, number: int, cutoff: Cutoff = "calendar_quarter") -> Period:
    """Quarter 1–4 of a year."""
    first, after = date(year, number * 3 - 2, 1), _month_after(date(year, number * 3, 1))
    return _cut(first, after, f"quý {ROMAN[number - 1]} năm {year}", "quarter", cutoff)


def year(number: int, cutoff: Cutoff = "calendar_quarter") -> Period:
    """A year; by `nd09` from 15/12 of the year before to 14/12."""
    return _cut(date(number, 1, 1), date(number + 1, 1, 1), f"năm {number}", "year", cutoff)


def month(year: int, number: int) -> Period:
    """A calendar month."""
    first = date(year, number, 1)
    return Period(first, _month_after(first) - timedelta(days=1), f"tháng {number} năm {year}", "month")


def quarter_of(day: date, cutoff: Cutoff = "calendar_quarter") -> Period:
    """The quarter that a day belongs to."""
    number = (day.month + 2) // 3
    found = quarter(day.year, number, cutoff)
    return found if day <= found.last else quarter_after(found, cutoff)


def quarter_after(period: Period, cutoff: Cutoff = "calendar_quarter") -> Period:
    """The quarter after a quarter."""
    inside = period.last + timedelta(days=1 if cutoff == "calendar_quarter" else 40)
    return quarter(inside.year, (inside.month + 2) // 3, cutoff)


def before(period: Period, cutoff: Cutoff = "calendar_quarter") -> Period:
    """The period of the same kind before this one; of any days: as many days before."""
    last = period.first - timedelta(days=1)
    match period.kind:
        case "quarter":
            return quarter_of(last, cutoff)
        case "year":
            return year(last.year if cutoff == "calendar_quarter" else period.last.year - 1, cutoff)
        case "month":
            return month(last.year, last.month)
        case _:
            return days(last - timedelta(days=period.days - 1), last)


def _cut(first: date, after: date, name: str, kind: Literal["quarter", "year"], cutoff: Cutoff) -> Period:
    if cutoff == "calendar_quarter":
        return Period(first, after - timedelta(days=1), name, kind)
    return Period(_fifteenth_before(first), _fifteenth_before(after) - timedelta(days=1), name, kind)


def _fifteenth_before(first_of_month: date) -> date:
    return (first_of_month - timedelta(days=1)).replace(day=15)


def _month_after(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)
