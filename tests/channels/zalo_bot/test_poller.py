"""Long polling: one poller at a time, every update stored before the next poll, none twice."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
import structlog
from aiohttp import web
from sqlalchemy import text as sql

from bot.channels.zalo_bot.api import BotApi
from bot.channels.zalo_bot.poller import ZaloBotPoller
from bot.door import Door
from tests.channels.far_end import FarEnd, far_end
from tests.channels.zalo_bot.test_sending import TOKEN
from tests.channels.zalo_bot.test_updates import update
from tests.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from storage.db import Database
    from storage.sealing import Sealer
    from tests.channels.far_end import Asked

POLL, INFO = f"/bot{TOKEN}/getUpdates", f"/bot{TOKEN}/getWebhookInfo"
IDLE = {"ok": False, "error_code": 408, "description": "Request timeout"}


class Zalo:
    """`getUpdates` as Zalo runs it: one object, the last one again until there is another, 408 when idle."""

    def __init__(self, end: FarEnd) -> None:
        self.end = end
        self.updates: list[Any] = []
        self.polls = 0
        end.say(INFO, {"ok": False, "error_code": 404, "description": "Not Found"}, status=404)
        end.answers[POLL] = self.poll

    async def poll(self, asked: Asked) -> web.StreamResponse:
        assert asked.json == {"timeout": 30}
        self.polls += 1
        if not self.updates:
            await asyncio.sleep(0.01)
            return web.json_response(IDLE, status=408)
        found = self.updates.pop(0) if len(self.updates) > 1 else self.updates[0]
        return web.json_response({"ok": True, "result": found})


@pytest.fixture
async def zalo() -> AsyncIterator[Zalo]:
    async with far_end() as end:
        yield Zalo(end)


def poller_of(zalo: Zalo, db: Database, sealer: Sealer) -> ZaloBotPoller:
    api = BotApi(zalo.end.session, base_url=f"{zalo.end.url}/bot", token=TOKEN)
    return ZaloBotPoller(api, Door(db, sealer), db, floor=0.02, look_again=0.05)


@asynccontextmanager
async def running(poller: ZaloBotPoller) -> AsyncIterator[None]:
    task = asyncio.create_task(poller.run())
    try:
        yield
    finally:
        poller.stop()
        await task


async def stored(db: Database) -> list[str]:
    async with db.transaction() as tx:
        return list(await tx.scalars(sql("select ext_id from inbox order by id")))


async def test_updates_are_stored_in_order_and_replays_are_not(zalo: Zalo, db: Database, sealer: Sealer) -> None:
    """One object or a list, the last one again and again: each message once."""
    wanted = [update("text", n, text=str(n)) for n in range(5)]
    zalo.updates = [wanted[0], wanted[0], [wanted[1], wanted[2]], wanted[3], wanted[4]]
    poller = poller_of(zalo, db, sealer)
    async with running(poller):
        await eventually(lambda: zalo.polls > 8)
    assert await stored(db) == [each["message"]["message_id"] for each in wanted]
    assert poller.counts["repeated"] >= 2


async def test_one_broken_update_among_good_ones_is_dropped(zalo: Zalo, db: Database, sealer: Sealer) -> None:
    """Whatever is in a batch, the rest of it is stored, and the polling goes on (trust.md F15)."""
    good = [update("text", n, text="x", sender=f"person{n}") for n in range(99)]
    broken: list[Any] = [{"event_name": "message.text.received", "message": [1]}, 5, None, {}]
    zalo.updates = [[*good[:50], *broken, *good[50:]], "rubbish", {}, update("text", 99, text="x")]
    async with running(poller_of(zalo, db, sealer)):
        await eventually(lambda: zalo.polls > 5)
    assert len(await stored(db)) == 100


async def test_idleness_and_faults_end_nothing(zalo: Zalo, db: Database, sealer: Sealer) -> None:
    """408 is how nothing sounds; after errors and rubbish the polling goes on."""
    poller = poller_of(zalo, db, sealer)
    async with running(poller):
        await eventually(lambda: zalo.polls > 3)
        zalo.end.say(POLL, "<html>", status=502)
        await eventually(lambda: len(zalo.end.to(POLL)) > zalo.polls)
        zalo.end.answers[POLL] = zalo.poll
        zalo.updates = [update("text", 1, text="x")]
        await eventually(lambda: poller.counts["stored"] == 1)


async def test_what_was_given_is_stored_before_the_next_is_asked_for(zalo: Zalo, db: Database, sealer: Sealer) -> None:
    """While the database refuses, no poll goes out; the update waits in memory and is stored at last."""
    async with db.transaction() as tx:
        await tx.execute(sql("alter table inbox rename to inbox_away"))
    zalo.updates = [update("text", 1, text="x"), update("text", 2, text="x")]
    poller = poller_of(zalo, db, sealer)
    with structlog.testing.capture_logs() as lines:
        async with running(poller):
            await eventually(lambda: [line["event"] for line in lines].count("update not stored yet") > 2)
            assert zalo.polls == 1
            async with db.transaction() as tx:
                await tx.execute(sql("alter table inbox_away rename to inbox"))
            await eventually(lambda: poller.counts["stored"] == 2)
    assert len(await stored(db)) == 2


async def test_one_polls_and_the_other_waits_its_turn(zalo: Zalo, db: Database, sealer: Sealer) -> None:
    """The second says so and begins when the first ends (trust.md F25)."""
    first, second = poller_of(zalo, db, sealer), poller_of(zalo, db, sealer)
    with structlog.testing.capture_logs() as lines:
        async with running(first):
            await eventually(lambda: zalo.polls > 0)
            async with running(second):
                await eventually(lambda: "another process polls" in str(lines))
                zalo.updates = [update("text", 1, text="x")]
                await eventually(lambda: first.counts["stored"] == 1)
                assert not second.counts
                first.stop()
                await eventually(lambda: second.counts["repeated"] > 0)
    assert len(await stored(db)) == 1


async def test_a_webhook_or_a_refused_token_is_said_and_waited_for(zalo: Zalo, db: Database, sealer: Sealer) -> None:
    """Nothing is polled and nothing ends; once it is mended the polling begins, without a word of the token."""
    zalo.end.say(INFO, {"ok": True, "result": {"url": "https://bot.example.vn/webhooks/zalo-bot", "updated_at": 1}})
    with structlog.testing.capture_logs() as lines:
        async with running(poller_of(zalo, db, sealer)):
            await eventually(lambda: "chaovn webhook delete zalo_bot" in str(lines))
            zalo.end.say(INFO, {"ok": False, "error_code": 401, "description": "Unauthorized"})
            await eventually(lambda: "token refused" in str(lines))
            assert zalo.polls == 0
            zalo.end.say(INFO, {"ok": True, "result": {"url": "", "updated_at": 1}})
            await eventually(lambda: zalo.polls > 0)
            zalo.end.say(POLL, {"ok": False, "error_code": 401, "description": "Unauthorized"}, status=401)
            await eventually(lambda: str(lines).count("token refused") == 2)
    assert TOKEN.partition(":")[2] not in str(lines)


async def test_a_poll_that_waits_does_not_hold_up_the_end(zalo: Zalo, db: Database, sealer: Sealer) -> None:
    """Stopping does not wait for Zalo's thirty seconds."""
    waiting = asyncio.Event()

    async def wait(_: Asked) -> web.StreamResponse:
        waiting.set()
        await asyncio.Event().wait()
        raise AssertionError

    zalo.end.answers[POLL] = wait
    async with asyncio.timeout(20):
        async with running(poller_of(zalo, db, sealer)):
            await waiting.wait()
