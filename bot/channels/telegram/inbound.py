"""One stored update -> an `Inbound`: pure, and without the client library."""

from __future__ import annotations

import json
import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bot.channels.base import Inbound
from bot.channels.telegram.taps import decode
from bot.channels.telegram.updates import GROUPS, MEDIA, Json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.channels.base import InboundKind

KINDS: Final[Mapping[str, InboundKind]] = MappingProxyType(
    {
        "photo": "photo",
        "video": "photo",
        "live_photo": "photo",
        "paid_media": "photo",
        "animation": "sticker",
        "sticker": "sticker",
        "dice": "sticker",
        "voice": "voice",
        "audio": "voice",
        "video_note": "voice",
        "document": "file",
        "location": "location",
        "venue": "location",
        "contact": "contact",
    }
)
"""what a person sent -> what it is to the bot; polls, stories, games and what is new yet are like a sticker"""

_COMMAND = re.compile(r"/(\w{1,32})(?:@\w{1,64})?(?:\s+(.*))?", re.ASCII | re.DOTALL)
_REF = re.compile(r"[\w-]{1,64}", re.ASCII)


def translate(raw: bytes) -> Inbound:
    """What a stored update says. An update that holds nothing known is answered like a sticker."""
    update = json.loads(raw)
    if isinstance(message := update.get("message"), dict):
        return _message(message)
    if isinstance(edited := update.get("edited_message"), dict):
        return Inbound(kind="edit", text=_command(str(edited.get("text", "")))[0])
    if isinstance(query := update.get("callback_query"), dict):
        return decode(str(query.get("data", "")))
    if isinstance(change := update.get("my_chat_member"), dict):
        return _membership(change)
    return Inbound(kind="sticker")


def _message(message: Json) -> Inbound:
    if _in_group(message):
        return Inbound(kind="group")
    # A live location or a venue carries `location` as well, an animation `document`: the first name in MEDIA counts.
    if (media := next((name for name in MEDIA if name in message), None)) is not None:
        return Inbound(kind=KINDS.get(media, "sticker"))
    if "text" not in message:
        return Inbound(kind="sticker")
    text, ref = _command(str(message["text"]))
    if text == "/start":
        language = str((message.get("from") or {}).get("language_code") or "")
        return Inbound(kind="start", ref=ref, lang="en" if language.lower().startswith("en") else None)
    return Inbound(kind="text", text=text)


def _command(text: str) -> tuple[str, str | None]:
    """(the text with a command spelled plainly, the code that came with /start). "/Help@chaovn_bot" is "/help"."""
    found = _COMMAND.fullmatch(text.strip())
    if found is None:
        return text, None
    name, rest = f"/{found[1].lower()}", (found[2] or "").strip()
    if name == "/start":
        return name, rest if _REF.fullmatch(rest) else None
    return f"{name} {rest}".strip(), None


def _membership(change: Json) -> Inbound:
    gone = (change.get("new_chat_member") or {}).get("status") in ("kicked", "left")
    if _in_group(change):
        return Inbound(kind="stop" if gone else "group")
    return Inbound(kind="stop" if gone else "unblocked")


def _in_group(holder: Json) -> bool:
    return (holder.get("chat") or {}).get("type") in GROUPS
