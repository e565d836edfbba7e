"""The token pair: one refresher at a time, saved before it is used, lost only where nothing could have saved it."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import structlog
from sqlalchemy import text as sql

from bot.channels.zalo_oa.oauth import RefusedError
from bot.channels.zalo_oa.tokens import DEAD_FOR
from storage.db import Database
from storage.sealing import Sealer
from tests.channels.zalo_oa.token_server import Zalo, process, stored
from tests.conftest import NOW

if TYPE_CHECKING:
    from tests.storage.fakes import Clock


async def test_the_first_token_comes_from_the_setting_and_the_rest_from_the_database(
    zalo: Zalo, db: Database, sealer: Sealer, clock: Clock
) -> None:
    """The operator's token is spent once; a process that starts later finds the pair and asks nobody."""
    assert await process(zalo, db, sealer, clock).access() == "A1"
    assert await process(zalo, db, sealer, clock).access() == "A1"
    assert zalo.calls == 1
    held = await stored(db, sealer)
    assert (held.access, held.refresh) == ("A1", "R1")
    assert held.access_until == NOW + timedelta(hours=25)
    assert held.refresh_until == NOW + timedelta(days=90)


async def test_the_pair_is_sealed_at_rest(zalo: Zalo, db: Database, sealer: Sealer, clock: Clock) -> None:
    """No column holds a token in the clear, and another key opens none; then the setting's token is tried."""
    await process(zalo, db, sealer, clock).access()
    async with db.transaction() as tx:
        row = (await tx.execute(sql("select * from zalo_token"))).one()
    assert not any(word in str(tuple(row)) for word in ("A1", "R1", "R0"))
    other = Sealer.of("another secret, as long as it has to be, but not the same")
    with pytest.raises(RefusedError, match="-14014"):
        await process(zalo, db, other, clock).access()


async def test_two_workers_never_refresh_at_once(
    zalo: Zalo, address: str, db: Database, sealer: Sealer, clock: Clock
) -> None:
    """Two processes and twenty sends at the end of a token's life: one call, and everybody has the new token."""
    await process(zalo, db, sealer, clock).access()
    clock.move(hours=25)
    other_db = Database(address)
    try:
        workers = [process(zalo, each, sealer, clock) for each in (db, other_db)]
        zalo.hold_until_another_wants(db)
        found = await asyncio.gather(*(worker.access() for worker in workers * 10))
    finally:
        await other_db.close()
    assert set(found) == {"A2"}
    assert zalo.calls == 2


async def test_the_first_refresh_of_all_happens_once_too(
    zalo: Zalo, address: str, db: Database, sealer: Sealer, clock: Clock
) -> None:
    """Before there is a row to lock, the lock holds all the same."""
    other_db = Database(address)
    try:
        workers = [process(zalo, each, sealer, clock) for each in (db, other_db)]
        zalo.hold_until_another_wants(db)
        assert set(await asyncio.gather(*(worker.access() for worker in workers))) == {"A1"}
    finally:
        await other_db.close()
    assert zalo.calls == 1


async def test_a_refused_token_is_replaced_by_whichever_is_newer(
    zalo: Zalo, db: Database, sealer: Sealer, clock: Clock
) -> None:
    """Another worker may have refreshed already: then its token is taken, and Zalo is not asked."""
    one, two = process(zalo, db, sealer, clock), process(zalo, db, sealer, clock)
    assert await one.access() == await two.access() == "A1"
    clock.move(hours=1)
    assert await one.instead_of("A1") == "A2"
    assert await two.access() == "A1"
    assert await two.instead_of("A1") == "A2"
    assert zalo.calls == 2
    with pytest.raises(RefusedError):
        await two.instead_of("A2")
    assert zalo.calls == 2


async def test_a_crash_after_the_commit_loses_nothing(zalo: Zalo, db: Database, sealer: Sealer, clock: Clock) -> None:
    """Whoever has a token can find it in the database: a process that starts next uses it without a refresh."""
    await process(zalo, db, sealer, clock).access()
    clock.move(hours=25)
    assert await process(zalo, db, sealer, clock).access() == (await stored(db, sealer)).access == "A2"
    assert await process(zalo, db, sealer, clock).access() == "A2"
    assert zalo.calls == 2


async def test_a_database_that_breaks_between_answer_and_commit_loses_nothing(
    zalo: Zalo, db: Database, sealer: Sealer, clock: Clock
) -> None:
    """While the process lives it keeps the pair that Zalo gave, and saves it as soon as it can."""
    tokens = process(zalo, db, sealer, clock)
    await tokens.access()
    clock.move(hours=25)

    async def break_it() -> None:
        async with db.transaction() as tx:
            await tx.execute(
                sql(
                    "select pg_terminate_backend(pid) from pg_stat_activity"
                    " where pid <> pg_backend_pid() and state = 'idle in transaction'"
                )
            )

    zalo.before_answer = break_it
    assert await tokens.access() == "A2"
    assert (await stored(db, sealer)).refresh == "R2"
    assert zalo.calls == 2


async def test_a_crash_between_answer_and_commit_is_named_and_healed_by_a_new_token(
    zalo: Zalo, db: Database, sealer: Sealer, clock: Clock
) -> None:
    """Nothing can save that pair. The next refresh says so, asks Zalo once an hour, and a new setting mends it."""
    await process(zalo, db, sealer, clock).access()
    clock.move(hours=25)
    zalo.good = {"R-of-a-process-that-died"}
    tokens = process(zalo, db, sealer, clock)
    for _ in range(5):
        with pytest.raises(RefusedError):
            await tokens.access()
    assert zalo.calls == 2
    clock.now += DEAD_FOR
    with pytest.raises(RefusedError, match="-14014"):
        await tokens.access()
    assert zalo.calls == 3
    zalo.good.add("R-new")
    assert await process(zalo, db, sealer, clock, refresh="R-new").access() == "A2"
    assert await process(zalo, db, sealer, clock, refresh="R-new").access() == "A2"
    assert zalo.calls == 4


async def test_a_new_setting_is_adopted_once_and_a_spent_one_breaks_nothing(
    zalo: Zalo, db: Database, sealer: Sealer, clock: Clock
) -> None:
    """A changed token in the settings begins a new line; one that Zalo refuses leaves the old pair at work."""
    await process(zalo, db, sealer, clock).access()
    zalo.good.add("R-new")
    assert await process(zalo, db, sealer, clock, refresh="R-new").access() == "A2"
    assert (await stored(db, sealer)).refresh == "R2"
    with structlog.testing.capture_logs() as lines:
        old = process(zalo, db, sealer, clock, refresh="R0")
        assert await old.access() == "A2"
        assert await old.access() == "A2"
    assert [line["event"] for line in lines] == ["zalo refresh token of the settings refused"]
    assert zalo.calls == 3


async def test_a_cancelled_send_does_not_lose_the_answer(
    zalo: Zalo, db: Database, sealer: Sealer, clock: Clock
) -> None:
    """The send that needed the token is given up in the middle of the refresh; the refresh is finished and saved."""
    tokens = process(zalo, db, sealer, clock)
    asked, go = asyncio.Event(), asyncio.Event()

    async def wait() -> None:
        asked.set()
        await go.wait()

    zalo.before_answer = wait
    send = asyncio.create_task(tokens.access())
    await asked.wait()
    send.cancel()
    with pytest.raises(asyncio.CancelledError):
        await send
    go.set()
    tokens.stop()
    await tokens.run()
    assert (await stored(db, sealer)).refresh == "R1"
