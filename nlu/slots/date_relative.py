"""Dates told from today: hôm qua, mùng 5 tháng này, tháng trước, thứ hai tuần rồi, năm ngoái, last month.

Days give a date, months a month, years a year; nothing here lies after today.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from nlu.slots import numbers_vi
from nlu.slots.date_ago import UNSURE, WORD, amount_of, amounts_of_time, week_before
from nlu.slots.date_parts import Piece, day_slot, lunar_slot, month_slot, year_slot
from nlu.slots.fold import overlaps, word_set

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from nlu.slots.fold import Span, Text
    from nlu.types import DateSlot

    Found = Iterator[tuple[DateSlot, Span]]

_IN = r"(?:(?:hoi|vao|trong|luc|khoang)\s+){0,3}(?:(?:dau|giua|cuoi|gan cuoi|trong)\s+)?"
_LAST = r"truoc(?! (?:khi|luc))|trc|vua roi|vua qua|roi|rui|r|qua"
_BEFORE_LAST = r"(?P<before>\s+nua(?![a-z]))?"
"""năm trước nữa: the one before the last"""
_MONTH = rf"(?:thang|thg|thag)\s+(?:(?P<last>{_LAST})|(?P<this>nay|ni))(?![a-z]){_BEFORE_LAST}"
_MONTHS = re.compile(rf"(?<![a-z]){_IN}{_MONTH}")
_DAY = rf"(?P<day>\d{{1,2}}|{WORD}(?: {WORD}){{0,2}}|ram)"
_DAY_OF = re.compile(
    rf"(?<![a-z\d/.-])(?P<mark>(?:(?:ngay|ng|mung|mong|hom|bua|hoi|vao|luc)\s+){{0,4}}){_DAY}\s*(?P<of>(?:cua"
    rf"|trong)\s+)?{_MONTH}"
)
_THEN_DAY = re.compile(
    rf"(?<![a-z]){_MONTH}\s*,?\s*(?:(?:la|do|vao|luc|nhung|bua|hom)\s+)*(?:ngay|mung|mong|hom|bua)\s+"
    r"(?:(?:mung|mong|ngay)\s+)?(?P<day>\d{1,2})(?!\d|\s*[/.-]\s*\d|\s*(?:thang|nguoi|cai|phut|gio))"
)
_YEARS = re.compile(
    rf"(?<![a-z]){_IN}nam\s+(?:(?P<last>ngoai|ngoi|{_LAST})|(?P<this>nay|ni)|(?P<two>kia))(?![a-z]){_BEFORE_LAST}"
    r"(?! hoc)"
)
_COUNTED = re.compile(
    rf"(?<![a-z\d])(?:\d{{1,3}}|(?P<word>{WORD})|nhung|cac|bao|hang|lau|suot|ca|tung|vai|may|nhieu|nua)\s+$"
)
"""năm rồi, tháng nay after these is an amount of time"""
_HIDDEN = re.compile(
    r"(?<![a-z])(?:mat|quen|thieu|nho|ghi|co|noi|du|biet|sai|lon|nham|che|mo|khuat|lem|nhoe|thay|doc)\s+$"
)
"""năm rồi after these is a year that is hidden, forgotten or told; "mở năm rồi" is not."""
_PART_OF_DATE = re.compile(
    rf"(?:(?<![a-z])(?:thang|thg|thag|th|tg|t|quy)\s*|\d\s*[/.-]\s*)(?:\d{{1,2}}|{WORD}(?: {WORD})?)\s+$"
)
_SHORT_MONTH = re.compile(r"(?<![a-z\d])(?<!\d )(?:t|th|tg|thg)\s?(?P<month>\d{1,2})\s*[,/]?\s*(?:cua |trong )?$")
_WEEK_DAY = (
    r"(?:(?:ngay|hom|bua|hoi)\s+){0,3}(?P<day>thu\s*(?:hai|ba|tu|nam|sau|bay|[2-7])|t[2-7]|chu nhat|cn)\s+(?:cua\s+)?"
)
_WEEKDAYS = re.compile(
    rf"(?<![a-z]){_WEEK_DAY}(?P<week>tuan\s+)?(?:(?P<last>{_LAST})|(?P<this>nay))(?![a-z]){_BEFORE_LAST}"
)
_WEEKS = re.compile(rf"(?<![a-z]){_IN}tuan\s+(?:(?P<last>{_LAST})|(?P<this>nay))(?![a-z]){_BEFORE_LAST}")
_DAYS = re.compile(
    r"(?<![a-z])(?:(?:ngay|bua|hoi|luc|vao|sang|trua|chieu|toi|dem)\s+){0,3}"
    r"(?:(?P<last>(?:hom|hum|hm|bua)\s+(?:qua|wa|wua)|h[\s.]?qua|h\s?w[au]a?|hqa|hq|yesterday"
    r"|(?<=chieu )(?:qua|wa)|(?<=trua )qua|(?<=dem )qua|hoi hom(?!\s+(?:bua|truoc|no|do|ro|mung|mong|ngay|kia|qua"
    r"|nay|\d)))"
    r"|(?P<this>(?:hom|hum|hm|bua)\s+(?:nay|ni)|h\s?nay|today|(?<=sang )nay|(?<=trua )nay|(?<=chieu )nay)"
    r"|(?P<two>(?:hom|hum|hm)\s+kia|hkia))(?![a-z])(?! kia)"
)
_START = re.compile(
    r"(?<![a-z])(?:(?:hoi|tu|vao)\s+){0,3}dau (?:(?P<year>nam)|thang)(?=\s*(?:$|[.,!]|(?:a|ne|nha|do|em|ad|toi"
    r"|den)(?![a-z])))"
)
_ENGLISH = re.compile(r"(?<![a-z])(?P<which>last|this) (?P<unit>week|month|year)(?![a-z])")
_ROI = {"roi", "r", "rui", "qua"}
_NOT_YET = re.compile(
    r"(?<![a-z])(?:truoc\s+(?:ca\s+)?|(?<!thang )(?<!thg )sau\s+(?:ca\s+)?"
    r"|truoc\s+(?:\w+\s+)?(?:tet|noel|he|le)\s+)$"
)
"""trước tháng này: not in it"""
_WEEKDAY_NUMBERS = {"hai": 0, "ba": 1, "tu": 2, "nam": 3, "sau": 4, "bay": 5, "nhat": 6, "cn": 6}
_SUNDAY = 6
_MOST = 12
"""A text with more of them answers nothing."""
_TIMES = word_set(
    "ngay hom hum hm bua tuan thang thg thag nam thu t2 t3 t4 t5 t6 t7 t cn nhat sang trua chieu dem hoi h"
)
_TURNS = word_set("qua wa wua nay ni kia truoc trc roi rui r ngoai ngoi cach dau moi duoc dc hom")
_ALONE = word_set("hqua hwa hqa hkia hq hnay yesterday today ago last this vua")


def may_be_relative(text: Text) -> bool:
    """Whether the words of a date told from today are there at all."""
    return (text.says(_TURNS) and text.says(_TIMES)) or text.says(_ALONE)


def relative_dates(masked: str, text: Text, today: date) -> list[Piece]:
    """The dates told from today, left to right; none overlaps another."""
    taken: list[Span] = []
    pieces: list[Piece] = []
    for find, words in _FINDERS:
        if not text.says(words):
            continue
        for slot, span in find(masked, text, today):
            if not overlaps(span, taken):
                taken.append(span)
                pieces.append(Piece(UNSURE if _is_rough(masked, text, span) else slot, span, relative=True))
            if len(pieces) > _MOST:
                return []
    return sorted(pieces, key=lambda piece: piece.span)


def _is_rough(masked: str, text: Text, span: Span) -> bool:
    """Told by what lies before or after it: trước tháng này, sau năm ngoái; sáu is a number."""
    found = _NOT_YET.search(masked, max(0, span[0] - 20), span[0])
    return found is not None and not text.lower.startswith("sáu", found.start())


def _before_last(match: re.Match[str]) -> bool:
    """trước nữa; after another word for the last one "nữa" says nothing certain."""
    return match["before"] is not None and (match["last"] or "") in {"truoc", "trc"}


def _days_of_a_month(masked: str, text: Text, today: date) -> Found:
    """mùng 5 tháng này, ngày 10 tháng trước, tháng trước ngày 10."""
    for match in _DAY_OF.finditer(masked):
        day = _day(match["day"], text, match.start("day"))
        if day is None or not (match["mark"].strip() or match["of"] or day == 0 or _is_this(match, text)):
            continue
        year, month = _month(match, today)
        if match["day"] == "ram":
            yield lunar_slot(year, month, 15, today), match.span()
        else:
            yield day_slot(year, month, day, today), match.span()
    for match in _THEN_DAY.finditer(masked):
        year, month = _month(match, today)
        yield day_slot(year, month, int(match["day"]), today), match.span()


def _is_this(match: re.Match[str], text: Text) -> bool:
    """tháng này, spelled so: "5 tháng nay" is an amount of time."""
    return match["this"] is not None and text.lower[slice(*match.span("this"))] == "này"


def _day(typed: str, text: Text, start: int) -> int | None:
    """The day of a month, 0 for rằm, None for words that are no number."""
    if typed.isdigit():
        return int(typed)
    if typed == "ram":
        return 0
    words = typed.split()
    if len(words) == 1 and numbers_vi.is_other_word(words[0], text.lower[start : start + len(words[0])]):
        return None
    read = numbers_vi.day_ending(words, len(words))
    return read[0] if read and read[1] == 0 else None


def _month(match: re.Match[str], today: date) -> tuple[int, int]:
    months = today.year * 12 + today.month - 1
    if not match["this"]:
        months -= 2 if _before_last(match) else 1
    return months // 12, months % 12 + 1


def _months(masked: str, text: Text, today: date) -> Found:
    for match in _MONTHS.finditer(masked):
        hidden = match["last"] in _ROI and _hides(masked, text, match.start())
        if not (hidden or _counted(masked, text, match.start())):
            yield month_slot(*_month(match, today), today), match.span()
    for match in _START.finditer(masked):
        if not (text.marked and "đầu" not in text.lower[slice(*match.span())]):
            year, month = today.year, today.month
            yield (year_slot(year, today) if match["year"] else month_slot(year, month, today)), match.span()


def _counted(masked: str, text: Text, start: int) -> bool:
    """A number or another word of amount stands in front: "5 tháng qua", "mấy năm nay"; "từ tháng trước" has none."""
    found = _COUNTED.search(masked, max(0, start - 16), start)
    if found is None:
        return False
    word = found["word"]
    return word is None or amount_of(word, text, found.start("word")) is not None


def _years(masked: str, text: Text, today: date) -> Found:
    for match in _YEARS.finditer(masked):
        low = max(0, match.start() - 24)
        dated = _PART_OF_DATE.search(masked, low, match.start())
        if _counted(masked, text, match.start()) and not dated:
            continue
        if match["last"] in _ROI and _hides(masked, text, match.start()):
            continue
        back = 0 if match["this"] else 2 if match["two"] else 1
        back += bool(match["two"]) and text.lower[slice(*match.span("two"))] == "kìa"
        back += _before_last(match)
        year = today.year - back
        short = _SHORT_MONTH.search(masked, low, match.start())
        if match["before"] and not _before_last(match):
            yield UNSURE, match.span()  # năm kia nữa: still a year before, or that one too
        elif short:
            yield month_slot(year, int(short["month"]), today), (short.start(), match.end())
        else:
            yield year_slot(year, today), match.span()


def _hides(masked: str, text: Text, start: int) -> bool:
    found = _HIDDEN.search(masked, max(0, start - 8), start)
    return found is not None and not text.lower[found.start() : start].startswith("mở")


def _days_of_a_week(masked: str, _text: Text, today: date) -> Found:
    for match in _WEEKDAYS.finditer(masked):
        if match["week"] or (match["last"] or "").startswith("vua"):
            yield _weekday(match, today), match.span()


def _weeks(masked: str, text: Text, today: date) -> Found:
    for match in _WEEKS.finditer(masked):
        if not _counted(masked, text, match.start()):
            yield week_before(bool(match["last"]) + _before_last(match), today), match.span()
    for match in _ENGLISH.finditer(masked):
        back = match["which"] == "last"
        if match["unit"] == "week":
            yield week_before(int(back), today), match.span()
        elif match["unit"] == "year":
            yield year_slot(today.year - back, today), match.span()
        else:
            month = today.year * 12 + today.month - 1 - back
            yield month_slot(month // 12, month % 12 + 1, today), match.span()


def _weekday(match: re.Match[str], today: date) -> DateSlot:
    """A day of a week. Weeks begin on Monday; on which day a week with a Sunday begins is asked, where it matters."""
    name = match["day"].split()[-1]
    number = _WEEKDAY_NUMBERS.get(name.removeprefix("thu"))
    number = int(name[-1]) - 2 if number is None else number
    back = (today.weekday() - number) % 7
    if not match["week"]:
        day = today - timedelta(days=back or 7)
    else:
        weeks = bool(match["last"]) + _before_last(match)
        day = today + timedelta(days=number - today.weekday() - 7 * weeks)
        if number == _SUNDAY and today.weekday() != _SUNDAY:
            return UNSURE
    return day_slot(day.year, day.month, day.day, today) if day <= today else UNSURE


def _days(masked: str, text: Text, today: date) -> Found:
    for match in _DAYS.finditer(masked):
        back = 0 if match["this"] else 2 if match["two"] else 1
        back += bool(match["two"]) and text.lower[slice(*match.span("two"))].endswith("kìa")
        day = today - timedelta(days=back)
        yield day_slot(day.year, day.month, day.day, today), match.span()


_FINDERS: tuple[tuple[Callable[[str, Text, date], Found], frozenset[str]], ...] = (
    (_days_of_a_month, word_set("thang thg thag")),
    (_days_of_a_week, word_set("thu t chu cn")),
    (amounts_of_time, word_set("ngay hom bua tuan thang thg thag nam day days week weeks month months year years")),
    (_days, word_set("hom hum hm bua qua wa wua nay ni h hqua hwa hqa hkia hq hnay yesterday today")),
    (_weeks, word_set("tuan last this")),
    (_months, word_set("thang thg thag dau")),
    (_years, word_set("nam")),
)
"""Longer shapes first, each with words of which it needs one."""
