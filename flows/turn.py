"""The workbench of one step: the state so far, and what is to be said and done.

It lives for one call of `step()` only; outside, states and effects are frozen.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, Literal

from flows.types import EMPTY, Choice, KeepConsent, LookUp, Offered, Say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from flows.book import Flow, FlowBook, Node
    from flows.types import Effect, State

VIET_NAM = timezone(timedelta(hours=7))
"""Asia/Ho_Chi_Minh has had no daylight saving since 1975: a fixed offset needs no time zone files."""

INTENT_CHOICE = "intent:"


@dataclass(frozen=True, slots=True)
class Copy:
    """A value that is wording itself: the edge puts the text of `key` in its place."""

    key: str
    values: tuple[tuple[str, object], ...] = ()


def choice(name: str, **values: object) -> Choice:
    """A choice by its id; the label's key follows from the id."""
    if name.startswith(INTENT_CHOICE):
        return Choice(name, "label." + name.removeprefix(INTENT_CHOICE))
    return Choice(name, "choice." + name.split(":", 1)[0], values)


def consent_key(state: State) -> str:
    """The words that ask for P1: they name what is asked on this channel."""
    return "ask.consent.range" if state.coarse else "ask.consent"


class Turn:
    """What one event does to one conversation."""

    def __init__(self, book: FlowBook, state: State, event_id: str, now: datetime) -> None:
        self.book, self.state, self.event_id, self.now = book, state, event_id, now
        self.today: date = now.astimezone(VIET_NAM).date()
        self.said: list[Say] = []
        self.orders: list[Effect] = []
        self.answered: list[str] = []
        self.saved: list[str] = []
        self.aside_stays = False
        """the question for whom the name is stays open behind what is answered now"""
        self.told = False
        """facts were given in this turn, kept or (before consent) held"""
        self.outcome = ""
        self.reword: tuple[str, dict[str, object]] | None = None
        """key and values with which the open question is asked this time, instead of its own words"""
        self.keep_side = False
        """a side question was opened in this turn: the flow's own question waits"""
        self.resuming = False

    # -- state ----------------------------------------------------------------------------------------------
    def set(self, **changes: Any) -> None:
        self.state = replace(self.state, **changes)

    def keep(self, name: str, value: object) -> None:
        """Keep an answer; what was derived from the older one is worked out again."""
        if self.state.answers.get(name) == value:
            return
        drop = ("confirm",) if self._confirms(name) else ()
        answers = {k: v for k, v in self.state.answers.items() if k not in drop}
        self.set(answers={**answers, name: value})
        self.saved.append(name)
        self._unskip(name)
        if name == "domain" and isinstance(value, dict):
            self.look_up(f"{value['label']}.{value['suffix']}")

    def _confirms(self, name: str) -> bool:
        """Whether the summary of the flow under way shows this answer, and must be confirmed again when it changes."""
        flow = self.flow()
        shown = flow is not None and any(n.save == name for n in flow.nodes.values())
        return shown and name not in DERIVES_NOTHING

    def look_up(self, domain: str) -> None:
        """Have DNS asked about a name. It can prove that a name is taken, never that it is free (programme.md 2.5)."""
        self.set(looking_up=domain)
        self.orders.append(LookUp(domain))

    def drop(self, names: Iterable[str]) -> None:
        gone = {*names, "confirm"}
        self.set(answers={k: v for k, v in self.state.answers.items() if k not in gone})
        for name in gone:
            self._unskip(name)

    def _unskip(self, name: str) -> None:
        run = self.state.run
        if run is not None:
            judged = name in VERDICT_INPUTS[run.flow]
            shown = {n: f for n, f in run.shown.items() if not (judged and n == "verdict")}
            self.set(run=replace(run, skipped=run.skipped - {name}, shown=shown, ended=False))

    def consent(self, purpose: str, decision: Literal["granted", "refused", "withdrawn"], *, tapped: bool) -> None:
        self.set(consents={**self.state.consents, purpose: decision})
        notice = consent_key(self.state) if purpose == "P1" else "ask.consent.reminder"
        self.orders.append(KeepConsent(purpose, decision, notice, "button" if tapped else "text"))

    # -- what is said ---------------------------------------------------------------------------------------
    def say(
        self,
        key: str,
        values: Mapping[str, object] = EMPTY,
        *,
        choices: tuple[Choice, ...] = (),
        link: bool = False,
    ) -> None:
        """One more bubble. Choices make it the live offer: older ones become stale."""
        if key in OF_A_PERSON and self.state.answers.get("for_whom") == "other":
            key = f"{key}.other"
        no = 0
        if choices:
            no = self.state.offers + 1
            self.set(offers=no, offered=Offered(no, tuple(c.id for c in choices)))
        self.said.append(Say(key, values, choices, no, "handover" if link else None))

    def ask_aside(
        self,
        asking: str,
        kind: str,
        *,
        key: str = "",
        values: Mapping[str, object] = EMPTY,
        choices: tuple[Choice, ...] = (),
    ) -> None:
        """Open a side question; the flow's own question comes back once it is settled."""
        self.set(asking=asking, side={"kind": kind})
        self.keep_side = True
        self.say(key or f"ask.{asking}", values, choices=choices)

    # -- where we are ---------------------------------------------------------------------------------------
    def flow(self) -> Flow | None:
        run = self.state.run
        return None if run is None else self.book.flow(run.flow, run.version)

    def open_node(self) -> Node | None:
        """The node whose question the person is answering, also while a side question stands before it."""
        flow = self.flow()
        return flow.nodes.get(self.state.asked_at or "") if flow is not None else None


OF_A_PERSON = frozenset(
    {
        *("echo.birth_date", "echo.birth_date.month", "echo.birth_date.year", "handover.prepare.person"),
        *("ask.birth_date", "ask.birth_date.exact", "ask.birth_date.exact.day", "ask.citizen"),
        *(f"id_vn.verdict.{v}" for v in ("eligible", "borderline", "too_old", "too_young", "not_citizen")),
        *(f"id_vn.verdict.too_young.{v}" for v in ("about", "late", "perhaps")),
    }
)
"""Words about the person who registers; they have a second form for who asks for somebody else."""

DERIVES_NOTHING = frozenset({"commune", "reminder", "confirm", "person_name", "for_whom"})
"""Answers after which the summary need not be confirmed again."""

VERDICT_INPUTS = {
    "id_vn": frozenset({"birth_date", "citizen"}),
    "biz_vn": frozenset({"subject", "certificate", "founded_on"}),
}
"""The answers that each rule looks at: when one changes, the verdict is said again."""
