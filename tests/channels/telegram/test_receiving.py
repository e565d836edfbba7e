"""The webhook: who may post, what is stored, and that nothing is acknowledged before."""

from __future__ import annotations

import ast
import asyncio
import inspect
import json
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.channels.base import Inbound
from bot.channels.telegram import receive
from bot.channels.telegram.receive import HEADER, PATH, Receiver
from bot.door import Door
from storage.db import Database
from tests.channels.telegram.payloads import BOT, GROUP, MEDIA, PRIVATE_WORDS, message, tap

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.channels.telegram.updates import Seen
    from storage.sealing import Sealer
    from tests.channels.telegram.house import Behind

SECRET = "secret-of-the-tests-1"
NEXT = "secret-of-the-tests-2"
Client = TestClient[web.Request, web.Application]


class Hook:
    """The route alone, as the product's server mounts it, and a hand that posts."""

    def __init__(self, door: Door) -> None:
        self.noticed: list[Seen] = []
        self.receiver = Receiver(door, secrets=(SECRET, NEXT), bot=BOT, stored=self.noticed.append)
        self.app = web.Application(client_max_size=64 * 1024)
        self.app.add_routes(self.receiver.routes())
        self.client: Client

    async def post(self, body: Any, *, headers: Any = None) -> int:
        """Posts an update (or bytes, or a stream) with the right secret, or with `headers`."""
        given = {HEADER: SECRET} if headers is None else headers
        data = json.dumps(body).encode() if isinstance(body, dict) else body
        async with self.client.post(PATH, data=data, headers=given) as response:
            return response.status


@pytest.fixture
async def hook(behind: Behind) -> AsyncIterator[Hook]:
    """The webhook over a real door."""
    hook = Hook(behind.door)
    async with TestClient(TestServer(hook.app)) as client:
        hook.client = client
        yield hook


async def test_an_update_is_stored_and_then_acknowledged(hook: Hook, behind: Behind) -> None:
    """200 after the commit; who gives signs of attention is told of it."""
    assert await hook.post(message(text="chào bạn")) == 200
    assert await behind.heard() == [Inbound("text", "chào bạn")]
    assert [seen.id for seen in hook.noticed] == [1007]


async def test_both_secrets_open_it_while_one_is_replaced(hook: Hook, behind: Behind) -> None:
    """The old one and the new one."""
    assert await hook.post(message(1, text="a"), headers={HEADER: NEXT}) == 200
    assert await hook.post(message(2, text="b"), headers={HEADER: SECRET}) == 200
    assert await behind.count() == 2


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {HEADER: ""},
        {HEADER: "wrong"},
        {HEADER: SECRET[:-1]},
        {HEADER: SECRET + "x"},
        {HEADER: SECRET.upper()},
        {HEADER: f"{SECRET}, {SECRET}"},
        {HEADER: SECRET[:-1] + "é"},
        {"Authorization": SECRET},
        [(HEADER, SECRET), (HEADER, SECRET)],
        [(HEADER, SECRET), (HEADER, "wrong")],
    ],
)
async def test_without_the_secret_nothing_is_read(hook: Hook, behind: Behind, headers: Any) -> None:
    """401 for a secret that is missing, wrong, cut, doubled or no ASCII, whatever the body is (T01)."""
    assert await hook.post(message(text="x"), headers=headers) == 401
    assert await hook.post(b"[" * 200_000, headers=headers) == 401
    assert await behind.count() == 0
    assert hook.noticed == []
    assert hook.receiver.counts == {"refused": 2}


async def test_a_stranger_is_refused_before_the_body_has_come(hook: Hook) -> None:
    """The answer does not wait for the body."""
    held = asyncio.Event()

    async def body() -> AsyncIterator[bytes]:
        yield b"{"
        await held.wait()

    async with hook.client.post(PATH, data=body(), headers={HEADER: "wrong"}) as response:
        assert response.status == 401
        held.set()


def test_the_secret_is_compared_in_constant_time_only() -> None:
    """`compare_digest` is the one comparison of what the header holds (T02)."""
    source = inspect.getsource(Receiver._is_telegram).strip()
    tree = ast.parse(source)
    calls = [n.func.attr for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)]
    assert "compare_digest" in calls
    compared = [n for n in ast.walk(tree) if isinstance(n, ast.Compare)]
    assert all(isinstance(n.comparators[0], ast.Constant) for n in compared)


async def test_a_repeat_changes_nothing(hook: Hook, behind: Behind) -> None:
    """The same bytes a hundred times at once, and the same message under another number (T04, F10)."""
    statuses = await asyncio.gather(*(hook.post(message(text="a")) for _ in range(100)))
    assert set(statuses) == {200}
    assert await hook.post(message(text="a") | {"update_id": 77}) == 200
    assert await behind.heard() == [Inbound("text", "a")]
    assert hook.receiver.counts == {"stored": 1, "repeated": 100}


async def test_numbers_may_start_anew(hook: Hook, behind: Behind) -> None:
    """A lower update number than before is news like any other (F11)."""
    await hook.post(message(1, text="a") | {"update_id": 10**9})
    await hook.post(message(2, text="b") | {"update_id": 5})
    assert [each.text for each in await behind.heard()] == ["a", "b"]


