"""The second set of dates and the sentences in which nothing must be found."""

from __future__ import annotations

import pytest

from tests.nlu.slots import cases_hostile, cases_unasked
from tests.nlu.slots.read import strip_marks, table, understood
from tests.nlu.slots.test_dates import short


@pytest.mark.parametrize(("text", "value"), table(cases_hostile.ASKED))
def test_a_birth_date_that_was_asked_for(text: str, value: str) -> None:
    """Read, refused or asked again, never guessed."""
    assert short(understood(text, expect="birth_date").slots.get("birth_date")) == value


@pytest.mark.parametrize(("text", "value"), table(cases_unasked.UNASKED))
def test_a_date_in_any_sentence(text: str, value: str) -> None:
    """Deadlines, addresses, opening hours and documents are no births."""
    assert short(understood(text).slots.get("birth_date")) == value


@pytest.mark.parametrize(("text", "value"), table(cases_unasked.PAPERS))
def test_a_date_of_a_paper_that_was_asked_for(text: str, value: str) -> None:
    """The first registration counts, a change does not."""
    assert short(understood(text, expect="founded_on").slots.get("founded_on")) == value


@pytest.mark.parametrize("text", [line for line in cases_unasked.NO_SLOT.splitlines() if line])
def test_a_plain_question_holds_no_slot(text: str) -> None:
    """With and without marks."""
    assert not understood(text).slots
    assert not understood(strip_marks(text)).slots
