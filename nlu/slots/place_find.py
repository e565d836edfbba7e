"""Which commune and which province a text means.

A name counts where a place is asked for, after a cue (xã, phường, huyện, ở, quê ...) or when it can mean nothing else.
Contract section 9: several candidates are all given and `ask` is true; nothing is chosen for the person.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from rapidfuzz import process
from rapidfuzz.distance import OSA

from nlu.slots.places import Entry, Places, ProvinceName, agreement
from nlu.types import CommuneSlot, WordSlot

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nlu.slots.fold import Span, Text

_T = TypeVar("_T")

_KIND_WORDS = {
    "xa": "xã", "x": "xã", "xax": "xã", "phuong": "phường", "p": "phường", "f": "phường", "fuong": "phường", "tran": "thị trấn",
    "tt": "thị trấn", "huyen": "huyện", "h": "huyện", "huyeenj": "huyện", "pho": "thành phố", "tp": "thành phố", "tx": "thị xã",
    "tinh": "tỉnh", "t": "tỉnh",
}  # fmt: skip
_AT = {
    "o",
    "tai",
    "que",
    "thuoc",
    "ben",
    "duoi",
    "ve",
    "tu",
    "dan",
    "nguoi",
    "xu",
    "in",
    "from",
    "khu",
    "vung",
    "sinh",
    "song",
}
_AT_MARKED = {
    "o": "ở",
    "que": "quê",
    "tai": "tại",
    "tu": "từ",
    "dan": "dân",
    "nguoi": "người",
    "ve": "về",
    "song": "sống",
}
_NOT_A_PLACE = {
    "duong",
    "thpt",
    "thcs",
    "truong",
    "cho",
    "ten",
    "hieu",
    "quan",
    "anh",
    "chi",
    "co",
    "chu",
    "ong",
    "ba",
    "ban",
    "thay",
}
_NUMBERED = re.compile(r"(?<![a-z])(?:phuong|p|f|fuong|phg)\s*\.?\s*(\d{1,2})(?!\d|[/.]\d)")
_NEW = re.compile(r"\s*(?:\(\s*)?moi\b")
_PAST = re.compile(r"\s*(?:\(\s*)?cu\b")
_CORRECTION = re.compile(r"(?<![a-z])(?:nham|lon|sai|khong phai|chu khong|sua|doi|phai la|a khong)(?![a-z])")
_BETWEEN = re.compile(r"[\s,.;\-(]*(?:(?:tinh|tp|thanh pho|huyen|h|tx|thi xa|t|quan)\b[\s.]*)?")
_DENIED = re.compile(r"(?<![a-z])(?:khong|ko|k|hong|chua|dau) (?:phai )?(?:o|song o|la nguoi|phai o|song|thuoc|o ben|o tinh)(?: (?:tinh|xa|huyen))? $")
_LONGEST = 4
_SLIP_LENGTH = 7


@dataclass(frozen=True, slots=True)
class _Mention:
    span: Span
    entries: tuple[Entry, ...] = ()
    names: tuple[ProvinceName, ...] = ()
    kind: str | None = None
    at: bool = False


@dataclass(frozen=True, slots=True)
class PlacesFound:
    """The slots of a text and where they stand."""

    commune: CommuneSlot | None = None
    province: WordSlot | None = None
    spans: tuple[Span, ...] = ()


def find_places(text: Text, masked: str, places: Places, *, expect: str | None) -> PlacesFound:
    """`commune` and `province` of a text; `masked` has dates and numbers blanked out."""
    asked = expect in {"commune", "province"}
    mentions = [m for m in _mentions(text, masked, places, asked=asked) if _counts(m, text, places.province, asked=asked)]
    if not mentions and (asked or any(word.text in {"xa", "phuong", "huyen", "tinh"} for word in text.words)):
        mentions = _slips(text, masked, places, asked=asked)
    if not mentions:
        return PlacesFound()
    if _CORRECTION.search(text.folded, 0, mentions[-1].span[0]):
        mentions = mentions[-1:]
    return _decided(mentions, text, places, expect)


def _decided(mentions: list[_Mention], text: Text, places: Places, expect: str | None) -> PlacesFound:
    local = [m for m in mentions if m.entries and not _means_province(m, mentions, expect)]
    named = [m for m in mentions if m.names and (m not in local or len(m.entries) == 0)]
    abroad = [m for m in named if all(name.today != places.province for name in m.names)]
    spans = tuple(m.span for m in mentions)
    if abroad and len(abroad) < len(named) and not local:
        return PlacesFound(None, None, spans)  # "học ở Cần Thơ, hộ khẩu Cà Mau": which one is meant is not said
    if abroad and not any(_stands_apart(m, abroad, text) for m in local):
        today = abroad[-1].names[0].today
        return PlacesFound(CommuneSlot(province=today), _province(today), spans)
    commune = _commune(local, named, text)
    if abroad:
        return PlacesFound(commune, _province(abroad[-1].names[0].today), spans)
    at_home = any(name.today == places.province for m in mentions for name in m.names)
    home = at_home or (expect == "province" and commune is not None)
    return PlacesFound(commune, _province(places.province) if home else None, spans)


def _means_province(mention: _Mention, mentions: list[_Mention], expect: str | None) -> bool:
    """A name of a province as well as of a unit here: Cà Mau, Bạc Liêu, Hòa Bình, Khánh Hòa."""
    if not mention.names or mention.kind in {"xã", "phường", "thị trấn", "huyện", "thành phố", "thị xã"}:
        return False
    if mention.kind == "tỉnh" or expect == "province":
        return True
    if expect == "commune":
        return len(mentions) > 1 and mention.names[0].name == mention.names[0].today
    # In no particular question a bare name is the province, unless a district here bears it too.
    districts = any(entry.era == "district" for entry in mention.entries)
    return not districts or mention.names[0].name == mention.names[0].today


def _province(name: str) -> WordSlot:
    return WordSlot((("name", name),))


def _stands_apart(local: _Mention, abroad: list[_Mention], text: Text) -> bool:
    """A unit here and another province in one text belong together when nothing but a comma is between them."""
    for other in abroad:
        gap = _BETWEEN.match(text.folded, local.span[1])
        if gap and gap.end() >= other.span[0] >= local.span[1]:
            return False
    return True


def _commune(local: list[_Mention], named: list[_Mention], text: Text) -> CommuneSlot | None:
    """All units that may be meant, narrowed by a district or an old province named beside them."""
    if not local:
        return None
    entries = [(m, e) for m in local for e in _of_kind(m, text)]
    finer = [(m, e) for m, e in entries if e.era != "district"]
    districts = {e.district for m, e in entries if e.era == "district" and len(local) > 1 and _is_district(m, local)}
    old = {n.name for m in [*named, *local] for n in m.names if len(local) + len(named) > 1}
    if finer and districts:
        narrowed = [(m, e) for m, e in finer if e.district in districts and not _is_district(m, local)]
        entries = narrowed or entries
    elif finer and old:
        entries = [(m, e) for m, e in finer if e.old_province in old] or entries
    codes = tuple(sorted({code for _, entry in entries for code in entry.codes}))
    return CommuneSlot(codes, ask=len(codes) > 1)


def _is_district(mention: _Mention, local: list[_Mention]) -> bool:
    """A district by its kind, by its only meaning, or because it follows a unit: "phường 1 Giá Rai"."""
    if mention != local[0] and mention.kind is None and local[0].kind and any(e.era == "district" for e in mention.entries):
        return True
    return mention.kind in {"huyện", "thành phố", "thị xã"} or all(e.era == "district" for e in mention.entries)


def _of_kind(mention: _Mention, text: Text) -> list[Entry]:
    entries = list(mention.entries)
    if mention.kind:
        entries = [e for e in entries if e.kind == mention.kind] or entries
    if _NEW.match(text.folded, mention.span[1]):
        entries = [e for e in entries if e.era == "now"] or entries
    elif _PAST.match(text.folded, mention.span[1]):
        entries = [e for e in entries if e.era == "old"] or entries
    return entries


def _mentions(text: Text, masked: str, places: Places, *, asked: bool) -> list[_Mention]:
    found: list[_Mention] = []
    for match in _NUMBERED.finditer(masked):
        if entries := places.units.get(str(int(match[1])), ()):
            found.append(_Mention(match.span(), entries, kind="phường"))
    words, i = text.words, 0
    while i < len(words):
        mention, steps = None, 1
        for length in range(min(_LONGEST, len(words) - i), 0, -1):
            mention = _at(text, masked, places, i, length, asked=asked)
            if mention:
                found.append(mention)
                steps = length
                break
        i += steps
    return sorted(found, key=lambda m: m.span)


def _at(text: Text, masked: str, places: Places, i: int, length: int, *, asked: bool) -> _Mention | None:
    words = text.words[i : i + length]
    key = "".join(word.text for word in words)
    entries, names = places.units.get(key, ()), places.provinces.get(key, ())
    if not (entries or names) or key.isdigit():
        return None
    span = (words[0].start, words[-1].end)
    if "\x00" in masked[span[0] : span[1]]:
        return None
    typed = " ".join(text.lower[word.start : word.end] for word in words)
    kind, at = _cue(text, i)
    near = [e for e in entries if agreement(typed, e.name) != "no"]
    also = [n for n in names if agreement(typed, n.name) != "no"]
    if not near and not also and (asked or kind):
        near, also = list(entries), list(names)
    if not near and not also:
        return None
    if words[-1].text == "a" and not text.marked and length > 1:
        near += places.units.get(key[:-1], ())
    return _Mention(span, tuple(near), tuple(also), kind, at)


def _cue(text: Text, i: int) -> tuple[str | None, bool]:
    """(kind of unit named in front of word `i`, a word of place in front)."""
    if i == 0:
        return None, False
    before = text.words[i - 1]
    kind = _KIND_WORDS.get(before.text)
    if (
        kind in {"thị trấn", "thành phố"}
        and before.text in {"tran", "pho"}
        and (i < 2 or text.words[i - 2].text not in {"thi", "thanh"})
    ):
        kind = None
    if before.text == "xa" and i > 1 and text.words[i - 2].text == "thi":
        kind = "thị xã"
    if kind == "tỉnh" and before.text == "t" and "." not in text.folded[before.end : before.end + 1]:
        kind = None
    at = before.text in _AT and (
        not text.marked
        or text.lower[before.start : before.end] in {_AT_MARKED.get(before.text, before.text), before.text}
    )
    return kind, at or kind == "tỉnh"


def _counts(mention: _Mention, text: Text, home: str, *, asked: bool) -> bool:
    """Whether a name is meant as a place, and as the person's own."""
    if _DENIED.search(text.folded, 0, mention.span[0]):
        return False
    index = next(i for i, word in enumerate(text.words) if word.start >= mention.span[0])
    before = text.words[index - 1].text if index else ""
    if before in _NOT_A_PLACE and not mention.kind and not mention.at:
        return asked and before not in {"duong", "thpt", "thcs"}
    if asked or mention.kind or mention.at:
        return True
    typed = " ".join(text.lower[mention.span[0] : mention.span[1]].split())
    names = [n for n in mention.names if not mention.entries or n.today == home]
    if any(not n.short and agreement(typed, n.name) != "no" and len(n.name) > 2 for n in names):
        return not text.marked or not typed.isascii() or typed == "sapa"
    for entry in mention.entries:
        level = agreement(typed, entry.name)
        if entry.distinctive and (level == "full" or (level == "partly" and not entry.collides and not text.marked)):
            return True
    alone = index == 0 and mention.span[1] >= len(text.folded.rstrip(" .!,"))
    return alone and any(entry.distinctive or entry.era == "district" for entry in mention.entries)


