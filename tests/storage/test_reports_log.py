"""The log while it is written to, and what of it may leave the house."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from storage import events, periods
from storage.errors import StorageError
from storage.log_tables import day_count
from storage.reporting import hiding, log, rollup
from storage.reporting.types import Filter

if TYPE_CHECKING:
    from storage.db import Database, Session

NOON = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
PERIOD = periods.month(2026, 11)


async def say(tx: Session, *, commune: str | None = None, source: str | None = None, at: datetime = NOON) -> None:
    turn = events.Turn(
        channel="web",
        province="ca_mau",
        commune=commune,
        lang="vi",
        kind="text",
        intent="cost",
        band="sure",
        node=None,
        outcome="",
        programme=None,
        verdict=None,
        source=source,
        answered=("cost",),
        latency_ms=80,
    )
    await events.count(tx, turn=turn, now=at)


async def test_a_log_that_is_being_read_is_of_one_moment(db: Database) -> None:
    """Rows that come while an export runs are in the next one, and in no total of this one."""
    async with db.transaction() as tx:
        for _ in range(30):
            await say(tx)
    async with db.transaction() as tx:
        await log.snapshot(tx)
        assert await log.count_interactions(tx, period=PERIOD) == 30
        seen = 0
        async for rows in log.interactions(tx, period=PERIOD, most=7):
            seen += len(rows)
            async with db.transaction() as other:
                await say(other)
        assert seen == await log.count_interactions(tx, period=PERIOD) == 30
    async with db.transaction() as tx:
        assert await log.count_interactions(tx, period=PERIOD) == 35


async def test_rows_of_small_places_go_without_them(db: Database) -> None:
    """A commune or source with fewer than five rows, and the next small one, are not named in what leaves the house."""
    async with db.transaction() as tx:
        for commune, number in (("32002", 9), ("32014", 2), ("32025", 6), (None, 3)):
            for _ in range(number):
                await say(tx, commune=commune, source="doan" if commune == "32002" else None)
        await say(tx, commune="32002", source="truong-a")
        hidden = await hiding.small_codes(tx, period=PERIOD)
        assert hidden == {"32014", "32025", "truong-a", "doan"}
    place = log.COLUMNS.index("commune")
    async with db.transaction() as tx:
        await log.snapshot(tx)
        rows = [row async for some in log.interactions(tx, period=PERIOD, hidden=hidden) for row in some]
    assert sorted(str(row[place]) for row in rows) == ["32002"] * 10 + ["None"] * 11
    assert {row[log.COLUMNS.index("source")] for row in rows} == {None}


async def test_a_filter_for_what_is_not_known_finds_it(db: Database) -> None:
    """The empty text asks for rows without a commune."""
    async with db.transaction() as tx:
        await say(tx, commune="32002")
        await say(tx)
        assert await log.count_interactions(tx, period=PERIOD, wanted=Filter(commune="")) == 1


async def test_a_day_is_not_added_up_while_a_turn_of_it_is_on_its_way(db: Database) -> None:
    """The round gives way; the next one finds the turn. Two rounds at once add nothing twice."""
    async with db.transaction() as tx:
        await say(tx)
    async with db.transaction() as slow:
        await say(slow, at=NOON + timedelta(hours=11, minutes=59))
        with pytest.raises(StorageError):
            async with db.transaction() as tx:
                await rollup.add_up(tx, today=NOON.date() + timedelta(days=1))
    for _ in range(2):
        async with db.transaction() as tx:
            await rollup.add_up(tx, today=NOON.date() + timedelta(days=1))
    d = day_count.c
    async with db.transaction() as tx:
        total = select(func.sum(d.interactions)).where(d.what == "total", d.channel == "*", d.programme == "*")
        assert await tx.scalar(total) == 2
        assert await rollup.counted_through(tx) == NOON.date()


async def test_midnight_in_viet_nam_parts_the_days(db: Database) -> None:
    """23:59 of 31 March is of the first quarter, a minute later is of the second; in UTC both are 31 March."""
    eve = datetime(2027, 3, 31, 16, 59, tzinfo=UTC)
    async with db.transaction() as tx:
        await events.ensure_partitions(tx, day=events.day_of(eve), months=1)
        await say(tx, at=eve)
        await say(tx, at=eve + timedelta(minutes=1))
        for number in (1, 2):
            assert await log.count_interactions(tx, period=periods.quarter(2027, number)) == 1
