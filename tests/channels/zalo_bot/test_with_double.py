"""The Bot Platform against a double that keeps Zalo's rules, by webhook and by polling."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from bot.channels.zalo_bot import operator
from bot.channels.zalo_bot.build import opened, webhook
from bot.channels.zalo_bot.receive import PATH
from bot.door import Door
from bot.errors import ChaovnError
from bot.settings import load
from tests.channels.product import Running, hears, running, time_of
from tests.doubles import Clock, Fault, ZaloBotDouble
from tests.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.settings import Settings
    from storage.db import Database
    from storage.sealing import Sealer


@pytest.fixture
async def bot() -> AsyncIterator[ZaloBotDouble]:
    async with ZaloBotDouble(clock=Clock()) as double:
        yield double


def settings_of(bot: ZaloBotDouble, **more: str) -> Settings:
    return load({**bot.settings(), "CHAOVN_PUBLIC_URL": "https://bot.example.vn", **more}, env_file=None)


@asynccontextmanager
async def product(bot: ZaloBotDouble, db: Database, sealer: Sealer, *, mode: str) -> AsyncIterator[Running]:
    """The whole way of a message in one of the two modes."""
    settings, now, door = settings_of(bot, CHAOVN_ZALO_BOT_MODE=mode), time_of(bot.clock), Door(db, sealer)
    routes = webhook(settings, door).routes() if mode == "webhook" else []
    async with opened(settings, db, door) as parts:
        runners = [] if parts.poller is None else [parts.poller]
        for poller in runners:
            poller._floor = 0.02  # seconds between two polls
        async with running(db, sealer, parts.channel, now=now, routes=routes, runners=runners) as found:
            if mode == "webhook":
                here = settings.model_copy(update={"public_url": found.root})
                await operator.set_webhook(here, lambda _: None)
                assert bot.webhook.url == found.root + PATH
            yield found


@pytest.mark.parametrize("mode", ["webhook", "polling"])
@pytest.mark.parametrize("enveloped", [False, True])
async def test_a_talk_in_order(bot: ZaloBotDouble, db: Database, sealer: Sealer, *, mode: str, enveloped: bool) -> None:
    """Each text has its two bubbles, whatever is repeated; the bot's own words come back unheard."""
    bot.mischief.duplicate, bot.mischief.own, bot.mischief.enveloped = 0.5, True, enveloped
    bot.mischief.empty_info = enveloped
    async with product(bot, db, sealer, mode=mode):
        an = bot.person("An")
        for turn, said in enumerate(("xin chào 👋", "em muốn làm id.vn"), 1):
            await an.say(said)
            await hears(an, f"{turn}:{said}", f"{turn}:end")
    assert bot.pollers <= 1


async def test_every_event_and_a_group(bot: ZaloBotDouble, db: Database, sealer: Sealer) -> None:
    """Nothing that was ever seen sets a row aside; a group is declined once."""
    async with product(bot, db, sealer, mode="webhook") as found:
        an = bot.person("An")
        for _, event in an.events_of_every_type():
            await bot.event(event)
        for _ in range(3):
            await an.say_in_group("@Bot xin chào")
        await bot.deliver(an.event("message.text.received", text="giả"), secret="not the secret of this bot")
        await found.handled()
        assert await found.parked() == 0
        assert await found.column("select count(*) from conversation") == [2]
        assert await found.column("select count(*) from inbox") == [8]
    assert [each.status for each in bot.deliveries].count(403) == 1


async def test_setting_the_webhook_beside_a_closed_door(bot: ZaloBotDouble) -> None:
    """Zalo keeps the address and its test fails: the operator hears it."""
    with pytest.raises(ChaovnError, match=r"127\.0\.0\.1:1"):
        await operator.set_webhook(settings_of(bot).model_copy(update={"public_url": "http://127.0.0.1:1"}), print)
    await operator.delete_webhook(settings_of(bot), lambda _: None)
    told: list[str] = []
    await operator.status(settings_of(bot), told.append)
    assert told[:2] == ["Bot: Bot Trợ lý tên miền", "Chưa đặt webhook."]


async def test_faults_of_the_network_pass(bot: ZaloBotDouble, db: Database, sealer: Sealer) -> None:
    """Errors of the server and an answer that is lost: each bubble arrives, in order, and repeats are counted."""
    async with product(bot, db, sealer, mode="webhook") as found:
        an = bot.person("An")
        bot.faults.add(Fault("html", method="sendMessage", times=2))
        bot.faults.add(Fault("reset", method="sendMessage", times=1, accepted=True))
        await an.say("chào")
        await eventually(lambda: [each.text for each in an.replies()][-1:] == ["1:end"])
        texts = [each.text for each in an.replies()]
        assert list(dict.fromkeys(texts)) == ["1:chào", "1:end"]
        assert len(texts) <= 2 + found.delivery.counts["ambiguous", "zalo_bot"]
