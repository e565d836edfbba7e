"""What part of the figures a page is asked for: the period and the filter in its address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from aiohttp import web

from storage import periods
from storage.reporting.types import Filter
from storage.watch import CHANNELS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.staff.visit import Visit
    from storage.periods import Period

PROGRAMMES: Final = ("id_vn", "biz_vn")
UNKNOWN: Final = "-"
"""in an address: the rows of which it is not known"""
ANY_DAYS: Final = "days"
LONGEST: Final = 366 * 3
"""days of a period"""
QUARTERS, MONTHS, YEARS = 6, 12, 3
_SOURCE: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A period under its `key` (`2026-Q4`, `2026-11`, `2026`, `days`), and the filter with the officer's bounds."""

    key: str
    period: Period
    filter: Filter
    asked: Filter
    """the filter as it was asked for"""

    def fields(self) -> dict[str, str]:
        """As fields of an address or a form; those that say nothing are left out."""
        days = {"from": self.period.first.isoformat(), "to": self.period.last.isoformat()}
        asked = {name: getattr(self.asked, name) for name in ("channel", "programme", "commune", "source")}
        chosen = {name: code or UNKNOWN for name, code in asked.items() if code is not None}
        return {"period": self.key} | (days if self.key == ANY_DAYS else {}) | chosen

    def query(self, **more: str) -> str:
        """As the query of an address."""
        return urlencode(self.fields() | more)


def wanted(visit: Visit, fields: Mapping[str, str] | None = None) -> Wanted:
    """What the address, or a form's `fields`, asks for; without a word the quarter of today.

    Raises 400 for what is no period or no code, and `OutOfScopeError` outside the account's bounds.
    """
    given = visit.request.query if fields is None else fields
    key, period = _period(visit, given)
    asked = Filter(
        channel=_one_of(given.get("channel", ""), CHANNELS),
        programme=_one_of(given.get("programme", ""), PROGRAMMES),
        commune=_one_of(given.get("commune", ""), visit.office.places),
        source=_source(given.get("source", "")),
    )
    return Wanted(key, period, visit.within(asked), asked)


def choices(visit: Visit) -> dict[str, list[tuple[str, Period]]]:
    """Periods to choose from, newest first: kind -> (key, period)."""
    today, cutoff = visit.today, visit.office.cutoff
    quarter, quarters = periods.quarter_of(today, cutoff), []
    for _ in range(QUARTERS):
        quarters.append((_key_of_quarter(quarter), quarter))
        quarter = periods.before(quarter, cutoff)
    month, months = periods.month(today.year, today.month), []
    for _ in range(MONTHS):
        months.append((f"{month.first:%Y-%m}", month))
        month = periods.before(month, cutoff)
    years = [(str(today.year - n), periods.year(today.year - n, cutoff)) for n in range(YEARS)]
    return {"quarter": quarters, "month": months, "year": years}


def _period(visit: Visit, given: Mapping[str, str]) -> tuple[str, Period]:
    key, cutoff = given.get("period", ""), visit.office.cutoff
    try:
        if key == "":
            quarter = periods.quarter_of(visit.today, cutoff)
            return _key_of_quarter(quarter), quarter
        if key == ANY_DAYS:
            found = periods.days(_day(given.get("from", "")), _day(given.get("to", "")))
            if found.days > LONGEST:
                raise web.HTTPBadRequest
            return key, found
        match = re.fullmatch(r"(20\d\d)(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?", key)
        if match is None:
            raise web.HTTPBadRequest
    except ValueError:
        raise web.HTTPBadRequest from None
    year, quarter_number, month = match.groups()
    if quarter_number is not None:
        return key, periods.quarter(int(year), int(quarter_number), cutoff)
    if month is not None:
        return key, periods.month(int(year), int(month))
    return key, periods.year(int(year), cutoff)


def _key_of_quarter(quarter: Period) -> str:
    return f"{quarter.last.year}-Q{(quarter.last.month + 2) // 3}"


def _day(text: str) -> date:
    """Raises `ValueError` for what is no day of this century."""
    found = date.fromisoformat(text)
    if not 2000 <= found.year < 2100:
        raise ValueError(text)
    return found


def _one_of(code: str, known: Mapping[str, str] | tuple[str, ...]) -> str | None:
    if code == "":
        return None
    if code == UNKNOWN:
        return ""
    if code not in known:
        raise web.HTTPBadRequest
    return code


def _source(code: str) -> str | None:
    if code in ("", UNKNOWN):
        return None if code == "" else ""
    if not _SOURCE.fullmatch(code):
        raise web.HTTPBadRequest
    return code
