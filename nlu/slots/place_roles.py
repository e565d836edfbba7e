"""What several places of one text are to the person: where they live now, lived once, or a shop's or street's name."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from nlu.slots.fold import word_set

if TYPE_CHECKING:
    from nlu.slots.fold import Text
    from nlu.slots.place_mentions import Mention

BETWEEN = re.compile(r"[\s,.;\-(]*(?:(?:tinh|tp|thanh pho|huyen|h|tx|thi xa|t|quan|xa|phuong|x|p)\b[\s.]*)?")
"""What may stand between the parts of one address."""
_NAMED = re.compile(
    r"(?<![a-z])(?:quan|tiem|shop|sop|hang|hieu|cong ty|cty|htx|hop tac xa|co so|duong|hem|quoc lo|truong|thpt|thcs"
    r"|benh vien|cau|cang|ben xe|ben tau|ben pha|cho|kenh|nga ba|nga tu|gan|sat|doi dien|canh|giap|ten|ban|cua"
    r"|tom|kho|mam|ca|muoi|mat ong|ba khia|vop|so huyet|dac san|hai san|banh|com|bun|lau|oc|nhan|cafe|ca phe|cf"
    r"|karaoke|khach san|nha (?:nghi|hang|thuoc|xe|tro)|homestay|spa|salon|xuong|vua|dai ly|vat lieu|dien may)"
    r"(?:\s+[a-z]+){0,2}\s+$"
)
"""Right in front of a name that is a shop's, a street's or a ware's: quán cơm Năm Căn, chợ Hộ Phòng, cua Năm Căn."""
_LIVES = re.compile(
    r"(?<![a-z])(?:o|song|song o|tai|ve|don|chuyen|doi|doi nha|qua|sang|len|xuong|ra|vo|den|toi|ngu|tro)(?![a-z])"
)
_PAST = re.compile(
    r"(?<![a-z])(?:(?:hoi|luc|khi|thoi|ngay|bua)\s+(?:xua|truoc|do|nho|dau|tre|con nho|di hoc)|xua(?: kia)?(?! nay"
    r"| gio)"
    r"|truoc (?:day|kia|do|em|minh|tui|toi|con|chi|anh|co|chu|bac|nha|thi|o|la|thuoc)|^\W*truoc(?! gio| nay)"
    r"|nam (?:ngoai|truoc)|cu (?:la|ten|thuoc)"
    r"|(?:don|chuyen|doi)(?: [a-z]+){0,2} tu)(?![a-z])"
)
_PAST_BEHIND = re.compile(
    r"[\s(]*(?:(?:hoi|luc|thoi|ngay)\s+(?:xua|truoc|do|nho)|truoc (?:kia|day)|xua(?: kia)?)(?![a-z])"
)
_OLD_BEHIND = re.compile(r"[\s(]*cu(?![a-z])|\s*(?:da |duoc |bi )*(?:sap nhap|nhap|gop|doi (?:ten )?thanh)(?![a-z])")
_NOW = re.compile(
    r"(?<![a-z])(?:(?:bay|hien|luc|toi|den)?\s*gio|hien(?: nay| tai| dang)?|nay(?= (?:o|don|chuyen|ve|qua|la|thuoc"
    r"|doi|nhap|gop|goi|keu|ten))"
    r"|(?:moi|da|vua) (?:don|chuyen|doi|qua|ve|sang|ra|len|xuong)|dang (?:o|song|tro|ngu)|don|chuyen (?:nha|qua|ve"
    r"|sang|len|xuong|ra|vo|khau|ho khau)|doi (?:qua|ve|sang)|sau nay"
    r"|(?:sap )?nhap (?:vo|vao|thanh|qua)|gop (?:vo|vao|thanh)|doi (?:ten )?thanh)(?![a-z])"
)
_ORIGIN = re.compile(r"(?<![a-z])(?:que|goc|nguyen quan|sinh ra|de o|sanh ra|lon len)(?![a-z])")
_CALLED = re.compile(r"(?<![a-z])(?:la|thuoc|keu|goi|nhap|sap nhap|gop|thanh|ten|vo)(?![a-z])")
_TIMES = word_set(
    "bua nam cu nguyen lon de nhap gop hoi luc khi thoi ngay xua truoc don chuyen doi gio hien nay que goc sinh sanh "
    "dang"
)
_UNITS = frozenset({"xã", "phường", "thị trấn"})
_FRONT = 45


