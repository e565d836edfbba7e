"""The events of an Official Account: whose they are, what is kept of them, what they mean (zalo.md 5.3, 5.4)."""

from __future__ import annotations

import hashlib
import json
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from bot.channels.base import Inbound
from bot.channels.wire import UnreadableError, id_of, number_of, object_of, read_json, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.channels.base import Button, InboundKind

KINDS: Final[Mapping[str, InboundKind]] = {
    "user_send_text": "text",
    "user_send_link": "text",
    "user_send_image": "photo",
    "user_send_gif": "sticker",
    "user_send_sticker": "sticker",
    "user_send_audio": "voice",
    "user_send_video": "file",
    "user_send_file": "file",
    "user_send_location": "location",
    "user_send_business_card": "contact",
    "user_submit_info": "contact",
    "user_click_chatnow": "start",
    "follow": "start",
    "user_follow": "start",
    "unfollow": "stop",
    "user_unfollow": "stop",
    "user_withdraw": "withdraw",
}
"""The events of people that move a conversation. Everything else is acknowledged and dropped, echoes of our own words
first of all: `oa_send_*` never stands here."""

STAFF_WROTE: Final = "oa_send_"
"""Echoes of what the account sent. One with `sender.admin_id` was written by a member of staff in Zalo's own tool;
whether its id is the one that sending gave is not known, so nothing is concluded from ids (zalo.md 5.4, section 9)."""

GREETED_FOR: Final = 600_000
"""ms in which following, opening the chat and following again are one greeting (zalo.md 5.4)"""

_TAP = re.compile(r"#(\d{1,9})/([\w.:-]{1,80})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Kept:
    """What is stored of an event: whose it is, its ids, and the few fields that `translate` reads.

    Names, telephone numbers, addresses and the links to pictures stay behind (trust.md 1.3).
    """

    user: str
    ext_id: str
    alt_id: str | None
    raw: bytes
    always: bool
    """kept even from somebody who floods"""


def kept(body: bytes, event: Mapping[str, object], *, oa_id: str | None = None) -> Kept | None:
    """What to store of a proven event; None for one that moves no conversation.

    `oa_id` is the account's own id where it is known: nothing that it sent itself, or that is for another, is kept.
    """
    name, kind = event.get("event_name"), _kind(event)
    user, account = _parties(event)
    if kind == "staff":
        user, account = account, user
    if kind is None or user is None or user == account:
        return None
    if oa_id is not None and (user == oa_id or account not in (None, oa_id)):
        return None
    message = object_of(event.get("message"))
    found = id_of(message.get("msg_id")) or id_of(message.get("message_id"))
    stamp = number_of(event.get("timestamp"))
    alt_id = f"greet:{user}:{stamp // GREETED_FOR}" if kind == "start" and stamp is not None else None
    fields: dict[str, object] = {"event_name": name}
    if kind == "staff":
        fields["sender"] = {"admin_id": "staff"}  # who of them it was is nobody's business here
    if kind == "stop" and stamp is not None:
        fields["timestamp"] = str(stamp)  # it may come an hour late, after the person has come back (zalo.md 5.1)
    if kind == "text":
        fields["message"] = {"text": text_of(message.get("text"))}
    return Kept(
        user=user,
        ext_id=found or hashlib.sha256(body).hexdigest(),
        alt_id=alt_id,
        raw=json.dumps(fields, separators=(",", ":")).encode("ascii"),
        always=kind in ("stop", "withdraw", "staff"),
    )


def _kind(event: Mapping[str, object]) -> InboundKind | None:
    name = event.get("event_name")
    if not isinstance(name, str):
        return None
    if name.startswith(STAFF_WROTE):
        return "staff" if id_of(object_of(event.get("sender")).get("admin_id")) else None
    return KINDS.get(name)


def _parties(event: Mapping[str, object]) -> tuple[str | None, str | None]:
    """(the person, the account) of an event that a person caused."""
    sender, recipient = object_of(event.get("sender")), object_of(event.get("recipient"))
    follower = object_of(event.get("follower"))
    user = id_of(sender.get("id")) or id_of(event.get("user_id")) or id_of(follower.get("id"))
    return user, id_of(recipient.get("id")) or id_of(event.get("oa_id"))


def translate(raw: bytes) -> Inbound:
    """The bytes of an event, as stored or as they came, as an `Inbound`. Raises `UnreadableError`."""
    event = object_of(read_json(raw))
    kind = _kind(event)
    if kind is None:
        raise UnreadableError("no event that moves a conversation")
    text = text_of(object_of(event.get("message")).get("text"))
    if kind == "text" and (tap := _TAP.fullmatch(text.strip())):
        return Inbound("tap", offer=int(tap[1]), choice=tap[2])
    at = None
    if kind == "stop" and (stamp := number_of(event.get("timestamp"))) is not None:
        with suppress(ValueError, OverflowError, OSError):
            at = datetime.fromtimestamp(stamp / 1000, UTC)
    return Inbound(kind, text=text if kind == "text" else "", at=at)


def payload_of(button: Button) -> str:
    """What a tap on a button sends; anybody can type it, so it says only which offer it means (zalo.md 3.1.5)."""
    return f"#{button.offer}/{button.id}"
