"""Doubt that the talk itself settles: what a message meant, seen from where the person is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flows.turn import Turn
    from flows.types import Meaning

KIN = frozenset({"register", "check_eligibility"})
"""Wishes that lead the same way as their likely rivals: between them there is nothing to ask back."""
TOGETHER = 0.7
SERIOUS = 0.15
"""The share from which a rival is to be reckoned with."""
TWINS = ({"docs_id_vn", "docs_biz_vn"}, {"who_id_vn", "who_biz_vn"})
"""Questions that the procedure under way tells apart."""


def of_one_mind(turn: Turn, meaning: Meaning) -> Meaning:
    """What the talk so far says of a doubtful message."""
    if _corrects(turn, meaning):
        slots = {} if meaning.intent == "inform" else meaning.slots  # what looked like an answer names what is wrong
        return replace(meaning, intent="correct", band="sure", slots=slots, also=())
    if meaning.band == "unsure" and turn.open_node() and dict(meaning.candidates[:3]).get("dont_know", 0) >= SERIOUS:
        return replace(meaning, intent="dont_know", band="sure")
    if meaning.band == "unsure" and (meant := _meant_by_the_talk(turn, meaning)) is not None:
        return replace(meaning, intent=meant, band="sure")
    best = dict(meaning.candidates[:2])
    if len(best) < 2:
        return meaning
    if set(best) in TWINS and min(best.values()) >= SERIOUS:
        return _told_apart(turn, meaning, set(best))
    akin = set(best) & KIN and set(best) <= KIN | {"register_id_vn", "register_biz_vn"}
    if meaning.band == "unsure" and akin and sum(best.values()) >= TOGETHER:
        return replace(meaning, band="sure")
    return meaning


def _meant_by_the_talk(turn: Turn, meaning: Meaning) -> str | None:
    """ "Nói kỹ hơn" after an answer wants more of it; "giờ đủ 18 rồi", later than "chưa đủ 18", wants the check."""
    again = dict(meaning.candidates[:2]).get("repeat", 0) >= SERIOUS
    if again and any(key.startswith("faq.") for key in turn.state.last_said):
        return "repeat"
    ruling = turn.state.ruling
    grown = ruling is not None and ruling.verdict == "too_young" and ruling.on < turn.today.isoformat()
    return "check_eligibility" if grown and "under_18" in dict(meaning.candidates[:3]) else None


def _corrects(turn: Turn, meaning: Meaning) -> bool:
    """Whether an answer is named that is to be put right: "sửa lại quốc tịch" where a name is asked for is no name."""
    if meaning.about is None:
        return False
    node = turn.open_node()
    elsewhere = node is not None and meaning.about != node.save and meaning.about in turn.state.answers
    return (elsewhere and meaning.intent == "inform") or "correct" in dict(meaning.candidates[:3])


def _told_apart(turn: Turn, meaning: Meaning, twins: set[str]) -> Meaning:
    """Twins are told apart by the procedure under way; without one it is asked which is meant."""
    flow = turn.flow()
    if flow is None:
        both = sorted(meaning.candidates[:2], reverse=True)  # id.vn stands first everywhere
        return replace(meaning, band="unsure", candidates=(*both, *meaning.candidates[2:]))
    return replace(meaning, intent=next(n for n in twins if n.endswith(flow.programme)), band="sure")
