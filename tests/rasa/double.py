"""A small `/model/parse` on loopback that answers as the texts say, right or wrong."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aiohttp import web
from aiohttp.test_utils import TestServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    Reply = Callable[[web.Request], Awaitable[web.StreamResponse]]


def scores(*ranking: tuple[object, object], best: object = None) -> dict[str, object]:
    """An answer of Rasa's form with these intents and probabilities."""
    named = [{"name": name, "confidence": share} for name, share in ranking]
    return {
        "text": "?",
        "intent": named[0] if best is None else {"name": best, "confidence": 0.3},
        "intent_ranking": named,
    }


def says(body: object, status: int = 200, **headers: str) -> Reply:
    """A reply of JSON."""

    async def reply(_: web.Request) -> web.StreamResponse:
        return web.json_response(body, status=status, headers=headers)

    return reply


def sends(body: bytes, **headers: str) -> Reply:
    """A reply of these bytes."""

    async def reply(_: web.Request) -> web.StreamResponse:
        return web.Response(body=body, headers=headers)

    return reply


async def never(_: web.Request) -> web.StreamResponse:
    """No reply as long as anyone waits."""
    await asyncio.Event().wait()
    raise AssertionError


async def hangs_up(request: web.Request) -> web.StreamResponse:
    """The connection is closed without an answer."""
    assert request.transport is not None
    request.transport.close()
    return web.Response()


@dataclass
class Double:
    """`replies` by text; `default` for every other one. `asked` has the texts in the order of their coming."""

    default: Reply
    replies: dict[str, Reply] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    tokens: list[str | None] = field(default_factory=list)
    url: str = ""

    async def parse(self, request: web.Request) -> web.StreamResponse:
        text = (await request.json())["text"]
        self.asked.append(text)
        self.tokens.append(request.query.get("token"))
        return await self.replies.get(text, self.default)(request)


@asynccontextmanager
async def rasa(default: Reply, **replies: Reply) -> AsyncIterator[Double]:
    """The double, listening."""
    double = Double(default, dict(replies))
    app = web.Application()
    app.router.add_post("/model/parse", double.parse)
    async with TestServer(app) as server:
        double.url = str(server.make_url("")).rstrip("/")
        yield double
