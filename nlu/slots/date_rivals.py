"""Several dates told where one is asked for: those that the words beside them give to something else are no rivals.

Of a business the first registration counts (programme.md 5.3): not the application, the hand-over, a later change, an
earlier business or somebody else's. Of a person no appointment is a birth. Nothing here chooses between dates whose
words say the same, and a date that no word explains is never dropped.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from nlu.slots import rival_cues as cues
from nlu.slots.corrections import put_right

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nlu.slots.date_parts import Piece
    from nlu.slots.fold import Span, Text

    Classes = Sequence[tuple[int, re.Pattern[str]]]

_BREAK = re.compile(
    r"[,;.!?\n(]+|(?<![a-z])(?:ma|con(?! dau)|nhung|roi|toi|den|sau do|(?<!thi )(?<!hoc )(?<!lam )xong"
    r"|gio|nay thi|but|and|then)(?![a-z])"
)
_STOP = re.compile(r"[,;.!?\n(]")
_FRONT, _BEHIND = 70, 45
"""letters in front of a date and behind it that may speak of it"""
_FAR, _LATER, _OTHER, _LATE, _PLAIN, _TOLD, _SURE = -4, -3, -2, -1, 0, 1, 2
_WHAT = (
    (_FAR, cues.TO_COME),
    (_FAR, cues.DONE_WITH),
    (_FAR, cues.ELSE),
    (_LATER, cues.CHANGED),
    (_LATER, cues.APPLIED),
    (_LATE, cues.HANDED),
    (_OTHER, cues.OPENED),
    (_TOLD, cues.ISSUED),
    (_SURE, cues.FIRST),
)
_WHOSE = ((_OTHER, cues.FORMER), (_TOLD, cues.OWN), (_SURE, cues.PRESENT))
_WHOSE_CAI = ((_OTHER, cues.FORMER_ONE), (_SURE, cues.PRESENT_ONE))
_OF_LIFE = ((_FAR, cues.TO_COME), (_FAR, cues.OF_LIFE), (_TOLD, cues.BORN))


class _Words(NamedTuple):
    """What stands in front of a date and behind it, up to the next date or clause."""

    front: str
    behind: str


def without_rivals(
    members: list[Piece], others: Sequence[Piece], masked: str, text: Text, *, born: bool
) -> list[Piece]:
    """The dates of one thing (`born`: of a birth) without those that are told of another.

    `others`: all dates of the text, which bound the words that speak of each.
    """
    if len(members) < 2 or len({piece.slot for piece in members}) == 1:
        return members
    words = _words(members, [piece.span for piece in others], masked)
    owners = _WHOSE if born or cues.OF_PAPERS.search(masked) else (*_WHOSE, *_WHOSE_CAI)
    ranks = [_of_birth(one) if born else _of_founding(one, owners) for one in words]
    for one, two in pairwise(range(len(members))):
        if ranks[two] != _LATER and put_right(text, members[two].span[0]):
            ranks[one] = ranks[two] = max(ranks[one], ranks[two])
    best = max(ranks)
    least = _PLAIN if best >= _TOLD else _OTHER if best >= _LATE else min(ranks)
    return [
        piece
        for piece, rank in zip(members, ranks, strict=True)
        if rank >= least and not (best == _SURE and rank == _TOLD)
    ]


def _words(members: Sequence[Piece], spans: Sequence[Span], masked: str) -> list[_Words]:
    """The words of each date: a gap between two is parted at its first break, else all of it is in front of the next.

    Where the words follow their dates ("1/7 nộp 6/7 cấp") an unparted gap belongs to the date before it.
    """
    ends = [0, *sorted(end for _, end in spans)]
    starts = [*sorted(start for start, _ in spans), len(masked)]
    gaps: list[tuple[str, str]] = []
    for piece in members:
        start, end = piece.span
        low, high = ends[bisect_right(ends, start) - 1], starts[bisect_left(starts, end)]
        gaps.append((masked[low:start], masked[end:high]))
    follows = not _any_cue(gaps[0][0]) and _any_cue(_up_to_break(gaps[-1][1]))
    out: list[_Words] = []
    for i, (before, after) in enumerate(gaps):
        parted = _BREAK.search(before) if i else None
        front = before[parted.end() :] if parted else "" if i and follows else before
        whole = i + 1 == len(gaps) or follows or _BREAK.search(after)
        out.append(_Words(front[-_FRONT:], _up_to_break(after)[:_BEHIND] if whole else ""))
    return out


def _up_to_break(words: str) -> str:
    found = _BREAK.search(words)
    return words[: found.start()] if found else words


def _any_cue(words: str) -> bool:
    return any(cue.search(words) for _, cue in (*_WHAT, *_WHOSE))


def _of_birth(words: _Words) -> int:
    if cues.BORN.search(words.front):
        return _TOLD
    rank = _last(_OF_LIFE, words.front)
    return rank if rank is not None else _first(_OF_LIFE, words.behind) or _PLAIN


def _of_founding(words: _Words, owners: Classes) -> int:
    what = _last(_WHAT, words.front)
    if what is None:
        what = _first(_WHAT, words.behind)
    whose = _last(owners, words.front)
    if whose is None and what in {None, _OTHER}:
        whose = _first(owners, words.behind)
    if what is not None and what < _PLAIN:
        return what
    if whose is None or (whose == _TOLD and what is not None):
        return what or _PLAIN
    return whose


def _last(classes: Classes, front: str) -> int | None:
    """The rank of the cue that ends last, the longest of those; a comma parts a date from what is not of it."""
    stop = max((found.end() for found in _STOP.finditer(front)), default=0)
    found = [
        (match.end(), -match.start(), rank)
        for rank, cue in classes
        for match in cue.finditer(front)
        if rank > _PLAIN or match.start() >= stop
    ]
    return max(found)[2] if found else None


def _first(classes: Classes, behind: str) -> int | None:
    found = [(match.start(), -match.end(), rank) for rank, cue in classes if (match := cue.search(behind))]
    return min(found)[2] if found else None
