"""One update of every kind of the Bot Platform, flat and in its envelope."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from bot.channels.base import Inbound
from bot.channels.wire import UnreadableError
from bot.channels.zalo_bot.updates import arrival_of, translate, updates_in

if TYPE_CHECKING:
    from bot.door import Arrival

AN = "abcdef0123456789abcd"
GROUP = "zgr-fake0000000001"


def update(kind: str, number: int = 1, *, sender: str = AN, **message: Any) -> dict[str, Any]:
    return {
        "event_name": f"message.{kind}.received",
        "message": {
            "from": {"id": sender, "display_name": "Nguyễn Văn An", "is_bot": False},
            "chat": {"id": sender, "chat_type": "PRIVATE"},
            "message_id": f"0123456789abcdef{number:04}",
            "date": 1767225600000,
            **message,
        },
    }


def group(number: int = 1) -> dict[str, Any]:
    return update("text", number, text="@Bot xin chào", chat={"id": GROUP, "chat_type": "GROUP"})


def of_sender(sender: object) -> dict[str, Any]:
    found = update("text", text="x")
    return {**found, "message": {**found["message"], "from": sender}}


MOVES: list[tuple[dict[str, Any], Inbound]] = [
    (update("text", text="Xin chào", message_type="CHAT_MESSAGE"), Inbound("text", "Xin chào")),
    (update("link", text="https://example.vn"), Inbound("text", "https://example.vn")),
    (update("link", url="https://example.vn"), Inbound("file")),
    (update("text", text=""), Inbound("text", "")),
    (update("image", photo_url="https://photo.example.zdn.vn/1.jpg", caption="lỗi này"), Inbound("photo")),
    (update("image", photo="https://photo.example.zdn.vn/1.jpg", caption=""), Inbound("photo")),
    (update("sticker", sticker="fake0sticker0id", url="https://api.example.zdn.vn/1"), Inbound("sticker")),
    (update("voice", voice_url="https://voice.example.zdn.vn/1.aac"), Inbound("voice")),
    (update("unsupported"), Inbound("file")),
    (group(), Inbound("group")),
]
DROPPED: list[dict[str, Any]] = [
    {"event_name": "message.unsupported.received"},
    update("reaction", text="x"),
    update("something_new", text="x"),
    of_sender({"id": AN, "is_bot": True}),
    of_sender(None),
    update("text", text="x", chat={"id": "a b"}),
    {"event_name": 5, "message": update("text")["message"]},
    {"event_name": "message.text.received", "message": []},
]


@pytest.mark.parametrize(("given", "meant"), MOVES)
def test_an_update_says_what_it_means(given: dict[str, Any], meant: Inbound) -> None:
    """Flat as it comes, enveloped as it is documented, alone or in a list; of the person only their words are kept."""
    for body in (given, {"ok": True, "result": given}, {"ok": True, "result": [given]}):
        (found,) = updates_in(body)
        arrival = arrival_of(found)
        assert arrival is not None
        assert translate(arrival.raw) == meant
        assert translate(json.dumps(body).encode()) == meant
        assert not any(word in arrival.raw.decode() for word in ("Nguy", "zdn.vn", AN, "caption"))


@pytest.mark.parametrize("given", DROPPED)
def test_what_moves_nothing_is_not_stored(given: dict[str, Any]) -> None:
    """Reactions, bots, ids that are none, and what has no message at all."""
    assert arrival_of(given) is None


def test_a_message_has_one_id_however_it_comes() -> None:
    """The network's own; without one, what its content gives; a group is one conversation, declined once."""
    found = arrival_of(update("text", text="x"))
    assert found is not None
    assert (found.channel, found.account, found.address) == ("zalo_bot", AN, AN)
    assert (found.ext_id, found.alt_id) == ("0123456789abcdef0001", None)
    nameless = update("text", text="x", message_id=None)
    same = dict(reversed(nameless.items()))
    ids: list[Arrival | None] = [arrival_of(each) for each in (nameless, same, update("text", text="y", message_id=""))]
    first, second, third = (each.ext_id for each in ids if each is not None)
    assert first == second != third
    one, two = arrival_of(group(1)), arrival_of(group(2))
    assert one is not None
    assert two is not None
    assert (one.account, one.address, one.alt_id) == (GROUP, GROUP, two.alt_id)
    assert one.ext_id != two.ext_id


@pytest.mark.parametrize("raw", [b"", b"{}", b"[]", b'{"result":5}', b'{"event_name":"message.reaction.received"}'])
def test_bytes_that_are_no_update_are_refused(raw: bytes) -> None:
    """They can only be a fault of ours: the row is set aside."""
    with pytest.raises(UnreadableError):
        translate(raw)
