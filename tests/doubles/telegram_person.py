"""A person on Telegram, and a group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.doubles.network import Reply, link_in
from tests.doubles.people import Talker

if TYPE_CHECKING:
    from tests.doubles.network import MediaKind
    from tests.doubles.telegram import TelegramDouble
    from tests.doubles.telegram_world import JSON

FILE = {"file_id": "AgACAgUAAxkBAAIB", "file_unique_id": "AQADAgATqIe1", "file_size": 20480}
MEDIA: dict[str, JSON] = {
    "sticker": {
        "sticker": FILE
        | {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False, "emoji": "👍"}
    },
    "photo": {
        "photo": [FILE | {"width": 90, "height": 60}, FILE | {"width": 1280, "height": 853}],
        "caption": "ảnh này ạ",
    },
    "voice": {"voice": FILE | {"duration": 3, "mime_type": "audio/ogg"}},
    "file": {"document": FILE | {"file_name": "giay-phep.pdf", "mime_type": "application/pdf"}},
    "location": {"location": {"latitude": 9.1769, "longitude": 105.1524}},
}


class TelegramPerson(Talker):
    """A `Person` (see `network.py`) with what only Telegram has."""

    def __init__(self, double: TelegramDouble, name: str, number: int, lang: str | None) -> None:
        super().__init__(name, str(number), double.clock)
        self.double, self.world = double, double.world
        self.number = number
        self.user: JSON = {"id": number, "is_bot": False, "first_name": name, "username": f"person{number}"}
        if lang is not None:
            self.user["language_code"] = lang
        self._said: list[JSON] = []
        self._replied: dict[str, JSON] = {}

    # acts of every network

    async def say(self, text: str) -> None:
        self.acts("text", text)
        entities = []
        if text.startswith("/"):
            entities = [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}]
        self._said.append(self._sent(**({"text": text, "entities": entities} if entities else {"text": text})))

    async def start(self, ref: str | None = None) -> None:
        """A deep link `t.me/bot?start=REF` arrives as the text `/start REF`."""
        if self.number in self.world.blocked:
            await self.unblock()
        await self.say("/start" if ref is None else f"/start {ref}")

    async def tap(self, choice: int | str) -> None:
        await self._tap(self.offered(), choice)

    async def tap_old(self, line: int, choice: int | str) -> None:
        await self._tap(self.offered(line), choice)

    async def edit(self, text: str) -> None:
        message = next(m for m in reversed(self._said) if "text" in m)
        self.acts("edit", text)
        message |= {"text": text, "edit_date": self.world.date}
        self.double.updates.push("edited_message", dict(message), ("chat", self.number))

    async def media(self, kind: MediaKind) -> None:
        self.acts(kind)
        if kind == "contact":
            self._sent(contact={"phone_number": "+84900000002", "first_name": self.name, "user_id": self.number})
        else:
            self._sent(**MEDIA[kind])

    async def block(self) -> None:
        self.acts("block")
        self.world.blocked.add(self.number)
        self._member("member", "kicked")

    async def unblock(self) -> None:
        """The button "Restart": the bot is a member again; a `/start` is another act."""
        self.acts("unblock")
        self.world.blocked.discard(self.number)
        self._member("kicked", "member")

    # acts that only Telegram has

    async def press(
        self, message_id: int, data: str | None, *, chat_id: int | None = None, inaccessible: bool = False
    ) -> JSON:
        """A press of any button with any data, shown or not, known or forged. Returns the callback query.
        `inaccessible`: the message is so old that the bot gets no more than its id."""
        where = self.number if chat_id is None else chat_id
        self.acts("tap", data or "")
        query_id = self.world.next_query_id()
        self.world.queries[query_id] = (self.clock.now(), self)
        message = self.world.messages.get((where, message_id))
        if message is None or inaccessible:
            message = {"chat": self.world.chat(where), "message_id": message_id, "date": 0}
        query = {"id": query_id, "from": self.user, "message": message, "chat_instance": f"-77{where}"}
        if data is not None:
            query["data"] = data
        self.double.updates.push("callback_query", query, ("callback", self.number))
        return query

    def send(self, **content: Any) -> JSON:
        """Any message, by the fields of its content; a new line of the talk."""
        self.acts(next(iter(content), "empty"))
        return self._sent(**content)

    def deactivate(self) -> None:
        """The account is deleted; the bot learns it at its next send."""
        self.world.deactivated.add(self.number)

    # what comes from the bot

    def gets(self, message: JSON) -> None:
        """A message of the bot to this person."""
        buttons = [b for row in message.get("reply_markup", {}).get("inline_keyboard", []) for b in row]
        labels = tuple(b["text"] for b in buttons if "callback_data" in b)
        pages = [b["url"] for b in buttons if "url" in b]
        number = str(message["message_id"])
        self._replied[number] = message
        link = pages[0] if pages else link_in(message["text"])
        self.hears(Reply(message["text"], labels, link, self.clock.now(), number), dict(message))

    # the work

    def _sent(self, **content: Any) -> JSON:
        self.world.started.add(self.number)
        message = self.world.new_message(self.number, self.user, **content)
        self.double.updates.push("message", dict(message), ("chat", self.number))
        return message

    async def _tap(self, reply: Reply, choice: int | str) -> None:
        """The keyboard as it was sent counts: an old phone may still show what the bot has since taken away."""
        wanted = self.number_of(reply, choice)
        rows = self._replied[reply.id]["reply_markup"]["inline_keyboard"]
        buttons = [b for row in rows for b in row if "callback_data" in b]
        await self.press(int(reply.id), buttons[wanted - 1]["callback_data"])

    def _member(self, old: str, new: str) -> None:
        me = self.world.bot

        def status(name: str) -> JSON:
            return {"user": me, "status": name} | ({"until_date": 0} if name == "kicked" else {})

        self.double.updates.push(
            "my_chat_member",
            {
                "chat": self.world.chat(self.number),
                "from": self.user,
                "date": self.world.date,
                "old_chat_member": status(old),
                "new_chat_member": status(new),
            },
            ("member", self.number),
        )


class Group:
    """A group chat that the bot was added to; `texts` is what the bot said there."""

    def __init__(self, double: TelegramDouble, number: int, title: str) -> None:
        self.double, self.number = double, number
        self.texts: list[str] = []
        double.world.groups[number] = {"id": number, "type": "group", "title": title}

    async def add_bot(self, by: TelegramPerson) -> None:
        """The bot becomes a member: an update of its membership and a service message."""
        self.double.world.kicked.discard(self.number)
        self._member(by, "left", "member")
        self._sent(by, new_chat_members=[self.double.world.bot])

    async def say(self, by: TelegramPerson, text: str) -> None:
        self._sent(by, text=text)

    async def remove_bot(self, by: TelegramPerson) -> None:
        self.double.world.kicked.add(self.number)
        self._member(by, "member", "kicked")

    def _sent(self, by: TelegramPerson, **content: Any) -> None:
        message = self.double.world.new_message(self.number, by.user, **content)
        self.double.updates.push("message", message, ("chat", self.number))

    def _member(self, by: TelegramPerson, old: str, new: str) -> None:
        world = self.double.world
        body = {"chat": world.chat(self.number), "from": by.user, "date": world.date}
        for name, status in (("old_chat_member", old), ("new_chat_member", new)):
            body[name] = {"user": world.bot, "status": status} | ({"until_date": 0} if status == "kicked" else {})
        self.double.updates.push("my_chat_member", body, ("member", self.number))
