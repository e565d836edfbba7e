"""Dates told from today, left half typed, or told beside others: the right one, or asked again."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.slots import find_slots, fold
from nlu.slots.date_leftovers import leftovers, written_out
from nlu.types import DateSlot
from tests.nlu.slots import cases_relative as cases
from tests.nlu.slots import cases_whose
from tests.nlu.slots.read import PLACES, spellings, table, understood
from tests.nlu.slots.test_third import told

DAY = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(("text", "value"), table(cases.OF_A_PAPER))
def test_a_date_of_a_paper(text: str, value: str) -> None:
    """An answer counts, a question or a story of something else does not."""
    assert told(understood(text, expect="founded_on", programme="biz_vn").slots.get("founded_on")) == value


@pytest.mark.parametrize(("text", "value"), table(cases_whose.OF_A_BIRTH))
def test_a_birth_date(text: str, value: str) -> None:
    """Nobody who registers was born yesterday; of two people's dates one's own counts."""
    assert told(understood(text, expect="birth_date", programme="id_vn").slots.get("birth_date")) == value


@pytest.mark.parametrize(("text", "value"), table(cases_whose.UNASKED))
def test_a_date_that_nobody_asked_for(text: str, value: str) -> None:
    """Only what is said of a paper or a business."""
    assert told(understood(text).slots.get("founded_on")) == value


@pytest.mark.parametrize("spelling", ["nfd", "upper"])
def test_spelling_does_not_change_a_date_told_from_today(spelling: str) -> None:
    """Decomposed and in capitals every answer stays the same."""
    for text, value in table(cases.OF_A_PAPER):
        slot = understood(spellings(text)[spelling], expect="founded_on", programme="biz_vn").slots.get("founded_on")
        assert told(slot) == value or "Lý Văn Lâm" in text


def test_without_marks_a_date_stays_or_is_asked_again() -> None:
    """Marks left out never lead to another date."""
    for text, value in table(cases.OF_A_PAPER):
        if "kìa" in text:
            continue  # hôm kìa and hôm kia are one word without marks
        slot = understood(spellings(text)["stripped"], expect="founded_on", programme="biz_vn").slots.get("founded_on")
        assert told(slot) in {value, "", "ambiguous"} or value in {"", "ambiguous"}, text


@given(DAY, st.integers(1, 31))
def test_days_and_months_ago_are_counted_on_the_calendar(today: date, amount: int) -> None:
    """Over the turn of months and years."""

    def asked(text: str) -> object:
        found = find_slots(text, expect="founded_on", programme="biz_vn", today=today, places=PLACES)
        return found.slots.get("founded_on")

    day = today - timedelta(days=amount)
    assert asked(f"cách đây {amount} ngày") == DateSlot("date", day.year, day.month, day.day)
    day = today - timedelta(days=1)
    assert asked("hôm qua") == DateSlot("date", day.year, day.month, day.day)
    last = today.replace(day=1) - timedelta(days=1)
    assert asked("tháng trước") == DateSlot("month", last.year, last.month)
    assert asked("năm ngoái") == DateSlot("year", today.year - 1)


WORDS = st.sampled_from(
    "hôm qua hôm nay hôm kia bữa này tháng trước rồi năm ngoái nay kia tuần cách đây 1 2 10 31 ngày mùng 12/8 t12 "
    "tháng 8 "
    "đầu cuối giữa mới cấp giấy lập công ty được hơn nửa mấy vừa rồi thứ hai chủ nhật không phải à nhầm , . ? "
    "rằm".split()
)


@settings(max_examples=500, deadline=None)
@given(st.lists(WORDS, max_size=8).map(" ".join), DAY, st.sampled_from([None, "founded_on", "birth_date"]))
def test_no_date_told_from_today_lies_after_it(text: str, today: date, expect: str | None) -> None:
    """Real days up to today, whatever is put together."""
    for slot in find_slots(text, expect=expect, programme=None, today=today, places=None).slots.values():
        if isinstance(slot, DateSlot) and slot.kind in {"date", "month", "year"}:
            assert slot.year
            assert date(slot.year, slot.month or 1, slot.day or 1) <= today
        if isinstance(slot, DateSlot) and slot.kind in {"ambiguous", "invalid"}:
            assert slot.year is None
            assert slot.month is None


@given(
    st.sampled_from(["nhầm", "hình như", "khoảng", "mới", "giấy cấp", "dạ"]),
    st.sampled_from(["hơn", "gần", "mấy", "nửa"]),
)
def test_what_is_rounded_never_becomes_a_date(front: str, rough: str) -> None:
    """It is asked again."""
    for unit in ("ngày", "tháng", "năm"):
        number = "" if rough in {"mấy", "nửa"} else "3 "
        slot = understood(f"{front} {rough} {number}{unit} trước", expect="founded_on").slots.get("founded_on")
        assert slot in {None, DateSlot("ambiguous")}


def test_a_word_left_half_typed_is_written_out_in_place() -> None:
    """Each place of the new text leads back to the old one, so that spans stay true."""
    text = fold.read("em sinh nga2y 27 tha1ng 1 na8m 2006 aj")
    whole, masked, back = written_out(text, text.folded, leftovers(text))
    assert whole.plain == masked == "em sinh ngay 27 thang 1 nam 2006 aj"
    assert len(back) == len(whole.plain) + 1
    for word in ("27", "2006", "aj"):
        at = whole.plain.index(word)
        assert text.plain[back[at] : back[at + len(word)]] == word


def test_a_leftover_that_is_hidden_stays_hidden() -> None:
    """What another parser took is no date word."""
    text = fold.read("tha1ng 3 nawm 2026")
    hidden = fold.blank(text.folded, [(0, 6)])
    _, masked, _ = written_out(text, hidden, leftovers(text))
    assert masked == "\0" * 5 + " 3 nam 2026"


@pytest.mark.parametrize(
    "text", ["em thanh 12 nam", "12/6 thành 12/5", "gây quỹ 12/5", "the tus hair 2004", "2k5 id.vn"]
)
def test_other_words_are_no_leftovers(text: str) -> None:
    """Only a closed list of date words is looked for."""
    assert leftovers(fold.read(text)) == []


def test_any_order_of_words_is_read_without_an_error() -> None:
    """The words of all cases in any order, long texts among them."""
    words = (cases.OF_A_PAPER + cases_whose.OF_A_BIRTH).replace("=", " ").split()
    dice = random.Random(5)
    for size in (3, 12, 40, 400):
        for _ in range(40):
            text = " ".join(dice.choices(words, k=size))
            for slot in understood(text, expect="founded_on").slots.values():
                assert not isinstance(slot, DateSlot) or (slot.year or 1900) <= 2026