HOSTILE: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "parked"),
    "no JSON": (b"<xml/>", "parked"),
    "no object": (b"[]", "parked"),
    "a number": (b"5", "parked"),
    "nested": (b'{"update_id":1,"message":' + b"[" * 60_000, "parked"),
    "nested and closed": (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, "parked"),
    "endless number": (b'{"update_id":' + b"9" * 5_000 + b"}", "parked"),
    "NaN": (b'{"update_id":1,"message":{"date":NaN}}', "parked"),
    "infinity": (b'{"update_id":1,"message":{"date":-Infinity}}', "parked"),
    "doubled keys": (b'{"update_id":1,"update_id":2}', "parked"),
    "doubled keys inside": (b'{"update_id":1,"message":{"chat":{"id":1,"id":2}}}', "parked"),
    "no UTF-8": (b'{"update_id":1,"message":{"text":"\xff\xfe"}}', "parked"),
    "no number": (b'{"message":{"text":"x"}}', "parked"),
    "number of a wrong kind": (b'{"update_id":"1","message":{"text":"x"}}', "parked"),
    "no chat": (b'{"update_id":1,"message":{"text":"x"}}', "parked"),
    "chat of a wrong kind": (b'{"update_id":1,"message":{"text":"x","chat":[]}}', "parked"),
    "large chat": (b'{"update_id":1,"message":{"text":"x","chat":{"id":1e400,"type":"private"}}}', "ignored"),
    "unknown kind": (b'{"update_id":1,"hologram":{}}', "ignored"),
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_hostile_bodies_move_nothing(hook: Hook, behind: Behind, name: str) -> None:
    """Acknowledged and set aside, so that they do not come again for a day; the next message is heard (T06)."""
    body, result = HOSTILE[name]
    assert await hook.post(body) == 200
    assert hook.receiver.counts == {result: 1}
    assert await hook.post(message(text="còn đây")) == 200
    assert await behind.heard() == [Inbound("text", "còn đây")]


async def test_odd_letters_are_stored_tamed(hook: Hook, behind: Behind) -> None:
    """NUL and a lone surrogate in JSON, and a message that lacks most of its fields: each gets its turn."""
    odd = b'{"update_id":1,"message":{"text":"a\\u0000b\\ud800","chat":{"id":5,"type":"private"}}}'
    bare = b'{"update_id":2,"message":{"chat":{"id":5,"type":"private"}}}'
    assert [await hook.post(odd), await hook.post(bare)] == [200, 200]
    assert await behind.heard() == [Inbound("text", "a b\ufffd"), Inbound("sticker")]


async def test_a_body_too_large_is_refused(hook: Hook, behind: Behind) -> None:
    """64 KiB and a byte, announced or in pieces (T05)."""

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(200):
            yield b" " * 1024

    assert await hook.post(b" " * (64 * 1024 + 1)) == 413
    assert await hook.post(pieces()) == 413
    assert await behind.count() == 0


async def test_media_and_talk_of_groups_leave_no_trace(hook: Hook, behind: Behind, db: Database) -> None:
    """Opened with the key, the inbox holds nothing of what a contact, a place or a caption said (T12)."""
    for n, content in enumerate(MEDIA.values(), 1):
        assert await hook.post(message(n, **content)) == 200
    assert await hook.post(message(90, text="chuyện riêng", chat=GROUP)) == 200
    rows = await behind.opened()
    assert len(rows) == len(MEDIA)
    assert [word for word in PRIVATE_WORDS for row in rows if word in row] == []


async def test_a_tap_is_noticed_even_when_it_is_a_repeat(hook: Hook, behind: Behind) -> None:
    """The first answer may not have arrived; the second stops the client's spinning all the same."""
    await hook.post(tap())
    await hook.post(tap())
    assert [seen.callback for seen in hook.noticed] == ["5301234567890123456"] * 2
    assert await behind.heard() == [Inbound("tap", offer=3, choice="agree")]


async def test_while_the_database_is_away_nothing_is_acknowledged(sealer: Sealer, unused_tcp_port: int) -> None:
    """503 with the time to come again; no sign of attention for what is not kept."""
    away = Database(f"postgresql://nobody@127.0.0.1:{unused_tcp_port}/nothing")
    hook = Hook(Door(away, sealer))
    async with (
        TestClient(TestServer(hook.app)) as client,
        client.post(PATH, json=message(text="a"), headers={HEADER: SECRET}) as response,
    ):
        assert response.status == 503
        assert int(response.headers["Retry-After"]) > 0
    assert hook.noticed == []
    await away.close()


async def test_a_locked_table_does_not_hold_the_answer(hook: Hook, behind: Behind, address: str) -> None:
    """503 in good time while somebody holds the inbox; after that the same update is stored once (F06)."""
    async with behind.locked(address):
        assert await hook.post(message(text="a")) == 503
    assert await hook.post(message(text="a")) == 200
    assert await behind.heard() == [Inbound("text", "a")]


def test_never_410() -> None:
    """Telegram drops a webhook that answers 410 for a day."""
    assert "410" not in inspect.getsource(receive).replace("Never 410", "")
