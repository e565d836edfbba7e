"""What people see of their own data: the values on our own page, only the kinds on a network (trust.md R-13)."""

from __future__ import annotations

from datetime import date

import pytest

from flows.summary import SHOWN
from tests.talk import Person, mind

TODAY = date(2026, 11, 22)
TOLD = ("muốn làm id.vn", "đồng ý", "12/05/2004", "phải", "lanchi.id.vn")


def answer(channel: str, lang: str) -> str:
    """What is answered to who wants to see their data, after a birth date and a name were given."""
    person = Person(TODAY, channel=channel, lang=lang)
    for said in TOLD:
        person.says(said)
    out = person.gives({"text": "xem dữ liệu của tôi" if lang == "vi" else "show me my data"})
    return "\n".join(b["text"] for b in out["bubbles"] if b["key"].startswith("rights.see_my_data"))


@pytest.mark.parametrize("channel", ["telegram", "zalo_oa", "zalo_bot"])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_network_hears_the_kinds_alone(channel: str, lang: str) -> None:
    """Neither the birth date nor the name nor the result of the check is in what travels."""
    text = answer(channel, lang)
    assert text.count("•") >= 4
    assert "2004" not in text
    assert "lanchi" not in text
    ruled = mind().wording.catalogues[lang].texts["verdict.short.eligible"]
    assert ruled not in text


def test_our_own_page_shows_the_values() -> None:
    """There it is what was asked for."""
    text = answer("web", "vi")
    assert "12/05/2004" in text
    assert "lanchi.id.vn" in text


def test_every_kind_has_its_words() -> None:
    """In both languages, without room for a value."""
    for lang in ("vi", "en"):
        texts = mind().wording.catalogues[lang].texts
        assert not [n for n in (*SHOWN, "verdict") if "{" in texts[f"kind.{n}"]]
