"""The double of Telegram's Bot API, asked by python-telegram-bot and by hand: limits, refusals, state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from telegram import Bot, BotCommand, BotCommandScopeAllPrivateChats, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, Forbidden, InvalidToken

from tests.doubles import TelegramDouble

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


def keyboard(*data: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(f"Nút {n}", callback_data=d)] for n, d in enumerate(data, 1)])


async def ask(tg: TelegramDouble, method: str, token: str | None = None, **params: Any) -> tuple[int, Any]:
    """A bare request without the library's own checks."""
    url = f"{tg.base_url}{token or tg.token}/{method}"
    async with aiohttp.ClientSession() as http, http.post(url, json=params) as answer:
        return answer.status, await answer.json()


async def test_a_person_sees_text_choices_and_link(bot: Bot, an: TelegramPerson) -> None:
    """Buttons that answer are choices, a button that opens a page is the link."""
    page = InlineKeyboardButton("Mở", url="https://example.vn/r/abc")
    markup = InlineKeyboardMarkup([*keyboard("a", "b").inline_keyboard, [page]])
    await bot.send_message(int(an.id), "Chào bạn", reply_markup=markup)
    (reply,) = await an.quiet()
    assert (reply.text, reply.labels, reply.link) == ("Chào bạn", ("Nút 1", "Nút 2"), "https://example.vn/r/abc")


@pytest.mark.parametrize("wanted", [2, "Nút 2"])
async def test_a_tap_brings_the_data_of_the_button(bot: Bot, an: TelegramPerson, wanted: int | str) -> None:
    """By number or by label; what is not offered cannot be tapped."""
    await bot.send_message(int(an.id), "Chọn đi", reply_markup=keyboard("first", "second"))
    await an.tap(wanted)
    *_, update = await bot.get_updates()
    assert update.callback_query is not None
    assert update.callback_query.data == "second"
    assert await bot.answer_callback_query(update.callback_query.id, "Đã ghi")
    assert [m.text for m in an.transcript if m.kind == "tap_answered"] == ["Đã ghi"]
    with pytest.raises(LookupError):
        await an.tap(3)


async def test_an_old_button_can_still_be_tapped(bot: Bot, an: TelegramPerson) -> None:
    """Also when the bot has taken the keyboard away since."""
    old = await bot.send_message(int(an.id), "Một", reply_markup=keyboard("old"))
    await an.say("gì vậy")
    await bot.send_message(int(an.id), "Hai", reply_markup=keyboard("new"))
    await bot.edit_message_reply_markup(int(an.id), old.message_id)
    await an.tap_old(1, 1)
    *_, update = await bot.get_updates()
    assert update.callback_query is not None
    assert update.callback_query.data == "old"


@pytest.mark.parametrize(
    ("params", "what"),
    [
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": "😀" * 2049}, "message is too long"),
        ({"text": "  \n"}, "message text is empty"),
        ({"text": "x", "chat_id": 5}, "chat not found"),
        ({"text": "x", "markup": keyboard("đ" * 33)}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "markup": keyboard(*"a" * 101)}, "REPLY_MARKUP_TOO_LONG"),
    ],
)
async def test_what_is_too_much_is_refused_whole(
    tg: TelegramDouble, an: TelegramPerson, params: Any, what: str
) -> None:
    """4,096 characters, 64 bytes of data, 100 buttons; nothing of it reaches the person."""
    markup = params.pop("markup", None)
    body = {"chat_id": int(an.id)} | params | ({"reply_markup": markup.to_dict()} if markup else {})
    status, answer = await ask(tg, "sendMessage", **body)
    assert (status, answer) == (400, {"ok": False, "error_code": 400, "description": f"Bad Request: {what}"})
    assert an.replies() == []


async def test_what_just_fits_is_taken(bot: Bot, an: TelegramPerson) -> None:
    """The limits themselves are allowed."""
    await bot.send_message(int(an.id), "x" * 4096, reply_markup=keyboard("đ" * 32, *"a" * 99))
    assert len(an.replies()[0].labels) == 100


