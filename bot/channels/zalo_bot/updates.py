"""The updates of the Bot Platform, flat or enveloped: whose they are, what is kept, what they mean (zalo.md 7.4)."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Final

from bot.channels.base import Inbound
from bot.channels.wire import UnreadableError, id_of, object_of, read_json, text_of
from bot.door import Arrival

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.channels.base import InboundKind

KINDS: Final[Mapping[str, InboundKind]] = {
    "message.text.received": "text",
    "message.link.received": "text",
    "message.image.received": "photo",
    "message.sticker.received": "sticker",
    "message.voice.received": "voice",
    "message.unsupported.received": "file",
}
"""The updates that move a conversation; others are acknowledged and dropped."""


def updates_in(value: object) -> list[Mapping[str, object]]:
    """The updates of a webhook's body or of `getUpdates`: one or a list, bare or under `result`."""
    inner = value.get("result", value) if isinstance(value, dict) else value
    rows: Iterable[object] = inner if isinstance(inner, list) else [inner]
    return [row for row in rows if isinstance(row, dict) and "event_name" in row]


def arrival_of(update: Mapping[str, object]) -> Arrival | None:
    """What to store of an update; None for one that moves no conversation.

    Names and the links to pictures and voices stay behind (trust.md 1.3). A group is a conversation of its own, and
    all that is said in it is one happening: it is declined once.
    """
    name, message = update.get("event_name"), object_of(update.get("message"))
    sender, chat = object_of(message.get("from")), object_of(message.get("chat"))
    user, where = id_of(sender.get("id")), id_of(chat.get("id"))
    if not isinstance(name, str) or name not in KINDS or user is None or where is None or sender.get("is_bot") is True:
        return None
    group = _is_group(chat)
    message_kept: dict[str, object] = {"chat": {"chat_type": "GROUP" if group else "PRIVATE"}}
    if KINDS[name] == "text" and not group:
        message_kept["text"] = text_of(message.get("text"))
    fields = {"event_name": name, "message": message_kept}
    return Arrival(
        channel="zalo_bot",
        account=where if group else user,
        address=where,
        ext_id=id_of(message.get("message_id")) or _print(update),
        raw=json.dumps(fields, separators=(",", ":")).encode("ascii"),
        alt_id=f"group:{where}" if group else None,
    )


def translate(raw: bytes) -> Inbound:
    """The bytes of an update, as stored or as they came, as an `Inbound`. Raises `UnreadableError`."""
    update = next(iter(updates_in(read_json(raw))), {})
    name, message = update.get("event_name"), object_of(update.get("message"))
    kind = KINDS.get(name) if isinstance(name, str) else None
    if kind is None:
        raise UnreadableError("no update that moves a conversation")
    if _is_group(object_of(message.get("chat"))):
        return Inbound("group")
    if kind != "text":
        return Inbound(kind)
    text = text_of(message.get("text"))
    # A link that comes without words is something that cannot be read, and no empty message.
    return Inbound("text", text) if text or name == "message.text.received" else Inbound("file")


def _is_group(chat: Mapping[str, object]) -> bool:
    return chat.get("chat_type") not in (None, "PRIVATE")


def _print(update: Mapping[str, object]) -> str:
    """What stands for an update without an id: the same bytes again are the same update."""
    return hashlib.sha256(json.dumps(update, sort_keys=True).encode("ascii")).hexdigest()
