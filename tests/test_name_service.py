"""The optional look-up service: asked after DNS, believed only where it says that a name is registered."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.dns_check import DnsCheck
from bot.name_service import NameService
from tests.test_dns_check import name_server

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
KEY = "a key of the tests"
BODIES = {
    "kept.id.vn": (200, '{"status": "registered"}'),
    "free.id.vn": (200, '{"status": "available"}'),
    "strange.id.vn": (200, "[" * 5000),
    "busy.id.vn": (429, '{"status": "registered"}'),
    "moved.id.vn": (302, ""),
}


@asynccontextmanager
async def service(asked: list[str]) -> AsyncIterator[NameService]:
    """The service on loopback, behind our own name server."""

    async def check(request: web.Request) -> web.Response:
        assert request.headers["X-API-Key"] == KEY
        asked.append(request.query["domain"])
        status, body = BODIES[request.query["domain"]]
        return web.Response(status=status, text=body, headers={"Location": "http://127.0.0.1:1/"})

    app = web.Application()
    app.router.add_get("/api/v1/domain/check", check)
    async with TestServer(app) as server, name_server() as (_, resolver):
        dns = DnsCheck(now=lambda: NOW, resolver=resolver)
        yield NameService(dns, base_url=str(server.make_url("")).rstrip("/"), key=KEY)


@pytest.mark.parametrize(
    ("domain", "result"),
    [
        ("kept.id.vn", "taken"),
        ("free.id.vn", "quiet"),
        ("strange.id.vn", "quiet"),
        ("busy.id.vn", "quiet"),
        ("moved.id.vn", "quiet"),
    ],
)
async def test_only_a_plain_registered_is_believed(domain: str, result: str) -> None:
    """Faults, limits, redirects and rubbish leave what DNS said."""
    async with service([]) as names:
        assert await names.result(domain) == result


async def test_what_dns_proves_is_not_asked_again() -> None:
    """The service's limits are small: it hears of no name that DNS knows."""
    asked: list[str] = []
    async with service(asked) as names:
        assert await names.result("taken.id.vn") == "taken"
    assert asked == []
