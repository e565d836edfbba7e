"""The fifth set: dates told from today, years of the cycle, and several dates of which one is meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.slots import find_slots, fold
from nlu.slots.can_chi import cycle_years, of_founding
from nlu.slots.date_parts import Taken
from nlu.types import DateSlot
from tests.nlu.slots import cases_fifth, cases_fifth_more
from tests.nlu.slots.read import PLACES, TODAY, spellings, strip_marks, table, understood
from tests.nlu.slots.test_third import told

PAPERS = table(cases_fifth.OF_A_PAPER + cases_fifth_more.OF_A_PAPER)
BIRTHS = table(cases_fifth_more.OF_A_BIRTH)
ASKED_AGAIN = ("ambiguous", "incomplete", "invalid", "lunar")
SPANS = st.tuples(st.integers(0, 40), st.integers(1, 9)).map(lambda pair: (pair[0], pair[0] + pair[1]))


def of_a_paper(text: str) -> str:
    """What is understood where the date of the certificate is asked for."""
    return told(understood(text, expect="founded_on", programme="biz_vn").slots.get("founded_on"))


def of_a_birth(text: str) -> str:
    """What is understood where a birth date is asked for."""
    return told(understood(text, expect="birth_date", programme="id_vn").slots.get("birth_date"))


@pytest.mark.parametrize(("text", "value"), PAPERS)
def test_a_date_of_a_paper_beside_other_words(text: str, value: str) -> None:
    """The first registration of the business that is spoken of; what no word decides is asked again."""
    assert of_a_paper(text) == value


@pytest.mark.parametrize(("text", "value"), BIRTHS)
def test_a_birth_beside_other_words(text: str, value: str) -> None:
    """Appointments, school and other papers are no rivals of a birth."""
    assert of_a_birth(text) == value


@pytest.mark.parametrize("spelling", ["nfd", "upper"])
def test_spelling_changes_nothing(spelling: str) -> None:
    """Decomposed and in capitals every answer stays the same."""
    for rows, read in ((PAPERS, of_a_paper), (BIRTHS, of_a_birth)):
        for text, value in rows:
            assert read(spellings(text)[spelling]) == value, text


def test_without_marks_no_other_date_comes_out() -> None:
    """The same date, a part of it, or one that is asked again; hôm kia and hôm kìa are one word without marks."""
    for rows, read in ((PAPERS, of_a_paper), (BIRTHS, of_a_birth)):
        for text, value in rows:
            if not value or value.startswith(ASKED_AGAIN) or "kìa" in text:
                continue
            got = read(strip_marks(text))
            assert value.startswith(got) or got.startswith(ASKED_AGAIN), text


@given(st.integers(0, 59))
def test_a_year_of_the_cycle_names_the_latest_for_a_business(ago: int) -> None:
    """Of this year too; where a birth is asked for, the same name is that of somebody old enough."""
    stems, branches = "giáp ất bính đinh mậu kỷ canh tân nhâm quý", "tý sửu dần mão thìn tỵ ngọ mùi thân dậu tuất hợi"
    year = TODAY.year - ago
    name = f"năm {stems.split()[(year - 4) % 10]} {branches.split()[(year - 4) % 12]}"
    text = fold.read(name)
    (born,) = cycle_years(text.folded, text, TODAY)
    assert of_founding(born, TODAY).slot == DateSlot("year", year)
    assert born.slot.year in {year, year - 60}


@given(st.lists(SPANS, max_size=8), SPANS)
def test_what_is_taken_is_not_read_again(spans: list[fold.Span], span: fold.Span) -> None:
    """As if each were compared with each."""
    assert Taken(60, spans).free(span) == (not fold.overlaps(span, spans))


@pytest.mark.parametrize("unit", ["12/5/2004 ", "2004 ", "1/2 ", "năm giáp thân ", "cấp 2004, "])
def test_the_same_date_many_times_is_that_date(unit: str) -> None:
    """A message of the longest kind says what one of its repetitions says."""
    for expect in ("birth_date", "founded_on"):
        once, often = (
            find_slots(text, expect=expect, programme=None, today=TODAY, places=PLACES).slots.get(expect)
            for text in (unit.strip(), (unit * 4000)[: 4000 // len(unit) * len(unit)])
        )
        assert often == once
