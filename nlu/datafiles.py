"""Training sentences: Rasa's NLU YAML, a folder with one file an intent or one file with many."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

Language = Literal["vi", "en"]

# Rasa marks entities as [Cà Mau](city) or [Cà Mau]{"entity": "city"}; the sentence is what stands in the brackets.
_ENTITY = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})")
_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class DataFault(ValueError):  # noqa: N818  (it is told to people as a finding)
    """A data file that cannot be used, with the place of the fault."""

    def __init__(self, file: Path, line: int, reason: str) -> None:
        super().__init__(f"{file}:{line}: {reason}")
        self.file = file
        self.line = line
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Example:
    """One sentence of one intent and where it stands (`line` is 1-based)."""

    text: str
    intent: str
    file: Path
    line: int
    language: Language = "vi"


def read_file(file: Path, language: Language = "vi") -> list[Example]:
    """The sentences of one Rasa NLU file, entity marks taken off.

    Sections other than intents (synonyms, lookups, regexes) are passed over. Raises `DataFault`.
    """
    try:
        root = yaml.compose(file.read_text(encoding="utf-8"), Loader=_LOADER)
    except UnicodeDecodeError as error:
        raise DataFault(file, 1, "not UTF-8 text") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise DataFault(file, line, f"not YAML: {error.problem}") from error
    entries = _value(root, "nlu")
    if not isinstance(entries, yaml.SequenceNode):
        raise DataFault(file, 1, "no list 'nlu:'")
    return [example for entry in entries.value for example in _examples(entry, file, language)]


def read_folder(data: Path) -> list[Example]:
    """All sentences under `data/vi/intents` and `data/en/intents`, ordered by file name. Raises `DataFault`."""
    languages: tuple[Language, ...] = ("vi", "en")
    return [
        example
        for language in languages
        for file in sorted((data / language / "intents").glob("*.yaml"))
        for example in read_file(file, language)
    ]


def read_background(file: Path) -> list[Example]:
    """Everyday sentences that no intent owns (`sentences:`, a list); each gets the intent ''. Raises `DataFault`."""
    root = yaml.compose(file.read_text(encoding="utf-8"), Loader=_LOADER)
    sentences = _value(root, "sentences")
    if not isinstance(sentences, yaml.SequenceNode):
        raise DataFault(file, 1, "no list 'sentences:'")
    return [Example(str(node.value), "", file, node.start_mark.line + 1) for node in sentences.value]


def fingerprint(files: Iterable[Path], salt: str) -> str:
    """A short hash of what a model is trained from: the bytes of `files` and the version of the code in `salt`."""
    digest = hashlib.blake2b(salt.encode(), digest_size=10)
    for file in sorted(files):
        content = file.read_bytes()
        digest.update(f"\0{file.name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _value(node: yaml.Node | None, key: str) -> yaml.Node | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for name, value in node.value if name.value == key), None)


def _examples(entry: yaml.Node, file: Path, language: Language) -> Iterator[Example]:
    intent = _value(entry, "intent")
    if intent is None:
        return
    name = str(intent.value).strip()
    examples = _value(entry, "examples")
    if examples is None or not name:
        raise DataFault(file, entry.start_mark.line + 1, f"intent {name!r} without examples")
    for text, line in _sentences(examples, file):
        sentence = _ENTITY.sub(r"\1", text).strip()
        if sentence:
            yield Example(sentence, name, file, line, language)


def _sentences(examples: yaml.Node, file: Path) -> Iterator[tuple[str, int]]:
    if isinstance(examples, yaml.SequenceNode):
        for node in examples.value:
            text = node if isinstance(node, yaml.ScalarNode) else _value(node, "text")
            if text is None:
                raise DataFault(file, node.start_mark.line + 1, "an example without text")
            yield str(text.value).strip().removeprefix("- "), text.start_mark.line + 1
        return
    # A literal block begins on the line after its bar.
    first = examples.start_mark.line + (2 if getattr(examples, "style", None) in ("|", ">") else 1)
    for offset, raw in enumerate(str(examples.value).split("\n")):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if not line.startswith(("- ", "* ")):
            raise DataFault(file, first + offset, f"an example must begin with '- ': {line[:40]!r}")
        yield line[2:].strip(), first + offset
