"""How often an interpreter is right on sentences it was not taught."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from nlu.confidence import OUT_OF_SCOPE, calibration_error

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from nlu.types import Understanding
    from nlu.understand import Interpreter

TODAY = date(2026, 1, 1)
"""Intents do not depend on the day; a fixed one keeps results the same."""


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence, the intent it should get, and others that are right too."""

    text: str
    intent: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Figures over `total` sentences. Shares and errors in percent.

    `calibration`: expected calibration error · `refused_inside`: in-scope sentences that got out_of_scope or the band
    lost · `accepted_outside`: out-of-scope sentences that got neither · `coverage`: largest share answered by
    confidence such that 98 % of the answers are right · `recall` by intent · `confusions`: (wanted, got, how often).
    """

    total: int
    accuracy: float
    macro_f1: float
    calibration: float
    refused_inside: float
    accepted_outside: float
    coverage: float
    recall: Mapping[str, float]
    confusions: tuple[tuple[str, str, int], ...]
    wrong: tuple[tuple[Case, str, float], ...]


def read_cases(file: Path) -> list[Case]:
    """Lines `{"text", "intent", "also"?}`. Raises `ValueError` with the number of a line that is not so."""
    cases: list[Case] = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
            also = data.get("also") or ()
            cases.append(
                Case(str(data["text"]), str(data["intent"]), (also,) if isinstance(also, str) else tuple(also))
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ValueError(f'{file}:{number}: wanted {{"text": …, "intent": …}}: {error}') from error
    return cases


def evaluate(interpreter: Interpreter, file: Path) -> Evaluation:
    """Figures for the cases of a JSONL file. Raises `ValueError` for a bad line or an empty file."""
    return evaluate_cases(interpreter, read_cases(file))


def evaluate_cases(interpreter: Interpreter, cases: Sequence[Case]) -> Evaluation:
    """The same for cases in hand. A case is right when its intent, or one of its `also`, comes first."""
    if not cases:
        raise ValueError("nothing to evaluate")
    results = [interpreter.understand(case.text, today=TODAY) for case in cases]
    got = [_counted_as(case, result) for case, result in zip(cases, results, strict=True)]
    right = np.array([name == case.intent for name, case in zip(got, cases, strict=True)])
    sure = np.array([result.confidence for result in results], dtype=np.float32)
    refused = np.array([_refused(result) for result in results])
    outside = np.array([case.intent == OUT_OF_SCOPE for case in cases])
    confusions = Counter((case.intent, name) for case, name in zip(cases, got, strict=True) if name != case.intent)
    return Evaluation(
        total=len(cases),
        accuracy=100 * float(right.mean()),
        macro_f1=100 * macro_f1([case.intent for case in cases], got),
        calibration=calibration_error(sure, right),
        refused_inside=_percent(refused[~outside]),
        accepted_outside=_percent(~refused[outside]),
        coverage=100 * coverage(sure, right, 0.98),
        recall=_recall(cases, right),
        confusions=tuple((*pair, count) for pair, count in confusions.most_common()),
        wrong=tuple(
            (case, name, result.confidence)
            for case, name, result in zip(cases, got, results, strict=True)
            if name != case.intent
        ),
    )


def coverage(sure: np.ndarray, right: np.ndarray, precision: float) -> float:
    """The largest share of sentences, surest first, of which at least `precision` are right."""
    order = np.argsort(-sure, kind="stable")
    running = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(running >= precision)
    return float(good[-1] + 1) / len(order) if len(good) else 0.0


def macro_f1(wanted: Sequence[str], got: Sequence[str]) -> float:
    """F1 averaged over the intents that were wanted, 0 to 1."""
    names = set(wanted)
    hits = Counter(a for a, b in zip(wanted, got, strict=True) if a == b)
    all_wanted, all_got = Counter(wanted), Counter(got)
    return sum(2 * hits[name] / (all_wanted[name] + all_got[name]) for name in names) / len(names)


def _counted_as(case: Case, result: Understanding) -> str:
    return case.intent if result.intent in case.also else result.intent


def _refused(result: Understanding) -> bool:
    return result.intent == OUT_OF_SCOPE or result.band == "lost"


def _percent(flags: np.ndarray) -> float:
    return 100 * float(flags.mean()) if len(flags) else 0.0


def _recall(cases: Sequence[Case], right: Iterable[bool]) -> dict[str, float]:
    by_intent: dict[str, list[bool]] = defaultdict(list)
    for case, hit in zip(cases, right, strict=True):
        by_intent[case.intent].append(bool(hit))
    return {name: 100 * sum(hits) / len(hits) for name, hits in sorted(by_intent.items())}
