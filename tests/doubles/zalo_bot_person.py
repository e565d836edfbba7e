"""A person on Zalo who talks to a bot of the Bot Platform."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.doubles.network import MediaKind, NotOnThisNetworkError
from tests.doubles.people import Talker

if TYPE_CHECKING:
    from tests.doubles.zalo_bot import ZaloBotDouble

JSON = dict[str, Any]
HELLO = "Bắt đầu"
"""what people type where there is no start"""
CDN = "https://photo.example.zdn.vn/1.jpg"


class ZaloBotPerson(Talker):
    """A `Person` (see `network.py`). Acts return when the webhook has been called once, or the
    event waits for a poll."""

    def __init__(self, double: ZaloBotDouble, name: str, ident: str) -> None:
        super().__init__(name, ident, double.clock)
        self.double = double
        self.blocked = False

    async def say(self, text: str) -> None:
        self.acts("text", text)
        await self.double.event(self.event("message.text.received", text=text, message_type="CHAT_MESSAGE"))

    async def tap(self, choice: int | str) -> None:
        await self.say(str(self.number_of(self.offered(), choice)))

    async def tap_old(self, line: int, choice: int | str) -> None:
        await self.say(str(self.number_of(self.offered(line), choice)))

    async def start(self, ref: str | None = None) -> None:  # noqa: ARG002 - there is no link with a payload
        await self.say(HELLO)

    async def edit(self, text: str) -> None:
        raise NotOnThisNetworkError(f"texts cannot be edited on Zalo: {text!r}")

    async def media(self, kind: MediaKind) -> None:
        """Files, places and cards arrive as "unsupported"."""
        self.acts(kind)
        match kind:
            case "photo":
                name = "photo" if self.double.mischief.documented_photo else "photo_url"
                event = self.event(
                    "message.image.received", **{name: CDN}, caption="lỗi này", message_type="CHAT_PHOTO"
                )
            case "sticker":
                event = self.event("message.sticker.received", sticker="sticker0id", url="https://api.example.zdn.vn/1")
            case "voice":
                voice = "https://voice.example.zdn.vn/1.aac"
                event = self.event("message.voice.received", voice_url=voice, message_type="CHAT_VOICE")
            case _:
                event = self.event("message.unsupported.received")
        await self.double.event(event)

    async def block(self) -> None:
        """The bot is not told; its next send fails."""
        self.acts("block")
        self.blocked = True

    async def unblock(self) -> None:
        self.acts("unblock")
        self.blocked = False

    async def say_in_group(self, text: str) -> None:
        """A message in a group that mentions the bot."""
        self.acts("text", text)
        event = self.event("message.text.received", text=text)
        event["message"]["chat"] = {"id": "zgr-double0000001", "chat_type": "GROUP"}
        await self.double.event(event)

    def event(self, name: str, **content: Any) -> JSON:
        """An event of this person with a new message id."""
        return {
            "event_name": name,
            "message": {
                "from": {"id": self.id, "display_name": self.name, "is_bot": False},
                "chat": {"id": self.id, "chat_type": "PRIVATE"},
                **content,
                "message_id": self.double.next_id(),
                "date": int(self.clock.now() * 1000),
            },
        }

    def events_of_every_type(self) -> list[tuple[str, JSON]]:
        """One event of every kind that is documented or was seen, as (name, event)."""
        kinds: dict[str, JSON] = {
            "message.text.received": {"text": "Xin chào"},
            "message.image.received": {"photo": CDN, "caption": ""},
            "message.sticker.received": {"sticker": "sticker0id", "url": "https://api.example.zdn.vn/1"},
            "message.voice.received": {"voice_url": "https://voice.example.zdn.vn/1.aac"},
            "message.unsupported.received": {},
            "message.link.received": {"url": "https://example.vn/"},
            "message.reaction.received": {"reaction": "/-heart"},
            "message.of_tomorrow.received": {"what": [1, 2, 3]},
        }
        out = [(name, self.event(name, **content)) for name, content in kinds.items()]
        live = self.event("message.image.received", photo_url=CDN, caption="", message_type="CHAT_PHOTO")
        return [*out, ("live photo", live), ("no message", {"event_name": "message.unsupported.received"})]

    def own_message(self, text: str, message_id: str) -> JSON:
        """The bot's own message as an event."""
        event = self.event("message.text.received", text=text)
        event["message"] |= {"from": {"id": "bot", "display_name": "Bot", "is_bot": True}, "message_id": message_id}
        return event
