"""The driver of conversation files: types, taps, lets time pass, through the real mind.

Between two turns the state goes to JSON and back, as it does in the database.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from bot import core
from bot.settings import load
from bot.talk import Talker
from flows import codec

if TYPE_CHECKING:
    from datetime import date

    from bot.core import Core

CONVERSATIONS = Path(__file__).parent / "conversations"
CACHE = Path(__file__).parent.parent / "var" / "test"
INPUTS = {"user": "text", "choice": "choice", "tap": "tap", "event": "event", "wait": "wait", "edit": "edit"}


@cache
def mind(**settings: str) -> Core:
    """The real thinking part, built once a run and set of settings; the trained model is kept between runs."""
    environ = {"CHAOVN_VAR_DIR": str(CACHE), "CHAOVN_SECRET_KEY": "k" * 48}
    named = {f"CHAOVN_{name.upper()}": value for name, value in settings.items()}
    return core.build(load({**environ, **named}, env_file=None))


class Person:
    """Somebody who talks with the bot."""

    def __init__(self, today: date, *, channel: str = "web", lang: str = "vi", **settings: str) -> None:
        parts = mind(**settings)
        self.talker = Talker(parts.mind, parts.links, today, channel=channel, lang=lang)

    def gives(self, given: dict[str, Any]) -> dict[str, Any]:
        """One input of contract section 3, one output."""
        out: dict[str, Any] = json.loads(self.talker.line(json.dumps(given, ensure_ascii=False)))
        if self.talker.state is not None:
            self.talker.state = codec.from_bytes(codec.to_bytes(self.talker.state))
        return out

    def says(self, text: str) -> dict[str, Any]:
        return self.gives({"text": text})

    def picks(self, n: int) -> dict[str, Any]:
        return self.gives({"choice": n})


@dataclass(frozen=True, slots=True)
class Conversation:
    """One file: what is said, and what must come back."""

    name: str
    title: str
    today: date
    turns: list[dict[str, Any]]
    channel: str = "web"
    lang: str = "vi"
    settings: dict[str, str] = field(default_factory=dict)


@cache
def conversations() -> tuple[Conversation, ...]:
    """Every conversation file, sorted by folder and name; read once a run."""
    out = []
    for file in sorted(CONVERSATIONS.rglob("*.yaml")):
        data = yaml.safe_load(file.read_text(encoding="utf-8"))
        out.append(Conversation(name=file.relative_to(CONVERSATIONS).as_posix(), **data))
    return tuple(out)


def given_of(turn: dict[str, Any]) -> dict[str, Any]:
    """The input line of a turn."""
    line = {INPUTS[k]: v for k, v in turn.items() if k in INPUTS}
    return {**line, **({"ref": turn["ref"]} if "ref" in turn else {})}


def seen(out: dict[str, Any], turn: dict[str, Any]) -> dict[str, Any]:
    """What came back, as far as the file says anything of it; `bot` is the keys of the bubbles."""
    shown = {"bot": [b["key"] for b in out.get("bubbles", [])], **out}
    wanted = {k: v for k, v in turn.items() if k not in INPUTS and k != "ref"}
    return {k: shown.get(k) for k in wanted}


def wanted_of(turn: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in turn.items() if k not in INPUTS and k != "ref"}