@pytest.mark.parametrize(
    ("button", "what"),
    [
        ({"text": "Mở", "url": "http://localhost:8080/r/x"}, "is invalid: Wrong HTTP URL"),
        ({"text": "Mở", "url": "javascript:alert(1)"}, "is invalid: Wrong HTTP URL"),
        ({"text": "Mở"}, "Text buttons are unallowed"),
        ({"text": "", "callback_data": "x"}, "can't parse inline keyboard button"),
        ({"text": "x", "callback_data": ""}, "BUTTON_DATA_INVALID"),
    ],
)
async def test_buttons_that_cannot_be_are_refused(
    tg: TelegramDouble, an: TelegramPerson, button: Any, what: str
) -> None:
    """A page needs a public address, a button needs a label and something to do."""
    status, answer = await ask(
        tg, "sendMessage", chat_id=int(an.id), text="x", reply_markup={"inline_keyboard": [[button]]}
    )
    assert status == 400
    assert what in answer["description"]


async def test_who_blocked_or_left_cannot_be_written_to(tg: TelegramDouble, bot: Bot, an: TelegramPerson) -> None:
    """403 with the network's words, and the bot is told of block and unblock."""
    stranger = tg.person("Bình")
    with pytest.raises(Forbidden, match="can't initiate conversation"):
        await bot.send_message(int(stranger.id), "Chào")
    await an.block()
    with pytest.raises(Forbidden, match="blocked by the user"):
        await bot.send_message(int(an.id), "Chào")
    await an.unblock()
    await bot.send_message(int(an.id), "Chào lại")
    an.deactivate()
    with pytest.raises(Forbidden, match="user is deactivated"):
        await bot.send_message(int(an.id), "Chào")
    changes = [u.my_chat_member for u in await bot.get_updates() if u.my_chat_member]
    assert [c.new_chat_member.status for c in changes] == ["kicked", "member"]


async def test_a_wrong_token_is_401_and_a_wrong_address_404(tg: TelegramDouble) -> None:
    """Both are what the library calls an invalid token."""
    assert (await ask(tg, "getMe", token="900000001:" + "B" * 35))[0] == 401
    assert (await ask(tg, "getMe", token="nonsense"))[0] == 404
    assert (await ask(tg, "sendNothing"))[0] == 404
    client = Bot("900000001:" + "B" * 35, base_url=tg.base_url)
    with pytest.raises(InvalidToken):
        await client.initialize()
    await client.shutdown()


async def test_an_edit_needs_a_change_and_a_message_of_its_own(bot: Bot, an: TelegramPerson) -> None:
    """Not modified, not found, not the bot's: three refusals, and the person sees the one edit that took."""
    sent = await bot.send_message(int(an.id), "Một", reply_markup=keyboard("a"))
    with pytest.raises(BadRequest, match="not modified"):
        await bot.edit_message_text("Một", int(an.id), sent.message_id, reply_markup=keyboard("a"))
    with pytest.raises(BadRequest, match="not found"):
        await bot.edit_message_text("Hai", int(an.id), 999)
    with pytest.raises(BadRequest, match="can't be edited"):
        await bot.edit_message_text("Hai", int(an.id), 1)
    await bot.edit_message_text("Hai", int(an.id), sent.message_id)
    assert [m.text for m in an.transcript if m.kind == "edited"] == ["Hai"]


async def test_a_tap_is_answered_in_time_or_not_at_all(bot: Bot, tg: TelegramDouble, an: TelegramPerson) -> None:
    """Late or unknown queries are refused, and answers over 200 characters."""
    query = await an.press(1, "x")
    too_long = await ask(tg, "answerCallbackQuery", callback_query_id=query["id"], text="x" * 201)
    assert too_long[1]["description"] == "Bad Request: MESSAGE_TOO_LONG"
    tg.clock.advance(151)
    with pytest.raises(BadRequest, match=r"(?i)query is too old"):
        await bot.answer_callback_query(query["id"])


