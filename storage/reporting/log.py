"""The log of interactions, row by row: streamed in constant memory, or a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, case, cast, func, select, text, tuple_
from sqlalchemy import null as nothing

from storage.log_tables import interaction
from storage.reporting.types import Filter

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from datetime import date, datetime

    from sqlalchemy import ColumnElement, Select

    from storage.db import Session
    from storage.periods import Period

COLUMNS = (
    "day",
    "hour",
    "channel",
    "province",
    "commune",
    "lang",
    "kind",
    "intent",
    "band",
    "node",
    "outcome",
    "programme",
    "verdict",
    "source",
    "first_source",
    "opens",
    "answered",
    "happened",
    "latency_ms",
)
"""`day` a date, `hour` 0–23 in Viet Nam, `opens` a bool, `answered` and `happened` lists of text, `latency_ms` a whole
number; the others text or None."""

Row = tuple[object, ...]
"""values in the order of `COLUMNS`"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of the log ends: hand it in for the next one."""

    day: date
    hour: datetime
    id: str


async def snapshot(session: Session) -> None:
    """All that this transaction reads from here on is of one moment. To be called first in it.

    It may stand still for ten minutes between two reads, while a slow reader takes what was read.
    """
    await session.execute(text("set transaction isolation level repeatable read, read only"))
    await session.execute(text("set local idle_in_transaction_session_timeout = '10min'"))


async def count_interactions(session: Session, *, period: Period, wanted: Filter | None = None) -> int:
    """How many rows `interactions` gives; equals `Totals.interactions`."""
    chosen = select(func.count()).select_from(interaction).where(*conditions(period, wanted or Filter()))
    return int(await session.scalar(chosen) or 0)


async def interactions(
    session: Session,
    *,
    period: Period,
    wanted: Filter | None = None,
    hidden: frozenset[str] = frozenset(),
    most: int = 5000,
) -> AsyncIterator[Sequence[Row]]:
    """Yields the rows of a period by day and hour, at most `most` at a time, from a cursor on the server.

    Within an hour their order is by chance: it tells nothing about who wrote after whom. Communes and sources in
    `hidden` are left out of their rows (`hiding.small_codes`). Call `snapshot` first in the transaction.
    """
    c = interaction.c
    statement = _selected(hidden).where(*conditions(period, wanted or Filter())).order_by(c.day, c.hour, c.id)
    result = await session.stream(statement, execution_options={"yield_per": most})
    async for rows in result.partitions():
        yield [tuple(row) for row in rows]


async def page(  # noqa: PLR0913 - all by keyword
    session: Session,
    *,
    period: Period,
    wanted: Filter | None = None,
    intent: str | None = None,
    outcome: str | None = None,
    after: Place | None = None,
    size: int = 50,
) -> tuple[list[Row], Place | None]:
    """One page of the log, newest hour first, and where it ends; None when nothing follows."""
    c = interaction.c
    where = conditions(period, wanted or Filter())
    where += [c.intent == intent] if intent is not None else []
    where += [c.outcome == outcome] if outcome is not None else []
    if after is not None:
        where.append(tuple_(c.day, c.hour, c.id) < tuple_(after.day, after.hour, after.id))
    statement = (
        _selected(frozenset())
        .add_columns(c.hour.label("at"), c.id.label("id"))
        .where(*where)
        .order_by(c.day.desc(), c.hour.desc(), c.id.desc())
        .limit(size + 1)
    )
    rows = (await session.execute(statement)).all()
    shown = rows[:size]
    end = Place(shown[-1].day, shown[-1].at, shown[-1].id) if len(rows) > size else None
    return [tuple(row)[: len(COLUMNS)] for row in shown], end


def _selected(hidden: frozenset[str]) -> Select[Row]:
    c = interaction.c
    own: dict[str, ColumnElement[Any]] = {
        "hour": cast(func.extract("hour", func.timezone("Asia/Ho_Chi_Minh", c.hour)), Integer).label("hour")
    }
    for name in ("commune", "source", "first_source") if hidden else ():
        own[name] = case((c[name].in_(sorted(hidden)), nothing()), else_=c[name]).label(name)
    return select(*(own.get(name, c[name]) for name in COLUMNS))


def conditions(period: Period, wanted: Filter) -> list[ColumnElement[bool]]:
    """The rows of a period that are wanted; an empty code asks for the rows where nothing is known."""
    c = interaction.c
    chosen = {name: getattr(wanted, name) for name in ("channel", "programme", "commune", "source")}
    return [
        c.day.between(period.first, period.last),
        *(func.coalesce(c[name], "") == code for name, code in chosen.items() if code is not None),
    ]