def meant(mentions: list[Mention], text: Text) -> list[Mention]:
    """The places that say where the person is; all of them when nothing tells them apart."""
    if len(mentions) < 2:
        return mentions
    return _now(_stated(mentions, text), text) if text.says(_TIMES) else _stated(mentions, text)


def _stated(mentions: list[Mention], text: Text) -> list[Mention]:
    """Without the names of shops, streets and wares where another place is stated that they do not belong to.

    So is a bare name right in front of a ward or a commune: "Phan Ngọc Hiển, phường Tân Thành" is a street.
    """
    sure = [m for m in mentions if m.kind or m.at]
    if not sure or len(sure) == len(mentions):
        return mentions
    kept = []
    for i, mention in enumerate(mentions):
        begin = max(mentions[i - 1].span[1] if i else 0, mention.span[0] - _FRONT)
        lead = _NAMED.search(text.folded[begin : mention.span[0]])
        named = mention not in sure and lead is not None and not _LIVES.search(lead[0])
        following = mentions[i + 1] if i + 1 < len(mentions) else None
        named = named or (mention not in sure and following is not None and _in_front_of(mention, following, text))
        if not (named and not any(_belong(mention, other) for other in sure)):
            kept.append(mention)
    return kept


def _in_front_of(mention: Mention, unit: Mention, text: Text) -> bool:
    """Whether a ward or a commune of today or once follows at once, with its kind."""
    between = text.folded[mention.span[1] : unit.span[0]]
    return unit.kind in _UNITS and BETWEEN.fullmatch(between) is not None and not any(m.names for m in (mention, unit))


def _belong(one: Mention, other: Mention) -> bool:
    """Whether one may be the other's district or the same place."""
    mine = {code for entry in one.entries for code in entry.codes}
    return any(code in mine for entry in other.entries for code in entry.codes)


@dataclass(frozen=True, slots=True)
class _Times:
    past: bool
    now: bool
    lives: bool
    origin: bool


def _now(mentions: list[Mention], text: Text) -> list[Mention]:
    """Without where the person lived before; what is only called otherwise now is narrowed by its old name."""
    times: list[_Times] = []
    for i, mention in enumerate(mentions):
        begin = mentions[i - 1].span[1] if i else 0
        front = text.folded[max(begin, mention.span[0] - _FRONT) : mention.span[0]]
        if times and BETWEEN.fullmatch(front):
            times.append(times[-1])  # the next part of one address
            continue
        after = mentions[i + 1].span[0] if i + 1 < len(mentions) else len(text.folded)
        times.append(_of(front, text.folded[mention.span[1] : after], first=i == 0))
    before = [m for m, time in zip(mentions, times, strict=True) if time.past]
    left = [m for m, time in zip(mentions, times, strict=True) if not time.past]
    if before and left:
        lives = any(time.lives for time in times if not time.past)
        return left if lives else _narrowed(left, before)
    if any(time.now and time.lives and not time.origin for time in times):
        return [m for m, time in zip(mentions, times, strict=True) if not time.origin or not m.entries]
    return mentions


def _of(front: str, behind: str, *, first: bool) -> _Times:
    said = list(_PAST.finditer(front))
    now = list(_NOW.finditer(front))
    told = _PAST_BEHIND.match(behind) is not None and not now
    told = told or (_OLD_BEHIND.match(behind) is not None and _NOW.search(behind) is not None)
    past = told or bool(said and (not now or said[-1].end() >= now[-1].end()))
    if not first and (behind_other := _PAST_BEHIND.match(front)) and said and said[-1].end() <= behind_other.end():
        past = told  # "X hồi trước, giờ Y": the word belongs to the one in front
    lives = _LIVES.search(front) is not None and _CALLED.search(front) is None
    return _Times(past, bool(now), lives, _ORIGIN.search(front) is not None)


def _narrowed(left: list[Mention], before: list[Mention]) -> list[Mention]:
    old = {code for mention in before for entry in mention.entries for code in entry.codes}
    out = []
    for mention in left:
        entries = [
            replace(entry, codes=tuple(code for code in entry.codes if code in old))
            for entry in mention.entries
            if not old.isdisjoint(entry.codes)
        ]
        today = [entry for entry in entries if entry.era == "now"]
        out.append(replace(mention, entries=tuple(today or entries)) if entries else mention)
    return out
