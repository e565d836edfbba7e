"""Facts, verdicts and where a rule comes from: frozen, and plain enough to be built from the slots of a
talk."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, Protocol, get_args

from flows.types import Ruling

if TYPE_CHECKING:
    from collections.abc import Mapping

Confidence = Literal["official", "registrar", "secondary", "unverified", "design"]
"""How well a fact is known: official (read in a state document), registrar, secondary (press, notes),
unverified (never stated to a person as a fact), design (our own decision)."""

PublicVerdict = Literal[
    "eligible",
    "borderline",
    "too_young",
    "too_old",
    "not_citizen",
    "no_certificate",
    "ask_registrar",
    "unclear",
    "ended",
]
"""What a person may hear; the vocabulary of the contract, section 3."""

VerdictName = PublicVerdict | Literal["undecided", "unknown"]
"""undecided: a date is known too coarsely · unknown: a fact is missing or cannot be true."""

VERDICTS: tuple[str, ...] = get_args(PublicVerdict)

Subject = Literal["person", "household", "enterprise", "other"]
MIN_YEAR, MAX_YEAR = 1900, 2199

LASTING = frozenset(
    {
        "on",
        "programme_end",
        "days_left",
        "closing_soon",
        "eligible_from",
        "eligible_to",
        "borderline_from",
        "founded_after",
        "anniversary_of",
    }
)
"""Values of a verdict that follow from the day alone. All others give away the fact they were worked out
from."""


def show(day: date) -> str:
    """A day as people in Viet Nam write it: dd/mm/yyyy."""
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def show_range(first: date, last: date) -> str:
    """The day, or as much as is sure of it: "23/11/2026", "05/2027", "2027", or two years."""
    if first == last:
        return show(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.month:02d}/{first.year:04d}"
    if first.year == last.year:
        return f"{first.year:04d}"
    return f"{first.year:04d}-{last.year:04d}"


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date of which the day, or day and month, may be unknown. Raises ValueError for a day that does not
    exist."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if not MIN_YEAR <= self.year <= MAX_YEAR:
            raise ValueError(f"year {self.year} is outside {MIN_YEAR}-{MAX_YEAR}")
        if self.month is None and self.day is not None:
            raise ValueError("a day needs its month")
        if self.month is not None:
            date(self.year, self.month, 1 if self.day is None else self.day)

    @classmethod
    def of(cls, day: date) -> PartialDate:
        """A day that is wholly known."""
        return cls(day.year, day.month, day.day)

    @classmethod
    def from_slot(cls, slot: object) -> PartialDate | None:
        """Read `birth_date` or `founded_on` in the shape of the contract (section 4).

        None for all kinds that fix no date: a stated age never decides ("tuổi mụ" is one more), a lunar,
        incomplete, invalid or ambiguous date is asked again.
        """
        if not isinstance(slot, dict):
            return None
        try:
            match slot.get("kind"):
                case "date":
                    return cls.of(date.fromisoformat(str(slot["iso"])))
                case "month":
                    return cls(int(slot["year"]), int(slot["month"]))
                case "year":
                    return cls(int(slot["year"]))
        except (KeyError, TypeError, ValueError):
            return None
        return None

    @property
    def exact(self) -> bool:
        """True when the day is known."""
        return self.day is not None

    def first(self) -> date:
        """The earliest day that it can be."""
        return date(self.year, self.month or 1, self.day or 1)

    def last(self) -> date:
        """The latest day that it can be."""
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])

    def possible(self, *, until: date) -> tuple[date, date] | None:
        """First and last day that it can be without lying after `until`; None when it lies wholly after."""
        if self.first() > until:
            return None
        return self.first(), min(self.last(), until)


@dataclass(frozen=True, slots=True)
class DateRange:
    """Some day between two days, both included: all that is known where a date is not asked for whole."""

    start: date
    end: date

    @classmethod
    def from_slot(cls, slot: object) -> DateRange | None:
        """Read `{"kind": "range", "from": iso, "to": iso}`; None for anything else and for days not in order."""
        if not isinstance(slot, dict) or slot.get("kind") != "range":
            return None
        try:
            start, end = (date.fromisoformat(str(slot[name])) for name in ("from", "to"))
        except (KeyError, ValueError):
            return None
        return cls(start, end) if start <= end else None

    def slot(self) -> dict[str, str]:
        """The shape in which an answer keeps it."""
        return {"kind": "range", "from": self.start.isoformat(), "to": self.end.isoformat()}

    def possible(self, *, until: date) -> tuple[date, date] | None:
        """As `PartialDate.possible`."""
        return None if self.start > until else (self.start, min(self.end, until))


KnownDate = PartialDate | DateRange


def date_from_slot(slot: object) -> KnownDate | None:
    """A birth date or founding date as it is kept among the answers, however coarse."""
    return DateRange.from_slot(slot) or PartialDate.from_slot(slot)


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What decides on a free id.vn; None is not known."""

    born: KnownDate | None = None
    citizen: bool | None = None


@dataclass(frozen=True, slots=True)
class BusinessFacts:
    """What decides on a free biz.vn; None is not known. `founded` is the day of the FIRST registration."""

    subject: str | None = None
    certificate: bool | None = None
    founded: PartialDate | None = None


class Offer(Protocol):
    """What a rule needs of the province's data; `flows.province.Province` is one."""

    @property
    def programme_end(self) -> date:
        """The last day of the offer."""

    @property
    def ended(self) -> bool:
        """True when staff have closed the offer, whatever its last day."""

    @property
    def closing_soon_days(self) -> int:
        """For how many days before its end the offer is called closing."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule stands, in words for people, and how well that is known."""

    cite: str
    confidence: Confidence

    def __str__(self) -> str:
        return self.cite


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of one rule. When the law changes, a new version stands beside the old one."""

    name: str
    version: str
    checked: date
    source: Source
    says: str
    """the rule in one Vietnamese sentence, for explaining a verdict later"""

    @property
    def id(self) -> str:
        """Name and version: "id_vn.age@2026-1"."""
        return f"{self.name}@{self.version}"


def _nothing() -> Mapping[str, object]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule says, on which rule it rests, and the values that explain it.

    `values` holds numbers, booleans and texts; days are written dd/mm/yyyy. `missing` names what to ask
    next, in order, in the words of the contract: birth_date, citizen, subject, certificate, founded_on.
    """

    verdict: VerdictName
    rule: str
    source: Source
    values: Mapping[str, object] = field(default_factory=_nothing)
    missing: tuple[str, ...] = ()

    @property
    def decided(self) -> bool:
        """True for a verdict that a person may hear, False while something must be asked."""
        return self.verdict in VERDICTS

    def lasting(self) -> dict[str, object]:
        """The values that may outlive the conversation: nothing in them gives away a birth date."""
        return {name: value for name, value in self.values.items() if name in LASTING}

    def ruling(self, programme: str, *, today: date) -> Ruling:
        """The verdict as the state keeps it, with lasting values only."""
        return Ruling(
            programme=programme,
            verdict=self.verdict,
            rule=self.rule,
            source=self.source.cite,
            on=today.isoformat(),
            values=MappingProxyType(self.lasting()),
        )


def conclude(rule: Rule, verdict: VerdictName, *values: Mapping[str, object], missing: str = "") -> Verdict:
    """A verdict of `rule`; `values` are merged in order, `missing` is names with spaces between them."""
    merged = {name: value for part in values for name, value in part.items()}
    return Verdict(verdict, rule.id, rule.source, MappingProxyType(merged), tuple(missing.split()))
