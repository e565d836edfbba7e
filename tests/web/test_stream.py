"""Bubbles reach the page as they are sent, each once, also after a lost connection."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from aiohttp.test_utils import TestClient, TestServer

from bot.web.parts import HUB
from bot.web.server import make_app
from bot.web.stream import MOST_OF_ONE
from tests.web.stage import BROWSER, bubble

if TYPE_CHECKING:
    from aiohttp import ClientResponse

    from tests.web.stage import Client, Stage

START = {"id": "client-0001", "kind": "start"}


async def next_bubble(stream: ClientResponse) -> tuple[int, str]:
    """The id and text of the next event, comments left out."""
    number = 0
    async with asyncio.timeout(20):
        async for raw in stream.content:
            name, _, value = raw.decode().rstrip("\n").partition(": ")
            if name == "id":
                number = int(value)
            if name == "data":
                return number, json.loads(value)["text"]
    raise AssertionError("the stream has ended")


async def test_a_bubble_arrives_when_it_is_sent(client: Client, played: Stage) -> None:
    """The database wakes the open page; the order is the order of sending."""
    await client.get("/")
    async with client.get("/chat/events") as stream:
        assert stream.headers["Content-Type"].startswith("text/event-stream")
        await client.post("/chat/messages", json=START)
        await played.answer(bubble("một"), bubble("hai"))
        first, second = await next_bubble(stream), await next_bubble(stream)
    assert (first[1], second[1]) == ("một", "hai")
    assert first[0] < second[0]


async def test_what_was_missed_comes_after_reconnecting(client: Client, played: Stage) -> None:
    """Last-Event-ID brings the rest and nothing twice; without it, `after` in the address does."""
    await client.get("/")
    await client.post("/chat/messages", json=START)
    await played.answer(bubble("một"), bubble("hai"), bubble("ba"))
    async with client.get("/chat/events?after=0") as stream:
        first, _ = await next_bubble(stream)
    async with client.get("/chat/events?after=0", headers={"Last-Event-ID": str(first)}) as stream:
        second, text = await next_bubble(stream)
        assert text == "hai"
    async with client.get(f"/chat/events?after={second}") as stream:
        assert (await next_bubble(stream))[1] == "ba"
    async with client.get("/chat/events?after=; drop table") as stream:
        assert (await next_bubble(stream))[1] == "một"


async def test_bubbles_of_others_never_arrive(client: Client, played: Stage) -> None:
    """Two browsers, two conversations; each hears its own."""
    await client.get("/")
    await client.post("/chat/messages", json=START)
    await played.answer(bubble("của người khác"))
    client.session.cookie_jar.clear()
    await client.get("/")
    async with client.get("/chat/events") as stream:
        await client.post("/chat/messages", json=START)
        await played.answer(bubble("của mình"))
        assert (await next_bubble(stream))[1] == "của mình"


async def test_streams_end_when_the_server_stops(played: Stage) -> None:
    """Stopping does not wait for open pages; they come back to the next process by themselves."""
    app = make_app(played.parts)
    async with TestClient(TestServer(app), headers=BROWSER) as client:
        await client.get("/")
        async with client.get("/chat/events") as stream:
            await stream.content.readline()
            await app.shutdown()
            async with asyncio.timeout(20):
                assert b"data:" not in await stream.read()
        assert (await client.get("/chat/events")).status == 503


async def test_one_browser_cannot_take_all_streams(client: Client) -> None:
    """A ninth open page of one chat is asked to come back later."""
    await client.get("/")
    streams = [await client.get("/chat/events") for _ in range(MOST_OF_ONE)]
    more = await client.get("/chat/events")
    assert more.status == 503
    assert more.headers["Retry-After"]
    for stream in streams:
        stream.close()


async def test_a_closed_page_is_forgotten(played: Stage) -> None:
    """The hub keeps nothing of a page that went away, once it has something to say to it."""
    app = make_app(played.parts)
    async with TestClient(TestServer(app), headers=BROWSER) as client:
        await client.get("/")
        async with client.get("/chat/events") as stream:
            await stream.content.readline()
            assert app[HUB].open == 1
        await client.post("/chat/messages", json=START)
        await played.answer(bubble("một"))
        async with asyncio.timeout(40):
            while app[HUB].open:  # noqa: ASYNC110 - the hub has no event for a page that leaves
                await asyncio.sleep(0.01)
