"""Writes Rasa's training file: `python -m nlu.rasa.export --out FOLDER`.

Rasa could read `nlu/data` as it is. What it needs besides is each sentence without its marks: without such copies it
understands 23-67 % of what people type that way. Everyday sentences that no intent owns become `out_of_scope`.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from nlu.confidence import OUT_OF_SCOPE
from nlu.datafiles import read_background, read_folder
from nlu.normalize import fold
from nlu.understand import DATA

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from nlu.datafiles import Example

FILE = "nlu.yml"


def sentences(data: Path, *, only: Sequence[str] = (), most: int | None = None) -> dict[str, list[str]]:
    """Sentences by intent, in order, each followed by its copy without marks; none twice.

    `only`: these intents and no others · `most`: so many sentences of each, before the copies. Raises `DataFault`
    for a broken file and `ValueError` for an intent that has no sentences.
    """
    background = data / "background.yaml"
    examples = read_folder(data) + (read_background(background) if background.exists() else [])
    found = by_intent(examples)
    if unknown := sorted(set(only) - set(found)):
        raise ValueError(f"no sentences for {', '.join(unknown)}")
    chosen = {name: texts[:most] for name, texts in found.items() if not only or name in only}
    return {name: with_copies(texts) for name, texts in chosen.items()}


def by_intent(examples: Iterable[Example]) -> dict[str, list[str]]:
    """The texts of each intent, on one line each."""
    found: dict[str, list[str]] = {}
    for example in examples:
        found.setdefault(example.intent or OUT_OF_SCOPE, []).append(" ".join(example.text.split()))
    return found


def with_copies(texts: Iterable[str]) -> list[str]:
    """`texts`, each followed by itself without marks."""
    return list(dict.fromkeys(copy for text in texts for copy in (text, fold(text))))


def rendered(found: dict[str, list[str]]) -> str:
    """Rasa's NLU YAML 3.1."""
    parts = ['version: "3.1"', "nlu:"]
    for name, texts in sorted(found.items()):
        parts += [f"  - intent: {name}", "    examples: |", *(f"      - {text}" for text in texts)]
    return "\n".join(parts) + "\n"


def write(text: str, folder: Path) -> bool:
    """Writes the file if it differs from what is there: its time says when Rasa has something new to learn."""
    file = folder / FILE
    if file.exists() and file.read_text(encoding="utf-8") == text:
        return False
    folder.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return True


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m nlu.rasa.export", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("var/rasa/data"))
    parser.add_argument("--only", nargs="+", default=(), metavar="INTENT", help="these intents alone")
    parser.add_argument("--most", type=int, metavar="N", help="at most N sentences of each")
    given = parser.parse_args()
    found = sentences(DATA, only=given.only, most=given.most)
    new = write(rendered(found), given.out)
    total = sum(map(len, found.values()))
    print(f"{given.out / FILE}: {len(found)} intents, {total} sentences{'' if new else ', unchanged'}")  # noqa: T201


if __name__ == "__main__":
    main()
