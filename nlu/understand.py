"""The one way from a text to its meaning: `Interpreter.understand`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

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
from nlu.types import Candidate, Reasons, Understanding

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from nlu.slots.places import Places
    from nlu.types import Reason

DATA = Path(__file__).parent / "data"
MOST_CANDIDATES = 5
_LANGUAGE_MARGIN = 0.2
UNHEARD: Final[Mapping[str, Mapping[str, float]]] = MappingProxyType({})


class Interpreter:
    """A trained model with the slot parsers. Not for two threads at once."""

    def __init__(self, model: Model, places: Places | None = None) -> None:
        self.model = model
        self.places = places
        self._classifier = Classifier(model)
        self._outside = [at for at, name in enumerate(model.intents) if name in ("", OUT_OF_SCOPE)]
        self._names = [name or OUT_OF_SCOPE for name in model.intents]

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

    def understand(  # noqa: PLR0913 - all but the text by keyword
        self,
        text: str,
        *,
        expect: str | None = None,
        programme: str | None = None,
        lang: str = "vi",
        today: date,
        heard: Mapping[str, Mapping[str, float]] = UNHEARD,
    ) -> Understanding:
        """What `text` means when the bot waits for `expect` (vocabulary of `asking`), `today` in Viet Nam.

        Any text is answered: empty, emoji only, long, with control characters. `lang`, the language spoken so far,
        decides only what both languages share. `heard`: for stretches of the text, the probabilities of intents that
        another engine gives them; they replace the model's own, and nothing else.
        """
        found = find_slots(text, expect=expect, programme=programme, today=today, places=self.places)
        plain, *parts = self.stretches(text)
        whole, reading = self._said(plain, heard)
        several = [self._said(part, heard)[0] for part in parts]
        meant = settle(whole, several, found, expect=expect, limits=self.model.limits)
        return Understanding(
            intent=meant.intent,
            confidence=meant.confidence,
            candidates=self._candidates(reading, meant),
            band=meant.band,
            slots=found.slots,
            also=meant.also,
            order=meant.order,
            answer=found.answer,
            explicit=found.explicit,
            about=found.about,
            address=found.address,
            sensitive=found.sensitive,
            language=self._language(reading, lang),
            reasons=() if reading is None else self._reasons(reading, meant.intent),
        )

    def stretches(self, text: str) -> tuple[str, ...]:
        """What of `text` gets scores: all of it, cleaned, then each clause where there are several."""
        plain = clean(text)
        parts = clauses(plain)
        return (plain, *parts) if parts and parts != [plain.strip()] else (plain,)

    def _said(self, plain: str, heard: Mapping[str, Mapping[str, float]]) -> tuple[Said, Reading | None]:
        """One stretch of cleaned text by the model alone; None when it holds no word at all."""
        words = self._classifier.words(plain)
        if not words:
            return Said(OUT_OF_SCOPE, 0.0, far=True), None
        reading = self._classifier.read(words)
        if plain in heard:
            told = heard[plain]
            shares = np.array([told.get(name, 0.0) for name in self.model.intents], dtype=np.float32)
            reading = replace(reading, shares=shares)
        limits = self.model.limits
        inside = reading.shares.tolist()
        outside = 0.0
        for at in self._outside:
            outside += inside[at]
            inside[at] = 0.0
        confidence = max(inside)
        best = inside.index(confidence)
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
        likely = reading.shares.argsort()[: -MOST_CANDIDATES - 2 : -1]
        for at, share in zip(likely.tolist(), reading.shares[likely].tolist(), strict=True):
            name = self._names[at]
            scores[name] = scores.get(name, 0.0) + share
        scores.pop(meant.intent, None)
        # Beside a reading by context the model's own shares may not look likelier than it.
        best = sorted(scores.items(), key=_by_share)[: MOST_CANDIDATES - 1]
        return (first, *(Candidate(name, min(share, meant.confidence)) for name, share in best))

    def _reasons(self, reading: Reading, intent: str) -> Sequence[Reason]:
        if intent not in self.model.intents:
            return ()
        position = self.model.intents.index(intent)
        return Reasons(lambda: reading.reasons(position))

    def _language(self, reading: Reading | None, lang: str) -> Literal["vi", "en"] | None:
        if reading is None or reading.known == 0:
            return None
        if abs(reading.english) < _LANGUAGE_MARGIN or len(reading.words) < 2:
            return None if len(reading.words) < 2 else ("en" if lang == "en" else "vi")
        return "en" if reading.english > 0 else "vi"


def _by_share(named: tuple[str, float]) -> float:
    return -named[1]


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
