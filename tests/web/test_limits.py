"""How much one address may take, whose word about addresses is believed, and under which names pages answer."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer, make_mocked_request
from sqlalchemy import func, select, update

from bot.errors import SettingsError
from bot.networks import networks
from bot.settings import load
from bot.web.addresses import address_of
from bot.web.body import read_body
from bot.web.limits import Buckets, Pace, Places
from bot.web.parts import LIMITS, PARTS
from bot.web.server import make_app
from storage import switches
from storage.tables import conversation, outbox
from tests.web.stage import BROWSER, bubble, stage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from storage.db import Database
    from storage.sealing import Sealer
    from tests.web.stage import Client, Stage

HELLO = {"id": "client-0001", "kind": "text", "text": "em muốn đăng ký"}


def invented(number: int) -> dict[str, str]:
    """A cookie that looks like one of ours."""
    return {"Cookie": f"chaovn={number:022d}"}


async def conversations_of(played: Stage) -> int:
    async with played.db.transaction() as tx:
        return int(await tx.scalar(select(func.count()).select_from(conversation)) or 0)


@asynccontextmanager
async def opened(played: Stage) -> AsyncIterator[Client]:
    async with TestClient(TestServer(make_app(played.parts)), headers=BROWSER) as client:
        yield client


async def test_an_invented_cookie_opens_a_chat_only_so_often(played: Stage) -> None:
    """Beyond the measure of one address: 429, and no row; a chat that exists goes on (a known gap, closed)."""
    app = make_app(played.parts)
    app[LIMITS].new_chats = Buckets(Pace(burst=3, per_second=0.001))
    async with TestClient(TestServer(app), headers=BROWSER) as client:
        answers = [await client.post("/chat/messages", json=HELLO, headers=invented(n)) for n in range(5)]
        assert [a.status for a in answers] == [202, 202, 202, 429, 429]
        assert int(answers[-1].headers["Retry-After"]) >= 1
        assert (await client.get("/chat/events", headers=invented(9))).status == 429
        assert (
            await client.post("/chat/messages", json=HELLO | {"id": "client-02"}, headers=invented(1))
        ).status == 202
    assert await conversations_of(played) == 3


async def test_looking_opens_no_chat(client: Client, played: Stage) -> None:
    """Whoever only reads leaves no row behind, whatever cookie they come with."""
    answer = await client.get("/chat/history", headers=invented(1))
    assert await answer.json() == {"items": [], "last": 0, "waiting": False}
    assert await conversations_of(played) == 0


async def test_one_address_holds_only_so_many_streams(played: Stage) -> None:
    """Streams under invented cookies have an end."""
    app = make_app(played.parts)
    app[LIMITS].streams = Places(2)
    async with TestClient(TestServer(app), headers=BROWSER) as client:
        streams = [await client.get("/chat/events", headers=invented(n)) for n in range(2)]
        assert [s.status for s in streams] == [200, 200]
        refused = await client.get("/chat/events", headers=invented(3))
        assert refused.status == 503
        assert refused.headers["Retry-After"]


def test_a_place_is_given_back() -> None:
    """Nothing is remembered of whoever left, and a refusal takes nothing."""
    places = Places(1)
    with places.one("a") as first:
        assert first
        with places.one("a") as second:
            assert not second
        with places.one("b") as other:
            assert other
        with places.one("a") as third:
            assert not third
    with places.one("a") as again:
        assert again
    assert places._taken == {}


@pytest.mark.parametrize(
    ("peer", "forwarded", "trusted", "found"),
    [
        ("203.0.113.9", None, "", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "", "203.0.113.9"),
        ("10.0.0.1", "198.51.100.1", "10.0.0.0/8", "198.51.100.1"),
        ("10.0.0.1", "6.6.6.6, 198.51.100.1", "10.0.0.0/8", "198.51.100.1"),
        ("10.0.0.1", "198.51.100.1, 10.0.0.2", "10.0.0.0/8", "198.51.100.1"),
        ("10.0.0.1", "6.6.6.6, rubbish", "10.0.0.0/8", "10.0.0.1"),
        ("10.0.0.1", None, "10.0.0.0/8", "10.0.0.1"),
        ("::ffff:10.0.0.1", "198.51.100.1", "10.0.0.0/8", "198.51.100.1"),
        ("2001:db8:1:2:3:4:5:6", None, "", "2001:db8:1:2::/64"),
        ("fd00::1", "2001:db8:1:2::9", "fd00::/8", "2001:db8:1:2::/64"),
        ("", "198.51.100.1", "0.0.0.0/0", "unknown"),
    ],
)
def test_only_trusted_proxies_are_believed(
    played: Stage, peer: str, forwarded: str | None, trusted: str, found: str
) -> None:
    """What stands left of the first address that is no trusted proxy may have been written by anybody."""
    app = web.Application()
    app[PARTS] = replace(played.parts, trusted_proxies=networks(trusted))
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    request = make_mocked_request("GET", "/", headers=headers, app=app).clone(remote=peer)
    assert address_of(request) == found


def test_a_wrong_list_of_proxies_stops_the_start() -> None:
    """Its name and its form are said."""
    assert load({"CHAOVN_TRUSTED_PROXIES": "127.0.0.1, 10.0.0.0/8"}, env_file=None).trusted_proxies is not None
    with pytest.raises(SettingsError, match=r"CHAOVN_TRUSTED_PROXIES.*10\.0\.0\.0/8"):
        load({"CHAOVN_TRUSTED_PROXIES": "my proxy"}, env_file=None)


@pytest.mark.parametrize(
    ("host", "path", "status"),
    [
        ("chao.example.vn", "/", 200),
        ("chao.example.vn:8443", "/", 200),
        ("CHAO.example.vn", "/", 200),
        ("localhost:8080", "/", 200),
        ("127.0.0.1", "/", 200),
        ("[::1]:8080", "/", 200),
        ("evil.example", "/", 421),
        ("chao.example.vn.evil.example", "/", 421),
        ("10.1.2.3:8080", "/", 421),
        ("", "/", 421),
        ("10.1.2.3:8080", "/health/live", 200),
        ("10.1.2.3:8080", "/metrics", 200),
    ],
)
async def test_pages_answer_under_their_own_names(
    db: Database, sealer: Sealer, host: str, path: str, status: int
) -> None:
    """With a public address a strange Host gets 421: no page under another's name. Probes come as they like."""
    async with opened(stage(db, sealer, public_url="https://chao.example.vn")) as client:
        assert (await client.get(path, headers={"Host": host})).status == status