async def test_one_chat_takes_one_message_a_second_beyond_a_burst() -> None:
    """429 says how long to wait, the other chat is free, and asking too early is noted."""
    async with TelegramDouble() as tg:
        tg.meters.per_chat = 0.01
        an, binh = tg.person("An"), tg.person("Bình")
        await an.start()
        await binh.start()
        answers = [await ask(tg, "sendMessage", chat_id=an.number, text=f"{n}") for n in range(4)]
        assert [status for status, _ in answers] == [200, 200, 200, 429]
        wait = answers[3][1]["parameters"]["retry_after"]
        assert 0 < wait <= 100
        assert answers[3][1]["description"] == f"Too Many Requests: retry after {wait}"
        assert (await ask(tg, "sendMessage", chat_id=binh.number, text="0"))[0] == 200
        assert tg.meters.too_early == []
        assert (await ask(tg, "sendMessage", chat_id=an.number, text="3"))[0] == 429
        assert [chat for chat, _ in tg.meters.too_early] == [an.number]


async def test_all_chats_together_take_thirty_messages_a_second() -> None:
    """The limit of the bot as a whole."""
    async with TelegramDouble() as tg:
        tg.meters.per_second = 0.001
        people = [tg.person(f"Người {n}") for n in range(31)]
        for person in people:
            await person.start()
        answers = [await ask(tg, "sendMessage", chat_id=p.number, text="Chào") for p in people]
        assert [status for status, _ in answers] == [200] * 30 + [429]


async def test_a_flood_by_hand_closes_the_chat(tg: TelegramDouble, an: TelegramPerson) -> None:
    """An injected 429 is remembered: sends before its time is over are refused and counted, even without meters."""
    tg.flood(37, who=an.id)
    for _ in range(2):
        status, answer = await ask(tg, "sendMessage", chat_id=an.number, text="Chào")
        assert status == 429
        assert 0 < answer["parameters"]["retry_after"] <= 37
    assert len(tg.meters.too_early) == 1


async def test_commands_are_kept_for_each_scope_and_language(bot: Bot) -> None:
    """Nothing set for a language is an empty list, not another language's."""
    scope = BotCommandScopeAllPrivateChats()
    await bot.set_my_commands([BotCommand("help", "Giúp")])
    await bot.set_my_commands([BotCommand("help", "Help")], scope=scope, language_code="en")
    assert [c.description for c in await bot.get_my_commands()] == ["Giúp"]
    assert [c.description for c in await bot.get_my_commands(scope, "en")] == ["Help"]
    assert await bot.get_my_commands(language_code="vi") == ()
    for bad in ("Help", "x" * 33, "trợ_giúp"):
        with pytest.raises(BadRequest, match=r"(?i)bot_command_invalid"):
            await bot.set_my_commands([(bad, "Giúp")])
    with pytest.raises(BadRequest, match="too long"):
        await bot.set_my_short_description("x" * 121)


async def test_a_group_is_another_chat(tg: TelegramDouble, bot: Bot, an: TelegramPerson) -> None:
    """Being added is told, and what is said there goes there."""
    group = tg.group("Lớp 12")
    await group.add_bot(an)
    await group.say(an, "chào bot")
    await bot.send_message(group.number, "Nhắn riêng cho mình nhé")
    assert group.texts == ["Nhắn riêng cho mình nhé"]
    assert an.replies() == []
    chats = [u.effective_chat.type for u in await bot.get_updates() if u.effective_chat]
    assert chats == ["private", "group", "group", "group"]
    await bot.leave_chat(group.number)
    with pytest.raises(Forbidden, match="kicked from the group"):
        await bot.send_message(group.number, "Chào")


async def test_a_call_that_does_not_fit_the_description_fails_the_test() -> None:
    """A field that the Bot API does not have, a wrong type, a missing parameter."""

    async def use() -> None:
        async with TelegramDouble() as tg:
            await ask(tg, "sendMessage", chat_id=1, text="x", colour="red")
            await ask(tg, "sendMessage", chat_id=True, text="x")
            await ask(tg, "sendMessage", chat_id=1)

    with pytest.raises(AssertionError, match=r"sendMessage: no field colour.*chat_id.*text is missing"):
        await use()
