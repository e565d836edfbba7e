"""The double of a Zalo Official Account delivers: signature, events, echoes, retries, late and false ones."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from tests.doubles import Clock, ZaloOaDouble
from tests.doubles.listener import Listener
from tests.doubles.zalo_oa_events import signature
from tests.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.doubles.listener import Got

VECTOR = (
    '{"app_id":"1000000000000000001","sender":{"id":"2000000000000000002"},"user_id_by_app":"3000000000000000003",'
    '"recipient":{"id":"4000000000000000004"},"event_name":"user_send_text","message":{"text":"Xin chào 👋",'
    '"msg_id":"aaaa1111bbbb2222cccc"},"timestamp":"1767225600000"}'
)


@pytest.fixture
async def hook() -> AsyncIterator[Listener]:
    async with Listener() as listener:
        yield listener


@pytest.fixture
async def oa(hook: Listener) -> AsyncIterator[ZaloOaDouble]:
    async with ZaloOaDouble(clock=Clock(scale=1000)) as double:
        await double.deliver_to(hook.url)
        yield double


def expected(oa: ZaloOaDouble, got: Got) -> str:
    """The signature worked out here, from the bytes that arrived."""
    joined = oa.app_id.encode() + got.raw + got.body["timestamp"].encode() + oa.secret_key.encode()
    return "mac=" + hashlib.sha256(joined).hexdigest()


@pytest.mark.parametrize(
    ("body", "mac"),
    [
        (VECTOR, "760a175d703d37f88a52b4bdf70dfdf567a0bf3f2c006f652076a220567b7fb1"),
        (
            VECTOR.replace("à", "\\u00e0").replace("👋", "\\ud83d\\udc4b"),
            "b3231238aa807bfd6cd5fa6d5f5df77fd0c3e4ab6ca1c4a071f77ba3c01185a5",
        ),
    ],
)
def test_the_examples_of_the_reference_hold(body: str, mac: str) -> None:
    """Over the raw bytes: the same event escaped has another signature."""
    raw = body.encode()
    assert signature("1000000000000000001", raw, "1767225600000", "FAKE_OA_SECRET_KEY_0001") == mac


@pytest.mark.parametrize("escaped", [False, True])
async def test_a_text_arrives_signed(oa: ZaloOaDouble, hook: Listener, escaped: bool) -> None:
    """With the headers that were seen, over exactly the bytes that are sent."""
    oa.mischief.escaped = escaped
    await oa.person().say("Xin chào 👋")
    (got,) = hook.got
    assert got.headers["X-ZEvent-Signature"] == expected(oa, got)
    assert got.headers["User-Agent"] == "ZaloWebhook"
    assert (got.body["event_name"], got.body["message"]["text"]) == ("user_send_text", "Xin chào 👋")
    assert ("à".encode() in got.raw) != escaped


@pytest.mark.parametrize("signed", ["none", "wrong", "hmac", "app_secret"])
async def test_a_false_signature(oa: ZaloOaDouble, hook: Listener, signed: Any) -> None:
    """On demand: none, a wrong one, a wrong recipe, the wrong secret."""
    await oa.deliver(oa.person().event("user_send_text", {"text": "giả"}), signed=signed)
    (got,) = hook.got
    assert got.headers.get("X-ZEvent-Signature") != expected(oa, got)


@pytest.mark.parametrize("signed", ["bare", "upper"])
async def test_another_spelling_of_the_right_one(oa: ZaloOaDouble, hook: Listener, signed: Any) -> None:
    """Without `mac=`, or in capitals."""
    await oa.deliver(oa.person().event("user_send_text", {"text": "thật"}), signed=signed)
    (got,) = hook.got
    mac = got.headers["X-ZEvent-Signature"].lower()
    assert mac.removeprefix("mac=") == expected(oa, got).removeprefix("mac=")


async def test_a_late_retry(oa: ZaloOaDouble, hook: Listener) -> None:
    """Two hours old and signed all the same, with its number."""
    event = oa.person().event("user_send_text", {"text": "muộn"})
    await oa.deliver(event, old=7200, attempt=4)
    (got,) = hook.got
    assert int(event["timestamp"]) - int(got.body["timestamp"]) == 7_200_000
    assert (got.headers["X-ZEvent-Signature"], got.headers["num_retry"]) == (expected(oa, got), "3")


async def test_every_send_comes_back_as_an_echo(oa: ZaloOaDouble, hook: Listener) -> None:
    """From the OA to the person; then the phone has it, then the person has seen it."""
    oa.clock.scale = 1
    an = oa.person()
    await an.say("chào")
    async with aiohttp.ClientSession(oa.root) as http:
        body = {"recipient": {"user_id": an.id}, "message": {"text": "Chào bạn!"}}
        headers = {"access_token": next(iter(oa.tokens.access))}
        await http.post("/v3.0/oa/message/cs", json=body, headers=headers)
    await eventually(lambda: len(hook.got) == 4)
    names = [g.body["event_name"] for g in hook.got]
    assert names == ["user_send_text", "oa_send_text", "user_received_message", "user_seen_message"]
    echo = hook.got[1].body
    assert (echo["sender"], echo["recipient"]) == ({"id": oa.oa_id}, {"id": an.id})
    await an.staff_says("Nhân viên đây")
    assert "admin_id" in hook.got[-1].body["sender"]


async def test_acts_and_their_events(oa: ZaloOaDouble, hook: Listener) -> None:
    """Each act of a person is the event that the reference names."""
    an = oa.person()
    await an.start()
    await an.media("photo")
    await an.submit_info()
    await an.unfollow()
    await an.follow()
    await an.withdraw()
    await an.block()
    assert [g.body["event_name"] for g in hook.got] == [
        "follow",
        "user_click_chatnow",
        "user_send_image",
        "user_submit_info",
        "unfollow",
        "follow",
        "user_withdraw",
        "unfollow",
    ]


async def test_one_event_of_every_type(oa: ZaloOaDouble, hook: Listener) -> None:
    """All signed, all accepted by a webhook that knows none of them."""
    events = oa.person().events.of_every_type(str(int(oa.clock.now() * 1000)))
    for _, event in events:
        await oa.deliver(event)
    assert len(hook.got) == len(events) == len({name for name, _ in events}) > 40
    assert all(g.headers["X-ZEvent-Signature"] == expected(oa, g) for g in hook.got)


async def test_a_closed_door_is_tried_again(oa: ZaloOaDouble, hook: Listener) -> None:
    """After 30 seconds, 5, 15, 30 minutes and an hour; then never."""
    oa.clock.scale = 1
    await hook.close()
    await oa.person().say("ai đó không")
    oa.clock.advance(31)
    await eventually(lambda: len(oa.deliveries) == 2)
    await hook.open()
    oa.clock.advance(301)
    await eventually(lambda: hook.got)
    assert hook.got[0].headers["num_retry"] == "2"
    await hook.close()
    oa.clock.scale = 20_000
    await oa.person().say("và giờ")
    await eventually(lambda: oa.webhook.given_up)
    assert [d.attempt for d in oa.deliveries] == [1, 2, 3, 1, 2, 3, 4, 5, 6]


async def test_no_answer_in_two_seconds_is_late(oa: ZaloOaDouble, hook: Listener) -> None:
    """It is noted; whether it comes again is a switch."""
    hook.pause = 5
    await oa.person().say("chậm")
    assert len(oa.webhook.late) == 1
    assert oa.deliveries[0].error == "no answer within 2 s"
    hook.pause, oa.mischief.retry_unanswered = 0, True
    hook.answers = [500]
    await oa.person().say("hỏng")
    oa.clock.advance(31)
    await eventually(lambda: len(hook.got) == 3)
    assert hook.got[1].raw == hook.got[2].raw


async def test_repeats_and_disorder(oa: ZaloOaDouble, hook: Listener) -> None:
    """On demand every event comes twice, and later ones may come first."""
    oa.mischief.duplicate, oa.mischief.delay = 1.0, 500.0
    for n in range(8):
        await oa.deliver(oa.person().event("user_send_text", {"text": f"{n}"}), wait=False)
    await eventually(lambda: len(hook.got) == 16)
    heard = [g.body["message"]["text"] for g in hook.got]
    assert heard != sorted(heard)
    assert sorted(heard) == sorted([f"{n}" for n in range(8)] * 2)


async def test_the_console_checks_before_it_saves(hook: Listener) -> None:
    """An unsigned `{}` must be answered 200."""
    async with ZaloOaDouble() as oa:
        hook.answers = [403]
        assert not await oa.check_webhook(hook.url)
        assert await oa.check_webhook(hook.url)
        assert hook.got[0].raw == b"{}"
        assert oa.webhook.url == hook.url


async def test_bytes_go_as_they_are(oa: ZaloOaDouble, hook: Listener) -> None:
    """For bodies that no network would send."""
    odd = [b"", b"[" * 1000, b'{"app_id": 7, "message": []}', b"[" * 200_000]
    for raw in odd:
        await oa.deliver(raw)
    assert [g.raw for g in hook.got] == odd
