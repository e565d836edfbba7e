"""Whether a number that a person gave stands on a department's list: found before the turn thinks, told in the summary.

A number that is on no list means nothing, so nothing is said of it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from storage import lists

if TYPE_CHECKING:
    from flows.types import State
    from storage.db import Session
    from storage.sealing import Sealer

LISTED = "listed"
"""the answer of the lists beside the person's own: {"number": …, "on": ISO day or None}, asked once for a number"""


async def with_lists(tx: Session, state: State | None, *, sealer: Sealer) -> State | None:
    """The state with what the lists say of its number; unchanged without one, and where they were asked already."""
    given = None if state is None else state.answers.get("licence_number")
    if state is None or not isinstance(given, dict) or "number" not in given:
        return state
    number, known = str(given["number"]), state.answers.get(LISTED)
    if isinstance(known, dict) and known.get("number") == number:
        return state
    on = await lists.listed_on(tx, number, sealer)
    found = {"number": number, "on": None if on is None else on.isoformat()}
    return replace(state, answers={**state.answers, LISTED: found})
