"""Bubbles on their way to Telegram: their form, their parts, and every way in which a send can fail."""

from __future__ import annotations

import asyncio
import gzip
from typing import TYPE_CHECKING

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import Bubble, Button, SendError
from bot.channels.splitting import split
from bot.channels.telegram.channel import ROOM, TelegramChannel, keyboard
from bot.channels.telegram.client import MOST_ANSWER
from tests.channels.queued import NOWHERE, queued
from tests.channels.telegram.api import SENT, TOKEN, Api, ok, opened, refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.channels.telegram.client import Client
    from storage.db import Database
    from storage.sealing import Sealer

HELLO = Bubble("welcome.hello", "Chào bạn!")


def buttons(*labels: str) -> tuple[Button, ...]:
    """Choices of offer 3 with these labels."""
    return tuple(Button(label, f"c{n}", 3) for n, label in enumerate(labels, 1))


async def test_a_bubble_is_plain_text_without_preview(api: Api, client: Client) -> None:
    """No parse mode: what people wrote cannot become markup. No preview: no robot opens a personal link."""
    assert await TelegramChannel(client, NOWHERE).send("5", Bubble("k", "<b>*x*</b>"), outbox_id=1) == "41"
    assert api.calls == [
        ("sendMessage", {"chat_id": 5, "text": "<b>*x*</b>", "link_preview_options": {"is_disabled": True}})
    ]


async def test_choices_are_buttons_and_a_link_is_text(api: Api, client: Client) -> None:
    """Two short labels stand side by side, a long one alone; the address can be read before it is opened."""
    bubble = Bubble("k", "Chọn nhé", buttons("Có", "Không", "Để mình xem lại đã nha"), "https://chao.vn/r/a.b.c")
    await TelegramChannel(client, NOWHERE).send("5", bubble, outbox_id=1)
    sent = api.of("sendMessage")[0]
    assert sent["text"] == "Chọn nhé\nhttps://chao.vn/r/a.b.c"
    rows = [[key["text"] for key in row] for row in sent["reply_markup"]["inline_keyboard"]]
    assert rows == [["Có", "Không"], ["Để mình xem lại đã nha"]]
    assert sent["reply_markup"]["inline_keyboard"][0][1]["callback_data"] == "o:3:c2"


async def test_a_choice_too_long_for_a_button_is_numbered_text(api: Api, client: Client) -> None:
    """65 bytes of data would make Telegram refuse the whole message; numbers work everywhere."""
    bubble = Bubble("k", "Chọn nhé", (Button("Một", "c" * 61, 3), Button("Hai", "d", 3)))
    assert keyboard(bubble.buttons) is None
    await TelegramChannel(client, NOWHERE).send("5", bubble, outbox_id=1)
    assert api.of("sendMessage")[0]["text"] == "Chọn nhé\n1. Một\n2. Hai"
    assert "reply_markup" not in api.of("sendMessage")[0]


SIGNS = ("a", "đ", "e\u0301\u0323", "👨\u200d👩\u200d👧", "🇻🇳", "👍🏽", "❤\ufe0f", " ", ". ", "\n", "\n\n")


@given(st.lists(st.sampled_from(SIGNS), max_size=200), st.integers(20, 60))
def test_parts_lose_nothing_and_break_no_letter(signs: list[str], room: int) -> None:
    """All signs in order, no part too long, and none of what people see as one sign is torn apart."""
    parts = split("".join(signs), room=room)
    rest = [sign for sign in signs if sign.strip()]
    for part in parts:
        assert len(part.encode("utf-16-le")) // 2 <= room
        left = "".join(part.split())
        while left:
            sign = rest.pop(0).strip()
            assert left.startswith(sign)
            left = left[len(sign) :]
    assert rest == []


async def test_a_long_text_goes_out_in_parts(api: Api, client: Client, db: Database, sealer: Sealer) -> None:
    """9,000 letters: each part within the limit, words whole, the buttons under the last."""
    words = "Đăng ký tên miền id.vn miễn phí 👨‍👩‍👧 nhé. " * 220
    bubble = Bubble("k", words.strip(), buttons("Có"))
    number = await queued(db, sealer, bubble, channel="telegram", account="5")
    await TelegramChannel(client, db).send("5", bubble, outbox_id=number)
    sent = api.of("sendMessage")
    assert len(sent) == 3
    assert all(len(each["text"]) <= ROOM for each in sent)
    assert " ".join(each["text"] for each in sent).split() == words.split()
    assert ["reply_markup" in each for each in sent] == [False, False, True]


async def test_a_retry_goes_on_with_the_part_that_failed(
    api: Api, client: Client, db: Database, sealer: Sealer
) -> None:
    """What has arrived is not sent again, not even by another process."""
    bubble = Bubble("k", "một hai ba. " * 600)
    number = await queued(db, sealer, bubble, channel="telegram", account="5")
    api.answers = [ok(SENT), refusal(429, "Too Many Requests: retry after 3", retry_after=3)]
    with pytest.raises(SendError):
        await TelegramChannel(client, db).send("5", bubble, outbox_id=number)
    await TelegramChannel(client, db).send("5", bubble, outbox_id=number)
    texts = [each["text"] for each in api.of("sendMessage")]
    assert texts[1] == texts[2]
    assert len(texts) == 4
    assert " ".join([texts[0], *texts[2:]]).split() == bubble.text.split()


async def test_without_the_database_a_long_text_waits(api: Api, client: Client) -> None:
    """Who cannot know what has arrived sends nothing."""
    with pytest.raises(SendError) as failed:
        await TelegramChannel(client, NOWHERE).send("5", Bubble("k", "một hai ba. " * 600), outbox_id=1)
    assert (failed.value.verdict, api.calls) == ("retry", [])


