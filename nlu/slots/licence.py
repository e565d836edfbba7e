"""Registration numbers: which kind a number is, and which numbers are something else.

Shapes and check digits: programme.md 3.1 to 3.4; the order for ten digits: contract section 9.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stdnum import ean
from stdnum.vn import mst

from nlu.slots.corrections import remaining
from nlu.slots.dictated import dictated
from nlu.slots.fold import Span, overlaps
from nlu.slots.number_cues import cue_in_front, cue_of
from nlu.slots.numbers_vi import unit
from nlu.slots.owners import own
from nlu.types import NumberSlot

if TYPE_CHECKING:
    from nlu.slots.fold import Text

_HOUSEHOLD = re.compile(
    r"(?<![\w])(\d[\s.]?[\dO])[\s.-]?([A-ZĐĂÂÊÔƠƯ])[\s.-]?(8[\s.-]?(?:[\dO][\s.-]?){5}[\dO])(?![\w])", re.IGNORECASE
)
_RUN = re.compile(r"(?<![\w+])\+?\(?[\dOo](?:[\dOo]|[\s.,)-]{1,2}(?=[\dOo])){6,24}(?![\w])")
_SPREAD = re.compile(r"(?<![\w+])\d(?:\d|\s{0,2}[.,_·•-]\s{0,2}(?=\d)|\s{1,2}(?=\d)){6,24}(?![\w])")
"""a sign with blanks on both sides between the groups: 2001 . 934 . 101"""
_GLUED = "|".join(
    rf"(?<=\b{word})"
    for word in (
        "mst",
        "msdn",
        "hkd",
        "cccd",
        "cmnd",
        "gpkd",
        "dkkd",
        "sdt",
        "stk",
        "ma",
        "so",
        "thue",
        "mã",
        "số",
        "thuế",
        "sđt",
        "là",
    )
)
_JOINT = (
    r"(?: ?[-/_] ?|--| - - |\.|, ?(?=0\d\d(?![ .]?[\d/]))|\s+(?:dau |dấu )?(?:gạch ngang|gạch nối|gạch|gach ngang"
    r"|gach noi|gach|xẹt|xet|xuyệt|xuyet|trừ|tru|chấm|cham|trên|tren|đuôi|duoi|thêm|them|chi nhánh|chi nhanh) )"
)
_SOLID = re.compile(rf"(?:(?<![\dA-Za-zÀ-ỹ])|{_GLUED})\+?\d{{9,}}(?:{_JOINT}\d{{3}})?(?!\d|o(?![a-z]))", re.IGNORECASE)
_BRANCH = re.compile(rf"(?<![\w+])\d(?:[ .]?\d){{9}}{_JOINT}\d{{3}}(?!\d)", re.IGNORECASE)
_YEARS = re.compile(r"(?:(?:19[3-9]\d|20[0-3]\d)(?:\W+|$)){2,}")
_WORD = re.compile(r"[^\W\dOo_][^\W\d_]*")
"""a word between digits; a run of the letter O alone stands for zeros"""
_MOBILE = re.compile(r"0[35789]\d{8}")
_MONEY = re.compile(
    r"\s*(?:dong(?! (?:chi|thoi|thap|nai|y|nghia|hanh|bao|nghiep|bang|ha)(?![a-z]))|vnd|usd|\$|₫)(?![a-z])|d(?![a-z])"
    r"|\s+d(?![a-z]| (?:bit|biet|nho|chac|dung|phai|ro|co|hieu)(?![a-z]))"
)
_ROUND_MONEY = re.compile(r"\s*(?:k|nghin|ngan|trieu|tr|ty|ti|cu)(?![a-z])")
"""Behind a number that ends in zeros. Behind any other these are words: "1900655498 k biết đúng k"."""
_CAPITAL = re.compile(
    r"(?<![a-z])(?:von|(?<!kinh )doanh (?:thu|so)|so tien|loi nhuan|thu nhap|gia tri|tong tien|tien)"
    r"(?: (?:dieu le|dang ky|dau tu|ban dau|moi|thang|nam|ngoai|nay|quy|cua|em|minh|tui|toi|quan|cong ty|cty|tiem|la"
    r"|khoang|tam|chung|gan|hon|co|duoc|tong|cong))*\s*:?\s*$"
)
"""Right in front of an amount."""
_EXAMPLE = re.compile(
    r"(?<![a-z])(?:vi du|vd|chang han|(?:so|ma) mau|(?:giong|kieu|dang)(?: nhu)?|theo mau|mau)"
    r"(?: (?:la|nhu|so|ma|tren|mang|google|no))*\s*:?\s*$"
)
_ASKS = re.compile(r"\?|(?<![a-z])(?:ha|khong|ko|k|hong|hok|hk|hem|hum|phai hong)(?![a-z])")
_PART_SAID = re.compile(
    r"(?<![a-z])(?:(?:con|chu|may|hai|ba|2|3)? ?so (?P<where>cuoi|dau|chot|ke cuoi|ke|thu \w+)(?: cung)?"
    r"(?: (?:la|phai la|moi la|thanh|lai la|sua thanh|chu))+|(?:(?:a|y|i|ui|ua)[\s,]+)?(?:lon|nham)(?: so| thanh"
    r"| lai la)?)"
    r" (?P<said>\d{1,4}|mot|hai|ba|bon|tu|nam|lam|sau|bay|tam|chin|khong)(?!\s?\d)(?![a-z/])"
)
"""a digit of the number put right by itself: "à lộn số cuối là 5"."""
_GROUPED_MONEY = re.compile(r"\d{1,3}(?:\.\d{3}){2,3}")
_RANK = ("hkd_legacy", "mst10", "mst13", "personal_id", "mst10_bad", "cmnd_old", "phone")
_FEWEST = 7
_REMARK = 40
"""letters behind a number in which one of its digits is put right"""
_LENGTHS = (10, 12, 13)
_TEN = 10
_ZEROS = re.compile(r"[1-9]0?[1-9]?0{6,}$")
_BARCODE = "893"
"""how goods of Viet Nam begin (GS1); thirteen other digits pass both check digits once in a hundred times"""
_OF_BRANCH = re.compile(
    r"(?<!\d)(\d{10})\s(0\d\d)(?=\s*(?:$|[,.!?)]|(?:do|nha|nhe|nghen|a|ah|ad|em|ne|day|chi|anh)\b))"
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the text: its slot, where it stands, the cue before it (phone, tax, identity, other) if any."""

    slot: NumberSlot
    span: Span
    cue: str | None


