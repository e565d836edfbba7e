"""The eligibility rules: situations from the tables beside this file, and what holds for every date."""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from flows.province import PROVINCES, Province, load_province
from flows.rules import (
    RULES,
    VERDICTS,
    BusinessFacts,
    PartialDate,
    PersonFacts,
    Verdict,
    bands,
    decide_biz_vn,
    decide_id_vn,
)
from flows.rules.biz_vn import first_year_zone
from flows.rules.calendar import closing_birthday, first_day, opening_birthday
from flows.rules.id_vn import age_zone

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
TODAY = date(2026, 11, 22)
INPUTS = {
    "today",
    "born",
    "citizen",
    "province",
    "closed",
    "subject",
    "certificate",
    "founded",
    "verdict",
    "why",
}
OLD_TO_YOUNG = ("too_old", "borderline", "eligible", "too_young")

days = st.dates(date(1950, 1, 1), date(2030, 12, 31))
todays = st.dates(date(2023, 6, 1), date(2030, 12, 31))


@cache
def province(name: str, *, closed: bool = False) -> Province:
    root = PROVINCES if name == "ca_mau" else HERE.parent / "provinces"
    loaded = load_province(name, root=root)
    if not closed:
        return loaded
    return loaded.model_copy(update={"programme": loaded.programme.model_copy(update={"ended": True})})


def partial(value: object) -> PartialDate | None:
    """A date of a situation: a day, "2008-11", a year, or nothing."""
    if value is None:
        return None
    return PartialDate(*(int(part) for part in str(value).split("-")))


def situations(name: str) -> list[Any]:
    rows = yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))
    return [pytest.param(row, id=f"{number}: {row['why']}") for number, row in enumerate(rows, start=1)]


def check(row: dict[str, Any], verdict: Verdict) -> None:
    assert verdict.verdict == row["verdict"], row["why"]
    told = {**verdict.values, "missing": list(verdict.missing)}
    wanted = {name: value for name, value in row.items() if name not in INPUTS}
    assert {name: told.get(name) for name in wanted} == wanted
    assert verdict.rule in RULES
    assert verdict.source.cite


@pytest.mark.parametrize("row", situations("id_vn"))
def test_id_vn_situation(row: dict[str, Any]) -> None:
    """Every dated situation of a person gets its verdict and its values."""
    facts = PersonFacts(born=partial(row["born"]), citizen=row.get("citizen", True))
    offer = province(row.get("province", "ca_mau"), closed=row.get("closed", False))
    check(row, decide_id_vn(facts, today=row["today"], province=offer))


@pytest.mark.parametrize("row", situations("biz_vn"))
def test_biz_vn_situation(row: dict[str, Any]) -> None:
    """Every dated situation of a business gets its verdict and its values."""
    facts = BusinessFacts(
        subject=row["subject"], certificate=row.get("certificate", True), founded=partial(row.get("founded"))
    )
    offer = province(row.get("province", "ca_mau"), closed=row.get("closed", False))
    check(row, decide_biz_vn(facts, today=row["today"], province=offer))


@given(born=days, today=todays)
def test_a_later_birth_date_is_never_an_older_zone(born: date, today: date) -> None:
    """The zones follow each other as birth dates grow, day by day."""
    zones = [OLD_TO_YOUNG.index(age_zone(born + timedelta(days=n), today)) for n in range(0, 3000, 7)]
    near = [OLD_TO_YOUNG.index(age_zone(born + timedelta(days=n), today)) for n in range(5)]
    assert zones == sorted(zones)
    assert near == sorted(near)


@given(born=days, today=todays)
def test_the_years_of_a_person_only_go_forward(born: date, today: date) -> None:
    """As time passes a person never gets a younger zone, and every bound is crossed on one day."""
    one, two = age_zone(born, today), age_zone(born, today + timedelta(days=1))
    assert OLD_TO_YOUNG.index(two) <= OLD_TO_YOUNG.index(one)


@given(founded=st.dates(date(2022, 1, 1), date(2030, 12, 31)), today=todays)
def test_an_enterprise_only_grows_older(founded: date, today: date) -> None:
    """In its first year an enterprise is eligible; then there is exactly one day for the registrar."""
    order = ("too_old", "ask_registrar", "eligible")
    zones = [order.index(first_year_zone(founded + timedelta(days=n), today)) for n in range(800)]
    assert zones == sorted(zones)
    along = [first_year_zone(founded, founded + timedelta(days=n)) for n in range(400)]
    assert along.count("ask_registrar") == 1


