"""Files -> FlowBook. Everything is checked once, here; an error names the file, the node and the field."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from flows.book import Edge, Faq, Flow, FlowBook, Move, Node, NodeKind
from flows.places import load_communes
from flows.province import load_province
from flows.schema import FaqModel, FlowModel, MoveModel, NodeModel

if TYPE_CHECKING:
    from collections.abc import Iterable


HERE = Path(__file__).parent
DEFINITIONS = HERE / "definitions"
PROVINCES = HERE / "provinces"


M = TypeVar("M", bound=BaseModel)


class FlowError(Exception):
    """A flow file that cannot be used: file, place in it, and what to do."""

    def __init__(self, file: Path, where: str, what: str) -> None:
        super().__init__(f"{file.name}: {where}: {what}")
        self.file, self.where, self.what = file, where, what


def load_book(province: str = "ca_mau", *, definitions: Path = DEFINITIONS, provinces: Path = PROVINCES) -> FlowBook:
    """Read every flow, answer and the province's data. Raises `FlowError` or `ProvinceError`."""
    flows = [read_flow(file) for file in sorted(definitions.glob("**/*.yaml")) if file.name not in SPECIAL]
    versions: dict[tuple[str, int], Flow] = {}
    for file, flow in flows:
        if (flow.id, flow.version) in versions:
            raise FlowError(file, "version", f"{flow.id} version {flow.version} stands in two files")
        versions[flow.id, flow.version] = flow
    latest = {name: max(v for n, v in versions if n == name) for name in {n for n, _ in versions}}
    moves = tuple(_move(m) for m in _models(definitions / "moves.yaml", MoveModel))
    return FlowBook(
        flows=versions,
        latest=latest,
        moves=moves,
        faqs={f.id: _faq(f) for f in _models(definitions / "faq.yaml", FaqModel)},
        province=load_province(province, root=provinces),
        communes=load_communes(provinces / province / "communes.yaml"),
    )


SPECIAL = ("faq.yaml", "moves.yaml")


def read_flow(file: Path) -> tuple[Path, Flow]:
    """One flow file. Raises `FlowError` with the node and field at fault."""
    try:
        model = FlowModel.model_validate(_yaml(file))
    except ValidationError as error:
        raise _explain(file, error) from None
    nodes = {name: _node(name, node) for name, node in model.nodes.items()}
    _check_targets(file, model.start, nodes)
    return file, Flow(model.flow, model.version, model.programme, model.start, nodes)


def _yaml(file: Path) -> Any:
    try:
        return yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise FlowError(file, "file", f"cannot be read as YAML: {error}") from None


def _models(file: Path, model: type[M]) -> Iterable[M]:
    for n, row in enumerate(_yaml(file) or [], 1):
        try:
            yield model.model_validate(row if "checked" not in row else {**row, "checked": str(row["checked"])})
        except ValidationError as error:
            raise _explain(file, error, before=f"entry {n} ({row.get('id', row.get('flow', '?'))})") from None


def _explain(file: Path, error: ValidationError, *, before: str = "") -> FlowError:
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"]) or "file"
    return FlowError(file, f"{before} {where}".strip(), str(first["msg"]))


def _node(name: str, m: NodeModel) -> Node:
    kind: NodeKind = next(k for k in KINDS if getattr(m, k) is not None)
    asks = m.ask or ""
    return Node(
        id=name,
        kind=kind,
        next=_edges(m.decide if m.decide is not None else m.next),
        asks=asks,
        key=m.key or (f"ask.{asks}" if asks else ""),
        save=m.save or asks,
        enough=m.enough,
        purpose=m.purpose,
        skippable=m.skippable,
        choices=tuple(m.choices),
        hears=dict(m.hears),
        keys=tuple(m.say or ()),
        rule=m.rule or m.handover or "",
        outcome=m.end or "",
    )


KINDS: tuple[NodeKind, ...] = ("ask", "say", "rule", "handover", "decide", "end")


def _edges(given: object) -> tuple[Edge, ...]:
    if given is None:
        return ()
    if isinstance(given, str):
        return (Edge(given),)
    assert isinstance(given, list)
    return tuple(Edge(e.go, e.when) for e in given)


def _check_targets(file: Path, start: str, nodes: dict[str, Node]) -> None:
    if start not in nodes:
        raise FlowError(file, "start", f"there is no node '{start}'")
    for node in nodes.values():
        for n, edge in enumerate(node.next):
            if edge.go not in nodes:
                raise FlowError(file, f"nodes.{node.id}.next[{n}].go", f"there is no node '{edge.go}'")
        if node.next and node.next[-1].when is not None:
            raise FlowError(file, f"nodes.{node.id}.next", "the last edge has a 'when': some people would go nowhere")


def _faq(m: FaqModel) -> Faq:
    return Faq(m.id, tuple(m.sources), m.confidence, m.checked, m.offer, tuple(m.related))


def _move(m: MoveModel) -> Move:
    return Move(m.flow, m.since, m.to, m.forced, m.tell or "", dict(m.nodes), dict(m.answers))
