"""The report of a period as plain values. Counts are whole numbers; `None` is "cannot be counted", never zero."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from storage.periods import Period
    from storage.reporting.gaps import Gap

STEPS = ("asked", "consented", "answered", "eligible", "handed_over", "opened", "says_registered", "confirmed")
"""the funnel, in its order; the number of a step is its place, from 1"""

Programme = Literal["id_vn", "biz_vn"]

Unit = Literal["người", "lượt", "cuộc trò chuyện", "đường dẫn", "tên miền", "mili giây", "điểm", "tên miền/tuần", ""]


@dataclass(frozen=True, slots=True)
class Definition:
    """The meaning of a figure: its name and what it counts, in Vietnamese and English."""

    id: str
    name: str
    text: str
    unit: Unit
    name_en: str
    text_en: str


@dataclass(frozen=True, slots=True)
class Filter:
    """What part of the figures is wanted: None is everything, the empty text is what is not known of.

    An officer's bounds are laid over it by `Scope.over`.
    """

    channel: str | None = None
    programme: str | None = None
    commune: str | None = None
    source: str | None = None


class OutOfScopeError(Exception):
    """A member of staff asks for figures that are not theirs to see."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What an officer is bound to: the figures of one commune (NSO code), of one source, or everything."""

    commune: str | None = None
    source: str | None = None

    def over(self, wanted: Filter) -> Filter:
        """The filter within these bounds. Raises `OutOfScopeError` when it asks for something outside of them."""
        for mine, theirs in ((self.commune, wanted.commune), (self.source, wanted.source)):
            if mine is not None and theirs not in (None, mine):
                raise OutOfScopeError
        return replace(wanted, commune=self.commune or wanted.commune, source=self.source or wanted.source)


@dataclass(frozen=True, slots=True)
class Targets:
    """What the province wants to reach, and until when. `source` says where the goals are written."""

    id_vn: int
    biz_vn: int
    until: date | None
    source: str


@dataclass(frozen=True, slots=True)
class Totals:
    """The key figures."""

    people: int | None
    new_people: int | None
    returning_people: int | None
    conversations: int
    interactions: int
    handed_over: int
    opened_link: int
    says_registered: int
    visible: int
    website: int
    confirmed: int


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the funnel: people who came at least so far."""

    step: str
    people: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a breakdown. `code` is an id (channel, commune, source …), `name` what is shown.

    `hidden`: the numbers are small and were taken out before leaving the house; they are None then.
    """

    code: str
    name: str
    interactions: int | None
    conversations: int | None = None
    people: int | None = None
    handed_over: int | None = None
    says_registered: int | None = None
    confirmed: int | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """An intent: how often it was heard, and how often it got its answer."""

    intent: str
    heard: int
    answered: int


@dataclass(frozen=True, slots=True)
class Left:
    """Conversations that stood still at a question."""

    node: str
    programme: str
    conversations: int


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the trend."""

    day: date
    interactions: int
    conversations: int
    handed_over: int


@dataclass(frozen=True, slots=True)
class Ratings:
    """Marks from 1 to 5: how often each was given."""

    counts: tuple[int, int, int, int, int]
    remarks: int

    @property
    def given(self) -> int:
        return sum(self.counts)

    @property
    def mean(self) -> float | None:
        return sum(n * mark for mark, n in enumerate(self.counts, 1)) / self.given if self.given else None


@dataclass(frozen=True, slots=True)
class Official:
    """The newest official total that staff typed in, on or before the period's last day."""

    number: int
    as_of: date
    origin: str


@dataclass(frozen=True, slots=True)
class Target:
    """How far a programme is. `reached` is the official total where there is one (`source` names it), else
    what lists confirm since the beginning of the programme (`source` = "confirmed"). Never their sum."""

    goal: int
    reached: int
    source: str
    official: Official | None
    confirmed: int
    visible: int
    says_registered: int
    per_week: float | None
    """registrations a week still needed until the programme's last day; None when it is over or not known"""


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that is counted of one period."""

    period: Period
    province: str
    made_at: datetime
    filter: Filter
    totals: Totals
    before: Totals | None
    before_period: Period | None
    funnel: tuple[Step, ...]
    verdicts: Mapping[str, int]
    left: tuple[Left, ...]
    hours: tuple[int, ...]
    """interactions of each hour of the day in Viet Nam, 24 numbers"""
    days: tuple[Day, ...]
    channels: tuple[Line, ...]
    programmes: tuple[Line, ...]
    communes: tuple[Line, ...]
    first_sources: tuple[Line, ...]
    last_sources: tuple[Line, ...]
    intents: tuple[Asked, ...]
    unanswered: int
    ratings: Ratings
    reminders_sent: int
    registered_after_reminder: int
    asked_for_person: int
    messages_left: int
    response_p50_ms: int | None
    response_p95_ms: int | None
    targets: Mapping[Programme, Target]
    notes: tuple[str, ...] = field(default=())
    """sentences for the reader: why something could not be counted, what is not complete"""
    gaps: tuple[Gap, ...] = field(default=())
    """times of the period in which nothing ran"""

    def json(self) -> dict[str, Any]:
        """The report for programs (contract section 8), see `storage.reporting.as_json`."""
        # Imported here: that module needs the definitions, and those the types of this one.
        from storage.reporting.as_json import as_json  # noqa: PLC0415

        return as_json(self)