def page(status: int) -> web.Response:
    """What a proxy or a blocked network answers in Telegram's place."""
    return web.Response(status=status, text="<html>Truy cập bị chặn</html>", content_type="text/html")


FAILURES: dict[str, tuple[Callable[[], web.StreamResponse], str, float | None]] = {
    "429": (lambda: refusal(429, "Too Many Requests: retry after 7", retry_after=7), "retry", 7.0),
    "429 without a time": (lambda: refusal(429, "Too Many Requests"), "retry", 5.0),
    "chat not found": (lambda: refusal(400, "Bad Request: chat not found"), "give_up", None),
    "too long": (lambda: refusal(400, "Bad Request: message is too long"), "give_up", None),
    "button data": (lambda: refusal(400, "Bad Request: BUTTON_DATA_INVALID"), "give_up", None),
    "moved group": (
        lambda: refusal(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-5),
        "give_up",
        None,
    ),
    "blocked": (lambda: refusal(403, "Forbidden: bot was blocked by the user"), "blocked", None),
    "deactivated": (lambda: refusal(403, "Forbidden: user is deactivated"), "blocked", None),
    "wrong token": (lambda: refusal(401, "Unauthorized"), "credentials", None),
    "wrong address": (lambda: refusal(404, "Not Found"), "credentials", None),
    "conflict": (lambda: refusal(409, "Conflict: terminated by other getUpdates request"), "retry", None),
    "500": (lambda: refusal(500, "Internal Server Error"), "retry", None),
    "502 page": (lambda: page(502), "retry", None),
    "403 page": (lambda: page(403), "retry", None),
    "400 page": (lambda: page(400), "retry", None),
    "garbage": (lambda: web.Response(text="<html>ok</html>"), "maybe_sent", None),
    "no result": (lambda: web.json_response({"ok": True}), "maybe_sent", None),
    "wrong type": (lambda: ok({"message_id": "x"}), "maybe_sent", None),
    "a list": (lambda: web.json_response([1], status=400), "maybe_sent", None),
    "endless": (lambda: web.Response(body=b" " * (MOST_ANSWER + 1)), "maybe_sent", None),
    "packed": (
        lambda: web.Response(body=gzip.compress(b" " * 50_000_000), headers={"Content-Encoding": "gzip"}),
        "maybe_sent",
        None,
    ),
}


@pytest.mark.parametrize("name", FAILURES)
async def test_every_failure_has_its_verdict(api: Api, client: Client, name: str) -> None:
    """The real bodies of Telegram, and what stands in its way (trust.md 3.3). One call each: retrying is not ours."""
    make, verdict, retry_after = FAILURES[name]
    api.answers = [make()]
    with pytest.raises(SendError) as failed:
        await TelegramChannel(client, NOWHERE).send("5", HELLO, outbox_id=1)
    assert (failed.value.verdict, failed.value.retry_after) == (verdict, retry_after)
    assert TOKEN not in str(failed.value)
    assert len(api.calls) == 1


async def test_an_accepted_message_without_an_answer_may_be_sent(api: Api, client: Client) -> None:
    """The connection breaks after the request was taken."""

    class Broken(web.Response):
        async def prepare(self, request: web.BaseRequest) -> None:
            assert request.transport is not None
            request.transport.abort()

    api.answers = [Broken()]
    with pytest.raises(SendError) as failed:
        await TelegramChannel(client, NOWHERE).send("5", HELLO, outbox_id=1)
    assert failed.value.verdict == "maybe_sent"


async def test_nobody_listens(unused_tcp_port: int) -> None:
    """A refused connection is certainly not sent: try again freely."""
    async with opened(f"http://127.0.0.1:{unused_tcp_port}/bot") as client:
        with pytest.raises(SendError) as failed:
            await TelegramChannel(client, NOWHERE).send("5", HELLO, outbox_id=1)
    assert failed.value.verdict == "retry"
    assert TOKEN not in str(failed.value)


async def test_a_redirect_is_not_followed(api: Api, client: Client) -> None:
    """A redirect would carry a person's text to wherever it points; the address is wrong and is said to be."""
    api.answers = [web.Response(status=302, headers={"Location": f"{api.base_url}{TOKEN}/elsewhere"})]
    with pytest.raises(SendError) as failed:
        await TelegramChannel(client, NOWHERE).send("5", HELLO, outbox_id=1)
    assert failed.value.verdict == "retry"
    assert [method for method, _ in api.calls] == ["sendMessage"]


async def test_a_proxy_of_the_environment_is_not_obeyed(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands in HTTPS_PROXY and its kin sees nothing (R-21)."""
    seen: list[bytes] = []

    async def listener(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await reader.read(10))
        writer.close()

    server = await asyncio.start_server(listener, "127.0.0.1", 0)
    proxy = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, proxy)
    async with server, opened(api.base_url) as client:
        await TelegramChannel(client, NOWHERE).send("5", HELLO, outbox_id=1)
    assert seen == []
    assert len(api.calls) == 1


async def test_a_proxy_of_the_settings_is_used(api: Api) -> None:
    """One that answers 502 has sent nothing on."""
    seen: list[bytes] = []

    async def listener(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(listener, "127.0.0.1", 0)
    proxy = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server, opened("https://api.telegram.org/bot", proxy=proxy) as client:
        with pytest.raises(SendError) as failed:
            await TelegramChannel(client, NOWHERE).send("5", HELLO, outbox_id=1)
    assert seen[0].startswith(b"CONNECT api.telegram.org:443")
    assert failed.value.verdict == "retry"
    assert api.calls == []
