"""The double of the Zalo Bot Platform: methods, odd polling, webhook, the free plan."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from tests.doubles import Clock, NotOnThisNetworkError, ZaloBotDouble
from tests.doubles.listener import Listener
from tests.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.doubles.zalo_bot_person import ZaloBotPerson


@pytest.fixture
async def hook() -> AsyncIterator[Listener]:
    async with Listener() as listener:
        yield listener


@pytest.fixture
async def zalo() -> AsyncIterator[ZaloBotDouble]:
    async with ZaloBotDouble(clock=Clock(scale=100)) as double:
        yield double


@pytest.fixture
async def an(zalo: ZaloBotDouble) -> ZaloBotPerson:
    person = zalo.person("An")
    await person.say("xin chào")
    return person


async def ask(zalo: ZaloBotDouble, method: str, *, token: str | None = None, **params: Any) -> tuple[int, Any]:
    url = f"{zalo.base_url}{token or zalo.token}/{method}"
    async with aiohttp.ClientSession() as http, http.post(url, json=params) as answer:
        return answer.status, await answer.json()


async def test_a_message_arrives(zalo: ZaloBotDouble, an: ZaloBotPerson) -> None:
    """Numbered choices are typed; there is no editing."""
    status, answer = await ask(zalo, "sendMessage", chat_id=an.id, text="Chọn\n1. Có\n2. Không")
    assert (status, answer["ok"], sorted(answer["result"])) == (200, True, ["date", "message_id"])
    await an.tap("Không")
    assert an.transcript[-1].text == "2"
    with pytest.raises(NotOnThisNetworkError):
        await an.edit("khác")
    assert await ask(zalo, "sendChatAction", chat_id=an.id, action="typing") == (200, {"ok": True})


@pytest.mark.parametrize(
    ("method", "params", "status"),
    [
        ("sendMessage", {"text": "x" * 2001}, 400),
        ("sendMessage", {"text": ""}, 400),
        ("sendMessage", {"text": "x", "chat_id": "nobody"}, 400),
        ("sendchataction", {}, 404),
        ("editMessageText", {}, 404),
        ("getMe", {"token": "1:wrong"}, 401),
        ("getWebhookInfo", {}, 404),
        ("setWebhook", {"url": "https://example.vn", "secret_token": "short"}, 400),
    ],
)
async def test_refusals(zalo: ZaloBotDouble, an: ZaloBotPerson, method: str, params: Any, status: int) -> None:
    """Envelope and status say the same; names of methods are case-sensitive."""
    got, answer = await ask(zalo, method, **{"chat_id": an.id} | params)
    assert (got, answer["ok"], answer["error_code"]) == (status, False, status)
    assert an.replies() == []


async def test_who_blocked_cannot_be_written_to(zalo: ZaloBotDouble, an: ZaloBotPerson) -> None:
    """And nobody told the bot."""
    await an.block()
    assert (await ask(zalo, "sendMessage", chat_id=an.id, text="x"))[0] == 400
    await an.unblock()
    assert (await ask(zalo, "sendMessage", chat_id=an.id, text="x"))[0] == 200


async def test_polling_gives_one_event_and_gives_it_again(zalo: ZaloBotDouble, an: ZaloBotPerson) -> None:
    """Until there is a newer one: there is no confirmation."""
    first = await ask(zalo, "getUpdates", timeout=0)
    assert first[1]["result"]["message"]["text"] == "xin chào"
    assert await ask(zalo, "getUpdates", timeout=0) == first
    await an.say("mới")
    assert (await ask(zalo, "getUpdates", timeout="0"))[1]["result"]["message"]["text"] == "mới"
    zalo.mischief.replay = False
    assert await ask(zalo, "getUpdates", timeout=0) == (
        408,
        {"ok": False, "error_code": 408, "description": "Request timeout"},
    )


async def test_a_poll_waits(zalo: ZaloBotDouble) -> None:
    """And ends when somebody writes; two at once are noted."""
    polls = [asyncio.create_task(ask(zalo, "getUpdates", timeout=20)) for _ in range(2)]
    await eventually(lambda: zalo.pollers == 2)
    await zalo.person().say("chào")
    await zalo.person().say("nữa")
    answers = [(await poll)[1]["result"]["message"]["text"] for poll in polls]
    assert "chào" in answers


async def test_a_webhook_is_probed_and_excludes_polling(zalo: ZaloBotDouble, hook: Listener, an: ZaloBotPerson) -> None:
    """The address is saved even when it refuses; the answer says so."""
    hook.answers = [403]
    secret = "a secret of the webhook"
    _, answer = await ask(zalo, "setWebhook", url=hook.url, secret_token=secret)
    assert answer["result"]["verification"]["outcome"] == "webhook.http.403"
    assert (hook.got[0].raw, hook.got[0].headers["X-Bot-Api-Secret-Token"]) == (b"", secret)
    assert (await ask(zalo, "getWebhookInfo"))[1]["result"]["url"] == hook.url
    assert (await ask(zalo, "getUpdates", timeout=0))[0] == 400
    await an.say("bằng webhook")
    assert hook.got[1].headers["X-Bot-Api-Secret-Token"] == secret
    assert (await ask(zalo, "deleteWebhook"))[1]["result"]["url"] == ""
    assert (await ask(zalo, "getWebhookInfo"))[0] == 404


@pytest.mark.parametrize("enveloped", [False, True])
async def test_both_shapes_of_a_body(zalo: ZaloBotDouble, hook: Listener, enveloped: bool) -> None:
    """Flat as it was seen, enveloped as it is documented; photos likewise."""
    zalo.mischief.enveloped = zalo.mischief.documented_photo = enveloped
    await zalo.deliver_to(hook.url)
    await zalo.person().media("photo")
    body = hook.got[0].body
    event = body["result"] if enveloped else body
    assert event["event_name"] == "message.image.received"
    assert ("photo" if enveloped else "photo_url") in event["message"]


async def test_repeats_retries_and_own_messages(zalo: ZaloBotDouble, hook: Listener) -> None:
    """A duplicate has the same id, a refused delivery comes again, the bot may hear itself."""
    await zalo.deliver_to(hook.url)
    zalo.mischief.duplicate = 1.0
    await zalo.person().say("hai lần")
    assert hook.got[0].raw == hook.got[1].raw
    zalo.mischief.duplicate, hook.answers = 0.0, [500]
    await zalo.person().say("lỗi")
    await eventually(lambda: len(hook.got) == 4)
    zalo.mischief.own = True
    await ask(zalo, "sendMessage", chat_id=zalo.person().id, text="Chào")
    await eventually(lambda: len(hook.got) == 5)
    assert hook.got[4].body["message"]["from"]["is_bot"]


async def test_the_free_plan(zalo: ZaloBotDouble) -> None:
    """The person beyond its number is not heard, the message beyond the month's is refused."""
    zalo.plan.people, zalo.plan.messages = 2, 1
    for name in ("An", "Bình", "Chi"):
        await zalo.person(name).say("chào")
    assert zalo.unheard == {zalo.person("Chi").id}
    assert len(zalo.waiting) == 2
    send = [await ask(zalo, "sendMessage", chat_id=zalo.person(n).id, text="x") for n in ("An", "Chi", "An")]
    assert [status for status, _ in send] == [200, 400, 429]


async def test_one_event_of_every_type(zalo: ZaloBotDouble, hook: Listener) -> None:
    """Also one without a message and one in a group; and false secrets on demand."""
    await zalo.deliver_to(hook.url)
    events = zalo.person().events_of_every_type()
    for _, event in events:
        await zalo.deliver(event)
    await zalo.person().say_in_group("@Bot chào")
    assert hook.got[-1].body["message"]["chat"]["chat_type"] == "GROUP"
    await zalo.deliver(events[0][1], secret=None)
    assert "X-Bot-Api-Secret-Token" not in hook.got[-1].headers
    assert len(hook.got) == len(events) + 2
