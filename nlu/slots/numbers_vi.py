"""Vietnamese number words on folded tokens: days, months and years as people say them.

Every function takes the tokens and a position and gives (value, next position) or None; it never guesses a word.
`năm` is five here; whether it means "year" is for the caller to say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

UNITS = {
    "khong": 0, "mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "lam": 5, "nham": 5,
    "sau": 6, "bay": 7, "tam": 8, "chin": 9,
}  # fmt: skip
MONTHS = {
    "gieng": 1, "mot": 1, "hai": 2, "ba": 3, "tu": 4, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8,
    "chin": 9, "muoi": 10, "chap": 12,
}  # fmt: skip
_SPELLED = frozenset(
    "không một mốt hai ba bốn tư năm lăm nhăm sáu bảy bẩy tám chín mười mươi giêng chạp hăm nghìn ngàn linh lẻ "
    "mừoi muời mưòi bãy tứ hăi".split()
)
"""numerals with their marks, common slips among them"""
_MARKED = frozenset(UNITS) | frozenset(MONTHS) | {"ham", "le", "nghin", "ngan"}
_THOUSAND = {"nghin", "ngan"}
_ZERO_TENS = {"linh", "le"}
_AMOUNTS = {"tram", "dong", "trieu", "nguoi", "ten", "ngay", "ruoi"}
"""after these a number counts things: hai nghìn năm trăm đồng, hai nghìn tên miền, hai ngàn rưỡi"""

Read = tuple[int, int] | None


def _at(tokens: Sequence[str], i: int) -> str:
    return tokens[i] if 0 <= i < len(tokens) else ""


def is_other_word(folded: str, typed: str) -> bool:
    """Whether marks were typed that make another word of what would be a numeral without: từ, tầm, bà, nằm, lễ."""
    return folded in _MARKED and typed != folded and not typed.isascii() and typed not in _SPELLED


def unit(token: str) -> int | None:
    """A digit, as a word or as itself."""
    if len(token) == 1 and token.isdigit():
        return int(token)
    return UNITS.get(token)


def below_hundred(tokens: Sequence[str], i: int) -> Read:
    """mười hai, hai mươi mốt, hăm ba, hai mốt, năm: 0 to 99 in words alone."""
    first = _at(tokens, i)
    if first == "muoi":
        last = UNITS.get(_at(tokens, i + 1))
        return (10, i + 1) if not last else (10 + last, i + 2)
    if first == "ham":
        last = UNITS.get(_at(tokens, i + 1))
        return (20 + last, i + 2) if last else None
    tens = UNITS.get(first)
    if tens is None:
        return None
    if tens > 1 and _at(tokens, i + 1) in {"muoi", "chuc"}:
        last = UNITS.get(_at(tokens, i + 2))
        return (tens * 10, i + 2) if not last else (tens * 10 + last, i + 3)
    if tens > 1 and _at(tokens, i + 1) in {"mot", "tu", "lam", "nham"}:
        return tens * 10 + UNITS[_at(tokens, i + 1)], i + 2
    return tens, i + 1


def day_ending(tokens: Sequence[str], end: int) -> tuple[int, int] | None:
    """The longest number of 1 to 31 that ends before `end`: (day, where it begins). Digits count as typed."""
    last = _at(tokens, end - 1)
    if last.isdigit():
        return (int(last), end - 1) if len(last) <= 2 else None
    for start in (end - 3, end - 2, end - 1):
        if start < 0:
            continue
        read = below_hundred(tokens, start)
        if read and read[1] == end and 1 <= read[0] <= 31:
            return read[0], start
        spoken = [UNITS.get(token) for token in tokens[start:end]]
        if len(spoken) == 2 and spoken[0] in (2, 3) and spoken[1]:
            return spoken[0] * 10 + spoken[1], start
    return None


def months_from(tokens: Sequence[str], i: int) -> list[tuple[int, int]]:
    """Every way to read a month at `i`, the longest first; digits as typed, so 13 comes out as 13."""
    first = _at(tokens, i)
    if first.isdigit():
        return [(int(first), i + 1)] if len(first) <= 2 else []
    out: list[tuple[int, int]] = []
    second = _at(tokens, i + 1)
    if first == "muoi" and second in {"mot", "hai"}:
        out.append((10 + UNITS[second], i + 2))
    if first in MONTHS:
        out.append((MONTHS[first], i + 1))
    return out


def year_from(tokens: Sequence[str], i: int) -> Read:
    """A four-digit year in words: hai nghìn không trăm linh tư, hai không không bốn, một chín chín chín."""
    first, second = _at(tokens, i), _at(tokens, i + 1)
    if second in _THOUSAND and unit(first) == 2:
        return _after_2000(tokens, i + 2)
    if first == "2000" and second in _ZERO_TENS:
        return _after_2000(tokens, i + 1)
    if second in _THOUSAND and unit(first) == 1:
        return _after_1900(tokens, i + 2)
    if first in {"hai", "2"} and second in {"ka", "k"}:
        return _after_k(tokens, i + 2)
    if (first, second) in {("hai", "khong"), ("mot", "chin"), ("muoi", "chin")}:
        century = 2000 if first == "hai" else 1900
        return _two_digits(tokens, i + 2, century)
    return None


def two_digit_year(tokens: Sequence[str], i: int) -> Read:
    """chín mươi chín, không bốn, linh tư: two digits of a year, never one alone."""
    first = _at(tokens, i)
    last = UNITS.get(_at(tokens, i + 1))
    if (first in _ZERO_TENS or first == "khong") and last is not None:
        return last, i + 2
    read = below_hundred(tokens, i)
    if read and read[0] >= 10:
        return read
    tens = UNITS.get(first)
    return (tens * 10 + last, i + 2) if tens and last is not None else None


def _after_k(tokens: Sequence[str], i: int) -> Read:
    i += _at(tokens, i) in _ZERO_TENS | {"khong"} and unit(_at(tokens, i + 1)) is not None
    last = unit(_at(tokens, i))
    return (2000 + last, i + 1) if last is not None else None


def _two_digits(tokens: Sequence[str], i: int, century: int) -> Read:
    read = two_digit_year(tokens, i)
    return (century + read[0], read[1]) if read else None


def _after_2000(tokens: Sequence[str], i: int) -> Read:
    if _at(tokens, i) == "khong" and _at(tokens, i + 1) == "tram":
        i += 2
    if _at(tokens, i) in _ZERO_TENS | {"khong"}:
        last = unit(_at(tokens, i + 1))
        return (2000 + last, i + 2) if last is not None else None
    read = below_hundred(tokens, i)
    value, after = read or (0, i)
    last = UNITS.get(_at(tokens, after))
    if read and 0 < value < 10 and last is not None:  # two digits one after the other: hai nghìn không trăm hai sáu
        value, after = 10 * value + last, after + 1
    return None if _at(tokens, after) in _AMOUNTS else (2000 + value, after)


def _after_1900(tokens: Sequence[str], i: int) -> Read:
    if unit(_at(tokens, i)) != 9:
        return None
    i += 2 if _at(tokens, i + 1) == "tram" else 1
    if _at(tokens, i) in _ZERO_TENS:
        last = unit(_at(tokens, i + 1))
        return (1900 + last, i + 2) if last is not None else None
    return _two_digits(tokens, i, 1900)
