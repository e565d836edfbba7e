"""The listening side: nobody holds a connection for nothing, and nobody holds all of them (T05)."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot.networks import networks
from bot.web import gate
from bot.web.gate import Gate, listening
from bot.web.parts import HUB
from bot.web.server import make_app
from tests.waiting import LONG, eventually
from tests.web.stage import BROWSER, bubble
from tests.web.test_stream import next_bubble

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from aiohttp import web

    from tests.web.stage import Stage

LIVE = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"
SOON = 0.3


@pytest.fixture
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "PATIENCE", SOON)


@asynccontextmanager
async def served(played: Stage, *, trusted: str = "") -> AsyncIterator[tuple[web.Application, int]]:
    """The application as `chaovn serve` listens with it, and its port."""
    app = make_app(replace(played.parts, trusted_proxies=networks(trusted)))
    async with listening(app, host="127.0.0.1", port=0) as port:
        yield app, port


@asynccontextmanager
async def line(port: int) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.close()


async def rest(reader: asyncio.StreamReader) -> bytes:
    """What still comes until the other end hangs up."""
    async with asyncio.timeout(LONG):
        try:
            return await reader.read()
        except ConnectionResetError:
            return b""


async def ask(port: int, sent: bytes) -> bytes:
    async with line(port) as (reader, writer):
        writer.write(sent)
        return await rest(reader)


@pytest.mark.usefixtures("patience")
@pytest.mark.parametrize("sent", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: b\r\n"])
async def test_a_head_that_does_not_come_is_not_waited_for(played: Stage, sent: bytes) -> None:
    """Nothing, half a line or half a head, and then silence: the connection is closed."""
    async with served(played) as (_, port):
        assert await ask(port, sent) == b""


@pytest.mark.usefixtures("patience")
async def test_a_head_that_drips_is_not_waited_for(played: Stage) -> None:
    """A header line now and then prolongs nothing."""
    async with served(played) as (_, port), line(port) as (reader, writer):
        writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
        ended = asyncio.create_task(rest(reader))
        while not ended.done():
            writer.write(b"X-A: b\r\n")
            await asyncio.wait([ended], timeout=SOON / 5)
        assert ended.result() == b""


@pytest.mark.usefixtures("patience")
async def test_after_an_answer_the_next_request_is_not_waited_for_long(played: Stage) -> None:
    """Several requests on one connection are answered; then it is closed."""
    async with served(played) as (_, port):
        assert (await ask(port, LIVE + LIVE)).count(b"HTTP/1.1 200 OK") == 2


@pytest.mark.usefixtures("patience")
async def test_a_stream_stays_open(played: Stage) -> None:
    """Whoever has asked is answered for as long as it takes."""
    async with served(played) as (_, port), aiohttp.ClientSession(headers=BROWSER) as http:
        root = f"http://localhost:{port}"
        await http.get(root)
        async with http.get(f"{root}/chat/events") as stream:
            await asyncio.sleep(3 * SOON)
            await http.post(f"{root}/chat/messages", json={"id": "client-0001", "kind": "start"})
            await played.answer(bubble("vẫn còn đây"))
            assert (await next_bubble(stream))[1] == "vẫn còn đây"


@pytest.mark.usefixtures("patience")
async def test_a_proxy_stays_connected(played: Stage) -> None:
    """What a trusted proxy keeps open is its own affair."""
    async with served(played, trusted="127.0.0.0/8") as (_, port), line(port) as (reader, writer):
        await asyncio.sleep(3 * SOON)
        writer.write(LIVE)
        assert (await reader.readline()).startswith(b"HTTP/1.1 200")


async def test_one_address_holds_only_so_many_connections(played: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """One more is told so and sent away; a place that is left can be taken again."""
    monkeypatch.setattr(gate, "MOST_OF_ONE", 5)
    async with served(played) as (_, port):
        lines = [await asyncio.open_connection("127.0.0.1", port) for _ in range(5)]
        for _, writer in lines:
            writer.write(LIVE)
        for reader, _ in lines:
            assert (await reader.readline()).startswith(b"HTTP/1.1 200")
        assert (await ask(port, b"")).startswith(b"HTTP/1.1 503")
        lines.pop()[1].close()

        async def answered() -> bool:
            async with line(port) as (reader, writer):
                writer.write(LIVE)
                try:
                    return (await reader.readline()).startswith(b"HTTP/1.1 200")
                except ConnectionResetError:
                    return False

        await eventually(answered)
        for _, writer in lines:
            writer.close()


async def test_a_trusted_proxy_speaks_for_many(played: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its connections are not counted."""
    monkeypatch.setattr(gate, "MOST_OF_ONE", 5)
    async with served(played, trusted="127.0.0.1") as (_, port):
        lines = [await asyncio.open_connection("127.0.0.1", port) for _ in range(12)]
        for reader, writer in lines:
            writer.write(LIVE)
            assert (await reader.readline()).startswith(b"HTTP/1.1 200")
            writer.close()


