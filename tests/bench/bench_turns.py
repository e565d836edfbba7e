"""What a turn costs: milliseconds in the pure engine, and turns a second through the stored inbox.

`python -m tests.bench.bench_turns [--people N] [--mind real|echo]`. The database is an embedded PostgreSQL in a
folder of its own, with every commit on disk; `echo` leaves understanding and engine out and measures the storage.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import secrets
import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from bot import core, log, settings
from bot.channels.base import Inbound
from bot.channels.webchat import WebChat
from bot.turn import Thinks, TurnParts, Turns
from bot.worker import Worker
from storage import conversations, inbox, migrate
from storage.db import Database
from storage.embedded import Embedded
from storage.sealing import Sealer
from tests.storage.fakes import EchoMind, FixedWords
from tests.waiting import eventually

SCRIPT = (
    "xin chào ad",
    "em muốn đăng ký tên miền miễn phí",
    "đồng ý",
    "em sinh năm 2004 ạ",
    "dạ phải",
    "em muốn lấy tên lan-hoa-2004.id.vn",
    "có mất phí không vậy ad",
    "dung roi",
    "bao lâu thì xong",
    "cảm ơn ad nhiều",
)
WARM = 20
SECRET = "secret of the measurement, nothing to hide"
FIRST = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def now() -> datetime:
    return datetime.now(UTC)


def pure(mind: Thinks, people: int) -> list[float]:
    """Milliseconds of each turn of `people` conversations, the first few left out."""
    spent = []
    for _ in range(people + WARM):
        state = None
        for text in SCRIPT:
            begun = time.perf_counter()
            thought = mind.turn(
                state, Inbound("text", text), event_id=secrets.token_urlsafe(16), channel="web", now=FIRST
            )
            spent.append(1000 * (time.perf_counter() - begun))
            state = thought.state
    return spent[WARM * len(SCRIPT) :]


async def fill(db: Database, sealer: Sealer, people: int) -> float:
    """Stores the messages of `people` as webhooks do, one commit each, 8 at a time; messages a second."""
    free = asyncio.Semaphore(8)

    async def one(person: int) -> None:
        for n, text in enumerate(SCRIPT):
            async with free, db.transaction() as tx:
                number = await conversations.open_for(
                    tx, channel="web", account=str(person), address="page", sealer=sealer
                )
                raw = json.dumps({"kind": "text", "text": text}).encode()
                await inbox.put(tx, conversation=number, channel="web", ext_id=f"{person}:{n}", raw=raw, sealer=sealer)

    begun = time.perf_counter()
    await asyncio.gather(*(one(person) for person in range(people)))
    return people * len(SCRIPT) / (time.perf_counter() - begun)


async def drain(db: Database, sealer: Sealer, mind: Thinks, turns: int) -> float:
    """Handles everything that was stored; turns a second."""
    parts = TurnParts(db, sealer, {"web": WebChat()}, mind, FixedWords(), "ca_mau", now)
    worker = Worker(db, Turns(parts))

    async def empty() -> bool:
        async with db.transaction() as tx:
            return await inbox.backlog(tx) == 0

    begun = time.perf_counter()
    task = asyncio.create_task(worker.run())
    await eventually(empty, within=600)
    speed = turns / (time.perf_counter() - begun)
    worker.stop()
    await task
    return speed


async def stored(folder: Path, mind: Thinks, people: int) -> tuple[float, float]:
    """(messages stored a second, turns a second)."""
    server = Embedded.start(folder)
    try:
        address = await migrate.ensure_database(server.address, name="bench")
        await migrate.upgrade(address, today=now().date())
        db, sealer = Database(address), Sealer.of(SECRET)
        into = await fill(db, sealer, people)
        through = await drain(db, sealer, mind, people * len(SCRIPT))
        await db.close()
        return into, through
    finally:
        server.stop()


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--people", type=int, default=100)
    asked.add_argument("--mind", choices=("real", "echo"), default="real")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="chaovn-bench-") as folder, open(os.devnull, "w") as nowhere:  # noqa: PTH123
        log.configure(version="bench", out=nowhere)
        mind: Thinks = EchoMind()
        if given.mind == "real":
            chosen = settings.load({"CHAOVN_VAR_DIR": folder, "CHAOVN_SECRET_KEY": SECRET}, env_file=None)
            mind = core.build(chosen, local="http://127.0.0.1:8080").mind
        spent = pure(mind, given.people)
        into, through = asyncio.run(stored(Path(folder) / "db", mind, given.people))
    ninety_five = statistics.quantiles(spent, n=20)[-1]
    print(
        f"pure turn:   median {statistics.median(spent):.3f} ms, 95 % within {ninety_five:.3f} ms ({len(spent)} turns)"
    )
    print(f"stored:      {into:.0f} messages a second into the inbox, one commit each")
    print(f"handled:     {through:.0f} turns a second through the stored inbox ({os.cpu_count()} cores)")


if __name__ == "__main__":
    main()
