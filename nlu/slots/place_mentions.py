"""Names of places in a text: exact, with a slip, and whether each is meant as a place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nlu.slots.fold import overlaps, word_set
from nlu.slots.numbers_vi import UNITS
from nlu.slots.place_others import is_other
from nlu.slots.places import Entry, Places, ProvinceName, agreement, tones_agree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nlu.slots.fold import Span, Text, Word

_KIND_WORDS = {
    "xa": "xã", "x": "xã", "xax": "xã", "phuong": "phường", "p": "phường", "f": "phường", "fuong": "phường",
    "tran": "thị trấn", "tt": "thị trấn", "huyen": "huyện", "h": "huyện", "huyeenj": "huyện",
    "pho": "thành phố", "tp": "thành phố", "tx": "thị xã",
    "tinh": "tỉnh", "t": "tỉnh",
}  # fmt: skip
_NO_KIND = frozenset({"tính", "tình", "phương", "phượng", "huyền", "xá", "xạ"})
"""With these marks they are no word for a unit: "đang tính chuyển nhà"."""
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
    "ben": "bên",
    "duoi": "dưới",
    "thuoc": "thuộc",
    "xu": "xứ",
    "vung": "vùng",
}
_NOT_A_PLACE = {
    "duong",
    "hoc",
    "vien",
    "dong",
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
_NUMBERED = re.compile(r"(?<![a-z])(?:phuong|p|f|fuong|phg)\s*\.?\s*(?:so\s+)?(\d{1,2})(?!\d|[/.]\d)")
_IN_WORDS = re.compile(
    r"(?<![a-z])(?:phuong|p\.?|f|phg) (?:so )?(mot|hai|ba|bon|tu|nam|sau|bay|tam|chin|muoi)(?![a-z])(?! (?:muoi|can))"
)
_DENIED = re.compile(
    r"(?<![a-z])(?:khong|ko|k|hong|chua|dau) (?:phai )?(?:o|song o|la nguoi|phai o|song|thuoc|o ben"
    r"|o tinh)(?: (?:tinh|xa|huyen))? $"
)
_KINDS_IN_TWO = {("thi", "tran"), ("thanh", "pho"), ("thi", "xa")}
_EVERYDAY = re.compile(r"(?<![a-z])(?:vi thanh nien|dong thoi(?= [a-z]))(?![a-z])")
"""Words that are spelled like a place without their marks."""
SHORT_ANSWER = 8
"""words: in a longer text a name may stand by chance"""
_SMALL = word_set(
    "da a ak ah u uh um vang thua em e iem minh mik mk toi tui to con chau co chu bac anh chi ban ad admin bot shop"
    " sop o"
    " tai que ben cho thuoc nha nhe nhen nghen nghe hen nha ne nek nay do ay kia di roi oi cung la thi ma gan ngay"
    " chinh"
    " xa phuong huyen tinh tp tx thanh pho thi tran x p h tt cu moi quan tiem song hien dang gio ho khau dia chi"
    " duoi tren"
    " ngoai trong mien xom ap khom luon va voi chac hinh nhu i cua goi dan nguoi xu khu vung in from"
)
_POLITE = word_set("da thua vang")
_WARD = word_set("phuong p f phg")
_TEN = 10
_LONGEST = 4


@dataclass(frozen=True, slots=True)
class Mention:
    span: Span
    entries: tuple[Entry, ...] = ()
    names: tuple[ProvinceName, ...] = ()
    kind: str | None = None
    at: bool = False


def mentions_in(text: Text, masked: str, places: Places, *, asked: bool) -> list[Mention]:
    """Names that are spelled right, left to right, the longest at each word."""
    wards = _NUMBERED.finditer(masked) if text.digits else ()
    numbered = [(match.span(), places.units.get(str(int(match[1])), ())) for match in wards]
    if text.says(_WARD):
        numbered += [
            (match.span(), places.units.get(str(UNITS.get(match[1], _TEN)), ()))
            for match in _IN_WORDS.finditer(masked)
            if asked or "phường" in text.lower[slice(*match.span())]
        ]
    found = [Mention(span, entries, kind="phường") for span, entries in numbered if entries]
    wards_at = [mention.span for mention in found]
    tokens, after = text.tokens, 0
    for i, token in enumerate(tokens):
        if i < after or token not in places.starts or (wards_at and overlaps(text.words[i][1:], wards_at)):
            continue
        for length in _lengths(tokens, i, places):
            span = (text.words[i].start, text.words[i + length - 1].end)
            parted = "," in text.folded[slice(*span)]  # Long Điền, Đông Hải is not Long Điền Đông
            mention = None if parted or "\x00" in masked[slice(*span)] else _at(text, places, i, length, asked=asked)
            if mention:
                found.append(mention)
                after = i + length
                break
    return sorted(found, key=lambda m: m.span)


def _is_else(mention: Mention, text: Text) -> bool:
    """A person's name, a street, a hamlet, or everyday words without their marks."""
    everyday = () if text.marked else _EVERYDAY.finditer(text.folded)
    return is_other(text, mention.span) or any(overlaps(match.span(), [mention.span]) for match in everyday)


