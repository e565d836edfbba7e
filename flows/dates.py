"""Dates as people give them, in the contract's shapes: how much is known, how it is said back, what it becomes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from flows.rules.types import MIN_YEAR, DateRange, PartialDate, date_from_slot, show
from flows.turn import Copy

if TYPE_CHECKING:
    from collections.abc import Mapping


def usable_date(slot: Mapping[str, object], today: date) -> bool:
    """Whether a day, month or year can be a fact: a real one, not after today."""
    given = PartialDate.from_slot(dict(slot))
    return given is not None and given.first() <= today


def merged(part: Mapping[str, object], known: Mapping[str, object] | None) -> dict[str, Any]:
    """A part of a date put together with what was said before or after: what the part leaves open stays as it was.

    Stays as it is where the two do not make a date; becomes `invalid` when there is no such day.
    """
    known = known or {}
    iso = str(known.get("iso", "")).split("-")
    whole = len(iso) == 3
    year = known.get("year") or (iso[0] if whole else None)
    month = part.get("month") or known.get("month") or (iso[1] if whole else None)
    day = part.get("day") or known.get("day") or (iso[2] if whole else None)
    if not year or not month:
        return dict(part)
    if not day:
        return {"kind": "month", "year": int(str(year)), "month": int(str(month))}
    try:
        made = date(int(str(year)), int(str(month)), int(str(day)))
    except ValueError:
        return {"kind": "invalid"}
    return {"kind": "date", "iso": made.isoformat()}


def said_back(slot: object) -> str | Copy:
    """`12/05/2004`, `05/2004`, `2004` or the words of a range: the way a date is always said back."""
    given = date_from_slot(slot)
    if given is None:
        return ""
    if isinstance(given, DateRange):
        return _range_said(given)
    parts = (given.day, given.month)
    return "/".join([*(f"{p:02d}" for p in parts if p is not None), str(given.year)])


def _range_said(given: DateRange) -> Copy:
    if given.start.year == MIN_YEAR:
        return Copy("date.before", (("day", show(given.end + timedelta(days=1))),))
    return Copy("date.between", (("first", show(given.start)), ("last", show(given.end))))
