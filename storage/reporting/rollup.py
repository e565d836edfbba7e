"""Interactions added up by day, so that a period of months is read in milliseconds.

Days that are over are added up once, today's rows are read as they are; both by the same statement (`summing`).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select, text

from storage.log_tables import days_counted

if TYPE_CHECKING:
    from datetime import date

    from storage.db import Session

AT_ONCE = 7
"""days that are added up in one go: new rows wait that long for the lock"""

OF_ITSELF = ("elapsed", "looked_up", "stop", "withdraw", "unblocked", "group", "too_fast", "staff")
"""kinds of turns that nobody wrote or tapped"""

BUCKET = "round(latency_ms::numeric, 2 - length(latency_ms::text))::int"
"""response times rounded to two figures (1.234 ms is 1.200), so that few numbers hold every percentile"""

_SAID = f"kind not in ({', '.join(repr(kind) for kind in OF_ITSELF)})"

SCALARS = {
    "hour": f"case when {_SAID} then to_char(hour at time zone 'Asia/Ho_Chi_Minh', 'HH24') end",
    "channel": "channel",
    "programme": "coalesce(programme, '')",
    "commune": "coalesce(commune, '')",
    "source": "coalesce(source, '')",
    "first_source": "coalesce(first_source, '')",
    "ms": f"case when {_SAID} then {BUCKET} end",
}
"""Breakdowns in which an interaction is in one line, or in none where this is null."""

LISTS = {
    "heard": "case when band = 'sure' and intent <> all(answered) then answered || intent else answered end",
    "answered": "answered",
    "happened": "happened",
}
"""Breakdowns in which it is in any number of lines; each name stands in them once."""

SUMS = """count(*)::int as interactions, count(*) filter (where opens)::int as conversations,
    count(*) filter (where says)::int as says"""


def summing(where: str, *, by: tuple[str, ...] = (), scalars: dict[str, str] | None = None) -> str:
    """SQL that adds up the interactions `where`: the columns `by`, then `what`, `key` and the three numbers.

    One pass for all breakdowns of one line each, one more for each of the lists. `by` are columns of the log.
    """
    scalars = scalars or SCALARS
    own = "".join(f"{name} as by_{name}, " for name in by)
    names = [f"by_{name}" for name in by]
    sets = ", ".join(f"({', '.join((*names, *more))})" for more in ((), *((f"in_{n}",) for n in scalars)))
    what = " ".join(f"when grouping(in_{n}) = 0 then '{n}'" for n in scalars)
    key = " ".join(f"when grouping(in_{n}) = 0 then in_{n}::text" for n in scalars)
    lines = ", ".join(f"{expression} as in_{n}" for n, expression in scalars.items())
    shown = "".join(f"{name}, " for name in names)
    # "offset 0" keeps columns of the same content apart: grouping sets are to see each by its own name.
    says = "opens, 'says_registered' = any(happened) as says from interaction"
    one = f"""
        select {shown}case {what} else 'total' end as what, case {key} else '' end as key, {SUMS}
        from (select {own}{lines}, {says} where {where} offset 0) i group by grouping sets ({sets})
    """  # noqa: S608 - made of this file's own texts
    many = [
        f"""
        select {shown}'{n}', name, {SUMS}
        from (select {own}{expression} as names, {says} where {where}) i cross join unnest(names) name
        group by {", ".join((*names, "name"))}
        """  # noqa: S608 - made of this file's own texts
        for n, expression in LISTS.items()
    ]
    return f"select * from ({' union all '.join((one, *many))}) s where key is not null"  # noqa: S608


def total(where: str) -> str:
    """SQL of the three numbers of the interactions `where`, as one line `total`."""
    return f"""
        select 'total' as what, '' as key, {SUMS}
        from (select opens, 'says_registered' = any(happened) as says from interaction where {where}) i
    """  # noqa: S608 - made of this file's own texts


def _add_up(channel: str, programme: str, by: tuple[str, ...]) -> str:
    return f"""
        insert into day_count (channel, programme, day, what, key, interactions, conversations, says)
        select {channel}, {programme}, by_day, what, key, interactions, conversations, says
        from ({summing("day > :after and day <= :through", by=("day", *by))}) t
    """  # noqa: S608 - made of this file's own texts


ADD_UP = (
    _add_up("'*'", "'*'", ()),
    _add_up("by_channel", "'*'", ("channel",)),
    _add_up("'*'", "coalesce(by_programme, '')", ("programme",)),
)


async def counted_through(session: Session) -> date | None:
    """The last day that is added up, None when none is."""
    day: date | None = await session.scalar(select(days_counted.c.through))
    return day


async def add_up(session: Session, *, today: date) -> int:
    """Adds up the next days that are over, a week at most; returns how many. Call it again until it is 0.

    New rows wait meanwhile, so that none of an older day is missed. Raises `StorageError` when the lock is not to be
    had at once: then it is for the next round.
    """
    if await _next_days(session, today) is None:
        return 0
    await session.execute(text("set local lock_timeout = '300ms'"))
    await session.execute(text("lock table only interaction in share mode"))
    # Looked up again: whoever wrote a row of an older day before we had the lock has moved it back.
    if (days := await _next_days(session, today)) is None:
        return 0
    after, through = days
    await session.execute(text("delete from day_count where day > :after"), {"after": after})
    for statement in ADD_UP:
        await session.execute(text(statement), {"after": after, "through": through})
    await session.execute(
        text(
            "insert into days_counted (id, through) values (1, :through) "
            "on conflict (id) do update set through = excluded.through"
        ),
        {"through": through},
    )
    return (through - after).days


async def _next_days(session: Session, today: date) -> tuple[date, date] | None:
    """(the day after which to add up, the last one to add up), None when all days before `today` are."""
    after = await counted_through(session)
    if after is None:
        first: date | None = await session.scalar(text("select min(day) from interaction"))
        if first is None:
            return None
        after = first - timedelta(days=1)
    through = min(today - timedelta(days=1), after + timedelta(days=AT_ONCE))
    return (after, through) if after < through else None
