"""A Bot API on loopback that answers what a test tells it to, and remembers what it was asked."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channels.telegram.client import Client

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

TOKEN = "900000001:AAH-secret_of_the_tests_0123456789abcde"
SENT = {
    "message_id": 41,
    "date": 1795316400,
    "chat": {"id": 5, "type": "private", "first_name": "An"},
    "text": "…",
}


def ok(result: Any) -> web.Response:
    """A call that went well."""
    return web.json_response({"ok": True, "result": result})


def refusal(status: int, description: str, **parameters: Any) -> web.Response:
    """An error as Telegram words it."""
    body: dict[str, Any] = {"ok": False, "error_code": status, "description": description}
    return web.json_response(body | ({"parameters": parameters} if parameters else {}), status=status)


@dataclass
class Api:
    """`answers` are given in turn, then `sendMessage` and the like go well. `calls`: (method, parameters)."""

    base_url: str = ""
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    answers: list[web.StreamResponse | float] = field(default_factory=list)
    results: dict[str, Any] = field(default_factory=dict)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """POST /bot<token>/<method>; a number among the answers is silence for so many seconds."""
        given = {name: _value(str(value)) for name, value in (await request.post()).items()}
        self.calls.append((request.match_info["method"], given))
        answer = self.answers.pop(0) if self.answers else None
        if isinstance(answer, int | float):
            await asyncio.sleep(answer)
            answer = None
        if answer is not None:
            return answer
        return ok(
            self.results.get(
                request.match_info["method"], SENT if request.match_info["method"] == "sendMessage" else True
            )
        )

    def of(self, method: str) -> list[dict[str, Any]]:
        """The parameters of each call of `method`."""
        return [given for name, given in self.calls if name == method]


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


@asynccontextmanager
async def serving(api: Api) -> AsyncIterator[str]:
    """Runs the server; yields its base address in the form of the settings."""
    app = web.Application()
    app.router.add_post(f"/bot{TOKEN}/{{method}}", api.handle)
    async with TestServer(app) as server:
        yield f"http://127.0.0.1:{server.port}/bot"


@asynccontextmanager
async def opened(base_url: str, *, proxy: str | None = None, token: str = TOKEN) -> AsyncIterator[Client]:
    """A client for that server, closed at the end."""
    client = Client(token, base_url=base_url, proxy=proxy)
    try:
        yield client
    finally:
        await client.close_connections()
