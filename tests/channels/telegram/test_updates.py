"""What Telegram delivers, as it is stored and as it is understood."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import Inbound
from bot.channels.telegram.inbound import translate
from bot.channels.telegram.updates import SERVICE, WANTED, see
from tests.channels.telegram.payloads import (
    AN,
    BOT,
    CHAT,
    GROUP,
    MEDIA,
    PRIVATE_WORDS,
    USER,
    edited,
    membership,
    message,
    tap,
)


def service(name: str) -> Any:
    """A message that Telegram wrote by itself."""
    update = message()
    update["message"][name] = True
    return update


STORED: list[tuple[str, Any, Inbound]] = [
    ("text", message(text="em muốn làm tên miền"), Inbound("text", "em muốn làm tên miền")),
    ("text of spaces", message(text="   "), Inbound("text", "   ")),
    ("start", message(text="/start"), Inbound("start")),
    ("English phone", message(text="/start", user=USER | {"language_code": "en-GB"}), Inbound("start", lang="en")),
    ("start, other phone", message(text="/start", user=USER | {"language_code": "km"}), Inbound("start")),
    ("start with code", message(text="/start qr-thpt-ho-thi-ky"), Inbound("start", ref="qr-thpt-ho-thi-ky")),
    ("start with name", message(text="/start@chaovn_bot zalo_1"), Inbound("start", ref="zalo_1")),
    ("start with nonsense", message(text="/start ' or 1=1 --"), Inbound("start")),
    ("start with too much", message(text="/start " + "a" * 65), Inbound("start")),
    ("help", message(text="/help"), Inbound("text", "/help")),
    ("help, by name", message(text="/Help@chaovn_bot"), Inbound("text", "/help")),
    ("command with words", message(text="/language  en"), Inbound("text", "/language en")),
    ("text with a slash", message(text="12/5/2004"), Inbound("text", "12/5/2004")),
    ("path", message(text="/a/b"), Inbound("text", "/a/b")),
    ("edit", edited("12/5/2003"), Inbound("edit", "12/5/2003")),
    ("tap", tap("o:3:agree"), Inbound("tap", offer=3, choice="agree")),
    ("tap on an old message", tap("o:3:agree", message={"chat": CHAT, "message_id": 3, "date": 0}), Inbound("tap", offer=3, choice="agree")),  # noqa: E501
    ("tap on a message from elsewhere", tap("o:3:agree", message=None, inline_message_id="AB"), Inbound("tap", offer=3, choice="agree")),  # noqa: E501
    ("tap on a game", tap(None, game_short_name="x"), Inbound("tap", offer=-1)),
    ("blocked", membership("kicked"), Inbound("stop")),
    ("unblocked", membership("member"), Inbound("unblocked")),
    ("added to a group", membership("member", chat=GROUP), Inbound("group")),
    ("thrown out of a group", membership("left", chat=GROUP), Inbound("stop")),
    ("command in a group", message(text="/start@chaovn_bot", chat=GROUP), Inbound("group")),
    ("reply in a group", message(text="chuyện riêng", chat=GROUP, reply_to_message={"from": {"is_bot": True}}), Inbound("group")),  # noqa: E501
    *[(kind, message(**content), Inbound(kind)) for kind, content in MEDIA.items() if kind in ("sticker", "photo", "voice", "location", "contact")],  # type: ignore[arg-type] # noqa: E501
    ("video", message(**MEDIA["video"]), Inbound("photo")),
    ("animation", message(**MEDIA["animation"]), Inbound("sticker")),
    ("audio", message(**MEDIA["audio"]), Inbound("voice")),
    ("video note", message(**MEDIA["video_note"]), Inbound("voice")),
    ("document", message(**MEDIA["document"]), Inbound("file")),
    ("venue", message(**MEDIA["venue"]), Inbound("location")),
    *[(kind, message(**MEDIA[kind]), Inbound("sticker")) for kind in "dice poll story game something_new".split()],
    ("nothing but a frame", message(), Inbound("sticker")),
]  # fmt: skip

IGNORED: list[tuple[str, Any]] = [
    ("talk in a group", message(text="chuyện riêng", chat=GROUP)),
    ("photo in a group", message(chat=GROUP, **MEDIA["photo"])),
    ("tap in a group", tap(message={"chat": GROUP, "message_id": 3, "date": 1})),
    ("tap of somebody else", tap(message={"chat": CHAT | {"id": 5}, "message_id": 3, "date": 1})),
    ("edit in a group", {"update_id": 1, "edited_message": message(text="x", chat=GROUP)["message"]}),
    ("edited caption", edited(None, **MEDIA["photo"])),
    ("live location that moves", edited(None, **MEDIA["location"])),
    ("another bot", message(text="hi", user=USER | {"is_bot": True})),
    ("added to a channel", membership("administrator", chat={"id": -100, "type": "channel", "title": "x"})),
    *[(f"service: {name}", service(name)) for name in sorted(SERVICE)],
    *[
        (kind, {"update_id": 1, kind: message(text="x")["message"]})
        for kind in (
            "channel_post edited_channel_post business_message edited_business_message deleted_business_messages "
            "message_reaction message_reaction_count inline_query chosen_inline_result shipping_query "
            "pre_checkout_query poll poll_answer chat_member chat_join_request chat_boost removed_chat_boost "
            "purchased_paid_media business_connection kind_of_2031"
        ).split()
    ],
]


@pytest.mark.parametrize(("update", "inbound"), [case[1:] for case in STORED], ids=[case[0] for case in STORED])
def test_an_update_says_the_same_stored_and_whole(update: Any, inbound: Inbound) -> None:
    """What is left out of storage changes nothing of what is understood."""
    seen = see(update, bot=BOT)
    assert seen.arrival is not None
    assert translate(seen.arrival.raw) == inbound
    assert translate(json.dumps(update).encode()) == inbound


@pytest.mark.parametrize("update", [case[1] for case in IGNORED], ids=[case[0] for case in IGNORED])
def test_what_is_not_for_the_bot_is_not_stored(update: Any) -> None:
    """Talk of groups, other bots, channels and happenings that nobody said."""
    assert see(update, bot=BOT).arrival is None


@pytest.mark.parametrize("update", [case[1] for case in STORED], ids=[case[0] for case in STORED])
def test_nothing_private_is_stored(update: Any) -> None:
    """No name, no username, no caption, no contact, no place, no file: they are not needed (trust.md 1.3, R-07)."""
    arrival = see(update, bot=BOT).arrival
    assert arrival is not None
    stored = json.dumps(json.loads(arrival.raw), ensure_ascii=False)
    assert [word for word in PRIVATE_WORDS if word in stored] == []


def test_names_of_a_message() -> None:
    """The same message under another update number is the same; its edits are each something new."""
    alt = [
        see(update, bot=BOT).arrival.alt_id  # type: ignore[union-attr]
        for update in (
            message(7, text="a"),
            message(7, text="a") | {"update_id": 5},
            edited("b", at=1),
            edited("c", at=1),
            edited("b", at=2),
            tap(query="1"),
            tap(query="2"),
            membership("kicked"),
            membership("member"),
        )
    ]
    assert alt[0] == alt[1] == f"{BOT}:{AN}:7"
    assert len(set(alt)) == len(alt) - 1


def test_numbers_count_within_one_bot() -> None:
    """Another bot's update 1007 is another update, and its message 7 another message."""
    ours, theirs = see(message(7, text="a"), bot=BOT).arrival, see(message(7, text="a"), bot="900000002").arrival
    assert ours is not None
    assert theirs is not None
    assert ours.ext_id == f"{BOT}:1007"
    assert (ours.ext_id, ours.alt_id) != (theirs.ext_id, theirs.alt_id)
    assert ours.account == ours.address == theirs.account == str(AN)


