"""People on Telegram's double talk to the whole product, by webhook and by polling."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from tests.channels.telegram import product
from tests.channels.telegram.product import running
from tests.doubles.telegram import TelegramDouble
from tests.talk import mind
from tests.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from bot.core import Core
    from storage.db import Database
    from storage.sealing import Sealer
    from tests.doubles.network import Reply
    from tests.doubles.telegram_person import TelegramPerson

    Settled = Callable[[TelegramPerson], Awaitable[list[Reply]]]

MODES = ("webhook", "polling")


@pytest.fixture(scope="module")
def parts() -> Core:
    """The thinking part of the bot."""
    return mind()


@pytest.fixture(params=MODES)
async def tg(
    request: pytest.FixtureRequest, parts: Core, db: Database, sealer: Sealer
) -> AsyncIterator[TelegramDouble]:
    """Telegram with the product behind it. At the end: no call that the Bot API does not know."""
    async with TelegramDouble(meters=False) as double, running(parts, db, sealer, double, mode=request.param):
        yield double


@pytest.fixture
def settled(db: Database, tg: TelegramDouble) -> Settled:
    """What a person hears after an act, in whole."""
    return partial(product.settled, db=db, tg=tg)


def answered(tg: TelegramDouble) -> list[Any]:
    """The taps whose spinning was stopped."""
    return [call.params["callback_query_id"] for call in tg.calls_of("answerCallbackQuery")]


async def to_the_link(an: TelegramPerson, settled: Settled) -> str:
    """An eligible person's way; returns the link."""
    await an.start("qr-thpt")
    await settled(an)
    await an.say("em muốn làm id.vn, em sinh 12/5/2004")
    await settled(an)
    await an.tap("Tôi đồng ý")
    await settled(an)
    await an.tap("Có")
    await settled(an)
    await an.say("lananh2004.id.vn")
    await settled(an)
    await an.tap(1)
    replies = await settled(an)
    return next(reply.link for reply in replies if reply.link is not None and "/r/" in reply.link)


async def test_an_eligible_person_gets_the_link(tg: TelegramDouble, settled: Settled) -> None:
    """From the deep link over consent to the link, by taps; every tap is answered; previews are off everywhere."""
    an = tg.person("An")
    assert "/r/" in await to_the_link(an, settled)
    taps = sum(moment.kind == "tap" for moment in an.transcript)
    await eventually(lambda: len(answered(tg)) >= taps)
    assert len(answered(tg)) == taps
    sends = tg.calls_of("sendMessage")
    assert all(call.params["link_preview_options"] == {"is_disabled": True} for call in sends)
    assert all("parse_mode" not in call.params for call in sends)


OLD = "Nút đó thuộc câu cũ rồi"


async def test_old_and_forged_buttons_change_nothing(tg: TelegramDouble, settled: Settled) -> None:
    """An earlier question's button, noise, SQL, HTML: a polite word, and the tap is answered (T07)."""
    an = tg.person("An")
    await an.start()
    await settled(an)
    await an.say("em muốn làm id.vn, em sinh 12/5/2004")
    asked = (await settled(an))[-1]
    shown = int(asked.id)
    for data in ("o:0:agree", "o:999:agree", "agree", "x" * 64, "'; drop table inbox; --", "<b>o:1:agree</b>", None):
        await an.press(shown, data)
        assert (await settled(an))[0].text.startswith(OLD), data
    await an.tap_old(2, "Tôi đồng ý")
    assert (await settled(an))[0].text.startswith(OLD)
    await eventually(lambda: len(answered(tg)) == 8)
    await an.tap("Tôi đồng ý")
    assert "12/05/2004" in (await settled(an))[0].text


async def test_commands_edits_and_media_are_answered(tg: TelegramDouble, settled: Settled) -> None:
    """Each of them gets an answer of its own; files are never asked for."""
    an = tg.person("An")
    await an.start()
    await settled(an)
    for command in ("/help", "/dulieu", "/privacy@chaovn_test_bot", "/language", "/language"):
        await an.say(command)
        assert await settled(an), command
    await an.say("em sinh 12/5/2014, muốn làm id.vn")
    await settled(an)
    await an.edit("em sinh 12/5/2004, muốn làm id.vn")
    assert await settled(an)
    for kind in ("sticker", "photo", "voice", "file", "location", "contact"):
        await an.media(kind)
        assert await settled(an), kind
    assert tg.calls_of("getFile") == []


