"""Measures the embedded engine: `python -m tests.bench.bench_nlu [--massive FOLDER]`.

On MASSIVE vi-VN (trained on its train part, tested on its test part), on our own frozen sentences with the shipped
model, and MASSIVE's test part as out of scope for the shipped model. Each spelling: as is, without marks, NFD, and
noisy with a fixed seed (`noise.py`). A corpus that is absent is skipped with the reason.
"""

from __future__ import annotations

import argparse
import gc
import json
import subprocess
import sys
import tempfile
import time
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from nlu.classifier import Classifier
from nlu.datafiles import Example, read_background, read_file, read_folder
from nlu.evaluate import TODAY, Case, Evaluation, evaluate_cases
from nlu.lexicon import read_lexicon
from nlu.model import Model
from nlu.normalize import clean
from nlu.training import train
from nlu.understand import DATA, Interpreter
from tests.bench.noise import noisy, strip

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from nlu.lexicon import Lexicon

FROZEN = Path("tests/nlu/frozen")
SEED = 20261122
SPELLINGS: dict[str, Callable[[str, int], str]] = {
    "as is": lambda text, _: text,
    "stripped": lambda text, _: strip(text),
    "NFD": lambda text, _: unicodedata.normalize("NFD", text),
    "noisy": lambda text, at: noisy(text, SEED + at),
}


def respelled(cases: Sequence[Case], spelling: str) -> list[Case]:
    change = SPELLINGS[spelling]
    return [Case(change(case.text, at), case.intent, case.also) for at, case in enumerate(cases)]


def rows(interpreter: Interpreter, cases: Sequence[Case], name: str) -> list[str]:
    """A line of the table for each spelling."""
    out = []
    for spelling in SPELLINGS:
        result = evaluate_cases(interpreter, respelled(cases, spelling))
        out.append(
            f"| {name} | {spelling} | {result.accuracy:.1f} | {result.macro_f1:.1f} | {result.calibration:.1f} "
            f"| {result.coverage:.1f} | {_lost(result)} |"
        )
    return out


def _lost(result: Evaluation) -> str:
    inside = f"{result.refused_inside:.1f}"
    outside = "-" if "out_of_scope" not in result.recall else f"{result.accepted_outside:.1f}"
    return f"{inside} | {outside}"


