"""One event of every kind that Zalo documents, and what becomes of it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channels.base import Button, Inbound
from bot.channels.wire import UnreadableError
from bot.channels.zalo_oa.events import kept, payload_of, translate
from tests.channels.zalo_oa.deliveries import APP_ID, OA, STAMP, USER, encoded, event, media, text

BARE = {"app_id": APP_ID, "oa_id": OA, "timestamp": STAMP}
FOLLOWER = {**BARE, "follower": {"id": USER}, "source": "oa_profile"}
CARD = {"thumbnail": "https://photo.example.zdn.vn/c.jpg", "description": '{"phone":"84900000002"}', "url": ""}
INFO = {"name": "Nguyễn Văn An", "phone": "84900000002", "user_dob": "", "full_address": {"user_city": "Hà Nội"}}

MOVES: list[tuple[dict[str, Any], Inbound]] = [
    (text("Mình muốn đăng ký id.vn"), Inbound("text", "Mình muốn đăng ký id.vn")),
    (text("#12/intent:help"), Inbound("tap", offer=12, choice="intent:help")),
    (text("#kiemtra"), Inbound("text", "#kiemtra")),
    (media("image", {"url": "https://photo.example.zdn.vn/1.jpg"}, text="Ảnh lỗi đây"), Inbound("photo")),
    (media("gif", {"url": "https://photo.example.zdn.vn/1.gif"}), Inbound("sticker")),
    (media("sticker", {"id": "12345", "url": "https://api.example.zdn.vn/s"}), Inbound("sticker")),
    (media("audio", {"url": "https://voice.example.zdn.vn/1.amr"}), Inbound("voice")),
    (media("video", {"url": "https://video.example.zdn.vn/1.mp4"}), Inbound("file")),
    (media("link", {"url": "https://example.vn/"}, text="https://example.vn/"), Inbound("text", "https://example.vn/")),
    (media("business_card", CARD, text=""), Inbound("contact")),
    (media("location", {"coordinates": {"latitude": "21.028511", "longitude": 105.8}}, text=""), Inbound("location")),
    (media("file", {"url": "https://file.example.zdn.vn/1", "name": "giay-phep.pdf"}), Inbound("file")),
    ({**FOLLOWER, "event_name": "follow"}, Inbound("start")),
    ({**FOLLOWER, "event_name": "user_follow"}, Inbound("start")),
    ({**FOLLOWER, "event_name": "unfollow"}, Inbound("stop", at=datetime.fromtimestamp(int(STAMP) / 1000, UTC))),
    ({**BARE, "user_id": USER, "event_name": "user_click_chatnow"}, Inbound("start")),
    (event("user_submit_info", info=INFO), Inbound("contact")),
    (event("user_withdraw"), Inbound("withdraw")),
    ({**BARE, "user_id": USER, "event_name": "user_withdraw"}, Inbound("withdraw")),
    ({**FOLLOWER, "event_name": "user_withdraw"}, Inbound("withdraw")),
]
ECHO = {"sender": {"id": OA}, "recipient": {"id": USER}, "message": {"text": "Chào bạn!", "msg_id": "cccc3333"}}
STAFF = {**ECHO, "sender": {"id": OA, "admin_id": "5000000000000000005"}}
MOVES += [(event(name, **STAFF), Inbound("staff")) for name in ("oa_send_text", "oa_send_image", "oa_send_sticker")]
DROPPED: list[dict[str, Any]] = [
    event("oa_send_text", **ECHO),
    event("oa_send_image", **ECHO),
    event("oa_send_list", **ECHO),
    event("oa_send_request_user_info", **ECHO),
    event("oa_send_something_new", **ECHO),
    event("user_seen_message", message={"msg_ids": ["cccc3333dddd4444eeee"]}),
    event("user_received_message", **{**ECHO, "message": {"msg_id": "cccc3333dddd4444eeee"}}),
    event("user_reacted_message", message={"msg_id": "cccc3333dddd4444eeee", "react_icon": "/-heart"}),
    event("anonymous_send_text", sender={"id": "FAKE_ANON_6000000001"}, message={"text": "Cho hỏi", "msg_id": "d6"}),
    {**BARE, "event_name": "add_user_to_tag", "tag": {"user_ids": [USER], "name": "da-dang-ky"}},
    event("user_send_group_text", message={"text": "cả nhóm", "msg_id": "g1"}),
    event("an_event_of_next_year"),
    {**event("user_send_text"), "event_name": ["user_send_text"]},
    event("user_send_text", sender={"id": {"no": "id"}}, message={"text": "x", "msg_id": "1"}),
    event("user_send_text", sender={"id": OA}, message={"text": "our own words", "msg_id": "1"}),
    {},
]


@pytest.mark.parametrize(("fields", "meant"), MOVES, ids=lambda each: getattr(each, "kind", None))
def test_an_event_says_what_it_means(fields: dict[str, Any], meant: Inbound) -> None:
    """From the stored bytes as from the whole event; the person is found wherever Zalo has put the id."""
    found = kept(encoded(fields), fields, oa_id=OA)
    assert found is not None
    assert found.user == USER
    assert found.always == (meant.kind in ("stop", "withdraw", "staff"))
    assert translate(found.raw) == meant
    assert translate(encoded(fields)) == meant


@pytest.mark.parametrize("fields", DROPPED, ids=lambda each: str(each.get("event_name")))
def test_what_moves_nothing_is_not_stored(fields: dict[str, Any]) -> None:
    """Echoes of our own words, receipts, reactions, visitors of the widget, and what nobody knows yet."""
    assert kept(encoded(fields), fields, oa_id=OA) is None


def test_an_event_of_another_account_is_not_stored() -> None:
    """Where the account's id is known, the event has to be for it."""
    fields = event("user_send_text", recipient={"id": "4000000000000000009"}, message={"text": "x", "msg_id": "1"})
    assert kept(encoded(fields), fields, oa_id=OA) is None
    assert kept(encoded(fields), fields) is not None


