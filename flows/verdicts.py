"""From answers to facts, from facts to a verdict, from a verdict to what is said about it."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from flows.dates import said_back
from flows.rules.biz_vn import decide_biz_vn
from flows.rules.id_vn import decide_id_vn
from flows.rules.types import BusinessFacts, DateRange, PartialDate, PersonFacts, date_from_slot
from flows.turn import VERDICT_INPUTS

if TYPE_CHECKING:
    from flows.rules.types import Verdict
    from flows.turn import Turn

OPEN_VERDICTS = ("eligible", "borderline", "ask_registrar")
"""Verdicts with which a person goes on to the link."""

_YES_NO = {"yes": True, "no": False}


def judge(turn: Turn, programme: str) -> Verdict:
    """The verdict of today's rules on what is known. Pure: calling it twice changes nothing."""
    answers, province = turn.state.answers, turn.book.province
    if programme == "id_vn":
        born = date_from_slot(answers.get("birth_date"))
        person = PersonFacts(born=born, citizen=_YES_NO.get(str(answers.get("citizen"))))
        verdict = decide_id_vn(person, today=turn.today, province=province)
        on = _link_day(turn) if verdict.verdict == "undecided" and isinstance(born, DateRange) else None
        return verdict if on is None else decide_id_vn(person, today=on, province=province)
    certificate = _YES_NO.get(str(answers.get("certificate")))
    business = BusinessFacts(
        subject=_subject(answers.get("subject"), certificate=certificate),
        certificate=certificate,
        founded=PartialDate.from_slot(answers.get("founded_on")),
    )
    return decide_biz_vn(business, today=turn.today, province=province)


def _link_day(turn: Turn) -> date | None:
    """The day of the ruling on which a link was handed over. A range decides on its own day and, for its edge, no more
    on the next: nobody who has the link is asked again for that."""
    ruling, link = turn.state.ruling, turn.state.registration
    if ruling is None or link is None or (ruling.programme, link.programme) != ("id_vn", "id_vn"):
        return None
    return date.fromisoformat(ruling.on)


def _subject(subject: object, *, certificate: bool | None) -> str | None:
    """Somebody who sells as a person and holds a certificate is a household business: the certificate says so."""
    if subject == "person" and certificate:
        return "household"
    return None if subject is None else str(subject)


def pronounce(turn: Turn, programme: str, *, before: str | None) -> str:
    """Say the verdict unless it has been said with the same facts; returns the fingerprint of what holds now."""
    verdict = judge(turn, programme)
    answers = turn.state.answers
    facts = {name: answers.get(name) for name in sorted(VERDICT_INPUTS[programme])}
    now = json.dumps([verdict.verdict, verdict.rule, facts], sort_keys=True)
    if now == before:
        return now
    turn.set(ruling=verdict.ruling(programme, today=turn.today))
    turn.outcome = verdict.verdict
    turn.say(verdict_key(turn, programme, verdict), _values(turn, verdict))
    return now


def verdict_key(turn: Turn, programme: str, verdict: Verdict) -> str:
    """The words of a verdict; who is too young hears when that ends, if it ends in time, and who has their last day
    today hears that too (programme.md 1.4)."""
    key = f"{programme}.verdict.{verdict.verdict}"
    if verdict.verdict == "too_young":
        if verdict.values.get("under_16"):
            return f"{key}.child"
        if not verdict.values.get("may_open_in_time"):
            return f"{key}.late"
        if not verdict.values.get("opens_in_time"):
            return f"{key}.perhaps"
        return key if verdict.values.get("opens_exact") else f"{key}.about"
    born = turn.state.answers.get("birth_date")
    exact = isinstance(born, dict) and born.get("kind") == "date"
    if verdict.verdict == "borderline" and exact and verdict.values.get("days_to_act") == 0:
        return f"{key}.today"
    if key == "biz_vn.verdict.eligible" and turn.state.answers.get("subject") == "enterprise":
        return f"{key}.enterprise"
    return key


def _values(turn: Turn, verdict: Verdict) -> dict[str, object]:
    answers = turn.state.answers
    return {
        **{name: str(value) for name, value in verdict.values.items()},
        "birth": said_back(answers.get("birth_date")),
        "founded": said_back(answers.get("founded_on")),
        "source": verdict.source.cite,
    }
