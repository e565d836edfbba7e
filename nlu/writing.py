"""Adds a sentence that a person has read to the training data."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlu.datafiles import read_file, read_folder
from nlu.normalize import fold

if TYPE_CHECKING:
    from pathlib import Path

    from nlu.datafiles import Example, Language

LONGEST = 300
_MANY_DIGITS = re.compile(r"(?:\d[\s.-]?){7,}\d")


class SentenceError(ValueError):
    """A sentence that is not taken: `empty`, `long`, `digits` (it may hold a person's number), `intent` (no file of
    that name), or `known`; then `example` says where it stands already."""

    def __init__(self, reason: str, example: Example | None = None) -> None:
        super().__init__(reason)
        self.example = example


def add_sentence(data: Path, *, intent: str, text: str, language: Language = "vi") -> Example:
    """Writes `text` at the end of `<data>/<language>/intents/<intent>.yaml`; returns it with its place.

    Raises `SentenceError`, and `DataFault` when the files cannot be read.
    """
    sentence = " ".join(text.split())
    if not sentence:
        raise SentenceError("empty")
    if len(sentence) > LONGEST:
        raise SentenceError("long")
    if _MANY_DIGITS.search(sentence):
        raise SentenceError("digits")
    file = data / language / "intents" / f"{intent}.yaml"
    if not file.is_file():
        raise SentenceError("intent")
    same = next((e for e in read_folder(data) if e.text == sentence), None)
    if same is None and fold(sentence) == sentence:
        same = next((e for e in read_folder(data) if fold(e.text) == sentence), None)
    if same is not None:
        raise SentenceError("known", same)
    whole = file.read_text(encoding="utf-8").rstrip("\n")
    last = whole.rpartition("\n")[2]
    indent = last[: len(last) - len(last.lstrip())]
    fresh = file.with_suffix(".new")
    fresh.write_text(f"{whole}\n{indent}- {sentence}\n", encoding="utf-8")
    try:
        written = read_file(fresh, language)[-1]
        if written.text != sentence:
            raise SentenceError("empty")
        fresh.replace(file)
    finally:
        fresh.unlink(missing_ok=True)
    return read_file(file, language)[-1]
