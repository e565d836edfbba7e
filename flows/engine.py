"""The engine: one pure function.

    step(book, state, event, now) -> (state, effects)

The same four arguments always give the same result: no clock, no chance, no network. A message is read in this order
(first that applies): a side question that is open (clarify, resume, a message to staff ...), the question of the flow,
other facts the message gives, the wishes it holds. Then the way through the flow is walked again and the next question
is asked, so that a turn ends with at most one question.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from flows.acts import ACTS
from flows.afterwards import forget_in_time, note_the_end, second_thoughts
from flows.answering import CONSENT, answer_open_question, keep_what_is_said
from flows.choosing import choose, live_choice
from flows.coarse import drop_typed_dates
from flows.doubt import of_one_mind
from flows.happenings import happened, staff_have_the_word
from flows.moving import move_on
from flows.naming import looked_up
from flows.rules.programme import is_over
from flows.sides import READERS, answer_side, ask_registered
from flows.starting import ask_which
from flows.turn import Turn, choice
from flows.types import (
    Choice,
    DropWords,
    Edited,
    Elapsed,
    Happened,
    Heard,
    LookedUp,
    Noted,
    Received,
    Started,
    State,
    Stopped,
    Tapped,
)
from flows.walk import FAILURES_BEFORE_A_PERSON, in_other_words, locate, settle
from flows.welcome import welcome
from flows.wishes import PLAIN, fulfil, wishes_of

if TYPE_CHECKING:
    from flows.book import FlowBook
    from flows.types import Effect, Event, Meaning

RESUME_AFTER = timedelta(hours=12)
"""A question older than this is offered again before it is pressed on with."""


def step(book: FlowBook, state: State, event: Event, now: datetime) -> tuple[State, tuple[Effect, ...]]:
    """One event. `now` is aware; it alone says which day it is in Viet Nam."""
    turn = Turn(book, forget_in_time(state, now, hours=book.province.personal_data.answer_hours), event.id, now)
    if isinstance(event, Stopped):
        turn.set(stopped=True, remind_at=None)
        turn.outcome = "stopped"
        return _finish(turn)
    if isinstance(event, Happened):
        happened(turn, event)
        return _finish(turn)
    if (state.stopped and not isinstance(event, Started)) or staff_have_the_word(turn, event):
        return _finish(turn)
    move_on(turn)
    turn.resuming = _was_away(state, now) and turn.open_node() is not None and not turn.state.done
    _react(turn, event)
    of_itself = isinstance(event, Elapsed | LookedUp)  # nobody said anything: nothing need be answered
    if not turn.keep_side and not of_itself:
        settle(turn)
    if not of_itself and all(say.key == "welcome.hello" for say in turn.said):
        turn.say("common.not_understood", choices=(choice("intent:help"), choice("intent:human")))
    return _finish(turn)


RENEWED = "renewed"
"""A note of the edge: this answer was to a consent text that has changed since."""


def _react(turn: Turn, event: Event) -> None:
    if turn.state.side.get("kind") == RENEWED and isinstance(event, Heard | Tapped):
        turn.set(side={})
        turn.say("consent.renewed")
        return
    if isinstance(event, Started):
        welcome(turn, event.ref)
    elif isinstance(event, Heard):
        hear(turn, event.meaning)
    elif isinstance(event, Edited):
        _take_back(turn)
        hear(turn, event.meaning)
    elif isinstance(event, Tapped):
        _tap(turn, event)
    elif isinstance(event, Received):
        turn.say(f"common.received.{event.kind}")
        if event.kind == "location" and (node := turn.open_node()) is not None and node.asks == "commune":
            turn.reword = (node.key, {})
    elif isinstance(event, Elapsed):
        _time_is_up(turn)
    elif isinstance(event, LookedUp):
        looked_up(turn, event)


def hear(turn: Turn, meaning: Meaning) -> None:
    """A text, read in the order of this module's law."""
    if meaning.address is not None:
        turn.set(address=meaning.address)
    first = not turn.state.greeted
    turn.set(greeted=True)
    if meaning.empty:
        turn.say("common.empty")
        return
    drop_typed_dates(turn, meaning)
    if _is_sensitive(turn, meaning):
        turn.say("common.sensitive")
        turn.outcome = "sensitive"
        turn.orders.append(DropWords())
        answers = meaning.answer is not None and turn.state.asking in ANSWERED_BY_YES
        if not answers and (meaning.band != "sure" or meaning.intent in PLAIN or turn.state.asking == "human"):
            return
        meaning = replace(meaning, slots={n: v for n, v in meaning.slots.items() if n != "licence_number"})
    which = turn.state.side.get("kind") == "which"
    if answer_side(turn, meaning):
        return
    if first and meaning.intent != "greet":
        turn.say("welcome.hello")
    turn.aside_stays = which and meaning.picked is None
    picked = live_choice(turn, meaning)
    if picked is not None:
        choose(turn, picked, tapped=False)
        return
    _read(turn, second_thoughts(turn, meaning))
    if turn.aside_stays and turn.state.run is None and not turn.keep_side and turn.outcome in ("", "not_understood"):
        ask_which(turn)


ANSWERED_BY_YES = ("citizen", "certificate", "consent")
"""Questions whose yes or no holds also beside a number that nobody asked for."""


def _is_sensitive(turn: Turn, meaning: Meaning) -> bool:
    """Whether the text holds numbers that nobody asked for. One that was asked for may be corrected later."""
    if turn.state.coarse and "licence_number" in meaning.slots:
        return True
    if not meaning.sensitive:
        return False
    if turn.state.asking == "human" and meaning.sensitive == ("phone",):
        return False  # who wants to be called back says a number
    known = "licence_number" in turn.state.answers and meaning.intent == "correct"
    return turn.state.asking not in meaning.slots and not (known and "licence_number" in meaning.slots)


