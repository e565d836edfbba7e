"""Registrations against their targets: official totals where staff typed them in, else what lists confirm."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from sqlalchemy import select, text

from storage.reporting.types import Official, Programme, Target
from storage.staff_tables import official_total

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from storage.db import Session
    from storage.periods import Period
    from storage.reporting.types import Targets

CONFIRMED = "confirmed"

_THROUGH = "(select coalesce(max(through), '-infinity'::date) from days_counted)"

_SAYS = f"""
    select key, sum(number)::int as number from (
        select key, says as number from day_count
        where what = 'programme' and channel = '*' and programme = '*' and day <= least({_THROUGH}, :last)
        union all
        select coalesce(programme, ''), 1 from interaction
        where day > {_THROUGH} and day <= :last and 'says_registered' = any(happened)
    ) s group by key
"""  # noqa: S608 - made of this file's own texts


async def targets(
    session: Session, *, period: Period, wanted: Targets, today: date, so_far: Mapping[tuple[str, str], int]
) -> Mapping[Programme, Target]:
    """How far each programme is on the period's last day, the whole province over; `so_far` from `links.so_far`."""
    said = {row.key: row.number for row in await session.execute(text(_SAYS), {"last": period.last})}
    out: dict[Programme, Target] = {}
    for programme in get_args(Programme):
        official = await _official(session, programme, period.last)
        goal = {"id_vn": wanted.id_vn, "biz_vn": wanted.biz_vn}[programme]
        confirmed = so_far.get((CONFIRMED, programme), 0)
        reached = confirmed if official is None else official.number
        out[programme] = Target(
            goal=goal,
            reached=reached,
            source=CONFIRMED if official is None else official.origin,
            official=official,
            confirmed=confirmed,
            visible=so_far.get(("visible", programme), 0),
            says_registered=said.get(programme, 0),
            per_week=_per_week(goal - reached, until=wanted.until, today=today),
        )
    return out


async def _official(session: Session, programme: str, last: date) -> Official | None:
    c = official_total.c
    newest = (
        select(c.number, c.as_of, c.origin)
        .where(c.programme == programme, c.as_of <= last)
        .order_by(c.as_of.desc(), c.typed_at.desc(), c.id.desc())
        .limit(1)
    )
    row = (await session.execute(newest)).one_or_none()
    return None if row is None else Official(row.number, row.as_of, row.origin)


def _per_week(missing: int, *, until: date | None, today: date) -> float | None:
    """Registrations a week that are still needed, the last day included."""
    if until is None or today > until:
        return None
    return max(0, missing) * 7 / ((until - today).days + 1)
