"""Stops 3 to 5 of a turn without any storage: what was said -> what it means -> what is decided, worded.

The stored turn (`bot/turn.py`) and the terminal (`chaovn talk`) both think with this one class.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.bubbles import BubbleMaker
from bot.channels.base import CAPABILITIES
from bot.reading import event_of, meaning_of
from bot.slash import command_in, start_in
from flows.engine import step
from flows.turn import VIET_NAM, consent_key
from flows.types import DropWords, Noted, Say, State

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from bot.channels.base import Bubble, Inbound
    from bot.wording import Wording
    from flows.book import FlowBook
    from flows.types import Effect, Event, Registration
    from nlu.types import Understanding
    from nlu.understand import Interpreter


@dataclass(frozen=True, slots=True)
class Interaction:
    """The de-identified record of one turn: no id, no text, nothing a person typed."""

    channel: str
    lang: str
    kind: str
    intent: str | None
    band: str | None
    node: str | None
    outcome: str
    programme: str | None
    verdict: str | None
    commune: str | None
    source: str | None
    answered: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Thought:
    """The result of one turn: the new state, the bubbles to send in order, the orders to the edges."""

    state: State
    bubbles: tuple[Bubble, ...]
    effects: tuple[Effect, ...]
    interaction: Interaction
    understanding: Understanding | None
    wake_at: datetime | None
    """when this conversation wants an `elapsed` event (a reminder), None when it wants none"""


class Mind:
    """Built once by `bot/app.py` from the flow book, the interpreter, the words and a maker of links."""

    def __init__(
        self,
        book: FlowBook,
        interpreter: Interpreter,
        wording: Wording,
        link_of: Callable[[Registration], str],
        *,
        coarse_on: frozenset[str] = frozenset(),
    ) -> None:
        """`coarse_on`: channels on which a birth date is asked by ranges and no number at all (trust.md R-08)."""
        self.book, self.interpreter, self.coarse_on = book, interpreter, coarse_on
        self.makers = {name: BubbleMaker(wording, able, link_of) for name, able in CAPABILITIES.items()}

    def turn(self, state: State | None, inbound: Inbound, *, event_id: str, channel: str, now: datetime) -> Thought:
        """Think through one event. `state` None is a new conversation; `event_id` is unique and random;
        `now` is an aware time. Raises only on a bug: whatever people type is answered."""
        before = state if state is not None else State(lang=inbound.lang or "vi")
        if inbound.lang is not None and inbound.lang != before.lang and inbound.kind == "start":
            before = replace(before, lang=inbound.lang)
        before = _as_asked(before, coarse=channel in self.coarse_on, kinds_only=channel != OWN_CHANNEL)
        inbound, understanding = self._understand(before, inbound, now)
        maker, today = self.makers[channel], now.astimezone(VIET_NAM).date()
        meaning = meaning_of(understanding, inbound.text, before.offered) if understanding is not None else None
        if _other_words(before, maker, today):
            answers = inbound.kind == "tap" or (meaning is not None and (meaning.answer or meaning.picked))
            before = _asked_anew(before, answered=bool(answers))
        event: Event = event_of(inbound, meaning, event_id)
        after, effects = step(self.book, before, event, now)
        after = replace(after, fragment=_fragment(inbound, effects))
        bubbles = tuple(maker.make(e, after, today) for e in effects if isinstance(e, Say))
        after = _with_labels(after, bubbles)
        consent = consent_key(after)
        if any(isinstance(e, Say) and e.key == consent for e in effects):
            after = replace(after, notice=_print(maker.make(Say(consent), after, today).text))
        return Thought(
            state=after,
            bubbles=bubbles,
            effects=tuple(e for e in effects if not isinstance(e, Say)),
            interaction=_record(after, effects, inbound, understanding, channel),
            understanding=understanding,
            wake_at=None if after.remind_at is None else datetime.fromisoformat(after.remind_at),
        )

    def _understand(self, state: State, inbound: Inbound, now: datetime) -> tuple[Inbound, Understanding | None]:
        """The meaning of a text; a piece of a thought is read together with the piece before it."""
        if inbound.kind not in ("text", "edit"):
            return inbound, None
        if inbound.kind == "edit":
            return inbound, self._meaning(state, inbound.text, now, expect=_edited(state))
        alone = self._meaning(state, inbound.text, now, expect=state.asking)
        if alone.band == "sure" or not _goes_on(state, inbound, now):
            return inbound, alone
        text = f"{state.fragment} {inbound.text}"
        both = self._meaning(state, text, now, expect=state.asking)
        return (replace(inbound, text=text), both) if both.band == "sure" else (inbound, alone)

    def _meaning(self, state: State, text: str, now: datetime, *, expect: str | None) -> Understanding:
        begun = state.run is not None or state.asking is not None
        return (
            command_in(text)
            or (None if begun else start_in(text))
            or self.interpreter.understand(
                text,
                expect=expect,
                programme=programme_of(state),
                lang=state.lang,
                today=now.astimezone(VIET_NAM).date(),
            )
        )


OWN_CHANNEL = "web"
"""our own page, in the province's hands; what is said on any other travels through a network"""
QUICK = timedelta(seconds=15)
LONGEST_FRAGMENT = 120


