"""What every network looks like to a test: people who speak, tap and wait for replies.

A test written against `Network` and `Person` runs on Telegram, Zalo OA and Zalo Bot alike. What a network cannot do
at all raises `NotOnThisNetworkError`, so that a test can leave that step out on purpose and never by accident.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, Protocol, Self

MediaKind = Literal["sticker", "photo", "voice", "file", "location", "contact"]
"""The same names as the events of `chaovn talk --jsonl`."""

_URL = re.compile(r"https?://[^\s<>\"]+")
_NUMBERED = re.compile(r"(\d{1,2})\. (.+)")


class NotOnThisNetworkError(Exception):
    """People cannot do this on this network (editing a text on Zalo, say)."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One bubble that the bot sent to a person, as the person sees it.

    `text` is exactly what was sent. `labels` are the choices in order: the captions of buttons that answer, or the
    numbered lines at the end of the text where there are no such buttons. `link` is the address of the first button
    that opens a page, else the last address that stands in the text. `at` is the network's time in seconds, `id`
    the network's id of the message.
    """

    text: str
    labels: tuple[str, ...] = ()
    link: str | None = None
    at: float = 0.0
    id: str = ""


class Person(Protocol):
    """A person on a network. Every act opens a new line of the talk (1, 2, 3 …); replies belong to the line that was
    open when they came, as in `chaovn talk --jsonl`. So wait with `quiet` between acts when lines matter."""

    name: str
    id: str
    """The network's id of the person: the address that the bot sends to."""

    async def say(self, text: str) -> None:
        """Type `text` and send it. Returns when the network has it; wait for the answer with `quiet`."""

    async def tap(self, choice: int | str) -> None:
        """Pick from the last bubble that offers choices, by number (1-based) or label. Where there are no buttons the
        number is typed. Raises `LookupError` when no such choice is offered."""

    async def tap_old(self, line: int, choice: int | str) -> None:
        """Pick from the last bubble with choices of the n-th line, however old; the number is typed where there are
        no buttons."""

    async def start(self, ref: str | None = None) -> None:
        """Open the bot for the first time or anew, by a link with `ref`. Telegram: `/start ref`. Zalo OA: the event
        of the chat button (it carries no ref). Zalo Bot knows no start: a greeting is typed."""

    async def edit(self, text: str) -> None:
        """Change the last text that the person sent. Telegram only."""

    async def media(self, kind: MediaKind) -> None:
        """Send something that is no text. What a network does not carry arrives as that network's stand-in."""

    async def block(self) -> None:
        """Stop the bot: it is told so where the network tells, and can send no more."""

    async def unblock(self) -> None:
        """Let the bot write again."""

    def replies(self, line: int | None = None) -> list[Reply]:
        """All replies so far, or those of one line, in order of sending."""

    async def quiet(self, timeout: float = 10.0, *, still: float = 0.25) -> list[Reply]:  # noqa: ASYNC109 - may end empty
        """Wait until the bot has answered the last act and then said nothing more for `still` seconds; returns the
        replies of the line. After `timeout` seconds without any reply the list is empty. Real seconds."""


class Network(Protocol):
    """A double of one network, started with `async with`."""

    name: str
    """`telegram`, `zalo_oa` or `zalo_bot`: the channel's name in the product."""

    def settings(self) -> dict[str, str]:
        """The settings (`CHAOVN_…`) that point the product at this double."""

    def person(self, name: str = "An") -> Person:
        """The person of this name, made at the first call."""

    async def deliver_to(self, url: str) -> None:
        """Send what people do to this webhook from now on, as after setting it at the network."""

    async def __aenter__(self) -> Self: ...

    async def __aexit__(self, *exc: object) -> None: ...


def link_in(text: str) -> str | None:
    """The last web address that stands in a text."""
    found = _URL.findall(text)
    return found[-1].rstrip(".,)") if found else None


def numbered(text: str) -> tuple[str, ...]:
    """The choices that stand numbered from 1 at the end of a text; lines with nothing but an address may follow."""
    lines = [line for line in text.splitlines() if line.strip()]
    while lines and _URL.fullmatch(lines[-1].strip()):
        lines.pop()
    labels: list[str] = []
    numbers: list[int] = []
    for line in reversed(lines):
        found = _NUMBERED.fullmatch(line.strip())
        if found is None:
            break
        numbers.insert(0, int(found[1]))
        labels.insert(0, found[2])
        if numbers[0] == 1:
            break
    return tuple(labels) if numbers == list(range(1, len(numbers) + 1)) else ()
