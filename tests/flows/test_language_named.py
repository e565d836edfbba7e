"""A wish for another language, written in whichever."""

from __future__ import annotations

from datetime import date

import pytest

from tests.talk import Person

DAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("spoken", "said", "then"),
    [
        ("vi", "tiếng anh đi", "en"),
        ("vi", "nói tiếng Anh được không", "en"),
        ("vi", "tui không biết tiếng anh", "vi"),
        ("en", "vietnamese please", "vi"),
        ("en", "I don't speak Vietnamese", "en"),
        ("vi", "đổi ngôn ngữ", "en"),
    ],
)
def test_the_language_that_is_named_is_spoken(spoken: str, said: str, then: str) -> None:
    """Where none is named it is the other one."""
    person = Person(DAY, lang=spoken)
    person.gives({"event": "start"})
    told = person.gives({"text": said})
    assert [b["key"] for b in told["bubbles"]] == ["act.switch_language"]
    assert ("English" in told["bubbles"][0]["text"]) == (then == "en")