def test_a_tap_that_is_not_kept_is_answered_all_the_same() -> None:
    """The client spins until the query is answered, in a group too."""
    seen = see(tap(message={"chat": GROUP, "message_id": 3, "date": 1}), bot=BOT)
    assert seen.arrival is None
    assert seen.callback == "5301234567890123456"


def test_hostile_letters_become_harmless() -> None:
    """NUL and lone surrogates reach neither the database nor a log."""
    arrival = see(message(text="a\x00b\ud83dc\x1b[31m"), bot=BOT).arrival
    assert arrival is not None
    assert translate(arrival.raw).text == "a b\ufffdc [31m"


def test_what_is_asked_for_is_what_is_read() -> None:
    """Every wanted kind can be stored; none that is stored is missing from the list."""
    kinds = {next(k for k in update if k != "update_id") for _, update, _ in STORED}
    assert kinds == set(WANTED)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


@given(
    kind=st.sampled_from([*WANTED, "poll"]),
    which=st.integers(0, len(STORED) - 1),
    name=st.sampled_from(
        "message_id from chat date text data id message new_chat_member photo reply_to_message".split()
    ),
    value=anything,
    number=st.integers() | anything,
)
def test_no_update_breaks_the_reading(kind: str, which: int, name: str, value: Any, number: Any) -> None:
    """Wrong types anywhere: nothing is raised, and what is stored can be understood."""
    body = next(v for k, v in STORED[which][1].items() if k != "update_id")
    seen = see({"update_id": number, kind: body | {name: value}}, bot=BOT)
    if seen.arrival is not None:
        assert isinstance(translate(seen.arrival.raw), Inbound)


@given(anything)
def test_no_object_breaks_the_reading(value: Any) -> None:
    """Things that are no update at all."""
    for update in (value, {"update_id": 1, "message": value}, {"update_id": 1, "callback_query": value}):
        see(update, bot=BOT)
