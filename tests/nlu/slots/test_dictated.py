"""Dates and numbers as they are spoken, and what a text must not be made to say."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nlu.slots.can_chi import _BRANCHES, _STEMS
from nlu.types import DateSlot, NumberSlot
from tests.nlu.slots.read import TODAY, strip_marks, understood

UNITS = "không một hai ba bốn năm sáu bảy tám chín".split()
DATES = st.dates(date(1950, 1, 1), TODAY)
MARKS = st.booleans()


def below_hundred(n: int) -> str:
    """As it is said: mười lăm, hai mươi mốt, ba mươi tư."""
    tens, last = divmod(n, 10)
    if tens == 0:
        return UNITS[last]
    head = "mười" if tens == 1 else f"{UNITS[tens]} mươi"
    ending = {1: "mốt" if tens > 1 else "một", 4: "tư" if tens > 1 else "bốn", 5: "lăm"}.get(last, UNITS[last])
    return head if last == 0 else f"{head} {ending}"


def year_in_words(year: int, zero: str) -> str:
    """hai nghìn không trăm linh tư, hai ngàn lẻ bốn, một nghìn chín trăm chín mươi chín."""
    if year < 2000:
        rest = year % 100
        tail = below_hundred(rest) if rest >= 10 else f"linh {UNITS[rest]}"
        return "một nghìn chín trăm" + (f" {tail}" if rest else "")
    rest = year % 100
    if rest == 0:
        return "hai nghìn"
    return f"hai nghìn {zero} {UNITS[rest]}" if rest < 10 else f"hai nghìn không trăm {below_hundred(rest)}"


def slot_of(text: str, expect: str | None = "birth_date") -> DateSlot | None:
    slot = understood(text, expect=expect).slots.get("birth_date")
    assert slot is None or isinstance(slot, DateSlot)
    return slot


@settings(deadline=None)
@given(DATES, st.sampled_from(["không trăm linh", "không trăm lẻ", "linh", "lẻ"]), MARKS)
def test_a_dictated_date_is_read(day: date, zero: str, marked: bool) -> None:
    """Day, month and year in words, with the ways to say a zero."""
    text = f"ngày {below_hundred(day.day)} tháng {below_hundred(day.month)} năm {year_in_words(day.year, zero)}"
    slot = slot_of(text if marked else strip_marks(text))
    assert slot == DateSlot("date", day.year, day.month, day.day)


@given(st.integers(1, 31), st.integers(1, 12), st.integers(1890, 2040), st.sampled_from("/-."))
def test_a_two_digit_year_is_of_the_century_that_the_contract_says(day: int, month: int, year: int, sep: str) -> None:
    """Up to this year's two digits 20yy, else 19yy; a day that does not exist is invalid, never another day."""
    short = year % 100
    full = 2000 + short if short <= TODAY.year % 100 else 1900 + short
    try:
        real = date(full, month, day)
    except ValueError:
        real = None
    wanted = DateSlot("date", full, month, day) if real and real <= TODAY else DateSlot("invalid")
    assert slot_of(f"{day}{sep}{month}{sep}{short:02d}") == wanted


@given(st.integers(0, 200))
def test_an_age_is_one_that_people_have(age: int) -> None:
    """1 to 120; 0 and 150 are invalid, and no age becomes a year."""
    wanted = DateSlot("age", age=age) if 1 <= age <= 120 else DateSlot("invalid")
    assert slot_of(f"{age} tuổi") == wanted


@given(DATES, DATES, st.sampled_from(["à nhầm", "à không,", ", lộn,", "ý em là", "nhầm,", "sửa lại"]))
def test_the_corrected_date_counts(first: date, second: date, word: str) -> None:
    """Of two dates with a word of correction between them the second."""
    assume(first != second)
    text = f"{first:%d/%m/%Y} {word} {second:%d/%m/%Y}"
    assert slot_of(text) == DateSlot("date", second.year, second.month, second.day)


@given(DATES, DATES)
def test_two_dates_without_a_word_between_them_are_not_chosen_from(first: date, second: date) -> None:
    """Ambiguous, whichever comes first."""
    assume(first != second)
    assert slot_of(f"{first:%d/%m/%Y} hoặc {second:%d/%m/%Y}") == DateSlot("ambiguous")


@given(DATES, DATES, MARKS)
def test_two_dates_keep_their_roles(born: date, issued: date, birth_first: bool) -> None:
    """A birth and a certificate in one sentence, in either order, whatever is asked."""
    birth, paper = f"em sinh {born:%d/%m/%Y}", f"giấy phép cấp ngày {issued:%d/%m/%Y}"
    text = f"{birth}, {paper}" if birth_first else f"{paper}, {birth}"
    for expect in (None, "birth_date", "founded_on"):
        slots = understood(text, expect=expect).slots
        assert slots["birth_date"] == DateSlot("date", born.year, born.month, born.day)
        assert slots["founded_on"] == DateSlot("date", issued.year, issued.month, issued.day)


@given(st.sampled_from(sorted(_STEMS)), st.sampled_from([*sorted(_BRANCHES), "ty"]))
def test_a_pair_of_the_cycle_is_a_year_of_the_cycle_or_invalid(stem: str, branch: str) -> None:
    """Ages 14 to 73, the stem that the last digit of the year has; half of the pairs do not exist."""
    slot = slot_of(f"em tuổi {stem} {branch}")
    assert slot is not None
    assert slot.kind in {"year", "invalid"}
    if slot.year:
        assert 14 <= TODAY.year - slot.year <= 73
        assert (slot.year - 4) % 10 == _STEMS[stem]


