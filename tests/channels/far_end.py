"""The network's end of the wire, in the smallest form: answers what the test says, remembers what it was asked."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channels.wire import open_session

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine, Mapping

    import aiohttp

    Handler = Callable[["Asked"], Coroutine[Any, Any, web.StreamResponse]]


@dataclass(frozen=True)
class Asked:
    """One request as it came. `form` of the token endpoint, `json` of the others."""

    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        found = json.loads(self.body)
        assert isinstance(found, dict)
        return found


@dataclass
class FarEnd:
    """`answers` by path; `asked` in order."""

    session: aiohttp.ClientSession
    url: str = ""
    answers: dict[str, Handler] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def to(self, path: str) -> list[Asked]:
        return [each for each in self.asked if each.path == path]

    def say(self, path: str, *bodies: object, status: int = 200) -> None:
        """Answers requests for `path` with these in turn, the last for ever; text as it is, others as JSON."""
        left = list(bodies)

        async def answer(_: Asked) -> web.Response:
            body = left.pop(0) if len(left) > 1 else left[0]
            text = body if isinstance(body, str) else json.dumps(body)
            kind = "text/html" if isinstance(body, str) else "application/json"
            return web.Response(status=status, text=text, content_type=kind)

        self.answers[path] = answer


@asynccontextmanager
async def far_end() -> AsyncIterator[FarEnd]:
    """A server on loopback and a session to call it with."""

    async def handle(request: web.Request) -> web.StreamResponse:
        asked = Asked(request.path, dict(request.headers), await request.read())
        end.asked.append(asked)
        if request.path not in end.answers:
            return web.Response(status=404)
        return await end.answers[request.path](asked)

    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", handle)
    async with open_session() as session, TestServer(app) as server:
        end = FarEnd(session, str(server.make_url("")).rstrip("/"))
        yield end


async def hang_up(_: Asked) -> web.StreamResponse:
    """Takes the request and dies: nobody knows what it did with it."""
    raise asyncio.CancelledError
