"""Values found in a text by exact code: dates, numbers, places, names, answers.

Nothing here guesses: what may be read in two ways comes out as `ambiguous`, with `ask`, or not at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from nlu.slots import fold
from nlu.slots.about import find_about, find_corrected_part
from nlu.slots.address import find_address
from nlu.slots.choices import Said, find_answer, find_choice
from nlu.slots.coverage import covered_share
from nlu.slots.dates import ASKED as DATES_ASKED
from nlu.slots.dates import find_dates
from nlu.slots.domains import Domain, find_domain
from nlu.slots.facts import find_facts, find_relative
from nlu.slots.licence import licence, numbers
from nlu.slots.names import find_name
from nlu.slots.place_find import find_places
from nlu.slots.remarks import find_remark
from nlu.slots.sensitive import code_spans, sensitive_kinds
from nlu.slots.subjects import find_subject, find_trade
from nlu.slots.wishes import find_wish
from nlu.types import WordSlot

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from nlu.slots.fold import Span, Text
    from nlu.slots.places import Places
    from nlu.types import DateSlot, Slot

_AMOUNT = re.compile(
    r"(?<![\d/])(?<!\dk)\d(?:[\d.,]*\d)?\s*(?:dong(?! dau| moc| thue| mon)|vnd|d(?![a-z])|(?:nghin"
    r"|ngan)(?! (?:le|linh|khong tram))"
    r"|trieu|tr(?![a-z])|ty|cu(?![a-z])|k(?![a-z0-9]|\s+(?:le|linh)\s)|usd|%"
    r"|gb|mb|ghz|inch|cm|kg|met|m2|km|g(?![a-z0-9])|gio\b|h\d*(?![a-z])|phut|giay\b(?! phep)"
    r"|nguoi|lan\b|cai\b|trang\b|ten mien|sao\b|diem\b|nam(?= (?:dau|nua|roi|sau|truoc|mien|het|thi|la|gia|trong"
    r"|qua|$)|\s*$|[?.,!]))|24\s*/\s*7(?!/)|(?<![\d/])\d+[.,]\d{3}(?:[.,]\d{3})*(?![\d/.])"
)
_YEAR_AND_WORD = re.compile(r"(?:19[3-9]\d|20[0-2]\d)\s+(?:giay|lan|sao|cu|nguoi|k|cai|trang|diem|cm|g|gio|phut)$")
"""2005 người Cà Mau, 1985 giấy cấp: a year in front of a word that counts nothing here"""
_AMOUNT_OK_WHEN_ASKED = re.compile(r"\d{1,2}\s*(?:/|nam)|2\s*k$|(?:19|20)\d\d\s+lan$")
_DOCUMENT = re.compile(r"(?<![\d/])\d{1,5}/(?:\d{4}/)?(?:[a-z]{2,}\d*-?)+[a-z0-9]*")
_LABELLED = re.compile(
    r"(?<![a-z])(?:lop|khoi|khoa|ap|khom|to|phong|tang|dieu|khoan|cau|quan|phuong|p|thu|lan thu|so nha|bai"
    r"|chuong)\s*\d{1,2}(?![\d/.-])"
)
_NAME_AND_YEAR = re.compile(
    r"(?!(?:.*\s)?(?:sinh|sn|nam|tuoi|thang|ngay|cap|giay|hoi|tu)\s|(?:.*\s)?(?:em|e|iem|mk|mik|toi|tui"
    r"|chau)\s)[a-z]{2,}(?:[ _.-][a-z]+){0,7}[ _.-]?"
    r"(?:(?:19|20)?\d\d|2k\d{1,2})(?:[ _.-][a-z]+){0,4}[.!?]*"
)
"""lan anh 2005, mỹ duyên 2k4 nha, be_na_2005: where a name is asked for, the number is part of it"""
_BARE_YEAR = re.compile(r"\d+|2k\d*")
_ASIDE = re.compile(
    r"[,.;]\s*(?:nhung )?(?:ma|con|vay|the|cho (?:\w+ )?hoi|but|and)\s(?=.*(?:(?<![a-z])(?:sao|khong|ko|k|hong|gi|nao"
    r"|chua|may|bao nhieu|the nao|what|how|can)(?![a-z])|\?)).*$"
)
"""linh, mà nếu trùng tên thì sao: a question behind the name"""
_LABELS = fold.word_set("lop khoi khoa ap khom to phong tang dieu khoan cau quan phuong p thu so bai chuong")
_EMPTY: Mapping[str, Slot] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Found:
    """What a text holds besides its intent.

    `answer`, `explicit`, `about`, `address` and `sensitive` as in `nlu.types.Understanding`. `covered` is the share
    of the words, small polite ones aside, that slots and answer explain: 1.0 when nothing else was said, 0.0 when
    nothing was found. `wish` is the ending that the person wants a name under, when a verb says so. `remark`: the
    intent of a message that speaks of the talk itself and of nothing else (`remarks.py`). `aside`: a question of its
    own stands behind the name that was asked for.
    """

    slots: Mapping[str, Slot] = field(default_factory=lambda: _EMPTY)
    answer: Literal["yes", "no"] | None = None
    explicit: bool = False
    about: str | None = None
    address: str | None = None
    sensitive: tuple[str, ...] = ()
    covered: float = 0.0
    wish: Literal["id.vn", "biz.vn"] | None = None
    remark: str | None = None
    aside: bool = False


def find_slots(text: str, *, expect: str | None, programme: str | None, today: date, places: Places | None) -> Found:
    """Every slot of `text`, read by the open question.

    `expect` is what the bot waits for (contract, `asking`), `programme` id_vn, biz_vn or None, `today` the day in
    Viet Nam; without `places` no commune and no province is found.
    """
    said = fold.read(text)
    told = _Told(said, expect)
    about = find_about(said, expect=expect)
    renames = expect == "choice" or (about == "domain" and expect in {None, "confirm"})
    domain, addresses = find_domain(said, expect="confirm" if renames else expect)
    aside = None
    if domain is None and expect == "domain" and (aside := _ASIDE.search(said.folded)):
        domain, addresses = find_domain(fold.read(said.plain[: aside.start()]), expect=expect)
    found = numbers(said, list(addresses))
    licensed = licence(found, said, expect=expect)
    if licensed:
        told.slots["licence_number"] = licensed.slot
    taken = [*addresses, *(number.span for number in found)]
    told.spans += taken[len(addresses) :]
    if domain and expect == "domain" and _named_with_a_year(said, domain):
        taken.append(domain.span)
    dates, date_spans = find_dates(said, _masked(said, taken, expect), expect=expect, programme=programme, today=today)
    if not dates and expect not in DATES_ASKED:
        dates, date_spans = _corrected_date(said, programme)
    told.slots.update(dates)
    told.spans += date_spans
    masked = fold.blank(said.folded, [*taken, *date_spans])
    masked = fold.blank(masked, _places(told, masked, places))
    _words(told, masked, domain)
    answer = Said() if "choice" in told.slots else find_answer(said, told.spans, expect=expect)
    _facts(told, programme, answered=answer.answer is not None)
    if renames and "domain" in told.slots:
        about = None  # the new name stands beside the word of correction
    silent = answer.answer is None and expect not in told.slots
    return Found(
        slots=MappingProxyType(told.slots),
        answer=answer.answer,
        explicit=answer.explicit,
        about=about,
        address=find_address(said),
        sensitive=sensitive_kinds(said, found, asked=licensed if expect == "licence_number" else None),
        covered=covered_share(said, [*told.spans, *answer.spans], tuple(told.slots)),
        wish=find_wish(said),
        remark=find_remark(said, expect=expect, programme=programme) if silent else None,
        aside=aside is not None and domain is not None,
    )


@dataclass(slots=True)
class _Told:
    """What was found so far, and where."""

    said: Text
    expect: str | None
    slots: dict[str, Slot] = field(default_factory=dict)
    spans: list[Span] = field(default_factory=list)


def _corrected_date(said: Text, programme: str | None) -> tuple[dict[str, DateSlot], list[Span]]:
    """Day or month of the programme's date put right by itself."""
    name = {"id_vn": "birth_date", "biz_vn": "founded_on"}.get(programme or "")
    part = find_corrected_part(said) if name else None
    return ({}, []) if name is None or part is None else ({name: part[0]}, [part[1]])


