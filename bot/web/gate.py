"""The listening side: how many connections there may be, and how long one may be open without asking anything.

aiohttp waits for a request's head for as long as somebody likes to send one, and for as many of them as there are
files; its own answer to what is no request at all tells its version and repeats what it was sent.
"""

from __future__ import annotations

import asyncio
import math
import sys
from collections import Counter
from contextlib import asynccontextmanager, suppress
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

import structlog
from aiohttp import web

from bot.web.addresses import measured_as, plain
from bot.web.parts import HUB, PARTS
from bot.web.stream import MOST as MOST_STREAMS

if sys.platform != "win32":
    import resource

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from bot.networks import Network

PATIENCE: Final = 10.0
"""seconds from connecting, or from the last answer, to a whole head of a request (T05 gives 15)"""
LINGER: Final = 5.0
"""seconds in which the rest of a body that was refused is still taken, so that the answer can be read"""
MOST: Final = 5000
MOST_OF_ONE: Final = 250
"""connections, also of a school behind a single address; a network opens a hundred at most"""
SPARED: Final = 256
"""files that are kept for the database, the networks and our own files"""
ENOUGH_FILES: Final = 65_536

_FULL: Final = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
_OPTIONS: Final[dict[str, Any]] = {
    "access_log": None,
    "lingering_time": LINGER,
    # Bodies are never unpacked: a packed one is refused, and rubbish in it is nobody's fault.
    "auto_decompress": False,
    "max_headers": 64,
}

_log = structlog.get_logger(__name__)


def allowed_files() -> int:
    """How many files this process may have open, after it asked for as many as it is allowed."""
    if sys.platform == "win32":
        return ENOUGH_FILES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = ENOUGH_FILES if hard == resource.RLIM_INFINITY else min(hard, ENOUGH_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            return wanted
    return ENOUGH_FILES if soft == resource.RLIM_INFINITY else soft


class Gate:
    """Who is connected. `trusted` proxies are not measured: they speak for many, and close what is idle themselves."""

    def __init__(self, *, trusted: tuple[Network, ...] = (), files: int = ENOUGH_FILES) -> None:
        self.most = max(16, min(MOST, files - SPARED))
        self.of_one = max(4, min(MOST_OF_ONE, self.most // 8))
        self._trusted = trusted
        self._open: set[Visitor] = set()
        self._places: Counter[str] = Counter()
        self._idle: dict[Visitor, None] = {}

    def name_of(self, transport: asyncio.BaseTransport) -> str | None:
        """Under which name the other end is measured; None when it is not."""
        peer = transport.get_extra_info("peername")
        found = plain(str(peer[0])) if isinstance(peer, tuple) else None
        if found is None or any(found in network for network in self._trusted):
            return None
        return measured_as(found)

    def enter(self, visitor: Visitor) -> bool:
        """Whether there is a place. When all are taken, who has been idle for longest makes room."""
        if visitor.name is not None:
            if self._places[visitor.name] >= self.of_one:
                return False
            if len(self._open) >= self.most:
                if not self._idle:
                    return False
                next(iter(self._idle)).hang_up()
        self._open.add(visitor)
        self._places[visitor.name or ""] += 1
        return True

    def leave(self, visitor: Visitor) -> None:
        """Gives the place back; once."""
        self._idle.pop(visitor, None)
        if visitor in self._open:
            self._open.discard(visitor)
            self._places[visitor.name or ""] -= 1
            if not self._places[visitor.name or ""]:
                del self._places[visitor.name or ""]

    def idles(self, visitor: Visitor, *, idle: bool) -> None:
        """Whether nothing has been asked, or all is answered."""
        self._idle.pop(visitor, None)
        if idle and visitor.name is not None:
            self._idle[visitor] = None


class Visitor(web.RequestHandler):
    """One connection of aiohttp's server, with a measure and a deadline."""

    __slots__ = ("_deadline", "_gate", "_line", "_unsent", "name")

    def __init__(self, gate: Gate, server: web.Server) -> None:
        super().__init__(server, loop=asyncio.get_running_loop(), **_OPTIONS)
        self.name: str | None = None
        self._gate = gate
        self._deadline: asyncio.TimerHandle | None = None
        self._line: asyncio.Transport | None = None
        self._unsent = math.inf

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Answers 503 by itself and hangs up where there is no place."""
        assert isinstance(transport, asyncio.Transport)
        self._line, self.name = transport, self._gate.name_of(transport)
        if not self._gate.enter(self):
            transport.write(_FULL)
            transport.close()
            return
        super().connection_made(transport)
        self.ended()

    def connection_lost(self, exc: BaseException | None) -> None:
        """Gives the place back."""
        self._gate.leave(self)
        self._line = None
        self.begun()
        super().connection_lost(exc)

    def begun(self) -> None:
        """A request is being handled, which has its own deadlines."""
        self._gate.idles(self, idle=False)
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def ended(self) -> None:
        """It is answered, or there has been none yet: from now on the next one is waited for."""
        self.begun()
        if self._line is not None and self.name is not None:
            self._gate.idles(self, idle=True)
            self._unsent = math.inf
            self._deadline = self._loop.call_later(PATIENCE, self._over)

    def _over(self) -> None:
        # Who reads slowly, but reads, gets the rest of the answer.
        left = 0 if self._line is None else self._line.get_write_buffer_size()
        if 0 < left < self._unsent:
            self._unsent = left
            self._deadline = self._loop.call_later(PATIENCE, self._over)
        else:
            self.hang_up()

    def hang_up(self) -> None:
        """At once, whatever has not been read by the other end."""
        self._gate.leave(self)
        if self._line is not None:
            self._line.abort()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002 - it repeats what was sent
    ) -> web.StreamResponse:
        """The answer to what is no request, and to faults outside of every page: the status in words, no more."""
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            _log.error("request failed", http_status=status, exc_info=exc)
        if request.writer.output_size > 0:
            raise ConnectionError("a part of another answer is out already")
        answer = web.Response(status=status, text=HTTPStatus(status).phrase, headers={"Server": "chaovn"})
        answer.force_close()
        return answer


@asynccontextmanager
async def listening(app: web.Application, *, host: str, port: int) -> AsyncIterator[int]:
    """Serves the application while the block runs; yields the port. Event streams get half of the connections."""
    gate = Gate(trusted=app[PARTS].trusted_proxies, files=allowed_files())
    app[HUB].most = min(MOST_STREAMS, gate.most // 2)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=5)
    await runner.setup()
    try:
        server = runner.server
        assert server is not None
        server.request_handler = _timed(server.request_handler)
        listener = await asyncio.get_running_loop().create_server(
            lambda: Visitor(gate, server), host, port, backlog=512
        )
        try:
            yield listener.sockets[0].getsockname()[1]
        finally:
            listener.close()
    finally:
        await runner.cleanup()


def _timed(
    handle: Callable[[web.BaseRequest], Awaitable[web.StreamResponse]],
) -> Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]:
    async def timed(request: web.BaseRequest) -> web.StreamResponse:
        visitor = request.protocol
        assert isinstance(visitor, Visitor)
        visitor.begun()
        try:
            return await handle(request)
        finally:
            visitor.ended()

    return timed
