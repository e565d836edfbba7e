"""What every answer carries, the chat page without its script, health and metrics."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer, make_mocked_request

from bot.networks import networks
from bot.web.addresses import is_neighbour
from bot.web.health import asked_all
from bot.web.parts import PARTS, READINESS
from bot.web.remembered import Remembered
from bot.web.server import make_app
from storage.db import Database
from tests.web.stage import BROWSER, stage

if TYPE_CHECKING:
    from datetime import datetime

    from storage.sealing import Sealer
    from tests.web.stage import Client, Stage

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self' https://tenmien.vn; base-uri 'none'; frame-ancestors 'none'"
)


@pytest.mark.parametrize("path", ["/", "/r/x", "/nowhere", "/health/live", "/metrics", "/chat/history", "/static/a/b"])
async def test_every_answer_carries_the_headers(client: Client, path: str) -> None:
    """Also errors: our own files only, no referrer, no sniffing, no frame."""
    headers = (await client.get(path)).headers
    assert headers["Content-Security-Policy"] == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"
    assert "Server" not in headers


async def test_the_chat_page_names_nothing_of_third_parties(client: Client) -> None:
    """All that the page loads comes from here; no inline script or style, no handler attribute."""
    page = await (await client.get("/")).text()
    assert re.findall(r'(?:src|<link[^>]*href)="(?!/static/)', page) == []
    assert "<style" not in page
    assert not re.search(r"\son\w+=|\sstyle=", page)
    assert "Tỉnh Cà Mau" in page
    assert "Xóa dữ liệu của tôi" in page
    assert "Quyền riêng tư" in page


async def test_without_javascript_the_page_says_what_to_do(client: Client) -> None:
    """Switch it on, or where else help is."""
    page = await (await client.get("/")).text()
    noscript = page[page.index("<noscript>") : page.index("</noscript>")]
    assert "bật JavaScript" in noscript
    assert "https://hiendienonline.tenmien.vn" in noscript
    assert "ptdv@vnnic.vn" in noscript


async def test_the_language_is_chosen_once(client: Client) -> None:
    """?lang=en answers in English and is remembered; nonsense is not."""
    assert '<html lang="vi">' in await (await client.get("/?lang=xx")).text()
    assert '<html lang="en">' in await (await client.get("/?lang=en")).text()
    again = await (await client.get("/")).text()
    assert '<html lang="en">' in again
    assert "Cà Mau Province" in again
    assert "Delete my data" in again


async def test_the_session_cookie_is_kept_and_guarded(client: Client, played: Stage) -> None:
    """HttpOnly and SameSite=Lax; over https Secure and bound to the host. A second visit keeps the session."""
    first = (await client.get("/")).cookies["chaovn"]
    assert first["httponly"]
    assert first["samesite"] == "Lax"
    assert not first["secure"]
    assert re.fullmatch(r"[0-9A-Za-z_-]{22}", first.value)
    assert (await client.get("/")).cookies["chaovn"].value == first.value
    parts = replace(stage(played.db, played.sealer).parts, public_url="https://chao.example.vn")
    async with TestClient(TestServer(make_app(parts)), headers=BROWSER) as https:
        answer = await https.get("/")
        assert answer.cookies["__Host-chaovn"]["secure"]
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


async def test_static_files_are_kept_by_browsers(client: Client) -> None:
    """Under today's version for a year; an old version is answered but not kept; nothing else is served."""
    page = await (await client.get("/")).text()
    for path in re.findall(r'"(/static/[^"]+)"', page):
        assert "immutable" in (await client.get(path)).headers["Cache-Control"]
    old = await client.get("/static/000000000000/chao.css")
    assert old.status == 200
    assert old.headers["Cache-Control"] == "no-cache"
    for path in ("/static/x/../server.py", "/static/x/%2e%2e%2fserver.py", "/static/x/nothing.js", "/static/"):
        assert (await client.get(path)).status == 404


@pytest.mark.parametrize("path", ["/.git/config", "/docs", "/debug", "/static", "/chat", "/staff"])
async def test_what_is_not_there_is_not_found(client: Client, path: str) -> None:
    """No listing, no debug page (T41)."""
    assert (await client.get(path)).status == 404


@pytest.mark.parametrize(
    ("method", "path"), [("TRACE", "/"), ("POST", "/"), ("GET", "/chat/messages"), ("PUT", "/r/x")]
)
async def test_other_methods_are_refused(client: Client, method: str, path: str) -> None:
    """Only what a route is for; reading never writes."""
    assert (await client.request(method, path)).status == 405


