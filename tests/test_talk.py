"""`chaovn talk --jsonl` follows the contract to the letter (section 3)."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from tests.talk import Person

TODAY = date(2026, 11, 22)
KEYS = {"bubbles", "intent", "confidence", "slots", "answered", "asking"} | {
    *("programme", "verdict", "registration", "done"),
}
SIX_CASES = [
    ("22/11/2008", "eligible"),
    ("23/11/2008", "too_young"),
    ("22/11/2003", "eligible"),
    ("21/11/2003", "borderline"),
    ("23/11/2002", "borderline"),
    ("22/11/2002", "too_old"),
]


def _to_the_link(person: Person, born: str = "2004") -> dict[str, Any]:
    out: dict[str, Any] = {}
    for text in ("em muốn làm id.vn", "đồng ý", born, "có", "lananh", "đúng"):
        out = person.says(text)
    return out


def test_every_output_line_has_every_key() -> None:
    """Each key of the contract is in each line, whatever was said."""
    person = Person(TODAY)
    for given in (
        {"event": "start"},
        {"text": ""},
        {"text": "2004"},
        {"wait": "P1D"},
        {"event": "stop"},
        {"text": "a"},
    ):
        assert set(person.gives(given)) == KEYS


@pytest.mark.parametrize(
    "line",
    [
        *("nonsense", "[]", '"text"', "{}", '{"text": 5}', '{"choice": 0}', '{"choice": 99}', '{"choice": true}'),
        *('{"wait": "3 days"}', '{"wait": "P"}', '{"event": "dance"}', '{"tap": {"line": 40, "choice": 1}}'),
        *('{"text": "a", "choice": 1}', '{"tap": {"line": 1}}', '{"event": "start", "ref": 5}', '{"edit": null}'),
    ],
)
def test_a_bad_line_gets_an_error_alone_and_the_conversation_goes_on(line: str) -> None:
    """The person's place is kept: the next good line is answered as if nothing had been."""
    person = Person(TODAY)
    person.says("em muốn làm id.vn")
    assert set(json.loads(person.talker.line(line))) == {"error"}
    assert person.says("đồng ý")["asking"] == "birth_date"


@pytest.mark.parametrize(("born", "verdict"), SIX_CASES)
@pytest.mark.parametrize("channel", ["web", "zalo_oa"])
def test_the_six_dated_cases(born: str, verdict: str, channel: str) -> None:
    """The table of programme.md 1.4 holds through the conversation, in one message or in two."""
    person = Person(TODAY, channel=channel)
    for text in ("em muốn làm id.vn", "đồng ý", born):
        out = person.says(text)
    if out["asking"] == "citizen":
        out = person.says("có")
    assert out["verdict"] == verdict
    assert [b["key"] for b in out["bubbles"] if b["key"].startswith("id_vn.verdict.")] != []


@pytest.mark.parametrize(("born", "verdict"), SIX_CASES)
def test_the_six_cases_with_the_year_first(born: str, verdict: str) -> None:
    """The year alone is asked first; day and month follow because these years do not decide."""
    person = Person(TODAY)
    for text in ("em muốn làm id.vn", "đồng ý", born[-4:]):
        out = person.says(text)
    assert (out["asking"], out["verdict"]) == ("birth_date", None)
    out = person.says(born[:5])
    if out["asking"] == "citizen":
        out = person.says("có")
    assert out["verdict"] == verdict


def test_the_link_stays_in_every_later_line_until_it_is_given_up() -> None:
    """`registration` and `verdict` stand until restart or deletion, `done` until another procedure begins."""
    person = Person(TODAY)
    out = _to_the_link(person)
    link = next(b["link"] for b in out["bubbles"] if b["link"])
    assert out["registration"] == {"link": link, "domain": "lananh.id.vn", "programme": "id_vn"}
    assert "2004" not in link
    for text in ("không cần", "bỏ qua", "có mất phí không"):
        out = person.says(text)
        assert out["registration"]["link"] == link
        assert (out["verdict"], out["done"]) == ("eligible", True)
    out = person.says("làm lại từ đầu")
    assert (out["registration"], out["verdict"], out["done"]) == (None, None, False)


def test_a_tap_has_no_intent() -> None:
    """`intent` and `confidence` belong to words."""
    person = Person(TODAY)
    person.gives({"event": "start"})
    out = person.picks(1)
    assert (out["intent"], out["confidence"], out["slots"]) == (None, None, {})


def test_without_buttons_choices_stand_numbered_in_the_text() -> None:
    """Numbered text is the truth on every channel; a choice is played as its number."""
    person = Person(TODAY, channel="zalo_bot")
    out = person.gives({"event": "start"})
    offer = out["bubbles"][-1]
    for n, label in enumerate(offer["choices"], 1):
        assert f"\n{n}. {label}" in offer["text"]
    assert person.picks(1)["programme"] == "id_vn"


def test_one_reminder_in_daytime_and_never_two() -> None:
    """Agreed to once, sent once, between 8 and 20 o'clock; waiting on brings no more."""
    person = Person(TODAY)
    _to_the_link(person)
    person.says("có")
    person.says("bỏ qua")
    assert person.gives({"wait": "P2DT23H"})["bubbles"] == []
    out = person.gives({"wait": "P1D"})
    assert [b["key"] for b in out["bubbles"]] == ["ask.registered"]
    assert out["asking"] == "registered"
    assert person.gives({"wait": "P30D"})["bubbles"] == []


def test_no_reminder_after_stop_or_deletion_or_done() -> None:
    """Nobody is reminded who left, erased, or has registered."""
    for farewell in ({"event": "stop"}, {"text": "xóa hết dữ liệu của tôi"}, {"text": "mình đăng ký xong rồi"}):
        person = Person(TODAY)
        _to_the_link(person)
        person.says("có")
        person.says("bỏ qua")
        person.gives(farewell)
        assert person.gives({"wait": "P10D"})["bubbles"] == []


def test_a_licence_number_is_said_back_masked() -> None:
    """Only its last three digits are shown, in the echo, in the summary and in "my data"."""
    person = Person(TODAY)
    texts = []
    for text in ("đăng ký biz.vn cho hộ kinh doanh", "đồng ý", "có", "096204001234", "bỏ qua", "xem dữ liệu của tôi"):
        texts += [b["text"] for b in person.says(text)["bubbles"]]
    assert any("•••••••••234" in t for t in texts)
    assert not any("096204001234" in t for t in texts)


def test_unasked_numbers_are_neither_kept_nor_said_back() -> None:
    """ID numbers, telephone and card numbers that nobody asked for leave no trace in what is said or held."""
    for text in ("cccd của em 096204001234", "sđt em 0912345678", "thẻ 4111 1111 1111 1111"):
        person = Person(TODAY)
        person.gives({"event": "start"})
        out = person.says(text)
        assert out["bubbles"][0]["key"] == "common.sensitive"
        digits = "".join(c for c in text if c.isdigit())
        assert digits not in json.dumps(out["bubbles"])
        assert person.talker.state is not None
        assert dict(person.talker.state.held) == {}