@st.composite
def partial_dates(draw: st.DrawFn, low: int, high: int) -> PartialDate:
    year = draw(st.integers(low, high))
    return PartialDate(year, draw(st.none() | st.integers(1, 12)))


def every_day(some: PartialDate, until: date) -> Iterator[date]:
    day = some.first()
    while day <= min(some.last(), until):
        yield day
        day += timedelta(days=1)


@given(born=partial_dates(1995, 2012), today=todays)
def test_a_coarse_birth_date_decides_only_for_all_its_days(born: PartialDate, today: date) -> None:
    """A year or month decides exactly when every day in it gives that verdict; otherwise it is undecided."""
    offer = province("thai_binh")
    each = {
        decide_id_vn(PersonFacts(PartialDate.of(day), citizen=True), today=today, province=offer).verdict
        for day in every_day(born, today)
    }
    coarse = decide_id_vn(PersonFacts(born, citizen=True), today=today, province=offer).verdict
    assert coarse == (each.pop() if len(each) == 1 else "undecided")


@given(founded=partial_dates(2022, 2030), today=todays)
def test_a_coarse_founding_date_decides_only_for_all_its_days(founded: PartialDate, today: date) -> None:
    """The same for the first registration of an enterprise; what lies in the future is no fact."""
    offer = province("thai_binh")

    def verdict(some: PartialDate) -> str:
        facts = BusinessFacts("enterprise", certificate=True, founded=some)
        return decide_biz_vn(facts, today=today, province=offer).verdict

    each = {verdict(PartialDate.of(day)) for day in every_day(founded, today)} or {"unknown"}
    assert verdict(founded) == (each.pop() if len(each) == 1 else "undecided")


@given(born=partial_dates(1995, 2012), today=todays)
def test_what_one_is_told_to_do_in_time_is_in_time(born: PartialDate, today: date) -> None:
    """Whoever acts on the last day named still finds the same verdict, whichever day was meant."""
    offer = province("thai_binh")
    told = decide_id_vn(PersonFacts(born, citizen=True), today=today, province=offer)
    if told.verdict not in {"eligible", "borderline"}:
        return
    left = told.values["days_to_act"]
    assert isinstance(left, int)
    then = decide_id_vn(PersonFacts(born, citizen=True), today=today + timedelta(days=left), province=offer)
    assert then.verdict == told.verdict


@given(today=todays)
def test_bands_agree_with_the_rule(today: date) -> None:
    """The years and days that the copy names are those of the rule, on every day."""
    found = bands(today)
    assert age_zone(found.eligible_from, today) == "eligible" == age_zone(found.eligible_to, today)
    assert age_zone(found.eligible_from - timedelta(days=1), today) == "borderline"
    assert age_zone(found.borderline_from - timedelta(days=1), today) == "too_old"
    assert age_zone(found.borderline_from, today) == "borderline"
    assert age_zone(found.eligible_to + timedelta(days=1), today) == "too_young"
    assert age_zone(date(found.old_year, 12, 31), today) == "too_old"
    assert age_zone(date(found.young_year, 1, 1), today) == "too_young"
    for year in found.sure_years:
        assert {age_zone(date(year, 1, 1), today), age_zone(date(year, 12, 31), today)} == {"eligible"}
    covered = {*found.sure_years, *found.ask_years, found.old_year, found.young_year}
    assert set(range(found.old_year, found.young_year + 1)) <= covered | {found.borderline_from.year}


def test_bands_of_the_agreed_day() -> None:
    """On 22/11/2026 the years 2004-2007 are sure and 2002, 2003 and 2008 need the day."""
    found = bands(TODAY)
    assert found.sure_years == (2004, 2005, 2006, 2007)
    assert found.ask_years == (2002, 2003, 2008)
    assert (found.old_year, found.young_year) == (2001, 2009)
    assert found.values()["eligible_from"] == "22/11/2003"
    assert found.values()["borderline_to"] == "21/11/2003"


@given(born=days, years=st.integers(1, 30))
def test_birthdays_differ_only_for_29_february(born: date, years: int) -> None:
    """Opening and closing birthday are the same day, but for 29 February in a common year: a day apart."""
    opens, closes = opening_birthday(born, years), closing_birthday(born, years)
    if opens == closes:
        assert (opens.month, opens.day) == (born.month, born.day)
    else:
        assert (born.month, born.day) == (2, 29)
        assert opens - closes == timedelta(days=1)


