"""Rasa and the embedded engine on the same sentences in one run: `python -m tests.bench.bench_rasa [--massive FOLDER]`.

Trains Rasa by `nlu/rasa/config.yml` on the bot's own sentences with their stripped copies, starts its server and sends
the frozen sentences, as they are and without marks, one after the other through `POST /model/parse` on one open
connection; the embedded engine reads the same sentences in this process. With `--massive` the same once more, trained
on MASSIVE's train part and asked about its test part. `--model FILE` takes a model of our own sentences that is
there already.
"""

from __future__ import annotations

import argparse
import gc
import http.client
import json
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import numpy as np
import psutil

from nlu.classifier import Classifier
from nlu.confidence import OUT_OF_SCOPE
from nlu.datafiles import Example, read_background, read_folder
from nlu.evaluate import TODAY, Case, macro_f1
from nlu.lexicon import read_lexicon
from nlu.normalize import clean
from nlu.rasa.export import by_intent, rendered, with_copies
from nlu.training import train as train_embedded
from nlu.understand import DATA, Interpreter
from tests.bench.bench_nlu import frozen, massive
from tests.bench.noise import strip
from tests.rasa.real import Trained, served, train

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

CONFIG = Path("nlu/rasa/config.yml")
WARM = 20


@dataclass(frozen=True, slots=True)
class Measured:
    """What one engine made of some sentences: intents, and microseconds for each."""

    got: list[str]
    times: np.ndarray

    def row(self, cases: Sequence[Case]) -> str:
        wanted = [case.intent for case in cases]
        right = np.mean([a == b for a, b in zip(wanted, self.got, strict=True)])
        p50, p99 = np.percentile(self.times, [50, 99])
        return f"{100 * right:.1f} | {100 * macro_f1(wanted, self.got):.1f} | {_time(p50)} | {_time(p99)}"


def _time(micros: float) -> str:
    return f"{micros / 1000:.1f} ms" if micros >= 1000 else f"{micros:.0f} µs"


def measured(read: Callable[[str], str], cases: Sequence[Case], warm: Sequence[str]) -> Measured:
    """Each sentence once, in order, after `warm` ones that are not counted."""
    for text in warm:
        read(text)
    got, times = [], []
    gc.disable()
    for case in cases:
        begun = time.perf_counter()
        got.append(read(case.text))
        times.append((time.perf_counter() - begun) * 1e6)
    gc.enable()
    return Measured(got, np.array(times))


class Asked:
    """Rasa's likeliest intent for a text, over one connection that stays open."""

    def __init__(self, url: str) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)

    def __call__(self, text: str) -> str:
        body = json.dumps({"text": text.lstrip("/ ")})
        self._connection.request("POST", "/model/parse", body, {"Content-Type": "application/json"})
        ranking = json.loads(self._connection.getresponse().read())["intent_ranking"]
        return next((str(each["name"]) for each in ranking if each["name"] != "nlu_fallback"), OUT_OF_SCOPE)

    def close(self) -> None:
        self._connection.close()


@dataclass(frozen=True, slots=True)
class Rasa:
    """The Python that has Rasa, the pipeline, and a model that is there already."""

    python: Path
    config: Path
    model: Path | None = None


def bench(name: str, taught: Sequence[Example], cases: Sequence[Case], how: Rasa) -> list[str]:
    """Lines of the table for one corpus; what training and serving took is printed."""
    lexicon = read_lexicon(DATA / "vi" / "abbreviations.yaml")
    begun = time.perf_counter()
    embedded = train_embedded(list(taught), lexicon, "bench")
    print(f"{name}: embedded engine trained in {time.perf_counter() - begun:.1f} s")
    with tempfile.TemporaryDirectory() as folder:
        trained = _trained(name, taught, how, Path(folder)) if how.model is None else Trained(how.model, 0, 0)
        with served(how.python, trained.model, log=Path(folder) / "server.log", threads=1) as server:
            memory = psutil.Process(server.pid).memory_info().rss / 1e6
            print(f"{name}: Rasa answers {server.seconds:.0f} s after its start, {memory:.0f} MB")
            rasa = Asked(server.url)
            lines = _rows(name, Interpreter(embedded), rasa, cases, [e.text for e in taught[:: len(taught) // WARM]])
            rasa.close()
            memory = psutil.Process(server.pid).memory_info().rss / 1e6
            print(f"{name}: Rasa after all sentences {memory:.0f} MB")
    return lines


def _trained(name: str, taught: Sequence[Example], how: Rasa, folder: Path) -> Trained:
    found = {intent: with_copies(texts) for intent, texts in by_intent(taught).items()}
    data = folder / "nlu.yml"
    data.write_text(rendered(found), encoding="utf-8")
    trained = train(how.python, data=data, config=how.config, out=folder / "models")
    size = trained.model.stat().st_size / 1e6
    print(
        f"{name}: Rasa trained on {sum(map(len, found.values()))} sentences (copies included) in "
        f"{trained.seconds:.0f} s, {trained.memory / 1e6:.0f} MB at most, model {size:.0f} MB"
    )
    return trained


def _rows(name: str, embedded: Interpreter, rasa: Asked, cases: Sequence[Case], warm: Sequence[str]) -> list[str]:
    lines = []
    for spelling in ("as is", "stripped"):
        spelt = [Case(strip(c.text) if spelling == "stripped" else c.text, c.intent) for c in cases]
        # A fresh classifier: no sentence of the spelling before helps this one.
        alone = Classifier(embedded.model)
        intents = [each or OUT_OF_SCOPE for each in embedded.model.intents]
        engines = {
            "Rasa, `/model/parse`": measured(rasa, spelt, warm),
            "embedded, scores alone": measured(
                lambda text: intents[int(alone.read(alone.words(clean(text))).shares.argmax())],  # noqa: B023 - called here
                spelt,
                warm,
            ),
            "embedded, with slots, clauses, context": measured(
                lambda text: embedded.understand(text, today=TODAY).intent, spelt, warm
            ),
        }
        slow = np.median(engines["Rasa, `/model/parse`"].times)
        for engine, result in engines.items():
            ratio = slow / np.median(result.times)
            lines.append(f"| {name} | {spelling} | {engine} | {result.row(spelt)} | {ratio:.0f} |")
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.bench_rasa", description=__doc__)
    parser.add_argument("--python", type=Path, default=Path("var/rasa/env/bin/python"), help="the one that has Rasa")
    parser.add_argument("--massive", type=Path, metavar="FOLDER")
    parser.add_argument("--config", type=Path, default=CONFIG, help="another pipeline")
    parser.add_argument("--model", type=Path, metavar="FILE")
    given = parser.parse_args()
    if not given.python.exists():
        parser.error(f"{given.python} is not there: make rasa-env")
    own = read_folder(DATA) + read_background(DATA / "background.yaml")
    lines = bench("own frozen part", own, frozen(), Rasa(given.python, given.config, given.model))
    if given.massive is not None:
        taught = [Example(case.text, case.intent, given.massive, 1) for case in massive(given.massive, "train")]
        asked = massive(given.massive, "test")
        lines += bench("MASSIVE vi-VN test", taught, asked, Rasa(given.python, given.config))
    print("\n| sentences | spelling | engine | accuracy | macro-F1 | p50 | p99 | Rasa's p50 is so many times this |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
