"""The staff pages over a made-up population: `python -m tests.browser.staff_office PORT FOLDER`."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web
from sqlalchemy import update

from bot.web.server import make_app
from storage import conversations, inbox, lanes, messages, migrate, outbox, switches
from storage.db import Database
from storage.embedded import Embedded
from storage.sealing import Sealer, secret_of
from storage.tables import inbox as inbox_rows
from storage.tables import outbox as outbox_rows
from tests.staff.office import MINE, PASSWORD, parts_of
from tests.storage import population, population_rows

if TYPE_CHECKING:
    from bot.web.parts import WebParts

TURNS = 6000
NASTY = "<img src=x onerror=\"document.title='hacked'\"> \u202egnp.exe"


async def people(parts: WebParts) -> None:
    """One account of each kind."""
    assert parts.office is not None
    for name, role, commune in (
        ("lan", "admin", None),
        ("an", "officer", None),
        ("vy", "viewer", None),
        ("minh", "officer", MINE),
    ):
        made = await parts.office.accounts.add(
            parts.db,
            name=name,
            role=role,  # type: ignore[arg-type]
            password=PASSWORD,
            by="test",
            now=parts.now(),
            commune=commune,
        )
        assert made


async def happenings(parts: WebParts) -> None:
    """Messages for the staff, questions without an answer, letters that came back, a channel that is off."""
    now, sealer = parts.now(), parts.sealer
    async with parts.db.transaction() as tx:
        talk = await conversations.open_for(tx, channel="web", account="x" * 22, address="page", sealer=sealer)
        for n, text in enumerate(("Cho mình hỏi về tên miền cho hợp tác xã.", NASTY, "Nhà tôi ở Khánh An.")):
            left = now - timedelta(hours=7 * n + 1)
            await messages.leave(tx, conversation=talk, channel="web", text=text, now=left, sealer=sealer)
            raw = json.dumps({"kind": "text", "text": text}).encode()
            await inbox.put(tx, conversation=talk, channel="web", ext_id=f"u{n}", raw=raw, sealer=sealer)
        await tx.execute(update(inbox_rows).values(status="done", unclear=True, finished_at=now))
        bubbles: list[dict[str, object]] = [{"key": "a", "text": "chào", "buttons": [], "link": None}] * 3
        useful = now + timedelta(days=1)
        await outbox.add(
            tx, conversation=talk, channel="telegram", cause=1, bubbles=bubbles, useful_until=useful, sealer=sealer
        )
        await tx.execute(update(outbox_rows).values(status="failed", finished_at=now, fault="blocked", attempts=4))
        await switches.off(tx, channel="zalo_bot", reason="Zalo bảo trì đến chiều", by="lan", now=now)
        await lanes.pause(tx, channel="telegram", until=now + timedelta(minutes=20), reason="network")


async def main(port: int, folder: Path) -> None:
    """Serves until it is told to stop."""
    server = Embedded.start(folder)
    address = await migrate.ensure_database(server.address, name="office")
    await migrate.upgrade(address, today=datetime.now(UTC).date())
    db = Database(address)
    parts = parts_of(db, Sealer.of(secret_of(folder)), public_url=f"http://127.0.0.1:{port}")
    assert parts.office is not None
    population.COMMUNES = tuple(parts.office.places)
    await population_rows.write(population.make(TURNS), db=db, address=address)
    await people(parts)
    await happenings(parts)
    runner = web.AppRunner(make_app(parts), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()
    await runner.cleanup()
    await db.close()
    server.stop()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), Path(sys.argv[2])))
