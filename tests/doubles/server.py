"""The part that all doubles share: a server on loopback that remembers what it was asked and can answer badly."""

from __future__ import annotations

import asyncio
import contextlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import aiohttp
from aiohttp import web

from tests.doubles.clock import Clock
from tests.doubles.control import Control
from tests.doubles.faults import Faults

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Mapping

    from tests.doubles.faults import Fault

HTML = "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>"


@dataclass(slots=True)
class Call:
    """One request of the product. `at` in network seconds, `real` in seconds of the event loop's clock; `status` is 0
    while or when no answer was given; `fault` is the kind of fault that happened to it."""

    at: float
    real: float
    method: str
    params: Mapping[str, Any]
    headers: Mapping[str, str]
    status: int = 0
    answer: Any = None
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One try to hand an event to the product's webhook: `id` is the update or message id, `attempt` counts from 1,
    `status` is None when no answer came, and `error` then says why. `seconds` are real ones."""

    at: float
    id: str
    kind: str
    attempt: int
    status: int | None
    error: str | None
    seconds: float

    @property
    def accepted(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


class Double:
    """A network's server. Use it with `async with`; everything it did and was asked stays readable afterwards."""

    name = ""

    def __init__(self, *, port: int = 0, clock: Clock | None = None) -> None:
        self.clock = clock or Clock()
        self.faults = Faults()
        self.calls: list[Call] = []
        self.deliveries: list[Delivery] = []
        self.root = ""
        """`http://127.0.0.1:port` once it runs"""
        self.crashes: list[BaseException] = []
        self._port = port
        self._tasks: set[asyncio.Task[None]] = set()
        self._http: aiohttp.ClientSession | None = None
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=60_000_000)
        self.routes(app)
        Control(self).add_to(app)
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]
        self.root = f"http://127.0.0.1:{self._port}"
        self._http = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        return self

    async def __aexit__(self, *exc: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        assert self._runner is not None
        assert self._http is not None
        await self._http.close()
        await self._runner.cleanup()
        if self.crashes and exc[0] is None:
            raise self.crashes[0]

    def routes(self, app: web.Application) -> None:
        """Each network adds its own."""
        raise NotImplementedError

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Do something beside the requests; it ends with the double. What it raises is raised when the double ends."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self.crashes.append(error)

    def calls_of(self, method: str) -> list[Call]:
        """The requests of one method, in order of arrival."""
        return [call for call in self.calls if call.method == method]

    def note(self, request: web.Request, method: str, params: Mapping[str, Any]) -> Call:
        """Remember a request."""
        real = asyncio.get_running_loop().time()
        call = Call(self.clock.now(), real, method, params, dict(request.headers))
        self.calls.append(call)
        return call

    async def answer(
        self, request: web.Request, call: Call, who: str | None, work: Callable[[], Awaitable[tuple[int, Any]]]
    ) -> web.StreamResponse:
        """Do the work of a call and answer with its status and JSON, unless a fault is waiting for this call."""
        fault = self.faults.take(call.method, who)
        if fault is None:
            call.status, call.answer = await work()
            return json_response(call.status, call.answer)
        call.fault = fault.kind
        done = await work() if fault.accepted or fault.kind == "slow" else None
        return await self._spoil(request, call, fault, done)

    async def _spoil(
        self, request: web.Request, call: Call, fault: Fault, done: tuple[int, Any] | None
    ) -> web.StreamResponse:
        match fault.kind:
            case "answer":
                call.status, call.answer = fault.status, fault.body
                headers = {"Retry-After": "1"} if fault.status == 429 and not fault.body else {}
                return json_response(fault.status, fault.body or {}, headers)
            case "html":
                call.status = fault.status if fault.status != 500 else 502
                return web.Response(status=call.status, text=HTML, content_type="text/html")
            case "garbage":
                call.status = 200
                return web.Response(body=b"\xff\xfe\x00{]" * 20, content_type="application/json")
            case "wrong_types":
                call.status = 200
                return json_response(200, {"ok": "yes", "result": [None], "error": [], "data": 7})
            case "slow":
                assert done is not None
                await asyncio.sleep(fault.seconds)
                call.status, call.answer = done
                return json_response(*done)
            case "redirect":
                call.status = 302
                return web.Response(status=302, headers={"Location": fault.to})
            case "huge":
                call.status = 200
                return await _huge(request, fault.size)
            case "hang":
                await asyncio.sleep(fault.seconds)
        if request.transport is not None:
            request.transport.abort()
        return web.Response(status=500)

    async def post(
        self, url: str, body: bytes, headers: Mapping[str, str], seconds: float
    ) -> tuple[int, bytes, Mapping[str, str]]:
        """Call the product's webhook; raises `TimeoutError` or `aiohttp.ClientError`. Redirects are not followed."""
        assert self._http is not None
        timeout = aiohttp.ClientTimeout(total=seconds)
        async with self._http.post(url, data=body, headers=headers, timeout=timeout, allow_redirects=False) as answer:
            return answer.status, await answer.read(), dict(answer.headers)


def json_response(status: int, body: Any, headers: Mapping[str, str] | None = None) -> web.Response:
    text = json.dumps(body, ensure_ascii=False)
    return web.Response(status=status, text=text, content_type="application/json", headers=headers)


async def _huge(request: web.Request, size: int) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    await response.prepare(request)
    with contextlib.suppress(ConnectionError):
        for _ in range(0, size, 65536):
            await response.write(b" " * 65536)
    return response
