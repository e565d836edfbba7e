"""The flow book: every conversation as loaded once at start, frozen and checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flows.places import Communes
    from flows.province import Province

NodeKind = Literal["ask", "say", "rule", "handover", "decide", "end"]


@dataclass(frozen=True, slots=True)
class Edge:
    """Where to go, and the name of the guard that must hold (None: always)."""

    go: str
    when: str | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """One step of a flow.

    ask: `asks` is the contract's name of the question, `key` its copy, `save` where the answer is kept,
    `enough` the guard that says the answer needs no more asking. say: `keys` are shown once. rule: a verdict is
    computed. handover: the link is made. decide: edges only. end: the procedure is over.
    """

    id: str
    kind: NodeKind
    next: tuple[Edge, ...] = ()
    asks: str = ""
    key: str = ""
    save: str = ""
    enough: str | None = None
    purpose: str | None = None
    skippable: bool = False
    choices: tuple[str, ...] = ()
    hears: Mapping[str, str] = field(default_factory=dict)
    keys: tuple[str, ...] = ()
    rule: str = ""
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Flow:
    """A procedure in one version."""

    id: str
    version: int
    programme: str
    start: str
    nodes: Mapping[str, Node]


@dataclass(frozen=True, slots=True)
class Move:
    """How a run that began with an older version goes on.

    `nodes` and `answers` rename what was renamed; a forced move is made at the next message and told in one line.
    """

    flow: str
    since: int
    to: int
    forced: bool = False
    tell: str = ""
    nodes: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Faq:
    """An answer: its copy is `faq.<id>`; source, confidence and the day it was last checked stand beside it."""

    id: str
    sources: tuple[str, ...]
    confidence: str
    checked: str
    offer: str | None = None
    related: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FlowBook:
    """All flows in all versions that a run may be pinned to, the answers, and the province's data."""

    flows: Mapping[tuple[str, int], Flow]
    latest: Mapping[str, int]
    moves: tuple[Move, ...]
    faqs: Mapping[str, Faq]
    province: Province
    communes: Communes

    def flow(self, name: str, version: int) -> Flow:
        """Raises KeyError when that version is gone, which `Book` checks forbid while a move leads away from it."""
        return self.flows[name, version]

    def current(self, name: str) -> Flow:
        return self.flows[name, self.latest[name]]
