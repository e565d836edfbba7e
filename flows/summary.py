"""What a question shows of what is already known; numbers of papers only masked."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from flows.answers import suffix_of
from flows.coarse import BY_RANGE, offered_ranges
from flows.dates import said_back
from flows.turn import Copy, choice

if TYPE_CHECKING:
    from flows.book import Node
    from flows.turn import Turn

SHOWN = (
    "birth_date",
    "citizen",
    "subject",
    "certificate",
    "founded_on",
    "licence_number",
    "domain",
    "commune",
)
"""Answers that are shown back, in the order of the questions."""

SKIPPED = Copy("summary.skipped")


def mask(number: str) -> str:
    """All but the last three digits covered (contract section 9, "Echo")."""
    return "•" * max(len(number) - 3, 0) + number[-3:]


def shown_value(turn: Turn, name: str) -> object | None:
    """One answer as it may be said back, None when it is not known."""
    value = turn.state.answers.get(name)
    if value is None:
        return None
    if name in ("birth_date", "founded_on"):
        return said_back(value)
    if name in ("citizen", "certificate"):
        return Copy(f"choice.{value}")
    if name == "subject":
        return Copy(f"choice.{value}")
    if not isinstance(value, dict):
        return str(value)
    if name == "licence_number":
        return mask(str(value["number"]))
    if name == "domain":
        return f"{value['label']}.{value['suffix']}"
    return turn.book.communes.label(value)


def lines(turn: Turn) -> tuple[Copy, ...]:
    """The summary, a line for each answer of the flow under way."""
    flow = turn.flow()
    names = {n.save for n in flow.nodes.values() if n.kind == "ask"} if flow is not None else set(SHOWN)
    run = turn.state.run
    out = []
    for name in SHOWN:
        if name not in names:
            continue
        value = shown_value(turn, name)
        if value is None and run is not None and name in run.skipped:
            value = SKIPPED
        if value is not None:
            out.append(Copy(line_key(turn, name), (("value", value),)))
        if name == "licence_number" and (on := listed_on(turn)) is not None:
            out.append(Copy("summary.listed", (("on", on.strftime("%d/%m/%Y")),)))
    return tuple(out)


def line_key(turn: Turn, name: str) -> str:
    """The key of a line; of a birth date that is a year only it says so."""
    value = turn.state.answers.get(name)
    year = name == "birth_date" and isinstance(value, dict) and value.get("kind") == "year"
    return f"summary.{name}.year" if year else f"summary.{name}"


def listed_on(turn: Turn) -> date | None:
    """The day of a department's list that has the number which was given. None says nothing: lists are never whole."""
    number, listed = turn.state.answers.get("licence_number"), turn.state.answers.get("listed")
    if not isinstance(number, dict) or not isinstance(listed, dict) or listed["number"] != number.get("number"):
        return None
    return None if listed["on"] is None else date.fromisoformat(listed["on"])


SUGGESTED = "suggested"
"""Where a run keeps the names that were suggested before a name was asked for."""


def names_on_offer(turn: Turn) -> tuple[str, ...]:
    """Names suggested earlier in this procedure, under its ending."""
    run = turn.state.run
    names = run.shown.get(SUGGESTED, "").split() if run is not None else []
    return tuple(name for name in names if name.endswith(f".{suffix_of(turn)}"))


def question_values(turn: Turn, node: Node) -> dict[str, object]:
    """Values that the words of a question may use."""
    values: dict[str, object] = {"suffix": suffix_of(turn)}
    if node.asks in ("birth_date", "founded_on"):
        values["known"] = said_back(turn.state.answers.get(node.asks))
    if node.key == BY_RANGE:
        values["choices"] = offered_ranges(turn)
    if node.asks == "domain" and (names := names_on_offer(turn)):
        values["choices"] = tuple(choice(f"domain:{name}", text=name) for name in names)
    if node.key == "ask.confirm":
        values["lines"] = lines(turn)
    if node.asks == "subject" and turn.state.answers.get("subject") == "person":
        values["choices"] = (choice("intent:register_id_vn"), choice("intent:open_household"))
    side = turn.state.side
    if side.get("kind") == "which_commune" and node.asks == "commune":
        codes = side["codes"]
        assert isinstance(codes, (list, tuple))
        values["choices"] = tuple(choice(f"commune:{code}", text=turn.book.communes.name(str(code))) for code in codes)
    return values
