"""The one way from a text to its meaning: `Interpreter.understand`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from nlu.classifier import Classifier, Reading
from nlu.clauses import clauses
from nlu.confidence import OUT_OF_SCOPE
from nlu.context import Said, settle
from nlu.datafiles import Example, fingerprint, read_background, read_file, read_folder
from nlu.lexicon import read_lexicon
from nlu.model import VERSION, Model
from nlu.normalize import clean
from nlu.slots import find_slots
from nlu.types import Candidate, Understanding

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from nlu.slots.places import Places

DATA = Path(__file__).parent / "data"
MOST_CANDIDATES = 5
_LANGUAGE_MARGIN = 0.2


class Interpreter:
    """A trained model with the slot parsers. Not for two threads at once."""

    def __init__(self, model: Model, places: Places | None = None) -> None:
        self.model = model
        self.places = places
        self._classifier = Classifier(model)
        self._outside = [at for at, name in enumerate(model.intents) if name in ("", OUT_OF_SCOPE)]
        self._inside = np.array([name not in ("", OUT_OF_SCOPE) for name in model.intents])

    @classmethod
    def load(cls, data: Path | None = None, *, cache: Path | None, places: Places | None = None) -> Interpreter:
        """The bot's own engine, or that of another folder laid out like `nlu/data`.

        `cache` is the folder for the model file `nlu-<hash of the data>.npz`; it is trained and written there when
        it is absent or unreadable. None trains and keeps nothing. Raises `DataFault` for a broken data file.
        """
        folder = DATA if data is None else data
        files = [*folder.glob("*/intents/*.yaml"), *folder.glob("*.yaml"), *folder.glob("vi/abbreviations.yaml")]

        def examples() -> list[Example]:
            background = folder / "background.yaml"
            return read_folder(folder) + (read_background(background) if background.exists() else [])

        return cls(_model(files, cache, examples, folder / "vi" / "abbreviations.yaml"), places)

    @classmethod
    def from_sentences(cls, file: Path, *, cache: Path | None = None, places: Places | None = None) -> Interpreter:
        """An engine trained on one Rasa `nlu.yml` only. What is far from all its sentences has the band `lost`."""
        table = DATA / "vi" / "abbreviations.yaml"
        return cls(_model([file, table], cache, lambda: read_file(file), table), places)

    @property
    def intents(self) -> tuple[str, ...]:
        """The intents that `understand` may return."""
        return tuple(sorted({*(name for name in self.model.intents if name), OUT_OF_SCOPE}))

    def understand(
        self, text: str, *, expect: str | None = None, programme: str | None = None, lang: str = "vi", today: date
    ) -> Understanding:
        """What `text` means when the bot waits for `expect` (vocabulary of `asking`), `today` in Viet Nam.

        Any text is answered: empty, emoji only, long, with control characters. `lang`, the language spoken so far,
        decides only what both languages share.
        """
        found = find_slots(text, expect=expect, programme=programme, today=today, places=self.places)
        plain = clean(text)
        whole, reading = self._said(plain)
        parts = clauses(plain)
        several = [self._said(part)[0] for part in parts] if parts and parts != [plain.strip()] else []
        meant = settle(whole, several, found, expect=expect, limits=self.model.limits)
        best = self._candidates(reading, meant)
        position = self._position(meant.intent)
        return Understanding(
            intent=meant.intent,
            confidence=meant.confidence,
            candidates=best,
            band=meant.band,
            slots=found.slots,
            also=meant.also,
            answer=found.answer,
            explicit=found.explicit,
            about=found.about,
            address=found.address,
            sensitive=found.sensitive,
            language=self._language(reading, lang),
            reasons=() if reading is None or position is None else reading.reasons(position),
        )

    def _said(self, plain: str) -> tuple[Said, Reading | None]:
        """One stretch of cleaned text by the model alone; None when it holds no word at all."""
        words = self._classifier.words(plain)
        if not words:
            return Said(OUT_OF_SCOPE, 0.0, far=True), None
        reading = self._classifier.read(words)
        limits = self.model.limits
        outside = float(reading.shares[self._outside].sum())
        inside = np.where(self._inside, reading.shares, 0)
        best = int(inside.argmax())
        confidence = float(inside[best])
        strange = reading.known < limits.known
        if outside > confidence * limits.outside:
            return Said(OUT_OF_SCOPE, outside, far=strange), reading
        if strange or (self._outside and reading.top < limits.far):
            return Said(OUT_OF_SCOPE, max(outside, 1 - confidence), far=True), reading
        return Said(self.model.intents[best], confidence, far=reading.top < limits.far), reading

    def _candidates(self, reading: Reading | None, meant: Said) -> tuple[Candidate, ...]:
        """The intent that was settled on, then what the model found likely, best first."""
        first = Candidate(meant.intent, meant.confidence)
        if reading is None:
            return (first,)
        scores: dict[str, float] = {}
        for at in reading.shares.argsort()[: -MOST_CANDIDATES - 2 : -1]:
            name = self.model.intents[at] or OUT_OF_SCOPE
            scores[name] = scores.get(name, 0.0) + float(reading.shares[at])
        scores.pop(meant.intent, None)
        # Beside a reading by context the model's own shares may not look likelier than it.
        rest = [Candidate(name, min(score, meant.confidence)) for name, score in scores.items()]
        return (first, *sorted(rest, key=lambda c: -c.score)[: MOST_CANDIDATES - 1])

    def _position(self, intent: str) -> int | None:
        return self.model.intents.index(intent) if intent in self.model.intents else None

    def _language(self, reading: Reading | None, lang: str) -> Literal["vi", "en"] | None:
        if reading is None or reading.known == 0:
            return None
        if abs(reading.english) < _LANGUAGE_MARGIN or len(reading.words) < 2:
            return None if len(reading.words) < 2 else ("en" if lang == "en" else "vi")
        return "en" if reading.english > 0 else "vi"


def _model(files: Sequence[Path], cache: Path | None, examples: Callable[[], list[Example]], table: Path) -> Model:
    """The model of `files`: from the cache when its hash is there, else trained and cached."""
    mark = fingerprint(files, VERSION)
    kept = None if cache is None else cache / f"nlu-{mark}.npz"
    if kept is not None and kept.exists():
        try:
            return Model.load(kept)
        except (ValueError, OSError):
            kept.unlink(missing_ok=True)
    from nlu.training import train  # noqa: PLC0415  (scikit-learn only when there is something to train)

    model = train(examples(), read_lexicon(table), mark)
    if kept is not None:
        model.save(kept)
    return model
