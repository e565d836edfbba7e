"""One who crowds the pages shuts them for nobody else (T29, T30)."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import func, select, text

from bot.door import Arrival, Door, FullError
from bot.networks import networks
from bot.web.limits import Buckets, Pace, Places
from bot.web.parts import LIMITS
from bot.web.server import make_app
from bot.web.share import Share
from storage.errors import UnavailableError
from storage.tables import inbox
from tests.web.stage import BROWSER, bubble

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from aiohttp import web

    from tests.web.stage import Client, Stage

HELLO = {"id": "client-0001", "kind": "text", "text": "em muốn đăng ký"}
JSON = {"Content-Type": "application/json"}


def from_address(address: str, number: int) -> dict[str, str]:
    """As a trusted proxy hands a request on, with a cookie that somebody has invented."""
    return {"X-Forwarded-For": address, "Cookie": f"chaovn={number:022d}"}


@asynccontextmanager
async def behind_proxy(played: Stage, door: Door | None = None) -> AsyncIterator[tuple[web.Application, Client]]:
    app = make_app(replace(played.parts, trusted_proxies=networks("127.0.0.0/8"), door=door))
    async with TestClient(TestServer(app), headers=BROWSER) as client:
        yield app, client


async def rows(played: Stage) -> int:
    async with played.db.transaction() as tx:
        return int(await tx.scalar(select(func.count()).select_from(inbox)) or 0)


async def test_invented_cookies_of_one_address_use_up_nothing_of_others(played: Stage) -> None:
    """Six hundred posts that are no message, each under another cookie: the address is told to wait, and somebody
    else is heard at once."""
    async with behind_proxy(played) as (_, client):
        statuses = set()
        for n in range(600):
            answer = await client.post("/chat/messages", data=b"{}", headers=from_address("198.51.100.1", n) | JSON)
            statuses.add(answer.status)
        assert statuses == {400, 429}
        for n in range(10):
            other = from_address("198.51.100.2", 1000 + n)
            assert (await client.post("/chat/messages", json=HELLO, headers=other)).status == 202


async def test_what_is_no_message_costs_nobody_anything(played: Stage) -> None:
    """Also from very many addresses: the measure of all is only for messages."""
    async with behind_proxy(played) as (app, client):
        app[LIMITS].all = Buckets(Pace(burst=3, per_second=0.001))
        for n in range(20):
            answer = await client.post("/chat/messages", data=b"{}", headers=from_address(f"198.51.100.{n}", n) | JSON)
            assert answer.status == 400
        statuses = [
            (await client.post("/chat/messages", json=HELLO, headers=from_address(f"203.0.113.{n}", 50 + n))).status
            for n in range(4)
        ]
        assert statuses == [202, 202, 202, 503]


async def test_one_address_sends_only_so_much(played: Stage) -> None:
    """Messages of one address have a measure over all their cookies; what is stored has an end."""
    async with behind_proxy(played) as (app, client):
        app[LIMITS].senders = Buckets(Pace(burst=4, per_second=0.001))
        statuses = []
        for n in range(8):
            answer = await client.post("/chat/messages", json=HELLO, headers=from_address("198.51.100.1", n))
            statuses.append(answer.status)
        assert statuses == [202] * 4 + [429] * 4
        assert int(answer.headers["Retry-After"]) >= 1
    assert await rows(played) == 4


def arrival(channel: str, number: int) -> Arrival:
    raw = json.dumps({"kind": "text", "text": "chào"}).encode()
    return Arrival(channel, f"{channel} {number}", "there", f"{channel}:{number}", raw)


async def test_a_backlog_of_the_page_is_its_own(played: Stage) -> None:
    """Behind on the page's messages, more of them get 503 with a time and leave no row; the networks are heard."""
    door = Door(played.db, played.sealer, most_waiting=20)
    async with behind_proxy(played, door) as (_, client):

        async def posted(n: int) -> int:
            answer = await client.post("/chat/messages", json=HELLO, headers=from_address(f"198.51.100.{n}", n))
            assert answer.status == 202 or int(answer.headers["Retry-After"]) >= 1
            return answer.status

        statuses = [await posted(n) for n in range(30)]
        assert statuses[:20] == [202] * 20
        assert statuses[-1] == 503
        stored = statuses.count(202)
        assert await rows(played) == stored
        for n in range(10):
            assert await door.store([arrival("telegram", n), arrival("zalo_oa", n)]) == 2


