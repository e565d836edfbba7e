"""Flows change while people are in the middle of them: nobody loses an answer, nobody is stranded."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from flows.book import Edge, Move
from flows.engine import step
from flows.inspect import faults
from flows.loader import load_book
from flows.turn import VIET_NAM
from flows.types import Heard, Meaning, Say, State, Tapped

if TYPE_CHECKING:
    from flows.book import Flow, FlowBook
    from flows.types import Effect

NOW = datetime(2026, 11, 22, 12, tzinfo=VIET_NAM)
BOOK = load_book()
V1 = BOOK.current("id_vn")
YEAR = {"birth_date": {"kind": "year", "year": 2004}}
EVENT = "e" * 22


def _said(book: FlowBook, state: State, meaning: Meaning) -> tuple[State, list[str]]:
    after, effects = step(book, state, Heard(EVENT, meaning), NOW)
    return after, _keys(effects)


def _keys(effects: tuple[Effect, ...]) -> list[str]:
    return [e.key for e in effects if isinstance(e, Say)]


def _tap(book: FlowBook, state: State, choice: str) -> State:
    assert state.offered is not None
    return step(book, state, Tapped(EVENT, state.offered.no, choice), NOW)[0]


def _at_citizen(book: FlowBook = BOOK) -> State:
    """Somebody who said 2004 and is asked about citizenship."""
    state, _ = _said(book, State(), Meaning("register_id_vn", 0.9, "sure"))
    state = _tap(book, state, "agree")
    state, _ = _said(book, state, Meaning("inform", 0.9, "sure", slots=YEAR))
    return state


def _v2() -> Flow:
    """Version 2: the node `citizen` is called `nationality`."""
    changed = dict(V1.nodes)
    del changed["citizen"]
    for name in ("birth_day", "birth_range"):
        changed[name] = replace(V1.nodes[name], next=(Edge("verdict", "age_refused"), Edge("nationality")))
    changed["nationality"] = replace(V1.nodes["citizen"], id="nationality")
    return replace(V1, version=2, nodes=changed)


def _book(*flows: Flow, moves: tuple[Move, ...] = ()) -> FlowBook:
    versions = {(f.id, f.version): f for f in flows} | {("biz_vn", 1): BOOK.current("biz_vn")}
    return replace(BOOK, flows=versions, latest={"id_vn": max(f.version for f in flows), "biz_vn": 1}, moves=moves)


RENAMED = Move("id_vn", 1, 2, nodes={"citizen": "nationality"}, answers={"hobby": "pastime"})


def test_a_run_goes_on_in_the_version_it_began_with() -> None:
    """Version 2 is for those who begin after it."""
    state = _at_citizen()
    after, keys = _said(_book(V1, _v2()), state, Meaning("affirm", 0.9, "sure", answer="yes"))
    assert after.run is not None
    assert after.run.version == 1
    assert keys == ["id_vn.verdict.eligible", "ask.domain"]


def test_a_vanished_version_is_moved_and_the_open_question_is_answered() -> None:
    """The file of version 1 is gone: its people go on in version 2 at the renamed node with all they said."""
    book = _book(_v2(), moves=(RENAMED,))
    state = _at_citizen()
    state = replace(state, answers={**state.answers, "hobby": "chess"})
    after, _ = _said(book, state, Meaning("affirm", 0.9, "sure", answer="yes"))
    assert after.run is not None
    assert after.run.version == 2
    assert after.asked_at == "domain"
    assert after.answers["pastime"] == "chess"
    assert after.answers["birth_date"] == {"kind": "year", "year": 2004}


def test_a_forced_move_is_told_in_one_line_once() -> None:
    """A change of the law moves everybody at their next message and says so."""
    move = replace(RENAMED, forced=True, tell="common.switched")
    book = _book(V1, _v2(), moves=(move,))
    after, keys = _said(book, _at_citizen(), Meaning("thank", 0.9, "sure"))
    assert keys == ["common.switched", "act.thank", "ask.citizen"]
    _, keys = _said(book, after, Meaning("thank", 0.9, "sure"))
    assert keys == ["act.thank", "ask.citizen"]


def test_moves_are_chained() -> None:
    """Somebody who was away for two versions gets there in two steps."""
    v3 = replace(_v2(), version=3)
    moves = (RENAMED, Move("id_vn", 2, 3))
    after, _ = _said(_book(v3, moves=moves), _at_citizen(), Meaning("thank", 0.9, "sure"))
    assert after.run is not None
    assert after.run.version == 3


def test_a_removed_question_strands_nobody() -> None:
    """Whoever waited at a node that no longer exists is asked the next one that does."""
    gone, nodes = "domain", dict(V1.nodes)
    after_it = nodes[gone].next[-1].go
    for name, node in V1.nodes.items():
        edges = tuple(replace(e, go=after_it) if e.go == gone else e for e in node.next)
        nodes[name] = replace(node, next=edges)
    del nodes[gone]
    v2 = replace(V1, version=2, nodes=nodes)
    book = _book(v2, moves=(Move("id_vn", 1, 2),))
    state, _ = _said(BOOK, _at_citizen(), Meaning("affirm", 0.9, "sure", answer="yes"))
    after, keys = _said(book, state, Meaning("thank", 0.9, "sure"))
    assert after.run is not None
    assert after.run.version == 2
    assert len([k for k in keys if k.startswith("ask.")]) == 1
    assert after.answers["birth_date"] == {"kind": "year", "year": 2004}


def test_a_flow_that_does_not_ask_what_its_rule_needs_is_a_fault() -> None:
    """Removing such a question is found before anybody talks, not in a verdict that cannot be given."""
    nodes = {n: v for n, v in V1.nodes.items() if n != "citizen"}
    for name in ("birth_day", "birth_range"):
        nodes[name] = replace(V1.nodes[name], next=(Edge("verdict"),))
    book = _book(replace(V1, nodes=nodes))
    assert "the rule needs 'citizen', which nothing asks for" in [f.what for f in faults(book)]