def _slips(text: Text, masked: str, places: Places, *, asked: bool) -> list[_Mention]:
    """One wrong, missing, added or swapped letter in a long name, where a place is asked for or announced."""
    best: list[_Mention] = []
    nearest = 2
    for i in range(len(text.words)):
        kind, at = _cue(text, i)
        if not (asked or kind or at):
            continue
        for length in range(min(_LONGEST, len(text.words) - i), 0, -1):
            words = text.words[i : i + length]
            key = "".join(word.text for word in words)
            if len(key) < _SLIP_LENGTH - 1 or "\x00" in masked[words[0].start : words[-1].end]:
                continue
            span = (words[0].start, words[-1].end)
            entries, distance = _nearest(key, places.units)
            names, far = _nearest(key, places.provinces)
            closest = min(distance, far)
            if closest < nearest:
                nearest, best = closest, []
            if closest == nearest < 2:
                best.append(
                    _Mention(span, entries if distance == closest else (), names if far == closest else (), kind, at)
                )
    longest = max((m.span[1] - m.span[0] for m in best), default=0)
    return [m for m in best if m.span[1] - m.span[0] == longest][:1]


def _long_enough(name: str, meanings: tuple[object, ...]) -> bool:
    """Short names are a slip away from one another; those that mean nothing else may have six letters."""
    known = any(isinstance(m, ProvinceName) or getattr(m, "distinctive", False) for m in meanings)
    return len(name) >= _SLIP_LENGTH or (len(name) == _SLIP_LENGTH - 1 and known)


def _nearest(key: str, table: Mapping[str, tuple[_T, ...]]) -> tuple[tuple[_T, ...], int]:
    """What the names within one slip of `key` mean, and the distance; distance 2 when there is none."""
    names = [name for name in table if _long_enough(name, table[name]) and abs(len(name) - len(key)) < 2]
    hits = process.extract(key, names, scorer=OSA.distance, score_cutoff=1, limit=4)
    if not hits:
        return (), 2
    nearest = int(min(distance for _, distance, _ in hits))
    return tuple(meaning for name, distance, _ in hits if distance == nearest for meaning in table[name]), nearest
