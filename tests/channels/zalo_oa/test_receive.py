"""The webhook: proven, stored and committed before 200; nothing else is kept, and nothing breaks it."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
import structlog
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import text as sql

from bot.channels.zalo_oa.events import translate
from bot.channels.zalo_oa.receive import PATH, ZaloOaWebhook, verification_route
from bot.door import Door
from bot.web.server import make_app
from storage import conversations, inbox
from tests.channels.zalo_oa.deliveries import APP_ID, APP_SECRET, KEY, OA, USER, encoded, event, mac, signed, text
from tests.conftest import NOW
from tests.web.stage import stage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from aiohttp import web

    from bot.channels.base import Inbound
    from storage.db import Database
    from storage.sealing import Sealer

    Client = TestClient[web.Request, web.Application]


class House:
    """The webhook over a database of its own."""

    def __init__(self, db: Database, sealer: Sealer, client: Client, hook: ZaloOaWebhook) -> None:
        self.db, self.sealer, self.client, self.hook = db, sealer, client, hook

    async def post(self, body: bytes, headers: dict[str, str] | None = None) -> int:
        async with self.client.post(PATH, data=body, headers=signed(body) if headers is None else headers) as answer:
            assert await answer.read() == b"" or answer.status != 200
            return answer.status

    async def until_kept(self, body: bytes) -> int:
        """Posts as Zalo does: again while the machine is too busy to store."""
        while (status := await self.post(body)) == 503:
            continue
        return status

    async def rows(self) -> int:
        async with self.db.transaction() as tx:
            return int(await tx.scalar(sql("select count(*) from inbox")) or 0)

    async def heard(self) -> Inbound | None:
        """The oldest stored message, as the turn will read it."""
        async with self.db.transaction() as tx:
            claimed = await conversations.claim(tx, now=NOW)
            if claimed is None:
                return None
            news = await inbox.oldest(tx, conversation=claimed.id, now=NOW)
            assert news is not None
            await inbox.done(tx, id=news.id, now=NOW)
            return translate(inbox.raw_of(news, sealer=self.sealer))


@asynccontextmanager
async def opened(db: Database, sealer: Sealer) -> AsyncIterator[House]:
    hook = ZaloOaWebhook(Door(db, sealer), app_id=APP_ID, keys=[KEY], app_secret=APP_SECRET, oa_id=OA)
    app = make_app(stage(db, sealer).parts)
    app.add_routes(hook.routes())
    async with TestClient(TestServer(app)) as client:
        yield House(db, sealer, client, hook)


@pytest.fixture
async def house(db: Database, sealer: Sealer) -> AsyncIterator[House]:
    async with opened(db, sealer) as found:
        yield found


async def test_a_signed_message_is_stored_and_a_late_one_too(house: House) -> None:
    """The event's own time does not matter: Zalo tries again for almost two hours, with that same time."""
    assert await house.post(encoded(text("Xin chào 👋"))) == 200
    heard = await house.heard()
    assert heard is not None
    assert heard.text == "Xin chào 👋"
    body = encoded(event("user_send_text", message={"text": "muộn", "msg_id": "m2"}, timestamp="1000"))
    assert await house.post(body, signed(body, stamp="1000")) == 200
    assert await house.rows() == 2


async def test_what_is_not_proven_is_answered_and_forgotten(house: House) -> None:
    """200 for each, so that Zalo keeps the webhook; no row; counted (trust.md T03)."""
    body = encoded(text("mình giả"))
    doubled = [("X-ZEvent-Signature", f"mac={mac(body)}"), ("X-ZEvent-Signature", f"mac={mac(body)}")]
    tries: list[tuple[bytes, dict[str, str]]] = [
        (body.replace(b"gi", b"go"), signed(body)),
        (body, signed(body, key="the key of last year")),
        (body, signed(body, key=APP_SECRET)),
        (body, signed(json.dumps(json.loads(body)).encode())),
        (body, {}),
        (body, {"X-ZEvent-Signature": "mac="}),
        (body, {"X-ZEvent-Signature": "mac=" + "é" * 64}),
        (b"[]", signed(b"[]")),
        (b'"text"', signed(b'"text"')),
    ]
    assert [await house.post(data, headers) for data, headers in tries] == [200] * len(tries)
    async with house.client.post(PATH, data=body, headers=doubled) as answer:
        assert answer.status == 200
    assert house.hook.counts["unsigned"] == len(tries) + 1
    assert await house.rows() == 0


@pytest.mark.parametrize("body", [b"", b"{}", b" {} \n"])
async def test_the_console_may_look(house: House, body: bytes) -> None:
    """Its check is unsigned and empty, and the address is accepted only when it hears 200."""
    assert await house.post(body, {}) == 200
    assert house.hook.counts == {"empty": 1}
    assert await house.rows() == 0


