"""Every figure of a report equals a count by hand of the raw turns, before and after quarters are closed."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import asyncpg
import pytest
from sqlalchemy import func, select

from storage import events, migrate, periods
from storage.db import Database
from storage.log_tables import interaction, person_mark
from storage.reporting import links, log, people, report, rollup
from storage.reporting.types import Filter, Targets
from storage.tables import handover
from tests.storage import population, population_rows
from tests.storage.by_hand import ByHand
from tests.storage.compared import differences
from tests.storage.population import COMMUNES, EVE, SOURCES, TODAY

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from storage.periods import Period
    from storage.reporting.types import Report
    from tests.storage.population import Population

NAME = "figures"
INTERACTIONS = 20_000
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
GOALS = Targets(id_vn=2400, biz_vn=600, until=date(2026, 12, 31), source="Kế hoạch 0109/KH-UBND")
PLACES = {code: f"Xã {code}" for code in COMMUNES}

FILTERS = (
    Filter(),
    Filter(channel="telegram"),
    Filter(programme="biz_vn"),
    Filter(programme=""),
    Filter(commune=COMMUNES[3]),
    Filter(source=SOURCES[0]),
    Filter(channel="web", programme="id_vn"),
    Filter(commune=""),
)
PERIODS = (
    periods.quarter(2026, 1),
    periods.quarter(2026, 2),
    periods.quarter(2026, 4),
    periods.quarter(2026, 4, "nd09"),
    periods.year(2026),
    periods.month(2026, 3),
    periods.days(date(2025, 10, 1), date(2026, 12, 31)),
)
ODD = periods.days(date(2026, 3, 29), date(2026, 4, 2))


@pytest.fixture(scope="module")
def everybody() -> Population:
    return population.make(INTERACTIONS)


@pytest.fixture(scope="module")
def full(server: str, everybody: Population) -> Iterator[str]:
    """The address of a database with the population in it, nothing closed, nothing added up."""

    async def fill() -> str:
        address = await migrate.ensure_database(server, name=NAME)
        await migrate.upgrade(address, today=TODAY)
        db = Database(address)
        await population_rows.write(everybody, db=db, address=address)
        await db.close()
        return address

    async def drop() -> None:
        connection = await asyncpg.connect(server)
        await connection.execute(f'drop database "{NAME}" with (force)')
        await connection.close()

    yield asyncio.run(fill())
    asyncio.run(drop())


@pytest.fixture
async def figures(full: str) -> AsyncIterator[Database]:
    db = Database(full)
    yield db
    await db.close()


async def made(db: Database, period: Period, wanted: Filter | None = None) -> Report:
    async with db.transaction() as tx:
        await log.snapshot(tx)
        return await report.report(
            tx,
            period=period,
            province="Cà Mau",
            targets=GOALS,
            places=PLACES,
            today=TODAY,
            made_at=NOW,
            wanted=wanted,
        )


async def test_the_last_evening_of_a_quarter_is_in_the_population(everybody: Population) -> None:
    """Turns of 31 March that are of 1 April nowhere but past midnight in Viet Nam, erasures and people who return."""
    eve = [s for s in everybody.said if timedelta() <= s.at - EVE < timedelta(hours=1)]
    assert {population.here(s.at) for s in eve} == {date(2026, 3, 31), date(2026, 4, 1)}
    assert {s.at.date() for s in eve} == {date(2026, 3, 31)}
    assert sum("erased" in s.happened for s in everybody.said) > 50
    assert sum(s.opens for s in everybody.said) > len({s.person for s in everybody.said})


@pytest.mark.parametrize("period", [*PERIODS, ODD], ids=lambda p: p.name)
async def test_a_report_equals_the_count_by_hand(figures: Database, everybody: Population, period: Period) -> None:
    """While all quarters are open, every figure of any days is exact."""
    assert differences(await made(figures, period), everybody) == []


@pytest.mark.parametrize("wanted", FILTERS[1:], ids=repr)
async def test_a_filtered_report_equals_the_count_by_hand(
    figures: Database, everybody: Population, wanted: Filter
) -> None:
    """What an officer or a filter sees is counted of those rows alone."""
    for period in (PERIODS[0], PERIODS[4], ODD):
        assert differences(await made(figures, period, wanted), everybody) == []


async def test_the_log_has_a_row_for_each_interaction(figures: Database, everybody: Population) -> None:
    """Streamed rows, their count and the report's total are the same number; nothing in a row is an id."""
    period = PERIODS[0]
    async with figures.transaction() as tx:
        await log.snapshot(tx)
        rows = [row async for some in log.interactions(tx, period=period, most=700) for row in some]
        assert len(rows) == await log.count_interactions(tx, period=period)
    said = ByHand(everybody, period.first, period.last, Filter()).said
    day, hour, at = (log.COLUMNS.index(name) for name in ("day", "hour", "latency_ms"))
    assert Counter((row[day], row[hour], row[at]) for row in rows) == Counter(
        (population.here(s.at), (s.at.hour + 7) % 24, s.latency) for s in said
    )
    assert all(len(row) == len(log.COLUMNS) for row in rows)


