"""A report beside the count by hand: every figure of the one must be that of the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.storage.by_hand import ByHand
from tests.storage.population import COMMUNES, TODAY, here

if TYPE_CHECKING:
    from storage.reporting.types import Line, Report
    from tests.storage.population import Population


def differences(report: Report, of: Population, *, people_known: bool = True) -> list[str]:
    """What differs, empty when nothing does."""
    hand = ByHand(of, report.period.first, report.period.last, report.filter)
    pairs = {**_totals(report, hand), **_talks(report, hand), **_lines(report, hand), **_targets(report, hand)}
    if people_known:
        pairs |= _people(report, hand)
    return [f"{name}: {got} != {want}" for name, (got, want) in pairs.items() if got != want]


def _totals(report: Report, hand: ByHand) -> dict[str, tuple[Any, Any]]:
    t = report.totals
    days = {d.day: (d.interactions, d.conversations, d.handed_over) for d in report.days}
    by_day = {
        day: (
            sum(here(s.at) == day for s in hand.said),
            sum(s.opens for s in hand.said if here(s.at) == day),
            sum(here(k.at) == day for k in hand.links),
        )
        for day in (report.period.first, report.period.last, TODAY)
    }
    return {
        "interactions": (t.interactions, len(hand.said)),
        "conversations": (t.conversations, sum(s.opens for s in hand.said)),
        "says": (t.says_registered, hand.happened("says_registered")),
        "handed_over": (t.handed_over, hand.fate("handed_over")),
        "opened": (t.opened_link, hand.fate("opened")),
        "visible": (t.visible, hand.fate("visible")),
        "website": (t.website, hand.fate("website")),
        "confirmed": (t.confirmed, hand.listed()),
        "days": (sum(d.interactions for d in report.days), len(hand.said)),
        "number of days": (len(report.days), report.period.days),
        **{f"day {day}": (days[day], want) for day, want in by_day.items() if day in days},
    }


def _talks(report: Report, hand: ByHand) -> dict[str, tuple[Any, Any]]:
    verdicts = {h for s in hand.said for h in s.happened if h.startswith("verdict:")}
    return {
        "verdicts": (dict(report.verdicts), {v.partition(":")[2]: hand.happened(v) for v in verdicts}),
        "hours": (list(report.hours), hand.hours()),
        "intents": ({(i.intent, i.heard, i.answered) for i in report.intents}, hand.intents()),
        "unanswered": (report.unanswered, hand.happened("not_understood")),
        "ratings": (list(report.ratings.counts), [hand.happened(f"rated_{n}") for n in range(1, 6)]),
        "remarks": (report.ratings.remarks, hand.happened("feedback")),
        "reminders": (report.reminders_sent, hand.happened("reminded")),
        "after reminder": (report.registered_after_reminder, hand.happened("registered_after_reminder")),
        "human": (report.asked_for_person, hand.happened("human")),
        "left": (report.messages_left, hand.happened("left_message")),
        "p50": (report.response_p50_ms, hand.response(0.5)),
        "p95": (report.response_p95_ms, hand.response(0.95)),
        "stood still": (
            {(one.node, one.programme): one.conversations for one in report.left},
            _still(hand),
        ),
    }


def _still(hand: ByHand) -> dict[tuple[str, str], int]:
    out: dict[tuple[str, str], int] = {}
    w = hand.wanted
    for (day, channel, programme, commune, source, node), number in hand.of.stood_still.items():
        row = (channel, programme, commune, source)
        asked = (w.channel, w.programme, w.commune, w.source)
        if hand.first <= day <= hand.last and all(a in (None, b) for a, b in zip(asked, row, strict=True)):
            out[node, programme] = out.get((node, programme), 0) + number
    return out


def _breakdowns(report: Report) -> dict[str, tuple[Line, ...]]:
    return {
        "channel": report.channels,
        "programme": report.programmes,
        "commune": report.communes,
        "source": report.last_sources,
        "first_source": report.first_sources,
    }


def _lines(report: Report, hand: ByHand) -> dict[str, tuple[Any, Any]]:
    out: dict[str, tuple[Any, Any]] = {}
    for what, lines in _breakdowns(report).items():
        got = {
            line.code: (line.interactions, line.conversations, line.says_registered, line.handed_over, line.confirmed)
            for line in lines
        }
        # Lines of nothing are not compared: which ones stand there is for the reader's sake.
        want = {code: numbers for code, numbers in hand.lines(what).items() if any(numbers)}
        out[f"lines of {what}"] = ({code: numbers for code, numbers in got.items() if any(numbers)}, want)
        out[f"sum of {what}"] = (sum(line.interactions or 0 for line in lines), len(hand.said))
    out["every commune has its line"] = ([line.code for line in report.communes][:65], [*COMMUNES, ""])
    return out


def _people(report: Report, hand: ByHand) -> dict[str, tuple[Any, Any]]:
    people, fresh, steps = hand.people()
    t = report.totals
    out: dict[str, tuple[Any, Any]] = {
        "people": ((t.people, t.new_people, t.returning_people), (people, fresh, people - fresh)),
        "funnel": ([step.people for step in report.funnel], steps),
        "funnel never grows": (sorted(steps, reverse=True), steps),
    }
    for what, lines in _breakdowns(report).items():
        for line in lines:
            if what != "first_source" and line.people is not None:
                out[f"people of {what} {line.code}"] = (line.people, hand.people(what, line.code)[0])
    return out


def _targets(report: Report, hand: ByHand) -> dict[str, tuple[Any, Any]]:
    out: dict[str, tuple[Any, Any]] = {}
    for programme, target in report.targets.items():
        typed = [(day, n) for name, day, n in hand.of.totals if name == programme and day <= hand.last]
        listed = hand.listed("programme", programme, ever=True)
        says = sum(
            s.programme == programme and "says_registered" in s.happened
            for s in hand.of.said
            if here(s.at) <= hand.last
        )
        visible = sum(
            k.programme == programme and k.visible_on is not None and k.visible_on <= hand.last for k in hand.of.links
        )
        got = (target.reached, target.confirmed, target.says_registered, target.visible)
        out[f"target {programme}"] = (got, (max(typed)[1] if typed else listed, listed, says, visible))
    return out
