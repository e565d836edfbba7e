"""`chaovn talk`: a conversation through the real engine and a channel's real capabilities, without a database.

`--jsonl` speaks the lines of contract section 3: one JSON object in, one out, in order, flushed.
"""

from __future__ import annotations

import json
import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from bot.channels.base import CAPABILITIES, Inbound
from bot.mind import programme_of
from flows.turn import VIET_NAM
from flows.types import State

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from bot.channels.base import Bubble
    from bot.mind import Mind, Thought
    from flows.types import Registration

MEDIA = ("sticker", "photo", "voice", "file", "location", "contact")
DURATION = re.compile(r"P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
NOON = time(12)


class BadLineError(ValueError):
    """An input line that is not of the contract's forms, or a choice that was not offered."""


@dataclass
class Talker:
    """One conversation whose clock stands still unless told to wait."""

    mind: Mind
    link_of: Callable[[Registration], str]
    today: date
    channel: str = "web"
    lang: str = "vi"
    state: State | None = None
    lines: list[tuple[Bubble, ...]] = field(default_factory=list)
    now: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.now = datetime.combine(self.today, NOON, VIET_NAM)

    def line(self, raw: str) -> str:
        """One line of JSON in, one out; a bad one gets `{"error": ...}` and changes nothing."""
        try:
            return json.dumps(self.answer(_parsed(raw)), ensure_ascii=False)
        except BadLineError as error:
            return json.dumps({"error": str(error)}, ensure_ascii=False)

    def answer(self, given: dict[str, Any]) -> dict[str, object]:
        """The contract's output object for one input object. Raises `BadLineError`."""
        if "wait" in given:
            return self._wait(_duration(given["wait"]))
        return self._output([self._think(self._inbound(given))])

    def _inbound(self, given: dict[str, Any]) -> Inbound:
        match given:
            case {"text": str(text), **rest} if not rest:
                return Inbound("text", text, lang=self.lang)
            case {"edit": str(text), **rest} if not rest:
                return Inbound("edit", text)
            case {"event": "start", **rest} if set(rest) <= {"ref"}:
                return Inbound("start", ref=_optional_text(rest.get("ref")), lang=self.lang)
            case {"event": "stop", **rest} if not rest:
                return Inbound("stop")
            case {"event": str(kind), **rest} if kind in MEDIA and not rest:
                return Inbound(kind)  # type: ignore[arg-type]
            case {"choice": int(n), **rest} if not rest and not isinstance(n, bool):
                return self._tap(self._last_offer(), n)
            case {"tap": {"line": int(line), "choice": int(n), **more}, **rest} if not rest and not more:
                return self._tap(self._offer_of(line), n)
        raise BadLineError("one of text, choice, tap, edit, event or wait was expected, see `chaovn talk --help`")

    def _last_offer(self) -> Bubble:
        for bubbles in reversed(self.lines):
            for bubble in reversed(bubbles):
                if bubble.buttons:
                    return bubble
        raise BadLineError("no choices have been offered yet")

    def _offer_of(self, line: int) -> Bubble:
        if not 1 <= line <= len(self.lines):
            raise BadLineError(f"there is no output line {line} yet")
        for bubble in reversed(self.lines[line - 1]):
            if bubble.buttons:
                return bubble
        raise BadLineError(f"line {line} offered no choices")

    def _tap(self, bubble: Bubble, n: int) -> Inbound:
        if not 1 <= n <= len(bubble.buttons):
            raise BadLineError(f"choice {n} was not offered, only 1 to {len(bubble.buttons)}")
        if not CAPABILITIES[self.channel].buttons:
            return Inbound("text", str(n))
        button = bubble.buttons[n - 1]
        return Inbound("tap", offer=button.offer, choice=button.id)

    def _wait(self, how_long: timedelta) -> dict[str, object]:
        try:
            until = self.now + how_long
        except OverflowError:
            raise BadLineError("that is too long to wait") from None
        thoughts = []
        while self.state is not None and (due := self.state.remind_at) is not None:
            if datetime.fromisoformat(due) > until:
                break
            self.now = max(self.now, datetime.fromisoformat(due))
            thoughts.append(self._think(Inbound("elapsed")))
        self.now = until
        return self._output(thoughts)

    def _think(self, inbound: Inbound) -> Thought:
        thought = self.mind.turn(
            self.state, inbound, event_id=secrets.token_hex(16), channel=self.channel, now=self.now
        )
        self.state = thought.state
        return thought

    def _output(self, thoughts: list[Thought]) -> dict[str, object]:
        bubbles = tuple(b for t in thoughts for b in t.bubbles)
        self.lines.append(bubbles)
        state = self.state or State()
        understood = thoughts[-1].understanding if thoughts else None
        slots = {} if understood is None else {n: s.json() for n, s in understood.slots.items()}
        reg = state.registration
        return {
            "bubbles": [
                {"key": b.key, "text": b.text, "choices": [c.label for c in b.buttons], "link": b.link} for b in bubbles
            ],
            "intent": None if understood is None else understood.intent,
            "confidence": None if understood is None else round(understood.confidence, 4),
            "slots": slots,
            "answered": list(dict.fromkeys(a for t in thoughts for a in t.interaction.answered)),
            "asking": state.asking,
            "programme": programme_of(state),
            "verdict": None if state.ruling is None else state.ruling.verdict,
            "registration": None
            if reg is None
            else {"link": self.link_of(reg), "domain": reg.domain, "programme": reg.programme},
            "done": state.done,
        }


def _parsed(raw: str) -> dict[str, Any]:
    try:
        given = json.loads(raw)
    except (ValueError, RecursionError):
        raise BadLineError("this line is not JSON") from None
    if not isinstance(given, dict):
        raise BadLineError("a JSON object was expected")
    return given


def _optional_text(value: object) -> str | None:
    if value is not None and not isinstance(value, str):
        raise BadLineError("ref must be a text")
    return value


def _duration(text: object) -> timedelta:
    """An ISO 8601 duration of weeks, days, hours, minutes and seconds."""
    match = DURATION.fullmatch(text) if isinstance(text, str) else None
    if match is None or not any(match.groups()):
        raise BadLineError("wait takes an ISO 8601 duration such as P3D or PT2H")
    weeks, days, hours, minutes, seconds = (int(g or 0) for g in match.groups())
    try:
        return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    except OverflowError:
        raise BadLineError("that is too long to wait") from None


def on_terminal(talker: Talker) -> None:
    """The conversation for a person at a keyboard: bubbles, numbered choices, Ctrl-D to leave."""
    console = Console(highlight=False)
    _show(console, talker.answer({"event": "start"}))
    while True:
        try:
            text = console.input("[bold]> [/bold]")
        except (EOFError, KeyboardInterrupt):
            return
        _show(console, talker.answer({"text": text}))


def _show(console: Console, output: dict[str, Any]) -> None:
    for bubble in output["bubbles"]:
        console.print(Panel(Text(bubble["text"]), border_style="cyan", expand=False))
        for n, label in enumerate(bubble["choices"], 1):
            console.print(Text(f"  {n}. {label}"))
        if bubble["link"]:
            console.print(Text(f"  {bubble['link']}"))
