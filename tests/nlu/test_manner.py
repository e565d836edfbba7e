"""What cannot be undone is done upon a clear order alone: questions, suppositions and prohibitions are told from it."""

from __future__ import annotations

import pytest

from nlu.manner import asks, says_by_now

NO_ORDERS = (
    "lỡ đồng ý rồi rút lại được không",
    "nếu tôi xóa dữ liệu thì sao",
    "bao giờ dữ liệu của tôi bị xóa",
    "rut lai dong y bang cach nao",
    "làm sao để xóa dữ liệu",
    "xóa dữ liệu của tôi?",
    "đừng xóa dữ liệu của tôi",
    "đồng ý nhưng đừng lưu số của tui",
    "how can I delete my data",
    "don't delete my data",
    "xóa rồi có lấy lại giúp em được không",
    "làm sao xóa giúp em được không",
)
ORDERS = (
    "xóa dữ liệu của tôi",
    "xoa het thong tin di",
    "em rút lại đồng ý",
    "đừng lưu nữa, bỏ hết đi",
    "căn cứ luật bảo vệ dữ liệu cá nhân, tôi yêu cầu xóa dữ liệu",
    "hồi nãy đồng ý mà giờ tui đổi ý, đừng giữ thông tin của tui nữa",
    "I withdraw my consent",
    "delete my data",
    "xóa dữ liệu giùm em được không ạ",
    "xoa het thong tin gium tui dc k?",
    "could you delete my data?",
)


@pytest.mark.parametrize("text", NO_ORDERS)
def test_a_question_is_no_order(text: str) -> None:
    """Nothing is deleted upon it."""
    assert asks(text)


@pytest.mark.parametrize("text", ORDERS)
def test_an_order_is_no_question(text: str) -> None:
    """It is carried out at once."""
    assert not asks(text)


@pytest.mark.parametrize("text", ["à có rồi", "giờ có rồi", "mới được cấp rồi", "có giấy rồi nè", "I have it now"])
def test_what_was_missing_is_there(text: str) -> None:
    """A paper that somebody did not have a while ago."""
    assert says_by_now(text)


@pytest.mark.parametrize("text", ["ok", "ừ", "được rồi", "hiểu rồi", "chưa có", "cảm ơn"])
def test_a_bare_yes_says_nothing_of_a_paper(text: str) -> None:
    """It is not taken for one."""
    assert not says_by_now(text)
