"""The fourth set: what the words around a number, a place or a name say of it."""

from __future__ import annotations

import pytest

from nlu.types import DomainSlot
from tests.nlu.slots import cases_fourth as cases
from tests.nlu.slots.read import number_told, place_told, strip_marks, table, understood


@pytest.mark.parametrize(("text", "value"), table(cases.NUMBERS))
def test_a_number_is_what_it_is_called(text: str, value: str) -> None:
    """A denied cue says nothing; groups may stand far apart; a number read out is told from a date read out."""
    assert number_told(text) == value


@pytest.mark.parametrize(("text", "value"), table(cases.PLACES))
def test_a_place_is_where_the_person_is_now(text: str, value: str) -> None:
    """Not where a shop is called after, nor where they lived; the old province beside a unit adds none."""
    assert place_told(text) == value


@pytest.mark.parametrize(("text", "value"), table(cases.NAMES))
def test_a_name_is_all_of_its_words(text: str, value: str) -> None:
    """Words that lead to a name may begin one; a question about names is none."""
    slot = understood(text, expect="domain", programme="biz_vn").slots.get("domain")
    assert slot is None or isinstance(slot, DomainSlot)
    assert (f"{slot.label or '-'} {slot.suffix or '-'} {slot.problem or 'ok'}" if slot else "none") == value


@pytest.mark.parametrize(
    "text", ["huyện Phước Long bên Bạc Liêu", "hồi xưa ở Tân Duyệt giờ dọn qua Trần Phán", "xã Vĩnh Lộc A, Hồng Dân"]
)
def test_a_place_is_the_same_without_marks(text: str) -> None:
    """No mark decides these."""
    told = understood(text, expect="commune").slots["commune"]
    assert understood(strip_marks(text), expect="commune").slots["commune"] == told


def test_a_name_said_where_a_summary_is_confirmed_may_hold_such_words() -> None:
    """The same words block a name there as where one is asked for."""
    slot = understood("đổi tên thành Yến Sào Hòn Khoai", expect="confirm").slots.get("domain")
    assert slot == DomainSlot("yensaohonkhoai", None, "vietnamese_char")