def _named_with_a_year(said: Text, domain: Domain) -> bool:
    return (
        domain.slot.suffix is None
        and not _BARE_YEAR.fullmatch(domain.slot.label or "")
        and _NAME_AND_YEAR.fullmatch(said.folded.strip()) is not None
    )


def _masked(said: Text, taken: list[Span], expect: str | None) -> str:
    """The folded text without what only looks like a date: addresses, long numbers, money, amounts, documents."""
    if not said.digits:
        return fold.blank(said.folded, taken)
    spans = [*taken, *code_spans(said)]
    for pattern in (_DOCUMENT, _LABELLED, _AMOUNT):
        if pattern is _LABELLED and not said.says(_LABELS):
            continue
        for match in pattern.finditer(said.folded):
            if pattern is _AMOUNT and (
                _YEAR_AND_WORD.match(match[0]) or (expect in DATES_ASKED and _AMOUNT_OK_WHEN_ASKED.match(match[0]))
            ):
                continue
            spans.append(match.span())
    return fold.blank(said.folded, spans)


def _places(told: _Told, masked: str, places: Places | None) -> list[Span]:
    """Takes up the places of the text; where their names stand."""
    if places is None or told.expect in {"domain", "person_name"}:
        return []
    found = find_places(told.said, masked, places, expect=told.expect)
    if found.commune:
        told.slots["commune"] = found.commune
    if found.province:
        told.slots["province"] = found.province
    if found.commune or found.province:
        told.spans += found.spans
    return list(found.spans)


