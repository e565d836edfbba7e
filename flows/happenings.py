"""What a network tells of a person who said nothing: nothing need be asked, and mostly nothing is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.rights import erase

if TYPE_CHECKING:
    from flows.turn import Turn
    from flows.types import Happened


def happened(turn: Turn, event: Happened) -> None:
    """One happening; each leaves the open question as it is."""
    match event.kind:
        case "unblocked":
            turn.set(stopped=False)
            turn.outcome = "unblocked"
        case "withdraw":
            # Whoever takes the leave back at the network gets no message any more, not even a receipt.
            erase(turn)
            turn.set(stopped=True)
        case "group":
            if not turn.state.greeted:
                turn.say("common.group")
            turn.set(greeted=True)
        case "too_fast":
            turn.say("common.too_fast")
            turn.outcome = "too_fast"
