"""The database goes away, goes dumb, and crashes, in the middle of a load on three networks (F05, F06)."""

from __future__ import annotations

import asyncio
import os
import time
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Literal

import aiohttp
import pytest

from bot.web.health import ASKED_EACH, PATIENCE
from tests.networks.crowd import ACTS, gathered, settled
from tests.networks.cut_line import Line
from tests.networks.deliveries import Sender
from tests.networks.service import Service, serving
from tests.storage.own_server import own_server
from tests.waiting import eventually

if TYPE_CHECKING:
    from pathlib import Path

    from tests.doubles.network import Network

pytestmark = pytest.mark.crash

SLOW = bool(os.environ.get("CHAOVN_SLOW"))
AWAY = 60.0 if SLOW else 8.0
"""seconds"""
CRASHES = 10 if SLOW else 2
PEOPLE = 60 if SLOW else 12
WITHIN = {"telegram": 10.0, "zalo_oa": 2.0, "zalo_bot": 10.0}
"""seconds in which each network wants its answer"""


async def refusals(service: Service, networks: list[Network]) -> set[int]:
    """What a proven delivery is answered while the database is away, each in the time of its network."""
    found = set()
    async with aiohttp.ClientSession() as http:
        for each in networks:
            sender = Sender(each)
            mail = sender.mail(sender.event("thử"))
            timeout = aiohttp.ClientTimeout(total=WITHIN[each.name])
            url = service.root + mail.path
            async with http.post(url, data=mail.body, headers=mail.headers, timeout=timeout) as answer:
                found.add(answer.status)
    return found


async def gone(service: Service) -> bool:
    return not await service.ready()


@pytest.mark.parametrize("how", ["cut", "dumb"])
async def test_a_database_that_is_away_costs_no_message(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: Literal["cut", "dumb"]
) -> None:
    """While it is away nothing is acknowledged (503 within the network's time), health says so; afterwards, unaided,
    everybody hears everything once and in order."""
    async with AsyncExitStack() as stack:
        crowd = await stack.enter_async_context(gathered(PEOPLE, monkeypatch))
        line = await stack.enter_async_context(Line(address).laid())
        service = await stack.enter_async_context(
            serving(line.address, tmp_path, crowd.networks, roles=("web", "worker"))
        )

        async def away() -> None:
            await asyncio.sleep(1.5)
            if how == "cut":
                await line.cut()
            else:
                line.go_dumb()
            until = asyncio.get_running_loop().time() + AWAY
            assert await refusals(service, crowd.networks) == {503}
            await eventually(lambda: gone(service), within=ASKED_EACH + PATIENCE + 1)
            await asyncio.sleep(max(0.0, until - asyncio.get_running_loop().time()))
            line.mend()
            await eventually(service.ready)

        async with asyncio.TaskGroup() as group:
            group.create_task(crowd.talk())
            group.create_task(away())
        account = await settled(service)
        assert account.messages == len(ACTS) * PEOPLE
        assert (account.unhandled, account.unsent) == (0, 0)
        assert sum(crowd.repeats.values()) <= account.doubts
        print(f"\n{how} for {AWAY:.0f} s: {sum(crowd.repeats.values())} repeats, {account.doubts} counted")
    assert service.ends == [0, 0]


async def test_a_database_that_crashes_costs_no_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """F05: `pg_ctl stop -m immediate`, again and again. While it is down nothing is acknowledged; each time it comes
    back the service goes on by itself, and in the end nothing that was acknowledged is missing or done twice."""
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(own_server())
        crowd = await stack.enter_async_context(gathered(PEOPLE, monkeypatch))
        service = await stack.enter_async_context(
            serving(server.address, tmp_path, crowd.networks, roles=("web", "worker"))
        )
        waits = []

        async def crashes() -> None:
            for _ in range(CRASHES):
                await asyncio.sleep(2)
                await server.crash()
                assert await refusals(service, crowd.networks) == {503}
                await server.start()
                begun = time.monotonic()
                await eventually(service.ready)
                waits.append(time.monotonic() - begun)

        async with asyncio.TaskGroup() as group:
            group.create_task(crowd.talk(pause=CRASHES / 2))
            group.create_task(crashes())
        account = await settled(service)
        assert account.messages == len(ACTS) * PEOPLE
        assert sum(crowd.repeats.values()) <= account.doubts
        print(f"\n{CRASHES} crashes: ready again after at most {max(waits):.1f} s, {account.doubts} counted")
    assert service.ends == [0, 0]
