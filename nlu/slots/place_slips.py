"""Names of places with a slip: one wrong, missing, added or swapped letter, or written as the South speaks them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

from rapidfuzz.distance import OSA

from nlu.slots.fold import fold, overlaps, word_set
from nlu.slots.place_mentions import SHORT_ANSWER, Mention, cue_at, nothing_else
from nlu.slots.places import Places, ProvinceName, agreement, tones_agree, variants
from nlu.slots.sounds import is_syllable, respelled, sound_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nlu.slots.fold import Span, Text, Word
    from nlu.slots.places import Entry

_T = TypeVar("_T")
_ORDINARY = re.compile(
    r"(?<![a-z])(?:da dang|dang (?:k[yi]|nhap|lam|cho|tim|o|ban|muon|dung)|ten ?ten|nghen?|hoan thanh|cong dan|nha may"
    r"|song song|dong thoi)(?![a-z])"
)
"""Everyday words that are a slip away from a name: "đã đăng ký" is no Đà Nẵng, "nghen" no Nghệ An."""
_OF_KINDS = word_set("xa phuong huyen tinh x p f h")
"""They name the kind of a unit and are no part of its name: "phường Hiệp Thàn" is not Phong Hiệp."""
_COMMON = word_set(
    "da khong ko thi phai roi hoan thanh cong dan dong thoi song hai nha ma may noi gi lam dang tinh don chuyen tu"
    " ve an"
    " ta nhung nay do con dau ngoai trong thuoc dien bien di day toi bo ca co cho den chua la lai mai mot nam ngay"
    " nho o"
    " qua sao tai theo tim ten thoi tren vao va voi xin chi hoi biet"
)
"""Words that are said every day: nothing but them is no slip of a name."""
_LOCAL = frozenset({"xã", "phường", "thị trấn", "huyện", "thị xã"})
_SLIP_LENGTH = 7
_LONGEST = 4
_LONGEST_NAME = 20
_FAR = 2.0


def slips(text: Text, masked: str, places: Places, *, asked: bool, told: Sequence[Span] = ()) -> list[Mention]:
    """The name that is nearest to what stands where a place is asked for or announced; the longest of several.

    `told`: where names stand that are spelled right. Beside them only the name behind a word like xã is looked for.
    """
    best: list[Mention] = []
    nearest = _FAR
    barred = [match.span() for match in _ORDINARY.finditer(text.folded)]
    short = asked and not told and len(text.tokens) <= SHORT_ANSWER
    for i in range(len(text.words)):
        kind, at = cue_at(text, i)
        if not (kind in _LOCAL if told else kind or at or short):
            continue
        for words in _windows(text, i):
            span = (words[0].start, words[-1].end)
            if "\x00" in masked[slice(*span)] or overlaps(span, barred):
                continue
            entries, names, distance = _meanings(text, words, places, kind)
            if distance >= 1 and overlaps(span, list(told)):
                continue
            if (
                not kind
                and asked
                and (_COMMON.issuperset(word.text for word in words) or not nothing_else(text, words))
            ):
                continue
            if distance < nearest:
                nearest, best = distance, []
            if distance == nearest < _FAR:
                best.append(Mention(span, entries, names, kind, at))
    longest = max((m.span[1] - m.span[0] for m in best), default=0)
    return [m for m in best if m.span[1] - m.span[0] == longest][:1]


def _windows(text: Text, i: int) -> list[tuple[Word, ...]]:
    """The words from `i` on that may be a name, the longest first."""
    out = []
    for length in range(min(_LONGEST, len(text.words) - i), 0, -1):
        words = text.words[i : i + length]
        long_enough = _SLIP_LENGTH - 2 <= sum(len(word.text) for word in words) <= _LONGEST_NAME
        if long_enough and _OF_KINDS.isdisjoint(word.text for word in words):
            out.append(words)
    return out


def _meanings(
    text: Text, words: tuple[Word, ...], places: Places, kind: str | None
) -> tuple[tuple[Entry, ...], tuple[ProvinceName, ...], float]:
    """What the words may mean, and how far they are from it: 0.5 for strange letters only, 1 for a slip, 2 for none.

    Behind a word such as xã (`kind`) a unit here that sounds alike is as near as one a letter away.
    """
    local = kind in _LOCAL
    folded = [respelled(word.text) for word in words]
    key = "".join(folded)
    if folded != [word.text for word in words] and key in places.units:
        return places.units[key], (), 0.5
    entries, distance = _nearest(key, places.units, places)
    if local and (alike := places.sounds.get(sound_of(folded))):
        entries, distance = (*entries, *(e for name in alike for e in places.units[name] if e not in entries)), 1
    names, far = _nearest(key, places.provinces, places)
    if local or len({name.today for name in names}) > 1:
        names, far = (), _FAR  # a slip away from two provinces: neither is meant for sure
    typed = text.lower[words[0].start : words[-1].end].split()
    entries = tuple(e for e in entries if _syllables_fit(typed, e.name))
    names = tuple(n for n in names if _syllables_fit(typed, n.name))
    if text.marked:
        entries = tuple(
            e for e in entries if _marks_agree(typed, e.name) and (kind or tones_agree(" ".join(typed), e.name))
        )
        names = tuple(
            n for n in names if _marks_agree(typed, n.name) and (kind or tones_agree(" ".join(typed), n.name))
        )
        entries = tuple(e for e in entries if _marks_like(typed, e.name)) or entries
    distance, far = (distance if entries else _FAR), (far if names else _FAR)
    closest = min(distance, far)
    return (entries if distance == closest else ()), (names if far == closest else ()), closest


def _syllables_fit(typed: list[str], name: str) -> bool:
    """As many words as syllables, unless some were typed together: "chuyển" is no slip of Phú Yên."""
    return len(typed) == len(name.replace("-", " ").split()) or not all(is_syllable(fold(word)) for word in typed)


def _marks_agree(typed: list[str], name: str) -> bool:
    """Whether no syllable that is spelled like the name's bears other marks: "đã" is not Đà."""
    wanted = name.lower().replace("-", " ").split()
    if len(typed) != len(wanted):
        return True
    pairs = [(one, other) for one, other in zip(typed, wanted, strict=True) if fold(one) == fold(other)]
    return all(agreement(one, other) != "no" for one, other in pairs)


def _marks_like(typed: list[str], name: str) -> bool:
    """Whether all marks are the name's, also where a letter is wrong: "Thàn" is Thành rather than Thạnh."""
    wanted = name.lower().replace("-", " ").split()
    return len(typed) == len(wanted) and all(
        agreement(one, other) == "full" for one, other in zip(typed, wanted, strict=True)
    )


def _long_enough(name: str, meanings: tuple[object, ...]) -> bool:
    """Short names are a slip away from one another; those that mean nothing else may have six letters."""
    known = any(isinstance(m, ProvinceName) or getattr(m, "distinctive", False) for m in meanings)
    return len(name) >= _SLIP_LENGTH or (len(name) == _SLIP_LENGTH - 1 and known)


def _nearest(key: str, table: Mapping[str, tuple[_T, ...]], places: Places) -> tuple[tuple[_T, ...], float]:
    """What the names within one slip of `key` mean, and the distance; distance 2 when there is none."""
    near = {name for typed in variants(key) for name in places.slips.get(typed, ()) if name in table}
    distances = {name: OSA.distance(key, name) for name in sorted(near) if _long_enough(name, table[name])}
    best = min(distances.values(), default=2)
    if best > 1:
        return (), _FAR
    return tuple(meaning for name, distance in distances.items() if distance == best for meaning in table[name]), best
