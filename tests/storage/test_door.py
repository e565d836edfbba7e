"""The door: what is kept, what is dropped with one notice, what is refused before anything is stored."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select, text, update

from bot.door import Arrival, Door, FullError
from storage.errors import UnavailableError
from storage.tables import conversation, inbox
from tests.waiting import LONG

if TYPE_CHECKING:
    from storage.db import Database
    from storage.sealing import Sealer
    from tests.storage.fakes import House


class Seconds:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def arrival(number: int, account: str = "an", *, always: bool = False) -> Arrival:
    raw = json.dumps({"kind": "text", "text": f"t{number}"}).encode()
    return Arrival("web", account, f"to {account}", f"{account}:{number}", raw, always=always)


async def kinds(db: Database) -> dict[str, int]:
    async with db.transaction() as tx:
        rows = await tx.execute(select(inbox.c.kind, func.count()).group_by(inbox.c.kind))
        return {str(kind): int(count) for kind, count in rows}


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def door(db: Database, sealer: Sealer, seconds: Seconds) -> Door:
    return Door(db, sealer, clock=seconds, most_waiting=200)


async def test_a_batch_is_stored_in_its_order(door: Door, db: Database) -> None:
    """All of one call or none of it; what was there before is counted as a repeat."""
    assert await door.store([arrival(1), arrival(2), arrival(1, "binh")]) == 3
    assert await door.store([arrival(2), arrival(3)]) == 1
    assert door.counts == {("stored", "web"): 4, ("repeated", "web"): 1}
    async with db.transaction() as tx:
        assert list(await tx.scalars(select(inbox.c.ext_id).order_by(inbox.c.id))) == ["an:1", "an:2", "binh:1", "an:3"]


async def test_one_persons_flood_brings_one_notice_and_then_silence(door: Door, house: House) -> None:
    """Of 200 messages at once twenty are kept and one notice stands beside them; nobody else notices (T29)."""
    for n in range(200):
        await door.store([arrival(n)])
    assert await door.store([arrival(1, "binh")]) == 1
    assert await kinds(house.db) == {"message": 21, "too_fast": 1}
    assert door.counts["dropped", "web"] == 180
    assert door.counts["told", "web"] == 1


async def test_a_flood_that_goes_on_is_not_told_again_and_a_new_one_is(
    door: Door, db: Database, seconds: Seconds, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Silence as long as it lasts; after a quiet minute somebody who does it again is told again."""
    monkeypatch.setattr("bot.door.time.time", lambda: 1_000_000.0 + seconds.now)
    for n in range(1000):
        await door.store([arrival(n)])
        seconds.now += 0.2
    assert door.counts["told", "web"] == 1
    assert (await kinds(db))["message"] <= 20 + 0.5 * 200 + 1
    seconds.now += 61
    for n in range(1000, 1040):
        await door.store([arrival(n)])
    assert door.counts["told", "web"] == 2


async def test_a_network_that_repeats_itself_is_no_flood(door: Door, db: Database) -> None:
    """A hundred deliveries of the same message at once: stored once, no notice (T04)."""
    fresh = await asyncio.gather(*(door.store([arrival(1)]) for _ in range(100)))
    assert sum(fresh) == 1
    assert await kinds(db) == {"message": 1}
    for n in range(2, 21):
        await door.store([arrival(n)])
    await door.store([arrival(20)])
    assert await kinds(db) == {"message": 20}


async def test_a_block_passes_through_a_flood(door: Door, db: Database) -> None:
    """What must be known is kept, however much somebody has sent before."""
    for n in range(60):
        await door.store([arrival(n)])
    assert await door.store([arrival(99, always=True)]) == 1


async def test_a_flood_of_many_is_refused_before_anything_is_stored(
    db: Database, sealer: Sealer, seconds: Seconds
) -> None:
    """Beyond the measure for all: 503 with a time, nothing kept; a second later it goes on (T30)."""
    door = Door(db, sealer, clock=seconds)
    for n in range(0, 300, 20):
        assert await door.store([arrival(1, f"a{n + m}") for m in range(20)]) == 20
    with pytest.raises(FullError) as full:
        await door.store([arrival(2)])
    assert full.value.retry_after == 1
    assert await kinds(db) == {"message": 300}
    seconds.now += 1
    assert await door.store([arrival(2)]) == 1


async def test_a_backlog_has_an_end(door: Door, db: Database, seconds: Seconds) -> None:
    """When the workers are behind, more is refused; once they have caught up, all is taken again."""
    for n in range(210):
        if n % 50 == 0:
            seconds.now += 1
        with_room = n <= 200
        if not with_room:
            with pytest.raises(FullError):
                await door.store([arrival(n, f"a{n}")])
            continue
        await door.store([arrival(n, f"a{n}")])
    async with db.transaction() as tx:
        await tx.execute(update(inbox).values(status="done"))
    seconds.now += 1
    assert await door.store([arrival(500)]) == 1


async def test_bytes_that_nobody_can_read_are_parked(door: Door, db: Database, house: House) -> None:
    """Sealed, in nobody's queue, once however often they come, and only so many of them."""
    assert await door.park(channel="web", raw=b"\xff{")
    assert not await door.park(channel="web", raw=b"\xff{")
    assert not await house.turns.one_turn()
    async with db.transaction() as tx:
        row = (await tx.execute(select(inbox))).one()
        assert (row.status, row.conversation) == ("parked", None)
        assert b"\xff{" not in row.raw
        await tx.execute(
            text(
                "insert into inbox (channel, ext_id, raw, status, finished_at)"
                " select 'web', 'p' || n, 'x', 'parked', now() from generate_series(1, 499) n"
            )
        )
    assert not await door.park(channel="web", raw=b"another")
    assert await door.park(channel="telegram", raw=b"another")


async def test_a_notice_is_handled_like_any_message_and_brings_no_other(door: Door, house: House) -> None:
    """The row of a flood is one turn of its kind; the turn stores nothing new at the door."""
    for n in range(30):
        await door.store([arrival(n)])
    assert await house.think() == 21
    assert await kinds(house.db) == {"message": 20, "too_fast": 1}


async def test_a_locked_table_is_an_answer_in_time(door: Door, db: Database) -> None:
    """When the database does not answer, nothing is acknowledged; the repeat is stored (F06)."""
    async with db.transaction() as tx:
        await tx.execute(text("lock table inbox in access exclusive mode"))
        async with asyncio.timeout(LONG):
            with pytest.raises(UnavailableError):
                await door.store([arrival(1)])
    assert await door.store([arrival(1)]) == 1


async def test_two_connections_serve_two_hundred_posts(address: str, sealer: Sealer) -> None:
    """With a small pool nothing hangs: each post is stored or refused, and what was acknowledged is there (F07)."""
    from storage.db import Database as Small  # noqa: PLC0415 - the class, not only its type

    small = Small(address, pool_size=2)
    try:
        door = Door(small, sealer)
        found = await asyncio.gather(*(door.store([arrival(1, f"a{n}")]) for n in range(200)), return_exceptions=True)
        async with small.transaction() as tx:
            there = int(await tx.scalar(select(func.count()).select_from(inbox)) or 0)
            people = int(await tx.scalar(select(func.count()).select_from(conversation)) or 0)
    finally:
        await small.close()
    acknowledged = sum(each == 1 for each in found)
    assert all(each == 1 or isinstance(each, UnavailableError) for each in found)
    assert acknowledged <= there == people
