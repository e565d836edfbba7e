"""The frozen part measures what was never taught."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from nlu.datafiles import Example, read_background, read_file, read_folder
from nlu.normalize import clean, fold
from nlu.tokens import tokenize
from nlu.understand import DATA

HERE = Path(__file__).parent
LEAST = 8


def words(example: Example) -> str:
    """A sentence without marks, capitals and punctuation: taught once, it is taught in every spelling."""
    return " ".join(tokenize(fold(clean(example.text))))


def test_no_frozen_sentence_is_taught() -> None:
    """A sentence that stands in the training data, in whatever spelling, would only measure memory."""
    taught = {words(example) for example in (*read_folder(DATA), *read_background(DATA / "background.yaml"))}
    frozen = [e for file in (*sorted(HERE.glob("frozen/*.yaml")), HERE / "frozen_en.yaml") for e in read_file(file)]
    assert [f"{e.file.name}:{e.line}: {e.text}" for e in frozen if words(e) in taught] == []


def test_every_intent_is_measured() -> None:
    """At least eight Vietnamese sentences for each intent that is taught."""
    counts = Counter(e.intent for file in HERE.glob("frozen/*.yaml") for e in read_file(file))
    assert {e.intent: counts[e.intent] for e in read_folder(DATA) if counts[e.intent] < LEAST} == {}
