"""What understanding a message yields. Everything here is frozen; `json()` gives the shapes of the contract."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol, overload

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Band = Literal["sure", "unsure", "lost"]
"""sure: act on it · unsure: ask "A or B?" · lost: say so and offer a way out."""

Json = dict[str, object]


class Slot(Protocol):
    """A value found in the text by exact code, never by a statistical tagger."""

    def json(self) -> object:
        """The value as the contract prints it (section 4)."""


@dataclass(frozen=True, slots=True)
class DateSlot:
    """A birth date or a date on a paper. `kind` says how much is known; unknown parts are None.

    kinds: date (year, month, day) · month (year, month) · year (year) · age (age) · lunar (parts as typed)
    · incomplete (day and month without a year) · invalid (no such day) · ambiguous (two different dates).
    """

    kind: Literal["date", "month", "year", "age", "lunar", "incomplete", "invalid", "ambiguous"]
    year: int | None = None
    month: int | None = None
    day: int | None = None
    age: int | None = None

    def json(self) -> Json:
        out: Json = {"kind": self.kind}
        if self.kind == "date":
            out["iso"] = f"{self.year:04d}-{self.month:02d}-{self.day:02d}"
            return out
        for name in ("year", "month", "day", "age"):
            value = getattr(self, name)
            if value is not None:
                out[name] = value
        return out


@dataclass(frozen=True, slots=True)
class NumberSlot:
    """A registration number. `number` is canonical: digits and upper-case letters, `-` only in mst13."""

    kind: Literal["mst10", "mst13", "personal_id", "hkd_legacy", "mst10_bad", "cmnd_old", "phone"]
    number: str

    def json(self) -> Json:
        return {"kind": self.kind, "number": self.number}


@dataclass(frozen=True, slots=True)
class CommuneSlot:
    """Units of today that may be meant (NSO codes), or another province's name."""

    codes: tuple[str, ...] = ()
    ask: bool = False
    province: str | None = None

    def json(self) -> Json:
        out: Json = {"codes": list(self.codes), "ask": self.ask}
        if self.province is not None:
            out["province"] = self.province
        return out


@dataclass(frozen=True, slots=True)
class DomainSlot:
    """A wished name. `problem` is a name of programme.md 2.2, the first that holds (contract section 9)."""

    label: str | None
    suffix: Literal["id.vn", "biz.vn"] | None = None
    problem: str | None = None

    def json(self) -> Json:
        return {"label": self.label, "suffix": self.suffix, "problem": self.problem}


@dataclass(frozen=True, slots=True)
class WordSlot:
    """A plain value: subject, province, person_name, choice."""

    value: str | int | tuple[tuple[str, str], ...]

    def json(self) -> object:
        return dict(self.value) if isinstance(self.value, tuple) else self.value


class Candidate(NamedTuple):
    """An intent and its share of the belief, 0 to 1."""

    intent: str
    score: float


@dataclass(frozen=True, slots=True)
class Reason:
    """A word (or pair of words) of the text and how much it spoke for the winning intent."""

    words: str
    weight: float


class Reasons(Sequence[Reason]):
    """Reasons that are worked out when somebody looks at them: most messages are never explained."""

    __slots__ = ("_found", "_why")

    def __init__(self, why: Callable[[], tuple[Reason, ...]]) -> None:
        self._why = why
        self._found: tuple[Reason, ...] | None = None

    def _all(self) -> tuple[Reason, ...]:
        if self._found is None:
            self._found = self._why()
        return self._found

    def __len__(self) -> int:
        return len(self._all())

    @overload
    def __getitem__(self, at: int) -> Reason: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Reason, ...]: ...
    def __getitem__(self, at: int | slice) -> Reason | tuple[Reason, ...]:
        return self._all()[at]


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a message was taken for.

    `also`: further intents that the same message clearly carries ("chào ad, có mất phí ko" -> greet, cost).
    `order`: the intent and `also`, in the order in which they were said; empty when nothing else was said.
    `answer`: yes or no, read by short words alone. `explicit`: the words say consent or refusal themselves
    ("đồng ý", "không đồng ý", "I agree"), which a bare "ok" or "ừ" never does.
    `about`: the slot a person names when correcting ("sửa lại ngày sinh" -> birth_date).
    `address`: how the person calls themself (em, con, cháu, cô, chú, bác, anh, chị), None when not said.
    `sensitive`: the text holds what must not be kept or said back here (id_number, phone, card, otp).
    `aside`: a question of its own stands behind the name that was asked for.
    """

    intent: str
    confidence: float
    candidates: tuple[Candidate, ...]
    band: Band
    slots: Mapping[str, Slot] = field(default_factory=lambda: MappingProxyType({}))
    also: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    answer: Literal["yes", "no"] | None = None
    explicit: bool = False
    about: str | None = None
    address: str | None = None
    sensitive: tuple[str, ...] = ()
    language: Literal["vi", "en"] | None = None
    aside: bool = False
    reasons: Sequence[Reason] = field(default=(), compare=False, repr=False)
    engine: str = "embedded"

    def json(self) -> Json:
        """The line that `chaovn understand --jsonl` prints."""
        return {
            "intent": self.intent,
            "confidence": round(self.confidence, 4),
            "candidates": [[c.intent, round(c.score, 4)] for c in self.candidates],
            "slots": {name: slot.json() for name, slot in self.slots.items()},
            "engine": self.engine,
        }
