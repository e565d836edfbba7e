"""Short messages about the talk itself, and answers that used to be read wrongly."""

from __future__ import annotations

import pytest

from nlu.types import DomainSlot
from tests.nlu.slots.read import strip_marks, understood


@pytest.mark.parametrize(
    ("expect", "text"),
    [
        ("subject", "tui không biết loại nào"),
        ("subject", "hông rành mình thuộc diện nào nữa"),
        ("subject", "không biết chọn sao"),
        ("certificate", "hông biết giấy đó là giấy gì"),
        ("certificate", "giấy gì vậy con"),
        ("certificate", "không chắc có giấy đó hông"),
        ("birth_date", "không nhớ ngày"),
        ("licence_number", "không biết mã số ở đâu"),
    ],
)
def test_not_knowing_is_no_answer(expect: str, text: str) -> None:
    """Whoever does not know what is asked wants help, with and without marks."""
    for typed in (text, strip_marks(text)):
        found = understood(typed, expect=expect, programme="biz_vn")
        assert (found.remark, found.answer) == ("dont_know", None)


@pytest.mark.parametrize(
    ("expect", "text"),
    [
        ("subject", "không biết có mất phí không"),
        ("subject", "quán cà phê"),
        ("subject", "id.vn với biz.vn khác gì nhau"),
        ("certificate", "không có giấy gì hết"),
        ("certificate", "chưa có"),
        ("certificate", "sao phải có giấy"),
        ("certificate", "cần giấy tờ gì nữa không ad"),
        ("birth_date", "không biết hạn tới khi nào"),
        (None, "tui không biết loại nào"),
    ],
)
def test_a_question_about_something_else_is_none(expect: str | None, text: str) -> None:
    """Another topic, an answer, or no open question."""
    assert understood(text, expect=expect, programme="biz_vn").remark is None


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        ("sao em không được", "check_eligibility"),
        ("tại sao tui bị từ chối vậy", "check_eligibility"),
        ("vì sao không đủ điều kiện", "check_eligibility"),
        ("sao đăng ký không được", None),
        ("sao vô trang không được", None),
        ("thôi quay lại làm id.vn đi", "register_id_vn"),
        ("chuyển qua id.vn", "register_id_vn"),
        ("chuyển qua biz.vn", None),
        ("chuyển tên miền id.vn sang nhà đăng ký khác", None),
        ("id.vn có gì khác", None),
    ],
)
def test_a_remark_on_the_verdict_or_the_programme(text: str, remark: str | None) -> None:
    """Why it was refused; over to the other programme than the one under way."""
    assert understood(text, programme="biz_vn").remark == remark


@pytest.mark.parametrize(
    "text", ["ừa đồng ý", "ờ đồng ý", "ok đồng ý", "dạ đồng ý nha", "ua dong y", "ừm em đồng ý đó"]
)
def test_a_small_yes_before_the_words_takes_nothing_from_them(text: str) -> None:
    """The words agree by themselves."""
    found = understood(text, expect="consent")
    assert (found.answer, found.explicit) == ("yes", True)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("đổi tên thành minhanh05", "minhanh05"),
        ("em lấy tên ngan2005 nha", "ngan2005"),
        ("cho em lấy tên khác là ngan-2005", "ngan-2005"),
        ("đổi sang minhanh05 đi", "minhanh05"),
        ("tên miền khác là lanhoa", "lanhoa"),
        ("change the name to minh-anh", "minh-anh"),
    ],
)
def test_a_new_name_at_the_summary(text: str, label: str) -> None:
    """A name without its suffix, announced."""
    found = understood(text, expect="confirm", programme="id_vn")
    assert found.slots["domain"] == DomainSlot(label)
    assert found.about is None


@pytest.mark.parametrize(
    "text",
    [
        "đổi tên khác",
        "lấy tên đó luôn",
        "lấy tên nào bây giờ",
        "đổi sang hộ kinh doanh",
        "đổi họ tên thành Trần Văn An",
        "sửa lại thành 2003",
    ],
)
def test_no_new_name_is_heard_in_other_changes(text: str) -> None:
    """Something else is to be changed, or it is not said to what."""
    assert "domain" not in understood(text, expect="confirm", programme="id_vn").slots


@pytest.mark.parametrize(
    ("text", "value"),
    [("nhầm, có giấy rồi", "yes"), ("à lộn, em chưa có giấy", "no"), ("thật ra có giấy rồi nha", "yes")],
)
def test_the_paper_of_a_business_is_just_called_paper(text: str, value: str) -> None:
    """Only where a business is registered."""
    assert understood(text, programme="biz_vn").slots["certificate"].json() == value
    assert "certificate" not in understood(text, programme="id_vn").slots


@pytest.mark.parametrize("text", ["có cần giấy không", "có giấy tờ gì không", "có giấy chưa", "nếu có giấy thì sao"])
def test_a_question_about_papers_states_nothing(text: str) -> None:
    """Asked or supposed."""
    assert "certificate" not in understood(text, programme="biz_vn").slots


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("nhắc em nha", "yes"),
        ("nhớ nhắc tui nghen", "yes"),
        ("nhắc giùm em với", "yes"),
        ("khỏi nhắc", "no"),
        ("lấy tên đó luôn", "yes"),
        ("nhắc lại coi", None),
    ],
)
def test_an_answer_takes_up_the_words_of_the_question(text: str, answer: str | None) -> None:
    """The reminder, and the name shown in the summary."""
    assert understood(text, expect="confirm").answer == answer


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("I have a shop", "household"),
        ("I own a small coffee shop", "household"),
        ("my family business", "household"),
        ("I run a small company", "enterprise"),
        ("do I need a business licence", ""),
        ("what is a business name", ""),
    ],
)
def test_english_words_for_a_business(text: str, kind: str) -> None:
    """A shop is a household business, a company an enterprise; a licence is neither."""
    slot = understood(text, expect="subject").slots.get("subject")
    assert (slot.json() if slot else "") == kind
