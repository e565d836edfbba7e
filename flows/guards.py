"""The named predicates that a flow file may use in `when:` and `enough:`. Nothing else may decide a way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.rules.programme import is_over
from flows.verdicts import OPEN_VERDICTS, judge

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flows.turn import Turn


def _programme_over(turn: Turn) -> bool:
    return is_over(turn.today, turn.book.province)


def _coarse(turn: Turn) -> bool:
    """Whether this channel is asked for ranges only, and for no number."""
    return turn.state.coarse


def _consent_refused(turn: Turn) -> bool:
    return turn.state.consents.get("P1") == "refused"


def _verdict(turn: Turn) -> str:
    flow = turn.flow()
    return judge(turn, flow.programme).verdict if flow is not None else "unknown"


def _age_decided(turn: Turn) -> bool:
    """Whether what is known of the birth date decides: the year first, day and month only where it does not."""
    return _verdict(turn) != "undecided"


def _age_refused(turn: Turn) -> bool:
    return _verdict(turn) in ("too_young", "too_old")


def _founding_decided(turn: Turn) -> bool:
    return _verdict(turn) != "undecided"


def _verdict_open(turn: Turn) -> bool:
    return _verdict(turn) in OPEN_VERDICTS


def _subject_open(turn: Turn) -> bool:
    return turn.state.answers.get("subject") in ("household", "enterprise", "person")


def _subject_settled(turn: Turn) -> bool:
    """Whether it is known what a name is registered for: a person counts once it is said whether there is a paper."""
    return turn.state.answers.get("subject") != "person" or "certificate" in turn.state.answers


def _foreign(turn: Turn) -> bool:
    return turn.state.answers.get("citizen") == "no"


def _no_certificate(turn: Turn) -> bool:
    return turn.state.answers.get("certificate") == "no"


def _is_enterprise(turn: Turn) -> bool:
    return turn.state.answers.get("subject") == "enterprise"


GUARDS: Mapping[str, Callable[[Turn], bool]] = {
    "programme_over": _programme_over,
    "coarse": _coarse,
    "consent_refused": _consent_refused,
    "age_decided": _age_decided,
    "age_refused": _age_refused,
    "founding_decided": _founding_decided,
    "verdict_open": _verdict_open,
    "subject_open": _subject_open,
    "subject_settled": _subject_settled,
    "foreign": _foreign,
    "no_certificate": _no_certificate,
    "is_enterprise": _is_enterprise,
}
