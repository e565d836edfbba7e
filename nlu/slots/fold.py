"""One reading of a text for all slot parsers: cleaned, lower-cased and folded copies of equal length."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

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
_USUAL = re.compile("[ -~\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00fe\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]*")  # fmt: skip  # noqa: E501
"""Letters that are in their final form already and signs that mean themselves: most texts hold nothing else."""
_WORD = re.compile(r"[a-z]+\d*|\d+")
_LETTERS = re.compile(r"[a-z]+")
_DIGIT = re.compile(r"\d")
_DRAWN_OUT = re.compile(r"([a-z])\1+")
_NO_LITERAL = re.compile(r"\\[a-zA-Z]|\(\?P<\w+>")
_LITERAL = re.compile(r"([a-z]+)(\??)")
_MARK = "\u0000"
_CAPACITY = 8192
_LONGEST_KEPT = 24


class _FoldTable(dict[int, str]):
    """Each character without its marks, found once and kept; always exactly one character."""

    def __missing__(self, code: int) -> str:
        char = chr(code).lower()
        base = unicodedata.normalize("NFD", char)[0]
        folded = "d" if base in "đð" else base
        self[code] = folded
        return folded


class _FoldedWords(dict[str, str]):
    """Each word without its marks; people use few of them, so most are found here."""

    def __missing__(self, word: str) -> str:
        folded = word.translate(_FOLD)
        if len(word) <= _LONGEST_KEPT:
            if len(self) >= _CAPACITY:
                self.clear()
            self[word] = folded
        return folded


_FOLD = _FoldTable()
_FOLDED = _FoldedWords()


class Word(NamedTuple):
    """A run of letters or digits of the folded text."""

    text: str
    start: int
    end: int


class Text:
    """`plain`, `lower` and `folded` have the same length, so that a span means the same in each."""

    __slots__ = ("_words", "digits", "folded", "letters", "lower", "marked", "plain", "signs", "tokens")

    def __init__(self, plain: str, lower: str, folded: str) -> None:
        self.plain = plain
        self.lower = lower
        self.folded = folded
        self.marked = not lower.isascii() and lower != folded
        """the person types marks: then an unmarked word really has none"""
        self.digits = len(_DIGIT.findall(folded))
        """how many digits there are: without any there is no number, code or amount to look for"""
        self.signs = _USUAL.fullmatch(plain) is None
        """it holds more than letters and what stands on every keyboard: emoji, for one"""
        self.tokens: list[str] = _WORD.findall(folded)
        """the runs of letters or digits, in order"""
        self.letters = frozenset(_LETTERS.findall(folded) if self.digits else self.tokens)
        """every run of letters, for a parser to see at a glance that none of its words was said"""
        self._words: tuple[Word, ...] | None = None

    @property
    def words(self) -> tuple[Word, ...]:
        """The tokens with their places, worked out once when somebody needs them."""
        if self._words is None:
            self._words = tuple(Word(match[0], *match.span()) for match in _WORD.finditer(self.folded))
        return self._words

    def says_only(self, words: frozenset[str]) -> bool:
        """Whether every run of letters is one of `words`, drawn out ("okkk") or not."""
        return all(word in words or _shortened(word) in words for word in self.tokens if not word.isdigit())

    def says(self, words: frozenset[str]) -> bool:
        """Whether any of `words` (folded) stands in the text."""
        return not self.letters.isdisjoint(words)


def clean(text: str) -> str:
    """NFKC with plain dashes and quotes, without zero-width characters, stray marks and skin tones."""
    if _USUAL.fullmatch(text):
        return text
    if text.isascii():
        return text.translate(_PLAINER)
    return _DROPPED.sub("", unicodedata.normalize("NFKC", text)).translate(_PLAINER)


def fold(text: str) -> str:
    """Lower case without marks, `đ` as `d`; the same length as the cleaned text."""
    return _without_marks(clean(text))


def _without_marks(plain: str) -> str:
    if plain.isascii():
        return plain.lower()
    return " ".join(map(_FOLDED.__getitem__, plain.split(" ")))


def marks(text: str) -> frozenset[str]:
    """The marks of one syllable in any order, so that `hoà` agrees with `hòa`."""
    out = {char for char in unicodedata.normalize("NFD", text.lower()) if unicodedata.combining(char)}
    if "đ" in text.lower():
        out.add("đ")
    return frozenset(out)


def read(text: str) -> Text:
    """All copies of a text."""
    plain = clean(text)
    lower = plain.lower()
    if len(lower) != len(plain):
        lower = "".join(char.lower() if len(char.lower()) == 1 else char for char in plain)
    return Text(plain, lower, _without_marks(plain))


def blank(text: str, spans: list[Span]) -> str:
    """`text` with each span replaced by as many blanks."""
    for start, end in spans:
        text = text[:start] + _MARK * (end - start) + text[end:]
    return text


def overlaps(span: Span, others: list[Span]) -> bool:
    """Whether the span touches a character of any other."""
    return any(span[0] < end and start < span[1] for start, end in others)


def literals(*patterns: re.Pattern[str]) -> frozenset[str]:
    """The words that patterns are made of: a text with another word in it matches none of them as a whole.

    Only for patterns that spell their words out: an optional part of more than a letter must be a word of its own.
    """
    found: set[str] = set()
    for pattern in patterns:
        for word, optional in _LITERAL.findall(_NO_LITERAL.sub(" ", pattern.pattern)):
            found |= {word, word[:-1]} if optional else {word}
    return frozenset(found | {_shortened(word) for word in found})


@lru_cache(maxsize=_CAPACITY)
def _shortened(word: str) -> str:
    """A word without its drawn-out letters and the digits behind it."""
    return _DRAWN_OUT.sub(r"\1", word.rstrip("0123456789"))


def word_set(text: str) -> frozenset[str]:
    """The words of a list written as running text."""
    return frozenset(text.split())
