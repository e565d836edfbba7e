"""Which intent a message has, once the open question, the slots and its clauses are weighed together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from nlu.confidence import OUT_OF_SCOPE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nlu.confidence import Limits
    from nlu.slots import Found
    from nlu.types import Band

INFORM = "inform"
BY_CODE = 0.97
"""Confidence of a reading by exact code: the question was open and its answer is all that was said."""
COVERED = 0.7
"""Share of the words that slots must explain before nothing else is looked for."""
CLEAR = 0.7
"""A clause speaks for itself from this confidence on."""
OVERRULE = 0.85
"""A question that takes any text as its answer yields to an intent from this confidence on."""

# Acts that accompany a wish and never are the wish of a message that has another.
LIGHT = frozenset({"greet", "thank", "bye", "affirm", "deny", INFORM, OUT_OF_SCOPE, "frustrated"})
# "hủy" and "quay lại" are said to the procedure, also where a yes or no is awaited.
MOVES = frozenset({"cancel", "restart", "back", "human", "delete_my_data"})
# After one of these "chào" takes leave ("cảm ơn ad, em chào ad"); at the head of a message it greets.
_BEFORE_LEAVE = frozenset({"thank", "bye", "affirm", "deny"})
_ANSWERS = {"yes": "affirm", "no": "deny"}
_REGISTERS = {"id.vn": "register_id_vn", "biz.vn": "register_biz_vn"}
# What a message is about when it also asks about costs or papers.
_PROCEDURES = frozenset({*_REGISTERS.values(), "check_eligibility"})
_FREE_TEXT = frozenset({"domain", "person_name", "commune", "human", "clarify", "rating"})
# Slots that are data by themselves; a subject or a name of a site alone may as well be a wish.
# Words of these are never the name of a site.
_LEAVES = frozenset({"thank", "bye"})
# Whoever wants one of these may say the name with it.
_WITH_A_NAME = frozenset({"register", *_REGISTERS.values(), "check_name", "change_name", "correct", "reserved_name"})
_DATA = frozenset({"birth_date", "founded_on", "licence_number", "commune", "province", "person_name"})


@dataclass(frozen=True, slots=True)
class Said:
    """An intent with its confidence; `far` when nothing taught is near, `band` and `also` once settled."""

    intent: str
    confidence: float
    far: bool = False
    band: Band = "lost"
    also: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    """the intent and what it carries besides, in the order in which they were said"""


def settle(whole: Said, parts: Sequence[Said], found: Found, *, expect: str | None, limits: Limits) -> Said:
    """The intent of the message and what it carries besides.

    `whole` is the model's reading of all of it, `parts` of each clause (empty when there is one only).
    """
    if found.remark is not None:
        return Said(found.remark, BY_CODE, band=_band(Said(found.remark, BY_CODE), limits))
    clear = _leaving([part for part in parts if part.confidence >= CLEAR and not part.far])
    wishes = [part for part in clear if part.intent not in LIGHT]
    data = _by_code(whole, found, expect)
    if data is not None and not wishes:
        chosen = data
    else:
        chosen = _primary(whole, wishes, limits)
        chosen = _at_the_end(chosen, clear)
        if expect is not None and _answered(found, expect) and _vague(chosen, limits):
            chosen = Said(INFORM if found.answer is None else _ANSWERS[found.answer], CLEAR)
    order = dict.fromkeys(part.intent for part in clear if part.intent not in (INFORM, OUT_OF_SCOPE))
    also = tuple(intent for intent in order if intent != chosen.intent)
    said = tuple(order) if chosen.intent in order else (*also, chosen.intent)
    return Said(chosen.intent, chosen.confidence, chosen.far, _band(chosen, limits), also, said if also else ())


def _leaving(parts: Sequence[Said]) -> list[Said]:
    """The clauses with a "chào" after thanks or a yes or no read as taking leave."""
    out: list[Said] = []
    for part in parts:
        leaves = part.intent == "greet" and out and out[-1].intent in _BEFORE_LEAVE
        out.append(replace(part, intent="bye") if leaves else part)
    return out


def _at_the_end(chosen: Said, clear: Sequence[Said]) -> Said:
    """Of greeting, thanks and goodbye the one that stands at the end; a goodbye that no clause says is none."""
    if not clear or chosen.intent not in _BEFORE_LEAVE | {"greet"}:
        return chosen
    last = clear[-1]
    leaves = last.intent == "bye"
    invented = chosen.intent == "bye" and clear[0].intent == "greet" and last.intent in ("greet", "thank")
    return last if leaves or invented else chosen


def _by_code(whole: Said, found: Found, expect: str | None) -> Said | None:
    """The reading when slots or a bare yes or no explain all that was said."""
    if found.covered < COVERED:
        return None
    sure_of_other = _sure_of_other(whole) or (expect in _FREE_TEXT and whole.intent in _LEAVES and _certain(whole))
    if found.answer is not None and not found.slots:
        if sure_of_other and (expect is None or whole.intent in MOVES):
            return None
        return Said(_ANSWERS[found.answer], BY_CODE if expect is not None else 0.9)
    if expect is not None and found.slots:
        return None if expect in _FREE_TEXT and sure_of_other else Said(INFORM, BY_CODE)
    if _DATA.intersection(found.slots) and not sure_of_other:
        return Said(INFORM if found.wish is None else _REGISTERS[found.wish], 0.9)
    return None


def _certain(said: Said) -> bool:
    return said.confidence >= OVERRULE and not said.far


def _sure_of_other(whole: Said) -> bool:
    return whole.intent not in LIGHT and whole.confidence >= OVERRULE


def speaks_of_other(meant: Said) -> bool:
    """A message that surely wants something else than to give a name, so that no words of it are one."""
    return _certain(meant) and (meant.intent in _LEAVES or meant.intent not in LIGHT | _WITH_A_NAME)


def _primary(whole: Said, wishes: Sequence[Said], limits: Limits) -> Said:
    """The wish of the message: the whole's, or that of a clause which says it more clearly."""
    if not wishes:
        return whole
    best = max(wishes, key=lambda part: part.confidence)
    if whole.intent in LIGHT or whole.far:
        return best
    procedures = [part for part in wishes if part.intent in _PROCEDURES]
    if procedures and whole.confidence < limits.sure:
        return max(procedures, key=lambda part: part.confidence)
    same = [part for part in wishes if part.intent == whole.intent]
    if same:
        return max([whole, *same], key=lambda part: part.confidence)
    return best if whole.confidence < limits.sure and best.confidence > whole.confidence else whole


def _answered(found: Found, expect: str) -> bool:
    return expect in found.slots or found.answer is not None


def _vague(chosen: Said, limits: Limits) -> bool:
    return chosen.far or chosen.confidence < limits.sure or chosen.intent == OUT_OF_SCOPE


def _band(chosen: Said, limits: Limits) -> Band:
    return "lost" if chosen.far else limits.band(chosen.confidence)
