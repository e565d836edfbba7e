"""What people do in any conversation: greet, go back, leave out, start again, ask for a person ..."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flows import changes, starting
from flows.answering import decide_on_reminder
from flows.rules.programme import is_closing_soon, is_over
from flows.sides import ask_whether_to_delete, open_human
from flows.turn import choice
from flows.walk import helped, in_other_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flows.turn import Turn
    from flows.types import Choice, Meaning

MENU = ("intent:register_id_vn", "intent:register_biz_vn", "intent:programme_what")


def menu(turn: Turn) -> tuple[Choice, ...]:
    """The ways in; none while a question is open, so that a turn never asks two things."""
    if turn.open_node() is not None or turn.aside_stays:
        return ()
    return tuple(choice(c) for c in MENU)


def _simple(key: str) -> Callable[[Turn, Meaning], bool]:
    def say(turn: Turn, _meaning: Meaning) -> bool:
        turn.say(key)
        return True

    return say


def _with_menu(key: str) -> Callable[[Turn, Meaning], bool]:
    def say(turn: Turn, _meaning: Meaning) -> bool:
        turn.say(key, choices=menu(turn))
        return True

    return say


def _bye(turn: Turn, _meaning: Meaning) -> bool:
    """Who takes leave is asked nothing more; the question waits until they write again."""
    turn.say("act.bye")
    turn.keep_side = True
    if (node := turn.open_node()) is not None:
        turn.set(asking=node.asks)
    return True


def _greet(turn: Turn, _meaning: Meaning) -> bool:
    if turn.open_node() is not None:
        turn.say("act.greet.again")
        return True
    greet(turn)
    return True


def greet(turn: Turn) -> None:
    """Who this is, then the offer with the ways in."""
    province = turn.book.province
    over = is_over(turn.today, province)
    turn.say("act.greet.ended" if over else "act.greet")
    if over:
        turn.say("welcome.offer.ended", choices=menu(turn))
    elif is_closing_soon(turn.today, province):
        turn.say("welcome.offer.closing", choices=menu(turn))
    else:
        turn.say("welcome.offer", choices=menu(turn))


def _dont_know(turn: Turn, _meaning: Meaning) -> bool:
    """Not knowing is helped, not counted: where the number stands, that the year alone is fine."""
    node = turn.open_node()
    if node is None:
        turn.say("act.dont_know", choices=menu(turn))
    else:
        turn.reword = (helped(turn, node), {})
    return True


def _repeat(turn: Turn, _meaning: Meaning) -> bool:
    """The question in other words, or the longer form of the last answer."""
    node = turn.open_node()
    faqs = [k.split(".")[1] for k in turn.state.last_said if k.startswith("faq.") and not k.endswith(".more")]
    if faqs and turn.book.faqs.get(faqs[-1]) is not None:
        turn.say(f"faq.{faqs[-1]}.more")
        turn.answered.append(faqs[-1])
    elif node is not None:
        turn.reword = (in_other_words(turn, node), {})
    else:
        turn.say("act.repeat", choices=menu(turn))
    return True


def _back(turn: Turn, _meaning: Meaning) -> bool:
    turn.say("act.back" if changes.go_back(turn) else "act.back.none")
    return True


def _skip(turn: Turn, _meaning: Meaning) -> bool:
    skip(turn)
    return True


def skip(turn: Turn) -> None:
    """Leave the open question out where that is possible."""
    node, run = turn.open_node(), turn.state.run
    if node is None or run is None:
        turn.say("act.skip.none")
    elif node.purpose == "P3":
        decide_on_reminder(turn, granted=False, tapped=False)
    elif not node.skippable:
        turn.say({"confirm": "act.skip.confirm", "consent": "act.skip.consent"}.get(node.asks, "act.skip.never"))
    else:
        turn.set(run=replace(run, skipped=run.skipped | {node.save}), failures=0, side={})
        turn.outcome = "skipped"
        turn.say("act.skip")


def _cancel(turn: Turn, _meaning: Meaning) -> bool:
    had_run = turn.state.run is not None and not turn.state.run.ended
    something = bool(turn.state.answers or turn.state.held)
    starting.leave(turn)
    turn.say("act.cancel" if had_run else "act.cancel.none", choices=() if something else menu(turn))
    if something:
        ask_whether_to_delete(turn)
    return True


def _restart(turn: Turn, _meaning: Meaning) -> bool:
    starting.restart(turn)
    turn.say("act.restart", choices=menu(turn) if turn.state.run is None else ())
    return True


def _correct(turn: Turn, meaning: Meaning) -> bool:
    """A correction: its value has been kept already; a named answer is asked again; else it is asked which."""
    if turn.saved or turn.told:
        return True
    if meaning.about is not None and changes.change(turn, meaning.about):
        turn.say("act.correct.again")
        return True
    if meaning.about is None and changes.offer_changes(turn):
        return True
    turn.say("act.correct", choices=menu(turn))
    return True


def _human(turn: Turn, _meaning: Meaning) -> bool:
    open_human(turn)
    return True


def _frustrated(turn: Turn, _meaning: Meaning) -> bool:
    turn.say("act.frustrated", choices=() if turn.open_node() else (choice("intent:human"), choice("intent:help")))
    return True


def _inform(turn: Turn, meaning: Meaning) -> bool:
    """Facts given while nothing is asked: say what can be done with them."""
    if turn.open_node() is not None:
        return False
    under_way = turn.state.run is not None or turn.state.registration is not None
    if under_way and (turn.saved or turn.outcome == "begun"):
        return True  # it has been said back, and the way goes on from it
    programme = starting.programme_of(turn, meaning)
    offer = (choice(f"intent:register_{programme}"), choice("intent:help")) if programme else menu(turn)
    turn.say("act.inform", choices=offer)
    return True


def _switch_language(turn: Turn, meaning: Meaning) -> bool:
    other = "en" if turn.state.lang == "vi" else "vi"
    turn.set(lang=meaning.language or other)
    node, run = turn.open_node(), turn.state.run
    if node is not None and run is not None and node.purpose == "P1":  # a consent is read whole, in one's language
        turn.set(run=replace(run, shown={n: mark for n, mark in run.shown.items() if n != node.id}))
    turn.say("act.switch_language")
    return True


ACTS: Mapping[str, Callable[[Turn, Meaning], bool]] = {
    "greet": _greet,
    "thank": _simple("act.thank"),
    "bye": _bye,
    "affirm": _with_menu("act.affirm"),
    "deny": _with_menu("act.deny"),
    "dont_know": _dont_know,
    "help": _with_menu("act.help"),
    "repeat": _repeat,
    "back": _back,
    "skip": _skip,
    "cancel": _cancel,
    "restart": _restart,
    "correct": _correct,
    "human": _human,
    "frustrated": _frustrated,
    "bot_identity": _with_menu("act.bot_identity"),
    "switch_language": _switch_language,
    "inform": _inform,
    "out_of_scope": _with_menu("act.out_of_scope"),
}
