"""One reading of a text for all slot parsers: cleaned, lower-cased and folded copies of equal length."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

Span = tuple[int, int]

_DROPPED = re.compile(
    "[\u00ad\u0300-\u036f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u20d0-\u20ff\ufe00-\ufe0f\ufeff\U0001f3fb-\U0001f3ff]"
)
_PLAINER = str.maketrans(
    {
        "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2212": "-", "\u2044": "/",
        "\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u3002": ".", "\n": " ", "\r": " ", "\t": " ",
    }
)  # fmt: skip
_WORD = re.compile(r"[a-z]+\d*|\d+")
_DIGIT = re.compile(r"\d")
_MARK = "\u0000"


class _FoldTable(dict[int, str]):
    """Each character without its marks, found once and kept; always exactly one character."""

    def __missing__(self, code: int) -> str:
        char = chr(code).lower()
        base = unicodedata.normalize("NFD", char)[0]
        folded = "d" if base in "đð" else base
        self[code] = folded
        return folded


_FOLD = _FoldTable()


@dataclass(frozen=True, slots=True)
class Word:
    """A run of letters or digits of the folded text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Text:
    """`plain`, `lower` and `folded` have the same length, so that a span means the same in each."""

    plain: str
    lower: str
    folded: str
    words: tuple[Word, ...]
    marked: bool
    """the person types marks: then an unmarked word really has none"""

    digits: int
    """how many digits there are: without any there is no number, code or amount to look for"""

    def without(self, spans: list[Span]) -> str:
        """The folded text with the spans blanked out; a blank is no space, so that nothing joins across it."""
        return blank(self.folded, spans)


def clean(text: str) -> str:
    """NFKC with plain dashes and quotes, without zero-width characters, stray marks and skin tones."""
    if text.isascii():
        return text.translate(_PLAINER)
    return _DROPPED.sub("", unicodedata.normalize("NFKC", text)).translate(_PLAINER)


def fold(text: str) -> str:
    """Lower case without marks, `đ` as `d`; the same length as the cleaned text."""
    return clean(text).translate(_FOLD)


def marks(text: str) -> frozenset[str]:
    """The marks of one syllable in any order, so that `hoà` agrees with `hòa`."""
    out = {char for char in unicodedata.normalize("NFD", text.lower()) if unicodedata.combining(char)}
    if "đ" in text.lower():
        out.add("đ")
    return frozenset(out)


def read(text: str) -> Text:
    """All copies of a text."""
    plain = clean(text)
    folded = plain.translate(_FOLD)
    lower = plain.lower()
    if len(lower) != len(plain):
        lower = "".join(char.lower() if len(char.lower()) == 1 else char for char in plain)
    words = tuple(Word(match[0], match.start(), match.end()) for match in _WORD.finditer(folded))
    return Text(plain, lower, folded, words, not lower.isascii() and lower != folded, len(_DIGIT.findall(folded)))


def blank(text: str, spans: list[Span]) -> str:
    """`text` with each span replaced by as many blanks."""
    for start, end in spans:
        text = text[:start] + _MARK * (end - start) + text[end:]
    return text


def overlaps(span: Span, others: list[Span]) -> bool:
    """Whether the span touches a character of any other."""
    return any(span[0] < end and start < span[1] for start, end in others)


def word_set(text: str) -> frozenset[str]:
    """The words of a list written as running text."""
    return frozenset(text.split())
