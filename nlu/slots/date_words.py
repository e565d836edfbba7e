"""Dates told with the word tháng (month): 12 tháng 5 năm 2004, mùng ba tháng hai, tháng năm năm hai nghìn linh tư."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nlu.slots import numbers_vi
from nlu.slots.date_parts import (
    Piece,
    day_slot,
    from_two,
    full_year,
    lunar_slot,
    month_slot,
    open_slot,
    year_slot,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

_TOKEN = re.compile(r"2k\d{1,2}(?!\d)|[a-z]+|\d+|[^\sa-z\d]")
MONTH_WORDS = frozenset({"thang", "thag", "thg", "thangs", "th", "t", "tg", "thnag", "thangf"})
_SHORT = {"th", "t", "tg"}
_DAY_BEFORE = {"ngay", "ng", "mung", "mong", "hom", "nagy"}
_SOLAR = {"tay", "duong"}
"""5 tây tháng 5: the fifth of the solar month"""
_FIRST_TEN = {"mung", "mong"}
_LUNAR = {"am", "al", "nhuan"}
_CALENDAR = _LUNAR | {"lich", "dl", "duong"}
_YEAR_STARTS = {"hai", "mot", "muoi", "2000", "2", "1", "chin", "tam", "khong", "linh", "le", "bay"}
_TEN = 10
_NO_AGE = 60
_CUES = {"nam", "sinh", "sn", "nam sinh"}
_SMALL = {"la", "cua", "em", "e", "minh", "toi", "tui", "con", "chau", "da", "thi", "a", "nha", "vao", ":"}
_JOINT = set(",/-.|")
_AFTER = {"", ".", ",", "!", "?", ")", "(", "a", "ah", "ak", "nha", "nhe", "ne", "ad", "al", "am", "dl", "duong", "roi"}
"""what may follow a bare two-digit year, so that "12 tháng 5, 20 người" holds none"""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words, numbers and signs of a folded text, and where they stand."""

    words: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    marked: bool

    @classmethod
    def of(cls, text: str, lower: str) -> Tokens:
        """`lower` is the same text with its marks: a word whose marks make it another is no number (từ is not tư)."""
        words, spans = [], []
        marked = not lower.isascii()
        for match in _TOKEN.finditer(text):
            word, typed = match[0], lower[match.start() : match.end()]
            other = numbers_vi.is_other_word(word, typed) or (marked and typed == word == "sau")
            words.append(f"{typed}!" if other else word)
            spans.append(match.span())
        return cls(tuple(words), tuple(spans), marked)

    def at(self, i: int) -> str:
        return self.words[i] if 0 <= i < len(self.words) else ""


def told_dates(tokens: Tokens, today: date) -> list[Piece]:
    """Pieces with a month word, left to right."""
    pieces: list[Piece] = []
    for i, word in enumerate(tokens.words):
        if word in MONTH_WORDS:
            piece = _piece(tokens, i, today)
            if piece and not (pieces and piece.span[0] < pieces[-1].span[1]):
                pieces.append(piece)
    return pieces


def _piece(tokens: Tokens, i: int, today: date) -> Piece | None:
    short = tokens.at(i) in _SHORT
    if short and not tokens.at(i + 1).isdigit():
        return None
    if tokens.at(i - 1) == "ngay" and tokens.at(i + 1) == "nam":
        return None  # "ngày tháng năm sinh" names the parts of a date
    before = _day_before(tokens, i)
    best: Piece | None = None
    for month, after in numbers_vi.months_from(tokens.words, i + 1):
        piece = _with_month(tokens, i, before, (month, after), today)
        if piece and (best is None or (best.slot.year is None and piece.slot.year is not None)):
            best = piece
    touching = i + 1 < len(tokens.spans) and tokens.spans[i][1] == tokens.spans[i + 1][0]
    next_month = not before and not tokens.marked and tokens.at(i + 1) == "sau" and tokens.at(i + 2) != "nam"
    if best and best.slot.year is None and next_month:
        return None  # "thang sau", without marks, is tháng sau and tháng sáu
    if best and short and best.slot.year is None and not (before and touching):
        return None  # "23t 2 tháng" is an age
    return best


def _day_before(tokens: Tokens, i: int) -> tuple[int, int, bool] | None:
    """(day, index where it begins, told by the moon) of the day in front of the month word."""
    end = i - 1 if tokens.at(i - 1) in _JOINT or tokens.at(i - 1) in _SOLAR else i
    if tokens.at(end - 1) == "ram":
        return 15, end - 1, True
    read = numbers_vi.day_ending(tokens.words, end)
    if read is None:
        return None
    day, start = read
    first_ten = tokens.at(start - 1) in _FIRST_TEN
    if tokens.at(start - 1) in _DAY_BEFORE:
        start -= 1
    return day, start, first_ten and tokens.at(i + 1) in {"gieng", "chap"}


def _day_after(tokens: Tokens, i: int) -> tuple[int, int] | None:
    """(day, next index) of "tháng 5 ngày 12"; the day of "tháng 3/2024, ngày 8 tháng 4" is another month's."""
    if tokens.at(i) in _JOINT:
        i += 1
    if tokens.at(i) not in _DAY_BEFORE:
        return None
    if tokens.at(i + 1).isdigit():
        read = (int(tokens.at(i + 1)), i + 2) if len(tokens.at(i + 1)) <= 2 else None
    else:
        found = numbers_vi.below_hundred(tokens.words, i + 1)
        read = found if found and 1 <= found[0] <= 31 else None
    if read is None or tokens.at(read[1]) in MONTH_WORDS:
        return None
    other = tokens.at(read[1] + 1) if tokens.at(read[1]) in _JOINT - {","} else ""
    return None if other.isdigit() and len(other) <= 2 else read


