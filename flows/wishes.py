"""What people want of the bot, whatever question is open: answers, procedures, their rights, repairs."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from flows import naming, rights, starting
from flows.acts import ACTS
from flows.afterwards import judge_anew
from flows.answers import ORIGINS, suffix_of
from flows.faq import answer_question
from flows.handover import show_again
from flows.rules.programme import is_over
from flows.sides import ask_for_rating, await_remark
from flows.turn import INTENT_CHOICE, Copy

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flows.turn import Turn
    from flows.types import Meaning

PLAIN = frozenset({"inform", "affirm", "deny"})
"""Intents that only answer. Without an open question they get a word of their own."""

POLITE = frozenset({"greet", "thank", "bye"})
MOST_AT_ONCE = 3


def wishes_of(turn: Turn, meaning: Meaning, *, answered: bool) -> list[str]:
    """The intents of this message that ask for something, in the order in which they were said."""
    if meaning.band != "sure":
        return []
    named = list(dict.fromkeys([*meaning.also, meaning.intent]))
    if len(named) > 1:
        named = [n for n in named if n not in PLAIN]
    if len(named) > 1:
        named = [n for n in named if n not in POLITE] or named
    served = _served_already(turn, meaning, named)
    named = [_said_here(turn, meaning, n) for n in named if n not in served]
    if "for_whom" in turn.saved and "for_someone_else" not in named:
        named = ["for_someone_else", *named]
    if answered:
        named = [n for n in named if n not in PLAIN | POLITE | MOVES_ON | {"correct", "dont_know", "repeat"}]
    if turn.open_node() is not None:
        return [n for n in named if n not in PLAIN][:MOST_AT_ONCE]
    if named in (["affirm"], ["deny"]):
        return [_yes_to_an_offer(turn) or "affirm"] if named == ["affirm"] else named
    return named[:MOST_AT_ONCE]


def _said_here(turn: Turn, meaning: Meaning, name: str) -> str:
    """What an intent means at the open question."""
    if name in ("back", "cancel"):
        return _back_to(turn, meaning) or name
    if name == "change_name" and turn.state.asking in ("domain", "confirm") and not meaning.asks:
        return "correct"  # there is no name yet but the one that is being chosen
    return name


def _served_already(turn: Turn, meaning: Meaning, named: list[str]) -> set[str]:
    """Wishes that what was kept, what follows or another wish serves by itself."""
    served = set(_served_by_a_question(turn, meaning))
    if {"register_id_vn", "register_biz_vn"} & set(named):
        served.add("register")
    if turn.told and (turn.state.asking == "confirm" or "domain" in turn.saved):
        served.add("change_name")  # "đổi tên thành ..." has been done
    if turn.told and meaning.slots.get("certificate") == "no":
        served.add("no_licence")  # the verdict that follows says it
    return served


def _served_by_a_question(turn: Turn, meaning: Meaning) -> frozenset[str]:
    """Wishes that only look like one: what was said is asked about in words that fit."""
    node = turn.open_node()
    if node is not None and node.asks == "citizen" and meaning.slots.get("citizen") in ORIGINS:
        return frozenset({"foreigner", "other_province", "who_id_vn", "out_of_scope"})
    if node is not None and node.asks == "citizen" and "citizen" in meaning.slots and not meaning.asks:
        return frozenset({"other_province", "id_card_problem"})
    if node is not None and node.asks == "subject" and "trade" in meaning.slots:
        return frozenset({"out_of_scope", "feedback", "cooperative", "bot_identity"})
    return frozenset()


def _back_to(turn: Turn, meaning: Meaning) -> str | None:
    """ "Quay lại id.vn" said in the other procedure goes over to it."""
    wish, flow = meaning.slots.get("domain"), turn.flow()
    suffix = wish.get("suffix") if isinstance(wish, dict) else None
    if flow is None or suffix is None or suffix == suffix_of(turn):
        return None
    return f"register_{str(suffix).replace('.', '_')}"


MOVES_ON = frozenset({"register", "register_id_vn", "register_biz_vn", "check_eligibility", "suggest_name"})
"""Wishes that an answer to the open question serves by itself."""


INVITATIONS = (("act.inform",), ("id_vn.next.not_citizen",), ("common.offer_human",), ("task.register.ended",))
"""Bubbles that end in a question whose yes means their first choice."""


def _yes_to_an_offer(turn: Turn) -> str | None:
    """A bare yes takes up what the last bubble offered, where that bubble asked for a yes or no."""
    offered = turn.state.offered
    if offered is None or turn.state.last_said[-1:] not in INVITATIONS:
        return None
    first = [c.removeprefix(INTENT_CHOICE) for c in offered.choices if c.startswith(INTENT_CHOICE)]
    return first[0] if first else None


def fulfil(turn: Turn, intent: str, meaning: Meaning) -> bool:
    """Serve one wish. False when there is nothing to serve."""
    if intent in turn.book.faqs and intent not in RIGHTS:
        answer_question(turn, intent)
    elif intent in RIGHTS:
        careful = intent == "delete_my_data" and not rights.is_an_order(meaning)
        (rights.how_to_delete if careful else RIGHTS[intent])(turn)
        turn.answered.append(intent)
    elif intent in TASKS:
        TASKS[intent](turn, meaning)
    elif intent in ACTS:
        return ACTS[intent](turn, meaning)
    else:
        return False
    return True


# -- tasks ----------------------------------------------------------------------------------------------------
def _register(turn: Turn, meaning: Meaning) -> None:
    starting.begin_what_fits(turn, meaning)
    turn.answered.append("register")


def _check_eligibility(turn: Turn, meaning: Meaning) -> None:
    """Begin to check; a verdict that was given is explained again, with the rule and the day it was given on."""
    turn.answered.append("check_eligibility")
    ruling = turn.state.ruling
    said = starting.programme_said(meaning)
    if ruling is None or turn.saved or said not in (None, ruling.programme):
        starting.begin_what_fits(turn, meaning)
        return
    if ruling.on != turn.today.isoformat():
        ruling = judge_anew(turn, ruling)
        if ruling is None:
            return
    verdict = Copy(f"verdict.short.{ruling.verdict}")
    day = date.fromisoformat(ruling.on).strftime("%d/%m/%Y")
    values = {"verdict_text": verdict, "source": ruling.source, "on": day, "rule": ruling.rule}
    turn.say("task.check_eligibility.explain", values)


def _register_id_vn(turn: Turn, _meaning: Meaning) -> None:
    starting.begin(turn, "id_vn")
    turn.answered.append("register_id_vn")


def _register_biz_vn(turn: Turn, _meaning: Meaning) -> None:
    starting.begin(turn, "biz_vn")
    turn.answered.append("register_biz_vn")


def _get_link(turn: Turn, meaning: Meaning) -> None:
    """The link that was handed over; before that, the questions that lead to it, or the public address."""
    turn.answered.append("get_link")
    over = is_over(turn.today, turn.book.province)
    if turn.state.registration is not None:
        if over:
            turn.say("common.offer_is_over")
        show_again(turn)
        return
    if over:
        turn.say("task.get_link.ended")
        return
    turn.say("task.get_link")
    if turn.state.run is None or turn.state.run.ended:
        starting.begin_what_fits(turn, meaning)


def _done_registering(turn: Turn, _meaning: Meaning) -> None:
    turn.answered.append("done_registering")
    turn.set(remind_at=None, reminded=True)
    turn.outcome = "says_registered"
    turn.say("task.done_registering")
    if turn.open_node() is None or turn.state.done:
        ask_for_rating(turn)


def _feedback(turn: Turn, _meaning: Meaning) -> None:
    turn.answered.append("feedback")
    turn.outcome = "feedback"
    turn.say("task.feedback")
    await_remark(turn)


TASKS: Mapping[str, Callable[[Turn, Meaning], None]] = {
    "register": _register,
    "check_eligibility": _check_eligibility,
    "register_id_vn": _register_id_vn,
    "register_biz_vn": _register_biz_vn,
    "get_link": _get_link,
    "done_registering": _done_registering,
    "feedback": _feedback,
    "suggest_name": naming.suggest_name,
    "check_name": naming.check_name,
}

RIGHTS: Mapping[str, Callable[[Turn], None]] = {
    "privacy": rights.privacy,
    "see_my_data": rights.see_my_data,
    "delete_my_data": rights.delete_my_data,
    "stop_messages": rights.stop_messages,
}
