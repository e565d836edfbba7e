"""The double of Telegram's Bot API, as a source of updates for `getUpdates`: confirming, excluding, expiring."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from telegram import Bot
from telegram.error import BadRequest, Conflict

from tests.doubles import Clock, TelegramDouble
from tests.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.doubles.telegram_person import TelegramPerson


@pytest.fixture
async def tg() -> AsyncIterator[TelegramDouble]:
    async with TelegramDouble(meters=False) as double:
        yield double


@pytest.fixture
async def bot(tg: TelegramDouble) -> AsyncIterator[Bot]:
    async with Bot(tg.token, base_url=tg.base_url) as client:
        yield client


@pytest.fixture
async def an(tg: TelegramDouble) -> TelegramPerson:
    person = tg.person("An")
    await person.start()
    return person


async def ask(tg: TelegramDouble, method: str, token: str | None = None, **params: Any) -> tuple[int, Any]:
    """A bare request without the library's own checks."""
    url = f"{tg.base_url}{token or tg.token}/{method}"
    async with aiohttp.ClientSession() as http, http.post(url, json=params) as answer:
        return answer.status, await answer.json()


async def test_polling_confirms_by_offset_and_keeps_the_rest(bot: Bot, an: TelegramPerson) -> None:
    """Without an offset updates stay; one above an id confirms it and all before."""
    await an.say("một")
    await an.say("hai")
    first = await bot.get_updates(limit=2)
    assert [u.update_id for u in await bot.get_updates(limit=2)] == [u.update_id for u in first]
    left = await bot.get_updates(offset=first[-1].update_id + 1)
    assert [u.message.text for u in left if u.message] == ["hai"]
    assert await bot.get_updates(offset=left[-1].update_id + 1, timeout=0) == ()


async def test_ids_that_begin_anew_are_confirmed_by_place(tg: TelegramDouble, bot: Bot, an: TelegramPerson) -> None:
    """A lower id after a high one is no older update."""
    await an.say("cao")
    tg.updates.next_id = 5
    await an.say("thấp")
    updates = await bot.get_updates(offset=500_000_001)
    assert [u.update_id for u in updates] == [500_000_001, 500_000_002, 5]
    assert [u.update_id for u in await bot.get_updates(offset=500_000_003)] == [5]


async def test_only_one_way_of_getting_updates_works_at_a_time(tg: TelegramDouble, bot: Bot) -> None:
    """Polling beside a webhook is a conflict."""
    await bot.set_webhook("https://example.vn/hook", secret_token="x" * 20, drop_pending_updates=True)
    with pytest.raises(Conflict, match="webhook is active"):
        await bot.get_updates()
    info = await bot.get_webhook_info()
    assert (info.url, info.max_connections) == ("https://example.vn/hook", 40)
    assert tg.dropped_pending == 1
    with pytest.raises(BadRequest, match="unallowed characters"):
        await bot.set_webhook("https://example.vn/hook", secret_token="dấu")


async def test_the_newer_of_two_pollers_wins(tg: TelegramDouble, an: TelegramPerson) -> None:
    """The one that waited gets 409."""
    await ask(tg, "getUpdates", offset=10**9)
    waiting = asyncio.create_task(ask(tg, "getUpdates", timeout=20))
    await eventually(lambda: tg.updates.polling)
    assert (await ask(tg, "getUpdates"))[0] == 200
    assert (await waiting)[0] == 409


async def test_updates_expire(an: TelegramPerson) -> None:
    """A tap after 150 seconds, a message after a day."""
    clock = Clock()
    async with TelegramDouble(clock=clock) as tg, Bot(tg.token, base_url=tg.base_url) as bot:
        person = tg.person("An")
        await person.start()
        await person.press(1, "x")
        clock.advance(151)
        assert [u.callback_query for u in await bot.get_updates()] == [None]
        clock.advance(86_400)
        assert await bot.get_updates(timeout=0) == ()
        assert len(tg.updates.expired) == 2