def _with_month(
    tokens: Tokens, i: int, before: tuple[int, int, bool] | None, read: tuple[int, int], today: date
) -> Piece | None:
    month, after = read
    if tokens.at(after) == "ngay" and _day_after(tokens, after) is None:
        return None  # a duration: 3 tháng 5 ngày
    day, start, lunar = before or (None, i, False)
    if day is None and (told := _day_after(tokens, after)):
        day, after = told
    after, moon = _calendar(tokens, after)
    typed, after = _year(tokens, after, today, shown=day is not None)
    if typed and day is None and (told := _day_after(tokens, after)):
        day, after = told
    end, moon_after = _calendar(tokens, after)
    lunar = lunar or moon or moon_after
    span = (tokens.spans[start][0], tokens.spans[end - 1][1])
    if lunar:
        return Piece(lunar_slot(typed or None, month, day, today), span, weak=typed is None)
    if typed is None:
        return Piece(open_slot(month, day), span, weak=True)
    if day is None:
        return Piece(month_slot(typed or None, month, today), span)
    return Piece(day_slot(typed or None, month, day, today), span)


def _calendar(tokens: Tokens, i: int) -> tuple[int, bool]:
    """Steps over words that name the calendar: (next index, the moon's)."""
    j = i + 1 if tokens.at(i) == "(" else i
    start, moon = j, False
    while tokens.at(j) in _CALENDAR:
        moon = moon or tokens.at(j) in _LUNAR
        j += 1
    return (j, moon) if j > start else (i, False)


def _year(tokens: Tokens, i: int, today: date, *, shown: bool) -> tuple[int | None, int]:
    """(year, next index) after the month; 0 for a slip such as 20004; None when no year follows.

    `shown`: a day stands before the month, so two bare digits with a leading zero can only be a year.
    """
    j = i + 1 if tokens.at(i) in _JOINT else i
    said = tokens.at(j) in {"nam", "n"}
    j += said
    if words := numbers_vi.year_from(tokens.words, j):
        return words
    if said and (short := numbers_vi.two_digit_year(tokens.words, j)):
        return from_two(short[0], today), short[1]
    word = tokens.at(j)
    if tokens.at(j + 1) == "tuoi":
        return None, i
    if word.startswith("2k") or (word.isdigit() and len(word) == 4):
        return full_year(word, today), j + 1
    if word.isdigit() and len(word) in (3, 5) and (said or shown):
        return 0, j + 1
    if word.isdigit() and len(word) == 2 and (said or (shown and tokens.at(j + 1) in _AFTER)):
        return full_year(word, today), j + 1
    return None, i


def told_years(told: Tokens, today: date) -> list[Piece]:
    """Years in words: sinh năm hai nghìn lẻ bốn. Without "sinh" or "năm" in front they are weak."""
    tokens, spans = told.words, told.spans
    pieces: list[Piece] = []
    for i, word in enumerate(tokens):
        if word not in _YEAR_STARTS:
            continue
        before = _before(tokens, i)
        cued = before in _CUES
        read = numbers_vi.year_from(tokens, i)
        if read is None and cued and before != "nam":
            read = _short_year(tokens, i, today, announced=before == "nam sinh")
        if read and not (pieces and spans[i][0] < pieces[-1].span[1]):
            span = (spans[i][0], spans[read[1] - 1][1])
            weak = not cued and read[0] % 100 == 0
            pieces.append(Piece(year_slot(read[0], today), span, weak=weak, stated_year=True))
    return pieces


def _before(tokens: Sequence[str], i: int) -> str:
    """The cue in front of a year, small words aside: sinh, sn, năm, "nam sinh" for both."""
    while i and tokens[i - 1] in _SMALL:
        i -= 1
    if not i:
        return ""
    last = tokens[i - 1]
    return "nam sinh" if {last, tokens[i - 2] if i > 1 else ""} == {"nam", "sinh"} else last


def _short_year(tokens: Sequence[str], i: int, today: date, *, announced: bool) -> tuple[int, int] | None:
    """Two digits of a year in words: "sinh năm chín chín", "sinh không bốn".

    What may be an age counts only where both words announce a year.
    """
    short = numbers_vi.two_digit_year(tokens, i)
    if short is None or not (announced or short[0] < _TEN or short[0] >= _NO_AGE):
        return None
    return from_two(short[0], today), short[1]


def spoken_dates(tokens: Tokens, today: date) -> list[Piece]:
    """Day, month and year in words alone, without tháng: hai mươi hai mười một hai nghìn lẻ ba is 22/11/2003."""
    words, spans = tokens.words, tokens.spans
    pieces: list[Piece] = []
    for i in range(2, len(words)):
        year = numbers_vi.year_from(words, i)
        read = _day_and_month(words, i) if year else None
        if year and read:
            day, month, start = read
            span = (spans[start][0], spans[year[1] - 1][1])
            if not (pieces and span[0] < pieces[-1].span[1]):
                pieces.append(Piece(day_slot(year[0], month, day, today), span))
    return pieces


def _day_and_month(words: Sequence[str], end: int) -> tuple[int, int, int] | None:
    """(day, month, where the day begins) in the number words before `end`, the longer month first.

    A last "năm" may be five or the word for year, so it is no month.
    """
    if words[end - 1] == "nam":
        return None
    for start in (end - 2, end - 1):
        months = numbers_vi.months_from(words, start) if not words[start].isdigit() else []
        for month, after in months:
            read = numbers_vi.day_ending(words, start) if after == end and not words[start - 1].isdigit() else None
            if read and (read[1] == 0 or words[read[1] - 1] not in numbers_vi.UNITS):
                return read[0], month, read[1]
    return None
