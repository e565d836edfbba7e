"""Side questions: they stand before the flow's own question, which comes back once they are settled.

None of them holds a person fast. Whoever writes something else is heard, and the side question is let go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows import changes, rights, starting
from flows.faq import answer_question
from flows.naming import offer_names
from flows.turn import choice
from flows.types import LeaveMessage
from flows.walk import in_other_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flows.turn import Turn
    from flows.types import Meaning


# -- opening them ---------------------------------------------------------------------------------------------
def open_human(turn: Turn) -> None:
    """Contacts, and the invitation to leave a message for the staff."""
    turn.outcome = "human"
    turn.say("act.human")
    turn.ask_aside("human", "human", choices=(choice("human_back"),))


def ask_whether_to_delete(turn: Turn) -> None:
    ways = (choice("delete_yes"), choice("delete_no"))
    turn.ask_aside("confirm", "delete", key="ask.confirm.delete", choices=ways)


def ask_for_rating(turn: Turn, *, again: bool = False) -> None:
    key = "ask.rating.again" if again else "ask.rating"
    turn.ask_aside("rating", "rating", key=key, choices=tuple(choice(f"rate:{n}", n=n) for n in range(1, 6)))


def ask_registered(turn: Turn) -> None:
    """The one reminder (trust.md R-17), with the way to stop in it."""
    ways = (choice("registered_yes"), choice("registered_no"), choice("intent:stop_messages"))
    turn.ask_aside("registered", "registered", choices=ways)


# -- answering them -------------------------------------------------------------------------------------------
def answer_side(turn: Turn, meaning: Meaning) -> bool:
    """Read the message as the answer to the side question that is open. False: it is something else."""
    kind = str(turn.state.side.get("kind", ""))
    if kind not in READERS or meaning.picked is not None:
        return False
    if READERS[kind](turn, meaning):
        return True
    turn.set(side={}, asking=None)
    return False


def close(turn: Turn) -> None:
    turn.set(side={}, asking=None)


def _human(turn: Turn, m: Meaning) -> bool:
    """Anything but a wish to go on is a message for the staff; a question that the bot can answer is answered."""
    if m.intent in ("back", "cancel", "deny", "restart", "delete_my_data", "stop_messages") and m.band == "sure":
        close(turn)
        if m.intent in ("cancel", "back", "deny"):
            turn.say("human.back")
            return True
        return False
    if (
        m.band == "sure"
        and m.asks
        and (asked := [n for n in (*m.also, m.intent) if n in turn.book.faqs and n != "privacy"])
    ):
        turn.keep_side = True
        for intent in dict.fromkeys(asked):
            answer_question(turn, intent)
        turn.ask_aside("human", "human", key="ask.human.again", choices=(choice("human_back"),))
        return True
    turn.orders.append(LeaveMessage())
    turn.outcome = "left_message"
    close(turn)
    turn.say("human.left")
    return True


def _resume(turn: Turn, m: Meaning) -> bool:
    if m.answer == "yes" or m.intent == "affirm":
        resume(turn, "go")
        return True
    if m.intent == "restart" or m.answer == "no":
        resume(turn, "restart")
        return True
    turn.resuming = False
    return False


def resume(turn: Turn, how: str) -> None:
    close(turn)
    turn.resuming = False
    if how == "delete":
        rights.delete_my_data(turn)
        turn.answered.append("delete_my_data")
    elif how == "restart":
        starting.restart(turn)
        turn.say("act.restart")
    else:
        turn.say("resume.go")


def _delete(turn: Turn, m: Meaning) -> bool:
    if m.answer is None:
        return False
    delete(turn, yes=m.answer == "yes")
    return True


def delete(turn: Turn, *, yes: bool) -> None:
    close(turn)
    if yes:
        rights.delete_my_data(turn)
        turn.answered.append("delete_my_data")
    else:
        turn.say("cancel.kept")


def _rating(turn: Turn, m: Meaning) -> bool:
    if m.intent in ("deny", "skip"):
        close(turn)
        turn.say("rating.none")
        return True
    if "choice" not in m.slots:
        return False
    ask_for_rating(turn, again=True)  # a number that is none of the points
    return True


def rate(turn: Turn, stars: int) -> None:
    close(turn)
    turn.outcome = f"rated_{stars}"
    if stars > 3:
        turn.say("rating.thanks")
        return
    turn.say("rating.sorry")
    await_remark(turn)


def await_remark(turn: Turn) -> None:
    """What is written next may be the remark that was invited. No question: whoever says nothing is left alone."""
    if turn.open_node() is None:
        turn.set(side={"kind": "remark"})
        turn.keep_side = True


REMARKS = frozenset({"feedback", "frustrated", "out_of_scope", "inform", "repeat"})
"""What a remark on the bot may be taken for; whoever clearly wants something else gets that."""


def _remark(turn: Turn, m: Meaning) -> bool:
    if (m.band == "sure" and m.intent not in REMARKS) or m.sensitive or m.asks or m.answer is not None:
        return False
    turn.orders.append(LeaveMessage())
    turn.outcome = "feedback"
    turn.answered.append("feedback")
    close(turn)
    turn.say("task.feedback.left")
    return True


def _registered(turn: Turn, m: Meaning) -> bool:
    if m.answer is None:
        return False
    registered(turn, yes=m.answer == "yes")
    return True


def registered(turn: Turn, *, yes: bool) -> None:
    close(turn)
    if yes:
        turn.outcome = "says_registered"
        turn.answered.append("done_registering")
        turn.say("task.done_registering")
        ask_for_rating(turn)
        return
    turn.outcome = "not_yet_registered"
    turn.say(
        "registered.not_yet",
        choices=(choice("intent:get_link"), choice("intent:steps"), choice("intent:human")),
    )


def _which(turn: Turn, m: Meaning) -> bool:
    subject = m.slots.get("subject")
    if isinstance(subject, str):
        begin_for(turn, subject)
        return True
    return False


def begin_for(turn: Turn, subject: str) -> None:
    """Begin the procedure of this kind of subject."""
    close(turn)
    programme = starting.PROGRAMME_OF_SUBJECT[subject]
    if programme == "biz_vn":
        turn.keep("subject", subject)
    starting.begin(turn, programme)


def _name(turn: Turn, m: Meaning) -> bool:
    """The name to make suggestions from; it is used at once and kept only with consent."""
    name = m.slots.get("person_name")
    if not isinstance(name, str):
        return False
    close(turn)
    if turn.state.consents.get("P1") == "granted":
        turn.keep("person_name", name)
    offer_names(turn, name)
    return True


def _change(turn: Turn, m: Meaning) -> bool:
    """Which answer to change, said in words."""
    if m.about is None or not changes.change(turn, m.about):
        return False
    turn.set(side={}, asking=None)
    return True


def _clarify(turn: Turn, m: Meaning) -> bool:
    """A bare yes or no picks none of the readings, and it is no answer to the question behind them either."""
    node = turn.open_node()
    if m.answer is None or m.slots or node is None:
        return False
    close(turn)
    turn.reword = (in_other_words(turn, node), {})
    return True


READERS: Mapping[str, Callable[[Turn, Meaning], bool]] = {
    "human": _human,
    "resume": _resume,
    "delete": _delete,
    "rating": _rating,
    "remark": _remark,
    "registered": _registered,
    "which": _which,
    "name": _name,
    "change": _change,
    "clarify": _clarify,
}
"""Every side question; the others that `side` may hold (a day without its year, communes to choose from) are notes."""