def speed(model: Model, interpreter: Interpreter, texts: Sequence[str]) -> str:
    """Times of each text met for the first time: the engine alone, and everything with slots and clauses."""
    classifier = Classifier(model)
    for text in texts[: len(texts) // 2]:
        classifier.read(classifier.words(clean(text)))
    unseen = texts[len(texts) // 2 :]
    engine = _times(lambda text: classifier.read(classifier.words(clean(text))), unseen)
    everything = _times(lambda text: interpreter.understand(text, today=TODAY), unseen)
    return "\n".join(
        f"{name}: p50 {np.percentile(times, 50):.0f} µs, p99 {np.percentile(times, 99):.0f} µs, "
        f"{1e6 / times.mean():.0f}/s"
        for name, times in (("engine", engine), ("understand with slots", everything))
    )


def _times(parse: Callable[[str], object], texts: Sequence[str]) -> np.ndarray:
    out = []
    gc.disable()
    for text in texts:
        start = time.perf_counter()
        parse(text)
        out.append((time.perf_counter() - start) * 1e6)
    gc.enable()
    return np.array(out)


def memory_and_load(model: Model, texts: Sequence[str]) -> str:
    """Growth of the process by loading the model and reading `texts`, and the time of loading."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "model.npz"
        model.save(file)
        size = file.stat().st_size / 1e6
        loads = []
        for _ in range(5):
            start = time.perf_counter()
            Model.load(file)
            loads.append((time.perf_counter() - start) * 1000)
        return f"load {min(loads):.1f} ms, file {size:.1f} MB, {_grown(file, texts)}"


def _grown(file: Path, texts: Sequence[str]) -> str:
    """The engine's share of memory, in a fresh process that has imported everything before."""
    done = subprocess.run(
        [sys.executable, "-c", _MEASURE, str(file)], input=json.dumps(texts), text=True, capture_output=True, check=True
    )
    return f"memory {int(done.stdout) / 1e6:.1f} MB"


_MEASURE = """
import gc, json, pathlib, sys
import psutil
import nlu.understand
from nlu.classifier import Classifier
from nlu.model import Model
from nlu.normalize import clean
texts = json.load(sys.stdin)
gc.collect()
before = psutil.Process().memory_full_info().uss
classifier = Classifier(Model.load(pathlib.Path(sys.argv[1])))
for text in texts:
    classifier.read(classifier.words(clean(text)))
print(psutil.Process().memory_full_info().uss - before)
"""


def massive(folder: Path, part: str) -> list[Case]:
    lines = (folder / f"{part}.jsonl").read_text(encoding="utf-8").splitlines()
    return [Case(data["text"], data["intent"]) for data in map(json.loads, lines)]


def frozen() -> list[Case]:
    return [Case(e.text, e.intent) for file in sorted(FROZEN.glob("*.yaml")) for e in read_file(file)]


def _trained(taught: Sequence[Example], lexicon: Lexicon, name: str) -> tuple[Model, str]:
    """A model and how long it took, by the clock and by the processor (the one that does not count other programs)."""
    import scipy.optimize  # noqa: PLC0415
    import scipy.sparse  # noqa: F401, PLC0415  (their import is not training)

    start, worked = time.perf_counter(), time.process_time()
    model = train(taught, lexicon, name)
    return model, f"{time.perf_counter() - start:.1f} s ({time.process_time() - worked:.1f} s of processor time)"


def bench_massive(folder: Path) -> list[str]:
    lexicon = read_lexicon(DATA / "vi" / "abbreviations.yaml")
    taught = [Example(case.text, case.intent, folder, 1) for case in massive(folder, "train")]
    model, took = _trained(taught, lexicon, "massive")
    interpreter = Interpreter(model)
    test = massive(folder, "test")
    lines = rows(interpreter, test, "MASSIVE vi-VN test")
    texts = [case.text for case in test]
    print(f"MASSIVE: trained on {len(taught)} in {took}; {memory_and_load(model, texts)}")
    print(speed(model, interpreter, texts))
    return lines


def bench_own(folder: Path | None) -> list[str]:
    lexicon = read_lexicon(DATA / "vi" / "abbreviations.yaml")
    taught = read_folder(DATA) + read_background(DATA / "background.yaml")
    model, took = _trained(taught, lexicon, "own")
    interpreter = Interpreter(model)
    texts = [example.text for example in taught[::3]]
    print(f"own: {len(taught)} sentences trained in {took}; {memory_and_load(model, texts)}; {model.limits}")
    print(speed(model, interpreter, texts))
    lines = []
    cases = frozen()
    if cases:
        lines += rows(interpreter, cases, "own frozen part")
    else:
        print(f"skipped: own frozen part, {FROZEN} holds no sentences")
    if folder is None:
        print("skipped: MASSIVE as out of scope, for the same reason")
    else:
        away = [Case(case.text, "out_of_scope") for case in massive(folder, "test")]
        lines += rows(interpreter, away, "MASSIVE test as out of scope")
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--massive", type=Path, default=Path("../shared/data/massive-vi"))
    options = parser.parse_args()
    folder = options.massive if (options.massive / "test.jsonl").exists() else None
    lines = []
    if folder is None:
        print(f"skipped: MASSIVE, {options.massive} is absent")
    else:
        lines += bench_massive(folder)
    lines += bench_own(folder)
    print(
        "\n| sentences | spelling | accuracy | macro-F1 | ECE | coverage at 98 % | refused inside | accepted outside |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
