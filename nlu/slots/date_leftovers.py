"""Date words left half typed by Telex or VNI, and slips of them, written as they were meant: tha1ng, nawm, muwowi.

Only a closed list of words is looked for, so that a name or another word never becomes part of a date.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from nlu.repair import decode, tone_key
from nlu.slots.fold import Text, fold, word_set

if TYPE_CHECKING:
    from nlu.slots.fold import Span

_WORDS = (
    "tháng năm ngày mùng mồng rằm hôm bữa tuần tuổi âm lịch dương nhuận giêng chạp một mốt bốn tư lăm sáu bảy tám chín "
    "mười mươi hăm nghìn ngàn lẻ không trăm trước ngoái này rồi đầu giữa cuối cách đây vừa mới hồi từ "
    "cấp giấy chứng nhận phép thành lập đăng ký lần công sáng chiều nửa rưỡi hơn gần khoảng vài mấy "
    "được nhầm lộn phải đúng sửa mẹ chị bạn còn thì là"
)
_EXACT = {tone_key(word): fold(word) for word in _WORDS.split()}
_ANY_TONE = word_set("thang ngay mung mong tuoi lich")
"""words whose letters no other word of a date has: a wrong tone does not matter"""
_LONGEST = 9
_KEYED = re.compile(r"(?<![a-z\d])[a-z]+\d[a-z\d]*(?![a-z\d])")
_HAS_KEY = re.compile(r"[a-z]\d")
_AT_THE_END = {
    "thang": re.compile(r"\s+\d{1,2}(?!\d)"),
    "ngay": re.compile(r"\s+\d{1,2}\s+th"),
    "mung": re.compile(r"\s+\d{1,2}\s+th"),
    "mong": re.compile(r"\s+\d{1,2}\s+th"),
    "nam": re.compile(r"\s+\d{2,4}(?!\d)"),
}
"""What must follow where the key is the last one (thang1, ngay2): it may as well be the number of a month or day."""
_SLIPS = word_set("thanh thamg thnag htang tahng thaang thanng thagn thsng thabg thahg than gay nagy nagfy nga")
_MONTH_SLIP = re.compile(
    r"(?<![\d/.-])(?:\d|[0-3]\d)\s*(thanh|thamg|thnag|htang|tahng|thaang|thanng|thagn|thsng|thabg|thahg|than)"
    r"(?=\s*\d{1,2}\s*(?:[/.,-]\s*|nam\s*)?(?:(?:19|20)\d\d|2k\d|nam ))"
)
"""Between a day and a month with its year; "12/6 thành 12/5" changes one date into another."""
_DAY_SLIP = re.compile(r"(?<![a-z])(gay|nagy|nagfy|nga)(?=\s*\d{1,2}\s*(?:/|t))")


@lru_cache(maxsize=8192)
def _meant(word: str) -> str:
    """The folded date word that the keystrokes were meant to give, empty when they were meant for nothing else."""
    if not 2 < len(word) <= _LONGEST:
        return ""
    typed = decode(word)
    if typed is None:
        return ""
    plain = fold(typed)[: len(typed.rstrip("\u0300\u0301\u0303\u0309\u0323"))]
    return _EXACT.get(typed) or (plain if plain in _ANY_TONE else "")


def leftovers(text: Text) -> list[tuple[Span, str]]:
    """(span, the word meant) of each half-typed or misspelt date word, left to right."""
    found: list[tuple[Span, str]] = []
    if any(map(_meant, text.letters)):
        found += [((word.start, word.end), meant) for word in text.words if (meant := _meant(word.text))]
    if text.digits:
        if _HAS_KEY.search(text.folded):
            found = [*_keyed(text.folded), *found]
        if text.says(_SLIPS):
            slips = chain(_MONTH_SLIP.finditer(text.folded), _DAY_SLIP.finditer(text.folded))
            found += [
                (slip.span(1), "thang" if slip.re is _MONTH_SLIP else "ngay")
                for slip in slips
                if text.lower[slip.start(1) : slip.end(1)] not in {"thành", "than", "gây", "gãy", "gáy"}
            ]
    found.sort()
    return [one for i, one in enumerate(found) if not i or one[0][0] >= found[i - 1][0][1]]


def _keyed(folded: str) -> list[tuple[Span, str]]:
    """Words with a VNI key. One that ends with its only key needs a second leftover beside it to be one."""
    found = [(match, meant) for match in _KEYED.finditer(folded) if (meant := _meant(match[0]))]
    return [(match.span(), meant) for match, meant in found if _sure(match, meant, len(found), folded)]


def _sure(match: re.Match[str], meant: str, found: int, folded: str) -> bool:
    if not match[0][:-1].isalpha() or meant not in _AT_THE_END:
        return True
    return found > 1 and _AT_THE_END[meant].match(folded, match.end()) is not None


def written_out(text: Text, masked: str, found: list[tuple[Span, str]]) -> tuple[Text, str, list[int]]:
    """The text and its mask with each leftover as the word meant, and for each place there its place in `text`."""
    back: list[int] = []
    at = 0
    for (start, end), word in found:
        back += [*range(at, start), *(min(start + i, end - 1) for i in range(len(word)))]
        at = end
    back += range(at, len(text.plain) + 1)
    shown = [(span, word) for span, word in found if masked[slice(*span)] == text.folded[slice(*span)]]
    hidden = [(span, "\0" * len(word)) for span, word in found if (span, word) not in shown]
    whole = Text(_put(text.plain, found), _put(text.lower, found), _put(text.folded, found))
    return whole, _put(masked, sorted([*shown, *hidden])), back


def _put(source: str, found: list[tuple[Span, str]]) -> str:
    for (start, end), word in reversed(found):
        source = source[:start] + word + source[end:]
    return source
