"""Does this message answer the question that is open? One small function for each kind of question.

Each returns `Taken` (the value to keep), `Trouble` (the question in other words, saying what was wrong), or None when
the message does not try to answer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flows.coarse import BY_RANGE, range_holding
from flows.dates import merged, usable_date
from flows.names import caution
from flows.turn import choice

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flows.book import Node
    from flows.turn import Turn
    from flows.types import Meaning


@dataclass(frozen=True, slots=True)
class Taken:
    value: object


@dataclass(frozen=True, slots=True)
class Trouble:
    """`key` is a variant of the question; `failure`: it counts towards offering a person."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)
    failure: bool = True


Answer = Taken | Trouble | None


def accept(turn: Turn, node: Node, meaning: Meaning) -> Answer:
    """The message as an answer to the question of `node`."""
    stated = meaning.slots.get(node.asks)
    heard = node.hears.get(meaning.intent)
    if meaning.band == "sure" and heard is not None and stated in (None, heard) and not _in_general(meaning):
        return Taken(heard)
    reader = READERS.get(node.asks)
    return reader(turn, node, meaning) if reader is not None else None


def _in_general(meaning: Meaning) -> bool:
    """ "Người nước ngoài có được không": asked, not told of oneself."""
    return meaning.asks and meaning.answer is None


def _consent(_turn: Turn, _node: Node, m: Meaning) -> Answer:
    """Consent is what says so itself; a bare "ok" or a thumb is asked again in plainer words (contract section 9)."""
    if m.answer == "no":
        return Taken("refused")
    if m.answer == "yes":
        return Taken("granted") if m.explicit else Trouble("ask.consent.plain", failure=False)
    return None


def _date(turn: Turn, node: Node, m: Meaning) -> Answer:
    slot = m.slots.get(node.asks)
    if not isinstance(slot, dict):
        return None
    if turn.state.coarse and node.asks == "birth_date":
        return _range(turn, slot)
    known, side = turn.state.answers.get(node.asks), turn.state.side
    if slot["kind"] == "incomplete" or (slot["kind"] == "ambiguous" and _has_month(known) and slot.get("day")):
        slot = merged(slot, known if isinstance(known, dict) else None)
    elif slot["kind"] == "year" and side.get("kind") == f"day_of_{node.asks}":
        slot = merged(dict(side), slot)
    if slot["kind"] == "incomplete":
        return _without_year(turn, node, slot)
    if slot["kind"] == "ambiguous" and slot.get("day") and not slot.get("month"):
        return Trouble(f"{node.key}.number", {"number": slot["day"]}, failure=False)
    if slot["kind"] in ("age", "lunar", "invalid", "ambiguous"):
        return Trouble(f"ask.{node.asks}.{slot['kind']}", failure=slot["kind"] != "age")
    if not usable_date(slot, turn.today):
        return Trouble(f"ask.{node.asks}.invalid")
    if slot == known:  # the year again, where day and month are asked for
        return Trouble(f"{node.key}.again")
    return Taken(slot)


def _range(turn: Turn, slot: Mapping[str, object]) -> Answer:
    """The range that holds what was typed; a year or month that spans two of them leaves the choice to the person."""
    held = range_holding(turn, slot)
    if held is not None:
        return Taken(held)
    spans = slot["kind"] in ("year", "month") and usable_date(slot, turn.today)
    return Trouble(f"{BY_RANGE}.spans", failure=False) if spans else Trouble(f"{BY_RANGE}.again")


def _has_month(known: object) -> bool:
    return isinstance(known, dict) and known.get("kind") == "month"


def _without_year(turn: Turn, node: Node, slot: Mapping[str, object]) -> Trouble:
    """Keep the day and month that were said, and ask for the rest."""
    if not slot.get("month"):
        return Trouble(f"{node.key}.number", {"number": slot.get("day", "")}, failure=False)
    turn.set(side={**slot, "kind": f"day_of_{node.asks}"})
    if not slot.get("day"):
        return Trouble(f"ask.{node.asks}.year_of_month", {"month": slot["month"]}, failure=False)
    return Trouble(f"ask.{node.asks}.year", {"day": f"{slot['day']}/{slot['month']}"}, failure=False)


def _licence(_turn: Turn, _node: Node, m: Meaning) -> Answer:
    """A number of the right shape is kept; a doubtful one is asked about once more and never blocks."""
    slot = m.slots.get("licence_number")
    if not isinstance(slot, dict):
        return None
    if slot["kind"] in ("mst10", "mst13", "personal_id", "hkd_legacy"):
        return Taken(slot)
    return Trouble(f"ask.licence_number.{slot['kind']}")