async def test_health_asks_what_was_registered(played: Stage) -> None:
    """Ready needs every check; a check that fails or breaks is named, its details are not."""
    reasons: dict[str, str | None] = {"database": None}

    async def database() -> str | None:
        return reasons["database"]

    async def broken() -> str | None:
        raise RuntimeError("password=hunter2")

    for checks, status in (({"database": database}, 200), ({"database": database, "engine": broken}, 503)):
        app = make_app(replace(stage(played.db, played.sealer).parts, ready=checks))
        app[READINESS] = Remembered(partial(asked_all, app), seconds=0)
        async with TestClient(TestServer(app)) as client:
            assert (await client.get("/health/live")).status == 200
            answer = await client.get("/health/ready")
            assert answer.status == status
            assert "hunter2" not in await answer.text()
            reasons["database"] = "behind"
            assert (await client.get("/health/ready")).status == 503
            reasons["database"] = None


async def test_whoever_asks_often_costs_no_more(played: Stage) -> None:
    """Of many questions after health and figures at once, or one after the other, the database hears one."""
    asked = 0

    async def counting() -> None:
        nonlocal asked
        asked += 1

    app = make_app(replace(stage(played.db, played.sealer).parts, ready={"counting": counting}))
    now = 100.0
    app[READINESS] = Remembered(partial(asked_all, app), seconds=2, clock=lambda: now)
    async with TestClient(TestServer(app)) as client:
        await asyncio.gather(*(client.get("/health/ready") for _ in range(20)))
        assert asked == 1
        now += 2
        await client.get("/health/ready")
        assert asked == 2


@pytest.mark.parametrize(
    ("peer", "forwarded", "trusted", "told"),
    [
        ("127.0.0.1", None, "", True),
        ("172.18.0.5", None, "", True),
        ("203.0.113.9", None, "203.0.113.0/24", True),
        ("8.8.8.8", None, "", False),
        ("127.0.0.1", "8.8.8.8", "", False),
        ("127.0.0.1", "127.0.0.1", "", False),
        ("127.0.0.1", "8.8.8.8", "127.0.0.1", False),
        ("127.0.0.1", "10.0.0.7", "127.0.0.1", True),
    ],
)
def test_figures_are_for_neighbours(played: Stage, peer: str, forwarded: str | None, trusted: str, told: bool) -> None:
    """This machine, its own networks and trusted ones read them; nobody from outside does, through whatever proxy."""
    app = web.Application()
    app[PARTS] = replace(played.parts, trusted_proxies=networks(trusted))
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    request = make_mocked_request("GET", "/metrics", headers=headers, app=app).clone(remote=peer)
    assert is_neighbour(request) is told


async def test_a_stranger_finds_no_figures(client: Client) -> None:
    """404, as for an address that is none."""
    assert (await client.get("/metrics", headers={"X-Forwarded-For": "8.8.8.8"})).status == 404


async def test_a_fault_tells_nothing_but_a_code(played: Stage) -> None:
    """The page of a bug has a code to report and no trace of the inside; the chat gets JSON."""

    def clock() -> datetime:
        raise RuntimeError("secret inside")

    parts = replace(stage(played.db, played.sealer).parts, now=clock)
    async with TestClient(TestServer(make_app(parts)), headers=BROWSER) as client:
        answer = await client.get("/r/anything")
        page = await answer.text()
        assert answer.status == 500
        assert re.search(r"<code>[0-9a-f]{8}</code>", page)
        assert "secret" not in page
        assert "RuntimeError" not in page


async def test_a_database_that_is_away_is_503(sealer: Sealer) -> None:
    """The page still opens; a message is not acknowledged, so the browser tries again."""
    away = Database("postgresql://nobody@127.0.0.1:1/none")
    async with TestClient(TestServer(make_app(stage(away, sealer).parts)), headers=BROWSER) as client:
        assert (await client.get("/")).status == 200
        answer = await client.post("/chat/messages", json={"id": "client-0001", "kind": "start"})
        assert answer.status == 503
        assert answer.headers["Retry-After"]
        assert (await answer.json()) == {"error": 503}
    await away.close()


async def test_metrics_count_by_route_and_status(client: Client) -> None:
    """Unknown addresses share one label, so that nobody can fill the memory with them."""
    await client.get("/")
    await client.get("/wp-login.php?user=lan")
    shown = await (await client.get("/metrics")).text()
    assert 'chaovn_http_requests_total{route="/",status="200"} 1.0' in shown
    assert 'chaovn_http_requests_total{route="other",status="404"} 1.0' in shown
    assert "wp-login" not in shown