@given(st.integers(1, 31), st.integers(1, 13), st.sampled_from([2003, 2004, 2005]))
def test_a_lunar_date_is_never_turned_into_a_solar_one(day: int, month: int, year: int) -> None:
    """Parts as typed, months of 30 days; nothing else."""
    slot = slot_of(f"{day}/{month}/{year} âm lịch")
    assert slot in {DateSlot("lunar", year, month, day), DateSlot("invalid")}
    assert (slot == DateSlot("invalid")) == (day > 30 or month > 12)


@given(st.text(alphabet="0123456789", min_size=7, max_size=14), st.sampled_from([None, "licence_number"]))
def test_a_dictated_number_is_the_typed_one(digits: str, expect: str | None) -> None:
    """Digit by digit it means what it means in digits, where its length is that of a number on a certificate."""
    assume("0" in digits)
    spoken = understood(" ".join(UNITS[int(d)] for d in digits), expect=expect).slots
    slot = spoken.get("licence_number")
    assert slot is None or isinstance(slot, NumberSlot)
    if slot is not None:
        assert slot == understood(digits, expect=expect).slots.get("licence_number")
    if len(digits) in (10, 12):
        assert not {"birth_date", "founded_on"} & spoken.keys()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2k lẻ 4", DateSlot("year", 2004)),
        ("2k lẻ bốn", DateSlot("year", 2004)),
        ("2k 4", DateSlot("year", 2004)),
        ("gen z 2k5", DateSlot("year", 2005)),
        ("sn 05", DateSlot("year", 2005)),
        ("05/05/05", DateSlot("date", 2005, 5, 5)),
        ("1/2/04", DateSlot("date", 2004, 2, 1)),
        ("hai ka lẻ bốn", DateSlot("year", 2004)),
        ("năm sinh của em là không bốn", DateSlot("year", 2004)),
        ("sinh chín chín", DateSlot("year", 1999)),
        ("hai mươi tuổi rưỡi", DateSlot("age", age=20)),
        ("năm 2004 ngày 12 tháng 5", DateSlot("date", 2004, 5, 12)),
        ("ngày 12 năm 2004", DateSlot("year", 2004)),
        ("em 2004, giấy cấp 2026", DateSlot("year", 2004)),
        ("hôm nay 22/11/2026 còn em thì sinh 3/4/2007", DateSlot("date", 2007, 4, 3)),
        ("5/5/2004 âm lịch nhen, giấy tờ em chưa coi lại", DateSlot("lunar", 2004, 5, 5)),
        ("em tủi Ất Dậu đó", DateSlot("year", 2005)),
        ("31/4/2004", DateSlot("invalid")),
        ("29/2/2003", DateSlot("invalid")),
        ("29/2/2004", DateSlot("date", 2004, 2, 29)),
        ("12/5/2028", DateSlot("invalid")),
        ("hai lẻ bốn", None),
        ("hai mươi", None),
        ("hai ngàn rưỡi", None),
        ("ba năm trước", None),
        ("không biết năm nào", None),
    ],
)
def test_a_spoken_or_clipped_year(text: str, value: DateSlot | None) -> None:
    """What can be one thing only is read; what may be another is left to be asked."""
    assert slot_of(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("khai trương 1/9/2026 nhưng giấy chứng nhận cấp 15/8/2026", DateSlot("date", 2026, 8, 15)),
        ("cấp ngày 20-4-2026, hôm nay 22-11-2026 thì được bảy tháng", DateSlot("date", 2026, 4, 20)),
        ("giấy cấp lần đầu 11/3/2018, cấp đổi ngày 1/7/2025", DateSlot("date", 2018, 3, 11)),
        ("mới cấp hôm nay 22/11/2026", DateSlot("date", 2026, 11, 22)),
        ("khai trương 1/9/2026", DateSlot("date", 2026, 9, 1)),
        ("hồi 2019 lận", DateSlot("year", 2019)),
        ("cấp giấy từ năm 2011, giờ xin được hông", DateSlot("year", 2011)),
        ("giấy cấp đổi 1/7/2025", None),
    ],
)
def test_the_first_registration_counts(text: str, value: DateSlot | None) -> None:
    """Not the opening, not today, not a certificate issued anew (programme.md 5.3)."""
    assert understood(text, expect="founded_on", programme="biz_vn").slots.get("founded_on") == value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tầm tháng 1 2026", {"kind": "month", "year": 2026, "month": 1}),
        ("từ tháng mười một năm 2025", {"kind": "month", "year": 2025, "month": 11}),
        ("bà làm giấy tháng 3 năm 2026", {"kind": "month", "year": 2026, "month": 3}),
        ("hai mươi tám tháng bảy năm hai nghìn không trăm hai sáu", {"kind": "date", "iso": "2026-07-28"}),
        ("mùng bốn tháng tư năm hai ngàn không trăm hai lăm", {"kind": "date", "iso": "2025-04-04"}),
        ("ngay tam thang tu nam hai ngan hai sau", {"kind": "date", "iso": "2026-04-08"}),
    ],
)
def test_a_word_with_other_marks_is_no_number(text: str, expected: dict[str, object]) -> None:
    """từ is not tư, tầm is not tám; a year's last two digits may be said one after the other."""
    found = understood(text, expect="founded_on", programme="biz_vn").slots["founded_on"].json()
    assert found == expected
