"""State, events and effects of the engine: frozen, free of clocks, networks and databases.

Slot values are the JSON shapes of the contract (section 4), so that state, terminal and understanding agree.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

EMPTY: Mapping[str, str] = MappingProxyType({})


def _empty() -> Mapping[str, str]:
    return EMPTY


Programme = Literal["id_vn", "biz_vn"]


# -- events: what happened, in the past tense -----------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Meaning:
    """What a text was taken for; built by `bot/` from `nlu.types.Understanding`."""

    intent: str
    confidence: float
    band: Literal["sure", "unsure", "lost"]
    candidates: tuple[tuple[str, float], ...] = ()
    slots: Mapping[str, object] = field(default_factory=_empty)
    also: tuple[str, ...] = ()
    answer: Literal["yes", "no"] | None = None
    explicit: bool = False
    about: str | None = None
    address: str | None = None
    sensitive: tuple[str, ...] = ()
    language: Literal["vi", "en"] | None = None
    empty: bool = False
    asks: bool = False
    """the words ask, suppose or forbid: nothing that cannot be undone is done upon them"""
    aside: bool = False  # as in `nlu.types.Understanding`
    by_now: bool = False  # the words say that what was missing is there now
    picked: int | None = None
    """the choice on offer whose number or label this text is, from 1"""


@dataclass(frozen=True, slots=True)
class Started:
    """The person opened the conversation or pressed start; `ref` is the code of a poster or link."""

    id: str
    ref: str | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """A text came in."""

    id: str
    meaning: Meaning


@dataclass(frozen=True, slots=True)
class Edited:
    """The person edited their last text."""

    id: str
    meaning: Meaning


@dataclass(frozen=True, slots=True)
class Tapped:
    """A button was tapped: `offer` is the number of the offer it belonged to, `choice` the id of the choice."""

    id: str
    offer: int
    choice: str


@dataclass(frozen=True, slots=True)
class Received:
    """Something that is no text: sticker, photo, voice, file, location, contact."""

    id: str
    kind: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """The person blocked the bot or left."""

    id: str


@dataclass(frozen=True, slots=True)
class Elapsed:
    """A timer of this conversation ran out."""

    id: str


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What DNS says of a name: `taken` when it answers, `quiet` when it knows nothing, `unknown` when it was silent."""

    id: str
    domain: str
    result: Literal["taken", "quiet", "unknown"]


@dataclass(frozen=True, slots=True)
class Happened:
    """What a network tells: the person lets the bot write again, takes back the leave to hold their data,
    the chat is one of several people, more messages came than were kept, or a member of staff wrote to the person."""

    id: str
    kind: Literal["unblocked", "withdraw", "group", "too_fast", "staff"]


Event = Started | Heard | Edited | Tapped | Received | Stopped | Elapsed | LookedUp | Happened


# -- state: what is kept between turns ------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Offered:
    """The choices shown last: `no` names the offer in taps, `choices` are ids in the order shown.

    `labels` are their words as they were read, so that a person may type one of them.
    """

    no: int
    choices: tuple[str, ...]
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """A procedure under way, pinned to the version of the flow it began with."""

    flow: str
    version: int
    shown: Mapping[str, str] = field(default_factory=_empty)
    skipped: frozenset[str] = frozenset()
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Ruling:
    """A verdict as it was given, with what is needed to explain it again after the rules have changed."""

    programme: str
    verdict: str
    rule: str
    source: str
    on: str
    values: Mapping[str, object] = field(default_factory=_empty)


@dataclass(frozen=True, slots=True)
class Registration:
    """A link that was handed over. `id` is the token's random part, `expires` an ISO time."""

    id: str
    programme: str
    expires: str
    domain: str | None = None
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class State:
    """Everything that is remembered of one conversation."""

    lang: str = "vi"
    address: str | None = None
    run: Run | None = None
    answers: Mapping[str, object] = field(default_factory=_empty)
    """slot or question -> the value given; a question left out has {"skipped": true}"""
    held: Mapping[str, object] = field(default_factory=_empty)
    """slots given before consent: used once it is given, dropped when it is refused"""
    consents: Mapping[str, str] = field(default_factory=_empty)
    """purpose (P1, P3) -> granted | refused"""
    asking: str | None = None
    asked_at: str | None = None
    """id of the node whose question is open; None for side questions such as clarify or resume"""
    side: Mapping[str, object] = field(default_factory=_empty)
    """what a side question (clarify, resume, human, rating ...) needs in order to be answered"""
    offered: Offered | None = None
    offers: int = 0
    failures: int = 0
    last_said: tuple[str, ...] = ()
    last_saved: tuple[str, ...] = ()
    """answers that the last turn kept: what an edit of that message takes back"""
    ruling: Ruling | None = None
    registration: Registration | None = None
    done: bool = False
    ended_at: str | None = None
    """ISO time at which the procedure ended; a day later its answers go (trust.md 1.6)"""
    stopped: bool = False
    remind_at: str | None = None
    reminded: bool = False
    ref: str | None = None
    """the first code that brought the person here"""
    last_ref: str | None = None
    """the newest one"""
    notice: str | None = None
    """a hash of the consent words as they were last shown"""
    looking_up: str | None = None
    """the name that DNS is being asked about"""
    fragment: str | None = None
    """the last message when it was not understood: the next one may go on with it"""
    greeted: bool = False
    seen: str | None = None
    """ISO time of the last event"""
    quiet_until: str | None = None
    """ISO time until which a member of staff has the word"""
    coarse: bool = False
    """the channel lies abroad: a birth date is asked by ranges and no number at all (trust.md R-08); set by the edge"""
    kinds_only: bool = False
    """the channel is a network's: who wants to see their data hears its kinds (trust.md R-13); set by the edge"""


# -- effects: orders to the edges ------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Choice:
    """A choice offered: `id` comes back in a tap, the label is wording."""

    id: str
    label: str
    values: Mapping[str, object] = field(default_factory=_empty)


@dataclass(frozen=True, slots=True)
class Say:
    """One bubble: a copy key with its values, choices, and the link it hands over (made by the edge)."""

    key: str
    values: Mapping[str, object] = field(default_factory=_empty)
    choices: tuple[Choice, ...] = ()
    offer: int = 0
    link: Literal["handover"] | None = None


@dataclass(frozen=True, slots=True)
class KeepConsent:
    """Proof that a decision on a purpose was made, on the words of `notice`."""

    purpose: str
    decision: Literal["granted", "refused", "withdrawn"]
    notice: str
    method: Literal["button", "text"]


@dataclass(frozen=True, slots=True)
class HandOver:
    """A registration link was handed over; the edge stores it under its id."""

    registration: Registration


@dataclass(frozen=True, slots=True)
class Forget:
    """Erase what is held about this person; counters stay. `receipt` is told to the person."""

    receipt: str


@dataclass(frozen=True, slots=True)
class LeaveMessage:
    """The text of this event is a message for the staff: keep it sealed for them."""


@dataclass(frozen=True, slots=True)
class DropWords:
    """Do not keep what was written: this message alone, or everything said so far."""

    everything: bool = False


@dataclass(frozen=True, slots=True)
class LookUp:
    """Ask DNS about a name; the answer comes back as `LookedUp`."""

    domain: str


@dataclass(frozen=True, slots=True)
class Noted:
    """What this turn means for the statistics; holds nothing personal."""

    answered: tuple[str, ...] = ()
    outcome: str = ""
    node: str | None = None


Effect = Say | KeepConsent | HandOver | Forget | LeaveMessage | DropWords | LookUp | Noted
