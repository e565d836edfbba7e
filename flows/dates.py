"""Dates as people give them, in the contract's shapes: how much is known, how it is said back, what it becomes."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from flows.rules.types import PartialDate

if TYPE_CHECKING:
    from collections.abc import Mapping


def usable_date(slot: Mapping[str, object], today: date) -> bool:
    """Whether a day, month or year can be a fact: a real one, not after today."""
    given = PartialDate.from_slot(dict(slot))
    return given is not None and given.first() <= today


def merged(day: Mapping[str, object], year: Mapping[str, object] | None) -> dict[str, Any]:
    """A day and month put together with a year that was given before or after; `invalid` when there is no such day."""
    known = PartialDate.from_slot(dict(year)) if year is not None else None
    if known is None:
        return dict(day)
    try:
        whole = date(known.year, int(str(day["month"])), int(str(day["day"])))
    except ValueError:
        return {"kind": "invalid"}
    return {"kind": "date", "iso": whole.isoformat()}


def said_back(slot: object) -> str:
    """`12/05/2004`, `05/2004` or `2004`: the way a date is always said back."""
    given = PartialDate.from_slot(slot)
    if given is None:
        return ""
    parts = (given.day, given.month)
    return "/".join([*(f"{p:02d}" for p in parts if p is not None), str(given.year)])
