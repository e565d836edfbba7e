"""One address does all that it can to shut the page of the real service for others (T05, T29)."""

from __future__ import annotations

import asyncio
import json
import secrets
import sys
import time
from collections import Counter
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

import aiohttp
import pytest

from bot.web.gate import MOST_OF_ONE
from bot.web.limits import STREAMS_OF_ONE
from tests.networks.script import ID_VN, expected, plays
from tests.networks.test_threats import Target, attacked
from tests.networks.web_person import WebPerson

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

pytestmark = [
    pytest.mark.crash,
    pytest.mark.skipif(sys.platform != "linux", reason="has one loopback address only"),
]

ELSEWHERE = ("127.0.0.2", 0)
"""where the attacker connects from; everybody else comes from 127.0.0.1"""
CROWD = 1050
"""more connections than many machines let a process have files"""


@asynccontextmanager
async def attacker() -> AsyncIterator[aiohttp.ClientSession]:
    connector = aiohttp.TCPConnector(limit=0, local_addr=ELSEWHERE)
    jar = aiohttp.DummyCookieJar()
    async with aiohttp.ClientSession(connector=connector, cookie_jar=jar) as http:
        yield http


def invented() -> dict[str, str]:
    return {"Cookie": f"chaovn={secrets.token_urlsafe(16)}", "Content-Type": "application/json"}


async def page_is_answered(target: Target, people: int = 3) -> None:
    """So many people at the page, at the same time, are answered as ever."""
    async with AsyncExitStack() as stack, asyncio.TaskGroup() as group:
        for n in range(people):
            person = await stack.enter_async_context(WebPerson(target.service.root, f"page {n}"))
            group.create_task(plays(person, expected(ID_VN[:3], "web"), link=False))


async def test_connections_that_ask_nothing_hold_nobody_up(address: str, tmp_path: Path) -> None:
    """T05: a thousand connections of one address, silent or with half a head: most are refused, the others closed
    within 15 s, and people and probes are answered meanwhile."""
    async with attacked(address, tmp_path) as target:

        async def crawls(sent: bytes) -> tuple[float, bytes]:
            begun = time.monotonic()
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", target.service.port, local_addr=ELSEWHERE)
                writer.write(sent)
                answer = await reader.read()
                writer.close()
            except ConnectionError:
                answer = b"reset"
            return time.monotonic() - begun, answer

        head = b"POST /webhooks/zalo-oa HTTP/1.1\r\nHost: localhost\r\nX-A: "
        crowd = [asyncio.create_task(crawls(sent)) for sent in (b"", head) for _ in range(CROWD // 2)]
        async with target.http.get(f"{target.service.root}/health/live") as answer:
            assert answer.status == 200
        await page_is_answered(target)
        spent = await asyncio.gather(*crowd)
        waited = [seconds for seconds, answer in spent if answer == b""]
        assert 0 < len(waited) <= 2 * MOST_OF_ONE
        assert max(seconds for seconds, _ in spent) <= 15


async def test_invented_cookies_shut_nobody_out(address: str, tmp_path: Path) -> None:
    """T29: posts, messages and streams of one address under as many cookies as it likes: it is told to wait, what it
    leaves behind has an end, and people at the page and on the networks are answered meanwhile."""
    async with attacked(address, tmp_path) as target, attacker() as http:
        statuses: Counter[int] = Counter()
        over = asyncio.Event()

        async def posts(body: bytes) -> None:
            while not over.is_set():
                async with http.post(
                    f"{target.service.root}/chat/messages",
                    data=body or json.dumps({"id": secrets.token_hex(8), "kind": "text", "text": "spam"}),
                    headers=invented(),
                ) as answer:
                    statuses[answer.status] += 1

        flood = [asyncio.create_task(posts(body)) for body in (b"{}", b"{}", b"", b"")]
        events = f"{target.service.root}/chat/events"
        streams = await asyncio.gather(*(http.get(events, headers=invented()) for _ in range(100)))
        held = [each.status for each in streams]
        assert 0 < held.count(200) <= STREAMS_OF_ONE
        assert set(held) <= {200, 429, 503}
        await asyncio.gather(page_is_answered(target), target.hears_people())
        over.set()
        await asyncio.gather(*flood)
        for each in streams:
            each.close()
        assert statuses[429] > statuses[202]
        assert set(statuses) <= {202, 400, 429}
        await target.handled()
        assert await target.rows("kind = 'message'") < 1000
