"""After a procedure has ended: what is forgotten, and what opens it again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from flows import starting
from flows.answering import decide_on_consent
from flows.codec import without_answers
from flows.turn import consent_key
from flows.verdicts import OPEN_VERDICTS, judge

if TYPE_CHECKING:
    from flows.turn import Turn
    from flows.types import Meaning, Ruling, State


# -- time -----------------------------------------------------------------------------------------------------
def forget_in_time(state: State, now: datetime, *, hours: int) -> State:
    """The state without the answers of a procedure that ended more than `hours` ago (trust.md 1.6): what the consent
    text promises. The database forgets at the same age by itself, also of people who never write again."""
    if state.ended_at is None or now - datetime.fromisoformat(state.ended_at) <= timedelta(hours=hours):
        return state
    return without_answers(state)


def note_the_end(turn: Turn) -> None:
    """From the end on the answers have their time; a procedure that is open again has none."""
    state = turn.state
    if not state.done:
        turn.set(ended_at=None)
    elif state.ended_at is None and (state.answers or state.held):
        turn.set(ended_at=turn.now.isoformat())


# -- second thoughts ------------------------------------------------------------------------------------------
SAID_BY_IT = frozenset({"affirm", "deny", "inform", "done_registering"})
"""What a second thought is taken for where it is read without what went before."""


def second_thoughts(turn: Turn, meaning: Meaning) -> Meaning:
    """Act on a word that takes back what ended the procedure; returns what else the message says."""
    if turn.open_node() is not None or not (_agrees_after_all(turn, meaning) or _has_it_now(turn, meaning)):
        return meaning
    known = meaning.band == "sure" and meaning.intent not in SAID_BY_IT
    return replace(
        meaning,
        intent=meaning.intent if known else "inform",
        band="sure",
        also=tuple(name for name in meaning.also if name not in SAID_BY_IT),
        answer=None,
    )


def _agrees_after_all(turn: Turn, meaning: Meaning) -> bool:
    """ "Thôi đồng ý" after a refusal: consent, when its words were shown today; else they are shown again."""
    run = turn.state.run
    if run is None or not run.ended or turn.state.consents.get("P1") != "refused":
        return False
    if meaning.answer != "yes" or not meaning.explicit:
        return False
    shown = f"{consent_key(turn.state)} {turn.today}" in run.shown.values()
    starting.begin(turn, run.flow)
    if shown:
        decide_on_consent(turn, "granted", tapped=False)
    return True


def _has_it_now(turn: Turn, meaning: Meaning) -> bool:
    """ "À có rồi" after the verdict that there is no certificate: there is one now."""
    ruling, run = turn.state.ruling, turn.state.run
    if ruling is None or ruling.verdict != "no_certificate" or turn.state.asking is not None:
        return False
    if meaning.asks or not (meaning.by_now or meaning.slots.get("certificate") == "yes"):
        return False
    if run is None or run.flow != ruling.programme:
        starting.begin(turn, ruling.programme)
    turn.keep("certificate", "yes")
    return True


# -- another day ----------------------------------------------------------------------------------------------
def judge_anew(turn: Turn, ruling: Ruling) -> Ruling | None:
    """Today's verdict where it is that of `ruling`. None where it is another or not certain: the way is walked again,
    which says the new one or asks what is missing."""
    programme, run = ruling.programme, turn.state.run
    verdict = judge(turn, programme)
    in_hand = turn.state.registration is not None and verdict.verdict in OPEN_VERDICTS
    if in_hand or verdict.verdict == ruling.verdict:
        fresh = verdict.ruling(programme, today=turn.today)
        turn.set(ruling=fresh)
        return fresh
    under_way = run is not None and run.flow == programme and not run.ended
    if run is not None and under_way and not turn.state.done:
        turn.set(run=replace(run, shown={n: mark for n, mark in run.shown.items() if n != "verdict"}), ruling=None)
        return None
    if under_way:  # what is asked behind the link
        turn.set(run=None)
    starting.begin(turn, programme)
    return None
