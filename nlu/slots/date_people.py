"""Whose birth a date is, where a text tells several: one's own, or that of somebody it is asked for.

Of one person's two dates the one on the citizen card counts (programme.md 5.2: "theo CCCD").
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlu.slots.corrections import put_right

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nlu.slots.date_parts import Piece
    from nlu.slots.fold import Text

_SELF = r"(?:em|e|minh|mik|toi|tui|con|chau|to|i|my)"
_KIN = (
    r"(?:anh|chi|em|ban|ba|ma|me|cha|vo|chong|ong|co|chu|bac|con|chau|bo|ban cung lop|dua|thang|nho|be"
    r"|tia|di|cau|mami|mama|papa|cu|thim)"
)
_RANK = r"(?:hai|ba|tu|nam|sau|bay|tam|chin|muoi|ut|trai|gai|ho|ruot|noi|ngoai|than|lon|nho)"
_OTHER = (
    rf"(?:(?:(?:nho|thang|dua|be) )?(?:{_KIN} (?:{_RANK} )*(?:cua )?(?:em|e|minh|toi|tui|con|chau|no|to)"
    rf"|{_KIN} {_RANK}|my \w+)"
    r"|vo|chong|ba|ma|me|cha|no|ong xa|ba xa|ban be|dua kia|nguoi ta)"
)
_PERSON = re.compile(rf"(?<![a-z])(?:(?P<other>{_OTHER})|{_SELF})(?![a-z])")
_FOR = re.compile(rf"(?<![a-z])(?:cho|giup|gium|dum|ho|for) (?P<other>{_OTHER})(?![a-z])")
_APART = re.compile(rf"(?<![a-z])(?:con|ma|chu|nhung|tai|(?:hoi|lam|dang k[yi]|dk) (?:cho|gium) {_SELF})(?![a-z])")
"""Words that set one person against the other, or say whom it is about."""
_BY_MARKS = {"ma": ("mà", "ma", "mã"), "no": ("no", "nợ"), "vo": ("vô", "vo"), "ba": ("bà", "bả", "bạ", "bã")}
"""What looks like a person where marks are left out: mà (but), nợ (debt), vô (into)."""
_NEAR = 40


_CHILD = re.compile(r"(?:(?:dua|thang) )?(?:con|chau|be|nhoc)(?![a-z])")
_BUT = re.compile(rf"(?<![a-z])con(?= (?:(?P<self>{_SELF})|{_OTHER})(?![a-z]))")
_ON_CARD = re.compile(
    r"(?<![a-z])(?:cccd|can cuoc(?: cong dan)?|cmnd|cmt|chung minh(?: thu| nhan dan)?|the)(?: [a-z]+){0,4}[\s:=,]*$"
)
_ON_PAPER = re.compile(
    r"(?<![a-z])(?:giay to|(?:tren|theo) giay|khai sinh|ho so|ho khau|hoc ba)(?: [a-z]+){0,4}[\s:=,]*$"
)
_BY_PAPER = re.compile(
    r"(?<![a-z])(?:(?:lay|ghi|tinh|khai|dung|cu|lam) (?:theo )?(?:tren )?|theo (?:tren )?)(?:giay(?: to)?"
    r"|khai sinh)(?![a-z])"
)
_IN_TRUTH = re.compile(r"(?<![a-z])(?:that|thiet|ngoai doi|thuc te|thuc ra)(?: [a-z]+){0,3}[\s:=,]*$")
_OF_THE_CARD = re.compile(r"(?<![a-z])(?:cap|lam|doi|nhan|lay|het|han|gia tri|sai|nham|lon|sua|khac|mat)(?![a-z])")


def on_card(pieces: list[Piece], masked: str, text: Text) -> list[Piece]:
    """The date that the citizen card shows where others stand beside it; else the papers', beside "the true one"."""
    pieces = [piece for piece in pieces if piece.slot.kind != "age"] or pieces
    if len(pieces) < 2:
        return pieces
    fronts = [
        masked[max(pieces[i - 1].span[1] if i else 0, piece.span[0] - _NEAR) : piece.span[0]]
        for i, piece in enumerate(pieces)
    ]
    shown = _shown(_ON_CARD, pieces, fronts, text)
    if not shown and (_BY_PAPER.search(masked) or any(_IN_TRUTH.search(front) for front in fronts)):
        shown = _shown(_ON_PAPER, pieces, fronts, text)
    return shown or pieces


def _shown(label: re.Pattern[str], pieces: Sequence[Piece], fronts: Sequence[str], text: Text) -> list[Piece]:
    """The dates that the paper is said to show, and those that put one of them right."""
    out: list[Piece] = []
    for piece, front in zip(pieces, fronts, strict=True):
        mended = bool(out) and put_right(text, piece.span[0]) and not _IN_TRUTH.search(front)
        if mended or _says(label, front):
            out.append(piece)
    return out


def _says(label: re.Pattern[str], front: str) -> bool:
    found = label.search(front)
    return found is not None and _OF_THE_CARD.search(found[0]) is None


def own(pieces: list[Piece], masked: str, text: Text) -> list[Piece]:
    """The births of the person that the text is about: the writer, or the one something is asked for.

    All of them where the words beside the dates do not tell them apart.
    """
    if len(pieces) < 2:
        return pieces
    people = _of_whom(pieces, masked, text)
    others = [person is not None and _somebody_else(person, text) for person in people]
    if all(others) or not any(others):
        return pieces
    wanted = _FOR.search(masked) is not None
    if not (wanted or _APART.search(masked, pieces[0].span[1])) and not _told_apart(people, others):
        return pieces
    return [piece for piece, other in zip(pieces, others, strict=True) if other == wanted]


def _told_apart(people: Sequence[re.Match[str] | None], others: Sequence[bool]) -> bool:
    """Every date has its person, or only the first has none; a parent's own date may be beside the one that counts."""
    if any(other and person and _CHILD.match(person[0]) for person, other in zip(people, others, strict=True)):
        return False
    return all(people[1:]) and (people[0] is not None or not others[0])


def _of_whom(pieces: Sequence[Piece], masked: str, text: Text) -> list[re.Match[str] | None]:
    """For each date the person named last in front of it."""
    out: list[re.Match[str] | None] = []
    floor = 0
    told = pieces[0].span[1]
    for but in _BUT.finditer(masked, told):
        typed = text.lower[but.start() : but.end()]
        if typed == "còn" or (but["self"] and not text.marked):
            masked = masked[: but.start()] + "   " + masked[but.end() :]
    for piece in pieces:
        people = list(_PERSON.finditer(masked, max(floor, piece.span[0] - _NEAR), piece.span[0]))
        out.append(people[-1] if people else None)
        floor = piece.span[1]
    return out


def _somebody_else(person: re.Match[str], text: Text) -> bool:
    first = person[0].split()[0]
    typed = text.lower[person.start() : person.start() + len(first)]
    return person["other"] is not None and typed not in _BY_MARKS.get(first, ())