async def test_when_all_is_taken_the_idle_make_room(played: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has asked nothing for longest goes first; those who ask are heard."""
    monkeypatch.setattr(Gate, "name_of", lambda _, transport: str(id(transport)))  # each of another address
    monkeypatch.setattr(gate, "MOST", 16)
    async with served(played) as (_, port):
        idle = [await asyncio.open_connection("127.0.0.1", port) for _ in range(16)]
        async with line(port) as (reader, writer):
            writer.write(LIVE)
            assert (await reader.readline()).startswith(b"HTTP/1.1 200")
        assert await rest(idle[0][0]) == b""
        idle[-1][1].write(LIVE)
        assert (await idle[-1][0].readline()).startswith(b"HTTP/1.1 200")
        for _, writer in idle:
            writer.close()


async def test_what_is_no_request_is_told_nothing(played: Stage) -> None:
    """400 without our versions and without a word of what was sent; no line in the log."""
    with capture_logs() as said:
        async with served(played) as (_, port):
            for sent in (b"\x16\x03\x01 secret\r\n\r\n", b"GET /secret HTTP/1.1\r\nHost: a\r\nse cret: b\r\n\r\n"):
                answer = await ask(port, sent)
                assert answer.split(b"\r\n")[0].endswith(b" 400 Bad Request")
                assert answer.endswith(b"\r\n\r\nBad Request")
                assert not [word for word in (b"aiohttp", b"Python", b"cret") if word in answer]
    assert said == []


MESSAGE = b"POST /chat/messages HTTP/1.1\r\nHost: localhost\r\nCookie: chaovn=%s\r\nContent-Type: application/json\r\n"


@pytest.mark.parametrize(
    ("more", "status"),
    [
        (b"Content-Encoding: gzip\r\nContent-Length: 4\r\nConnection: close\r\n\r\nrubb", b"415"),
        (b"Content-Encoding: deflate\r\nContent-Length: 4\r\nConnection: close\r\n\r\nrubb", b"415"),
        (b"Transfer-Encoding: chunked\r\n\r\nrubbish\r\n", b"400"),
    ],
)
async def test_rubbish_in_a_body_is_refused(played: Stage, more: bytes, status: bytes) -> None:
    """Packed or in broken pieces: never 500, nothing in the log."""
    with capture_logs() as said:
        async with served(played) as (_, port):
            assert (await ask(port, MESSAGE % (b"a" * 22) + more)).split(b" ")[1] == status
    assert said == []


async def test_whoever_hangs_up_in_the_middle_is_no_fault_of_ours(played: Stage) -> None:
    """Half a body and then nobody: no line in the log, and 400 is what is counted."""
    with capture_logs() as said:
        async with served(played) as (_, port), aiohttp.ClientSession() as http:
            async with line(port) as (_, writer):
                writer.write(MESSAGE % (b"a" * 22) + b"Content-Length: 40\r\n\r\nhalf")
                await writer.drain()
                await asyncio.sleep(0.1)

            async def counted() -> bool:
                async with http.get(f"http://localhost:{port}/metrics") as answer:
                    return 'route="/chat/messages",status="400"} 1.0' in await answer.text()

            await eventually(counted)
    assert said == []


async def test_a_cookie_of_any_bytes_is_no_fault(played: Stage) -> None:
    """Cookies are bytes of strangers, and none is ours."""
    async with served(played) as (_, port):
        for name in (b"chaovn", b"chaovn_lang", b"chaovn_staff", b"chaovn_device"):
            for path in (b"/", b"/chat/history"):
                head = b"GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: %s=\xff\r\n\r\n"
                assert (await ask(port, head % (path, name))).split(b" ")[1] in (b"200", b"401")


def test_places_follow_the_files_that_may_be_open() -> None:
    """Connections stay below the files of the process, and one address far below the connections."""
    for files in (300, 1024, 4096, 65_536):
        made = Gate(files=files)
        assert made.most + 40 <= files
        assert made.of_one * 8 <= max(made.most, 32)


async def test_streams_leave_room_for_the_rest(played: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where few files may be open, streams take half of the connections at most."""
    monkeypatch.setattr(gate, "allowed_files", lambda: 1024)
    async with served(played) as (app, _):
        assert app[HUB].most == (1024 - gate.SPARED) // 2


@pytest.mark.skipif(sys.platform == "win32", reason="no such limits there")
def test_the_soft_limit_of_files_is_raised() -> None:
    """A process that was started with few files takes what it is allowed."""
    script = (
        "import resource\n"
        "hard = min(resource.getrlimit(resource.RLIMIT_NOFILE)[1], 3000)\n"
        "resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))\n"
        "from bot.web.gate import allowed_files\n"
        "assert allowed_files() == hard == resource.getrlimit(resource.RLIMIT_NOFILE)[0]\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
