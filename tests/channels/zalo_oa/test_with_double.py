"""The Official Account against a double that keeps Zalo's rules: tokens, windows, echoes, retries."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, get_args

import pytest

from bot.channels.base import Bubble, Button
from bot.channels.zalo_oa.build import opened, webhook
from bot.channels.zalo_oa.receive import PATH, verification_route
from bot.door import Door
from bot.settings import load
from storage import outbox
from tests.channels.product import Running, hears, running, time_of
from tests.doubles import Clock, Fault, ZaloOaDouble
from tests.doubles.zalo_oa_webhook import Signed
from tests.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.channels.zalo_oa.build import ZaloOa
    from bot.settings import Settings
    from storage.db import Database
    from storage.sealing import Sealer


@pytest.fixture
async def oa() -> AsyncIterator[ZaloOaDouble]:
    async with ZaloOaDouble(clock=Clock()) as double:
        yield double


def settings_of(oa: ZaloOaDouble, **more: str) -> Settings:
    return load({**oa.settings(), "CHAOVN_PUBLIC_URL": "https://bot.example.vn", **more}, env_file=None)


@asynccontextmanager
async def product(oa: ZaloOaDouble, db: Database, sealer: Sealer, folder: Path | None = None) -> AsyncIterator[Running]:
    """The whole way of a message, with the webhook saved as the console saves it."""
    settings, now = settings_of(oa), time_of(oa.clock)
    routes = webhook(settings, Door(db, sealer)).routes()
    if folder is not None:
        routes.append(verification_route(folder))
    async with (
        opened(settings, db, sealer, now=now) as parts,
        running(db, sealer, parts.channel, now=now, routes=routes, runners=[parts.tokens]) as found,
    ):
        assert await oa.check_webhook(found.root + PATH)
        yield found


@asynccontextmanager
async def parts_of(oa: ZaloOaDouble, db: Database, sealer: Sealer, **more: str) -> AsyncIterator[ZaloOa]:
    async with opened(settings_of(oa, **more), db, sealer, now=time_of(oa.clock)) as parts:
        yield parts


async def test_a_talk_in_order_without_answers_to_echoes(oa: ZaloOaDouble, db: Database, sealer: Sealer) -> None:
    """Following and opening the chat is one greeting; each text has two bubbles; our own words are unheard."""
    oa.mischief.duplicate = 0.5
    async with product(oa, db, sealer) as found:
        an = oa.person("An")
        await an.start()
        await hears(an, "1:start", "1:end")
        for turn, said in enumerate(("xin chào 👋", "em muốn làm id.vn", "cảm ơn"), 2):
            await an.say(said)
            await hears(an, f"{turn}:{said}", f"{turn}:end")
        assert await found.column("select count(*) from inbox") == [4]
    assert oa.webhook.late == []
    assert oa.tokens.used_twice == 0


async def test_every_event_and_every_signature(oa: ZaloOaDouble, db: Database, sealer: Sealer) -> None:
    """Nothing that Zalo documents sets a row aside; only the recipe of the reference opens the door."""
    async with product(oa, db, sealer) as found:
        an, binh = oa.person("An"), oa.person("Bình")
        for _, event in an.events.of_every_type(str(int(oa.clock.now() * 1000))):
            await oa.deliver(event)
        await found.handled()
        assert await found.parked() == 0
        good = []
        for signed in get_args(Signed):
            event = binh.event("user_send_text", {"text": "x"})
            await oa.deliver(event, signed=signed, old=7200)
            if event["message"]["msg_id"] in await found.column("select ext_id from inbox"):
                good.append(signed)
        assert good == ["right", "bare", "upper", "header_time"]
    assert {each.status for each in oa.deliveries} == {200}


async def test_tokens_outlive_days_restarts_and_losses(oa: ZaloOaDouble, db: Database, sealer: Sealer) -> None:
    """Refreshed when they end, kept over a restart, and no refresh token is used twice in all of it."""
    an = oa.person("An")
    for day in (1, 3, 5):
        async with product(oa, db, sealer):
            for turn in (day, day + 1):
                await an.say("chào")
                await hears(an, f"{turn}:chào", f"{turn}:end")
                oa.clock.advance(26 * 3600)
    assert oa.tokens.used_twice == 0
    assert len(oa.tokens.issued) >= 6
    oa.faults.add(Fault("html", method="access_token", times=2))
    async with product(oa, db, sealer):
        await an.say("còn đó không")
        await hears(an, "7:còn đó không", "7:end")


async def test_an_access_token_that_ends_early_is_replaced(oa: ZaloOaDouble, db: Database, sealer: Sealer) -> None:
    """Zalo forgets the access token: the same bubbles go with the next one."""
    async with parts_of(oa, db, sealer) as parts:
        await oa.person("An").say("chào")
        await parts.channel.send(oa.person("An").id, Bubble("a", "một"), outbox_id=1)
        oa.clock.advance(600)
        oa.tokens.access.clear()
        await parts.channel.send(oa.person("An").id, Bubble("a", "hai"), outbox_id=2)
    assert [each.text for each in oa.person("An").replies()] == ["một", "hai"]
    assert oa.tokens.used_twice == 0


async def test_nothing_is_sent_after_the_window(oa: ZaloOaDouble, db: Database, sealer: Sealer) -> None:
    """What falls due three days later is not sent, says why, and costs nothing; after the next word it goes again."""
    async with product(oa, db, sealer) as found:
        an = oa.person("An")
        await an.say("nhắc")
        await hears(an, "1:nhắc", "1:end")
        await eventually(lambda: found.column("select 1 where not exists (select from outbox where status <> 'sent')"))
        oa.clock.advance(3 * 86_400)
        now = time_of(oa.clock)()
        async with db.transaction() as tx:
            await outbox.add(
                tx,
                conversation=1,
                channel="zalo_oa",
                cause=999,
                bubbles=[Bubble("late", "muộn rồi").json()],
                useful_until=now + timedelta(hours=1),
                sealer=sealer,
            )
        await eventually(lambda: found.column("select fault from outbox where fault is not null"))
        assert await found.column("select fault from outbox where fault is not null") == ["window_48h"]
        await an.say("em đây")
        await hears(an, "2:em đây", "2:end")


async def test_leaving_and_coming_back(oa: ZaloOaDouble, db: Database, sealer: Sealer) -> None:
    """Who stopped following is not written to; who then writes all the same is answered."""
    async with product(oa, db, sealer) as found:
        an = oa.person("An")
        await an.say("chào")
        await hears(an, "1:chào", "1:end")
        await an.unfollow()
        await found.handled()
        assert await found.column("select count(*) from conversation where stopped_at is not null") == [1]
        await an.say("em hỏi chút")
        await hears(an, "3:em hỏi chút", "3:end")
        assert await found.column("select count(*) from conversation where stopped_at is not null") == [0]


async def test_buttons_beside_numbers(oa: ZaloOaDouble, db: Database, sealer: Sealer) -> None:
    """Where Zalo takes them they are shown and a tap names its offer; where it does not, the numbers go alone."""
    ask = Bubble("ask", "Có hay không?\n1. Có\n2. Không", (Button("Có", "yes", 4), Button("Không", "no", 4)))
    an = oa.person("An")
    await an.say("chào")
    async with parts_of(oa, db, sealer, CHAOVN_ZALO_OA_BUTTONS="true") as parts:
        for allowed in (True, False, True):
            oa.plan.buttons = allowed
            await parts.channel.send(an.id, ask, outbox_id=1)
    buttons = ["attachment" in call.params["message"] for call in oa.calls_of("message/cs")]
    assert buttons == [True, True, False, False]
    assert [each.labels for each in an.replies()] == [("Có", "Không")] * 3


async def test_the_console_finds_the_file_of_the_domain(
    oa: ZaloOaDouble, db: Database, sealer: Sealer, tmp_path: Path
) -> None:
    """The file that the operator was given lies in the folder of variable things."""
    code = "FAKE_VERIFY_CODE_0001"
    page = f'<html><meta name="zalo-platform-site-verification" content="{code}" /></html>'
    async with product(oa, db, sealer, tmp_path) as found:
        assert not await oa.check_domain(found.root, code)
        (tmp_path / f"zalo_verifier{code}.html").write_text(page)
        assert await oa.check_domain(found.root, code)
