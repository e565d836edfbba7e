"""The first bubbles: who this is, what is offered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.acts import greet

if TYPE_CHECKING:
    from flows.turn import Turn


def welcome(turn: Turn, ref: str | None) -> None:
    """A start: greet; whoever was in the middle of something may go on with it. Of sources the first and the newest
    are kept."""
    state = turn.state
    turn.set(stopped=False, greeted=True, ref=state.ref or ref, last_ref=ref or state.last_ref)
    turn.outcome = "started"
    if turn.open_node() is not None:
        turn.say("act.greet.again")
        turn.resuming = not state.done
        return
    greet(turn)
