"""The parts of a report: periods, hidden small numbers, bounds of officers, definitions, JSON."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import periods
from storage.definitions import DEFINITIONS
from storage.reporting import hiding, spans
from storage.reporting.types import (
    STEPS,
    Filter,
    Line,
    Official,
    OutOfScopeError,
    Ratings,
    Report,
    Scope,
    Step,
    Target,
    Totals,
)

if TYPE_CHECKING:
    from storage.periods import Cutoff, Period

DAYS = st.dates(date(2025, 1, 1), date(2030, 12, 31))
CUTOFFS = st.sampled_from(["calendar_quarter", "nd09"])


# -- periods --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("period", "first", "last", "name"),
    [
        (periods.quarter(2026, 4), (2026, 10, 1), (2026, 12, 31), "quý IV năm 2026"),
        (periods.quarter(2026, 1, "nd09"), (2025, 12, 15), (2026, 3, 14), "quý I năm 2026"),
        (periods.quarter(2026, 4, "nd09"), (2026, 9, 15), (2026, 12, 14), "quý IV năm 2026"),
        (periods.year(2026), (2026, 1, 1), (2026, 12, 31), "năm 2026"),
        (periods.year(2026, "nd09"), (2025, 12, 15), (2026, 12, 14), "năm 2026"),
        (periods.month(2028, 2), (2028, 2, 1), (2028, 2, 29), "tháng 2 năm 2028"),
        (
            periods.days(date(2026, 3, 5), date(2026, 3, 5)),
            (2026, 3, 5),
            (2026, 3, 5),
            "từ ngày 05/03/2026 đến ngày 05/03/2026",
        ),
    ],
)
def test_periods_have_their_days_and_names(
    period: Period, first: tuple[int, int, int], last: tuple[int, int, int], name: str
) -> None:
    """Both ends included; by Nghị định 09/2019 from the 15th to the 14th."""
    assert (period.first, period.last, period.name) == (date(*first), date(*last), name)


def test_days_the_wrong_way_round_are_refused() -> None:
    """A period has at least one day."""
    with pytest.raises(ValueError, match=r"01/02/2026 < 02/02/2026"):
        periods.days(date(2026, 2, 2), date(2026, 2, 1))


@given(DAYS, CUTOFFS)
def test_a_day_is_in_its_quarter_and_in_no_other(day: date, cutoff: Cutoff) -> None:
    """Quarters follow each other without a gap, by either cut-off."""
    found = periods.quarter_of(day, cutoff)
    assert found.first <= day <= found.last
    after, before = periods.quarter_after(found, cutoff), periods.before(found, cutoff)
    assert after.first - found.last == found.first - before.last == timedelta(days=1)
    assert (after.kind, before.kind) == ("quarter", "quarter")
    assert periods.before(after, cutoff) == found


@given(DAYS, CUTOFFS)
def test_the_period_before_ends_the_day_before(day: date, cutoff: Cutoff) -> None:
    """Of a year, a month and any days; any days have as many before."""
    length = periods.days(day, day + timedelta(days=day.day))
    for period in (periods.year(day.year, cutoff), periods.month(day.year, day.month), length):
        before = periods.before(period, cutoff)
        assert before.last + timedelta(days=1) == period.first
        assert before.kind == period.kind
    assert periods.before(length, cutoff).days == length.days


def test_a_closed_quarter_keeps_what_reports_ask_for() -> None:
    """Months, half months and the quarter itself; the parts of quarters and years by either cut-off too."""
    kept = spans.spans_of("2026-Q1")
    assert len(set(kept)) == 21
    assert (date(2026, 1, 1), date(2026, 3, 31)) in kept
    for cutoff in ("calendar_quarter", "nd09"):
        for period in (*(periods.quarter(2026, n, cutoff) for n in range(1, 5)), periods.year(2026, cutoff)):
            parts = list(spans.parts_of(period.first, period.last))
            assert all((first, last) in spans.spans_of(quarter) for quarter, first, last in parts)
            assert sum((last - first).days + 1 for _, first, last in parts) == period.days


# -- small numbers ----------------------------------------------------------------------------------------------------
def lines(numbers: list[int | None]) -> list[Line]:
    return [Line(str(n), f"Xã {n}", number) for n, number in enumerate(numbers)]


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [
        ([0, 0], [0, 0]),
        ([9, 5, 0], [9, 5, 0]),
        ([9, 3, 7, 0], [9, None, None, 0]),
        ([9, 4, 2, 0], [9, None, None, 0]),
        ([90, 1, 1, 1, 8], [90, None, None, None, None]),
        ([90, 1, 2], [None, None, None]),
        ([3], [None]),
        ([None, 3, 60, 70], [None, None, None, 70]),
    ],
)
def test_small_numbers_are_hidden_with_company(numbers: list[int | None], shown: list[int | None]) -> None:
    """Never one alone, never so few that their sum tells; zero stays zero."""
    hidden = hiding.hide_small(lines(numbers))
    assert [line.interactions for line in hidden] == shown
    assert all(
        line.hidden for line, number in zip(hidden, numbers, strict=True) if number and line.interactions is None
    )


@given(st.lists(st.integers(0, 40), max_size=70))
def test_no_total_gives_a_hidden_number_away(numbers: list[int]) -> None:
    """What total less the shown ones leave open has at least two ways to be shared out, where there is company."""
    shown = [line.interactions for line in hiding.hide_small(lines([*numbers]))]
    assert not any(number is not None and 0 < number < hiding.LEAST for number in shown)
    assert all(number == before for number, before in zip(shown, numbers, strict=True) if number is not None)
    gone = [n for n, number in zip(numbers, shown, strict=True) if number is None]
    others = [number for number in shown if number]
    assert 0 not in gone
    if gone and others:
        assert len(gone) >= 2
        assert sum(gone) >= hiding.LEAST
        assert sum(gone) > len(gone)
    if all(number == 0 or number >= hiding.LEAST for number in numbers):
        assert gone == []


# -- bounds -----------------------------------------------------------------------------------------------------------
def test_an_officer_sees_what_is_theirs() -> None:
    """The bound is laid over every filter; asking for another's figures is refused."""
    mine = Scope(commune="32002")
    assert mine.over(Filter(channel="web")) == Filter(channel="web", commune="32002")
    assert mine.over(Filter(commune="32002")).commune == "32002"
    for other in ("32014", ""):
        with pytest.raises(OutOfScopeError):
            mine.over(Filter(commune=other))
    with pytest.raises(OutOfScopeError):
        Scope(source="truong-a").over(Filter(source="truong-b"))
    assert Scope().over(Filter(commune="32014")) == Filter(commune="32014")