async def test_blocked_and_unblocked(tg: TelegramDouble, settled: Settled) -> None:
    """After a block nothing is sent; after the unblocking the next message is answered (F23)."""
    an = tg.person("An")
    await an.start()
    await settled(an)
    await an.block()
    await eventually(lambda: not tg.updates.pending)
    sent = len(tg.calls_of("sendMessage"))
    await an.unblock()
    await eventually(lambda: not tg.updates.pending)
    assert len(tg.calls_of("sendMessage")) == sent
    await an.say("chi phí thế nào")
    assert await settled(an)


async def test_an_english_phone_is_greeted_in_english(tg: TelegramDouble, settled: Settled) -> None:
    """By the language of the client, on start alone; others are greeted in Vietnamese."""
    ann, an = tg.person("Ann", lang="en"), tg.person("An", lang="fr")
    await ann.start()
    await an.start()
    english, vietnamese = (await settled(ann))[0].text, (await settled(an))[0].text
    assert english != vietnamese
    assert english.isascii() or "Hello" in english


async def test_redelivered_and_moved_updates_are_answered_once(tg: TelegramDouble, settled: Settled) -> None:
    """The same update again, and the same message under another number (F09, F10)."""
    an = tg.person("An")
    await an.start()
    await settled(an)
    await an.say("có mất tiền không")
    replies = await settled(an)
    assert replies
    await eventually(lambda: len(tg.updates.confirmed) == 2)
    tg.redeliver(tg.updates.confirmed[-1])
    tg.redeliver(tg.updates.confirmed[-1], new_id=True)
    await eventually(lambda: len(tg.updates.confirmed) == 4)
    await an.say("cảm ơn")
    await settled(an)
    assert an.replies(2) == replies


async def test_a_press_and_a_text_may_overtake_each_other(tg: TelegramDouble, settled: Settled) -> None:
    """Both orders: never both answers to the same question, and the next thing said is understood (F12)."""
    for name, first, second in (("An", "callback_query", "message"), ("Bình", "message", "callback_query")):
        one = tg.person(name)
        await one.start()
        await settled(one)
        await one.say("em muốn làm id.vn, em sinh 12/5/2004")
        await settled(one)
        tg.updates.hold(first, second)
        await one.tap(1)
        await one.say("không đồng ý")
        tg.updates._held.discard(first)
        tg.updates.release()
        await settled(one)
        await one.say("/help")
        assert await settled(one)


async def test_the_only_chats_that_are_answered_are_private(tg: TelegramDouble) -> None:
    """A group is told once, politely, that the bot talks to one person at a time."""
    group = tg.group("Đoàn xã")
    an = tg.person("An")
    update = {
        "update_id": tg.updates.next_id,
        "my_chat_member": {
            "chat": {"id": group.number, "type": "group", "title": "Đoàn xã"},
            "from": an.user,
            "date": 1,
            "old_chat_member": {"user": tg.bot, "status": "left"},
            "new_chat_member": {"user": tg.bot, "status": "member"},
        },
    }
    tg.updates.next_id += 1
    tg.push_raw(update, kind="my_chat_member")
    await eventually(lambda: len(tg.calls_of("sendMessage")) == 1)
    assert tg.calls_of("sendMessage")[0].params["chat_id"] == group.number


async def test_a_tap_that_was_lost_while_the_bot_was_down(parts: Core, db: Database, sealer: Sealer) -> None:
    """Telegram keeps a tap for 150 s only. Whoever writes later finds the open question with fresh buttons (F16)."""
    async with TelegramDouble(meters=False) as tg:
        an = tg.person("An")
        async with running(parts, db, sealer, tg, mode="polling"):
            await an.start()
            await product.settled(an, db, tg)
            await an.say("em muốn làm id.vn, em sinh 12/5/2004")
            await product.settled(an, db, tg)
        await an.tap("Tôi đồng ý")
        tg.clock.advance(240)
        async with running(parts, db, sealer, tg, mode="polling"):
            await an.say("có mất tiền không")
            assert "Tôi đồng ý" in (await product.settled(an, db, tg))[-1].labels
            await an.tap("Tôi đồng ý")
            assert "12/05/2004" in (await product.settled(an, db, tg))[0].text
        assert len(tg.updates.expired) == 1
