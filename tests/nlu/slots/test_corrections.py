"""What a text takes back, denies or puts right, for every kind of value; what stays open is asked."""

from __future__ import annotations

import pytest

from nlu.types import CommuneSlot, DateSlot, DomainSlot, NumberSlot
from tests.nlu.slots.read import strip_marks, understood

MAY_12 = DateSlot("date", 2004, 5, 12)
KEPT, OTHER = "2098134120", "2098751363"


@pytest.mark.parametrize(
    "text",
    [
        "12/5/2004 chứ không phải 12/6/2004",
        "12/6/2004, ủa coi lại căn cước 12/5/2004 mới trúng",
        "mười hai tháng sáu hai ngàn lẻ bốn, à hông phải, mười hai tháng năm hai ngàn lẻ bốn",
        "em sinh 12/5/2004 chứ hồi nãy ghi 13/5/2004 là sai",
        "nãy em nhắn 12/6/2004 bị lộn tháng, 12/5/2004 nha",
        "12/5/2004 nha ad, bữa hổm ghi lộn 12/6/2004",
        "cho sửa lại 12/5/2004 chứ hồi nãy 31/6 làm gì có",
        "31/6/2004, xin đính chính 12/5/2004",
        "không phải 12/6 mà 12/5/2004",
        "đổi 12/6/2004 thành 12/5/2004 giúp em",
        "12/6/2004, à thôi ghi 12/5/2004",
        "em nói nhầm 12/6/2004, 12/5/2004 mới đúng",
    ],
)
def test_the_date_that_is_left_is_read(text: str) -> None:
    """Wherever the right one stands, and without marks too where the words stay clear."""
    assert understood(text, expect="birth_date").slots["birth_date"] == MAY_12


@pytest.mark.parametrize(
    "text",
    [
        "12/5/2004 hay 12/6/2004 tui hông nhớ",
        "sửa lại ngày sinh 12/5/2004 hoặc 12/6/2004",
        "14 hay 15 tháng 6 năm 2005",
        "14 hoặc 15/6/2005",
        "12/5/2004, 13/5/2004 sai",
        "12/5/2004 em ghi nhầm 13/5/2004",
        "em sinh trước 1/1/2005",
    ],
)
def test_dates_that_weigh_the_same_are_asked_about(text: str) -> None:
    """Neither the first nor the last is chosen."""
    assert understood(text, expect="birth_date").slots["birth_date"] == DateSlot("ambiguous")


def test_a_day_put_right_keeps_the_year_of_one_that_does_not_exist() -> None:
    """The year was told with 30 February."""
    text = "ngày 30 tháng 2 năm 2005, ủa lộn 28 tháng 2"
    assert understood(text, expect="birth_date").slots["birth_date"] == DateSlot("date", 2005, 2, 28)


@pytest.mark.parametrize(
    "text",
    [
        f"{KEPT} chứ không phải {OTHER}",
        f"không phải {OTHER} mà là {KEPT}",
        f"bỏ số {OTHER} đi, mã mới là {KEPT}",
        f"{OTHER} sai rồi, {KEPT} nha",
        f"mã mới {KEPT} mã cũ {OTHER}",
        f"hồi nãy gửi {OTHER} là của tiệm khác, tiệm này {KEPT}",
        f"đổi {OTHER} thành {KEPT}",
    ],
)
def test_the_number_that_is_left_is_read(text: str) -> None:
    """With and without marks."""
    for typed in (text, strip_marks(text)):
        slot = understood(typed, expect="licence_number", programme="biz_vn").slots["licence_number"]
        assert slot == NumberSlot("mst10", KEPT)


def test_two_numbers_that_weigh_the_same_are_none() -> None:
    """Which of them is meant is asked."""
    for text in (f"{KEPT}, {OTHER} số nào cũng được", f"mst má em {KEPT} mst em {OTHER}"):
        assert "licence_number" not in understood(text, expect="licence_number").slots


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Phong Lạc nghen bot, hông phải Phong Điền", "32095"),
        ("Tân Thành chứ hông phải Tân Thạnh", "32025"),
        ("Rạch Chèo, à lộn, Tân Thuận huyện Đầm Dơi", "32167"),
        ("xã Đầm Dơi tỉnh Cà Mau", "32152"),
    ],
)
def test_the_place_that_is_left_is_read(text: str, code: str) -> None:
    """A district behind the unit stays with it, and Dơi is no word of correction."""
    assert understood(text, expect="commune").slots["commune"] == CommuneSlot((code,))


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("quanoc.biz.vn à thôi lấy quanocdiba.biz.vn", "quanocdiba"),
        ("không lấy quanoc.biz.vn nữa, lấy quanoc-diba.biz.vn", "quanoc-diba"),
        ("bỏ quanoc.biz.vn đi, lấy ocdiba.biz.vn", "ocdiba"),
        ("sửa quanoc.biz.vn thành ocdiba.biz.vn giùm chị", "ocdiba"),
        ("hổng phải quanoc.biz.vn, quanocc.biz.vn mới đúng", "quanocc"),
        ("quanoc.biz.vn báo có người lấy rồi nên giờ lấy ocdiba.biz.vn", "ocdiba"),
        ("lấy quanoc.biz.vn nha, hông được thì ocdiba.biz.vn", "quanoc"),
    ],
)
def test_the_wished_name_that_is_left_is_read(text: str, label: str) -> None:
    """The last after a correction, the first where the other is only second best."""
    slot = understood(text, expect="domain", programme="biz_vn").slots["domain"]
    assert slot == DomainSlot(label, "biz.vn", None)
