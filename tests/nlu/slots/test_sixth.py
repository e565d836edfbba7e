"""The sixth set: what people add to a value, and what only looks like one."""

from __future__ import annotations

import pytest

from nlu.slots.sounds import sound_of
from nlu.types import DomainSlot
from tests.nlu.slots import cases_sixth, cases_sixth_places
from tests.nlu.slots.read import number_told, place_told, strip_marks, table, understood


@pytest.mark.parametrize(("text", "value"), table(cases_sixth.NUMBERS))
def test_a_number_stays_whatever_is_said_beside_it(text: str, value: str) -> None:
    """A remark, another number with its own name, a friend's number: none of them hides or changes the one meant."""
    assert number_told(text) == value


@pytest.mark.parametrize(("text", "value"), table(cases_sixth.NAMES))
def test_a_wished_name_is_told_from_what_is_said_about_names(text: str, value: str) -> None:
    """A year is part of the name; a rule that is asked, a yes, a friend's name are no wish."""
    slot = understood(text, expect="domain", programme="biz_vn").slots.get("domain")
    assert slot is None or isinstance(slot, DomainSlot)
    assert (f"{slot.label or '-'} {slot.suffix or '-'} {slot.problem or 'ok'}" if slot else "none") == value


@pytest.mark.parametrize(("text", "value"), table(cases_sixth_places.PLACES))
def test_a_unit_is_found_with_a_slip_and_never_invented(text: str, value: str) -> None:
    """Streets, hamlets, persons and other people's places are not the person's unit."""
    assert place_told(text) == value


@pytest.mark.parametrize(("text", "value"), table(cases_sixth_places.EVERYDAY))
def test_everyday_words_are_no_place(text: str, value: str) -> None:
    """Words a mark or a letter away from a name are what they say; a name with its tone is the name."""
    assert place_told(text) == value


@pytest.mark.parametrize("text", ["em 2k4", "em sinh năm 2005 nha", "mình 2k4 nha"])
def test_a_year_of_birth_is_no_name(text: str) -> None:
    """Where a name is asked for, a year that is said of oneself stays the year."""
    found = understood(text, expect="domain", programme="id_vn").slots
    assert "birth_date" in found
    assert "domain" not in found


def test_a_name_that_ends_in_a_year_is_no_birth_date() -> None:
    """The year is part of the name, whatever stands between them."""
    for text in ("Mỹ Duyên 2k4", "be_na_2005", "bảo ngọc 2005 nha"):
        assert set(understood(text, expect="domain", programme="id_vn").slots) == {"domain"}, text


@pytest.mark.parametrize(("one", "other"), [("fan", "phan"), ("dan", "van"), ("chon", "tron"), ("xien", "xuyen")])
def test_syllables_that_sound_alike_in_the_south_share_a_key(one: str, other: str) -> None:
    """Only those: a key of another vowel is another."""
    assert sound_of([one]) == sound_of([other])
    assert sound_of([one]) != sound_of(["loc"])


def test_no_unit_is_read_from_its_word_and_the_name_behind() -> None:
    """The word for the kind is no part of a name: "phường Hiệp Thàn" is not Phong Hiệp, marks or not."""
    for text in ("phường Hiệp Thàn", "phường Tân Thàn"):
        assert place_told(text) == place_told(strip_marks(text))
        assert place_told(text) in {"31840", "32025"}


def test_what_a_stop_or_a_comma_follows_is_read_without_an_error() -> None:
    """Signs glued to a word that is looked up among others."""
    for text in ("1 sao, cần cải thiện nhiều", "lay ten mien giu cho thoi, chua can web"):
        understood(text, expect="domain")
