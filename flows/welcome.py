"""The first bubbles: who this is, what is offered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.acts import greet

if TYPE_CHECKING:
    from flows.turn import Turn


def welcome(turn: Turn, ref: str | None) -> None:
    """A start: greet; whoever was in the middle of something may go on with it. The first source seen is kept."""
    turn.set(stopped=False, greeted=True, ref=turn.state.ref or ref)
    turn.outcome = "started"
    if turn.open_node() is not None:
        turn.say("act.greet.again")
        turn.resuming = True
        return
    greet(turn)
