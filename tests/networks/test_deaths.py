"""kill -9 of the real service's processes while people talk on three networks (F01, F03, F04, F09, F32, F34)."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import time
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from tests.networks.crowd import ACTS, Crowd, gathered, settled
from tests.networks.service import serving
from tests.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.networks.crowd import Account
    from tests.networks.service import Role, Service

pytestmark = pytest.mark.crash

SLOW = bool(os.environ.get("CHAOVN_SLOW"))
PEOPLE = int(os.environ.get("CHAOVN_PEOPLE", "200" if SLOW else "24"))
"""how many talk at the same time"""
ROUNDS = 4 if SLOW else 1
"""rolling restarts of the three processes"""


@asynccontextmanager
async def stage(
    address: str, folder: Path, patch: pytest.MonkeyPatch, people: int, *, mischief: bool = True
) -> AsyncIterator[tuple[Service, Crowd]]:
    """One process for the pages and webhooks, two that work, and the crowd before them."""
    async with AsyncExitStack() as stack:
        crowd = await stack.enter_async_context(gathered(people, patch, mischief=mischief))
        roles: tuple[Role, ...] = ("web", "worker", "worker")
        yield await stack.enter_async_context(serving(address, folder, crowd.networks, roles=roles)), crowd


async def killed_now_and_then(service: Service, deaths: int) -> None:
    """One process or all of them at any moment, started again at once, until so many have died."""
    chance = random.Random(20261122)
    while service.deaths < deaths:
        await asyncio.sleep(chance.uniform(0.5, 3.0))
        victims = range(len(service.roles)) if chance.random() < 0.25 else [chance.randrange(len(service.roles))]
        for n in victims:
            await service.kill(n)
        await service.start()


def balanced(crowd: Crowd, account: Account) -> None:
    """Each message once; what was sent twice is counted."""
    assert account.messages == len(ACTS) * len(crowd.talks)
    assert (account.unhandled, account.unsent) == (0, 0)
    assert len(crowd.repeats) == len(crowd.talks)
    assert sum(crowd.repeats.values()) <= account.doubts


async def test_kill_9_at_any_moment_loses_and_reorders_nothing(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F01, F03, F04, F09: web and worker processes die at random under redelivery and reordering. Everybody hears every
    bubble in its order, each message moves its conversation once, and a bubble that comes twice is counted."""
    async with stage(address, tmp_path, monkeypatch, PEOPLE) as (service, crowd):
        begun = time.monotonic()
        async with asyncio.TaskGroup() as group:
            group.create_task(crowd.talk())
            group.create_task(killed_now_and_then(service, max(5, PEOPLE // 10)))
        account = await settled(service)
        print(
            f"\n{PEOPLE} people, {account.messages} messages, {service.deaths} kills, "
            f"{sum(crowd.repeats.values())} repeats, {account.doubts} counted, {time.monotonic() - begun:.0f} s"
        )
        balanced(crowd, account)


@pytest.mark.skipif(not SLOW, reason="takes minutes; CHAOVN_SLOW=1 runs it")
async def test_everything_dies_at_once_ten_times(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """F04: all processes at the same moment. Nothing is lost, and somebody is answered again a short time later."""
    async with stage(address, tmp_path, monkeypatch, 60) as (service, crowd):
        waits = []

        def said() -> int:
            return sum(len(person.replies()) for person, _ in crowd.talks)

        async def until_somebody_hears() -> float:
            before, begun = said(), time.monotonic()
            await service.start()
            await eventually(lambda: said() > before, within=60)
            return time.monotonic() - begun

        async def all_at_once() -> None:
            for _ in range(10):
                await asyncio.sleep(3)
                for n in range(len(service.roles)):
                    await service.kill(n)
                waits.append(await until_somebody_hears())

        async with asyncio.TaskGroup() as group:
            group.create_task(crowd.talk(pause=12))
            group.create_task(all_at_once())
        balanced(crowd, await settled(service))
        print(f"\nfirst reply after all died: at most {max(waits):.1f} s, half within {sorted(waits)[5]:.1f} s")


async def test_a_rolling_restart_is_not_noticed(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """F32: SIGTERM and start again, process after process, while people talk: nothing lost, nothing sent twice, and
    every process ends with 0."""
    async with stage(address, tmp_path, monkeypatch, PEOPLE // 2, mischief=False) as (service, crowd):

        async def restarts() -> None:
            for n in (1, 0, 2) * ROUNDS:
                await service.stop(n)
                await service.start()

        async with asyncio.TaskGroup() as group:
            group.create_task(crowd.talk())
            group.create_task(restarts())
        account = await settled(service)
        balanced(crowd, account)
        assert (sum(crowd.repeats.values()), account.doubts) == (0, 0)
    assert service.ends == [0] * 3 * (ROUNDS + 1)


async def test_a_worker_that_freezes_holds_up_nobody_for_long(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F34: one of two workers is stopped in the middle of its work (SIGSTOP): the other takes over its lanes and its
    conversations; when it wakes up (SIGCONT) it does nothing twice."""
    async with stage(address, tmp_path, monkeypatch, PEOPLE // 2, mischief=False) as (service, crowd):

        async def freezes() -> None:
            await asyncio.sleep(2)
            service.send(signal.SIGSTOP, 1)

        async with asyncio.TaskGroup() as group:
            group.create_task(crowd.talk())
            group.create_task(freezes())
        service.send(signal.SIGCONT, 1)
        account = await settled(service)
        balanced(crowd, account)
