"""Storing and claiming messages."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import text

from flows.types import State
from storage import conversations, inbox
from tests.conftest import NOW
from tests.waiting import LONG

if TYPE_CHECKING:
    from storage.db import Database
    from storage.sealing import Sealer


async def opened(db: Database, sealer: Sealer, account: str = "an", channel: str = "web") -> int:
    async with db.transaction() as tx:
        return await conversations.open_for(
            tx, channel=channel, account=account, address=f"to {account}", sealer=sealer
        )


async def put(db: Database, sealer: Sealer, conversation: int, ext_id: str, alt_id: str | None = None) -> bool:
    async with db.transaction() as tx:
        return await inbox.put(
            tx,
            conversation=conversation,
            channel="web",
            ext_id=ext_id,
            raw=ext_id.encode(),
            sealer=sealer,
            alt_id=alt_id,
        )


async def test_an_account_has_one_conversation_on_each_channel(db: Database, sealer: Sealer) -> None:
    """The same account comes back to its conversation; another account or channel has another one."""
    first = await opened(db, sealer)
    assert await opened(db, sealer) == first
    assert await opened(db, sealer, "binh") != first
    assert await opened(db, sealer, channel="telegram") != first


async def test_a_repeat_is_stored_once(db: Database, sealer: Sealer) -> None:
    """A message is known by the network's id, and by its second name when the first one changed."""
    number = await opened(db, sealer)
    assert await put(db, sealer, number, "1", alt_id="chat:9")
    assert not await put(db, sealer, number, "1", alt_id="chat:9")
    assert not await put(db, sealer, number, "2", alt_id="chat:9")
    assert await put(db, sealer, number, "3", alt_id="chat:10")
    async with db.transaction() as tx:
        assert await inbox.backlog(tx) == 2


async def test_bytes_that_no_text_column_takes_are_kept(db: Database, sealer: Sealer) -> None:
    """NUL and broken UTF-8 come back as they were sent."""
    number, raw = await opened(db, sealer), b'{"text": "\x00\xed\xa0\x80"}'
    async with db.transaction() as tx:
        await inbox.put(tx, conversation=number, channel="web", ext_id="x", raw=raw, sealer=sealer)
        news = await inbox.oldest(tx, conversation=number, now=NOW)
        assert news is not None
        assert inbox.raw_of(news, sealer=sealer) == raw


async def test_a_locked_conversation_is_stepped_over(db: Database, sealer: Sealer) -> None:
    """Two workers never hold one conversation, and the second takes the next one instead of waiting."""
    first, second = await opened(db, sealer, "an"), await opened(db, sealer, "binh")
    for ext_id, number in (("1", first), ("2", first), ("3", second)):
        await put(db, sealer, number, ext_id)
    async with db.transaction() as one, db.transaction() as two, db.transaction() as three:
        a = await conversations.claim(one, now=NOW)
        b = await conversations.claim(two, now=NOW)
        assert a is not None
        assert b is not None
        assert (a.id, b.id) == (first, second)
        assert await conversations.claim(three, now=NOW) is None


async def test_a_message_is_stored_while_its_conversation_is_at_work(db: Database, sealer: Sealer) -> None:
    """Whoever receives never waits for a turn: not for a slow one, not for a worker that stands still."""
    number = await opened(db, sealer)
    await put(db, sealer, number, "1")
    async with db.transaction() as turn:
        assert await conversations.claim(turn, now=NOW) is not None
        async with asyncio.timeout(LONG):
            assert await put(db, sealer, number, "2")


async def test_claiming_reads_each_waiting_row_a_few_times_at_most(db: Database, sealer: Sealer) -> None:
    """A long queue costs its length, never its square."""
    numbers = [await opened(db, sealer, f"a{n}") for n in range(3)]
    async with db.transaction() as tx:
        for n in range(900):
            await inbox.put(tx, conversation=numbers[n % 3], channel="web", ext_id=str(n), raw=b"x", sealer=sealer)
    async with db.transaction() as tx:
        assert await conversations.claim(tx, now=NOW) is not None
        read = await tx.scalar(
            text("select sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) from pg_stat_xact_user_tables")
        )
    assert 0 < read < 5 * 900


async def test_a_waiting_message_holds_back_the_later_ones(db: Database, sealer: Sealer) -> None:
    """While the oldest message waits for its next attempt, nothing of that conversation is claimed."""
    number = await opened(db, sealer)
    await put(db, sealer, number, "1")
    await put(db, sealer, number, "2")
    async with db.transaction() as tx:
        news = await inbox.oldest(tx, conversation=number, now=NOW)
        assert news is not None
        assert not await inbox.failed(tx, id=news.id, now=NOW)
        assert await conversations.claim(tx, now=NOW) is None
        later = NOW + inbox.PAUSES[0]
        assert await conversations.claim(tx, now=later) is not None


async def test_the_fifth_failure_parks_a_message(db: Database, sealer: Sealer) -> None:
    """Four pauses of 1, 5, 20 and 60 s, then it is set aside and the next message is the oldest."""
    number, now = await opened(db, sealer), NOW
    await put(db, sealer, number, "1")
    await put(db, sealer, number, "2")
    async with db.transaction() as tx:
        for pause in (1, 5, 20, 60):
            news = await inbox.oldest(tx, conversation=number, now=now)
            assert news is not None
            assert news.ext_id == "1"
            assert not await inbox.failed(tx, id=news.id, now=now)
            assert await inbox.oldest(tx, conversation=number, now=now + timedelta(seconds=pause - 0.1)) is None
            now += timedelta(seconds=pause)
        news = await inbox.oldest(tx, conversation=number, now=now)
        assert news is not None
        assert await inbox.failed(tx, id=news.id, now=now)
        following = await inbox.oldest(tx, conversation=number, now=now)
        assert following is not None
        assert following.ext_id == "2"


async def test_a_timer_that_ran_out_comes_through_the_inbox(db: Database, sealer: Sealer) -> None:
    """A conversation whose time has come gets one row of kind `elapsed`, and only one."""
    number = await opened(db, sealer)
    await put(db, sealer, number, "1")
    async with db.transaction() as tx:
        claimed = await conversations.claim(tx, now=NOW)
        assert claimed is not None
        await inbox.done(tx, id=1, now=NOW)
        await conversations.save(tx, claimed=claimed, state=State(), wake_at=NOW, stopped=False, now=NOW, sealer=sealer)
    async with db.transaction() as tx:
        assert await conversations.wake_due(tx, now=NOW - timedelta(seconds=1)) == 0
        assert await conversations.wake_due(tx, now=NOW) == 1
        assert await conversations.wake_due(tx, now=NOW) == 0
        news = await inbox.oldest(tx, conversation=number, now=NOW)
        assert news is not None
        assert news.kind == "elapsed"
