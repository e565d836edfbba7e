"""A person at the web page, over HTTP as the page's script does it: the same acts as on a network's double."""

from __future__ import annotations

import asyncio
import itertools
import json
import secrets
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self

import aiohttp

from tests.doubles.clock import Clock
from tests.doubles.network import NotOnThisNetworkError, Reply
from tests.doubles.people import Talker

if TYPE_CHECKING:
    from tests.doubles.network import MediaKind

BROWSER = {"User-Agent": "Mozilla/5.0 (Linux; Android 9) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"}
"""a telephone; programs are not counted as people who open a link"""


class WebPerson(Talker):
    """`async with WebPerson(root) as an:` opens the page and its stream of bubbles. A `Person`, see `network.py`.

    What is not acknowledged is posted again under the same id; a stream that breaks is opened again and goes on after
    the last bubble, as a browser does. `repeats` counts bubbles that came twice.
    """

    def __init__(self, root: str, name: str = "An") -> None:
        super().__init__(name, name, Clock())
        self.root = root
        self.repeats = 0
        self._offers: dict[str, list[tuple[int, str]]] = {}
        self._numbers = itertools.count(1)
        self._last = 0
        self._http: aiohttp.ClientSession | None = None
        self._ears: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._http = aiohttp.ClientSession(
            headers=BROWSER,
            cookie_jar=aiohttp.CookieJar(unsafe=True),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=5, sock_read=30),
        )
        async with self._http.get(f"{self.root}/") as page:
            assert page.status == 200
        self._ears = asyncio.create_task(self._listen())
        return self

    async def __aexit__(self, *exc: object) -> None:
        assert self._ears is not None
        assert self._http is not None
        self._ears.cancel()
        await asyncio.gather(self._ears, return_exceptions=True)
        await self._http.close()

    async def say(self, text: str) -> None:
        self.acts("text", text)
        await self._post({"kind": "text", "text": text})

    async def start(self, ref: str | None = None) -> None:
        self.acts("start")
        await self._post({"kind": "start", "ref": ref})

    async def tap(self, choice: int | str) -> None:
        await self._tap(self.offered(), choice)

    async def tap_old(self, line: int, choice: int | str) -> None:
        await self._tap(self.offered(line), choice)

    async def edit(self, text: str) -> None:
        raise NotOnThisNetworkError(f"the page cannot edit: {text!r}")

    async def media(self, kind: MediaKind) -> None:
        raise NotOnThisNetworkError(f"the page sends text only, no {kind}")

    async def block(self) -> None:
        raise NotOnThisNetworkError("a page is closed, not blocked")

    async def unblock(self) -> None:
        raise NotOnThisNetworkError("a page is closed, not blocked")

    async def history(self) -> list[dict[str, Any]]:
        """What a reload of the page would show."""
        assert self._http is not None
        async with self._http.get(f"{self.root}/chat/history") as answer:
            found: list[dict[str, Any]] = (await answer.json())["items"]
            return found

    async def _tap(self, reply: Reply, choice: int | str) -> None:
        offer, name = self._offers[reply.id][self.number_of(reply, choice) - 1]
        self.acts("tap", name)
        await self._post({"kind": "tap", "offer": offer, "choice": name})

    async def _post(self, body: dict[str, Any]) -> None:
        assert self._http is not None
        body = {"id": f"{next(self._numbers):08d}-{secrets.token_hex(4)}", **body}
        while True:
            try:
                async with self._http.post(f"{self.root}/chat/messages", json=body) as answer:
                    if answer.status == 202:
                        return
                    assert answer.status in (429, 503), await answer.text()
            except (aiohttp.ClientError, TimeoutError):
                pass
            await asyncio.sleep(0.3)

    async def _listen(self) -> None:
        while True:
            with suppress(aiohttp.ClientError, TimeoutError):
                await self._stream()
            await asyncio.sleep(0.2)

    async def _stream(self) -> None:
        assert self._http is not None
        async with self._http.get(f"{self.root}/chat/events", params={"after": self._last}) as answer:
            if answer.status != 200:
                return
            fields: dict[str, str] = {}
            async for raw in answer.content:
                line = raw.decode().rstrip("\n")
                if line:
                    name, _, value = line.partition(": ")
                    fields[name] = value
                elif fields.get("event") == "bubble":
                    self._bubble(int(fields["id"]), json.loads(fields["data"]))
                    fields = {}

    def _bubble(self, number: int, bubble: dict[str, Any]) -> None:
        if number <= self._last:
            self.repeats += 1
            return
        self._last = number
        self._offers[str(number)] = [(b["offer"], b["id"]) for b in bubble["buttons"]]
        labels = tuple(b["label"] for b in bubble["buttons"])
        self.hears(Reply(bubble["text"], labels, bubble["link"], self.clock.now(), str(number)))
