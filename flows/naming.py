"""Names in the conversation: suggestions from a person's or shop's name, and whether a name may be had."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flows.answers import suffix_of
from flows.names import caution, suggest
from flows.summary import SUGGESTED
from flows.turn import Copy, choice
from flows.walk import settle

if TYPE_CHECKING:
    from flows.turn import Turn
    from flows.types import LookedUp, Meaning

MOST = 4


def suggest_name(turn: Turn, meaning: Meaning) -> None:
    """Names made from what the person is called; who has not said it is asked for it."""
    name = (
        meaning.slots.get("person_name") or turn.state.answers.get("person_name") or turn.state.held.get("person_name")
    )
    if not isinstance(name, str):
        turn.ask_aside("person_name", "name")
        return
    offer_names(turn, name)


def offer_names(turn: Turn, name: str) -> None:
    suffix = suffix_of(turn)
    labels = suggest(name, programme=suffix.replace(".", "_"), limit=MOST)
    turn.answered.append("suggest_name")
    if not labels:
        turn.say("task.suggest_name.none")
        return
    ids = [f"domain:{label}.{suffix}" for label in labels]
    text = "\n".join(f"• {label}.{suffix}" for label in labels)
    node = turn.open_node()
    if node is not None and node.asks == "domain":
        turn.reword = (
            "ask.domain.suggested",
            {"choices": tuple(choice(i, text=i.split(":")[1]) for i in ids)},
        )
        return
    run = turn.state.run
    if run is not None and turn.state.consents.get("P1") == "granted":  # offered again where a name is asked for
        turn.set(run=replace(run, shown={**run.shown, SUGGESTED: " ".join(i.split(":")[1] for i in ids)}))
    turn.say("task.suggest_name", {"names": text}, choices=() if node is not None else (choice("intent:register"),))


def check_name(turn: Turn, meaning: Meaning) -> None:
    """Rules of the label at once; whether it is taken only the official look-up says."""
    turn.answered.append("check_name")
    wish = meaning.slots.get("domain") or turn.state.answers.get("domain")
    if isinstance(wish, dict) and wish.get("problem"):
        turn.say("task.check_name.problem", {"problem": Copy(f"domain_problem.{wish['problem']}")})
        return
    if not isinstance(wish, dict) or not wish.get("label"):
        turn.say("task.check_name")
        return
    label = str(wish["label"])
    domain = f"{label}.{wish.get('suffix') or suffix_of(turn)}"
    if caution(label) is not None:
        turn.say("task.check_name.protected", {"domain": domain})
        return
    turn.say("task.check_name.domain", {"domain": domain})
    turn.look_up(domain)


def looked_up(turn: Turn, event: LookedUp) -> None:
    """Tell what DNS said, unless the person has gone on to another name meanwhile."""
    if turn.state.looking_up != event.domain:
        return
    turn.set(looking_up=None)
    wish = turn.state.answers.get("domain")
    wished = isinstance(wish, dict) and f"{wish['label']}.{wish['suffix']}" == event.domain
    if event.result == "taken":
        turn.say("task.check_name.taken", {"domain": event.domain})
        if wished and _asks_of_the_flow(turn):
            turn.drop(["domain"])
            settle(turn)
    elif event.result == "quiet" and not wished:
        turn.say("task.check_name.quiet", {"domain": event.domain})


def _asks_of_the_flow(turn: Turn) -> bool:
    """Whether the flow's own question is open, with no side question before it and nothing handed over yet."""
    node = turn.open_node()
    return node is not None and turn.state.asking == node.asks and not turn.state.side and not turn.state.done
