"""What must be neither kept nor said back: identity, phone and card numbers, one-time codes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stdnum import luhn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nlu.slots.fold import Text
    from nlu.slots.licence import Number

_LONG = re.compile(r"(?<![\d])(?:\d[ .-]?){12,18}\d(?!\d)")
_CARD = re.compile(r"(?:4|5[1-5]|2[2-7]|3[47]|35|6|9704)\d+")
_CARD_CUE = re.compile(r"(?<![a-z])(?:so the|the (?:ngan hang|tin dung|atm|visa)|card number)(?![a-z])")
_PHONE = re.compile(r"(?<!\d)(?:\+?84|0)[ .-]?(?:2|3|5|7|8|9)(?:[ .-]?\d){8,9}(?!\d)")
_MOBILE_OR_LANDLINE = re.compile(r"(?:84|0)(?:[35789]\d{8}|2\d{9})")
_CODE_CUE = re.compile(
    r"\b(?:otp|ma xac (?:nhan|thuc|minh)|ma bao mat|one time|verification code|mat khau|password|ma pin|pin)\b"
)
_CODE_TOLD = re.compile(
    _CODE_CUE.pattern + r"(?:[\s:=]|(?<![a-z])(?:la|cua|em|minh|toi|so|ma|nhan duoc|day|ne|is|my|your)(?![a-z]))*"
    r"(\d{3} ?\d{3}|\d{4,8})(?![\d/.-])"
)
_SHORTEST_CODE = 4
_CODE = re.compile(r"(?<![\d/.-])\d{3} ?\d{3}(?![\d/.-])|(?<![\d/.-])\d{4,8}(?![\d/.-])")


def code_spans(text: Text) -> list[tuple[int, int]]:
    """Where a code stands that is announced as one, so that nobody reads a date from it."""
    if text.digits < _SHORTEST_CODE:
        return []
    return [match.span(1) for match in _CODE_TOLD.finditer(text.folded)]


def sensitive_kinds(text: Text, found: Sequence[Number], *, asked: Number | None) -> tuple[str, ...]:
    """Kinds among id_number, phone, card, otp; `asked` is the number that the open question asked for."""
    if text.digits < _SHORTEST_CODE:
        return ()
    others = [number for number in found if number is not asked]
    kinds = {"id_number" for number in others if number.slot.kind in {"personal_id", "cmnd_old"}}
    kinds |= {"phone" for number in others if number.slot.kind == "phone"}
    if asked and asked.slot.kind == "phone":
        kinds.add("phone")
    if asked and asked.slot.kind == "cmnd_old":
        kinds.add("id_number")
    if _phones(text, asked):
        kinds.add("phone")
    if _cards(text, asked):
        kinds.add("card")
    if _CODE_CUE.search(text.folded) and _CODE.search(text.folded):
        kinds.add("otp")
    return tuple(sorted(kinds))


def _phones(text: Text, asked: Number | None) -> bool:
    for match in _PHONE.finditer(text.folded):
        digits = re.sub(r"\D", "", match[0])
        if _MOBILE_OR_LANDLINE.fullmatch(digits) and not (asked and asked.span[0] <= match.start() < asked.span[1]):
            return True
    return False


def _cards(text: Text, asked: Number | None) -> bool:
    for match in _LONG.finditer(text.folded):
        digits = re.sub(r"\D", "", match[0])
        inside = asked is not None and asked.span[0] <= match.start() < asked.span[1]
        named = _CARD_CUE.search(text.folded) is not None  # a slip in the number makes it no less a card's
        if not inside and (named or (_CARD.fullmatch(digits) and luhn.is_valid(digits))):
            return True
    return False