def _as_asked(state: State, *, coarse: bool, kinds_only: bool) -> State:
    """The state with what may be asked and shown on its channel; leave to ask for a range is none to ask for the whole
    date."""
    if state.coarse and not coarse:
        state = replace(state, consents={p: how for p, how in state.consents.items() if p != "P1"})
    return replace(state, coarse=coarse, kinds_only=kinds_only)


def _edited(state: State) -> str | None:
    """The question that the edited message had answered."""
    return next((n for n in state.last_saved if n != "confirm"), state.asking)


def _other_words(state: State, maker: BubbleMaker, today: date) -> bool:
    """Whether the consent that is being asked for now reads otherwise than it was shown (trust.md R-04)."""
    if state.asking != "consent" or state.notice is None:
        return False
    return state.notice != _print(maker.make(Say(consent_key(state)), state, today).text)


def _asked_anew(state: State, *, answered: bool) -> State:
    """The state as if the consent had not been shown: an answer to other words is none."""
    run = state.run
    shown = {} if run is None else {n: mark for n, mark in run.shown.items() if n != state.asked_at}
    state = replace(state, notice=None, run=None if run is None else replace(run, shown=shown))
    return replace(state, offered=None, side={"kind": "renewed"}) if answered else state


def _print(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _with_labels(state: State, bubbles: tuple[Bubble, ...]) -> State:
    """The state with the words of the choices that are on offer since this turn."""
    live = next((b for b in reversed(bubbles) if b.buttons), None)
    if live is None or state.offered is None:
        return state
    return replace(state, offered=replace(state.offered, labels=tuple(b.label for b in live.buttons)))


def _goes_on(state: State, inbound: Inbound, now: datetime) -> bool:
    """Whether this message came quickly after one that was not understood."""
    if inbound.kind != "text" or state.fragment is None or state.seen is None:
        return False
    return now - datetime.fromisoformat(state.seen) <= QUICK


def _fragment(inbound: Inbound, effects: tuple[Effect, ...]) -> str | None:
    """The text of this turn when nobody understood it and it is short enough to be a piece of something."""
    noted = next(e for e in effects if isinstance(e, Noted))
    dropped = any(isinstance(e, DropWords) for e in effects)
    lost = inbound.kind == "text" and noted.outcome == "not_understood" and not dropped
    return inbound.text if lost and len(inbound.text) <= LONGEST_FRAGMENT else None


def programme_of(state: State) -> str | None:
    """The programme of the procedure under way or last ended; the link that was handed over outlives the answers."""
    if state.run is None:
        return None if state.registration is None else state.registration.programme
    return state.run.flow


def _record(
    state: State,
    effects: tuple[Effect, ...],
    inbound: Inbound,
    understanding: Understanding | None,
    channel: str,
) -> Interaction:
    noted = next(e for e in effects if isinstance(e, Noted))
    commune = state.answers.get("commune")
    codes = commune.get("codes") if isinstance(commune, dict) else None
    return Interaction(
        channel=channel,
        lang=state.lang,
        kind=inbound.kind,
        intent=None if understanding is None else understanding.intent,
        band=None if understanding is None else understanding.band,
        node=noted.node,
        outcome=noted.outcome,
        programme=programme_of(state),
        verdict=None if state.ruling is None else state.ruling.verdict,
        commune=str(codes[0]) if codes else None,
        source=state.ref,
        answered=noted.answered,
    )
