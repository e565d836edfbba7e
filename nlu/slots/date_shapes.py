"""Dates told in digits, stated ages and lone years, found on a folded text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlu.slots import numbers_vi
from nlu.slots.date_parts import (
    YEAR,
    Piece,
    Taken,
    day_slot,
    from_two,
    full_year,
    month_slot,
    open_slot,
    year_slot,
)
from nlu.slots.fold import word_set
from nlu.types import DateSlot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from nlu.slots.fold import Text

_DIGIT = re.compile(r"\d")
_SEP = r"(?:\s*[/.,_\\|:+-]+\s*|\s+)"
_HARD = r"(?:\s*[/._\\|-]+\s*)"
_OPEN = r"(?<![\d/.\\|-])(?<!\bl)(?<!\bi)"  # l9/5/2003: a letter typed for 1 is not ours to read
_ALONE = r"(?<![\da-z/.\\|-])"
_CLOSE = r"(?![\d]|[/.\\|-]\d|\s*(?:tuoi|%|dong(?! dau| moc| thue| mon| tien)|vnd|trieu))"
_ISO = re.compile(rf"{_OPEN}((?:19|20)\d\d){_SEP}(\d{{1,2}}){_SEP}(\d{{1,2}}){_CLOSE}")
_DMY = re.compile(rf"{_OPEN}(\d{{1,2}})({_SEP})(\d{{1,2}})({_SEP}(?:nam\s*)?|\s*nam\s*)({YEAR}){_CLOSE}")
_EIGHT = re.compile(r"(?<![\d/.-])(\d{5,8})(?![\d/.-]\d|\d)")
_MY = re.compile(
    rf"{_ALONE}(?<!ngay )(?<!mung )(?<!mong )(?<!quy )(?<!ky )(?<!lan )(?<!lop )(?<!dot )(?<!khoa )(?<!hang"
    rf" )(?:thang\s*)?"
    rf"(\d{{1,2}})({_SEP}|\s*nam\s*)((?:19|20)\d\d|2k\d{{1,2}}){_CLOSE}"
)
_YM = re.compile(rf"{_OPEN}((?:19|20)\d\d)\s*[/-]\s*(\d{{1,2}}){_CLOSE}")
_DM = re.compile(rf"{_ALONE}(\d{{1,2}})\s*[/.-]\s*(\d{{1,2}}){_CLOSE}(?![a-z])")
_SPACED_DM = re.compile(r"(?<!\S)(\d{1,2})\s(\d{1,2})(?!\S)")
_AGE = re.compile(
    r"(?<![\d/.,-])(\d{1,3})\s*(?:tuoi|tuoii|tuoj|tui\b(?!\s+(?!(?:r|roi|rui|oi|a|ak|ah|ne|ni|nha|nhe|do|day|ad"
    r"|thoi|lun|luon|hen|nghen|r?ui)\b)[a-z])|t(?![a-z0-9])|years?\s+old|yo\b|y/o)"
)
_SELF_AGE = re.compile(
    r"(?<![a-z])(?<!chua )(?<!sap )(?<!den )(?<!gan )(?:em|con|chau|minh|toi|tui|to|e|i'?m|i am)\s+(?:nam nay "
    r"|nay |moi |dc |duoc |tron )?(\d{2})"
    r"(?=\s*(?:$|[.,!?)]|a\b|ak\b|ah\b|nha\b|nhe\b|roi\b|r\b|thoi\b|ne\b|thi\b|co\b|dc\b|duoc\b|con\b|nam nay))"
)
_AGE_AFTER = re.compile(
    r"(?<![a-z])(?<!do )tuoi(?: (?:cua|em|e|minh|toi|tui|con|chau|la|nay|thi|duoc|dc))*\s*:?\s*(\d{2})"
    r"(?!\d|\s*[-/.]\s*\d|\s*(?:den|toi|tro)\b)"
)
_AGE_WORDS = re.compile(r"(?<![a-z])((?:[a-z]+\s+){1,3})tuoi\b")
_TWO_K = re.compile(r"(?<![\da-z.,/])2k(\d{1,2}|\s\d(?![/.-]\d|\s*(?:thang|nguoi|cai)))(?![\da-z]|\s*(?:dong|vnd))")
_CUED_YEAR = re.compile(
    r"(?<![a-z])(?:sinh\s+nam|nam\s+sinh|(?<!hoc )sinh(?=\s+\d)|sn|ns|n\.s|nsinh|snam|(?<!bo )doi|born(?:\s+in)?"
    r"|sinh\s+vao)"
    rf"\s*(?:nam|la|vao|:|=|-|in|cua em la|em la)?\s*:?\s*({YEAR})(?![\d]|[/.\\|-]\d|\s*(?:tuoi|thang"
    rf"|thg))(?!\s*[/-]\s*\d)"
)
_YEAR = re.compile(r"(?<![\d/.,a-z-])(nam\s+)?((?:19|20)\d\d)(?![\da-z]|[/.,-]\d|\s*-\s*20\d\d)")
_BARE = re.compile(r"(?:^|(?<=\s))'?(\d{2}|2k(?!\s+(?:le|linh|khong|\d)\b))(?=\s|$|[.,!?])")
_DAY = re.compile(
    r"(?<![a-z])(?:ngay|ngayf|mung|mong|hom)\s*(\d{1,2})(?=\s*(?:$|[.,!?)]|a\b|ah\b|nha\b|nhe\b|ad\b|thoi\b))"
)
_LAST_DAY = 31
_OLDEST_AGE_ASKED_ABOUT = 25
"""two bare digits from 10 to this may be the age of somebody who asks about the offer for 18 to 23"""
_FIRST_BARE_YEAR = 1930
_ENGLISH = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"), 1)
    for name in names.split()
}  # fmt: skip
_EN_NAMES = "|".join(sorted(_ENGLISH, key=len, reverse=True))
_EN_DMY = re.compile(rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?[\s-]+({_EN_NAMES})\.?,?[\s-]+(\d{{4}})(?!\d)")
_EN_MDY = re.compile(rf"(?<![a-z])({_EN_NAMES})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})(?!\d)")
_EN_MY = re.compile(rf"(?<![a-z])({_EN_NAMES})\.?,?\s+((?:19|20)\d\d)(?!\d)")


def shaped_dates(text: str, said: Text, today: date, taken: Taken) -> Iterator[Piece]:
    """Pieces in digits, longest shapes first; `taken` grows so that nothing is read twice.

    `text` is the folded text as far as dates may stand in it, `said` all of it.
    """
    digits = len(_DIGIT.findall(text))
    for find, least, words in _FINDERS:
        if digits < least or (words and not said.says(words)):
            continue
        for piece in find(text, today):
            if taken.free(piece.span):
                taken.take(piece.span)
                yield piece


def _english(text: str, today: date) -> Iterator[Piece]:
    for m in _EN_DMY.finditer(text):
        yield Piece(day_slot(int(m[3]), _ENGLISH[m[2]], int(m[1]), today), m.span())
    for m in _EN_MDY.finditer(text):
        yield Piece(day_slot(int(m[3]), _ENGLISH[m[1]], int(m[2]), today), m.span())
    for m in _EN_MY.finditer(text):
        yield Piece(month_slot(int(m[2]), _ENGLISH[m[1]], today), m.span())


def _iso(text: str, today: date) -> Iterator[Piece]:
    for m in _ISO.finditer(text):
        yield Piece(day_slot(int(m[1]), int(m[2]), int(m[3]), today), m.span())


def _day_month_year(text: str, today: date) -> Iterator[Piece]:
    """A list of small numbers (2, 3, 10) has the shape too: it is weak unless written as a date is."""
    for m in _DMY.finditer(text):
        year = full_year(m[5], today)
        plain = len(m[5]) == 4 or m[5].startswith("2k")
        slashed = all(any(c in "/.-\\_|" for c in sep) for sep in (m[2], m[4]))
        slip = year is None and not (slashed and "/" in m[2])
        yield Piece(day_slot(year, int(m[3]), int(m[1]), today), m.span(), weak=slip or not (plain or slashed))


def _stuck(text: str, today: date) -> Iterator[Piece]:
    """12052004, 120504, 052004; five or seven digits can be cut in two ways, so they are no date."""
    for m in _EIGHT.finditer(text):
        digits = m[1]
        two = [int(digits[i : i + 2]) for i in range(0, len(digits) - 1, 2)]
        if len(digits) == 8:
            slot = day_slot(int(digits[4:]), two[1], two[0], today)
            if slot.kind == "invalid":
                slot = day_slot(int(digits[:4]), two[2], two[3], today)
        elif len(digits) == 6:
            slot = day_slot(from_two(two[2], today), two[1], two[0], today)
            if slot.kind == "invalid" and digits[2:4] in {"19", "20"}:
                slot = month_slot(int(digits[2:]), two[0], today)
        else:
            slot = DateSlot("invalid")
        yield Piece(slot, m.span(), weak=True)


def _month_year(text: str, today: date) -> Iterator[Piece]:
    for m in _MY.finditer(text):
        plain = any(c in "/.-" for c in m[2]) or "nam" in m[2]
        slot = month_slot(full_year(m[3], today), int(m[1]), today)
        yield Piece(slot, m.span(), weak=not plain or slot.kind == "invalid")
    for m in _YM.finditer(text):
        yield Piece(month_slot(int(m[1]), int(m[2]), today), m.span(), weak=True)


def _ages(text: str, _today: date) -> Iterator[Piece]:
    for m in _AGE.finditer(text):
        yield Piece(_age_slot(int(m[1])), m.span(), weak=not 0 < int(m[1]) <= 120)
    for m in _AGE_AFTER.finditer(text):
        yield Piece(_age_slot(int(m[1])), m.span())


def _own_ages(text: str, today: date) -> Iterator[Piece]:
    for m in _SELF_AGE.finditer(text):
        value = int(m[1])
        if m[1][0] == "0" or value >= 90:
            yield Piece(year_slot(from_two(value, today), today), m.span(1))
        elif value <= 60:
            yield Piece(_age_slot(value), m.span(1))


def _ages_in_words(text: str, _today: date) -> Iterator[Piece]:
    for m in _AGE_WORDS.finditer(text):
        words = m[1].split()
        for start in range(len(words)):
            read = numbers_vi.below_hundred(words, start)
            if read and read[1] == len(words) and read[0] > 5:
                yield Piece(_age_slot(read[0]), m.span())
                break


def _age_slot(age: int) -> DateSlot:
    return DateSlot("age", age=age) if 0 < age <= 120 else DateSlot("invalid")


def _two_k(text: str, today: date) -> Iterator[Piece]:
    for m in _TWO_K.finditer(text):
        yield Piece(year_slot(2000 + int(m[1]), today), m.span())


def _cued(text: str, today: date) -> Iterator[Piece]:
    for m in _CUED_YEAR.finditer(text):
        year = full_year(m[1], today)
        yield Piece(year_slot(year, today) if year else DateSlot("invalid"), m.span())


def _years(text: str, today: date) -> Iterator[Piece]:
    for m in _YEAR.finditer(text):
        yield Piece(year_slot(int(m[2]), today), m.span(), stated_year=True)


def _day_month(text: str, today: date) -> Iterator[Piece]:
    for m in _DM.finditer(text):
        if int(m[2]) > 31:
            yield Piece(month_slot(from_two(int(m[2]), today), int(m[1]), today), m.span(), weak=True)
        else:
            yield Piece(open_slot(int(m[2]), int(m[1])), m.span(), weak=True)
    pair = _SPACED_DM.fullmatch(text.strip())
    if pair:
        offset = len(text) - len(text.lstrip())
        yield Piece(open_slot(int(pair[2]), int(pair[1])), (offset, offset + pair.end()), weak=True)


def _bare_day(text: str, _today: date) -> Iterator[Piece]:
    for m in _DAY.finditer(text):
        if 1 <= int(m[1]) <= _LAST_DAY:
            yield Piece(DateSlot("incomplete", day=int(m[1])), m.span(), weak=True, last_resort=True)


def _bare(text: str, today: date) -> Iterator[Piece]:
    """Two digits alone: 04 and 99 are years, 20 may be an age, a year or a day, so it is asked again."""
    for m in _BARE.finditer(text):
        typed = m[1]
        year = 2000 if typed == "2k" else from_two(int(typed), today)
        sure = typed == "2k" or typed[0] == "0" or int(typed) > _OLDEST_AGE_ASKED_ABOUT
        if sure and year >= _FIRST_BARE_YEAR:
            slot = year_slot(year, today)
        else:
            slot = DateSlot("ambiguous", day=int(typed) if int(typed) <= _LAST_DAY else None)
        yield Piece(slot, m.span(), weak=True, last_resort=True)


_FINDERS: tuple[tuple[Callable[[str, date], Iterator[Piece]], int, frozenset[str]], ...] = (
    (_english, 4, frozenset(_ENGLISH)),
    (_iso, 6, frozenset()),
    (_day_month_year, 3, frozenset()),
    (_stuck, 5, frozenset()),
    (_month_year, 3, frozenset()),
    (_ages, 1, frozenset()),
    (_own_ages, 2, word_set("em con chau minh toi tui to e i im am m")),
    (_ages_in_words, 0, word_set("tuoi")),
    (_two_k, 2, frozenset()),
    (_cued, 1, frozenset()),
    (_years, 4, frozenset()),
    (_day_month, 2, frozenset()),
    (_bare_day, 1, word_set("ngay ngayf mung mong hom")),
    (_bare, 1, frozenset()),
)
"""Shapes from the longest to the shortest, each with the digits it needs at least and words of which it needs one."""
