"""The one public entry, with the bot's own sentences."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nlu.clauses import clauses
from nlu.evaluate import Case, coverage, evaluate, evaluate_cases, macro_f1, read_cases
from nlu.languages import asked_language
from nlu.understand import Interpreter

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="session")
def interpreter(tmp_path_factory: pytest.TempPathFactory) -> Interpreter:
    return Interpreter.load(cache=tmp_path_factory.mktemp("nlu"))


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("em sinh 12/5/2004 muốn làm id.vn", "register_id_vn"),
        ("how much does it cost", "cost"),
        ("gặp nhân viên", "human"),
        ("ddawng kys teen mieenf", "register"),
        ("thời tiết hôm nay thế nào", "out_of_scope"),
        ("cảm ơn ad nhiều nha", "thank"),
        ("👍", "affirm"),
        ("12/5/2004", "inform"),
    ],
)
def test_single_wishes(interpreter: Interpreter, text: str, intent: str) -> None:
    """What people say without any question open."""
    assert interpreter.understand(text, today=TODAY).intent == intent


@pytest.mark.parametrize(
    ("text", "expect", "intent"),
    [
        ("12/5/2004", "birth_date", "inform"),
        ("2004", "birth_date", "inform"),
        ("2004, mà có mất phí không", "birth_date", "cost"),
        ("2004 có mất phí không", "birth_date", "cost"),
        ("ừ", "citizen", "affirm"),
        ("k", "citizen", "deny"),
        ("rồi", "registered", "affirm"),
        ("chưa", "certificate", "deny"),
        ("thôi", "confirm", "deny"),
        ("bỏ qua", "domain", "skip"),
        ("đặt tên gì cho hay", "domain", "suggest_name"),
        ("lan anh shop", "domain", "inform"),
        ("em quên rồi", "birth_date", "dont_know"),
        ("nguyễn văn an", "person_name", "inform"),
        ("không biết", "licence_number", "dont_know"),
        ("số 2", "clarify", "inform"),
    ],
)
def test_open_question_comes_first(interpreter: Interpreter, text: str, expect: str, intent: str) -> None:
    """An answer is an answer; a wish beside it, or instead of it, stays visible."""
    result = interpreter.understand(text, expect=expect, today=TODAY)
    assert result.intent == intent
    assert result.band == "sure"


def test_slot_beside_a_wish(interpreter: Interpreter) -> None:
    """The year is not lost when the message also asks something."""
    result = interpreter.understand("2004, mà có mất phí không", expect="birth_date", today=TODAY)
    assert result.slots["birth_date"].json() == {"kind": "year", "year": 2004}


@pytest.mark.parametrize(
    ("text", "intent", "also"),
    [
        ("chào ad, cho hỏi có mất phí ko", "cost", {"greet"}),
        ("chào ad cho hỏi mất phí ko", "cost", {"greet"}),
        ("cảm ơn ad, à mà khi nào hết hạn vậy", "deadline", {"thank"}),
    ],
)
def test_two_intents_in_a_message(interpreter: Interpreter, text: str, intent: str, also: set[str]) -> None:
    """The wish comes first and the courtesy beside it."""
    result = interpreter.understand(text, today=TODAY)
    assert result.intent == intent
    assert also <= set(result.also)


@pytest.mark.parametrize("text", ["", " ", "😀🎉", "\x00\x01\x1f", "?!", "\u200b", "@"])
def test_nothing_said_is_lost(interpreter: Interpreter, text: str) -> None:
    """A text without words is a message like any other, and nobody pretends to know it."""
    result = interpreter.understand(text, today=TODAY)
    assert result.band == "lost"
    assert result.candidates


@pytest.mark.parametrize("text", ["a" * 5000, "tên miền " * 700, "1" * 5000, "." * 5000, "👍" * 3000])
def test_long_texts_are_read(interpreter: Interpreter, text: str) -> None:
    """Five thousand characters get an answer."""
    result = interpreter.understand(text, today=TODAY)
    assert 0 <= result.confidence <= 1


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=120), expect=st.sampled_from([None, "birth_date", "domain", "consent", "person_name"]))
def test_any_text_has_a_meaning(interpreter: Interpreter, text: str, expect: str | None) -> None:
    """Confidence is a probability, the intent is a known one and leads the candidates."""
    result = interpreter.understand(text, expect=expect, today=TODAY)
    assert result.intent in interpreter.intents
    assert 0 <= result.confidence <= 1
    assert result.candidates[0].intent == result.intent
    scores = [candidate.score for candidate in result.candidates]
    assert scores == sorted(scores, reverse=True)
    json.dumps(result.json())


def test_reasons_are_words_of_the_text(interpreter: Interpreter) -> None:
    """Which words decided can be said."""
    result = interpreter.understand("có mất phí không", today=TODAY)
    assert any("phí" in reason.words for reason in result.reasons)


def test_language_is_told(interpreter: Interpreter) -> None:
    """English and Vietnamese are told apart; a bare number is neither."""
    assert interpreter.understand("how do I register", today=TODAY).language == "en"
    assert interpreter.understand("dang ky sao vay", today=TODAY).language == "vi"
    assert interpreter.understand("2004", today=TODAY).language is None


def small(folder: Path) -> Path:
    file = folder / "nlu.yml"
    lines = {
        "book": ["đặt vé xe", "mua vé đi huế", "cho tôi hai vé", "còn vé không"],
        "cancel": ["hủy vé", "trả lại vé", "không đi nữa hủy giùm", "muốn hủy chuyến"],
        "when": ["mấy giờ xe chạy", "giờ khởi hành", "khi nào tới nơi", "xe chạy lúc nào"],
    }
    text = "".join(
        f"- intent: {intent}\n  examples: |\n" + "".join(f"    - {line}\n" for line in said)
        for intent, said in lines.items()
    )
    file.write_text(f'version: "3.1"\nnlu:\n{text}', encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("tiếng anh đi", "en"),
        ("chuyển qua tiếng anh giùm", "en"),
        ("nói tiếng Anh được không", "en"),
        ("English please", "en"),
        ("vietnamese please", "vi"),
        ("doi lai tieng viet di", "vi"),
        ("đổi từ tiếng anh sang tiếng việt", "vi"),
        ("I don't speak Vietnamese", "en"),
        ("tui không biết tiếng anh", "vi"),
    ],
)
def test_the_language_asked_for_is_the_one_named(interpreter: Interpreter, text: str, language: str) -> None:
    """Whatever language the wish itself is written in."""
    assert interpreter.understand(text, today=TODAY).intent == "switch_language"
    assert asked_language(text) == language


def test_intents_from_another_file(tmp_path: Path) -> None:
    """Another corpus replaces ours entirely; strange words are still refused; the model is kept and found again."""
    file = small(tmp_path)
    other = Interpreter.from_sentences(file, cache=tmp_path / "var")
    assert set(other.intents) == {"book", "cancel", "when", "out_of_scope"}
    assert other.understand("huy ve giup", today=TODAY).intent == "cancel"
    assert other.understand("qzx wvk qqj", today=TODAY).band == "lost"
    (kept,) = (tmp_path / "var").iterdir()
    before = kept.stat().st_mtime_ns
    Interpreter.from_sentences(file, cache=tmp_path / "var")
    assert kept.stat().st_mtime_ns == before


def test_broken_cache_is_trained_anew(tmp_path: Path) -> None:
    """A damaged model file is replaced, never trusted."""
    file = small(tmp_path)
    Interpreter.from_sentences(file, cache=tmp_path / "var")
    (kept,) = (tmp_path / "var").iterdir()
    kept.write_bytes(kept.read_bytes()[:500])
    assert Interpreter.from_sentences(file, cache=tmp_path / "var").understand("hủy vé", today=TODAY).intent == "cancel"


def test_clauses() -> None:
    """Dates and decimals are not parted, fillers are not wishes, a greeting stands alone."""
    assert clauses("chào ad cho em hỏi phí") == ["chào ad", "cho em hỏi phí"]
    assert clauses("sinh 12.5.2004, phí 4.5 triệu?") == ["sinh 12.5.2004", "phí 4.5 triệu"]
    assert clauses("cho em hỏi chút, mất phí không") == ["mất phí không"]
    assert clauses("chào") == ["chào"]
    assert clauses("") == []


def test_evaluation(interpreter: Interpreter, tmp_path: Path) -> None:
    """`also` counts as right, confusions are named, a bad line is named by its number."""
    file = tmp_path / "cases.jsonl"
    rows = [
        {"text": "có mất phí không", "intent": "cost"},
        {"text": "có mất phí không", "intent": "bye", "also": ["cost"]},
        {"text": "có mất phí không", "intent": "greet"},
    ]
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    result = evaluate(interpreter, file)
    assert result.total == 3
    assert result.accuracy == pytest.approx(66.67, abs=0.01)
    assert result.confusions == (("greet", "cost", 1),)
    file.write_text('{"text": "a", "intent": "b"}\n{"text": 3}\n', encoding="utf-8")
    with pytest.raises(ValueError, match=":2:"):
        read_cases(file)
    with pytest.raises(ValueError, match="nothing"):
        evaluate_cases(interpreter, [])
    assert Case("a", "b").also == ()


def test_measures() -> None:
    """Macro-F1 and coverage on figures that can be checked by hand."""
    assert macro_f1(["a", "a", "b"], ["a", "b", "b"]) == pytest.approx(2 / 3)
    sure = np.array([0.9, 0.8, 0.7, 0.6])
    assert coverage(sure, np.array([True, True, False, True]), 0.98) == 0.5


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("xóa data của mik đi ad", None),
        ("dung gui tin nhac nua", None),
        ("cam on ban nhieu nha", None),
        ("Bắt buộc phải dùng tên thật à?", None),
        ("quán nhà hỏi bao nhiêu tiền vậy", None),
        ("bún nước lèo dì sáu", "bunnuocleodisau"),
        ("my duyen 2k4", "myduyen2k4"),
        ("đổi tên miền thành xoadata", "xoadata"),
        ("xoadata.id.vn", "xoadata"),
    ],
)
def test_words_of_another_wish_are_no_name(interpreter: Interpreter, text: str, label: str | None) -> None:
    """Asked for a name, who surely wants something else has given none."""
    named = interpreter.understand(text, expect="domain", programme="id_vn", today=TODAY).slots.get("domain")
    assert getattr(named, "label", None) == label


@pytest.mark.parametrize("text", ["1/2 1/2 1/2 1/2 ////// ????", "50% 25%", "24/7 365", "+++ 5 5 5"])
@pytest.mark.parametrize("expect", [None, "citizen", "confirm"])
def test_numbers_and_signs_alone_wish_nothing(interpreter: Interpreter, text: str, expect: str | None) -> None:
    """However sure the scores are, no question is answered that nobody asked; data and a thumb still speak."""
    assert interpreter.understand(text, expect=expect, today=TODAY).intent in {"out_of_scope", "inform"}
    assert interpreter.understand("👍", expect=expect, today=TODAY).intent == "affirm"
    assert interpreter.understand("12/5/2004", expect=expect, today=TODAY).intent == "inform"
