"""A run that began with an older version of its flow: it goes on there, unless a move says otherwise.

A run is pinned to the version it began with. `definitions/moves.yaml` may move it: because its version is gone, or by
force when the law changed; then the person hears in one line what changed. Answers keep their names or get the new
ones, so nobody loses one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flows.book import Move
    from flows.turn import Turn


def move_on(turn: Turn) -> None:
    """Move the run along every move that applies, oldest first."""
    while (move := _applies(turn)) is not None:
        run = turn.state.run
        assert run is not None
        turn.set(
            run=replace(
                run,
                version=move.to,
                shown={move.nodes.get(n, n): f for n, f in run.shown.items()},
                skipped=frozenset(move.answers.get(n, n) for n in run.skipped),
            ),
            answers={move.answers.get(n, n): v for n, v in turn.state.answers.items()},
            asked_at=move.nodes.get(turn.state.asked_at or "", turn.state.asked_at),
        )
        if move.tell:
            turn.say(move.tell)


def _applies(turn: Turn) -> Move | None:
    run = turn.state.run
    if run is None or run.ended:
        return None
    gone = (run.flow, run.version) not in turn.book.flows
    moves = (m for m in turn.book.moves if m.flow == run.flow and m.since == run.version)
    return next((m for m in moves if gone or m.forced), None)
