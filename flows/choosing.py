"""A choice was made: by a tap, by its number, or by saying yes to it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from flows import changes, sides
from flows.acts import ACTS, skip
from flows.answering import take
from flows.faq import more_of
from flows.naming import suggest_name
from flows.rules.types import DateRange
from flows.types import Meaning
from flows.wishes import fulfil

if TYPE_CHECKING:
    from flows.turn import Turn

ANSWERS = {
    "agree": "granted",
    "refuse": "refused",
    "confirm": "yes",
    "change": "no",
    "remind": "yes",
    "no_reminder": "no",
    **{name: name for name in ("yes", "no", "household", "enterprise", "other", "person")},
}
"""Choices that answer the open question of a flow, with the value that is kept."""

WORDLESS = Meaning("inform", 1.0, "sure")
"""What a tap says in words: nothing."""


OWN_NUMBERS = ("birth_date", "founded_on", "licence_number")
"""Questions to which a bare number is an answer, not the number of a choice."""


def live_choice(turn: Turn, meaning: Meaning) -> str | None:
    """The choice that a typed number means, when choices are on offer and the question wants no number of its own."""
    number = meaning.slots.get("choice") if meaning.picked is None else meaning.picked
    offered = turn.state.offered
    if not isinstance(number, int) or offered is None:
        return None
    if meaning.picked is None and turn.state.asking in OWN_NUMBERS:
        return None
    return offered.choices[number - 1] if 1 <= number <= len(offered.choices) else None


def choose(turn: Turn, picked: str, *, tapped: bool) -> None:
    """Do what the choice `picked` says."""
    turn.set(failures=0, greeted=True)
    turn.resuming = False
    head, _, rest = picked.partition(":")
    if head in PREFIXED:
        PREFIXED[head](turn, rest)
    elif _answers_side(turn, picked):
        return
    elif picked in ANSWERS:
        node = turn.open_node()
        if node is not None and picked in node.choices:
            take(turn, node, ANSWERS[picked], tapped=tapped)
        else:
            turn.say("common.stale")
    elif picked == "skip":
        skip(turn)
    elif picked == "suggest_name":
        suggest_name(turn, WORDLESS)
    elif picked in ACTS:
        ACTS[picked](turn, WORDLESS)


def _answers_side(turn: Turn, picked: str) -> bool:
    """Choices of side questions."""
    kind = turn.state.side.get("kind")
    if kind == "which" and picked in ("person", "household", "enterprise", "other"):
        sides.begin_for(turn, picked)
    elif picked.startswith("resume_"):
        sides.resume(turn, picked.removeprefix("resume_"))
    elif picked in ("delete_yes", "delete_no"):
        sides.delete(turn, yes=picked == "delete_yes")
    elif picked in ("registered_yes", "registered_no"):
        sides.registered(turn, yes=picked == "registered_yes")
    elif picked == "human_back":
        sides.close(turn)
        turn.say("human.back")
    elif picked in ("neither", "no_change"):
        sides.close(turn)
        turn.say(f"common.{picked}")
    else:
        return False
    return True


def _intent(turn: Turn, name: str) -> None:
    sides.close(turn)
    fulfil(turn, name, Meaning(name, 1.0, "sure"))


def _slot(turn: Turn, name: str) -> None:
    sides.close(turn)
    changes.change(turn, name)


def _commune(turn: Turn, code: str) -> None:
    node = turn.open_node()
    if node is not None:
        take(turn, node, {"codes": [code], "ask": False}, tapped=True)


def _domain(turn: Turn, name: str) -> None:
    node = turn.open_node()
    label, _, suffix = name.partition(".")
    if node is not None:
        take(turn, node, {"label": label, "suffix": suffix, "problem": None}, tapped=True)


def _range(turn: Turn, days: str) -> None:
    node = turn.open_node()
    first, _, last = days.partition(":")
    if node is not None and node.asks == "birth_date":
        take(turn, node, DateRange(date.fromisoformat(first), date.fromisoformat(last)).slot(), tapped=True)


def _rate(turn: Turn, stars: str) -> None:
    sides.rate(turn, int(stars))


PREFIXED = {
    "intent": _intent,
    "more": more_of,
    "slot": _slot,
    "commune": _commune,
    "domain": _domain,
    "range": _range,
    "rate": _rate,
}
