"""An update as it came -> what is stored of it.

What is not needed is not stored: no name, no username, no caption, no contact, no place, nothing that people say
in a group. What is stored keeps Telegram's own shape, so `inbound.translate` reads a whole update as well.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from bot.channels.wire import text_of
from bot.door import Arrival

CHANNEL: Final = "telegram"
WANTED: Final = ("message", "edited_message", "callback_query", "my_chat_member")
"""kinds of updates that are asked for; the choice persists at Telegram, so it is always given"""
MAX_TEXT: Final = 5000
MAX_DATA: Final = 128
"""characters that are kept of a text (Telegram allows 4,096) and of a button's data (64 bytes)"""

GROUPS: Final = ("group", "supergroup")
MEDIA: Final = (
    "photo video live_photo paid_media animation sticker dice voice audio video_note document location venue contact "
    "poll story game checklist"
).split()
"""what a person may send instead of a text; nothing of it is kept or fetched"""
SERVICE: Final = frozenset(
    (
        "new_chat_members left_chat_member chat_owner_left chat_owner_changed new_chat_title new_chat_photo "
        "delete_chat_photo group_chat_created supergroup_chat_created channel_chat_created "
        "message_auto_delete_timer_changed migrate_to_chat_id migrate_from_chat_id pinned_message invoice "
        "successful_payment refunded_payment users_shared chat_shared gift unique_gift gift_upgrade_sent "
        "connected_website write_access_allowed passport_data proximity_alert_triggered boost_added "
        "chat_background_set checklist_tasks_done checklist_tasks_added direct_message_price_changed "
        "forum_topic_created forum_topic_edited forum_topic_closed forum_topic_reopened general_forum_topic_hidden "
        "general_forum_topic_unhidden giveaway_created giveaway giveaway_winners giveaway_completed "
        "paid_message_price_changed suggested_post_approved suggested_post_approval_failed suggested_post_declined "
        "suggested_post_paid suggested_post_refunded video_chat_scheduled video_chat_started video_chat_ended "
        "video_chat_participants_invited web_app_data"
    ).split()
)
"""what Telegram writes into a chat by itself: nobody said it, so it needs no answer"""

Json: TypeAlias = dict[str, Any]
_WIDEST: Final = 2**53


@dataclass(frozen=True, slots=True)
class Seen:
    """An update that was read. `arrival` is None when nothing of it is stored; `callback` is to be answered.

    `broken`: it should have been for us, and lacks what no update lacks.
    """

    id: int | None
    arrival: Arrival | None = None
    callback: str | None = None
    broken: bool = False


def see(update: object, *, bot: str) -> Seen:
    """What there is to store and to answer. Never raises, whatever is inside.

    `bot` is the bot's own number: update and message numbers count within one bot.
    """
    number = _number(update, "update_id") if isinstance(update, dict) else None
    if not isinstance(update, dict) or number is None or number < 0:
        return Seen(None, broken=True)
    lean, alt = _lean(update)
    callback = _text(_object(update, "callback_query"), "id", most=64) or None
    chat = _chat_of(lean) if lean is not None else None
    if lean is None or chat is None:
        return Seen(number, callback=callback, broken=_is_broken(update))
    raw = json.dumps({"update_id": number, **lean}, separators=(",", ":")).encode("ascii")
    arrival = Arrival(
        channel=CHANNEL,
        account=str(chat),
        address=str(chat),
        ext_id=f"{bot}:{number}",
        raw=raw,
        alt_id=None if alt is None else f"{bot}:{alt}",
        # Whoever floods and then blocks the bot is to be left alone all the same.
        always="my_chat_member" in lean,
    )
    return Seen(number, arrival, callback)


def _is_broken(update: Json) -> bool:
    kind = next((name for name in WANTED if name in update), None)
    if kind is None:
        return False
    body = _object(update, kind)
    return not (_text(body, "id", most=1) if kind == "callback_query" else _object(body, "chat"))


