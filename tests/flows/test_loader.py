"""A flow file with a slip is refused at start, with the file, the place and the reason."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from flows.inspect import draw, faults
from flows.loader import FlowError, load_book, read_flow

if TYPE_CHECKING:
    from pathlib import Path

    from flows.book import Flow, FlowBook

GOOD = """
flow: walk
version: 1
programme: id_vn
start: first
nodes:
  first: {ask: citizen, choices: ["yes", "no"], next: [{when: age_refused, go: last}, {go: last}]}
  last: {end: done}
"""


def _file(folder: Path, text: str) -> Path:
    file = folder / "walk.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_good_file_is_read(tmp_path: Path) -> None:
    """Ask nodes get their key and the name of their answer from the question."""
    _, flow = read_flow(_file(tmp_path, GOOD))
    first = flow.nodes["first"]
    assert (first.key, first.save, first.choices) == ("ask.citizen", "citizen", ("yes", "no"))


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("go: last}]", "go: lost}]", "nodes.first.next[1].go"),
        ("start: first", "start: nowhere", "start"),
        ("{end: done}", "{end: done, colour: red}", "nodes.last.colour"),
        ("{end: done}", "{end: done, say: [a.b]}", "nodes.last"),
        ("{end: done}", "{say: [a.b]}", "nodes.last"),
        (", {go: last}]", "]", "nodes.first.next"),
        ("version: 1", "version: zero", "version"),
        ("programme: id_vn", "programme: com_vn", "programme"),
        ('["yes", "no"]', "[yes, no]", "nodes.first.choices.0"),
        ("flow: walk", "flow: [walk", "file"),
    ],
)
def test_a_slip_is_named_with_its_place(tmp_path: Path, old: str, new: str, where: str) -> None:
    """File, node and field stand in the message."""
    with pytest.raises(FlowError) as caught:
        read_flow(_file(tmp_path, GOOD.replace(old, new)))
    assert str(caught.value).startswith(f"walk.yaml: {where}: ")


def test_our_own_flows_have_no_fault() -> None:
    """No dead end, nothing unreachable, no unknown guard or choice."""
    assert faults(load_book()) == []


def test_inspection_finds_what_the_loader_cannot(tmp_path: Path) -> None:
    """Unknown guards and choices, unreachable nodes and circles without an end are faults."""
    bad = (
        GOOD.replace("age_refused", "moon_is_full")
        .replace('"no"]', '"no", perhaps]')
        .replace("  last:", "  island: {say: [a.b], next: island}\n  last:")
    )
    book = load_book()
    _, flow = read_flow(_file(tmp_path, bad))
    found = {f.what for f in faults(_with(book, flow))}
    assert any("no guard 'moon_is_full'" in what for what in found)
    assert any("'perhaps' is chosen" in what for what in found)
    assert "no way leads here" in found
    assert "no way leads from here to an end" in found


def test_a_flow_can_be_drawn() -> None:
    """Every node and every edge is in the picture."""
    flow = load_book().current("id_vn")
    picture = draw(flow)
    assert picture.splitlines()[1] == "flowchart TD"
    for node in flow.nodes.values():
        for edge in node.next:
            assert f"{node.id} -->{f'|{edge.when}|' if edge.when else ''} {edge.go}" in picture


def _with(book: FlowBook, flow: Flow) -> FlowBook:
    return replace(book, flows={("walk", 1): flow}, latest={"walk": 1})
