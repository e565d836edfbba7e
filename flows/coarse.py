"""A birth date where none is asked for whole: ranges to choose from, and only the range is kept (trust.md R-08)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flows.rules.id_vn import birth_ranges
from flows.rules.types import PartialDate, show
from flows.types import Choice, DropWords

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flows.turn import Turn
    from flows.types import Meaning

BY_RANGE = "ask.birth_date.range"


def offered_ranges(turn: Turn) -> tuple[Choice, ...]:
    """One choice for each range of birth dates, oldest first; the first has no beginning."""
    out = []
    for n, one in enumerate(birth_ranges(turn.today)):
        name = f"range:{one.start}:{one.end}"
        if n == 0:
            out.append(Choice(name, "choice.range.before", {"day": show(one.end + timedelta(days=1))}))
        else:
            out.append(Choice(name, "choice.range", {"text": f"{show(one.start)}–{show(one.end)}"}))
    return tuple(out)


def range_holding(turn: Turn, slot: Mapping[str, object]) -> dict[str, str] | None:
    """The one range, as it is kept, in which every day lies that a typed date can be; None when there is no such."""
    given = PartialDate.from_slot(dict(slot))
    possible = None if given is None else given.possible(until=turn.today)
    if possible is None:
        return None
    first, last = possible
    return next((one.slot() for one in birth_ranges(turn.today) if one.start <= first and last <= one.end), None)


def drop_typed_dates(turn: Turn, meaning: Meaning) -> None:
    """Nobody was asked to type a birth date: whoever did is served, and the words are not kept."""
    if turn.state.coarse and "birth_date" in meaning.slots:
        turn.orders.append(DropWords())
