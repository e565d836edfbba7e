"""Answers to questions about the offer: short first, more on request, and what they mean for this person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.dates import said_back
from flows.rules.biz_vn import right_first_year
from flows.rules.id_vn import right_age
from flows.rules.programme import is_over
from flows.rules.types import date_from_slot
from flows.turn import Copy, choice

if TYPE_CHECKING:
    from flows.turn import Turn
    from flows.types import Choice

OF_THE_OFFER = frozenset(
    {
        *("programme_what", "cost", "who_id_vn", "who_biz_vn", "no_licence", "where_register", "how_many", "steps"),
        *("upper_age", "under_18", "old_company", "free_package", "not_student", "other_province", "by_phone"),
    }
)
"""Answers that speak of the offer as open: once it is over, that is said first."""

KNOWN = {"upper_age": "birth_date", "under_18": "birth_date", "who_id_vn": "birth_date", "old_company": "founded_on"}
"""Questions whose answer goes on to what the person already said."""


def answer_question(turn: Turn, intent: str) -> None:
    """The short answer; more of it and a fitting offer as choices where no question is open."""
    turn.answered.append(intent)
    over = is_over(turn.today, turn.book.province)
    if over and intent in OF_THE_OFFER:
        turn.say("common.offer_is_over")
    key = "faq.deadline.ended" if over and intent == "deadline" else f"faq.{intent}"
    if intent == "cost" and (paid := _must_pay(turn)) is not None:
        key = f"{key}.{paid}"
    meaning = _what_it_means(turn, intent)
    turn.say(key, choices=() if meaning else _ways_on(turn, intent))
    if meaning:
        turn.say(f"{key}.known", meaning, choices=_ways_on(turn, intent))


def _must_pay(turn: Turn) -> str | None:
    """The programme whose price to tell somebody who was told that the free offer is not for them any more."""
    ruling = turn.state.ruling
    return ruling.programme if ruling is not None and ruling.verdict == "too_old" else None


def more_of(turn: Turn, intent: str) -> None:
    """The longer answer."""
    key = "rights.privacy.more" if intent == "privacy" else f"faq.{intent}.more"
    turn.answered.append(intent)
    faq = turn.book.faqs.get(intent)
    offer = (choice(f"intent:{faq.offer}"),) if faq and faq.offer and turn.open_node() is None else ()
    turn.say(key, choices=offer)


def _what_it_means(turn: Turn, intent: str) -> dict[str, object]:
    """What today's rules say of this person's own date; empty when it is not known or does not decide."""
    name = KNOWN.get(intent, "")
    given = date_from_slot(turn.state.answers.get(name))
    if given is None:
        return {}
    rule = right_age if name == "birth_date" else right_first_year
    verdict = rule(given, today=turn.today, offer=turn.book.province)
    if not verdict.decided:
        return {}
    return {
        "birth": said_back(turn.state.answers.get(name)),
        "verdict_text": Copy(f"verdict.short.{verdict.verdict}"),
    }


def _ways_on(turn: Turn, intent: str) -> tuple[Choice, ...]:
    if turn.open_node() is not None or turn.keep_side or turn.aside_stays:
        return ()
    faq = turn.book.faqs[intent]
    ids = [f"intent:{faq.offer}"] if faq.offer else []
    return tuple(choice(c) for c in (*ids, f"more:{intent}", *(f"intent:{r}" for r in faq.related[:1])))
