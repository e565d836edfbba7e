"""Links and names: handed over, opened, visible, with a website, confirmed. Never added to one another.

A link is kept for some months only; what became of it by then moves into `link_count` in the statement that removes
it, so that every link counts once, before and after.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from datetime import date, datetime

    from storage.db import Session
    from storage.periods import Period
    from storage.reporting.types import Filter

DIMENSIONS = ("channel", "programme", "commune", "source")

_FATES = """
    select h.channel, h.programme, coalesce(h.commune, '') as commune, coalesce(h.source, '') as source, f.what, f.day
    from {table} h
    left join (
        select handover, min(opened_at) as at from handover_open where not robot group by handover
    ) opened on opened.handover = h.id
    cross join lateral (values
        ('handed_over', (h.created_at at time zone 'Asia/Ho_Chi_Minh')::date),
        ('opened', (opened.at at time zone 'Asia/Ho_Chi_Minh')::date),
        ('visible', h.visible_on),
        ('website', h.website_on)
    ) f (what, day)
    where f.day is not null
"""

_ALL = f"""
    select channel, programme, commune, source, what, day, 1 as number from ({_FATES.format(table="handover")}) live
    union all select channel, programme, commune, source, what, day, number from link_count
    union all select coalesce(c.channel, ''), c.programme, coalesce(c.commune, ''), coalesce(c.source, ''),
        'confirmed', coalesce(c.registered_on, l.as_of), 1
    from confirmed c join list_file l on l.id = c.list
"""  # noqa: S608 - made of this file's own texts

_RETIRE = f"""
    with h as (delete from handover where created_at < :before returning *),
    kept as (
        insert into link_count (day, channel, programme, commune, source, what, number)
        select day, channel, programme, commune, source, what, count(*) from ({_FATES.format(table="h")}) f
        group by day, channel, programme, commune, source, what
        on conflict (day, channel, programme, commune, source, what)
        do update set number = link_count.number + excluded.number
    )
    select count(*) from h
"""  # noqa: S608 - made of this file's own texts

Lines = Counter[tuple[str, str, str]]
"""(what, breakdown, line) -> how many; breakdown "" is all, `day` has ISO days"""


async def fates(session: Session, *, period: Period, wanted: Filter) -> Lines:
    """What became of links and names on the days of a period."""
    where, codes = _chosen(wanted)
    names = ("day", *DIMENSIONS)
    sets = ", ".join(("(what)", *(f"(what, {name})" for name in names)))
    marks = ", ".join(f"grouping({name}) as not_{name}" for name in names)
    rows = await session.execute(
        text(
            f"select what, day::text, channel, programme, commune, source, {marks}, sum(number)::int as number "  # noqa: S608
            f"from ({_ALL}) f where day between :first and :last {where} group by grouping sets ({sets})"
        ),
        {"first": period.first, "last": period.last, **codes},
    )
    found = Lines()
    for row in rows:
        name = next((n for n in names if not getattr(row, f"not_{n}")), "")
        found[row.what, name, getattr(row, name) if name else ""] += row.number
    return found


async def so_far(
    session: Session, *, last: date, before: Period | None, wanted: Filter
) -> tuple[Counter[tuple[str, str]], Lines]:
    """(what, programme) -> how many from the beginning to `last`; and the totals of the period `before`."""
    where, codes = _chosen(wanted)
    span = {"b_first": last if before is None else before.first, "b_last": last if before is None else before.last}
    rows = await session.execute(
        text(
            "select what, programme, sum(number)::int as ever, "  # noqa: S608
            "coalesce(sum(number) filter (where day between :b_first and :b_last), 0)::int as before "
            f"from ({_ALL}) f where day <= :last {where} group by what, programme"
        ),
        {"last": last, **span, **codes},
    )
    ever, earlier = Counter[tuple[str, str]](), Lines()
    for row in rows:
        ever[row.what, row.programme] += row.ever
        earlier[row.what, "", ""] += row.before
    return ever, earlier


def _chosen(wanted: Filter) -> tuple[str, dict[str, str]]:
    codes = {name: code for name in DIMENSIONS if (code := getattr(wanted, name)) is not None}
    return "".join(f" and {name} = :{name}" for name in codes), codes


async def retire(session: Session, *, before: datetime) -> int:
    """Forgets links made before then and keeps their numbers; returns how many links."""
    gone = await session.scalar(text(_RETIRE), {"before": before})
    return int(gone or 0)
