"""The shape that every network fits: what comes in, what goes out, what it can do, how a send fails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

InboundKind = Literal[
    "text",
    "tap",
    "start",
    "stop",
    "edit",
    "elapsed",
    "looked_up",
    "sticker",
    "photo",
    "voice",
    "file",
    "location",
    "contact",
    "unblocked",
    "withdraw",
    "group",
    "too_fast",
    "staff",
]


@dataclass(frozen=True, slots=True)
class Inbound:
    """A message, a tap or a happening of one conversation, free of any network's shape.

    `offer` and `choice` belong to a tap, `ref` to a start. `looked_up` has the name as text, the result as choice.
    `lang` is what the page or network says of the reader, `at` when the network says that it happened, where it may
    tell late. `unblocked`: the person lets the bot write again;
    `withdraw`: the network passes on that the person takes back the leave to hold their data; `group`: a chat of
    several people; `too_fast`: so many messages came that some were not kept; `staff`: a member of staff wrote to the
    person in the network's own tool.
    """

    kind: InboundKind
    text: str = ""
    offer: int = 0
    choice: str = ""
    ref: str | None = None
    lang: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Button:
    """A choice as it is shown: `offer` and `id` come back in the tap."""

    label: str
    id: str
    offer: int


@dataclass(frozen=True, slots=True)
class Bubble:
    """One bubble, worded. `text` holds the numbered choices where the channel has no buttons."""

    key: str
    text: str
    buttons: tuple[Button, ...] = ()
    link: str | None = None

    def json(self) -> dict[str, object]:
        return {
            "key": self.key,
            "text": self.text,
            "buttons": [{"label": b.label, "id": b.id, "offer": b.offer} for b in self.buttons],
            "link": self.link,
        }

    @classmethod
    def from_json(cls, row: Mapping[str, object]) -> Bubble:
        buttons = row["buttons"]
        assert isinstance(buttons, list)
        link = row["link"]
        return cls(
            key=str(row["key"]),
            text=str(row["text"]),
            buttons=tuple(Button(str(b["label"]), str(b["id"]), int(b["offer"])) for b in buttons),
            link=None if link is None else str(link),
        )


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a network can do; the wording and `chaovn check` keep to it. Lengths in characters."""

    name: str
    buttons: bool
    max_text: int
    max_label: int
    max_buttons: int
    links: bool = True


class SendError(Exception):
    """A bubble could not be delivered; `verdict` says what to do about it."""

    verdict: Literal["retry", "give_up", "blocked", "credentials", "maybe_sent"] = "retry"
    doubtful = False
    """with `retry`: the network says that it failed, and may have delivered all the same; the repeat is counted"""

    def __init__(self, reason: str, *, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class Channel(Protocol):
    """One network: knows its payloads, limits and errors, and nothing of conversations."""

    capabilities: Capabilities

    def translate(self, raw: bytes) -> Inbound:
        """The stored bytes of one inbox row as an `Inbound`."""

    async def send(self, address: str, bubble: Bubble, *, outbox_id: int) -> str | None:
        """Deliver one bubble to `address`; returns the network's id of the message. Raises `SendError`."""


CAPABILITIES: Mapping[str, Capabilities] = {
    "web": Capabilities("web", buttons=True, max_text=4000, max_label=60, max_buttons=12),
    "telegram": Capabilities("telegram", buttons=True, max_text=4096, max_label=40, max_buttons=12),
    "zalo_oa": Capabilities("zalo_oa", buttons=False, max_text=2000, max_label=40, max_buttons=0),
    "zalo_bot": Capabilities("zalo_bot", buttons=False, max_text=2000, max_label=40, max_buttons=0),
}
