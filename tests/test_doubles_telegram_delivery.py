"""How the double of Telegram delivers to a webhook: order, retries, expiry, secret, repeats."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from tests.doubles import Clock, TelegramDouble
from tests.doubles.listener import Listener
from tests.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.doubles.listener import Got


@pytest.fixture
async def hook() -> AsyncIterator[Listener]:
    async with Listener() as listener:
        yield listener


def texts(got: list[Got]) -> list[str]:
    return [g.body["message"]["text"] for g in got if "message" in g.body]


def kinds(got: list[Got]) -> list[str]:
    return [name for g in got for name in g.body if name != "update_id"]


async def test_each_delivery_carries_the_secret(hook: Listener) -> None:
    """The header of the webhook's secret, and JSON without a charset."""
    async with TelegramDouble() as tg:
        await tg.deliver_to(hook.url)
        await tg.person().say("chào")
        await eventually(lambda: hook.got)
        headers = hook.got[0].headers
        assert headers["X-Telegram-Bot-Api-Secret-Token"] == tg.secret
        assert headers["Content-Type"] == "application/json"
        assert [d.accepted for d in tg.deliveries] == [True]


async def test_a_failing_update_blocks_its_own_queue_alone(hook: Listener) -> None:
    """Messages of a chat keep their order through retries; other chats and taps go on."""
    async with TelegramDouble(clock=Clock(scale=100)) as tg:
        hook.judge = lambda got: 500 if texts([got]) == ["một"] else 200
        await tg.deliver_to(hook.url)
        an, binh = tg.person("An"), tg.person("Bình")
        await an.say("một")
        await an.say("hai")
        await eventually(lambda: len(tg.deliveries) >= 2)
        await binh.say("chen vào")
        await an.press(1, "x")
        await eventually(lambda: "callback_query" in kinds(hook.got) and "chen vào" in texts(hook.got))
        assert "hai" not in texts(hook.got)
        hook.judge = None
        await eventually(lambda: not tg.updates.pending)
        assert [text for text in texts(hook.got) if text != "chen vào"][-2:] == ["một", "hai"]


async def test_retries_wait_longer_and_longer(hook: Listener) -> None:
    """At once, then after 2, 4, 8 seconds of the network's time."""
    async with TelegramDouble(clock=Clock(scale=50)) as tg:
        hook.answers = [500, 503, 404, 302, 500]
        await tg.deliver_to(hook.url)
        await tg.person().say("chào")
        await eventually(lambda: len(tg.deliveries) == 6)
        at = [d.at for d in tg.deliveries]
        waits = [later - earlier for earlier, later in pairwise(at)]
        assert [wait >= least for wait, least in zip(waits, (0, 2, 4, 8, 16), strict=True)] == [True] * 5
        assert [d.attempt for d in tg.deliveries] == [1, 2, 3, 4, 5, 6]


async def test_a_wish_to_be_left_alone_is_obeyed(hook: Listener) -> None:
    """`Retry-After` of the product."""
    async with TelegramDouble(clock=Clock(scale=100)) as tg:
        hook.answers = [(503, {"Retry-After": "100"}, "")]
        await tg.deliver_to(hook.url)
        await tg.person().say("chào")
        await eventually(lambda: len(tg.deliveries) == 2)
        assert tg.deliveries[1].at - tg.deliveries[0].at >= 100


async def test_a_webhook_that_is_away_gets_all_when_it_is_back(hook: Listener) -> None:
    """Refused connections are retried, and what is too old by then is dropped."""
    clock = Clock(scale=100)
    async with TelegramDouble(clock=clock) as tg:
        await hook.close()
        await tg.deliver_to(hook.url)
        an = tg.person()
        await an.say("còn đây")
        await an.press(1, "x")
        await eventually(lambda: len(tg.deliveries) >= 2)
        assert {d.error for d in tg.deliveries} == {"Connection refused"}
        clock.advance(200)
        await hook.open()
        await eventually(lambda: not tg.updates.pending)
        assert kinds(hook.got) == ["message"]
        assert [list(u) for u in tg.updates.expired] == [["update_id", "callback_query"]]