def test_nothing_of_a_person_is_stored_but_their_words() -> None:
    """No name, telephone number, birthday, place or address of a picture reaches the inbox."""
    for fields, meant in MOVES:
        found = kept(encoded(fields), fields)
        assert found is not None
        wanted = {"event_name": fields["event_name"]}
        if meant.kind in ("text", "tap"):
            wanted["message"] = {"text": fields["message"]["text"]}
        if meant.kind == "stop":
            wanted["timestamp"] = STAMP
        if meant.kind == "staff":
            wanted["sender"] = {"admin_id": "staff"}
        assert json.loads(found.raw) == wanted


def test_a_message_is_known_by_its_id_and_an_event_by_its_bytes() -> None:
    """The id under either of its names; an id that is none is not used."""
    one, other = text("a", "m1"), event("user_send_text", message={"text": "a", "message_id": "m1"})
    assert [kept(encoded(e), e).ext_id for e in (one, other)] == ["m1", "m1"]  # type: ignore[union-attr]
    strange: list[Any] = ["\x00", "x" * 200, "", None, [], "\ud800", "a b"]
    for odd in strange:
        fields = text("a", odd)
        found = kept(b"the bytes", fields)
        assert found is not None
        assert len(found.ext_id) == 64


def test_following_and_opening_the_chat_is_one_greeting() -> None:
    """Both within minutes carry the same second name, under which the inbox keeps only one."""
    follow = {**FOLLOWER, "event_name": "follow"}
    click = {**BARE, "user_id": USER, "event_name": "user_click_chatnow", "timestamp": str(int(STAMP) + 2000)}
    later = {**click, "timestamp": str(int(STAMP) + 3_600_000)}
    first, second, third = (kept(encoded(e), e) for e in (follow, click, later))
    assert first is not None
    assert second is not None
    assert third is not None
    assert first.alt_id == second.alt_id != third.alt_id
    assert first.ext_id != second.ext_id


def test_a_tap_comes_back_as_the_offer_it_belongs_to() -> None:
    """What a button sends is read again as that tap; whoever types something like it is heard as a text."""
    button = Button("Xem điều kiện", "intent:who_can", 7)
    assert translate(encoded(text(payload_of(button)))) == Inbound("tap", offer=7, choice="intent:who_can")
    for typed in ("#1", "#/x", "#9999999999/x", "#1/ x", "# 1/x", "#1/<b>", "x #1/a"):
        assert translate(encoded(text(typed))) == Inbound("text", typed)


def test_odd_letters_do_no_harm() -> None:
    """NUL, lone halves of a pair and endless texts are made fit to be kept and shown."""
    for body, said in (
        (rb'"a\u0000b"', "a b"),
        (rb'"a\ud800b"', "a\ufffdb"),
        (b'"' + b"x" * 6000 + b'"', "x" * 5000),
        (b"5", ""),
    ):
        raw = b'{"event_name":"user_send_text","message":{"text":' + body + b"}}"
        assert translate(raw).text == said


@pytest.mark.parametrize("raw", [b"", b"[]", b"{}", b"\xff", b"[" * 9000, b'{"event_name":"oa_send_text"}'])
def test_bytes_that_are_no_event_are_refused(raw: bytes) -> None:
    """They can only be a fault of ours: the row is set aside."""
    with pytest.raises(UnreadableError):
        translate(raw)