def numbers(text: Text, taken: list[Span]) -> list[Number]:
    """Every number that has the shape of a registration, identity or phone number, left to right."""
    found: list[Number] = []
    if text.digits < _FEWEST:
        _told_in_words(text, found, taken)
        return found
    for match in _HOUSEHOLD.finditer(text.plain):
        _add(found, taken, match.span(), _household(match), cue_of(text, match.span()))
    for match in _OF_BRANCH.finditer(text.folded):  # the place of a branch behind a blank: 2098513136 002
        cue = cue_of(text, match.span())
        if cue != "phone" and match[2] != "000" and mst.is_valid(match[1]):
            _add(found, taken, match.span(), NumberSlot("mst13", f"{match[1]}-{match[2]}"), cue)
    for match in _BRANCH.finditer(text.plain):
        digits = re.sub(r"\D", "", match[0])
        if mst.is_valid(digits[:10]) and digits[10:] != "000":  # in groups: 0314 409 058 - 002
            _classified(text, found, taken, match)
    for match in _SOLID.finditer(text.plain):
        _classified(text, found, taken, match)
    for shape in (_RUN, _SPREAD):
        for match in shape.finditer(text.plain):
            _classified(text, found, taken, match)
    _told_in_words(text, found, taken)
    return sorted(found, key=lambda number: number.span)


def _told_in_words(text: Text, found: list[Number], taken: list[Span]) -> None:
    for told in dictated(text):
        cue = cue_of(text, told.span)
        if told.sure or cue is not None:
            letter = not told.digits.isdigit()
            slot = NumberSlot("hkd_legacy", told.digits) if letter else classify(told.digits, cue)
            _add(found, taken, told.span, slot, cue)


def licence(found: list[Number], text: Text, *, expect: str | None) -> Number | None:
    """The registration number that is meant; None when there is none or two that weigh the same.

    A number with the cue of an identity card or of a bank account counts only where a registration number is asked.
    """
    if not found:
        return None
    asked = expect == "licence_number"
    meant = [n for n in found if n.cue != "other" and (asked or n.cue != "identity")]
    if not meant:
        return None
    if len(meant) > 1:
        kept = own(text, [n.span for n in meant])
        meant = [meant[i] for i in kept] or meant
    cued = [n for n in meant if n.cue == "tax"] or meant
    best = min(_RANK.index(n.slot.kind) for n in cued)
    rivals = [n for n in cued if _RANK.index(n.slot.kind) == best]
    left = [meant[i] for i in remaining(text, [n.span for n in meant])]
    if len(rivals) == 1 and _part_differs(text, rivals[0]):
        return None
    if len(left) < len(meant):  # one was taken back or put right
        return left[0] if len({n.slot for n in left}) == 1 else None
    return rivals[0] if len({n.slot for n in rivals}) == 1 else None


def _part_differs(text: Text, number: Number) -> bool:
    """Whether a digit is put right by itself behind the number, other than it stands there."""
    said = _PART_SAID.search(text.folded, number.span[1], number.span[1] + _REMARK)
    if said is None:
        return False
    digits = said["said"] if said["said"].isdigit() else str(unit(said["said"]))
    where = said["where"]
    if where in {"cuoi", "chot"}:
        return not number.slot.number.endswith(digits)
    return not (where == "dau" and number.slot.number.startswith(digits))


def _household(match: re.Match[str]) -> NumberSlot:
    digits = (
        re.sub(r"[\s.]", "", match[1]).upper().replace("O", "0")
        + match[2].upper()
        + re.sub(r"[\s.-]", "", match[3]).upper().replace("O", "0")
    )
    return NumberSlot("hkd_legacy", digits)


