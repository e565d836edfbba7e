"""The seventh set: what a date is of, and what a slip is of."""

from __future__ import annotations

import pytest

from nlu.types import DateSlot, DomainSlot
from tests.nlu.slots import cases_seventh as cases
from tests.nlu.slots.read import strip_marks, table, understood


def told(slot: object) -> str:
    """A date as the tables write it: parts joined by hyphens behind the kind, a full one without it."""
    if not isinstance(slot, DateSlot):
        return "-"
    if slot.kind == "date":
        return f"{slot.year:04d}-{slot.month:02d}-{slot.day:02d}"
    parts = [str(part) for part in (slot.year, slot.month, slot.day) if part is not None]
    return f"{slot.kind} {'-'.join(parts)}".strip()


@pytest.mark.parametrize(("text", "value"), table(cases.FOUNDED))
def test_only_words_of_birth_make_a_birth_where_a_founding_is_asked(text: str, value: str) -> None:
    """The date is that of the certificate, not of another paper, a message, a work or somebody's birth."""
    slots = understood(text, expect="founded_on", programme="biz_vn").slots
    assert ("birth_date" in slots) == (value == "birth")
    assert told(slots.get("founded_on")) == ("-" if value == "birth" else value)


@pytest.mark.parametrize(("text", "value"), table(cases.BORN))
def test_only_words_of_a_business_make_a_founding_where_a_birth_is_asked(text: str, value: str) -> None:
    """The date is that of the birth, by the sun where both calendars are told."""
    slots = understood(text, expect="birth_date", programme="id_vn").slots
    assert ("founded_on" in slots) == (value == "founded")
    assert told(slots.get("birth_date")) == ("-" if value == "founded" else value)


@pytest.mark.parametrize(("text", "value"), table(cases.NAMES))
def test_a_misspelt_name_gives_way_and_who_asks_at_home_names_nothing(text: str, value: str) -> None:
    """The name behind the remark on a slip counts; one spoken of with an "if" does not."""
    slot = understood(text, expect="domain", programme="biz_vn").slots.get("domain")
    assert slot is None or isinstance(slot, DomainSlot)
    assert (f"{slot.label} {slot.suffix or '-'}" if slot else "-") == value


def test_a_dated_paper_is_no_birth_without_marks() -> None:
    """đề and đẻ are one word then: the paper in front, or what is asked, tells them apart."""
    for text, value in table(cases.FOUNDED):
        if "đề " in text:
            slots = understood(strip_marks(text), expect="founded_on", programme="biz_vn").slots
            assert (told(slots.get("founded_on")), "birth_date" in slots) == (value, False), text
