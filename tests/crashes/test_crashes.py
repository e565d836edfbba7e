"""kill -9 at every named place, and at random: nothing that was acknowledged is lost, nothing is handled twice.

The one documented exception: a bubble whose sending was not yet marked is sent once more, and counted.
"""

from __future__ import annotations

import asyncio
import os
import random
from datetime import UTC, datetime
from typing import TYPE_CHECKING, get_args

import pytest
from sqlalchemy import select

from bot.crashpoints import Point
from bot.delivery import AT_ONCE
from storage.db import Database
from storage.inbox import ATTEMPTS
from storage.tables import inbox
from tests.crashes.driver import Driver, expected

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

pytestmark = pytest.mark.crash

ACCOUNTS = ["an", "binh", "chi"]


@pytest.fixture
async def driver(address: str, tmp_path: Path) -> AsyncIterator[Driver]:
    made = Driver(address, tmp_path)
    try:
        yield made
    finally:
        await made.close()


SLOW = bool(os.environ.get("CHAOVN_SLOW"))
MESSAGES, DEATHS = (70, 10) if SLOW else (5, 1)
"""of each account, and how often the process dies at a place: 210 events a place in the long form"""


async def say_all(driver: Driver, first: int, last: int) -> None:
    for n in range(first, last):
        for account in ACCOUNTS:
            await driver.say(account, n)


@pytest.mark.parametrize("point", get_args(Point))
async def test_a_crash_at_a_named_place_loses_and_doubles_nothing(driver: Driver, point: Point) -> None:
    """Every message is handled once and in order; only a send that was not marked may be repeated, once."""
    driver.env = {"CHAOVN_CRASH_AT": point, "CHAOVN_CRASH_ONCE": str(driver.folder / "crashed")}
    step = MESSAGES // DEATHS
    for first in range(0, MESSAGES, step):
        (driver.folder / "crashed").unlink(missing_ok=True)
        await say_all(driver, first, first + step)
        result = await driver.settle()
    assert driver.deaths == DEATHS
    assert result.said == expected(ACCOUNTS, MESSAGES)
    assert len(result.repeats) <= result.doubts <= AT_ONCE * DEATHS
    assert all(times == 2 for times in result.repeats.values())
    if point == "before_send":
        assert result.doubts >= DEATHS
    elif point == "after_send_before_mark":
        assert len(result.repeats) >= DEATHS


async def test_random_kills_lose_and_double_nothing(driver: Driver) -> None:
    """The same under kills at any moment, with the network delivering again what was not acknowledged."""
    chance, messages = random.Random(20261122), 40

    async def kill_now_and_then() -> None:
        while driver.deaths < 6:
            await asyncio.sleep(chance.uniform(0.8, 2.0))
            driver.kill()

    killer = asyncio.create_task(kill_now_and_then())
    for n in range(messages):
        for account in ACCOUNTS:
            await driver.say(account, n)
            await asyncio.sleep(chance.uniform(0, 0.08))
    killer.cancel()
    result = await driver.settle()
    assert driver.deaths >= 2
    assert result.said == expected(ACCOUNTS, messages)
    assert sum(times - 1 for times in result.repeats.values()) <= result.doubts


async def test_two_processes_keep_the_order_of_one_conversation(driver: Driver) -> None:
    """F13: 500 messages of one person as fast as they can be stored, by turns in two processes of four workers each:
    each is handled once, and answered in its order."""
    other = Driver(driver.address, driver.folder)
    try:
        for n in range(500):
            await (driver, other)[n % 2].say("an", n)
        result = await driver.settle()
    finally:
        await other.close()
    assert result.said == expected(["an"], 500)
    assert (result.repeats, other.ends) == ({}, [0])


async def test_a_message_that_kills_is_set_aside_in_the_end(driver: Driver) -> None:
    """Each death counts as an attempt at that message alone; its author gets one apology and is heard again (F14)."""
    driver.env = {"CRASHES_HASTE": f"{datetime.now(UTC).isoformat()} 15"}
    await driver.say("an", 0)
    await driver.say("an", 1, "deadly")
    for n in range(6):
        await driver.say("binh", n)
        await driver.say("chi", n)
    await driver.say("an", 2)
    result = await driver.settle()
    assert result.said["an"] == ["1:t0", "1:end", "sorry", "2:t2", "2:end"]
    assert {name: result.said[name] for name in ("binh", "chi")} == expected(["binh", "chi"], 6)
    db = Database(driver.address)
    async with db.transaction() as tx:
        rows = (await tx.execute(select(inbox.c.ext_id, inbox.c.attempts).where(inbox.c.status == "parked"))).all()
        others = list(await tx.scalars(select(inbox.c.attempts).where(inbox.c.status != "parked")))
    await db.close()
    assert rows == [("an:1", ATTEMPTS)]
    assert max(others) < ATTEMPTS


async def test_a_rolling_restart_repeats_nothing(driver: Driver) -> None:
    """SIGTERM lets what has begun be finished: exit code 0, no message lost, none repeated."""
    for n in range(9):
        for account in ACCOUNTS:
            await driver.say(account, n)
        if n % 3 == 2:
            await driver.close()
    result = await driver.settle()
    assert result.said == expected(ACCOUNTS, 9)
    assert (result.repeats, result.doubts, driver.ends) == ({}, 0, [0, 0, 0])
