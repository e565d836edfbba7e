"""More comes in from all together than can be handled (T30)."""

from __future__ import annotations

import asyncio
import os
import time
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import aiohttp
import pytest
from sqlalchemy import text

from storage.db import Database
from tests.doubles import TelegramDouble, ZaloBotDouble, ZaloOaDouble
from tests.networks.deliveries import Mail, Sender
from tests.networks.service import Service, serving
from tests.waiting import eventually

if TYPE_CHECKING:
    from pathlib import Path

    from tests.doubles.network import Network

pytestmark = pytest.mark.crash

SLOW = bool(os.environ.get("CHAOVN_SLOW"))
RATE = 300
"""events a second, of a person each"""
LASTS = 60
"""seconds"""
FEW = 400


@dataclass
class Storm:
    """What networks deliver and what they are answered. `refused` waits to be brought again, `slowest` in seconds."""

    service: Service
    db: Database
    http: aiohttp.ClientSession
    refused: list[Mail] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    slowest: float = 0.0

    async def post(self, mail: Mail) -> None:
        begun = time.monotonic()
        async with self.http.post(self.service.root + mail.path, data=mail.body, headers=mail.headers) as answer:
            await answer.read()
            self.statuses[answer.status] += 1
            if answer.status != 200:
                assert answer.status == 503
                assert int(answer.headers["Retry-After"]) >= 1
                self.refused.append(mail)
        self.slowest = max(self.slowest, time.monotonic() - begun)

    async def numbers(self) -> tuple[int, int, int, int]:
        """(messages stored, people known, messages handled, turns counted)."""
        async with self.db.transaction() as tx:
            row = (await tx.execute(text(NUMBERS))).one()
        return row[0], row[1], row[2], row[3]

    async def all_handled(self) -> bool:
        stored, _, handled, _ = await self.numbers()
        return stored == handled


NUMBERS = """
select (select count(*) from inbox), (select count(*) from conversation),
  (select count(*) from inbox where status = 'done'), (select count(*) from interaction where kind = 'text')
"""


async def storm(stack: AsyncExitStack, address: str, folder: Path, module: str) -> tuple[Storm, list[Sender]]:
    networks: list[Network] = [TelegramDouble(), ZaloOaDouble(), ZaloBotDouble()]
    for each in networks:
        await stack.enter_async_context(each)
    service = await stack.enter_async_context(
        serving(address, folder, networks, roles=("web", "worker"), module=module)
    )
    db = Database(address)
    stack.push_async_callback(db.close)
    connector = aiohttp.TCPConnector(limit=60)
    http = await stack.enter_async_context(
        aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(total=600))
    )
    return Storm(service, db, http), [Sender(each) for each in networks]


def letters(senders: list[Sender], number: int) -> list[Mail]:
    """So many texts, each of another person, on the three networks in turn."""
    return [sender.mail(sender.event(f"em chào {n}")) for n in range(number) for sender in [senders[n % 3]]]


async def test_beyond_the_cap_nothing_is_stored_and_nothing_acknowledged_is_lost(address: str, tmp_path: Path) -> None:
    """The workers are away: from the cap on each message is answered 503 with a time and leaves no trace. Once they
    are back, what was acknowledged is handled once, and what was refused is taken when its network brings it again."""
    async with AsyncExitStack() as stack:
        made, senders = await storm(stack, address, tmp_path, "tests.networks.narrow_door")
        await made.service.stop(1)
        await asyncio.gather(*(made.post(mail) for mail in letters(senders, FEW)))
        stored, people, handled, _ = await made.numbers()
        assert stored == people == made.statuses[200] < FEW == made.statuses[200] + made.statuses[503]
        assert handled == 0
        await made.service.start()
        while made.refused:
            again, made.refused = made.refused, []
            await asyncio.gather(*(made.post(mail) for mail in again))
            await asyncio.sleep(0.5)
        await eventually(made.all_handled, within=120)
        assert await made.numbers() == (FEW, FEW, FEW, FEW)


@pytest.mark.skipif(not SLOW, reason="takes minutes; CHAOVN_SLOW=1 runs it")
async def test_three_hundred_events_a_second_for_a_minute(address: str, tmp_path: Path) -> None:
    """The real measures, everything at work: beyond the cap 503 with a time, and afterwards exactly what was
    acknowledged has been handled, each once."""
    async with AsyncExitStack() as stack:
        made, senders = await storm(stack, address, tmp_path, "bot")
        begun = time.monotonic()
        async with asyncio.TaskGroup() as group:
            for n, mail in enumerate(letters(senders, RATE * LASTS)):
                await asyncio.sleep(max(0.0, begun + n / RATE - time.monotonic()))
                group.create_task(made.post(mail))
        lasted = time.monotonic() - begun
        await eventually(made.all_handled, within=1800)
        taken, after = made.statuses[200], time.monotonic() - begun - lasted
        print(
            f"\n{RATE * LASTS} events in {lasted:.0f} s: {taken} acknowledged, {made.statuses[503]} refused, "
            f"slowest answer {made.slowest:.1f} s, all handled {after:.0f} s after"
        )
        assert made.statuses[503] > 0
        assert await made.numbers() == (taken, taken, taken, taken)
