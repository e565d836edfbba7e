"""A report as JSON values: the keys that programs rely on, and those that came later."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from storage.definitions import DEFINITIONS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from storage.periods import Period
    from storage.reporting.types import Line, Report, Target


def as_json(report: Report) -> dict[str, Any]:
    """Objects, lists, texts and numbers only. A number that cannot be counted, or is hidden, is null.

    What leaves the house goes through `hiding.for_outside` first.
    """
    before = report.before
    return {
        "period": _period(report.period),
        "province": report.province,
        "made_at": report.made_at.isoformat(timespec="seconds"),
        "filter": asdict(report.filter),
        "totals": asdict(report.totals),
        "before": None if before is None or report.before_period is None else asdict(before),
        "before_period": None if report.before_period is None else _period(report.before_period),
        "funnel": [asdict(step) for step in report.funnel],
        "verdicts": dict(report.verdicts),
        "left": [asdict(one) for one in report.left],
        "hours": list(report.hours),
        "days": [{**asdict(day), "day": day.day.isoformat()} for day in report.days],
        "channels": _lines(report.channels),
        "programmes": _lines(report.programmes),
        "communes": _lines(report.communes),
        "first_sources": _lines(report.first_sources),
        "last_sources": _lines(report.last_sources),
        "intents": [asdict(one) for one in report.intents],
        "unanswered": report.unanswered,
        "ratings": {
            "counts": {str(mark): number for mark, number in enumerate(report.ratings.counts, 1)},
            "given": report.ratings.given,
            "mean": report.ratings.mean,
            "remarks": report.ratings.remarks,
        },
        "reminders": {"sent": report.reminders_sent, "says_registered": report.registered_after_reminder},
        "hand_offs": {"asked_for_person": report.asked_for_person, "messages_left": report.messages_left},
        "response_ms": {"p50": report.response_p50_ms, "p95": report.response_p95_ms},
        "targets": {programme: _target(target) for programme, target in report.targets.items()},
        "notes": list(report.notes),
        "gaps": [{"from": _moment(one.since), "to": _moment(one.until)} for one in report.gaps],
        "definitions": {one.id: asdict(one) for one in DEFINITIONS.values()},
    }


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


def _period(period: Period) -> dict[str, Any]:
    first, last = period.first.isoformat(), period.last.isoformat()
    return {"from": first, "to": last, "name": period.name, "kind": period.kind}


def _lines(lines: Sequence[Line]) -> list[dict[str, Any]]:
    return [asdict(line) for line in lines]


def _target(target: Target) -> dict[str, Any]:
    official = target.official
    shown = None if official is None else {**asdict(official), "as_of": official.as_of.isoformat()}
    return {**asdict(target), "official": shown}
