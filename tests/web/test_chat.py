"""Messages of the page: stored once, in order, by the page itself only."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from bot.channels.base import Inbound
from bot.channels.webchat import BadMessageError, WebChat, read
from bot.web import chat
from bot.web.limits import Buckets, Pace
from tests.web.stage import bubble

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.web.stage import Client, Stage

HELLO = {"id": "client-0001", "kind": "text", "text": "em muốn đăng ký"}


async def test_a_message_is_stored_before_it_is_acknowledged(client: Client, played: Stage) -> None:
    """202 means that the inbox has the message, with what the page said of its language."""
    await client.get("/")
    answer = await client.post("/chat/messages", json=HELLO | {"lang": "en"})
    assert answer.status == 202
    assert await played.heard() == [Inbound("text", text="em muốn đăng ký", lang="en")]


async def test_a_repeat_is_stored_once(client: Client, played: Stage) -> None:
    """The page may send again what it is not sure of; another message under another id is another one."""
    await client.get("/")
    answers = [await client.post("/chat/messages", json=HELLO) for _ in range(3)]
    assert [a.status for a in answers] == [202] * 3
    assert [(await a.json())["stored"] for a in answers] == [True, False, False]
    await client.post("/chat/messages", json=HELLO | {"id": "client-0002"})
    assert len(await played.heard()) == 2


async def test_two_browsers_may_use_the_same_client_id(client: Client, played: Stage) -> None:
    """Ids of one browser say nothing about another's messages."""
    await client.get("/")
    await client.post("/chat/messages", json=HELLO)
    client.session.cookie_jar.clear()
    await client.get("/")
    assert (await (await client.post("/chat/messages", json=HELLO)).json())["stored"] is True


async def test_the_session_stands_in_no_column(client: Client, played: Stage) -> None:
    """Who reads the database cannot enter a chat: the cookie's value is nowhere in it unsealed."""
    await client.get("/")
    session = next(iter(client.session.cookie_jar)).value
    await client.post("/chat/messages", json=HELLO)
    async with played.db.transaction() as tx:
        for table in ("inbox", "conversation"):
            rows = await tx.execute(text(f"select row_to_json(t)::text from {table} t"))
            assert all(session not in row[0] for row in rows)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
async def test_a_post_of_another_site_is_refused(client: Client, played: Stage, headers: dict[str, str]) -> None:
    """A page elsewhere cannot speak for a person (T24)."""
    await client.get("/")
    assert (await client.post("/chat/messages", json=HELLO, headers=headers)).status == 403
    assert await played.heard() == []


async def test_the_own_page_may_post(client: Client) -> None:
    """As browsers say it: by Sec-Fetch-Site, and older ones by Origin."""
    await client.get("/")
    own = f"http://127.0.0.1:{client.port}"
    for number, headers in enumerate([{"Sec-Fetch-Site": "same-origin"}, {"Origin": own}]):
        answer = await client.post("/chat/messages", json=HELLO | {"id": f"own-{number}-000"}, headers=headers)
        assert answer.status == 202


async def test_without_a_session_nothing_is_stored(client: Client, played: Stage) -> None:
    """401 for a browser that never opened the page, or whose cookie is not one of ours."""
    for cookie in ({}, {"Cookie": "chaovn=short"}, {"Cookie": "chaovn=" + "x" * 23}):
        assert (await client.post("/chat/messages", json=HELLO, headers=cookie)).status == 401
        assert (await client.get("/chat/history", headers=cookie)).status == 401
        assert (await client.get("/chat/events", headers=cookie)).status == 401
    assert await played.heard() == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"x" * 70_000, 413),
        (b"[" * 60_000, 400),
        (b"{}", 400),
        (b"null", 400),
        (b'{"id":"client-1","kind":"text"}', 400),
        (b'{"id":"client-1","kind":"text","text":5}', 400),
        (b'{"id":"../../etc","kind":"text","text":"a"}', 400),
        (b'{"id":"client-1","kind":"stop"}', 400),
        (b'{"id":"client-1","kind":"tap","offer":true,"choice":"a"}', 400),
        (b'{"id":"client-1","kind":"tap","offer":-1,"choice":"a"}', 400),
        (b'{"id":"client-1","kind":"tap","offer":1,"choice":"<b>"}', 400),
        (b'{"id":"client-1","kind":"tap","offer":' + b"9" * 5000 + b',"choice":"a"}', 400),
        (json.dumps({"id": "client-1", "kind": "text", "text": "a" * 5001}).encode(), 400),
    ],
)
async def test_what_is_no_message_is_refused(client: Client, played: Stage, body: bytes, status: int) -> None:
    """Never a 500, nothing stored (T05, T06)."""
    await client.get("/")
    headers = {"Content-Type": "application/json"}
    answer = await client.post("/chat/messages", data=body, headers=headers)
    assert answer.status == status
    assert await played.heard() == []


