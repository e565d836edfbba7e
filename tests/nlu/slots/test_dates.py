"""Birth dates and dates on papers (programme.md 5.2, 5.3; contract section 9)."""

from __future__ import annotations

import pytest

from nlu.types import DateSlot
from tests.nlu.slots import cases_dates as cases
from tests.nlu.slots.read import spellings, table, understood


def short(slot: object) -> str:
    """The value as the tables write it."""
    if slot is None:
        return ""
    assert isinstance(slot, DateSlot)
    if slot.kind == "date":
        return f"{slot.year:04d}-{slot.month:02d}-{slot.day:02d}"
    if slot.kind == "lunar":
        return f"lunar {slot.year}-{slot.month}-{slot.day}"
    if slot.kind == "age":
        return f"age {slot.age}"
    if slot.kind == "incomplete":
        return f"-{slot.month:02d}" + (f"-{slot.day:02d}" if slot.day else "")
    if slot.kind == "month":
        return f"{slot.year}-{slot.month:02d}"
    return str(slot.year) if slot.kind == "year" else slot.kind


@pytest.mark.parametrize(("text", "value"), table(cases.FROM_THE_TABLE) + table(cases.OUR_OWN))
def test_a_birth_date_is_read_without_being_asked_for(text: str, value: str) -> None:
    """The table of programme.md 5.2 and our own sentences, with no question open."""
    assert short(understood(text).slots.get("birth_date")) == value


@pytest.mark.parametrize(("text", "value"), table(cases.WHEN_ASKED))
def test_a_birth_date_is_read_when_asked_for(text: str, value: str) -> None:
    """Shapes that are a date only because a date was asked for."""
    assert short(understood(text, expect="birth_date").slots.get("birth_date")) == value


@pytest.mark.parametrize(("text", "value"), table(cases.PAPERS))
def test_a_date_with_the_cue_of_a_paper_is_no_birth_date(text: str, value: str) -> None:
    """The cue decides, whatever question is open."""
    for expect in (None, "founded_on", "birth_date"):
        slots = understood(text, expect=expect).slots
        assert short(slots.get("founded_on")) == value
        assert "birth_date" not in slots


@pytest.mark.parametrize(("text", "value"), table(cases.PAPERS_ASKED))
def test_a_date_of_a_paper_is_read_when_asked_for(text: str, value: str) -> None:
    """Coarse dates count; a birth is not mentioned."""
    assert short(understood(text, expect="founded_on").slots.get("founded_on")) == value


@pytest.mark.parametrize(("text", "value"), table(cases.FROM_THE_TABLE))
@pytest.mark.parametrize("spelling", ["stripped", "nfd", "upper"])
def test_spelling_does_not_change_a_date(text: str, value: str, spelling: str) -> None:
    """Without marks, decomposed and in capitals a date stays the same."""
    assert short(understood(spellings(text)[spelling]).slots.get("birth_date")) == value


def test_two_dates_with_their_cues_fill_both_slots() -> None:
    """A birth date and the date of a certificate in one message."""
    slots = understood("em sinh 12/5/2004, quán được cấp ngày 3/5/2026").slots
    assert short(slots["birth_date"]) == "2004-05-12"
    assert short(slots["founded_on"]) == "2026-05-03"


def test_the_programme_for_businesses_makes_a_bare_date_one_of_a_paper() -> None:
    """Unless a birth is named."""
    assert "founded_on" in understood("15/3/2026", programme="biz_vn").slots
    assert "birth_date" in understood("em sinh 15/3/2004", programme="biz_vn").slots
    assert "birth_date" in understood("15/3/2004", expect="birth_date", programme="biz_vn").slots
