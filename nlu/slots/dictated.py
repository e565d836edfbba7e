"""Numbers that were read out: hai không chín bảy sáu một ba một tám bốn, hai mươi không một chín ba."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from nlu.slots.fold import word_set
from nlu.slots.numbers_vi import UNITS, below_hundred, is_other_word, unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nlu.slots.fold import Span, Text

_SHORTEST = 9
_TEN = 10
_EIGHT = 8
_LENGTHS = (9, 10, 12, 13)
_DIGIT_WORDS = frozenset(UNITS)
_FEWEST_WORDS = 3
"""different digits told in words; a number with fewer is not dictated"""
_DASHES = word_set("gach ngang noi xet xuyet tru tren cham")
_BETWEEN = word_set("roi toi tiep xong cham cach phay a e um uh ne nha")
"""said while the next group is looked up"""
_TENS = word_set("muoi ham")
_ZERO = word_set("ko hong o zero")
"""how không is written or heard inside a number"""
_FEWEST_BEFORE = 1
_LETTER_AFTER = 2
"""digits in front of the letter of an old household number: chín sáu a tám ..."""
_LETTERS = frozenset("abcdeghiklm")
_CMND = 9
_OF_MOBILES = frozenset("35789")


class Dictated(NamedTuple):
    """A number that was read out, and where. `sure`: digit by digit, in a length that no date has."""

    span: Span
    digits: str
    sure: bool


def dictated(text: Text) -> Iterator[Dictated]:
    """Every run of words that reads as 9, 10, 12 or 13 digits, or as two digits, a letter and seven more."""
    if len(text.letters & _DIGIT_WORDS) < _FEWEST_WORDS or len(text.tokens) < _SHORTEST:
        return
    tokens = [_spoken(text, at) for at in range(len(text.tokens))]
    read: list[tuple[int, str]] = []
    end = at = 0
    while at <= len(tokens):
        length = sum(len(digits) for _, digits in read)
        value, after = _read(tokens, at, inside=length >= _FEWEST_BEFORE)
        if not value and length == _LETTER_AFTER and _is_letter(text, tokens, at):
            value, after = text.lower[text.words[at].start].upper(), at + 1
        if value:
            read.append((at, value))
            at = end = after
            continue
        word = tokens[at] if at < len(tokens) else None
        if read and word in _BETWEEN | (_DASHES if length == _TEN else frozenset()):
            at += 1
            continue
        read, length = _with_zero(tokens, read, length)
        if length in _LENGTHS and 2 * sum(not tokens[i].isdigit() for i, _ in read) >= len(read):
            first = read[0][0]
            whole = first == 0 and end == len(tokens)
            plain = length >= _TEN and all(len(digits) == 1 for _, digits in read)
            span = (text.words[first].start, text.words[end - 1].end)
            yield Dictated(span, "".join(digits for _, digits in read), whole or plain)
        read = []
        at += 1


def _is_letter(text: Text, tokens: list[str], at: int) -> bool:
    """Whether a single letter stands at `at` with an eight behind it; à and ạ are no letters of a number."""
    if at + 1 >= len(tokens) or unit(tokens[at + 1]) != _EIGHT:
        return False
    word = text.words[at]
    typed = text.lower[word.start : word.end]
    return typed == "đ" or (typed == word.text and word.text in _LETTERS)


def _with_zero(tokens: list[str], read: list[tuple[int, str]], length: int) -> tuple[list[tuple[int, str]], int]:
    """With the zero in front that is written like a denial, where the number would be too short without it."""
    if not read or read[0][0] == 0 or tokens[read[0][0] - 1] not in _ZERO or length + 1 not in _LENGTHS:
        return read, length
    if length == _CMND and read[0][1] not in _OF_MOBILES:
        return read, length
    return [(read[0][0] - 1, "0"), *read], length + 1


def _spoken(text: Text, at: int) -> str:
    """A word, or nothing where its marks make another word of a numeral: bà, từ, tầm."""
    word = text.words[at]
    return "" if is_other_word(word.text, text.lower[word.start : word.end]) else word.text


def _read(tokens: list[str], at: int, *, inside: bool) -> tuple[str, int]:
    """The digits that begin at `at`, and where they end; a recogniser may write some of them as digits."""
    if at >= len(tokens):
        return "", at
    word = tokens[at]
    if word.isdigit():
        return word, at + 1
    if word in _TENS or (at + 1 < len(tokens) and tokens[at + 1] == "muoi"):
        pair = below_hundred(tokens, at)
        if pair and pair[0] >= _TEN:
            return str(pair[0]), pair[1]
    if inside and word in _ZERO:
        return "0", at + 1
    value = unit(word)
    return ("", at) if value is None else (str(value), at + 1)
