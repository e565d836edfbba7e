"""What each of several dates in a text belongs to: the words beside it say so."""

from __future__ import annotations

import pytest

from nlu.types import DateSlot
from tests.nlu.slots.read import understood

BORN = DateSlot("date", 2005, 9, 3)
ISSUED = DateSlot("date", 2025, 3, 17)


@pytest.mark.parametrize(
    "text",
    [
        "ngày sinh 03/09/2005, ngày cấp 11/08/2022, có giá trị đến 03/09/2030",
        "cấp cccd ngày 1/7/2024, sinh ngày 3/9/2005",
        "tốt nghiệp ngày 30/6/2023, sanh 3/9/2005",
        "em nhập học 5/9/2023, sinh 3/9/2005",
        "hạn chót tới 31/12/2026 phải hông, em sinh 3/9/2005",
        "mình 3.9.2005 nhe, còn hạn đăng ký tới 31.12.2026 đúng hong",
        "ngày 1/12/2026 tui mới rảnh làm, còn ngày sinh là 3/9/2005",
        "3/9/2005 là ngày sinh, 2024 là năm nhập học",
        "sinh nhật em 3/9/2005, hôm đám cưới chị em 3/9/2022",
        "sanh 3/9/2005 mà ba đi làm khai sinh trễ tới 15/9/2005",
        "âm lịch 5/8/2005, dương lịch 3/9/2005",
        "em 3/9/2005, còn anh hai em 1999",
        "con gái tui sanh 3/9/2005, tui thì 1978, tui hỏi giùm con gái tui",
        "3 tây tháng 9 năm 2005",
    ],
)
def test_a_birth_beside_other_dates(text: str) -> None:
    """Days on cards, of school, deadlines and births of others are no rivals."""
    assert understood(text, expect="birth_date", programme="id_vn").slots["birth_date"] == BORN


@pytest.mark.parametrize(
    "text",
    [
        "khai trương 1/4/2025, giấy ngày 17/3/2025",
        "hồi nãy tui nói 1/4/2025 là ngày khai trương, còn giấy thì 17/3/2025",
        "nộp hồ sơ 10/3/2025, giấy cấp ngày 17/3/2025",
        "cấp 17/3/2025 mà bữa nay mới 22/11/2026",
        "đăng ký thay đổi lần 3 ngày 5/5/2026, lần đầu 17/3/2025",
        "tờ đầu cấp 17/3/2025, tờ cấp lại 7/7/2026",
        "nhận giấy 20/3/2025 nhưng trên giấy ghi 17/3/2025",
        "17/3/2025, giấy hết hạn 17/3/2035",
        "chủ hộ sanh năm 1970, giấy lần đầu 17/3/2025",
    ],
)
def test_a_registration_beside_other_dates(text: str) -> None:
    """Not the opening, the application, the hand-over, a change or today."""
    assert understood(text, expect="founded_on", programme="biz_vn").slots["founded_on"] == ISSUED


@pytest.mark.parametrize(
    ("text", "expect"),
    [
        ("ký 5/5/2024 đóng dấu 6/5/2024", "founded_on"),
        ("trước đó cấp 2015 giờ cấp 2023", "founded_on"),
        ("công ty thành lập 1/3/2018, thuế cấp mã 5/3/2018", "founded_on"),
        ("vợ tui 1990, mẹ tui 1960", "birth_date"),
    ],
)
def test_dates_that_nothing_tells_apart_are_asked_about(text: str, expect: str) -> None:
    """Two that may both be meant."""
    assert understood(text, expect=expect).slots[expect] == DateSlot("ambiguous")


@pytest.mark.parametrize(
    ("text", "expect", "name", "value"),
    [
        ("sinh 1985 giấy cấp 2020", "founded_on", "founded_on", DateSlot("year", 2020)),
        ("sinh 1985 giấy cấp 2020", "founded_on", "birth_date", DateSlot("year", 1985)),
        ("năm 19", "founded_on", "founded_on", DateSlot("year", 2019)),
        ("có từ hồi 2009 lận con", "founded_on", "founded_on", DateSlot("year", 2009)),
        ("tui sanh năm 1990, tiệm tui lập tháng 5/2026", None, "founded_on", DateSlot("month", 2026, 5)),
        ("21 tủi rồi", "birth_date", "birth_date", DateSlot("age", age=21)),
        ("em đủ 18 tuổi ngày 12/5/2022", "birth_date", "birth_date", DateSlot("age", age=18)),
        ("em ngày 26/3 năm 2005 đúng ngày thành lập đoàn", "birth_date", "birth_date", DateSlot("date", 2005, 3, 26)),
        ("3/9 á, 2005", "birth_date", "birth_date", BORN),
        ("quý 2 năm 2022", "founded_on", "founded_on", DateSlot("year", 2022)),
        ("không phải sinh 2004 đâu mà 2005", "birth_date", "birth_date", DateSlot("year", 2005)),
        ("sinh từ 2003 tới 2008 phải hông", None, "birth_date", None),
        ("đăng ký trước sinh nhật 24 mà duyệt sau thì sao", None, "birth_date", None),
    ],
)
def test_a_date_by_the_words_around_it(text: str, expect: str | None, name: str, value: DateSlot | None) -> None:
    """Words that only look like units, labels or events make nothing of it and take nothing from it."""
    assert understood(text, expect=expect).slots.get(name) == value
