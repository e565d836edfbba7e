"""A consent holds for the words that were shown. When they change, it is asked again (trust.md R-04)."""

from __future__ import annotations

from datetime import date

import pytest

from tests.talk import Person, mind

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize("how", [{"choice": 1}, {"text": "đồng ý"}])
def test_a_yes_to_older_words_is_asked_again(how: dict[str, object]) -> None:
    """The new text is shown whole, and only a yes to it counts."""
    person = Person(TODAY)
    person.says("em muốn làm id.vn")
    texts = mind().wording.catalogues["vi"].texts
    kept = texts["ask.consent"]
    texts["ask.consent"] = kept.replace("Mục đích", "Mục đích mới")
    try:
        out = person.gives(how)
        assert out["bubbles"][-1]["key"] == "ask.consent"
        assert "Mục đích mới" in out["bubbles"][-1]["text"]
        assert out["asking"] == "consent"
        assert person.says("đồng ý")["asking"] == "birth_date"
    finally:
        texts["ask.consent"] = kept


def test_the_same_words_need_no_second_asking() -> None:
    """A detour in between changes nothing."""
    person = Person(TODAY)
    for text in ("em muốn làm id.vn", "có mất phí không"):
        person.says(text)
    assert person.says("đồng ý")["asking"] == "birth_date"
