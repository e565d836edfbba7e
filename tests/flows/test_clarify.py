"""A yes to "which of these did you mean?" picks none of them, and answers no question that stands behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.talk import Person


@pytest.mark.parametrize("text", ["ok", "ừ", "không"])
def test_a_bare_answer_to_a_choice_of_readings_confirms_nothing(text: str) -> None:
    """The summary is put again, and no link is handed over."""
    person = Person(date(2026, 11, 22))
    for said in ("em muốn làm id.vn", "đồng ý", "12/5/2004", "có", "minhanh.id.vn"):
        person.says(said)
    assert person.talker.state is not None
    person.talker.state = replace(person.talker.state, asking="clarify", side={"kind": "clarify"}, offered=None)
    out = person.says(text)
    assert (out["asking"], out["registration"], out["done"]) == ("confirm", None, False)
    assert person.says("đúng rồi")["done"]
