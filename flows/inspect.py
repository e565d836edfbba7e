"""A flow looked at without running it: dead ends, unreachable nodes, unknown names, the words it needs, its picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flows.answers import READERS
from flows.choosing import ANSWERS
from flows.closing import NEXT_BEST
from flows.guards import GUARDS
from flows.rules.types import VERDICTS
from flows.turn import VERDICT_INPUTS, choice
from flows.walk import FORMS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flows.book import Flow, FlowBook, Node

ACTS_AS_CHOICES = frozenset({"back", "skip", "dont_know", "suggest_name", "human"})


@dataclass(frozen=True, slots=True)
class Fault:
    """Something a flow's author must mend: where it is, and what is wrong."""

    where: str
    what: str


def faults(book: FlowBook) -> list[Fault]:
    """Every fault of every flow of the book, in order."""
    out: list[Fault] = []
    for flow in book.flows.values():
        out += [Fault(f"{flow.id}.yaml nodes.{node}", what) for node, what in _flow_faults(flow)]
    for faq in book.faqs.values():
        out += [
            Fault(f"faq.yaml {faq.id}.related", f"there is no answer '{r}'") for r in faq.related if r not in book.faqs
        ]
    for move in book.moves:
        if (move.flow, move.to) not in book.flows:
            out.append(Fault(f"moves.yaml {move.flow}", f"there is no version {move.to} to move to"))
    return out


def _flow_faults(flow: Flow) -> Iterator[tuple[str, str]]:
    reached = _reachable(flow, flow.start)
    for node in flow.nodes.values():
        if node.id not in reached:
            yield node.id, "no way leads here"
        if not any(flow.nodes[n].kind == "end" for n in _reachable(flow, node.id)):
            yield node.id, "no way leads from here to an end"
        yield from ((node.id, what) for what in _node_faults(node))
        for name in sorted(
            VERDICT_INPUTS.get(node.rule, frozenset()) - {n.save for n in flow.nodes.values() if n.kind == "ask"}
        ):
            yield node.id, f"the rule needs '{name}', which nothing asks for"


def _node_faults(node: Node) -> Iterator[str]:
    for edge in node.next:
        if edge.when is not None and edge.when not in GUARDS:
            yield f"next.when: there is no guard '{edge.when}' in flows/guards.py"
    if node.enough is not None and node.enough not in GUARDS:
        yield f"enough: there is no guard '{node.enough}' in flows/guards.py"
    if node.kind == "ask" and node.asks not in READERS:
        yield f"ask: nobody reads answers to '{node.asks}' (flows/answers.py)"
    for name in node.choices:
        if name not in ANSWERS and name not in ACTS_AS_CHOICES:
            yield f"choices: nothing is done when '{name}' is chosen (flows/choosing.py)"
    if node.skippable and "skip" not in node.choices:
        yield "choices: it may be left out, but offers no 'skip'"


def _reachable(flow: Flow, start: str) -> set[str]:
    seen, todo = {start}, [start]
    while todo:
        for edge in flow.nodes[todo.pop()].next:
            if edge.go not in seen:
                seen.add(edge.go)
                todo.append(edge.go)
    return seen


def copy_keys(book: FlowBook) -> set[str]:
    """The keys that the flows and answers of the book need in every language."""
    keys: set[str] = set()
    for flow in book.flows.values():
        for node in flow.nodes.values():
            keys |= _node_keys(flow, node)
    for faq in book.faqs:
        section = "rights" if faq == "privacy" else "faq"
        keys |= {f"{section}.{faq}", f"{section}.{faq}.more", f"label.{faq}"}
    keys |= {f"verdict.short.{v}" for v in VERDICTS}
    keys |= {choice(c).label for ids in NEXT_BEST.values() for c in ids}
    return keys


def _node_keys(flow: Flow, node: Node) -> set[str]:
    keys = set(node.keys) | {choice(c).label for c in node.choices}
    if node.kind == "ask":
        variants = [node.key, f"{node.key}{FORMS[node.key]}"] if node.key in FORMS else [node.key]
        keys |= {f"{v}{end}" for v in variants for end in ("", ".again", ".help")} | {f"topic.{node.asks}"}
    if node.kind == "rule":
        keys |= {f"{flow.programme}.verdict.{v}" for v in VERDICTS_OF[flow.programme]}
        keys |= {f"{flow.programme}.next.{v}" for v in VERDICTS_OF[flow.programme] if v in NEXT_BEST}
    if node.kind == "handover":
        keys |= {f"handover.{flow.programme}", f"handover.{flow.programme}.named", "handover.care"}
    return keys


VERDICTS_OF = {
    "id_vn": ("eligible", "borderline", "too_young", "too_old", "not_citizen", "ended"),
    "biz_vn": ("eligible", "ask_registrar", "too_old", "no_certificate", "unclear", "ended"),
}
"""The verdicts that each programme's rules can reach."""


def draw(flow: Flow) -> str:
    """The flow as a Mermaid flowchart."""
    lines = [f"%% {flow.id}, version {flow.version}", "flowchart TD"]
    for node in flow.nodes.values():
        shape = SHAPES[node.kind]
        text = node.key or ", ".join(node.keys) or node.rule or node.outcome or node.kind
        lines.append(f"  {node.id}{shape[0]}{node.id}: {text}{shape[1]}")
    for node in flow.nodes.values():
        lines += [f"  {node.id} -->{f'|{e.when}|' if e.when else ''} {e.go}" for e in node.next]
    return "\n".join(lines)


SHAPES = {
    "ask": ("[/", "/]"),
    "say": ("[", "]"),
    "rule": ("{{", "}}"),
    "handover": ("([", "])"),
    "decide": ("{", "}"),
    "end": ("((", "))"),
}