def _read(turn: Turn, meaning: Meaning) -> None:
    """The question of the flow, then other facts, then wishes."""
    meaning = of_one_mind(turn, meaning)
    result = answer_open_question(turn, meaning)
    told = keep_what_is_said(turn, meaning, but=result.asked)
    bare = result.taken and _is_a_bare_label(result.asked, meaning)
    wishes = [] if bare else wishes_of(turn, meaning, answered=result.taken)
    if result.trouble is not None and not wishes:
        turn.reword = (result.trouble.key, dict(result.trouble.values))
        _count_failure(turn, failed=result.trouble.failure)
        return
    done = [fulfil(turn, wish, meaning) for wish in wishes]
    if result.taken or told or any(done):
        turn.set(failures=0)
        return
    _not_understood(turn, meaning)


def _is_a_bare_label(asked: str | None, meaning: Meaning) -> bool:
    """A name typed alone is a name, whatever else its letters may spell."""
    slot = meaning.slots.get("domain")
    if meaning.aside:
        return False
    return asked == "domain" and isinstance(slot, dict) and slot.get("suffix") is None and not meaning.also


def _not_understood(turn: Turn, meaning: Meaning) -> None:
    _count_failure(turn, failed=True)
    turn.outcome = "not_understood"
    node = turn.open_node()
    both = _candidates(meaning, asked=node is not None)
    if len(both) == MOST_CANDIDATES:
        turn.ask_aside("clarify", "clarify", choices=(*both, choice("neither")))
        return
    if node is not None:
        if turn.state.failures >= FAILURES_BEFORE_A_PERSON:
            turn.say("common.person_is_there")
        turn.reword = (in_other_words(turn, node), {})
        return
    if turn.state.failures >= FAILURES_BEFORE_A_PERSON:
        turn.say("common.offer_human", choices=(choice("intent:human"), choice("intent:help")))
        return
    turn.say(
        "common.not_understood", choices=(choice("intent:register"), choice("intent:help"), choice("intent:human"))
    )


MOST_CANDIDATES = 2


def _candidates(meaning: Meaning, *, asked: bool) -> list[Choice]:
    """What a doubtful message may have meant, to choose from: never a guess.

    While a question is open, only wishes of their own stand for choice; for the rest the question is put more plainly.
    """
    if meaning.band != "unsure":
        return []
    no_wish = {"inform", "out_of_scope", *(ACTS if asked else set(ACTS) - {"help", "human"})}
    names = [name for name, _ in meaning.candidates if name not in no_wish]
    return [choice(f"intent:{name}") for name in names[:MOST_CANDIDATES]]


def _count_failure(turn: Turn, *, failed: bool) -> None:
    turn.set(failures=turn.state.failures + 1 if failed else turn.state.failures)


def _tap(turn: Turn, event: Tapped) -> None:
    """A tap belongs to the offer shown last. An older one moves nothing while a question is open."""
    offered = turn.state.offered
    if (offered is not None and event.offer == offered.no and event.choice in offered.choices) or (
        turn.state.asking is None and event.choice.startswith(("intent:", "more:"))
    ):
        choose(turn, event.choice, tapped=True)
    else:
        turn.say("common.stale")
        turn.outcome = "stale"
        turn.resuming = False
        _repeat_side(turn)


def _repeat_side(turn: Turn) -> None:
    """A stale tap while a side question is open leaves that question open and shows it again."""
    state = turn.state
    if state.side.get("kind") not in READERS or state.asking is None:
        return
    turn.keep_side = True
    offered = state.offered
    again = () if offered is None else zip(offered.choices, offered.labels, strict=False)
    choices = tuple(Choice(name, "choice.text", {"text": label}) for name, label in again)
    key = "ask.confirm.delete" if state.side["kind"] == "delete" else f"ask.{state.asking}"
    turn.say(f"{key}.again", choices=choices)


def _take_back(turn: Turn) -> None:
    """An edit of the answer just given takes that answer back, a consent too."""
    names = turn.state.last_saved
    if not names:
        return
    if CONSENT in names and turn.state.consents.get("P1") == "granted":
        turn.consent("P1", "withdrawn", tapped=False)
    if CONSENT in names:
        turn.set(consents={p: d for p, d in turn.state.consents.items() if p != "P1"})
    turn.drop(names)
    turn.set(done=turn.state.registration is not None)
    locate(turn)


def _time_is_up(turn: Turn) -> None:
    due = turn.state.remind_at
    if due is not None and datetime.fromisoformat(due) <= turn.now:
        turn.set(remind_at=None, reminded=True)
        if is_over(turn.today, turn.book.province):
            return  # there is nothing left to be reminded of
        ask_registered(turn)
        turn.outcome = "reminded"


def _was_away(state: State, now: datetime) -> bool:
    return state.seen is not None and now - datetime.fromisoformat(state.seen) >= RESUME_AFTER


def _finish(turn: Turn) -> tuple[State, tuple[Effect, ...]]:
    if not turn.keep_side and turn.state.run is None and turn.state.side.get("kind") is not None:
        turn.set(side={}, asking=None)
    node = turn.state.asked_at
    note_the_end(turn)
    turn.set(
        seen=turn.now.isoformat(),
        last_said=tuple(say.key for say in turn.said) or turn.state.last_said,
        last_saved=tuple(turn.saved),
    )
    noted = Noted(tuple(dict.fromkeys(turn.answered)), turn.outcome, node)
    return turn.state, (*turn.orders, *turn.said, noted)
