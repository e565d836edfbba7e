"""People of a period: counted from the marks of quarters that are open, looked up for those that are closed.

Marks and counts come from one and the same statement, so that closing a quarter changes no number.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select, text

from storage import events
from storage.log_tables import people_count, person_mark, quarter_key
from storage.reporting.spans import parts_of, spans_of
from storage.reporting.types import STEPS, Filter

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from storage.db import Session
    from storage.periods import Period

QUARTER_GRACE = timedelta(days=7)
"""how long a quarter's key outlives the quarter (trust.md 1.6)"""

DIMENSIONS = ("channel", "programme", "commune", "source")
PAIRS = (
    ("channel", "programme"),
    ("channel", "commune"),
    ("programme", "commune"),
    ("channel", "source"),
    ("programme", "source"),
)
KEPT = ((), *((name,) for name in DIMENSIONS), *PAIRS)
"""the breakdowns that a closed quarter keeps"""


@dataclass(frozen=True, slots=True)
class People:
    """Different persons; `steps`: for each step of the funnel those who came at least so far."""

    people: int = 0
    fresh: int = 0
    steps: tuple[int, ...] = (0,) * len(STEPS)

    def __add__(self, other: People) -> People:
        steps = tuple(a + b for a, b in zip(self.steps, other.steps, strict=True))
        return People(self.people + other.people, self.fresh + other.fresh, steps)


Groups = dict[tuple[str, str], People]
"""(dimension, code) -> people; ("", "") are all"""


@dataclass(frozen=True, slots=True)
class Counted:
    """People of a period. A breakdown that some closed quarter did not keep is not in `known`."""

    groups: Groups
    known: frozenset[str]

    def of(self, dimension: str = "", code: str = "") -> People | None:
        """The people of a line, None when they cannot be counted."""
        return self.groups.get((dimension, code), People()) if dimension in self.known else None


def _statement(groupings: Collection[tuple[str, ...]], where: str) -> str:
    """One row for each group: channel, programme, commune, source ('*' is all), people, fresh, steps."""
    sets = ", ".join(f"({', '.join(('person', *names))})" for names in groupings)
    grouped = {name for names in groupings for name in names}
    columns = ", ".join(
        f"case when grouping({n}) = 1 then '*' else {n} end as {n}" if n in grouped else f"'*' as {n}"
        for n in DIMENSIONS
    )
    steps = ", ".join(f"count(*) filter (where step >= {n})" for n in range(1, len(STEPS) + 1))
    return f"""
        with each as (
            select {columns}, max(step) as step, bool_or(fresh) as fresh
            from person_mark where day between :first and :last {where}
            group by grouping sets ({sets})
        )
        select channel, programme, commune, source, count(*) as people, count(*) filter (where fresh) as fresh,
            array[{steps}]::int[] as steps
        from each group by channel, programme, commune, source
    """  # noqa: S608 - names of columns from this file only


_CLOSE = f"""
    insert into people_count (first, last, channel, programme, commune, source, people, fresh, steps)
    select :first, :last, found.* from ({_statement(KEPT, "")}) found on conflict do nothing
"""  # noqa: S608 - made of this file's own texts


async def people(session: Session, *, period: Period, wanted: Filter, breakdowns: bool = True) -> Counted:
    """People of a period: the sum over the calendar quarters it touches of the different persons in each part."""
    groups: Groups = {}
    known = frozenset({"", *DIMENSIONS}) if breakdowns else frozenset({""})
    closed = set(await session.scalars(select(quarter_key.c.quarter).where(quarter_key.c.secret.is_(None))))
    for quarter, first, last in parts_of(period.first, period.last):
        if quarter not in closed:
            found = await _live(session, first, last, wanted, breakdowns=breakdowns)
        elif (first, last) not in spans_of(quarter):
            return Counted({}, frozenset())
        else:
            known &= _kept_for(wanted)
            found = await _kept(session, first, last, wanted)
        for line, number in found.items():
            groups[line] = groups.get(line, People()) + number
    return Counted(groups, known if "" in known else frozenset())


def _chosen(wanted: Filter) -> dict[str, str]:
    """dimension -> code; a code that is not known is the empty text"""
    return {name: code for name in DIMENSIONS if (code := getattr(wanted, name)) is not None}


async def _live(session: Session, first: object, last: object, wanted: Filter, *, breakdowns: bool) -> Groups:
    chosen = _chosen(wanted)
    where = "".join(f" and {name} = :{name}" for name in chosen)
    groupings = [(), *((name,) for name in DIMENSIONS)] if breakdowns else [()]
    rows = await session.execute(text(_statement(groupings, where)), {"first": first, "last": last, **chosen})
    return {
        next(((name, code) for name in DIMENSIONS if (code := getattr(row, name)) != "*"), ("", "")): People(
            row.people, row.fresh, tuple(row.steps)
        )
        for row in rows
    }


def _kept_for(wanted: Filter) -> frozenset[str]:
    """The breakdowns that closed quarters hold for this filter."""
    chosen = frozenset(_chosen(wanted))
    kept = {frozenset(names) for names in KEPT}
    return frozenset(name for name in ("", *DIMENSIONS) if chosen | ({name} - {""}) in kept)


async def _kept(session: Session, first: object, last: object, wanted: Filter) -> Groups:
    c, chosen, groups = people_count.c, _chosen(wanted), Groups()
    rows = await session.execute(
        select(people_count).where(c.first == first, c.last == last, *(c[n] == code for n, code in chosen.items()))
    )
    for row in rows:
        free = [(n, getattr(row, n)) for n in DIMENSIONS if n not in chosen and getattr(row, n) != "*"]
        number = People(row.people, row.fresh, tuple(row.steps))
        if not free:
            groups["", ""] = number
            groups.update(dict.fromkeys(chosen.items(), number))
        elif len(free) == 1:
            groups[free[0]] = number
    return groups


async def close_quarters(session: Session, *, now: datetime) -> int:
    """Turns the marks of quarters that are over into counts and destroys their keys; returns marks removed.

    A second run finds nothing left to do.
    """
    removed = 0
    today = events.day_of(now)
    for quarter in await session.scalars(select(quarter_key.c.quarter).where(quarter_key.c.secret.is_not(None))):
        end = events.end_of_quarter(quarter)
        if today < end + QUARTER_GRACE:
            continue
        for first, last in spans_of(quarter):
            await session.execute(text(_CLOSE), {"first": first, "last": last})
        m = person_mark.c
        inside = (m.day >= events.start_of_quarter(quarter)) & (m.day < end)
        removed += (await session.execute(person_mark.delete().where(inside))).rowcount
        await session.execute(quarter_key.update().where(quarter_key.c.quarter == quarter).values(secret=None))
    return removed