# -- definitions and JSON -----------------------------------------------------------------------------------------
ELSEWHERE = {
    "before": "totals",
    "before_period": "totals",
    "funnel": "funnel",
    "first_sources": "sources",
    "last_sources": "sources",
    "ratings": "ratings",
    "reminders_sent": "reminders",
    "response_p50_ms": "response_ms",
    "response_p95_ms": "response_ms",
}
NO_FIGURES = ("period", "province", "made_at", "filter", "totals", "notes", "before", "before_period")


def test_every_figure_has_its_definition_in_both_languages() -> None:
    """Each total, step and part of the report is defined once, in words of some length."""
    wanted = {f.name for f in fields(Totals)} | {f"funnel.{step}" for step in STEPS}
    wanted |= {ELSEWHERE.get(f.name, f.name) for f in fields(Report) if f.name not in NO_FIGURES}
    assert wanted - set(DEFINITIONS) == set()
    for one in DEFINITIONS.values():
        assert one.name
        assert one.name_en
        assert one.text.endswith(".")
        assert one.text_en.endswith(".")
    names = [one.name for one in DEFINITIONS.values() if not one.id.startswith("funnel.")]
    assert len(set(names)) == len(names)


def a_report() -> Report:
    totals = Totals(9, 6, 3, 11, 90, 5, 4, 3, 2, 1, 1)
    target = Target(2400, 700, "VNNIC", Official(700, date(2026, 9, 30), "VNNIC"), 1, 2, 3, 4.5)
    return Report(
        period=periods.quarter(2026, 4),
        province="Cà Mau",
        made_at=datetime(2026, 11, 22, 3, 0, tzinfo=UTC),
        filter=Filter(),
        totals=totals,
        before=None,
        before_period=None,
        funnel=tuple(Step(step, 9 - n) for n, step in enumerate(STEPS)),
        verdicts={"eligible": 4},
        left=(),
        hours=(0,) * 24,
        days=(),
        channels=(Line("web", "Trang web", 3, 2, 1, 1, 1, 0),),
        programmes=(),
        communes=tuple(lines([9, 3, 7])),
        first_sources=tuple(lines([1, 2, 8])),
        last_sources=tuple(lines([2, 8])),
        intents=(),
        unanswered=0,
        ratings=Ratings((0, 0, 0, 1, 1), 0),
        reminders_sent=0,
        registered_after_reminder=0,
        asked_for_person=0,
        messages_left=0,
        response_p50_ms=None,
        response_p95_ms=None,
        targets={"id_vn": target, "biz_vn": replace(target, official=None)},
    )


def test_the_json_has_the_keys_that_programs_rely_on() -> None:
    """Those of the contract, section 8, in plain JSON; the report of a closed quarter may hold null."""
    data = json.loads(json.dumps(a_report().json()))
    assert data["period"]["from"] == "2026-10-01"
    assert data["period"]["to"] == "2026-12-31"
    assert {
        *("people", "new_people", "conversations", "interactions", "handed_over", "opened_link"),
        *("says_registered", "confirmed"),
    } <= set(data["totals"])
    assert [(set(step), step["step"]) for step in data["funnel"]] == [({"step", "people"}, step) for step in STEPS]
    assert {"verdicts", "channels", "programmes", "communes", "intents", "unanswered", "definitions"} <= set(data)
    assert {"goal", "reached", "source"} <= set(data["targets"]["id_vn"]) & set(data["targets"]["biz_vn"])
    assert data["ratings"]["mean"] == 4.5
    assert data["definitions"]["people"]["name"] == "Số người"


def test_a_report_that_leaves_the_house_has_no_small_number_by_place() -> None:
    """Communes and sources are treated, channels are not, totals stay."""
    inside, outside = a_report(), hiding.for_outside(a_report())
    assert [line.interactions for line in outside.communes] == [9, None, None]
    assert [line.interactions for line in outside.first_sources] == [None, None, None]
    assert [line.interactions for line in outside.last_sources] == [None, None]
    assert (outside.channels, outside.totals) == (inside.channels, inside.totals)
    assert outside.json()["communes"][1]["hidden"] is True