async def test_silence_is_a_failure_after_a_minute(hook: Listener) -> None:
    """60 seconds of the network's time; then it comes again."""
    async with TelegramDouble(clock=Clock(scale=600)) as tg:
        hook.pause = 30
        await tg.deliver_to(hook.url)
        await tg.person().say("chào")
        await eventually(lambda: tg.deliveries)
        hook.pause = 0
        await eventually(lambda: any(d.accepted for d in tg.deliveries))
        assert tg.deliveries[0].error == "Read timeout expired"


async def test_a_lost_answer_brings_the_update_again_before_the_next(hook: Listener) -> None:
    """The usual reason of repeats: the same update, in its place."""
    async with TelegramDouble(clock=Clock(scale=1000)) as tg:
        tg.mischief.lost_answers = 0.5
        await tg.deliver_to(hook.url)
        for n in range(10):
            await tg.person().say(f"{n}")
        await eventually(lambda: not tg.updates.pending)
        heard = texts(hook.got)
        assert len(heard) > 10
        assert heard == sorted(heard)
        assert set(heard) == {f"{n}" for n in range(10)}


async def test_queues_overtake_one_another(hook: Listener) -> None:
    """A tap may come before the text that was typed before it."""
    async with TelegramDouble() as tg:
        tg.updates.hold("message")
        await tg.deliver_to(hook.url)
        an = tg.person()
        await an.say("trước")
        await an.press(1, "sau")
        await eventually(lambda: hook.got)
        tg.updates.release()
        await eventually(lambda: len(hook.got) == 2)
        assert kinds(hook.got) == ["callback_query", "message"]


async def test_no_two_of_one_queue_are_in_flight(hook: Listener) -> None:
    """Chats in parallel, a chat one by one."""
    async with TelegramDouble() as tg:
        hook.pause = 0.05
        await tg.deliver_to(hook.url)
        for n in range(5):
            await tg.person().say(f"{n}")
        await eventually(lambda: not tg.updates.pending)
        assert hook.most == 1
        hook.pause = 60
        for n in range(5):
            await tg.person(f"Người {n}").say("chào")
        await eventually(lambda: hook.most == 5)


async def test_an_update_can_come_again_or_under_another_id(hook: Listener) -> None:
    """As after a lost confirmation, or after a move to another server."""
    async with TelegramDouble() as tg:
        await tg.deliver_to(hook.url)
        await tg.person().say("chào")
        await eventually(lambda: tg.updates.confirmed)
        tg.redeliver(tg.updates.confirmed[0])
        tg.redeliver(tg.updates.confirmed[0], new_id=True)
        await eventually(lambda: len(hook.got) == 3)
        first, again, other = (g.body for g in hook.got)
        assert again == first
        assert (other["message"], other["update_id"] == first["update_id"]) == (first["message"], False)


async def test_410_for_a_day_drops_the_webhook(hook: Listener) -> None:
    """After 23 hours of nothing else."""
    clock = Clock(scale=1000)
    async with TelegramDouble(clock=clock) as tg:
        hook.answers = [410] * 1000
        await tg.deliver_to(hook.url)
        await tg.person().say("chào")
        await eventually(lambda: tg.deliveries)
        clock.advance(22 * 3600)
        assert tg.updates.webhook.url == hook.url
        await eventually(lambda: not tg.updates.webhook.url)


async def test_what_is_not_asked_for_does_not_come(hook: Listener) -> None:
    """`allowed_updates` holds back from the moment it is set."""
    async with TelegramDouble() as tg:
        await tg.deliver_to(hook.url)
        tg.updates.webhook.allowed = ("message",)
        await tg.person().press(1, "x")
        await tg.person().say("chào")
        await eventually(lambda: hook.got)
        assert kinds(hook.got) == ["message"]
        assert not tg.updates.pending


async def test_a_call_in_the_answer_is_carried_out(hook: Listener) -> None:
    """The reply-in-webhook of the Bot API, of which nobody hears the result."""
    async with TelegramDouble() as tg:
        an = tg.person()
        hook.answers = [(200, {}, f'{{"method": "sendMessage", "chat_id": {an.id}, "text": "Chào"}}')]
        await tg.deliver_to(hook.url)
        await an.say("chào")
        assert [r.text for r in await an.quiet()] == ["Chào"]
        assert tg.calls == []
