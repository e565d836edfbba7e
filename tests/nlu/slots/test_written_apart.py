"""Numbers glued to a label or told digit by digit, places with their district, wished names among other words."""

from __future__ import annotations

import pytest

from nlu.types import CommuneSlot, DomainSlot, NumberSlot
from tests.nlu.slots.read import understood

NUMBER = "2098134120"
WHOLE = NumberSlot("mst10", NUMBER)
BRANCH = NumberSlot("mst13", "2098134120-001")
OWNER = NumberSlot("personal_id", "096204001234")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("MST2098134120", WHOLE),
        ("mã2098134120", WHOLE),
        ("số giấy phép 2098134120cấp năm 2023", WHOLE),
        ("209813412O", WHOLE),
        ("2 0 9 8 1 3 4 1 2 0", WHOLE),
        ("2,0,9,8,1,3,4,1,2,0", WHOLE),
        ("20 98 13 41 20", WHOLE),
        ("hai không chín tám một ba bốn một hai không", WHOLE),
        ("một chín chín bảy bốn bốn sáu ba bốn ba", NumberSlot("mst10", "1997446343")),
        ("hai không chín tám một ba bốn một hai không gạch không không một", BRANCH),
        ("2098134120/001", BRANCH),
        ("2098134120.001", BRANCH),
        ("2098134120 gạch ngang 001", BRANCH),
        ("0 9 6 2 0 4 0 0 1 2 3 4", OWNER),
        ("09 62 04 00 12 34", OWNER),
        ("2004 2005 2006", None),
        ("2004, 2005, 2006", None),
        ("10, 20, 30, 40, 50", None),
        ("5/5/2024 6/6/2024", None),
    ],
)
def test_a_number_however_it_is_put_together(text: str, value: NumberSlot | None) -> None:
    """Years and lists of small numbers are none."""
    assert understood(text, expect="licence_number", programme="biz_vn").slots.get("licence_number") == value


@pytest.mark.parametrize(
    ("text", "expect", "codes"),
    [
        ("Hưng Phú, bên Phước Long cũ", "commune", "31882"),
        ("đầm dơi, xã tân tiến", "commune", "32188"),
        ("Trần Văn Thời, Sông Đốc", "commune", "32098"),
        ("phường sáu", "commune", "32025 32041"),
        ("phuong tam ca mau", "commune", "32014"),
        ("xã Hưng Mỉ", "commune", "32140"),
        ("Hồ Thị Kỉ", "commune", "32092"),
        ("xã Biễn Bạch", "commune", "32069"),
        ("em ở Vỉnh Trạch", None, "31834"),
        ("thị trấn Thới Bình", "commune", "32065"),
        ("nhà em bên Khánh Hội xa quá, có ai xuống giúp hông", None, "32062"),
        ("tui dưới Rạch Gốc lên hơi xa", None, "32244"),
        ("Cái Nước, Phú Tân", "commune", "32128 32134 32137 32140 32212 32214 32218 32227"),
        ("em tên Thanh Tùng", None, ""),
        ("phương hai bạn cùng lớp", None, ""),
    ],
)
def test_a_place_among_its_neighbours(text: str, expect: str | None, codes: str) -> None:
    """A district narrows its units before and behind them; hỏi, ngã, i and y are mixed up; bên and dưới lead."""
    slot = understood(text, expect=expect).slots.get("commune")
    assert slot == (CommuneSlot(tuple(codes.split()), ask=" " in codes) if codes else None)


def test_a_place_is_no_association_and_down_is_no_workshop() -> None:
    """Khánh Hội ends like hội, xuống is spelled like xưởng without marks."""
    assert "subject" not in understood("nhà em bên Khánh Hội, có ai xuống giúp hông").slots


@pytest.mark.parametrize(
    ("text", "slot"),
    [
        ("gửi ad: hongnhung.id.vn", DomainSlot("hongnhung", "id.vn", None)),
        ("nhập hongnhung.id.vn giùm", DomainSlot("hongnhung", "id.vn", None)),
        ("viết thường hết nha hongnhung.id.vn", DomainSlot("hongnhung", "id.vn", None)),
        ("ghi giùm em hongnhung.id.vn. cảm ơn", DomainSlot("hongnhung", "id.vn", None)),
        ("hongnhung, viết liền không dấu", DomainSlot("hongnhung", None, None)),
        ("đặt là hongnhung nha, đuôi id.vn", DomainSlot("hongnhung", "id.vn", None)),
        ("hongnhungidvn", DomainSlot("hongnhung", "id.vn", None)),
        ("em tên Nhã, lấy nha.id.vn", DomainSlot("nha", "id.vn", None)),
        ("thu trang.id.vn", DomainSlot("thutrang", "id.vn", "space")),
        ("ngoc anh thu", DomainSlot("ngocanhthu", None, "space")),
        ("minh tuan", DomainSlot("minhtuan", None, "space")),
        ("minh thư", DomainSlot("minhthu", None, "vietnamese_char")),
        ("Quang Huy", DomainSlot("quanghuy", None, "space")),
        ("hồng nhung", DomainSlot("hongnhung", None, "vietnamese_char")),
        ("chữ y dài: khanhvy", DomainSlot("khanhvy", None, None)),
        ("lấy khanhvy cho em", DomainSlot("khanhvy", None, None)),
        ("em 2005", None),
        ("giống hồi nãy", None),
        ("lan anh 2005", DomainSlot("lananh2005", None, "space")),
        ("nước chấm bà tư", DomainSlot("nuocchambatu", None, "vietnamese_char")),
        ("cv chấm hongnhung chấm id chấm vn", DomainSlot(None, "id.vn", "has_dot")),
        ("lan.anh", DomainSlot(None, None, "has_dot")),
        ("hai!yen.id.vn", DomainSlot(None, "id.vn", "bad_char")),
        ("facebook.com", DomainSlot("facebook", None, "wrong_suffix")),
        ("facebook em là facebook.com/hong.nhung", None),
        ("em vô tenmien.vn kiểm tra rồi mà chưa hiểu", None),
        ("lấy tên quán luôn", None),
        ("để hỏi con gái đã", None),
        ("huy dang ky", None),
        ("khong hieu", None),
    ],
)
def test_a_wished_name_among_other_words(text: str, slot: DomainSlot | None) -> None:
    """Requests, thanks and remarks on spelling are no part of it; names that look like such words are."""
    assert understood(text, expect="domain", programme="id_vn").slots.get("domain") == slot


def test_a_sentence_that_ends_before_co_names_no_address() -> None:
    """ "2022. Có giá trị" is no .co."""
    text = "sinh ngày 05/06/2007, cấp ngày 10/10/2022. Có giá trị đến 05/06/2032"
    assert "domain" not in understood(text, expect="birth_date").slots