def _lean(update: Json) -> tuple[Json | None, str | None]:
    """(what is kept of an update, a second name of the same thing); (None, None) when it is not for us."""
    if "message" in update:
        return _of_message(_object(update, "message"))
    if "edited_message" in update:
        return _of_edit(_object(update, "edited_message"))
    if "callback_query" in update:
        return _of_tap(_object(update, "callback_query"))
    if "my_chat_member" in update:
        return _of_membership(_object(update, "my_chat_member"))
    return None, None


def _of_message(message: Json) -> tuple[Json | None, str | None]:
    chat, sender = _chat(message), _object(message, "from")
    if chat is None or sender.get("is_bot") is True:
        return None, None
    alt = _name_of(message, chat)
    if chat["type"] in GROUPS:
        return ({"message": {"chat": chat}}, alt) if _calls_us(message) else (None, None)
    kept: Json = {"chat": chat}
    if language := _text(sender, "language_code", most=16):
        kept["from"] = {"language_code": language}
    if (media := next((name for name in MEDIA if name in message), None)) is not None:
        kept[media] = True
    elif isinstance(message.get("text"), str):
        kept["text"] = _text(message, "text", most=MAX_TEXT)
    elif SERVICE & message.keys():
        return None, None
    return {"message": kept}, alt


def _calls_us(message: Json) -> bool:
    """Whether a message in a group is for the bot; what people say to each other there is none of its business."""
    if _text(message, "text", most=1) == "/":
        return True
    answered = _object(_object(message, "reply_to_message"), "from")
    return answered.get("is_bot") is True


def _of_edit(message: Json) -> tuple[Json | None, str | None]:
    chat, text = _chat(message), message.get("text")
    if chat is None or chat["type"] != "private" or not isinstance(text, str):
        return None, None
    if _object(message, "from").get("is_bot") is True:
        return None, None
    alt = _name_of(message, chat)
    if alt is not None:
        # Two edits may fall into one second, so their words are a part of the name; it is kept as a keyed hash.
        words = hashlib.sha256(text.encode(errors="replace")).hexdigest()[:16]
        alt = f"{alt}:{_number(message, 'edit_date') or 0}:{words}"
    return {"edited_message": {"chat": chat, "text": _text(message, "text", most=MAX_TEXT)}}, alt


def _of_tap(query: Json) -> tuple[Json | None, str | None]:
    message, sender = _object(query, "message"), _number(_object(query, "from"), "id")
    chat = _chat(message)
    if chat is None and sender is not None and not message:
        chat = {"id": sender, "type": "private"}  # a button of a message sent "via" the bot: the chat is not told
    if chat is None or chat["type"] != "private" or sender != chat["id"]:
        return None, None
    name = _text(query, "id", most=64)
    kept = {"data": _text(query, "data", most=MAX_DATA), "message": {"chat": chat}}
    return {"callback_query": kept}, f"tap:{name}" if name else None


def _of_membership(change: Json) -> tuple[Json | None, str | None]:
    chat, status = _chat(change), _text(_object(change, "new_chat_member"), "status", most=32)
    if chat is None:
        return None, None
    alt = f"{chat['id']}:member:{_number(change, 'date') or 0}:{status}"
    return {"my_chat_member": {"chat": chat, "new_chat_member": {"status": status}}}, alt


def _chat(holder: Json) -> Json | None:
    """Number and type of the chat; None for a channel, or when it is not told."""
    chat = _object(holder, "chat")
    number, kind = _number(chat, "id"), chat.get("type")
    return {"id": number, "type": kind} if number and kind in ("private", *GROUPS) else None


def _chat_of(lean: Json) -> int | None:
    holder = next(iter(lean.values()))
    chat = (holder.get("message") or holder)["chat"]
    return int(chat["id"])


def _name_of(message: Json, chat: Json) -> str | None:
    number = _number(message, "message_id")
    return f"{chat['id']}:{number}" if number else None


def _object(holder: Json, name: str) -> Json:
    value = holder.get(name)
    return value if isinstance(value, dict) else {}


def _number(holder: Json, name: str) -> int | None:
    value = holder.get(name)
    return value if type(value) is int and abs(value) < _WIDEST else None


def _text(holder: Json, name: str, *, most: int) -> str:
    return text_of(holder.get(name))[:most]