async def test_without_a_public_address_every_name_is_ours(played: Stage) -> None:
    """Somebody tries things out at home, from the next room."""
    async with opened(played) as client:
        assert (await client.get("/", headers={"Host": "192.168.1.5:8080"})).status == 200


async def test_a_body_has_a_cap_and_a_deadline() -> None:
    """Announced or in pieces, 64 KiB and no more, and not for ever (T05)."""

    async def take(request: web.Request) -> web.Response:
        return web.Response(text=str(len(await read_body(request, patience=0.3))))

    async def pieces(number: int, pause: float = 0) -> AsyncIterator[bytes]:
        for _ in range(number):
            yield b"x" * 1024
            await asyncio.sleep(pause)

    app = web.Application()
    app.router.add_post("/", take)
    async with TestClient(TestServer(app)) as client:
        assert await (await client.post("/", data=b"x" * 65536)).text() == "65536"
        assert await (await client.post("/", data=pieces(64))).text() == "65536"
        assert (await client.post("/", data=b"x" * 65537)).status == 413
        assert (await client.post("/", data=pieces(65))).status == 413
        assert (await client.post("/", data=pieces(3, pause=2))).status == 408


async def test_a_damaged_bubble_hides_no_other(client: Client, played: Stage) -> None:
    """One row that nobody can read again: history and stream show the rest."""
    await client.get("/")
    await client.post("/chat/messages", json=HELLO)
    await played.answer(bubble("một"), bubble("hai"))
    async with played.db.transaction() as tx:
        await tx.execute(update(outbox).where(outbox.c.id == 1).values(body=b"\x01\x00\x01damaged beyond repair"))
    past = await (await client.get("/chat/history")).json()
    assert [item.get("text") or item["bubble"]["text"] for item in past["items"]] == ["em muốn đăng ký", "hai"]
    async with client.get("/chat/events?after=0") as stream:
        async with asyncio.timeout(20):
            while not (line := await stream.content.readline()).startswith(b"data:"):
                assert line
    assert "hai" in line.decode()


async def test_health_and_figures_tell_of_every_channel(client: Client, played: Stage) -> None:
    """A channel that is off is seen by whoever watches, and makes nobody unready."""
    async with played.db.transaction() as tx:
        await switches.off(tx, channel="telegram", reason="thử", by="lan", now=played.parts.now())
    ready = await client.get("/health/ready")
    assert ready.status == 200
    assert (await ready.json())["channels"] == {"web": "on", "telegram": "off", "zalo_oa": "on", "zalo_bot": "on"}
    await client.get("/")
    await client.post("/chat/messages", json=HELLO)
    figures = await (await client.get("/metrics")).text()
    assert "chaovn_inbox_waiting 1.0" in figures
    assert 'chaovn_channel_state{channel="telegram",state="off"} 1.0' in figures
    assert 'chaovn_channel_state{channel="web",state="on"} 1.0' in figures
    assert "thử" not in figures
    assert "lan" not in figures.replace("lang", "")
