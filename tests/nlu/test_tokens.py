"""What stays whole when a text is cut into tokens, and what abbreviations stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nlu.lexicon import Lexicon, read_lexicon
from nlu.normalize import clean, place_tone
from nlu.repair import Repairs, decode, tone_key
from nlu.tokens import tokenize
from nlu.understand import DATA

if TYPE_CHECKING:
    from pathlib import Path

LEXICON = read_lexicon(DATA / "vi" / "abbreviations.yaml")


def read(text: str) -> str:
    return " ".join(LEXICON.expand([place_tone(token) for token in tokenize(clean(text))]))


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Em hỏi, tên miền?", ["em", "hỏi", "tên", "miền"]),
        ("sinh 12/5/2004", ["sinh", "<date>"]),
        ("12-05-04 12.5.2004 2004-05-12 5/2004", ["<date>", "<date>", "<date>", "<date>"]),
        ("lan.id.vn và quan-pho.biz.vn", ["<site>", "id.vn", "và", "<site>", "biz.vn"]),
        ("id.vn .biz.vn", ["id.vn", "biz.vn"]),
        ("gmail.com hay abc.com.vn", ["<site>", ".com", "hay", "<site>", ".vn"]),
        ("450.000đ hay 50k", ["<money>", "hay", "<money>"]),
        ("mst 2001234567", ["mst", "<number>"]),
        ("a@b.vn", ["<mail>"]),
        ("xong.Rồi", ["xong", "rồi"]),
        ("don't", ["dont"]),
        ("te6n 2k4", ["te6n", "2k4"]),
        ("", []),
        ("?!…", []),
    ],
)
def test_tokens(text: str, tokens: list[str]) -> None:
    """Dates, numbers, money and addresses are one token of their kind; punctuation is none."""
    assert tokenize(clean(text)) == tokens


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("đk tên miền", "đăng ký tên miền"),
        ("muốn dk id.vn", "muốn đăng ký id.vn"),
        ("cần đủ đk gì", "cần đủ điều kiện gì"),
        ("có đk gì ko", "có điều kiện gì không"),
        ("làm dk k", "làm được không"),
        ("còn dk dc k", "còn đăng ký được không"),
        ("50 k", "50 nghìn"),
        ("mất tiền k", "mất tiền không"),
        ("dc ko", "được không"),
        ("cho xin dc web", "cho xin địa chỉ web"),
        ("hết bn tiền", "hết bao nhiêu tiền"),
        ("bn ơi", "bạn ơi"),
        ("t muốn hỏi", "tôi muốn hỏi"),
        ("em 20 t", "em 20 tuổi"),
        ("mp hả ad", "miễn phí hả ad"),
        ("ntn vậy", "như thế nào vậy"),
        ("hkd có gpkd", "hộ kinh doanh có giấy phép kinh doanh"),
        ("ai đi chấm vn", "id.vn"),
        ("bis chấm vn", "biz.vn"),
        ("không đồng ý", "không đồng ý"),
    ],
)
def test_abbreviations(typed: str, meant: str) -> None:
    """Teencode is read as the words it stands for; ambiguous forms by their neighbours."""
    assert read(typed) == meant


def test_lexicon_survives_the_model_file() -> None:
    """What is written as JSON is read back the same."""
    assert Lexicon.loads(LEXICON.dumps()) == LEXICON


def test_lexicon_names_a_bad_entry(tmp_path: Path) -> None:
    """YAML reads a bare `yes` as true; the table says which entry is not text."""
    file = tmp_path / "abbreviations.yaml"
    file.write_text("words:\n  yep: yes\n", encoding="utf-8")
    with pytest.raises(ValueError, match="yep"):
        read_lexicon(file)


@pytest.mark.parametrize(
    ("typed", "word"),
    [("mieenf", "miền"), ("ddawng", "đăng"), ("kys", "ký"), ("tieengs", "tiếng"), ("dduowcj", "được"),
     ("te6n", "tên"), ("d9a8ng", "đăng"), ("ky1", "ký"), ("mie62n", "miền"), ("d9uoc75", "được")],
)  # fmt: skip
def test_keystrokes_are_decoded(typed: str, word: str) -> None:
    """Telex and VNI leftovers give the letters and the tone that were meant."""
    assert decode(typed) == tone_key(word)


@pytest.mark.parametrize("word", ["tên", "xyz", "20", "bcd", "2004"])
def test_other_words_are_no_keystrokes(word: str) -> None:
    """A word with marks, without vowels or of digits was not typed in Telex or VNI."""
    assert decode(word) is None


def test_unknown_words_get_readings() -> None:
    """One slip, a missing space, keystrokes; nothing for what is near to no word."""
    repairs = Repairs.build({"chương": 3, "trình": 3, "tên": 9, "miền": 9, "đăng": 5})
    assert repairs.meant("chuowng") == [["chương"]]
    assert repairs.meant("chuonng") == [["chuong"]]
    assert repairs.meant("chuogn") == [["chuong"]]
    assert repairs.meant("tenmien") == [["ten", "mien"]]
    assert repairs.meant("zzzzzz") == []
    assert repairs.knows("tén")
    assert not repairs.knows("hoa")