async def test_a_crowd_on_one_channel_shuts_no_other(played: Stage) -> None:
    """Too many at once, or too many that wait, on a network: the page is heard, and so is another network."""
    late = Door(played.db, played.sealer, most_waiting=20)
    for n in range(21):
        await late.store([arrival("telegram", n)])
    crowded = Door(played.db, played.sealer)
    for n in range(0, 300, 20):
        await crowded.store([arrival("telegram", 1000 + n + m) for m in range(20)])
    for number, door in enumerate((late, crowded)):
        with pytest.raises(FullError):
            await door.store([arrival("telegram", n) for n in range(2000, 2030)])
        for channel in ("web", "zalo_oa"):
            assert await door.store([arrival(channel, number)]) == 1


async def test_a_locked_table_is_an_answer_in_time(played: Stage) -> None:
    """When the database does not answer, the page is told to come back, and its message is stored then (F06)."""
    async with behind_proxy(played) as (_, client):
        mine = from_address("198.51.100.1", 1)
        async with played.db.transaction() as tx:
            await tx.execute(text("lock table conversation in access exclusive mode"))
            answer = await client.post("/chat/messages", json=HELLO, headers=mine)
            assert answer.status == 503
            assert answer.headers["Retry-After"]
        assert (await client.post("/chat/messages", json=HELLO, headers=mine)).status == 202


async def test_one_address_holds_a_few_streams_and_asks_then(played: Stage) -> None:
    """A hall's streams of one address; whoever gets none hears the same by asking, and another address gets one."""
    async with behind_proxy(played) as (app, client):
        app[LIMITS].streams = Places(20)
        streams = [await client.get("/chat/events", headers=from_address("198.51.100.1", n)) for n in range(24)]
        assert [s.status for s in streams] == [200] * 20 + [503] * 4
        mine = from_address("198.51.100.1", 23)
        assert await (await client.get("/chat/history?after=0", headers=mine)).json() == {"news": []}
        await client.post("/chat/messages", json=HELLO, headers=mine)
        await played.answer(bubble("một"), bubble("hai"))
        news = (await (await client.get("/chat/history?after=0", headers=mine)).json())["news"]
        assert [each["bubble"]["text"] for each in news] == ["một", "hai"]
        later = await client.get(f"/chat/history?after={news[0]['id']}", headers=mine)
        assert (await later.json())["news"] == news[1:]
        other = from_address("198.51.100.1", 5)
        assert await (await client.get("/chat/history?after=0", headers=other)).json() == {"news": []}
        elsewhere = await client.get("/chat/events", headers=from_address("198.51.100.2", 99))
        assert elsewhere.status == 200
        for each in (*streams, elsewhere):
            each.close()


async def test_one_address_asks_only_so_often(played: Stage) -> None:
    """History and streams: beyond the measure 429 with a time, before the database is asked."""
    async with behind_proxy(played) as (app, client):
        app[LIMITS].looks = Buckets(Pace(burst=2, per_second=0.001))
        mine = from_address("198.51.100.1", 1)
        assert (await client.get("/chat/history", headers=mine)).status == 200
        assert (await client.get("/chat/history?after=0", headers=mine)).status == 200
        assert (await client.get("/chat/history", headers=mine)).status == 429
        assert (await client.get("/chat/events", headers=mine)).status == 429
        assert (await client.get("/chat/history", headers=from_address("198.51.100.2", 1))).status == 200


async def test_pages_leave_the_workers_their_connections(played: Stage) -> None:
    """Visitors get their share of the connections and stand in line for it, for a while."""
    share = Share(played.db, most=2)
    held, go = asyncio.Semaphore(0), asyncio.Event()

    async def visit() -> None:
        async with share.transaction(patience=None):
            held.release()
            await go.wait()

    async with asyncio.TaskGroup() as group:
        for _ in range(30):
            group.create_task(visit())
        await held.acquire()
        await held.acquire()
        with pytest.raises(UnavailableError):
            async with share.transaction(patience=0.05):
                pass
        async with played.db.transaction() as tx:
            assert await tx.scalar(select(1)) == 1
        assert held.locked()
        go.set()
    async with share.transaction():
        pass
