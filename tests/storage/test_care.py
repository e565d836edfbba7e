"""Turns taken with care: the same tap again, attempts counted beforehand, when a person was last heard."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import asyncpg
import pytest
from sqlalchemy import select, text, update

from bot.turn import SUSPECTS, Turns
from storage import conversations, inbox, lanes
from storage.db import Database
from storage.tables import conversation
from storage.tables import inbox as rows
from storage.tables import outbox as letters
from tests.storage.fakes import EchoMind
from tests.waiting import LONG, eventually

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.channels.base import Inbound
    from bot.mind import Thought
    from flows.types import State
    from tests.storage.fakes import House


async def tap(house: House, number: int, *, offer: int = 1, choice: str = "yes", channel: str = "telegram") -> None:
    async with house.db.transaction() as tx:
        person = await conversations.open_for(tx, channel=channel, account="an", address="to an", sealer=house.sealer)
        await inbox.put(
            tx,
            conversation=person,
            channel=channel,
            ext_id=f"{channel}:{number}",
            raw=json.dumps({"kind": "tap", "offer": offer, "choice": choice}).encode(),
            sealer=house.sealer,
        )


def on_every_network(house: House, **more: object) -> Turns:
    channels = {"web": house.channel, "telegram": house.channel}
    return Turns(replace(house.parts, channels=channels, **more))  # type: ignore[arg-type]


async def drained(turns: Turns) -> int:
    count = 0
    while await turns.one_turn():
        count += 1
    return count


async def answers(house: House) -> int:
    async with house.db.transaction() as tx:
        return len(list(await tx.scalars(select(letters.c.id)))) // 2


async def test_five_taps_on_one_button_get_one_answer(house: House) -> None:
    """All five are handled, one is answered; another button afterwards is another matter."""
    for number in range(5):
        await tap(house, number)
    assert await drained(on_every_network(house)) == 5
    assert await answers(house) == 1
    await tap(house, 5, choice="no")
    await tap(house, 6, offer=2, choice="no")
    await tap(house, 7, choice="yes")
    await drained(on_every_network(house))
    assert await answers(house) == 4


async def test_a_tap_long_after_the_same_one_is_answered(house: House) -> None:
    """Who comes back to a button means it; and where every tap counts, the second one does."""
    await tap(house, 1)
    await drained(on_every_network(house))
    async with house.db.transaction() as tx:
        await tx.execute(update(rows).values(received_at=rows.c.received_at - timedelta(seconds=4)))
    await tap(house, 2)
    await drained(on_every_network(house))
    assert await answers(house) == 2
    await tap(house, 3)
    await drained(on_every_network(house, same_tap=timedelta()))
    assert await answers(house) == 3


async def test_a_tap_that_failed_is_not_the_first_of_two(house: House) -> None:
    """Only what was answered makes the next one a repeat."""
    await tap(house, 1)
    async with house.db.transaction() as tx:
        await tx.execute(update(rows).values(status="parked"))
    await tap(house, 2)
    await drained(on_every_network(house))
    assert await answers(house) == 1


async def test_it_is_known_when_a_person_was_last_heard(house: House) -> None:
    """A message moves the time to when it came, not to when it was handled; a timer and a stop do not."""
    number = await house.opened()

    async def heard() -> datetime | None:
        async with house.db.transaction() as tx:
            return (await tx.execute(select(conversation.c.heard_at).where(conversation.c.id == number))).scalar()

    assert await heard() is None
    await house.hear("một")
    async with house.db.transaction() as tx:
        await tx.execute(update(rows).values(received_at=rows.c.received_at - timedelta(hours=5)))
    await house.think()
    first = await heard()
    assert first is not None
    assert timedelta(hours=5) <= house.clock.now - first < timedelta(hours=5, minutes=1)
    house.clock.move(hours=1)
    await house.hear("", kind="stop")
    await house.think()
    assert await heard() == first
    await house.hear("forget")
    await house.think()
    last = await heard()
    assert last is not None
    assert house.clock.now - last < timedelta(minutes=1)


class DyingMind(EchoMind):
    """Ends as a killed process does: nothing that follows is done."""

    def turn(self, state: State | None, inbound: Inbound, *, event_id: str, channel: str, now: datetime) -> Thought:
        if inbound.text == "deadly":
            raise asyncio.CancelledError
        return super().turn(state, inbound, event_id=event_id, channel=channel, now=now)


async def test_a_death_counts_against_the_message_alone(house: House) -> None:
    """Each new process tries it with care, once a pause; after the fifth time it is set aside, untried (F14)."""
    await house.hear("deadly", "an")
    await house.hear("sau", "an")
    for n in range(4):
        await house.hear("ổn", f"b{n}")
    deaths = 0
    while True:
        turns = Turns(replace(house.parts, mind=DyingMind()))
        with suppress(asyncio.CancelledError):
            while await turns.one_turn():
                continue
            async with house.db.transaction() as tx:
                if not await inbox.backlog(tx):
                    break
            house.clock.move(seconds=60)
            continue
        deaths += 1
    assert deaths == inbox.ATTEMPTS
    async with house.db.transaction() as tx:
        found = (await tx.execute(select(rows.c.status, rows.c.attempts).order_by(rows.c.id))).all()
    assert found[0] == ("parked", inbox.ATTEMPTS)
    assert {status for status, _ in found[1:]} == {"done"}
    assert {attempts for _, attempts in found[1:]} == {0}


class LookingMind(EchoMind):
    """Looks, from outside of the turn, at how often its message was counted."""

    def __init__(self, look: Callable[[], int]) -> None:
        self.look, self.seen = look, list[int]()

    def turn(self, *args: Any, **values: Any) -> Thought:
        self.seen.append(self.look())
        return super().turn(*args, **values)


async def test_care_ends_where_nothing_is_suspect(house: House, address: str) -> None:
    """A process counts its first turns beforehand, and none after; what succeeded has no failed attempt."""

    async def total() -> int:
        connection = await asyncpg.connect(address)
        try:
            return int(await connection.fetchval("select sum(attempts) from inbox"))
        finally:
            await connection.close()

    def look() -> int:
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(asyncio.run, total()).result()

    mind = LookingMind(look)
    turns = Turns(replace(house.parts, mind=mind))
    for n in range(SUSPECTS + 2):
        await house.hear("ổn", f"a{n}")
    await drained(turns)
    assert mind.seen == [1] * SUSPECTS + [0, 0]
    assert await total() == 0


async def test_a_sender_that_stands_still_loses_its_lane(address: str) -> None:
    """Its connection no longer says that it is there, so another takes over (F34)."""
    frozen, other = Database(address, frozen_after=300), Database(address, frozen_after=300)
    try:
        async with frozen.alone("lane") as lost:
            assert lost is not None
            async with other.alone("lane") as second:
                assert second is None
            for task in asyncio.all_tasks():  # as a process that is stopped: nothing of it runs
                if "_pulse" in repr(task.get_coro()):
                    task.cancel()

            async def free() -> bool:
                async with other.alone("lane") as third:
                    return third is not None

            await eventually(free)
            async with asyncio.timeout(LONG):
                await lost.wait()
    finally:
        await frozen.close()
        await other.close()


async def test_a_lane_that_lives_keeps_its_lock(address: str) -> None:
    """Silence on the connection is broken often enough."""
    living, other = Database(address, frozen_after=400), Database(address)
    try:
        async with living.alone("lane") as lost:
            assert lost is not None
            await asyncio.sleep(1.2)
            assert not lost.is_set()
            async with other.alone("lane") as second:
                assert second is None
    finally:
        await living.close()
        await other.close()


@pytest.mark.parametrize(("first", "second", "kept"), [(60, 30, 60), (30, 60, 60)])
async def test_a_longer_pause_is_not_shortened(house: House, first: int, second: int, kept: int) -> None:
    """Whoever was told to wait a minute waits a minute, whatever comes after."""
    now = house.clock.now
    async with house.db.transaction() as tx:
        for seconds in (first, second):
            until = now + timedelta(seconds=seconds)
            await lanes.pause(tx, channel="telegram", until=until, reason="limit")
        pause = await lanes.of(tx, channel="telegram")
        assert pause is not None
        assert pause.until == now + timedelta(seconds=kept)
        await lanes.lift(tx, channel="telegram")
        assert await lanes.every(tx) == {}
        assert await tx.scalar(text("select count(*) from lane")) == 0