async def test_a_form_of_another_site_cannot_post(client: Client) -> None:
    """Only JSON is taken, which no form can send."""
    await client.get("/")
    answer = await client.post("/chat/messages", data=json.dumps(HELLO), headers={"Content-Type": "text/plain"})
    assert answer.status == 415


async def test_five_thousand_characters_fit(client: Client, played: Stage) -> None:
    """The longest text that the page lets people write arrives whole, emoji included."""
    await client.get("/")
    long = "🌾" * 5000
    assert (await client.post("/chat/messages", json=HELLO | {"text": long})).status == 202
    assert (await played.heard())[0].text == long


async def test_too_fast_is_told_when_to_go_on(client: Client) -> None:
    """One chat that floods gets 429 with Retry-After; another chat is not held up by it."""
    await client.get("/")
    statuses = []
    for number in range(30):
        answer = await client.post("/chat/messages", json=HELLO | {"id": f"flood-{number:04d}"})
        statuses.append(answer.status)
    assert statuses[:12] == [202] * 12
    assert statuses[-1] == 429
    assert int(answer.headers["Retry-After"]) >= 1
    client.session.cookie_jar.clear()
    await client.get("/")
    assert (await client.post("/chat/messages", json=HELLO)).status == 202


def test_a_bucket_fills_again() -> None:
    """After a burst, one message for each `1/per_second` seconds."""
    now = [0.0]
    buckets = Buckets(Pace(burst=2, per_second=0.5), clock=lambda: now[0])
    assert [buckets.take("a") for _ in range(3)] == [0, 0, 2]
    now[0] = 2.0
    assert [buckets.take("a"), buckets.take("a"), buckets.take("b")] == [0, 2, 0]


def test_reading_keeps_only_what_a_message_has() -> None:
    """Characters that no database or screen takes are replaced; unknown fields and odd refs are left out."""
    sent = {"id": "client-1", "kind": "text", "text": "a\x00b\r\nc\ud800", "offer": 3, "admin": True}
    client_id, raw = read(json.dumps(sent).encode())
    assert client_id == "client-1"
    assert WebChat().translate(raw) == Inbound("text", text="a b\nc\ufffd")
    _, raw = read(b'{"id":"client-1","kind":"start","ref":"qr-thpt-ho-thi-ky","lang":"xx"}')
    assert WebChat().translate(raw) == Inbound("start", ref="qr-thpt-ho-thi-ky")
    _, raw = read(b'{"id":"client-1","kind":"start","ref":"<script>"}')
    assert WebChat().translate(raw) == Inbound("start")
    _, raw = read(b'{"id":"client-1","kind":"tap","offer":4,"choice":"yes"}')
    assert WebChat().translate(raw) == Inbound("tap", offer=4, choice="yes")
    with pytest.raises(BadMessageError, match="body"):
        read(b"\xff\xfe")


async def test_history_comes_back_in_order(client: Client, played: Stage) -> None:
    """A reload shows what was said, a tap by its label, and whether an answer is under way."""
    await client.get("/")
    await client.post("/chat/messages", json={"id": "client-start", "kind": "start"})
    await played.answer(bubble("Chào bạn"), bubble("Bạn muốn gì?", "Tên cá nhân", "Cửa hàng", offer=1))
    await client.post("/chat/messages", json={"id": "client-tap-1", "kind": "tap", "offer": 1, "choice": "c2"})
    await played.answer(bubble("Mời bạn nhập số"))
    await client.post("/chat/messages", json=HELLO)
    past = await (await client.get("/chat/history")).json()
    assert [item["from"] for item in past["items"]] == ["bot", "bot", "you", "bot", "you"]
    assert past["items"][2] == {"from": "you", "text": "Cửa hàng", "tap": "1/c2"}
    assert past["items"][4]["text"] == "em muốn đăng ký"
    assert past["items"][1]["bubble"]["buttons"][0] == {"label": "Tên cá nhân", "id": "c1", "offer": 1}
    assert past["waiting"] is True
    await played.answer(bubble("Xong"))
    assert (await (await client.get("/chat/history")).json())["waiting"] is False


async def test_nobody_sees_the_history_of_another(client: Client, played: Stage) -> None:
    """Another browser starts empty."""
    await client.get("/")
    await client.post("/chat/messages", json=HELLO)
    await played.answer(bubble("Chào bạn"))
    client.session.cookie_jar.clear()
    await client.get("/")
    assert (await (await client.get("/chat/history")).json()) == {"items": [], "last": 0, "waiting": False}


async def test_a_body_that_crawls_is_given_up(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who sends a byte now and then holds nothing for long (T05)."""
    monkeypatch.setattr(chat, "PATIENCE", 0.2)
    await client.get("/")

    async def crawling() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.sleep(5)
        yield b"}"

    headers = {"Content-Type": "application/json"}
    assert (await client.post("/chat/messages", data=crawling(), headers=headers)).status == 408
