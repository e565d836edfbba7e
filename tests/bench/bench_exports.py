"""What an export of the log costs: seconds and memory for each format, at a tenth of the rows and at all of them.

`python -m tests.bench.bench_exports [--rows N]`. The rows are made inside an embedded PostgreSQL of its own; each
export runs in a process of its own, whose largest memory is what the system says of it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import text

from bot.reporting import files
from storage import events, migrate, periods
from storage.db import Database
from storage.embedded import Embedded

FIRST, DAYS = date(2025, 10, 1), 450
ALL = periods.days(FIRST, date(2026, 12, 24))
TENTH = periods.days(FIRST, date(2025, 11, 14))
MADE = datetime(2027, 1, 5, 3, 0, tzinfo=UTC)
NETWORKS = "'{zalo_oa,zalo_bot,telegram,web}'::text[]"
INTENTS = "'{cost,deadline,who_id_vn,steps,scam,inform,greet,after_2_years}'::text[]"
FILL = f"""
    insert into interaction (id, day, hour, channel, province, commune, lang, kind, intent, band, node, outcome,
        programme, verdict, source, first_source, answered, opens, happened, latency_ms)
    select md5(n::text), date '{FIRST}' + n % {DAYS},
        (date '{FIRST}' + n % {DAYS})::timestamp at time zone 'Asia/Ho_Chi_Minh'
            + make_interval(hours => n / {DAYS} % 24),
        ({NETWORKS})[n % 4 + 1], 'ca_mau', case when n % 5 < 2 then (31825 + 3 * (n % 64))::text end, 'vi',
        'text', ({INTENTS})[n % 8 + 1], 'sure', 'birth_date', '', case when n % 3 = 0 then 'id_vn' end,
        case when n % 7 = 0 then 'eligible' end, 'thpt-ho-thi-ky', 'qr-hoi-cho',
        array[({INTENTS})[n % 8 + 1]], n % 9 = 0, case when n % 6 = 0 then '{{consented}}'::text[] else '{{}}' end,
        n % 900
    from generate_series(0, :rows - 1) n
"""


async def fill(address: str, rows: int) -> None:
    """Rows of `DAYS` days, the same number on each."""
    await migrate.upgrade(address, today=FIRST)
    db = Database(address)
    async with db.transaction() as tx:
        await events.ensure_partitions(tx, day=FIRST, months=16)
        await tx.execute(text(FILL), {"rows": rows})
    await db.close()


async def export(address: str, form: files.Format, period: periods.Period, out: Path) -> None:
    """Writes one file and prints rows, seconds and the process's largest memory as JSON."""
    db, begun = Database(address), time.perf_counter()
    about = files.About(period, "Cà Mau", MADE, "bench")
    async with db.transaction() as tx:
        with out.open("wb") as file:
            written = await files.write_interactions(tx, form, file, about=about, folder=out.parent)
    await db.close()
    spent = time.perf_counter() - begun
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    told = {"rows": written.rows, "seconds": spent, "rss_mb": most}
    print(json.dumps(told))


def measure(address: str, folder: Path) -> None:
    """A line for each format and number of rows."""
    for form in files.OF_LOG:
        for period in ("tenth", "all"):
            out = folder / f"log.{form}"
            command = [sys.executable, "-m", "tests.bench.bench_exports", "--of", address, form, period, str(out)]
            found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            speed = found["rows"] / found["seconds"]
            print(
                f"{form:8} {found['rows']:>9,} rows  {found['seconds']:6.1f} s  {speed:>8,.0f} rows/s  "
                f"{out.stat().st_size / 1e6:7.1f} MB  largest memory {found['rss_mb']:5.0f} MB",
                flush=True,
            )
            out.unlink()


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=int, default=1_000_000)
    asked.add_argument("--of", nargs=4, help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.of:
        address, form, period, out = given.of
        asyncio.run(export(address, form, {"tenth": TENTH, "all": ALL}[period], Path(out)))
        return
    with tempfile.TemporaryDirectory(prefix="chaovn-bench-", ignore_cleanup_errors=True) as folder:
        server = Embedded.start(Path(folder) / "db")
        try:
            address = asyncio.run(migrate.ensure_database(server.address, name="bench"))
            asyncio.run(fill(address, given.rows))
            measure(address, Path(folder))
        finally:
            server.stop()


if __name__ == "__main__":
    main()
