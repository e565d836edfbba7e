"""Beginning, switching, restarting and leaving a procedure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.rules.programme import is_over
from flows.turn import choice
from flows.types import Run

if TYPE_CHECKING:
    from flows.turn import Turn
    from flows.types import Meaning

PROGRAMME_OF_SUBJECT = {"person": "id_vn", "household": "biz_vn", "enterprise": "biz_vn", "other": "biz_vn"}


def begin(turn: Turn, programme: str) -> None:
    """Begin `programme`, or go on with it. What was already said is kept; consent that was refused is asked again."""
    run = turn.state.run
    if run is not None and run.flow == programme and not run.ended:
        return
    if run is not None and not run.ended and all(say.key != "common.switched" for say in turn.said):
        turn.say("common.switched", {"programme": programme.replace("_", ".")})
    consents = {p: d for p, d in turn.state.consents.items() if not (p == "P1" and d == "refused") and p != "P3"}
    answers = {n: v for n, v in turn.state.answers.items() if n != "confirm"}
    wish = answers.get("domain")
    if isinstance(wish, dict):  # the name goes along, its ending is the new programme's
        answers["domain"] = {**wish, "suffix": "biz.vn" if programme == "biz_vn" else "id.vn"}
    turn.set(
        run=Run(programme, turn.book.latest[programme]),
        consents=consents,
        answers=answers,
        asking=None,
        asked_at=None,
        side={},
        done=False,
        ruling=None,
    )
    turn.outcome = turn.outcome or "begun"


def begin_what_fits(turn: Turn, meaning: Meaning) -> None:
    """A wish to register whose kind was not said: take it from what is known, else ask."""
    run, said = turn.state.run, programme_said(meaning)
    if run is not None and not run.ended and said in (None, run.flow):
        return
    programme = said or programme_of(turn, meaning)
    if programme is not None:
        begin(turn, programme)
        return
    if is_over(turn.today, turn.book.province):
        turn.say("task.register.ended", choices=(choice("intent:where_register"), choice("intent:human")))
        return
    ask_which(turn)


def ask_which(turn: Turn) -> None:
    """For whom the name shall be: that decides which procedure it is."""
    choices = tuple(choice(c) for c in ("person", "household", "enterprise", "other"))
    turn.ask_aside("subject", "which", key="ask.subject.which", choices=choices)


def programme_said(meaning: Meaning) -> str | None:
    """The programme that the facts of this message belong to."""
    subject, wish = meaning.slots.get("subject"), meaning.slots.get("domain")
    if isinstance(subject, str):
        return PROGRAMME_OF_SUBJECT[subject]
    if isinstance(wish, dict) and wish.get("suffix"):
        return str(wish["suffix"]).replace(".", "_")
    if "founded_on" in meaning.slots or "licence_number" in meaning.slots:
        return "biz_vn"
    return "id_vn" if "birth_date" in meaning.slots else None


def programme_of(turn: Turn, meaning: Meaning) -> str | None:
    """The programme that fits what the message says, or what was said before."""
    if (said := programme_said(meaning)) is not None:
        return said
    known = {**turn.state.held, **turn.state.answers}
    subject = known.get("subject")
    if isinstance(subject, str):
        return PROGRAMME_OF_SUBJECT[subject]
    if "birth_date" in known:
        return "id_vn"
    return turn.state.run.flow if turn.state.run is not None else None


def restart(turn: Turn) -> None:
    """From the first question again: answers, verdict and link are put away, consent stands."""
    run = turn.state.run
    turn.set(
        run=None if run is None else Run(run.flow, turn.book.latest[run.flow]),
        answers={},
        held={},
        asking=None,
        asked_at=None,
        side={},
        ruling=None,
        registration=None,
        done=False,
        remind_at=None,
        failures=0,
    )
    turn.outcome = "restarted"


def leave(turn: Turn) -> None:
    """Stop the procedure; the answers stay until the person says whether they shall go too."""
    turn.set(
        run=None,
        asking=None,
        asked_at=None,
        side={},
        ruling=None,
        registration=None,
        done=False,
        remind_at=None,
    )
    turn.outcome = "cancelled"
