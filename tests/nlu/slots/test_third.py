"""The third set: each row is a fault that was found once and must stay mended."""

from __future__ import annotations

import pytest

from nlu.types import DateSlot, DomainSlot, NumberSlot, WordSlot
from tests.nlu.slots import cases_third as cases
from tests.nlu.slots.read import table, understood
from tests.nlu.slots.test_dates import short


def told(slot: object) -> str:
    """A slot as the tables write it."""
    if isinstance(slot, DateSlot):
        if slot.kind in {"incomplete", "ambiguous"}:
            parts = [f"{name} {value}" for name in ("month", "day") if (value := getattr(slot, name))]
            return " ".join([slot.kind, *parts])
        return short(slot)
    if isinstance(slot, DomainSlot):
        return f"{slot.label or '-'} {slot.suffix or '-'} {slot.problem or 'ok'}"
    if isinstance(slot, NumberSlot):
        return f"{slot.kind} {slot.number}"
    if isinstance(slot, WordSlot):
        return slot.value[0][1] if isinstance(slot.value, tuple) else str(slot.value)
    return "" if slot is None else repr(slot)


def rows(lines: str) -> list[tuple[str | None, str, str, str]]:
    """(question, slot, text, value)."""
    out: list[tuple[str | None, str, str, str]] = []
    for left, value in table(lines):
        expect, name, text = left.split(" | ", 2)
        out.append((None if expect == "-" else expect, name, text, value))
    return out


@pytest.mark.parametrize(
    ("expect", "name", "text", "value"),
    rows(cases.PLACES + cases.DOMAINS + cases.NUMBERS + cases.DATES + cases.WORDS),
)
def test_a_slot_is_read(expect: str | None, name: str, text: str, value: str) -> None:
    """The slot of this name has this value, or is absent."""
    assert told(understood(text, expect=expect).slots.get(name)) == value


@pytest.mark.parametrize(("left", "value"), table(cases.ANSWERS))
def test_an_answer_is_read(left: str, value: str) -> None:
    """Leaving and agreeing are told apart from yes and no; a question is neither."""
    expect, _, text = left.partition(" | ")
    found = understood(text, expect=None if expect == "-" else expect)
    assert (found.answer or "") + ("!" if found.explicit else "") == value


@pytest.mark.parametrize("text", cases.NOT_CON.strip().splitlines())
def test_a_parent_is_no_child(text: str) -> None:
    """ "con tôi" is the speaker's child, so the speaker is not to be called con."""
    assert understood(text).address != "con"


def test_a_one_time_code_is_kept_out() -> None:
    """The code is sensitive and is no date."""
    found = understood("mã otp 482913", expect="birth_date")
    assert found.sensitive == ("otp",)
    assert not found.slots


@pytest.mark.parametrize("text", ["quốc tịch việt nam", "có giấy phép kinh doanh rồi", "chưa có giấy phép"])
def test_a_stated_fact_covers_its_words(text: str) -> None:
    """Nothing else was said."""
    assert understood(text).covered == 1.0