async def test_a_repeat_is_stored_once(house: House) -> None:
    """The same delivery a hundred times at once is one message and a hundred times 200 (trust.md T04)."""
    body = encoded(text("một lần thôi"))
    assert await asyncio.gather(*(house.until_kept(body) for _ in range(100))) == [200] * 100
    assert await house.rows() == 1
    assert house.hook.counts == {"stored": 1, "repeated": 99}


async def test_bodies_made_to_hurt_do_nothing(house: House) -> None:
    """Nesting, endless numbers, NaN, doubled keys: 200 and no row; NUL and lone surrogates are stored mended (T06)."""
    good = encoded(text("x", "odd1"))
    bombs = [
        b"[" * 60_000,
        b'{"a":' * 10_000,
        b'{"timestamp":' + b"1" * 5000 + b"}",
        good.replace(b'"text":"x"', b'"text":NaN'),
        good.replace(b'"text":"x"', b'"text":"x","text":"y"'),
        b"\xff\xfe" + good,
        good[:-1],
    ]
    assert [await house.post(body) for body in bombs] == [200] * len(bombs)
    assert await house.rows() == 0
    odd = [rb"\u0000", rb"\ud800", "😀".encode() * 12_000]
    bodies = [good.replace(b'"x"', b'"' + each + b'"').replace(b"odd1", b"odd%d" % n) for n, each in enumerate(odd)]
    assert [await house.post(body) for body in bodies] == [200] * 3
    assert await house.rows() == 3
    assert [(await house.heard()) is not None for _ in bodies] == [True] * 3


async def test_a_body_that_is_too_large_is_not_read(house: House) -> None:
    """64 KiB and a byte, and ten megabytes in pieces: 413 (trust.md T05)."""

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(160):
            yield b"x" * 65_536

    assert await house.post(b"x" * (64 * 1024 + 1), {}) == 413
    async with house.client.post(PATH, data=pieces()) as answer:
        assert answer.status == 413
    assert await house.rows() == 0


async def test_without_the_database_nothing_is_acknowledged(house: House) -> None:
    """503 within Zalo's 2 seconds while the inbox is locked, and the repeat is stored (trust.md F06)."""
    body = encoded(text("chờ chút"))
    async with house.db.transaction() as tx:
        await tx.execute(sql("lock table inbox in access exclusive mode"))
        assert await house.post(body) == 503
    assert await house.post(body) == 200
    assert await house.rows() == 1


async def test_events_are_dropped_follows_greet_once_and_withdrawal_is_heard(house: House) -> None:
    """Echoes leave no trace; following and opening the chat are one start."""
    bare = {"app_id": APP_ID, "oa_id": OA, "timestamp": "1767225600000"}
    events = [
        event("oa_send_text", sender={"id": OA}, recipient={"id": USER}, message={"text": "Chào!", "msg_id": "c1"}),
        {**bare, "follower": {"id": USER}, "event_name": "follow"},
        {**bare, "user_id": USER, "event_name": "user_click_chatnow"},
        event("user_withdraw"),
    ]
    for each in events:
        assert await house.post(encoded(each)) == 200
    found = [await house.heard() for _ in range(3)]
    assert [each.kind for each in found if each is not None] == ["start", "withdraw"]
    assert house.hook.counts == {"dropped": 1, "stored": 2, "repeated": 1}


async def test_the_log_names_the_wrong_secret_and_no_secret(house: House) -> None:
    """One line a minute for each reason, without ids, texts or keys."""
    body = encoded(text("bí mật của tôi"))
    with structlog.testing.capture_logs() as lines:
        for _ in range(5):
            await house.post(body, signed(body, key=APP_SECRET))
    assert [line["outcome"].partition(":")[0] for line in lines] == ["signed with the app secret", "unsigned"]
    told = str(lines)
    assert not any(word in told for word in (KEY, APP_SECRET, USER, "bí mật", mac(body)))


async def test_the_file_that_proves_the_domain(house: House, tmp_path: Path, db: Database, sealer: Sealer) -> None:
    """Served as it is from the folder of variable things, and no other file is."""
    page = '<meta name="zalo-platform-site-verification" content="FAKE_VERIFY_CODE_0001" />'
    (tmp_path / "zalo_verifierFAKE_VERIFY_CODE_0001.html").write_text(page)
    (tmp_path / "secret_key").write_text("secret")
    app = make_app(stage(db, sealer).parts)
    app.add_routes([verification_route(tmp_path)])
    async with TestClient(TestServer(app)) as client:
        async with client.get("/zalo_verifierFAKE_VERIFY_CODE_0001.html") as answer:
            assert answer.status == 200
            assert answer.content_type == "text/html"
            assert await answer.text() == page
        for path in ("/zalo_verifierFAKE_VERIFY_CODE_0002.html", "/secret_key", "/zalo_verifier..%2fsecret_key.html"):
            async with client.get(path, allow_redirects=False) as answer:
                assert answer.status == 404
