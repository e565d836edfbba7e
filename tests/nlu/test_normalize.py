"""Characters, marks and tones."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.normalize import MAX_CHARS, NO_SIGN, YES_SIGN, clean, fold, place_tone

SENTENCE = "Em muốn đăng ký tên miền cho quán cà phê ở Năm Căn ạ"


def test_decomposed_text_reads_like_composed() -> None:
    """macOS and some Zalo clients send NFD."""
    assert clean(unicodedata.normalize("NFD", SENTENCE)) == clean(SENTENCE) == SENTENCE.lower()


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("ｉｄ．ｖｎ", "id.vn"),
        ("id\u200b.vn\ufeff", "id.vn"),
        ("xin\u00a0chào", "xin chào"),
        ("“miễn phí”", '"miễn phí"'),
        ("Ðăng ký", "đăng ký"),
        ("khônggggg", "không"),
        ("www.abc.vn", "www.abc.vn"),
        ("1000000", "1000000"),
    ],
)
def test_odd_characters_become_plain(typed: str, read: str) -> None:
    """Full width, zero width, no-break spaces, quotes, the wrong đ and drawn-out letters; numbers stay."""
    assert clean(typed) == read


def test_emoji_stay_only_where_they_answer() -> None:
    """A thumb says yes or no in any skin; other pictures are a space."""
    assert clean("👍🏽").split() == [YES_SIGN]
    assert clean("ok👌").split() == ["ok", YES_SIGN]
    assert clean("❌").split() == [NO_SIGN]
    assert clean("chào 😀🎉 bạn").split() == ["chào", "bạn"]


@pytest.mark.parametrize(
    ("word", "placed"),
    [("hoà", "hòa"), ("thuý", "thúy"), ("khoẻ", "khỏe"), ("hoàn", "hoàn"), ("quý", "quý"), ("suýt", "suýt")],
)
def test_tone_has_one_place(word: str, placed: str) -> None:
    """Open oa, oe, uy carry the tone on the first vowel; closed syllables and qu keep theirs."""
    assert place_tone(word) == placed


def test_fold_takes_all_marks() -> None:
    """đ has no decomposition and is folded by hand."""
    assert fold("đường Đất mười") == "duong Dat muoi"


@given(st.text(max_size=300))
def test_clean_is_stable(text: str) -> None:
    """Any text at all can be cleaned, and cleaning twice changes nothing but emptier spaces."""
    once = clean(text)
    assert clean(once).split() == once.split()


def test_long_text_keeps_both_ends() -> None:
    """A wish stands at the beginning or at the end of a long message."""
    text = "đầu tiên " + "a b " * 5000 + " cuối cùng"
    assert len(clean(text)) <= MAX_CHARS + 1
    assert clean(text).startswith("đầu tiên")
    assert clean(text).endswith("cuối cùng")
