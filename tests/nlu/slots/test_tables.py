"""Numbers, places, wished names, answers and small words, as people type them."""

from __future__ import annotations

import pytest

from nlu.types import CommuneSlot, DomainSlot, NumberSlot, WordSlot
from tests.nlu.slots import cases_answers, cases_domains, cases_numbers, cases_places, cases_words
from tests.nlu.slots.read import spellings, table, understood

Row = tuple[str | None, str, str]


def rows(lines: str) -> list[Row]:
    """Rows "question | text = value"."""
    out: list[Row] = []
    for left, value in table(lines):
        expect, _, text = left.partition(" | ")
        out.append((None if expect == "-" else expect, text, value))
    return out


@pytest.mark.parametrize(("expect", "text", "value"), rows(cases_numbers.NUMBERS))
def test_a_number_has_its_kind(expect: str | None, text: str, value: str) -> None:
    """Kinds of contract section 4, canonical numbers, and what must not be kept."""
    found = understood(text, expect=expect)
    slot = found.slots.get("licence_number")
    assert slot is None or isinstance(slot, NumberSlot)
    told = f"{slot.kind} {slot.number}" if slot else ""
    kinds = " !" + ",".join(found.sensitive) if found.sensitive else ""
    assert (told + kinds).strip() == value


@pytest.mark.parametrize(("expect", "text", "value"), rows(cases_places.PLACES + cases_places.NO_PLACES))
def test_a_place_is_found_by_any_of_its_names(expect: str | None, text: str, value: str) -> None:
    """New and old names, districts, traps, abbreviations, one slip; candidates instead of a choice."""
    slots = understood(text, expect=expect).slots
    commune, province = slots.get("commune"), slots.get("province")
    assert commune is None or isinstance(commune, CommuneSlot)
    told = " ".join(commune.codes) + (" ask" if commune.ask else "") if commune else ""
    if isinstance(province, WordSlot):
        assert isinstance(province.value, tuple)
        told += f" @{province.value[0][1]}"
    assert told.strip() == value


@pytest.mark.parametrize(("expect", "text", "value"), rows(cases_domains.DOMAINS))
def test_a_wished_name_is_read_and_judged(expect: str | None, text: str, value: str) -> None:
    """Typed and spoken forms; the first rule that is broken; no wish in a question about an address."""
    slot = understood(text, expect=expect).slots.get("domain")
    assert slot is None or isinstance(slot, DomainSlot)
    told = f"{slot.label or '-'} {slot.suffix or '-'} {slot.problem or 'ok'}" if slot else ""
    assert told == value


@pytest.mark.parametrize(("expect", "text", "value"), rows(cases_answers.ANSWERS))
def test_an_answer_is_read_by_the_open_question(expect: str | None, text: str, value: str) -> None:
    """Short words, thumbs, consent in so many words, numbers of choices; a question is no answer."""
    found = understood(text, expect=expect)
    choice = found.slots.get("choice")
    told = (found.answer or "") + ("!" if found.explicit else "")
    if isinstance(choice, WordSlot):
        told = f"{told} choice {choice.value}"
    assert told.strip() == value


@pytest.mark.parametrize(("expect", "text", "value"), rows(cases_words.SUBJECTS))
def test_the_kind_of_registrant_is_read(expect: str | None, text: str, value: str) -> None:
    """One kind, or none when two are named."""
    slot = understood(text, expect=expect).slots.get("subject")
    assert (slot.json() if slot else "") == value


@pytest.mark.parametrize(("expect", "text", "value"), rows(cases_words.NAMES))
def test_a_name_keeps_its_spelling(expect: str | None, text: str, value: str) -> None:
    """Asked for or announced."""
    slot = understood(text, expect=expect).slots.get("person_name")
    assert (slot.json() if slot else "") == value


@pytest.mark.parametrize(("expect", "text", "value"), rows(cases_words.ADDRESSES))
def test_self_reference_is_read_where_it_is_clear(expect: str | None, text: str, value: str) -> None:
    """How the person calls themself."""
    assert understood(text, expect=expect).address == value


@pytest.mark.parametrize(
    "text",
    [
        "tui hông rành, cháu coi giùm cái này",
        "ad ơi giúp mình với",
        "cô giáo em nói",
        "chị gái em bán hàng",
        "có muốn không",
    ],
)
def test_self_reference_is_left_open_where_it_is_not(text: str) -> None:
    """Somebody else is named, or nobody."""
    assert understood(text).address is None


@pytest.mark.parametrize(("expect", "text", "value"), rows(cases_words.ABOUT))
def test_a_correction_names_its_slot(expect: str | None, text: str, value: str) -> None:
    """Which answer is wrong."""
    assert understood(text, expect=expect).about == value


@pytest.mark.parametrize("text", ["ngày sinh là gì", "tên miền là gì", "mã số thuế ở đâu", "xã em ở xa"])
def test_without_a_correction_nothing_is_named(text: str) -> None:
    """Naming a slot alone is no correction."""
    assert understood(text).about is None


@pytest.mark.parametrize(
    ("expect", "text", "value"),
    [
        row
        for row in rows(cases_answers.ANSWERS)
        if row[0] == "consent" and row[2].endswith("!") and "y" in row[1].lower()
    ],
)
@pytest.mark.parametrize("spelling", ["nfd", "upper", "stripped"])
def test_consent_is_the_same_in_every_spelling(expect: str | None, text: str, value: str, spelling: str) -> None:
    """Decomposed, in capitals, without marks."""
    found = understood(spellings(text)[spelling], expect=expect)
    assert (found.answer or "") + ("!" if found.explicit else "") == value


@pytest.mark.parametrize(
    "text", ["2004", "dạ em sinh 12/5/2004 ạ", "mst 2099999014", "em ở xã Tân Lộc ạ", "đồng ý", "lan.id.vn nha"]
)
def test_a_message_with_nothing_else_is_covered(text: str) -> None:
    """Small polite words and cue words do not count."""
    assert understood(text).covered == 1.0


@pytest.mark.parametrize("text", ["em sinh 2004 có mất phí không", "ở Đầm Dơi thì liên hệ ai để được hỗ trợ"])
def test_a_message_with_a_question_is_not_covered(text: str) -> None:
    """The rest of the words asks something."""
    assert 0.0 < understood(text).covered < 0.8
