"""A sentence that staff picked goes into the training data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nlu.datafiles import read_file
from nlu.writing import SentenceError, add_sentence

if TYPE_CHECKING:
    from pathlib import Path

COST = """version: "3.1"
nlu:
  - intent: cost
    examples: |
      - có mất phí không
      - bao nhiêu tiền vậy
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "vi" / "intents"
    folder.mkdir(parents=True)
    (folder / "cost.yaml").write_text(COST, encoding="utf-8")
    (folder / "greet.yaml").write_text(COST.replace("cost", "greet").replace("có mất phí không", "chào"), "utf-8")
    return tmp_path


def test_a_sentence_is_written_at_the_end_of_its_intent(data: Path) -> None:
    """It is read back as the last example, on the line that is told; the others stay as they were."""
    written = add_sentence(data, intent="cost", text="  cho hỏi   tốn nhiêu ")
    examples = read_file(data / "vi" / "intents" / "cost.yaml")
    assert [e.text for e in examples] == ["có mất phí không", "bao nhiêu tiền vậy", "cho hỏi tốn nhiêu"]
    assert (written.line, written.text) == (7, "cho hỏi tốn nhiêu")
    assert not list((data / "vi" / "intents").glob("*.new"))


@pytest.mark.parametrize("odd", ['"ngoặc": kép', "# dấu thăng", "- gạch đầu dòng", "{a: b}", "'nháy", "hỏi: đáp"])
def test_what_yaml_gives_a_meaning_stays_text(data: Path, odd: str) -> None:
    """People type all kinds of marks; none of them changes the file's form."""
    add_sentence(data, intent="cost", text=odd)
    assert read_file(data / "vi" / "intents" / "cost.yaml")[-1].text == odd


@pytest.mark.parametrize(
    ("text", "intent", "reason"),
    [
        ("", "cost", "empty"),
        ("a " * 200, "cost", "long"),
        ("gọi em 0912 345 678 nha", "cost", "digits"),
        ("cái gì đây", "no_such_intent", "intent"),
        ("chào", "cost", "known"),
        ("co mat phi khong", "greet", "known"),
    ],
)
def test_what_must_not_be_written_is_refused(data: Path, text: str, intent: str, reason: str) -> None:
    """With its reason, and no file changes."""
    before = {f: f.read_bytes() for f in data.rglob("*.yaml")}
    with pytest.raises(SentenceError, match=reason):
        add_sentence(data, intent=intent, text=text)
    assert {f: f.read_bytes() for f in data.rglob("*.yaml")} == before


def test_known_says_where(data: Path) -> None:
    """So that a person can look whether the other intent is the wrong one."""
    with pytest.raises(SentenceError) as refused:
        add_sentence(data, intent="cost", text="chào")
    assert refused.value.example is not None
    assert (refused.value.example.intent, refused.value.example.line) == ("greet", 5)
