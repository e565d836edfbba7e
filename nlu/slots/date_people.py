"""Whose birth a date is, where a text tells several: one's own, or that of somebody it is asked for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nlu.slots.date_parts import Piece
    from nlu.slots.fold import Text

_SELF = r"(?:em|e|minh|mik|toi|tui|con|chau|to|i|my)"
_KIN = r"(?:anh|chi|em|ban|ba|ma|me|cha|vo|chong|ong|co|chu|bac|con|chau|bo|ban cung lop|dua|thang|nho|be)"
_RANK = r"(?:hai|ba|tu|nam|sau|bay|tam|chin|muoi|ut|trai|gai|ho|ruot|noi|ngoai|than|lon|nho)"
_OTHER = (
    rf"(?:(?:{_KIN} (?:{_RANK} )*(?:cua )?(?:em|e|minh|toi|tui|con|chau|no|to)|{_KIN} {_RANK}|my \w+)"
    r"|vo|chong|ba|ma|me|cha|no|ong xa|ba xa|ban be|dua kia|nguoi ta)"
)
_PERSON = re.compile(rf"(?<![a-z])(?:(?P<other>{_OTHER})|{_SELF})(?![a-z])")
_FOR = re.compile(rf"(?<![a-z])(?:cho|giup|gium|dum|ho|for) (?P<other>{_OTHER})(?![a-z])")
_APART = re.compile(rf"(?<![a-z])(?:con|ma|chu|nhung|tai|(?:hoi|lam|dang k[yi]|dk) (?:cho|gium) {_SELF})(?![a-z])")
"""Words that set one person against the other, or say whom it is about."""
_BY_MARKS = {"ma": ("mà", "ma", "mã"), "no": ("no", "nợ"), "vo": ("vô", "vo"), "ba": ("bà", "bả", "bạ", "bã")}
"""What looks like a person where marks are left out: mà (but), nợ (debt), vô (into)."""
_NEAR = 40


def own(pieces: list[Piece], masked: str, text: Text) -> list[Piece]:
    """The births of the person that the text is about: the writer, or the one something is asked for.

    All of them where the words beside the dates do not tell them apart.
    """
    if len(pieces) < 2:
        return pieces
    others = _of_others(pieces, masked, text)
    if all(others) or not any(others):
        return pieces
    wanted = _FOR.search(masked) is not None
    if not (wanted or _APART.search(masked, pieces[0].span[1])):
        return pieces
    return [piece for piece, other in zip(pieces, others, strict=True) if other == wanted]


def _of_others(pieces: Sequence[Piece], masked: str, text: Text) -> list[bool]:
    """For each date whether the person named last in front of it is somebody else."""
    out: list[bool] = []
    floor = 0
    for piece in pieces:
        people = list(_PERSON.finditer(masked, max(floor, piece.span[0] - _NEAR), piece.span[0]))
        out.append(bool(people) and _somebody_else(people[-1], text))
        floor = piece.span[1]
    return out


def _somebody_else(person: re.Match[str], text: Text) -> bool:
    first = person[0].split()[0]
    typed = text.lower[person.start() : person.start() + len(first)]
    return person["other"] is not None and typed not in _BY_MARKS.get(first, ())
