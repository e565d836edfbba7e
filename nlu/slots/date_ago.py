"""Dates told as an amount of time until today: cách đây 10 ngày, 2 tháng trước, mới được 3 tuần, 5 months ago.

Days give a date, weeks the month that holds them (đúng một tuần: that day), months a month, years a year.
What is rounded (hơn 3 tháng, nửa năm, cách đây 1 năm) is `ambiguous`, so that it is asked again.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from nlu.slots import numbers_vi
from nlu.slots.date_parts import day_slot, month_slot, year_slot
from nlu.types import DateSlot

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from nlu.slots.fold import Span, Text

UNSURE = DateSlot("ambiguous")
WORD = r"(?:mot|hai|ba|bon|tu|nam|sau|bay|tam|chin|muoi|chuc|lam|nham|ham)"
_ANY = rf"(?:{WORD}|vai|may|nua|nhieu|ruoi|one|two|three|four|five|six|a|an|few)"
_NUMBER = rf"(?P<n>\d{{1,3}}|{_ANY}(?: {_ANY}){{0,2}})"
_UNIT = r"(?P<unit>ngay|hom|bua|tuan|thang|thg|thag|nam|days?|weeks?|months?|years?)(?![a-z\d])"
_MORE = (
    r"(?P<more>(?: (?:ruoi|hon|may|le|gi do)(?![a-z]))?(?:,? (?:\d{1,2}|[a-z]+) (?:thang|ngay|tuan)(?= (?:truoc|roi"
    r"|nay)))?)"
)
_AGO = re.compile(
    rf"(?<![a-z])cach (?:day|nay|hom nay|bua nay|bay gio|gio)(?P<about>(?: [a-z]+){{0,3}}?) {_NUMBER}\s*{_UNIT}{_MORE}"
    r"(?:\s+(?:truoc|trc|nay|roi)(?![a-z]))?"
)
_BEFORE = re.compile(
    rf"(?<![a-z\d])(?P<about>){_NUMBER}\s*{_UNIT}{_MORE}\s+(?:truoc|trc|ve truoc|ago)(?![a-z])"
    r"(?! (?:khi|luc|ngay|tet|gio|han|sau|do(?! (?:em|anh|chi|co|chu|ad|a|nha|ne|ban|bot|shop))))"
)
_SINCE = re.compile(
    rf"(?<![a-z])(?:moi|duoc|dc)(?P<about>(?: (?!nam |thang )[a-z]+){{0,2}}?) {_NUMBER}\s*{_UNIT}{_MORE}"
    r"(?=\s*(?:$|[.,!]|(?:nay|roi|r|thoi|thui|a|ha|lan|luon|ne|nha|do|em|ad|oi)(?![a-z])))(?:\s+nay(?![a-z]))?"
)
_SO_FAR = re.compile(rf"(?<![a-z\d])(?P<about>){_NUMBER}\s*{_UNIT}{_MORE}\s+(?:nay|roi|r)(?![a-z])")
_FUZZY = (
    "hon|tren|gan|khoang|chung|do|dau|ngot|xap xi|chua|duoi|it nhat|toi thieu|about|over|almost|vai|may|nhieu|tam|co"
    "|doi"
)
_ABOUT = re.compile(rf"(?<![a-z])(?P<word>{_FUZZY})(?![a-z])")
_RANGE = re.compile(r"\d\s*(?:-|,|/|hay|hoac|den|toi)\s*$")
_SURELY = {"co": "có", "do": "đó", "dau": "đầu", "tam": "tám", "may": "máy"}
"""Words whose other marks make them none of the fuzzy ones."""
_EXACTLY = re.compile(r"(?<![a-z])(?:dung|tron|chan)\s*$")
_WEEKS = frozenset({"tuan", "week", "weeks"})
_OF_MONTH = re.compile(r"(?<![a-z])(?:thang|thg|thag|th|t|quy|ngay|mung|mong|hom|bua)\s*$")
"""A number that is the month or the day: "tháng 2 năm trước" is not two years ago, nor "ngày 10 tháng trước" ten."""
_OF_DATE = re.compile(r"\d\s*[/.-]\s*$")
_EN_NUMBERS = {"one": 1, "a": 1, "an": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_MOST_DAYS = 60
_MOST_WEEKS = 26
_NEVER_ALONE = frozenset({"tu", "lam", "nham", "ham", "chuc", "ruoi"})
_MOST_MONTHS_BEFORE = 10
_SPELLED_WITH_MARKS = frozenset({"sau", "bay", "tam", "chin", "bon", "mot", "muoi", "nam"})
_SURE_MONTHS = (*range(1, 11), *range(14, 100))
"""Eleven to thirteen months lie about the year that decides (programme.md 1.2), so they are not taken at their word."""


def amounts_of_time(masked: str, text: Text, today: date) -> Iterator[tuple[DateSlot, Span]]:
    """(slot, span) of each amount of time that ends today."""
    for pattern in (_AGO, _BEFORE, _SINCE, _SO_FAR):
        for match in pattern.finditer(masked):
            low, at, unit = max(0, match.start() - 14), match.start("n"), match["unit"]
            front = masked[low:at]
            if pattern is not _AGO and (_OF_MONTH.search(front) or (unit == "nam" and _OF_DATE.search(front))):
                continue
            if pattern is _SO_FAR and unit in {"hom", "bua"}:  # hôm nay
                continue
            amount = amount_of(match["n"], text, at)
            if amount is None:
                continue
            rounded = pattern is _SO_FAR or match["more"] or _RANGE.search(front) or _is_about(front, low, text)
            if pattern is _BEFORE and amount > _MOST_MONTHS_BEFORE and unit[0] == "t":
                rounded = True  # "25 tháng trước" may be the 25th of last month
            start, exactly = match.start(), _EXACTLY.search(front)
            if exactly and not rounded and unit in _WEEKS:
                amount, unit, start = 7 * amount, "ngay", min(start, low + exactly.start())
            yield _ago(0 if rounded else amount, unit, today, told=pattern is not _SINCE), (start, match.end())


def _is_about(front: str, low: int, text: Text) -> bool:
    """A word in front makes the amount a rough one."""
    for match in _ABOUT.finditer(front):
        typed = text.lower[low + match.start() : low + match.end()]
        if _SURELY.get(match["word"]) != typed:
            return True
    return False


def amount_of(typed: str, text: Text, start: int) -> int | None:
    """The number, 0 for one that is not exact (vài, nửa, hai ba), None for a word that is no number."""
    if typed.isdigit():
        return int(typed)
    words = typed.split()
    at = start
    for word in words:
        spelled = text.lower[at : at + len(word)]
        if numbers_vi.is_other_word(word, spelled) or (text.marked and word == spelled and word in _SPELLED_WITH_MARKS):
            return None
        at += len(word) + 1
    if len(words) == 1 and words[0] in _NEVER_ALONE:
        return None
    if len(words) == 1 and words[0] in _EN_NUMBERS:
        return _EN_NUMBERS[words[0]]
    read = numbers_vi.below_hundred(words, 0)
    return read[0] if read and read[1] == len(words) else 0


def _ago(amount: int, unit: str, today: date, *, told: bool) -> DateSlot:
    """`told`: as a point in time; an amount that merely went by ("được 10 ngày rồi") gives no day."""
    if not amount:
        return UNSURE
    if unit[0] in "hbd" or unit == "ngay":
        if amount > _MOST_DAYS:
            return UNSURE
        day = today - timedelta(days=amount)
        return day_slot(day.year, day.month, day.day, today) if told else _within(day, 2, today)
    if unit[0] == "w" or unit == "tuan":
        return week_before(amount, today) if amount <= _MOST_WEEKS else UNSURE
    if unit[0] in "mt":
        if amount not in _SURE_MONTHS:
            return UNSURE
        months = today.year * 12 + today.month - 1 - amount
        return month_slot(months // 12, months % 12 + 1, today)
    return year_slot(today.year - amount, today) if amount > 1 else UNSURE


def week_before(weeks: int, today: date) -> DateSlot:
    """The month that holds all of the week so many weeks ago, and the days about it; `ambiguous` when two do."""
    if not weeks:
        monday = today - timedelta(days=today.weekday())
        return _month_of(monday, today, today)
    day = today - timedelta(weeks=weeks)
    monday = day - timedelta(days=day.weekday())
    return _month_of(
        min(monday, day - timedelta(days=3)), max(monday + timedelta(days=6), day + timedelta(days=3)), today
    )


def _within(day: date, spread: int, today: date) -> DateSlot:
    return _month_of(day - timedelta(days=spread), min(day + timedelta(days=spread), today), today)


def _month_of(first: date, last: date, today: date) -> DateSlot:
    return (
        month_slot(first.year, first.month, today) if (first.year, first.month) == (last.year, last.month) else UNSURE
    )
