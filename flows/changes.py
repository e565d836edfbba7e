"""Going back and changing what was said. Later answers stay: the walk decides which of them still hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.summary import SHOWN
from flows.turn import Copy, choice
from flows.walk import answered_nodes

if TYPE_CHECKING:
    from flows.turn import Turn


def go_back(turn: Turn) -> bool:
    """Take the last answer back; its question is asked again. False when there is none."""
    if turn.state.done and turn.state.registration is not None:
        return False
    path = [n for n in answered_nodes(turn) if n.asks != "confirm"]
    node = turn.open_node()
    half = node is not None and node.save in turn.state.answers  # said, but not enough yet
    if not path and not half:
        return False
    turn.drop([node.save if node is not None and half else path[-1].save])
    turn.set(done=False)
    return True


def change(turn: Turn, name: str) -> bool:
    """Take the answer called `name` back. False when it was never given, nor is asked for now."""
    run, node = turn.state.run, turn.open_node()
    if name in turn.state.held:
        turn.set(held={k: v for k, v in turn.state.held.items() if k != name})
        return True
    if node is not None and node.save == name and name not in turn.state.answers:
        turn.set(side={})
        return True
    if name not in turn.state.answers and (run is None or name not in run.skipped):
        return False
    turn.drop([name])
    turn.set(done=False)
    return True


def offer_changes(turn: Turn) -> bool:
    """Ask which answer to change; the only one there is needs no asking. False when there is none."""
    path = {n.save for n in answered_nodes(turn)} - {"confirm"}
    names = [name for name in SHOWN if name in path]
    if len(names) == 1:
        return change(turn, names[0])
    if not names:
        return False
    choices = tuple(choice(f"slot:{name}", text=Copy(f"topic.{name}")) for name in names)
    turn.ask_aside("choice", "change", choices=(*choices, choice("no_change")))
    return True