def test_first_day_finds_the_turn() -> None:
    """The earliest day for which a claim holds is found, also on the first day looked at."""
    low, high = date(2020, 1, 1), date(2030, 1, 1)
    assert first_day(lambda day: day >= date(2024, 2, 29), low=low, high=high) == date(2024, 2, 29)
    assert first_day(lambda day: day >= low, low=low, high=high) == low


@pytest.mark.parametrize(
    ("slot", "wanted"),
    [
        ({"kind": "date", "iso": "2004-02-29"}, PartialDate(2004, 2, 29)),
        ({"kind": "month", "year": 2004, "month": 5}, PartialDate(2004, 5)),
        ({"kind": "year", "year": 2004}, PartialDate(2004)),
        ({"kind": "age", "age": 20}, None),
        ({"kind": "lunar", "year": 2004, "month": 1, "day": 30}, None),
        ({"kind": "incomplete", "month": 5, "day": 12}, None),
        ({"kind": "invalid"}, None),
        ({"kind": "ambiguous"}, None),
        ({"kind": "date", "iso": "2005-02-29"}, None),
        ({"kind": "year", "year": 204}, None),
        ({"skipped": True}, None),
        (None, None),
        ("2004", None),
    ],
)
def test_only_a_date_of_the_calendar_is_taken_from_a_slot(slot: object, wanted: PartialDate | None) -> None:
    """A stated age, a lunar date or half a date never becomes a fact."""
    assert PartialDate.from_slot(slot) == wanted


@pytest.mark.parametrize("parts", [(2005, 2, 29), (2004, 13), (2004, None, 5), (1899,), (20004,), (2004, 0)])
def test_a_day_that_does_not_exist_is_refused(parts: tuple[int, ...]) -> None:
    """A partial date is a possible one."""
    with pytest.raises(ValueError, match=r"."):
        PartialDate(*parts)


def test_a_coarse_date_is_cut_at_the_present() -> None:
    """Of this year or month only the days up to today are possible, of a later one none."""
    assert PartialDate(2026).possible(until=TODAY) == (date(2026, 1, 1), TODAY)
    assert PartialDate(2026, 11).possible(until=TODAY) == (date(2026, 11, 1), TODAY)
    assert PartialDate(2024, 2).possible(until=TODAY) == (date(2024, 2, 1), date(2024, 2, 29))
    assert PartialDate(2026, 12).possible(until=TODAY) is None


@pytest.mark.parametrize("born", ["2003-11-21", "2008-12-01", "2003-12-05", "1990-07-03", "2011-03-02"])
def test_what_is_kept_does_not_tell_the_birth_date(born: str) -> None:
    """The ruling that outlives the talk holds verdict, rule, source and day, nothing of the birth date."""
    facts = PersonFacts(partial(born), citizen=True)
    verdict = decide_id_vn(facts, today=TODAY, province=province("ca_mau"))
    ruling = verdict.ruling("id_vn", today=TODAY)
    other = PersonFacts(PartialDate.of(date.fromisoformat(born) + timedelta(days=1)), citizen=True)
    same = decide_id_vn(other, today=TODAY, province=province("ca_mau")).ruling("id_vn", today=TODAY)
    assert ruling.values == same.values
    assert (ruling.verdict, ruling.on, ruling.programme) == (verdict.verdict, "2026-11-22", "id_vn")
    assert RULES[ruling.rule].says


def test_every_rule_tells_its_version_and_source() -> None:
    """A rule id is name@version, and each rule can be explained in words."""
    for name, rule in RULES.items():
        assert re.fullmatch(r"[a-z_.]+@\d{4}-\d+", name)
        assert rule.says.endswith(".")
        assert rule.source.cite


def test_the_tables_cover_the_vocabulary() -> None:
    """Every verdict of the contract occurs in the situations, and no other."""
    rows = [row.values[0] for name in ("id_vn", "biz_vn") for row in situations(name)]
    assert {row["verdict"] for row in rows} == {*VERDICTS, "undecided", "unknown"}
    assert len(rows) >= 80


def test_facts_are_all_optional() -> None:
    """Facts can be built from nothing and grow with the talk."""
    assert all(getattr(PersonFacts(), one.name) is None for one in fields(PersonFacts))
    assert all(getattr(BusinessFacts(), one.name) is None for one in fields(BusinessFacts))
