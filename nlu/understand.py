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
from nlu.context import Said, settle, speaks_of_other
from nlu.datafiles import Example, fingerprint, read_background, read_file, read_folder
from nlu.lexicon import read_lexicon
from nlu.model import VERSION, Model
from nlu.normalize import NO_SIGN, YES_SIGN, clean
from nlu.slots import find_slots
from nlu.types import Candidate, DomainSlot, Reasons, Understanding

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from nlu.slots import Found
    from nlu.slots.places import Places
    from nlu.types import Reason, Slot

DATA = Path(__file__).parent / "data"
MOST_CANDIDATES = 5
_LANGUAGE_MARGIN = 0.2
_LONGEST_NAME = 2
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
        readings = self._readings(self.stretches(text), heard)
        whole, *several = [self._said(reading) for reading in readings]
        reading = readings[0]
        meant = settle(whole, several, found, expect=expect, limits=self.model.limits)
        return Understanding(
            intent=meant.intent,
            confidence=meant.confidence,
            candidates=self._candidates(reading, meant),
            band=meant.band,
            slots=_without_talk(found, meant, expect, reading),
            also=meant.also,
            order=meant.order,
            answer=found.answer,
            explicit=found.explicit,
            about=found.about,
            address=found.address,
            sensitive=found.sensitive,
            aside=found.aside,
            language=self._language(reading, lang),
            reasons=() if reading is None else self._reasons(reading, meant.intent),
        )

    def stretches(self, text: str) -> tuple[str, ...]:
        """What of `text` gets scores: all of it, cleaned, then each clause where there are several."""
        plain = clean(text)
        parts = clauses(plain)
        return (plain, *parts) if parts and parts != [plain.strip()] else (plain,)

    def _readings(self, plain: Sequence[str], heard: Mapping[str, Mapping[str, float]]) -> list[Reading | None]:
        """Stretches of cleaned text by the model alone; None for one that holds no word at all."""
        words = [self._classifier.words(part) for part in plain]
        read = iter(self._classifier.read_all([said for said in words if said] or [[]]))
        readings = [next(read) if said else None for said in words]
        if not heard:
            return readings
        return [self._told(reading, heard.get(part)) for part, reading in zip(plain, readings, strict=True)]

    def _told(self, reading: Reading | None, told: Mapping[str, float] | None) -> Reading | None:
        """`reading` with the probabilities that another engine gives."""
        if reading is None or told is None:
            return reading
        shares = np.array([told.get(name, 0.0) for name in self.model.intents], dtype=np.float32)
        return replace(reading, shares=shares)

    def _said(self, reading: Reading | None) -> Said:
        """What the limits make of a reading."""
        if reading is None:
            return Said(OUT_OF_SCOPE, 0.0, far=True)
        limits = self.model.limits
        inside = reading.shares.tolist()
        outside = 0.0
        for at in self._outside:
            outside += inside[at]
            inside[at] = 0.0
        confidence = max(inside)
        best = inside.index(confidence)
        strange = reading.known < limits.known or not any(map(_says_something, reading.words))
        if outside > confidence * limits.outside:
            return Said(OUT_OF_SCOPE, outside, far=strange)
        if strange or (self._outside and reading.top < limits.far):
            return Said(OUT_OF_SCOPE, max(outside, 1 - confidence), far=True)
        return Said(self.model.intents[best], confidence, far=reading.top < limits.far)

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
        position, words = self.model.intents.index(intent), reading.words
        return Reasons(lambda: self._classifier.reasons(words, position))

    def _language(self, reading: Reading | None, lang: str) -> Literal["vi", "en"] | None:
        if reading is None or reading.known == 0:
            return None
        if abs(reading.english) < _LANGUAGE_MARGIN or len(reading.words) < 2:
            return None if len(reading.words) < 2 else ("en" if lang == "en" else "vi")
        return "en" if reading.english > 0 else "vi"


def _without_talk(found: Found, meant: Said, expect: str | None, reading: Reading | None) -> Mapping[str, Slot]:
    """The slots without the name of a site that words of a question would be ("xóa data của mik đi ad").

    One word or two may be a name whatever they say: Tuyết Nhi is no praise.
    """
    talks = expect == "domain" and not found.aside and reading is not None and len(reading.words) > _LONGEST_NAME
    named = found.slots.get("domain") if talks else None
    if not isinstance(named, DomainSlot) or named.suffix is not None or not speaks_of_other(meant):
        return found.slots
    return MappingProxyType({name: slot for name, slot in found.slots.items() if name != "domain"})


def _says_something(word: str) -> bool:
    """Numbers, dates and signs alone wish nothing: "1/2 1/2 ///" asks for no number of names."""
    return word[0].isalpha() or word in (YES_SIGN, NO_SIGN)


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
    from nlu.training import train  # noqa: PLC0415  (scipy only when there is something to train)

    model = train(examples(), read_lexicon(table), mark)
    if kept is not None:
        model.save(kept)
    return model