def _add(found: list[Number], taken: list[Span], span: Span, slot: NumberSlot | None, cue: str | None) -> None:
    if slot and not overlaps(span, taken):
        taken.append(span)
        found.append(Number(slot, span, cue))


def _classified(text: Text, found: list[Number], taken: list[Span], match: re.Match[str]) -> None:
    typed = match[0].upper().replace("O", "0")
    if overlaps(match.span(), taken):
        return
    cue = cue_of(text, match.span())
    digits = re.sub(r"\D", "", _WORD.sub(" ", match[0]).upper().replace("O", "0"))
    if _is_money(text, match, digits, cue) or _is_example(text, match):
        return
    if (
        cue == "phone"
        and mst.is_valid(digits)
        and not _MOBILE.fullmatch(digits)
        and not cue_in_front(text, match.start())
    ):
        cue = None  # "0109746815 ở Hà Nội, gọi lại cho em": a word behind it calls nothing a telephone that is none
    if cue is None and _GROUPED_MONEY.fullmatch(typed) and digits[0] != "0" and not mst.is_valid(digits):
        return
    if cue is None and not _one_number(typed, digits):
        return
    if typed.startswith("+84") or (cue == "phone" and digits.startswith("84") and len(digits) == 11):
        mobile = "0" + digits[2:].removeprefix("0")
        _add(found, taken, match.span(), NumberSlot("phone", mobile) if _MOBILE.fullmatch(mobile) else None, cue)
        return
    if cue == "phone" and len(digits) == 10 and digits[0] != "0" and cue_in_front(text, match.start()):
        # The word decides first (contract section 9), though no telephone number begins like this.
        _add(found, taken, match.span(), NumberSlot("phone", digits), cue)
        return
    _add(
        found,
        taken,
        match.span(),
        classify(digits, cue, dashed=re.search(r"\d\W*(?:[-/]|[^\W\d]{3,})", typed) is not None),
        cue,
    )


def _is_money(text: Text, match: re.Match[str], digits: str, cue: str | None) -> bool:
    """An amount by its unit, by what stands in front of it, or by its zeros."""
    folded, end = text.folded, match.end()
    if _MONEY.match(folded, end) or (digits.endswith("000") and _ROUND_MONEY.match(folded, end)):
        return True
    begin = max(0, match.start() - _REMARK)
    if _CAPITAL.search(folded[begin : match.start()]):
        return True
    return cue is None and len(digits) == _TEN and digits[0] != "0" and _ZEROS.search(digits) is not None


def _is_example(text: Text, match: re.Match[str]) -> bool:
    """ "ví dụ 2001453334 hả": the shape is asked about."""
    front = text.folded[max(0, match.start() - _REMARK) : match.start()]
    return _EXAMPLE.search(front) is not None and _ASKS.search(text.folded, match.end()) is not None


def _one_number(typed: str, digits: str) -> bool:
    """Groups that belong together; "2004 2005 20" is a list of small numbers."""
    groups = re.findall(r"\d+", typed)
    if len({len(group) for group in groups}) == 1 and len(groups) > 1:
        if len(groups[0]) < 3:  # digit by digit or in pairs
            return len(digits) in _LENGTHS and ("," not in typed or len(groups[0]) == 1)
        if _YEARS.fullmatch(typed):
            return False
    if "," in typed:
        return False
    short = sum(len(group) < 3 for group in groups)
    return (short <= 1 and len(groups) <= 5) or _MOBILE.fullmatch(digits) is not None or mst.is_valid(digits)


def classify(digits: str, cue: str | None, *, dashed: bool = False) -> NumberSlot | None:
    """The kind of a plain run of digits, by its length, a cue word, the check digit and the mobile prefix."""
    if len(digits) == 10:
        return _ten(digits, cue)
    if len(digits) == 13:
        return _thirteen(digits, cue, dashed=dashed)
    if len(digits) == 12:
        return NumberSlot("personal_id", digits)
    return NumberSlot("cmnd_old", digits) if len(digits) == 9 else None


def _ten(digits: str, cue: str | None) -> NumberSlot:
    valid, mobile = mst.is_valid(digits), _MOBILE.fullmatch(digits) is not None
    if cue == "phone" and digits[0] == "0":
        return NumberSlot("phone", digits)
    if valid:
        return NumberSlot("mst10", digits)
    return NumberSlot("phone" if mobile and cue != "tax" else "mst10_bad", digits)


def _thirteen(digits: str, cue: str | None, *, dashed: bool) -> NumberSlot | None:
    base, place = digits[:10], digits[10:]
    of_a_place = mst.is_valid(base) and place[0] == "0" and not digits.startswith(_BARCODE)
    if cue != "tax" and not dashed and ean.is_valid(digits) and not of_a_place:
        return None
    if mst.is_valid(base) and place != "000":
        return NumberSlot("mst13", f"{base}-{place}")
    return NumberSlot("mst10_bad", base) if cue == "tax" or dashed else None