def _domain(turn: Turn, _node: Node, m: Meaning) -> Answer:
    """A usable name is kept, a mended one offered, a doubtful one questioned once and then left to the registrar."""
    slot, side = m.slots.get("domain"), turn.state.side
    if side.get("kind") == "mended" and m.answer == "yes":
        return Taken({"label": side["label"], "suffix": suffix_of(turn), "problem": None})
    if not isinstance(slot, dict):
        return None
    problem, label = slot.get("problem"), slot.get("label")
    if not problem and slot.get("suffix") not in (None, suffix_of(turn)):
        problem = "other_suffix"
    if problem in MENDED and label:
        return _mend(turn, str(problem), str(label))
    if problem:
        return Trouble(f"ask.domain.{problem}")
    doubt = caution(str(label))
    if doubt is not None and side != {"kind": "doubted", "label": label}:
        turn.set(side={"kind": "doubted", "label": label})
        return Trouble(f"ask.domain.{'brand' if doubt == 'brand' else 'protected'}", {"label": label}, failure=False)
    return Taken({"label": label, "suffix": suffix_of(turn), "problem": None})


def _mend(turn: Turn, problem: str, label: str) -> Trouble:
    turn.set(side={"kind": "mended", "label": label})
    name = f"{label}.{suffix_of(turn)}"
    offer = (choice(f"domain:{name}", text=name),)
    return Trouble(f"ask.domain.{problem}", {"label": name, "choices": offer}, failure=False)


MENDED = ("vietnamese_char", "space", "other_suffix")
"""Problems that come with a mended form to offer."""


def suffix_of(turn: Turn) -> str:
    """The suffix of the programme under way."""
    flow = turn.flow()
    return "biz.vn" if flow is not None and flow.programme == "biz_vn" else "id.vn"


def _subject(turn: Turn, node: Node, m: Meaning) -> Answer:
    """A trade alone leaves open what it is registered as; who sells as a person may add that there is no paper."""
    subject = m.slots.get("subject")
    if isinstance(subject, str):
        return Taken(subject)
    if "trade" in m.slots:
        return Trouble(f"{node.key}.{m.slots['trade']}", failure=False)
    if turn.state.answers.get("subject") == "person" and m.answer == "no":
        turn.keep("certificate", "no")
        return Taken("person")
    return None


def _yes_no(_turn: Turn, node: Node, m: Meaning) -> Answer:
    stated = m.slots.get(node.asks)  # "có giấy phép rồi" says it without being a bare yes
    if stated in ("yes", "no"):
        return Taken(stated)
    if stated in ORIGINS:
        return Trouble(f"{node.key}.{stated}", failure=False)
    return Taken(m.answer) if m.answer is not None else None


ORIGINS = ("overseas", "people")
"""What says where somebody comes from and leaves the citizenship open."""


def _confirm(turn: Turn, node: Node, m: Meaning) -> Answer:
    """A "no" that brings the right value along needs no list of what may be changed."""
    if node.purpose is None and m.answer == "no" and any(name in m.slots for name in CORRECTABLE):
        return None
    return _yes_no(turn, node, m)


CORRECTABLE = ("birth_date", "founded_on", "licence_number", "domain", "subject", "certificate", "citizen", "commune")


def _commune(turn: Turn, _node: Node, m: Meaning) -> Answer:
    slot = m.slots.get("commune")
    province = m.slots.get("province")
    if isinstance(slot, dict) and slot.get("codes"):
        codes = [str(c) for c in slot["codes"]]
        if len(codes) == 1 and not slot.get("ask"):
            return Taken({"codes": codes, "ask": False})
        turn.set(side={"kind": "which_commune", "codes": codes[:8]})
        return Trouble("ask.commune.which", failure=False)
    name = _province_name(slot, province)
    return Taken({"codes": [], "ask": False, "province": name}) if name else None


def _province_name(slot: Any, province: Any) -> str | None:
    if isinstance(slot, dict) and slot.get("province"):
        return str(slot["province"])
    return str(province["name"]) if isinstance(province, dict) else None


READERS: Mapping[str, Callable[[Turn, Node, Meaning], Answer]] = {
    "consent": _consent,
    "birth_date": _date,
    "founded_on": _date,
    "licence_number": _licence,
    "domain": _domain,
    "subject": _subject,
    "citizen": _yes_no,
    "certificate": _yes_no,
    "confirm": _confirm,
    "commune": _commune,
}