def _lengths(tokens: Sequence[str], i: int, places: Places) -> list[int]:
    """How many words from `i` on make a name, the longest first."""
    key = ""
    out: list[int] = []
    for length, token in enumerate(tokens[i : i + _LONGEST], 1):
        key += token
        if key not in places.starts:
            break
        if key in places.units or key in places.provinces:
            out.insert(0, length)
    return out


def _at(text: Text, places: Places, i: int, length: int, *, asked: bool) -> Mention | None:
    words = text.words[i : i + length]
    if i and (text.words[i - 1].text, words[0].text) in _KINDS_IN_TWO:
        return None  # thị trấn Thới Bình is not Trần Thới
    key = "".join(word.text for word in words)
    entries, names = places.units.get(key, ()), places.provinces.get(key, ())
    if not (entries or names) or key.isdigit():
        return None
    span = (words[0].start, words[-1].end)
    typed = " ".join(text.lower[word.start : word.end] for word in words)
    if length > 1 and words[-1].text == "a" and typed[-1] != "a":
        return None  # ạ, à: no part of the name
    kind, at = cue_at(text, i)
    near = [e for e in entries if agreement(typed, e.name) != "no"]
    also = [n for n in names if agreement(typed, n.name) != "no"]
    if not near and not also and (asked or kind):
        near = [e for e in entries if kind or tones_agree(typed, e.name)]
        also = [n for n in names if kind or tones_agree(typed, n.name)]
    if not near and not also:
        return None
    if length > 1 and words[-1].text == "a" and _polite(text, words[-1]):
        near += places.units.get(key[:-1], ())
    return Mention(span, tuple(near), tuple(also), kind, at)


def _polite(text: Text, last: Word) -> bool:
    """Whether a last "a" may be "ạ": a message without marks that begins politely. Elsewhere it is the name's A."""
    small = text.plain[last.start] == "a" and not text.folded[last.end :].strip(" .!,")
    return small and not text.marked and text.tokens[0] in _POLITE


def cue_at(text: Text, i: int) -> tuple[str | None, bool]:
    """(kind of unit named in front of word `i`, a word of place in front)."""
    if i == 0:
        return None, False
    before = text.words[i - 1]
    typed = text.lower[before.start : before.end]
    kind = None if typed in _NO_KIND or (typed == "xa" and text.marked) else _KIND_WORDS.get(before.text)
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


def nothing_else(text: Text, words: Sequence[Word]) -> bool:
    """Whether small words alone stand around these."""
    return all(word.text in _SMALL or word.text.isdigit() for word in text.words if word not in words)


def counts(mention: Mention, text: Text, home: str, *, asked: bool) -> bool:
    """Whether a name is meant as a place, and as the person's own."""
    index = next(i for i, word in enumerate(text.words) if word.start >= mention.span[0])
    before = text.words[index - 1].text if index else ""
    if _DENIED.search(text.folded, 0, mention.span[0]) or (mention.kind is None and _is_else(mention, text)):
        return False
    if before in _NOT_A_PLACE and not mention.kind and not mention.at:
        return asked and before not in {"duong", "thpt", "thcs"}
    if mention.kind or mention.at:
        return True
    if asked:
        shortened = mention.names and not mention.entries and all(name.short for name in mention.names)
        return not shortened or nothing_else(text, text.words[index : index + 1])
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
