"""Characters brought to one form: what the same message looks like from every phone.

`clean` is applied to a whole text once, at the door; `place_tone` and `fold` work on single words.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

MAX_CHARS = 2000
"""Characters of a message that are read for its intent; what follows never changes the wish."""

YES_SIGN = "👍"
NO_SIGN = "👎"

_YES_EMOJI = "👍👌🆗✅✔☑🙆💯"
_NO_EMOJI = "👎❌✖🙅🚫⛔"

# Half- and full-width forms, typographic quotes and dashes, and the two Cyrillic-looking ones phones insert.
_PLAIN = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_PLAIN.update(
    {
        ord(typed): ord(plain)
        for typed, plain in {
            "\u00a0": " ", "\u3000": " ", "\u2007": " ", "\u202f": " ", "\u2028": "\n", "\u2029": "\n",
            "\u2018": "'", "\u2019": "'", "\u201a": "'", "\u201c": '"', "\u201d": '"', "\u201e": '"',
            "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2212": "-",
            "\u2026": ".", "\u3002": ".", "\u3001": ",", "Ð": "đ", "ð": "đ",
        }.items()
    }
)  # fmt: skip

# Invisible characters, selectors and skin tones. They go without leaving a space.
_INVISIBLE = re.compile("[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U0001f3fb-\U0001f3ff]")  # fmt: skip  # noqa: E501
# Anything but plain ASCII and the letters and marks of Vietnamese needs a closer look.
_UNUSUAL = re.compile("[^\t\n -~\u00c0-\u00fe\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]|[Ðð×÷]")  # fmt: skip  # noqa: E501
# Three or more of one letter ("dzaaaa", "khônggggg"); www is part of an address.
_REPEATED = re.compile(r"([^\W\d_])\1{2,}")
_EMOJI = re.compile("[\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff\U000e0020-\U000e007f\u20e3]")

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_MARKS = re.compile("[\u0300-\u036f]")


def clean(text: str) -> str:
    """`text` in NFC, lower case and plain characters, at most `MAX_CHARS` of it.

    Zero-width characters are dropped, control characters become spaces, emoji that mean yes or no become
    👍 or 👎 and all others a space, three or more of one letter become one.
    """
    if len(text) > MAX_CHARS:
        # A long message says its wish at the beginning or at the end.
        text = text[: MAX_CHARS * 3 // 4] + " " + text[-MAX_CHARS // 4 :]
    if _UNUSUAL.search(text):
        text = _plain(text)
    text = text.lower()
    return _REPEATED.sub(_once, text) if _REPEATED.search(text) else text


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text).translate(_PLAIN))
    if not _UNUSUAL.search(text):
        return text
    return _UNUSUAL.sub(_sign, text)


def _sign(found: re.Match[str]) -> str:
    char = found[0]
    if char in _YES_EMOJI:
        return f" {YES_SIGN} "
    if char in _NO_EMOJI:
        return f" {NO_SIGN} "
    if _EMOJI.match(char) or unicodedata.category(char)[0] in "CZS":
        return " "
    return char


def _once(run: re.Match[str]) -> str:
    return run[0] if run[1] == "w" else run[1]


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """`text` without any mark, đ as d: "đăng ký" -> "dang ky". Length is kept for NFC text."""
    if text.isascii():
        return text
    return _MARKS.sub("", unicodedata.normalize("NFD", text)).replace("đ", "d").replace("Đ", "D")


def place_tone(word: str) -> str:
    """The tone mark of an open oa, oe or uy on its first vowel ("hoà" -> "hòa", "thuý" -> "thúy").

    Closed syllables ("hoàn", "suýt") and qu ("quý") keep theirs. `word` is one lower-case syllable in NFC.
    """
    if len(word) < 3 or word.isascii():
        return word
    pair = unicodedata.normalize("NFD", word[-2:])
    if len(pair) != 3 or pair[2] not in _TONES or pair[:2] not in ("oa", "oe", "uy") or word[-3] == "q":
        return word
    return word[:-2] + unicodedata.normalize("NFC", pair[0] + pair[2] + pair[1])