def _words(told: _Told, masked: str, domain: Domain | None) -> None:
    """Names, kinds and choices: each only where the more exact slots left room."""
    said, expect, slots, spans = told.said, told.expect, told.slots, told.spans
    choice = find_choice(said, expect=expect)
    if choice and expect == "domain" and not slots:
        domain = None
    if domain and not (domain.slot.suffix is None and fold.overlaps(domain.span, spans)):
        slots["domain"] = domain.slot
        spans.append(domain.span)
        masked = fold.blank(masked, [domain.span]) if domain.slot.suffix is None else masked
    wished = expect == "domain" and "domain" not in slots and find_wish(said) is not None
    if (expect not in {"domain", "person_name"} or wished) and (subject := find_subject(said, masked, expect=expect)):
        slots["subject"] = subject[0]
        spans += subject[1]
    elif expect == "subject" and (trade := find_trade(said)):
        slots["trade"] = trade[0]
        spans.append(trade[1])
    name = find_name(said, expect=expect) if expect != "domain" else None
    if name and not fold.overlaps(name[1], spans):
        slots["person_name"] = name[0]
        spans.append(name[1])
    if choice and not slots:
        slots["choice"] = WordSlot(choice[0])
        spans.append(choice[1])


def _facts(told: _Told, programme: str | None, *, answered: bool) -> None:
    """Facts that the text states; an answer to the open question is not told a second time as one."""
    if told.expect in {"domain", "person_name"}:
        return
    if relative := find_relative(told.said):
        told.slots["for_whom"] = relative[0]
        told.spans += [relative[1]] if told.expect is not None else []  # alone it may as well be a wish
    for name, slot, span in find_facts(told.said, programme=programme, expect=told.expect):
        if not (answered and name == told.expect):
            told.slots[name] = slot
            told.spans.append(span)
