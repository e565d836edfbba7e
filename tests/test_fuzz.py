"""Random people: whatever they do, nobody is left without an answer or without a way out."""

from __future__ import annotations

import os
from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.talk import Person

TODAY = date(2026, 11, 22)
TEXTS = [
    *("chào", "em muốn làm id.vn", "đăng ký biz.vn", "cho mình đăng ký", "đồng ý", "không đồng ý", "ok", "ừ", "không"),
    *("có", "2004", "2003", "21/11/2003", "12/5", "em 20 tuổi", "31/2/2004", "tháng 5 năm 2026", "3/2/2005 âm lịch"),
    *("hộ kinh doanh", "công ty", "hợp tác xã", "chưa có giấy", "2099999014", "0912345678", "096204001234"),
    *("lananh", "Lan Anh", "lan.id.vn", "ubnd", "a--b", "bỏ qua", "quay lại", "nói lại đi", "không biết", "thôi hủy"),
    *("làm lại từ đầu", "sửa lại năm sinh", "nhầm, 2005", "gặp cán bộ", "có mất phí không", "lừa đảo à", "xóa dữ liệu"),
    *("xem dữ liệu của tôi", "đừng nhắn nữa", "cho xin link", "đăng ký xong rồi", "gợi ý tên giúp mình", "xã Tân Lộc"),
    *("thời tiết", "speak English please", "I agree", "👍", "", "   ", "<b>x</b>", "asdf", "1", "2", "3", "99"),
    "a" * 5000,
]
actions = st.one_of(
    st.sampled_from(TEXTS).map(lambda t: {"text": t}),
    st.text(max_size=40).map(lambda t: {"text": t}),
    st.integers(1, 6).map(lambda n: {"choice": n}),
    st.tuples(st.integers(1, 12), st.integers(1, 4)).map(lambda p: {"tap": {"line": p[0], "choice": p[1]}}),
    st.sampled_from(["start", "sticker", "photo", "voice", "file", "location", "contact"]).map(lambda e: {"event": e}),
    st.sampled_from(["PT1H", "P1D", "P3D", "P40D"]).map(lambda d: {"wait": d}),
    st.sampled_from(TEXTS).map(lambda t: {"edit": t}),
)
QUESTION = "ask."
PLACES: list[tuple[str, dict[str, str]]] = [
    *((channel, {}) for channel in ("web", "zalo_bot", "telegram")),
    ("telegram", {"telegram_personal": "range"}),
]


def _holds_ranges_only(person: Person) -> None:
    """Whatever was typed, no whole birth date and no number is among what is known."""
    state = person.talker.state
    if state is None:
        return
    known = {**state.held, **state.answers}
    born = known.get("birth_date")
    assert born is None or (isinstance(born, dict) and born["kind"] == "range")
    assert "licence_number" not in known
    assert not str(state.side.get("kind", "")).startswith("day_of_birth")


def _holds(given_: dict[str, Any], out: dict[str, Any]) -> None:
    """What must hold after every turn."""
    if "error" in out:
        assert "tap" in given_ or "choice" in given_
        return
    keys = [b["key"] for b in out["bubbles"]]
    assert keys or "wait" in given_, "never silent"
    questions = [k for k in keys if k.startswith(QUESTION)]
    assert len(questions) <= 1, f"two questions at once: {questions}"
    if questions:
        assert keys[-1] == questions[0], "the question comes last"
        assert out["asking"] is not None
    for bubble in out["bubbles"]:
        assert bubble["text"].strip()
        assert "{" not in bubble["text"]
    assert out["confidence"] is None or 0 <= out["confidence"] <= 1


@settings(
    max_examples=int(os.environ.get("CHAOVN_FUZZ", "200")),
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(st.lists(actions, max_size=14), st.sampled_from(PLACES), st.sampled_from(["vi", "en"]))
def test_random_people(inputs: list[dict[str, Any]], place: tuple[str, dict[str, str]], lang: str) -> None:
    """Never an exception, never silence, never two questions at once, always a way out."""
    channel, setting = place
    person = Person(TODAY, channel=channel, lang=lang, **setting)
    for given_ in inputs:
        _holds(given_, person.gives(given_))
        if setting:
            _holds_ranges_only(person)
    left = person.says("xóa hết dữ liệu của tôi")
    if left["asking"] is not None:  # a message to the staff was open: it took the words
        left = person.says("xóa hết dữ liệu của tôi")
    assert left["registration"] is None
    assert left["asking"] is None
