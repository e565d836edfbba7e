"""A person on Zalo who talks to the Official Account."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from tests.doubles.network import MediaKind, NotOnThisNetworkError, Reply
from tests.doubles.people import Talker
from tests.doubles.zalo_oa_events import CONTENT, Events

if TYPE_CHECKING:
    from tests.doubles.zalo_oa import ZaloOaDouble

JSON = dict[str, Any]
MEDIA: dict[MediaKind, str] = {
    "sticker": "user_send_sticker",
    "photo": "user_send_image",
    "voice": "user_send_audio",
    "file": "user_send_file",
    "location": "user_send_location",
    "contact": "user_send_business_card",
}


class ZaloOaPerson(Talker):
    """A `Person` (see `network.py`) with what only an OA has. Acts return when the first delivery has been tried."""

    def __init__(self, double: ZaloOaDouble, name: str, number: int) -> None:
        super().__init__(name, str(number), double.clock)
        self.double = double
        self.events = Events(double.app_id, double.oa_id, self.id)
        self.follows = False
        self.blocked = False
        self.last_act = 0.0
        """network time of the last act that opens the window; 0: none yet"""
        self._buttons: dict[str, list[JSON]] = {}

    async def say(self, text: str) -> None:
        self.acts("text", text)
        await self._sends("user_send_text", {"text": text})

    async def tap(self, choice: int | str) -> None:
        await self._tap(self.offered(), choice)

    async def tap_old(self, line: int, choice: int | str) -> None:
        await self._tap(self.offered(line), choice)

    async def start(self, ref: str | None = None) -> None:  # noqa: ARG002 - no way to carry it is documented
        """The chat button of the OA's page; the first one of a person also follows the OA."""
        self.acts("start")
        self._acted()
        if not self.follows:
            self.follows = True
            await self.double.deliver(self.events.followed("follow", self._stamp()))
        await self.double.deliver(self.events.opened(self._stamp()))

    async def edit(self, text: str) -> None:
        raise NotOnThisNetworkError(f"texts cannot be edited on Zalo: {text!r}")

    async def media(self, kind: MediaKind) -> None:
        self.acts(kind)
        await self._sends(MEDIA[kind], CONTENT[MEDIA[kind]])

    async def block(self) -> None:
        """Zalo tells of it as no more than the end of following."""
        self.acts("block")
        self.blocked, self.follows = True, False
        await self.double.deliver(self.events.followed("unfollow", self._stamp()))

    async def unblock(self) -> None:
        self.acts("unblock")
        self.blocked, self.follows = False, True
        self._acted()
        await self.double.deliver(self.events.followed("follow", self._stamp()))

    async def follow(self) -> None:
        self.acts("follow")
        self.follows = True
        self._acted()
        await self.double.deliver(self.events.followed("follow", self._stamp()))

    async def unfollow(self) -> None:
        """The person may still be written to within the window."""
        self.acts("unfollow")
        self.follows = False
        await self.double.deliver(self.events.followed("unfollow", self._stamp()))

    async def withdraw(self) -> None:
        """The request to delete their data, made in Zalo."""
        self.acts("withdraw")
        await self.double.deliver(self.events.withdrawn(self._stamp()))

    async def submit_info(self, *, old_form: bool = False) -> None:
        """The contact form that the bot asked for."""
        self.acts("submit_info")
        self._acted()
        await self.double.deliver(self.events.informed(self._stamp(), old_form=old_form))

    async def staff_says(self, text: str) -> None:
        """A member of the OA's staff writes to this person by hand in Zalo's own tool."""
        message = {"text": text, "msg_id": self.double.messages.next_id()}
        self.hears(Reply(text, (), None, self.clock.now(), message["msg_id"]))
        await self.double.deliver(self.events.echo("oa_send_text", message, self._stamp(), admin="5000000000000000005"))

    def gets(self, reply: Reply, buttons: list[JSON], raw: JSON) -> None:
        """A message of the bot to this person."""
        self._buttons[reply.id] = [b for b in buttons if b["type"].startswith("oa.query.")]
        self.hears(reply, raw)

    def event(self, name: str, message: JSON) -> JSON:
        """An event of this person with a new message id, to be delivered by hand."""
        return self.events.sent(name, message | {"msg_id": self.double.next_msg_id()}, self._stamp())

    async def _tap(self, reply: Reply, choice: int | str) -> None:
        """A button of Zalo types its payload; without buttons people type the number."""
        wanted = self.number_of(reply, choice)
        buttons = self._buttons.get(reply.id)
        text = str(buttons[wanted - 1]["payload"]) if buttons else str(wanted)
        self.acts("tap", text)
        await self._sends("user_send_text", {"text": text})

    async def _sends(self, event: str, message: JSON) -> None:
        self._acted()
        await self.double.deliver(self.event(event, message))
        await asyncio.sleep(0)

    def _acted(self) -> None:
        self.last_act = self.clock.now()

    def _stamp(self) -> str:
        return str(int(self.clock.now() * 1000))
