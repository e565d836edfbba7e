"""The disk of the database runs full in the middle of a load, and has room again (F08)."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import aiohttp
import pytest
from sqlalchemy import text

from storage.db import Database
from tests.networks.crowd import ACTS, gathered
from tests.networks.deliveries import Sender
from tests.networks.service import serving
from tests.storage.own_server import own_server
from tests.waiting import eventually

if TYPE_CHECKING:
    from pathlib import Path

    from tests.doubles.network import Network
    from tests.networks.service import Service
    from tests.storage.own_server import Kind

pytestmark = pytest.mark.crash

PEOPLE = 9
FULL = 6.0
"""seconds without room"""


@dataclass
class Strangers:
    """People whom no double knows write by hand; `kept` are those of them who were acknowledged."""

    service: Service
    networks: list[Network]
    kept: int = 0
    answers: list[int] = field(default_factory=list)

    async def write(self, *, until: float) -> None:
        clock = asyncio.get_running_loop().time
        async with aiohttp.ClientSession() as http:
            while clock() < until:
                for each in self.networks:
                    sender = Sender(each)
                    mail = sender.mail(sender.event("em chào ạ"))
                    async with http.post(self.service.root + mail.path, data=mail.body, headers=mail.headers) as answer:
                        self.answers.append(answer.status)
                await asyncio.sleep(0.05)
        self.kept = self.answers.count(200)


ACCOUNT = """
select (select count(*) from inbox where kind = 'message'), (select count(*) from inbox where status <> 'done'),
  (select count(*) from outbox where status in ('pending', 'sending')), (select sum(doubts) from outbox)
"""


async def account(address: str) -> tuple[int, int, int, int]:
    """(messages, those not handled, bubbles not sent, sends counted as perhaps made twice)."""
    db = Database(address)
    async with db.transaction() as tx:
        messages, waiting, unsent, doubts = (await tx.execute(text(ACCOUNT))).one()
    await db.close()
    return messages, waiting, unsent, int(doubts)


@pytest.mark.parametrize("kind", ["limit", "volume"])
async def test_a_full_disk_costs_no_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: Kind) -> None:
    """While there is no room what cannot be stored is not acknowledged; what was acknowledged is there. With room
    again everybody, unaided, hears everything in order, and nothing is sent twice without being counted."""
    async with AsyncExitStack() as stack:
        disk = await stack.enter_async_context(own_server(kind))
        crowd = await stack.enter_async_context(gathered(PEOPLE, monkeypatch))
        service = await stack.enter_async_context(
            serving(disk.address, tmp_path, crowd.networks, roles=("web", "worker"))
        )
        strangers = Strangers(service, crowd.networks)

        async def full() -> None:
            await asyncio.sleep(1.5)
            await disk.fill()
            await strangers.write(until=asyncio.get_running_loop().time() + FULL)
            await disk.free()
            await eventually(service.ready, within=60)

        async with asyncio.TaskGroup() as group:
            group.create_task(crowd.talk())
            group.create_task(full())

        async def idle() -> bool:
            _, waiting, unsent, _ = await account(disk.address)
            return not waiting and not unsent

        await eventually(idle, within=120)
        messages, _, _, doubts = await account(disk.address)
        refused = len(strangers.answers) - strangers.kept
        assert refused > 0
        # A limit of the files has no code of its own: PostgreSQL calls it an internal error.
        assert set(strangers.answers) <= ({200, 500, 503} if kind == "limit" else {200, 503})
        assert messages == len(ACTS) * PEOPLE + strangers.kept
        assert sum(crowd.repeats.values()) <= doubts
        print(f"\n{kind}: {refused} of {len(strangers.answers)} refused, {sum(crowd.repeats.values())} repeats")
    assert service.ends == [0, 0]
