"""Checks of the training data: what a person who adds sentences should be told before a release."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from nlu.classifier import Classifier
from nlu.normalize import clean, fold
from nlu.training import read_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from nlu.datafiles import Example
    from nlu.lexicon import Lexicon
    from nlu.model import Model

Kind = Literal["two_intents", "duplicate", "alike", "thin", "unknown_intent", "missing_intent", "stolen"]

LEAST: Mapping[str, int] = {"vi": 40, "en": 12}
"""Fewest sentences of an intent, by language."""
LEAST_OUT_OF_SCOPE = 250
ALIKE = 0.85
"""Share of equal words from which two sentences of one intent only repeat one another."""
_ALIKE_WORDS = 5
_ALIKE_SHARE = 0.25
"""Share of an intent's sentences that may repeat another of it."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One finding with its place. `grave`: the check fails on it; else it is advice."""

    file: Path
    line: int
    kind: Kind
    reason: str
    grave: bool = True

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


def check_sentences(examples: Sequence[Example], lexicon: Lexicon, intents: Iterable[str] = ()) -> list[Fault]:
    """Faults that can be seen without a model, in the order of files and lines.

    Sentences under two intents (as the model reads them, marks included), duplicates, intents that only repeat
    themselves, thin ones, and names that are not in `intents` or are missing from it (when given).
    """
    found = [
        *_same_sentence(examples, lexicon),
        *_repetition(examples, lexicon),
        *_thin(examples),
        *_names(examples, frozenset(intents)),
    ]
    return sorted(found, key=lambda fault: (str(fault.file), fault.line, fault.kind))


def check_stealing(model: Model, examples: Sequence[Example]) -> list[Fault]:
    """Sentences that the finished model gives to another intent than their own, although it was taught them."""
    classifier = Classifier(model)
    found: list[Fault] = []
    for example in examples:
        if not example.intent:
            continue
        reading = classifier.read(classifier.words(clean(example.text)))
        winner = model.intents[int(reading.shares.argmax())]
        if winner != example.intent:
            share = float(np.max(reading.shares))
            reason = f"{example.text!r} of {example.intent} is taken for {winner or 'background'} ({share:.2f})"
            found.append(Fault(example.file, example.line, "stolen", reason, grave=False))
    return found


def _same_sentence(examples: Sequence[Example], lexicon: Lexicon) -> Iterator[Fault]:
    seen: dict[tuple[str, ...], Example] = {}
    for example in examples:
        words = tuple(read_words(example.text, lexicon))
        first = seen.setdefault(words, example)
        if first is example:
            continue
        place = f"{first.file.name}:{first.line}"
        if {first.intent, example.intent} == {"", "out_of_scope"}:
            continue
        if first.intent != example.intent:
            one, other = (found.intent or "background" for found in (example, first))
            reason = f"{example.text!r} is under {one} and under {other} ({place})"
            yield Fault(example.file, example.line, "two_intents", reason)
        else:
            reason = f"{example.text!r} stands twice ({place})"
            yield Fault(example.file, example.line, "duplicate", reason, grave=False)


def _repetition(examples: Sequence[Example], lexicon: Lexicon) -> Iterator[Fault]:
    """An intent in which too many sentences are another one of it with a word changed."""
    groups: dict[tuple[str, str], list[Example]] = defaultdict(list)
    for example in examples:
        if example.intent:
            groups[example.intent, example.language].append(example)
    for (intent, _), group in sorted(groups.items()):
        bags = [frozenset(map(fold, read_words(example.text, lexicon))) for example in group]
        alike = [at for at, bag in enumerate(bags) if any(_near(bag, other) for other in bags[:at])]
        if len(alike) > _ALIKE_SHARE * len(group):
            example = group[alike[0]]
            reason = f"{len(alike)} of {len(group)} sentences of {intent} only repeat another, first {example.text!r}"
            yield Fault(example.file, example.line, "alike", reason, grave=False)


def _near(bag: frozenset[str], other: frozenset[str]) -> bool:
    if min(len(bag), len(other)) < _ALIKE_WORDS:
        return bag == other and bool(bag)
    return len(bag & other) >= ALIKE * len(bag | other)


def _thin(examples: Sequence[Example]) -> Iterator[Fault]:
    counts: dict[tuple[str, str], int] = defaultdict(int)
    first: dict[tuple[str, str], Example] = {}
    for example in examples:
        if example.intent:
            counts[example.intent, example.language] += 1
            first.setdefault((example.intent, example.language), example)
    for (intent, language), count in sorted(counts.items()):
        least = LEAST_OUT_OF_SCOPE if intent == "out_of_scope" and language == "vi" else LEAST[language]
        if count < least:
            example = first[intent, language]
            reason = f"{intent} has {count} sentences in {language}, it needs {least}"
            yield Fault(example.file, example.line, "thin", reason)


def _names(examples: Sequence[Example], intents: frozenset[str]) -> Iterator[Fault]:
    if not intents or not examples:
        return
    seen: set[str] = set()
    for example in examples:
        if example.intent and example.intent not in intents and example.intent not in seen:
            reason = f"intent {example.intent!r} is not known to the bot"
            yield Fault(example.file, example.line, "unknown_intent", reason)
        seen.add(example.intent)
    for intent in sorted(intents - seen):
        yield Fault(examples[0].file.parent, 1, "missing_intent", f"no sentences for {intent}")
