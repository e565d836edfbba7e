"""Wishes among data, questions beside wishes, and questions that look like something else."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from nlu.clauses import clauses
from nlu.slots.places import Places
from nlu.understand import Interpreter

TODAY = date(2026, 11, 22)
PROVINCES = Path(__file__).parents[2] / "flows" / "provinces"


@pytest.fixture(scope="module")
def interpreter(tmp_path_factory: pytest.TempPathFactory) -> Interpreter:
    places = Places.load(PROVINCES / "ca_mau" / "communes.yaml", PROVINCES / "provinces.yaml")
    return Interpreter.load(cache=tmp_path_factory.mktemp("nlu"), places=places)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("em tên Lan sinh 12/5/2004 quốc tịch việt nam muốn làm lan.id.vn, ở xã Đầm Dơi", "register_id_vn"),
        ("em ten Lan sinh 12/5/2004 quoc tich viet nam muon lam lan.id.vn, o xa Dam Doi", "register_id_vn"),
        ("chị Hoa sinh 3/4/2005 quốc tịch VN muốn lấy hoanguyen.id.vn", "register_id_vn"),
        ("tôi có hộ kinh doanh, có giấy phép kinh doanh rồi, muốn làm biz.vn", "register_biz_vn"),
        ("em sinh 12/5/2004 ở Đầm Dơi", "inform"),
        ("2k4 còn dk dc k", "check_eligibility"),
        ("sao phải hỏi năm sinh", "privacy"),
        ("hỏi tuổi chi vậy", "privacy"),
        ("sao phải đồng ý", "privacy"),
        ("nếu không đồng ý thì sao", "privacy"),
        ("năm sau có nữa hông", "deadline"),
        ("tới bao giờ", "deadline"),
        ("còn suất không", "deadline"),
        ("làm căn cước ở đâu", "out_of_scope"),
        ("cho vay tiền không", "out_of_scope"),
        ("sở ở đâu vậy", "who_helps"),
        ("lam cai nay het bao nhieu", "cost"),
        ("toi ban ca mam o cho song doc, nghe noi nha nuoc cho cai trang web phai hong", "free_package"),
    ],
)
def test_a_wish_is_seen_among_data(interpreter: Interpreter, text: str, intent: str) -> None:
    """What the person wants, however much of the message is data."""
    result = interpreter.understand(text, today=TODAY)
    assert (result.intent, result.band) == (intent, "sure")


@pytest.mark.parametrize(
    ("text", "intents", "also"),
    [
        ("em 2k4 ở Đầm Dơi làm id.vn được k với có mất phí k", {"register_id_vn", "check_eligibility"}, "cost"),
        ("làm id.vn có mất tiền không và cần giấy tờ gì", {"docs_id_vn"}, "cost"),
        ("toi mun dk ten mien cho quan cafe co mat tien ko ad", {"register_biz_vn"}, "cost"),
    ],
)
def test_a_question_beside_a_wish_is_kept(interpreter: Interpreter, text: str, intents: set[str], also: str) -> None:
    """The wish leads and the question stands beside it."""
    result = interpreter.understand(text, today=TODAY)
    assert result.intent in intents
    assert also in result.also
    assert result.band == "sure"


@pytest.mark.parametrize("text", ["thôi", "vậy thôi", "thôi bỏ qua"])
@pytest.mark.parametrize("expect", ["citizen", "certificate"])
def test_leaving_a_question_does_not_deny_a_fact(interpreter: Interpreter, text: str, expect: str) -> None:
    """The person stops or skips; nothing is known about citizenship or papers."""
    result = interpreter.understand(text, expect=expect, today=TODAY)
    assert result.answer is None
    assert result.intent in {"cancel", "skip", "deny"}


def test_a_message_is_parted_before_a_second_question() -> None:
    """At "với có ...", "và cần ..." and before the cost of what is wished; "với" of a plain request parts nothing."""
    assert clauses("làm id.vn được k với có mất phí k") == ["làm id.vn được k", "có mất phí k"]
    assert clauses("đăng ký được không và cần giấy tờ gì") == ["đăng ký được không", "cần giấy tờ gì"]
    assert clauses("muốn đăng ký tên miền cho quán có mất tiền không") == [
        "muốn đăng ký tên miền cho quán",
        "có mất tiền không",
    ]
    assert clauses("giúp em với ad ơi") == ["giúp em với ad ơi"]


@pytest.mark.parametrize(
    "text",
    [
        "cám ơn ad nhiều, chào ad",
        "dạ con cảm ơn cô, con chào cô",
        "ok, em chao chi nha",
        "cam on b nhieu. chao b nhe",
        "tạm biệt, chào em nha",
    ],
)
def test_a_greeting_after_thanks_takes_leave(interpreter: Interpreter, text: str) -> None:
    """ "Chào" at the head of a message greets, and after thanks it says goodbye."""
    assert interpreter.understand(text, today=TODAY).intent == "bye"


@pytest.mark.parametrize("text", ["chào ad, em cảm ơn trước nha", "chào bạn", "dạ chào cô"])
def test_a_greeting_at_the_head_greets(interpreter: Interpreter, text: str) -> None:
    """Whatever politeness follows it."""
    assert interpreter.understand(text, today=TODAY).intent in {"greet", "thank"}
