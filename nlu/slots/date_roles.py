"""What a date in a text belongs to: a birth, the papers of a business, or neither."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlu.slots import date_cues
from nlu.slots.rival_cues import DATED_ELSE, ISSUED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from nlu.slots.date_parts import Piece

NONE = "none"
_NEAR = 45
_BEHIND = 30
_YOUNGEST_UNASKED = 10
_YOUNGEST_OWNER = 14
_MOST_APART = 10
"""years by which somebody is older than somebody, or than papers say"""


def role_of(
    masked: str, pieces: Sequence[Piece], *, expect: str | None, programme: str | None, today: date
) -> Iterator[tuple[str, Piece]]:
    """(`birth_date` | `founded_on` | `none`, piece) for each piece, left to right.

    The nearest cue in front decides, then one behind the last date, then the open question, then the programme.
    """
    asked = expect if expect in {"birth_date", "founded_on"} else None
    default = asked or ("founded_on" if programme == "biz_vn" else "birth_date")
    cues = _cues(masked, pieces, asked, today)
    settled, dated = asked in cues, any(piece.slot.year and not piece.weak for piece in pieces)
    for i, piece in enumerate(pieces):
        role = cues[i]
        if piece.slot.kind == "age":
            yield ("birth_date" if _stated_age(masked, piece, asked) else NONE), piece
        elif role:
            yield (NONE if piece.last_resort and asked is None else role), piece
        elif (settled and _to_come(masked, piece, today)) or _left_out(
            masked, piece, asked, today if default == "birth_date" else None, dated=dated
        ):
            yield NONE, piece
        else:
            yield (asked or _other_role(cues, i) or default), piece


def _to_come(masked: str, piece: Piece, today: date) -> bool:
    """A day after today, which is neither a birth nor a registration."""
    years = [int(digits) for digits in re.findall(r"\d{4}", masked[slice(*piece.span)])]
    return piece.slot.kind == "invalid" and bool(years) and years[0] in range(today.year, today.year + 20)


def _other_role(cues: Sequence[str | None], i: int) -> str | None:
    """A date carries on the role of the date in front of it: "sinh 2003, à nhầm 2004"."""
    before = [cue for cue in cues[:i] if cue]
    return before[-1] if before and before[-1] != NONE else None


def _cues(masked: str, pieces: Sequence[Piece], asked: str | None, today: date) -> list[str | None]:
    """The role that the words beside each date give it."""
    out: list[str | None] = []
    for i, (front, own_words) in enumerate(_beside(masked, pieces)):
        role = _last_cue(own_words) if own_words else _in_front(masked, pieces, i, front)
        if asked == "founded_on" and not own_words and DATED_ELSE.search(front):
            out.append(NONE)
            continue
        if role == NONE and asked == "founded_on" and i and _follow(masked, pieces, i):
            role = None
        role = role or (_behind(masked, pieces[i].span[1], asked) if i + 1 == len(pieces) else None)
        # The papers of a person who is asked for a birth are those of that person, unless a business is spoken of.
        mine = asked == "birth_date" and role == "founded_on" and _of_oneself(masked, pieces[i], front, today)
        out.append("birth_date" if mine else role)
    return out


def _of_oneself(masked: str, piece: Piece, front: str, today: date) -> bool:
    """Whether the paper may be that of a person: no business is spoken of, or none is registered and the date is old.

    "em bán quán, giấy tờ ghi 12/5/2004"
    """
    if not date_cues.OF_A_BUSINESS.search(masked):
        return True
    if (piece.slot.year or today.year) > today.year - _YOUNGEST_OWNER or date_cues.LICENSED.search(masked):
        return False
    papers = [match for match in date_cues.FOUNDED.finditer(front) if match.end() > len(front) - _NEAR // 2]
    return bool(papers) and date_cues.OWN_PAPERS.fullmatch(papers[-1][0]) is not None


def _follow(masked: str, pieces: Sequence[Piece], i: int) -> bool:
    """The words stand behind their dates: in "1/6 nộp hồ sơ 11/6 được cấp" the application is of the first."""
    end = pieces[i].span[1]
    issued = ISSUED.search(masked, end, end + _BEHIND)
    return issued is not None and i + 1 == len(pieces) and not _last_cue(masked[: pieces[0].span[0]])


def _beside(masked: str, pieces: Sequence[Piece]) -> list[tuple[str, str]]:
    """For each date the words in front of it, and those behind that say what it is ("12/5/2004 là ngày sinh")."""
    out: list[tuple[str, str]] = []
    floor = 0
    for i, piece in enumerate(pieces):
        start, end = piece.span
        front, own_words = masked[max(floor, start - _NEAR) : start], ""
        floor, limit = end, pieces[i + 1].span[0] if i + 1 < len(pieces) else len(masked)
        if said := date_cues.IS.match(masked, end, limit):
            found = [
                m
                for cue in (date_cues.BIRTH, date_cues.FOUNDED, date_cues.EVENT)
                if (m := cue.match(masked, said.end(), limit))
            ]
            if found:
                floor = max(m.end() for m in found)
                own_words = masked[end:floor]
        out.append((front, own_words))
    return out


def _in_front(masked: str, pieces: Sequence[Piece], i: int, front: str) -> str | None:
    if date_cues.LAW.search(front) or (len(pieces) > 1 and date_cues.TODAY.search(front) and not _last_cue(front)):
        return NONE
    if _is_bound(masked, pieces, i) or date_cues.OF_AGE.search(
        masked, max(0, pieces[i].span[0] - _NEAR), pieces[i].span[0]
    ):
        return NONE
    if len(pieces) > 1 and date_cues.ALSO.search(front):
        return NONE
    if date_cues.IDENTITY.search(front) or date_cues.CHANGED.search(front) or date_cues.AGAIN.search(front):
        return NONE
    if date_cues.ISSUED.search(front) and date_cues.CARD.search(masked) and not date_cues.BUSINESS.search(masked):
        return NONE  # the day on an identity card
    return _last_cue(front + masked[slice(*pieces[i].span)])


def _is_bound(masked: str, pieces: Sequence[Piece], i: int) -> bool:
    """One end of a span of time: "từ 2003 tới 2008"."""
    ends = [i - 1, i] if i else [i]
    for one in [*ends][: len(pieces) - 1]:
        if one + 1 >= len(pieces):
            continue
        between = masked[pieces[one].span[1] : pieces[one + 1].span[0]]
        start = pieces[one].span[0]
        if date_cues.FROM.search(masked, max(0, start - _NEAR), start) and date_cues.UNTIL.fullmatch(between):
            return True
    return False


def _behind(masked: str, end: int, asked: str | None) -> str | None:
    behind = masked[end : end + _BEHIND]
    if asked and (break_ := date_cues.CLAUSE_END.search(behind)):
        behind = behind[: break_.start()]  # a new clause tells something else, "12/5/2004, giấy tờ chưa coi lại"
    birth, founded = date_cues.BIRTH.search(behind), date_cues.FOUNDED.search(behind)
    if birth and not (founded and founded.start() < birth.start()):
        return "birth_date"
    if founded and not (asked and not date_cues.SMALL_BEHIND.match(behind[: founded.start()])):
        return "founded_on"
    return None


def opened_only(masked: str, pieces: Sequence[Piece]) -> list[bool]:
    """For each date whether it is that of an opening, not of a registration: the nearest word decides."""
    out: list[bool] = []
    for piece, (front, own_words) in zip(pieces, _beside(masked, pieces), strict=True):
        told = own_words or front + masked[slice(*piece.span)]
        opened = max((m.end() for m in date_cues.OPENED.finditer(told)), default=-1)
        registered = max((m.end() for m in date_cues.REGISTERED.finditer(told)), default=-1)
        out.append(opened > registered)
    return out


def _last_cue(text: str) -> str | None:
    """The role that the cue nearest to the end of `text` gives."""
    found = {
        role: max((match.start() for match in cue.finditer(text)), default=-1)
        for role, cue in (("birth_date", date_cues.BIRTH), ("founded_on", date_cues.FOUNDED), (NONE, date_cues.EVENT))
    }
    role = max(found, key=lambda name: found[name])
    return role if found[role] >= 0 else None


def _stated_age(masked: str, piece: Piece, asked: str | None) -> bool:
    """An age somebody has, not one that a rule asks for ("đủ 18 tuổi", "từ 18 đến 23 tuổi")."""
    start, end = piece.span
    if asked == "founded_on" and date_cues.OF_A_FIRM.search(masked, max(0, start - _NEAR), start):
        return False
    if date_cues.OLDER_BY.search(masked, max(0, start - 20), start) and (piece.slot.age or 0) <= _MOST_APART:
        return False
    if date_cues.AGE_GOES_ON.match(masked, end) and not asked:
        return False
    front = masked[max(0, start - 20) : start]
    if date_cues.AGES.search(front) or (date_cues.AGE_WANTED.search(front) and date_cues.AGE_ASKED.match(masked, end)):
        return False
    return bool(asked == "birth_date" or not date_cues.AGE_RULE.search(front))


def _left_out(masked: str, piece: Piece, asked: str | None, today: date | None, *, dated: bool) -> bool:
    """A date nobody asked for and nothing announces counts only when it can hardly be anything else.

    `dated`: the text holds a date that surely has a year. `today` is None where a date would be one of a business,
    which may well be of this year.
    """
    start, end = piece.span
    if asked:
        return piece.stated_year and bool(
            date_cues.THINGS.match(masked, end) or date_cues.LABELS.search(masked, max(0, start - 12), start)
        )
    if piece.slot.kind in {"incomplete", "ambiguous"} or piece.weak:
        return not dated
    if date_cues.DEADLINE.search(masked, max(0, start - 30), start):
        return True
    years = [int(digits) for digits in re.findall(r"\d{4}", masked[start:end])]
    year = piece.slot.year or (years[0] if years else None)
    if year and today and year > today.year - _YOUNGEST_UNASKED:
        return True
    if piece.stated_year:
        if date_cues.THINGS.match(masked, end) or date_cues.LABELS.search(masked, max(0, start - 12), start):
            return True
        return year is None or year < 1930
    return False
