"""What the figures cost: a report, the overview and the log of a million interactions over five quarters.

`python -m tests.bench.bench_reports [--interactions N] [--check]`. The database is an embedded PostgreSQL in a folder
of its own. `--check` compares every figure with the count by hand.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import resource
import statistics
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import text

from storage import migrate, periods
from storage.db import Database
from storage.embedded import Embedded
from storage.reporting import links, log, people, report, rollup
from storage.reporting.types import Filter, Targets
from tests.storage import population, population_rows
from tests.storage.compared import differences
from tests.storage.population import COMMUNES, SOURCES, TODAY

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from storage.periods import Period
    from storage.reporting.types import Report

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
GOALS = Targets(id_vn=2400, biz_vn=600, until=date(2026, 12, 31), source="plan")
PLACES = {code: code for code in COMMUNES}
ALL = periods.days(date(2025, 10, 1), date(2026, 12, 31))
NOW_QUARTER, YEAR = periods.quarter(2026, 4), periods.year(2026)
RUNS = 7


async def made(db: Database, period: Period, wanted: Filter | None = None) -> Report:
    async with db.transaction() as tx:
        await log.snapshot(tx)
        return await report.report(
            tx, period=period, province="Cà Mau", targets=GOALS, places=PLACES, today=TODAY, made_at=NOW, wanted=wanted
        )


async def timed(what: str, work: Callable[[], Awaitable[object]], *, runs: int = RUNS) -> None:
    spent = []
    for _ in range(runs):
        begun = time.perf_counter()
        await work()
        spent.append(1000 * (time.perf_counter() - begun))
    print(f"{what:<58} median {statistics.median(spent):8.0f} ms, worst {max(spent):8.0f} ms")


async def settle(db: Database) -> None:
    """Adds up the days that are over, forgets old links, closes the quarters: as a server does by and by."""
    begun, done = time.perf_counter(), 1
    worst = 0.0
    while done:
        one = time.perf_counter()
        async with db.transaction() as tx:
            done = await rollup.add_up(tx, today=TODAY)
        worst = max(worst, time.perf_counter() - one)
    print(f"all days added up in {time.perf_counter() - begun:.1f} s, a week at most {worst:.2f} s")
    begun = time.perf_counter()
    async with db.transaction() as tx:
        await links.retire(tx, before=NOW - timedelta(days=90))
        await people.close_quarters(tx, now=NOW)
    print(f"four quarters closed in {time.perf_counter() - begun:.1f} s")
    async with db.transaction() as tx:
        for table in ("day_count", "people_count", "person_mark"):
            print(f"{table}: {await tx.scalar(text(f'select count(*) from {table}'))} rows")


async def streamed(db: Database, whole: Period) -> None:
    """Reads the whole log as an export does."""

    async def rows() -> AsyncIterator[int]:
        async with db.transaction() as tx:
            await log.snapshot(tx)
            async for some in log.interactions(tx, period=whole):
                yield len(some)

    before, begun, number = _memory(), time.perf_counter(), 0
    async for some in rows():
        number += some
    spent = time.perf_counter() - begun
    print(f"log streamed: {number} rows in {spent:.1f} s, {_memory() - before:+.1f} MB at the peak")


def _memory() -> float:
    """The most memory that this process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def measure(address: str) -> None:
    db = Database(address)
    await timed("report of five quarters, nothing added up yet", partial(made, db, ALL), runs=2)
    await settle(db)
    await streamed(db, ALL)
    await timed("overview: this quarter beside the one before", partial(made, db, NOW_QUARTER))
    await timed("report of the year", partial(made, db, YEAR))
    await timed("report of five quarters", partial(made, db, ALL))
    for wanted in (
        Filter(channel="zalo_oa"),
        Filter(channel="web", programme="id_vn"),
        Filter(commune=COMMUNES[3]),
        Filter(source=SOURCES[0]),
    ):
        name = ", ".join(f"{n}={v}" for n in Filter.__slots__ if (v := getattr(wanted, n)) is not None)
        await timed(f"overview, {name}", partial(made, db, NOW_QUARTER, wanted))
        await timed(f"year, {name}", partial(made, db, YEAR, wanted), runs=2)
    await db.close()


async def prepare(address: str, interactions: int, *, check: bool) -> None:
    """Writes the population; with `check` compares every figure with the count by hand."""
    await migrate.upgrade(address, today=TODAY)
    db, everybody = Database(address), population.make(interactions)
    begun = time.perf_counter()
    await population_rows.write(everybody, db=db, address=address)
    print(f"{len(everybody.said)} interactions written in {time.perf_counter() - begun:.1f} s")
    for period in (ALL, YEAR, NOW_QUARTER, periods.quarter(2026, 1, "nd09")) if check else ():
        wrong = differences(await made(db, period), everybody)
        print(f"{period.name}: {wrong or 'every figure equals the count by hand'}")
    await db.close()


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--interactions", type=int, default=1_000_000)
    asked.add_argument("--check", action="store_true")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="chaovn-bench-") as folder:
        server = Embedded.start(Path(folder) / "db")
        try:
            address = asyncio.run(migrate.ensure_database(server.address, name="bench"))
            # In a process of its own, so that the memory measured afterwards is that of reading alone.
            if (child := os.fork()) == 0:
                asyncio.run(prepare(address, given.interactions, check=given.check))
                sys.stdout.flush()
                os._exit(0)
            os.waitpid(child, 0)
            asyncio.run(measure(address))
        finally:
            server.stop()


if __name__ == "__main__":
    main()
