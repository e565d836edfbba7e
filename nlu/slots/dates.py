"""Birth dates and dates on papers: which dates a text holds, what each belongs to, which one a correction leaves."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from nlu.slots.can_chi import by_the_cycle, cycle_years, is_of_a_person, may_be_cycle, of_founding
from nlu.slots.corrections import affirmed, put_right
from nlu.slots.date_claims import claimed
from nlu.slots.date_dated import dated
from nlu.slots.date_joins import uncontradicted, with_years
from nlu.slots.date_leftovers import leftovers, written_out
from nlu.slots.date_moon import by_the_moon
from nlu.slots.date_pairs import by_the_sun, days_after_months
from nlu.slots.date_parts import Piece, Taken, from_two, year_slot
from nlu.slots.date_people import on_card, own
from nlu.slots.date_refused import is_no_date
from nlu.slots.date_relative import may_be_relative, relative_dates
from nlu.slots.date_rivals import without_rivals
from nlu.slots.date_roles import NONE, opened_only, role_of
from nlu.slots.date_settle import settled
from nlu.slots.date_shapes import shaped_dates
from nlu.slots.date_words import MONTH_WORDS, Tokens, spoken_dates, told_dates, told_years
from nlu.slots.fold import Span, word_set
from nlu.types import DateSlot

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from nlu.slots.fold import Text

ASKED = {"birth_date", "founded_on"}
_THOUSAND = word_set("nghin ngan")
_AGE = word_set("tuoi")
_SHORT_MONTHS = word_set("t th")
_TIMES = _THOUSAND | _AGE | MONTH_WORDS - _SHORT_MONTHS
_HUNDREDS = word_set("khong chin k ka")
_YEAR_WORDS = re.compile(r"(?<![a-z])(?:hai|mot|muoi)\s+(?:khong|chin|ka?)(?![a-z])")
_TYPED_THOUSAND = re.compile(r"2000\s+l|2\s?k\s+(?:le|linh|khong)")
_TWO_DIGITS = word_set("khong linh le chin tam bay sau")
_BIRTH = word_set("sinh sn")
_LETTER_O = re.compile(r"(?<![a-z0-9])(?=[0-9o]*\d)[0-9o]{2,}(?![a-z0-9])")
_O_AFTER_T = re.compile(r"(?<=t)o(?=\d(?!\d))")
_NOT_I = re.compile(r"(?<!\w)(?:tới|tối|còn|cón|tờ)\s+(?:\w+\s+)?$")
_SPELLED = re.compile(r"(?<![a-z])(?<!so )(?:sanh|s[ji]ng(?= nam| ngay| \d)|sjnh|xinh(?= nam| ngay| vao| \d))(?![a-z])")
"""sinh (born) as the South says it, and slips of it"""
_MARKED_ELSE = re.compile(r"[àáảãạăắằẳẵặâấầẩẫậìỉĩị]")
_EITHER = re.compile(
    r"(?<![a-z\d/.-])(?:(?:\d{1,2}(?:[/.-]\d{1,2})?|thang \w+|mot|hai|ba|bon|tu|nam|sau|bay|tam|chin"
    r"|muoi)\s+(?:hay|hoac|or)"
    r"(?: la)?\s+(?:ngay |thang |mung )?|sinh (?:sau|truoc) (?:ngay )?|truoc (?:tet|nam) "
    r"|(?<!hoi )(?<!luc )(?<!bua )(?<!hom )(?<!khi )(?<!lan )(?:truoc|sau) (?:ngay |hom |thang |nam |mung )*)$"
)
_DECADE = re.compile(r"(?<![a-z])(?:nhung|cac|thap nien|thap ky)(?: nam)?\s*$")
_OR = re.compile(r"[\s,]*(?:ta |ha )?(?:hay|hoac|or)(?: la)?(?: (?:ngay|hom|thang|nam|mung))*\s*")
_OF_YEAR = re.compile(r"(?<!\w)n[ăa]m\s+$")
_LAN = word_set("lan")
_OLD_YEAR = re.compile(r"(?<![a-z])nam \d\d (?P<word>lan)(?![a-z])")
_TOI = re.compile(r"(?<![a-z])(?<!chua )(?<!sap )(?<!den )(?<!gan )(?<!\d )toi(?![a-z])")


def find_dates(
    text: Text, masked: str, *, expect: str | None, programme: str | None, today: date
) -> tuple[dict[str, DateSlot], list[Span]]:
    """The slots `birth_date` and `founded_on` of a text, and where they stand.

    `masked` is the folded text with domains, long numbers and amounts blanked out. Rules: programme.md 5.2, 5.3
    and contract section 9.
    """
    if found := leftovers(text):
        text, masked, back = written_out(text, masked, found)
        slots, spans = _found(text, masked, expect=expect, programme=programme, today=today)
        return slots, [(back[start], back[end]) for start, end in spans]
    return _found(text, masked, expect=expect, programme=programme, today=today)


def _found(
    text: Text, masked: str, *, expect: str | None, programme: str | None, today: date
) -> tuple[dict[str, DateSlot], list[Span]]:
    turns = may_be_relative(text)
    from_today = relative_dates(text.folded, text, today) if turns else []
    if not (text.digits or from_today or _in_words(text)):
        return {}, []
    masked = dated(_born(_me(_zeros(_with_old_years(masked, text)), text), text), text, asked=expect)
    claims = claimed(from_today, masked, asked=expect == "founded_on")
    pieces = _either(_pieces(masked, text, today, claims), masked, text, asked=expect in ASKED)
    groups: dict[str, list[Piece]] = {"birth_date": [], "founded_on": []}
    for role, piece in role_of(masked, pieces, expect=expect, programme=programme, today=today):
        if role == NONE:
            continue
        if role == "birth_date" or is_of_a_person(piece, masked):
            groups["birth_date"].append(piece)
        else:
            groups[role].append(of_founding(_two_digits_of_a_year(piece, text, today), today))
    slots: dict[str, DateSlot] = {}
    spans: list[Span] = []
    if turns:
        _date_from_today(groups, from_today, claims, (masked, text), today)
    told = [*pieces, *from_today]
    founded = without_rivals(groups["founded_on"], told, masked, text, born=False)
    groups["founded_on"] = _of_registration(founded, masked, pieces)
    births = without_rivals(own(groups["birth_date"], masked, text), told, masked, text, born=True)
    groups["birth_date"] = on_card(births, masked, text)
    for role, members in groups.items():
        slot = settled(members, text, today)
        if slot is not None and not (slot.kind == "age" and role == "founded_on"):
            slots[role] = slot
        spans += [piece.span for piece in members]
    return slots, spans


def _date_from_today(
    groups: dict[str, list[Piece]], from_today: list[Piece], claims: list[Piece], said: tuple[str, Text], today: date
) -> None:
    """Gives dates without a year the one told beside them, and the business the dates that are claimed for it."""
    years = [piece for piece in from_today if piece.slot.kind == "year"]
    for role, members in groups.items():
        groups[role], used = with_years(members, years, said, today, born=role == "birth_date")
        claims = [piece for piece in claims if piece not in used]
    if any(piece.slot.year for piece in groups["founded_on"]):  # "cấp 26/8/2026, bữa nay mới 22/11"
        claims = [piece for piece in claims if not _says_no_more(piece, said[0], today)]
    founded = uncontradicted(groups["founded_on"], from_today, said[0])
    groups["founded_on"] = sorted([*founded, *claims], key=lambda piece: piece.span)


def _says_no_more(piece: Piece, masked: str, today: date) -> bool:
    """Today, or a rough amount ("5 năm rồi"), beside a date told in full."""
    if piece.slot.kind == "ambiguous":
        return masked[piece.span[0]].isdigit()
    return (piece.slot.year, piece.slot.month, piece.slot.day) == (today.year, today.month, today.day)


def _in_words(text: Text) -> bool:
    """Whether a text without a digit may hold a date, a year or an age."""
    return text.says(_TIMES) or _year_in_words(text) or may_be_cycle(text)


def _year_in_words(text: Text) -> bool:
    """Whether a year may be told in words: hai nghìn ..., hai không ..., 2000 lẻ ..., năm sinh chín ..."""
    return (
        text.says(_THOUSAND)
        or (text.says(_HUNDREDS) and _YEAR_WORDS.search(text.folded) is not None)
        or (text.says(_BIRTH) and text.says(_TWO_DIGITS))
        or _TYPED_THOUSAND.search(text.folded) is not None
    )


def _me(masked: str, text: Text) -> str:
    """tôi (I) written as tui, so that a "toi" left is tới (until): folded they are one word."""
    if "toi" not in masked:
        return masked
    return _TOI.sub(lambda m: "toi" if text.marked and text.lower[m.start() : m.end()] == "tới" else "tui", masked)


def _born(masked: str, text: Text) -> str:
    """The spellings of sinh as one; sánh and xỉnh are other words."""
    if "s" not in masked and "x" not in masked:
        return masked
    return _SPELLED.sub(lambda m: m[0] if _MARKED_ELSE.search(text.lower[m.start() : m.end()]) else "sinh", masked)


def _two_digits_of_a_year(piece: Piece, text: Text, today: date) -> Piece:
    """ "năm 19" of a certificate; of a birth it is asked again, for it may be an age."""
    start, end = piece.span
    typed = text.folded[start:end]
    if (
        piece.slot.kind != "ambiguous"
        or not typed.isdigit()
        or _DECADE.search(text.folded, max(0, start - 24), start)
        or not _OF_YEAR.search(text.lower, max(0, start - 6), start)
    ):
        return piece
    return replace(piece, slot=year_slot(from_two(int(typed), today), today))


def _with_old_years(masked: str, text: Text) -> str:
    """ "năm 98 lận" put back, which has the shape of an amount: 98 lần."""
    if not text.says(_LAN):
        return masked
    for match in _OLD_YEAR.finditer(text.folded):
        if text.lower[slice(*match.span("word"))] in {"lận", "lan"}:
            masked = masked[: match.start()] + match[0] + masked[match.end() :]
    return masked


def _zeros(masked: str) -> str:
    """The letter o typed for zero, inside a number only: 12/o5/2oo4."""
    if "o" not in masked:
        return masked
    masked = _LETTER_O.sub(lambda m: m[0].replace("o", "0"), masked)
    return _O_AFTER_T.sub("0", masked)


def _pieces(masked: str, text: Text, today: date, claims: Sequence[Piece]) -> list[Piece]:
    pieces: list[Piece] = []
    taken = Taken(len(masked), (piece.span for piece in claims))
    months, years = text.says(MONTH_WORDS), _year_in_words(text)
    tokens = Tokens.of(masked, text.lower) if months or years else None
    for piece in [
        *(told_dates(tokens, today) if tokens and months else ()),
        *(spoken_dates(tokens, today) if tokens and years else ()),
        *(cycle_years(masked, text, today) if may_be_cycle(text) else ()),
    ]:
        if taken.free(piece.span):
            taken.take(piece.span)
            pieces.append(piece)
    pieces += shaped_dates(masked, text, today, taken)
    if tokens and years:
        pieces += [piece for piece in told_years(tokens, today) if taken.free(piece.span)]
    pieces = [p for p in pieces if not (_other_word(p, masked, text) or is_no_date(p, masked, text))]
    pieces = days_after_months(sorted(pieces, key=lambda piece: piece.span), masked, today)
    if not all(piece.last_resort for piece in pieces):
        pieces = [p for p in pieces if not p.last_resort or put_right(text, p.span[0])]
    pieces = [by_the_moon(_one_of_two(one, masked), masked, text, today, alone=len(pieces) == 1) for one in pieces]
    pieces = by_the_cycle(pieces, masked, today) if any(piece.cycle for piece in pieces) else pieces
    return by_the_sun(pieces, masked, text) if len(pieces) > 1 else pieces


def _either(pieces: list[Piece], masked: str, text: Text, *, asked: bool) -> list[Piece]:
    """ "11/6/2026 hay 30/9/2026 mới đúng", "sinh 2004, hay 2005": neither is told."""
    out = list(pieces)
    for i, (one, two) in enumerate(pairwise(pieces)):
        if not _OR.fullmatch(masked, one.span[1], two.span[0]) or "age" in {one.slot.kind, two.slot.kind}:
            continue
        if asked or affirmed(text, two.span[1]):
            out[i : i + 2] = [replace(piece, slot=DateSlot("ambiguous")) for piece in (one, two)]
    return out


def _one_of_two(piece: Piece, masked: str) -> Piece:
    """ "14 hay 15 tháng 6 năm 2005", "sinh sau 1/1/2003", "những năm 90": what is told is not this very day."""
    low, start = max(0, piece.span[0] - 24), piece.span[0]
    if piece.slot.kind in {"age", "ambiguous"}:
        return piece
    if not (_EITHER.search(masked, low, start) or (piece.slot.kind == "year" and _DECADE.search(masked, low, start))):
        return piece
    return replace(piece, slot=DateSlot("ambiguous"))


def _other_word(piece: Piece, masked: str, text: Text) -> bool:
    """An age after "tới 18" or "còn 20": folded, the words look like tôi and con."""
    if piece.slot.kind != "age" or not masked[slice(*piece.span)].isdigit():
        return False
    return bool(_NOT_I.search(text.lower, max(0, piece.span[0] - 12), piece.span[0]))


def _of_registration(members: list[Piece], masked: str, pieces: list[Piece]) -> list[Piece]:
    """The dates of papers; those of an opening only where no paper's date is told (programme.md 5.3)."""
    starts, ends = {piece.span[0] for piece in members}, {piece.span[1] for piece in members}
    others = [p for p in pieces if p.span[0] not in starts and p.span[1] not in ends]
    told = sorted([*members, *others], key=lambda piece: piece.span)
    late = {piece.span for piece, only in zip(told, opened_only(masked, told), strict=True) if only}
    return [piece for piece in members if piece.span not in late] or members
