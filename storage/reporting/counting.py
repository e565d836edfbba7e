"""What the interactions of a period add up to: days that are over from `day_count`, the others row by row."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from math import ceil
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from storage.reporting.rollup import SCALARS, counted_through, summing, total

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storage.db import Session
    from storage.periods import Period
    from storage.reporting.types import Filter


@dataclass(frozen=True, slots=True)
class Sum:
    """Interactions, how many of them began a conversation, in how many somebody said to have registered."""

    interactions: int = 0
    conversations: int = 0
    says: int = 0


@dataclass(frozen=True, slots=True)
class Sums:
    """breakdown -> line -> numbers; the breakdowns are `total`, those of `rollup`, and `day` (ISO)."""

    of: Mapping[str, Mapping[str, Sum]] = field(default_factory=dict)

    def lines(self, what: str) -> Mapping[str, Sum]:
        return self.of.get(what, {})

    def line(self, what: str, key: str = "") -> Sum:
        return self.lines(what).get(key, Sum())

    def percentile(self, share: float) -> int | None:
        """The smallest response time (ms, two figures) that `share` of the answers did not exceed."""
        times = sorted((int(key), number.interactions) for key, number in self.lines("ms").items())
        rank = ceil(share * sum(number for _, number in times))
        for time, number in times:
            rank -= number
            if rank <= 0:
                return time
        return None


_KEPT = """
    select case when n = 1 then what else 'day' end as what, case when n = 1 then key else day::text end as key,
        sum(interactions)::int as interactions, sum(conversations)::int as conversations, sum(says)::int as says
    from day_count cross join generate_series(1, case when what = 'total' then 2 else 1 end) n
    where channel = :on_channel and programme = :on_programme and day between :first and :kept
    group by 1, 2
"""


_KEPT_TOTAL = """
    select what, key, sum(interactions)::int as interactions, sum(conversations)::int as conversations,
        sum(says)::int as says
    from day_count
    where what = 'total' and channel = :on_channel and programme = :on_programme and day between :first and :kept
    group by what, key
"""


async def _read(session: Session, first: date, last: date, chosen: Mapping[str, str], *, breakdowns: bool) -> list[Any]:
    """Rows as they are. The day is one more breakdown, which `day_count` has by itself."""
    where = "".join(f" and coalesce({name}, '') = :{name}" for name in chosen)
    inside = f"day between :first and :last{where}"
    statement = summing(inside, scalars={**SCALARS, "day": "day"}) if breakdowns else total(inside)
    return list((await session.execute(text(statement), {"first": first, "last": last, **chosen})).all())


async def sums(session: Session, *, period: Period, wanted: Filter, breakdowns: bool = True) -> Sums:
    """Everything that the interactions of a period add up to; without `breakdowns` the total alone."""
    chosen = {
        name: code
        for name in ("channel", "programme", "commune", "source")
        if (code := getattr(wanted, name)) is not None
    }
    kept = await _kept_until(session, period, chosen)
    found: defaultdict[str, dict[str, Sum]] = defaultdict(dict)
    rows: list[Any] = []
    if kept is not None:
        on = {f"on_{name}": chosen.get(name, "*") for name in ("channel", "programme")}
        kept_rows = _KEPT if breakdowns else _KEPT_TOTAL
        rows += (await session.execute(text(kept_rows), {**on, "first": period.first, "kept": kept})).all()
    if kept is None or kept < period.last:
        since = period.first if kept is None else date.fromordinal(kept.toordinal() + 1)
        rows += await _read(session, since, period.last, chosen, breakdowns=breakdowns)
    for row in rows:
        had = found[row.what].get(row.key, Sum())
        found[row.what][row.key] = Sum(
            had.interactions + row.interactions, had.conversations + row.conversations, had.says + row.says
        )
    return Sums(found)


async def _kept_until(session: Session, period: Period, chosen: Mapping[str, str]) -> date | None:
    """The last day of the period that is added up for this filter; None when none is."""
    if len(chosen) > 1 or not chosen.keys() <= {"channel", "programme"}:
        return None
    through = await counted_through(session)
    return None if through is None or through < period.first else min(through, period.last)