async def test_pages_of_the_log_are_the_log(figures: Database) -> None:
    """Page after page, newest first, gives each row once."""
    wanted, seen, after = Filter(commune=COMMUNES[0]), 0, None
    async with figures.transaction() as tx:
        while True:
            rows, after = await log.page(tx, period=PERIODS[4], wanted=wanted, after=after, size=33)
            seen += len(rows)
            days = [str(row[0]) for row in rows]
            assert days == sorted(days, reverse=True)
            if after is None:
                break
        assert seen == await log.count_interactions(tx, period=PERIODS[4], wanted=wanted) > 33


async def test_adding_up_and_closing_change_no_figure(figures: Database, everybody: Population) -> None:
    """Days added up, links forgotten, four quarters closed: the same reports, people of whole months too."""
    pairs = [(p, Filter()) for p in PERIODS] + [(p, w) for p in (PERIODS[0], PERIODS[4]) for w in FILTERS[1:]]
    before = {(p, w): await made(figures, p, w) for p, w in pairs}
    days = 0
    while True:
        async with figures.transaction() as tx:
            done = await rollup.add_up(tx, today=TODAY)
        days += done
        if not done:
            break
    assert days == (TODAY - population.FIRST_DAY).days
    async with figures.transaction() as tx:
        assert await links.retire(tx, before=NOW - timedelta(days=90)) > 100
        assert await links.retire(tx, before=NOW - timedelta(days=90)) == 0
        assert await tx.scalar(select(func.count(handover.c.id)))
        assert await people.close_quarters(tx, now=NOW) > 0
        assert await people.close_quarters(tx, now=NOW) == 0
        first = await tx.scalar(select(func.min(person_mark.c.day)))
        assert first >= date(2026, 10, 1)
    for (period, wanted), earlier in before.items():
        now = await made(figures, period, wanted)
        assert differences(now, everybody) == []
        assert (now.totals, now.before, now.funnel, now.days) == (
            earlier.totals,
            earlier.before,
            earlier.funnel,
            earlier.days,
        )
    odd = await made(figures, ODD)
    assert odd.totals.people is None
    assert {step.people for step in odd.funnel} == {None}
    assert report.NO_PEOPLE in odd.notes
    assert differences(odd, everybody, people_known=False) == []
    await _a_late_row_is_not_lost(figures)


async def _a_late_row_is_not_lost(figures: Database) -> None:
    """A turn of a day that was added up is in the report at once, and is added up anew."""
    had = (await made(figures, PERIODS[0])).totals.interactions
    async with figures.transaction() as tx:
        row = (await tx.execute(select(interaction).where(interaction.c.day == date(2026, 3, 31)).limit(1))).one()
        fields = {
            name: row._mapping[name] for name in population_rows.LOG if name not in ("id", "day", "hour", "province")
        }
        turn = events.Turn(**{**fields, "province": "ca_mau", "answered": (), "happened": ()})
        await events.count(tx, turn=turn, now=datetime(2026, 3, 31, 16, 59, tzinfo=UTC))
    assert (await made(figures, PERIODS[0])).totals.interactions == had + 1
    async with figures.transaction() as tx:
        assert await rollup.add_up(tx, today=TODAY) == rollup.AT_ONCE
        through = await rollup.counted_through(tx)
    assert through == date(2026, 3, 30) + timedelta(days=rollup.AT_ONCE)
    assert (await made(figures, PERIODS[0])).totals.interactions == had + 1
