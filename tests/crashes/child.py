"""A service that a test may kill: receives lines, thinks with `EchoMind`, sends into a file.

Usage: `python -m tests.crashes.child ADDRESS LEDGER`. The text `deadly` kills the process that thinks about it.
`CRASHES_HASTE`, `TIME FACTOR`, lets its time of day run faster since then.
 A line in is JSON `{"id", "account", "text"}`; once it is
stored and committed its id is printed. What it sends is a line of the ledger: JSON `[outbox id, address, text]`.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot import log
from bot.channels.base import CAPABILITIES, Bubble, Inbound
from bot.crashpoints import reach
from bot.delivery import Delivery
from bot.turn import TurnParts, Turns
from bot.worker import Worker
from storage import conversations, inbox
from storage.db import Database
from storage.sealing import Sealer
from tests.storage.fakes import EchoMind, FixedWords

if TYPE_CHECKING:
    from bot.channels.base import Capabilities
    from bot.mind import Thought
    from flows.types import State

SECRET = "secret of the tests that is long enough"


class Ledger:
    """A channel whose network is a file: one write for each bubble, which no crash of ours can undo."""

    capabilities: Capabilities = CAPABILITIES["web"]

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def translate(self, raw: bytes) -> Inbound:
        return Inbound(**json.loads(raw))

    async def send(self, address: str, bubble: Bubble, *, outbox_id: int) -> str | None:
        os.write(self._file, (json.dumps([outbox_id, address, bubble.text]) + "\n").encode())
        return None


class DeadlyMind(EchoMind):
    """Dies as a process does that runs out of memory: without a word."""

    def turn(self, state: State | None, inbound: Inbound, *, event_id: str, channel: str, now: datetime) -> Thought:
        if inbound.text == "deadly":
            os.kill(os.getpid(), signal.SIGKILL)
        return super().turn(state, inbound, event_id=event_id, channel=channel, now=now)


async def receive(db: Database, sealer: Sealer, line: bytes) -> None:
    """Stop 1: stored, committed, and only then acknowledged."""
    given = json.loads(line)
    async with db.transaction() as tx:
        number = await conversations.open_for(
            tx, channel="web", account=given["account"], address=given["account"], sealer=sealer
        )
        raw = json.dumps({"kind": "text", "text": given["text"]}).encode()
        await inbox.put(tx, conversation=number, channel="web", ext_id=given["id"], raw=raw, sealer=sealer)
    reach("after_inbox_insert")
    print(given["id"], flush=True)


async def main(address: str, ledger: str) -> None:
    db, sealer = Database(address), Sealer.of(SECRET)

    begun, factor = os.environ.get("CRASHES_HASTE", "2026-01-01T00:00:00+00:00 1").split()
    since = datetime.fromisoformat(begun)

    def now() -> datetime:
        return since + (datetime.now(UTC) - since) * float(factor)

    channels = {"web": Ledger(ledger)}
    turns = Turns(TurnParts(db, sealer, channels, DeadlyMind(), FixedWords(), "ca_mau", now))
    worker, delivery = Worker(db, turns), Delivery(db, sealer, channels, now=now)
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stopped.set)
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)

    async def listen() -> None:
        while line := await reader.readline():
            await receive(db, sealer, line)

    work = [asyncio.create_task(each.run()) for each in (worker, delivery)]
    ears = asyncio.create_task(listen())
    await stopped.wait()
    ears.cancel()
    await asyncio.gather(ears, return_exceptions=True)
    worker.stop()
    delivery.stop()
    await asyncio.gather(*work)
    await db.close()


if __name__ == "__main__":
    log.configure(version="test")
    asyncio.run(main(sys.argv[1], sys.argv[2]))
