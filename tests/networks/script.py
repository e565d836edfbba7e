"""What people do in a whole conversation, and what must come back: the words of the pure engine on that channel."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from flows.turn import VIET_NAM
from tests.doubles.zalo_bot_person import HELLO
from tests.talk import Person
from tests.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.doubles.network import Person as OnNetwork
    from tests.doubles.network import Reply

Acts = tuple[dict[str, Any], ...]

ID_VN: Acts = (
    {"event": "start"},
    {"text": "em muốn làm id.vn"},
    {"choice": 1},
    {"text": "em sinh ngày 12/5/2004"},
    {"text": "có ạ"},
    {"text": "có mất phí không vậy ad"},
    {"text": "lananhkiemthu2004"},
    {"choice": 1},
    {"choice": 2},
    {"text": "bỏ qua"},
    {"text": "em đăng ký xong rồi ạ"},
)
BIZ_VN: Acts = (
    {"event": "start"},
    {"text": "tui có quán cà phê muốn làm tên miền"},
    {"choice": 1},
    {"text": "có rồi"},
    {"text": "2099999014"},
    {"text": "quancaphekiemthu"},
    {"text": "đúng rồi"},
    {"choice": 2},
    {"text": "xã Tân Lộc"},
    {"text": "tui đăng ký xong rồi nha"},
)
_LINK = re.compile(r"https?://[\w.:-]+/r/[\w.~-]+")
_RECEIPT = re.compile(r"\bXD-\w+")
WITHIN = 60.0
"""seconds for the bubbles of one line; the networks' own measure is a bubble a second"""


def today() -> date:
    return datetime.now(UTC).astimezone(VIET_NAM).date()


def without_chance(text: str) -> str:
    """The text with every handed-over link, and every receipt of a deletion, as the same word."""
    return _RECEIPT.sub("RECEIPT", _LINK.sub("LINK", text))


@dataclass(frozen=True, slots=True)
class Line:
    """One act, and the bubbles that answer it: (text, labels)."""

    act: dict[str, Any]
    bubbles: tuple[tuple[str, tuple[str, ...]], ...]


def expected(acts: Acts, channel: str, *, day: date | None = None) -> list[Line]:
    """The lines of `chaovn talk --channel CHANNEL`, as that network's people see them."""
    person = Person(day or today(), channel=channel)
    return [Line(act, shown(person.gives(given_on(act, channel)), channel)) for act in acts]


def given_on(act: dict[str, Any], channel: str) -> dict[str, Any]:
    """A Zalo bot is opened by typing a greeting."""
    return {"text": HELLO} if channel == "zalo_bot" and act.get("event") == "start" else act


def shown(out: dict[str, Any], channel: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The bubbles of an output line as a network shows them: on Telegram a link is the last line of the text."""
    found = []
    for b in out["bubbles"]:
        text = f"{b['text']}\n{b['link']}" if channel == "telegram" and b["link"] else b["text"]
        found.append((without_chance(text), tuple(b["choices"])))
    return tuple(found)


def seen(replies: Sequence[Reply]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Replies of a double in the same form."""
    return tuple((without_chance(r.text), r.labels) for r in replies)


async def does(person: OnNetwork, act: dict[str, Any]) -> None:
    """One act of a line of `chaovn talk --jsonl`."""
    match act:
        case {"text": text}:
            await person.say(text)
        case {"choice": n}:
            await person.tap(n)
        case {"tap": {"line": line, "choice": n}}:
            await person.tap_old(line, n)
        case {"edit": text}:
            await person.edit(text)
        case {"event": "start", **rest}:
            await person.start(rest.get("ref"))
        case {"event": "stop"}:
            await person.block()
        case {"event": kind}:
            await person.media(kind)
        case _:
            raise ValueError(act)


async def has_heard(person: OnNetwork, bubbles: int, within: float) -> None:
    """Returns when so many bubbles have come, or when the time is over: what came is compared either way."""
    with suppress(TimeoutError):
        await eventually(lambda: len(person.replies()) >= bubbles, within=within)


async def plays(
    person: OnNetwork, lines: Sequence[Line], *, done: int = 0, link: bool = True, within: float = WITHIN
) -> str:
    """Plays the lines after the first `done`; each must be answered with its bubbles and nothing else. Returns the
    link in hand, which there must be unless `link` is false."""
    for n, line in enumerate(lines[done:], done + 1):
        await does(person, line.act)
        before = sum(len(each.bubbles) for each in lines[: n - 1])
        wanted = before + len(line.bubbles)
        await has_heard(person, wanted, within)
        got = seen(person.replies()[before:])
        assert got == line.bubbles, f"{person.name}, line {n}: {line.act}"
    links = [r.link for r in person.replies() if r.link is not None and _LINK.fullmatch(r.link)]
    assert links or not link
    return links[0] if links else ""
