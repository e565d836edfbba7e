"""What a network tells of a person who said nothing: nothing need be asked, and mostly nothing is said."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from flows.rights import erase
from flows.types import Edited, Elapsed, Heard, LookedUp, Received
from flows.walk import locate

if TYPE_CHECKING:
    from flows.turn import Turn
    from flows.types import Event, Happened

QUIET_FOR = timedelta(minutes=30)
"""so long after the last words of a member of staff the bot leaves them the word (zalo.md 5.4)"""
ALWAYS_HEARD = frozenset({"delete_my_data", "see_my_data", "stop_messages", "privacy", "restart"})
"""wishes that the bot itself carries out at any time: people's rights, and to begin anew with it"""


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
        case "staff":
            turn.set(quiet_until=(turn.now + QUIET_FOR).isoformat())
            turn.outcome = "staff_wrote"
            if turn.state.side.get("kind") == "human":
                turn.set(side={}, asking=None)
                locate(turn)


def staff_have_the_word(turn: Turn, event: Event) -> bool:
    """Whether a member of staff is talking with the person, so that the bot says nothing to this event.

    A tap, a start and the wishes of `ALWAYS_HEARD` are meant for the bot and end its silence. A reminder that falls
    due meanwhile waits.
    """
    until = turn.state.quiet_until
    if until is None:
        return False
    for_the_bot = not isinstance(event, Heard | Edited | Received | Elapsed | LookedUp) or (
        isinstance(event, Heard) and event.meaning.band == "sure" and event.meaning.intent in ALWAYS_HEARD
    )
    if for_the_bot or turn.now >= datetime.fromisoformat(until):
        turn.set(quiet_until=None)
        return False
    if isinstance(event, Elapsed) and turn.state.remind_at is not None:
        turn.set(remind_at=max(turn.state.remind_at, until, key=datetime.fromisoformat))
    turn.outcome = "with_staff"
    return True
