"""Stops 3 and 4 -> an event: what came in and what it means, in the engine's terms."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from flows.names import fold
from flows.types import (
    Edited,
    Elapsed,
    Event,
    Happened,
    Heard,
    LookedUp,
    Meaning,
    Received,
    Started,
    Stopped,
    Tapped,
)
from nlu.languages import asked_language
from nlu.manner import asks, says_by_now

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.channels.base import Inbound
    from flows.types import Offered
    from nlu.types import Understanding


RESULTS: Mapping[str, Literal["taken", "quiet", "unknown"]] = {
    "taken": "taken",
    "quiet": "quiet",
    "unknown": "unknown",
}


def meaning_of(understanding: Understanding, text: str, offered: Offered | None = None) -> Meaning:
    """The understanding as the engine takes it."""
    u = understanding
    return Meaning(
        intent=u.intent,
        confidence=u.confidence,
        band=u.band,
        candidates=tuple((c.intent, c.score) for c in u.candidates),
        slots={name: slot.json() for name, slot in u.slots.items()},
        also=u.order if u.order and u.order[-1] != u.intent else u.also,  # flows answer `also` before the intent
        answer=u.answer,
        explicit=u.explicit,
        about=u.about,
        address=u.address,
        sensitive=u.sensitive,
        aside=u.aside,
        language=asked_language(text) if u.intent == "switch_language" else u.language,
        asks=asks(text),
        by_now=says_by_now(text),
        picked=None if offered is None else picked(text, offered),
        empty=not any(c.isprintable() and not c.isspace() for c in text),
    )


NUMBER = re.compile(r"\s*(?:số|so|câu|cau|number)?\s*(\d{1,2})\s*[.)]?\s*", re.IGNORECASE)
_NO_LETTER = re.compile(r"[^\w]+")


def picked(text: str, offered: Offered) -> int | None:
    """The choice whose number or label was typed, from 1; accents, case and punctuation of a label do not matter."""
    if (number := NUMBER.fullmatch(text)) and not number[1].startswith("0"):
        n = int(number[1])
        return n if 1 <= n <= len(offered.choices) else None
    typed = _plain(text)
    return next((n for n, label in enumerate(offered.labels, 1) if typed and typed == _plain(label)), None)


def _plain(text: str) -> str:
    return " ".join(_NO_LETTER.sub(" ", fold(text)).split())


def event_of(inbound: Inbound, meaning: Meaning | None, event_id: str) -> Event:
    """The happening of one inbox row. A text or an edit comes with its meaning."""
    match inbound.kind:
        case "text":
            assert meaning is not None
            return Heard(event_id, meaning)
        case "edit":
            assert meaning is not None
            return Edited(event_id, meaning)
        case "tap":
            return Tapped(event_id, inbound.offer, inbound.choice)
        case "start":
            return Started(event_id, inbound.ref)
        case "elapsed":
            return Elapsed(event_id)
        case "looked_up":
            return LookedUp(event_id, inbound.text, RESULTS[inbound.choice])
        case _:
            return _of_the_network(inbound, event_id)


def _of_the_network(inbound: Inbound, event_id: str) -> Event:
    match inbound.kind:
        case "stop":
            return Stopped(event_id)
        case "unblocked" | "withdraw" | "group" | "too_fast" | "staff":
            return Happened(event_id, inbound.kind)
        case _:
            return Received(event_id, inbound.kind)
