"""Whose a value is: "bạn em lấy hoaitam.id.vn, em thì muốn hoaithanh.id.vn" tells two names, and one is meant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nlu.slots.fold import Span, Text

_SELF = r"(?:em|e|iem|minh|mik|mk|toi|tui|to|con|chau|co|chu|bac|anh|chi|ben em|ben tui|ben minh|nha em|nha tui)"
_FRIEND = (
    r"(?:ban (?:than |hoc |cung lop )?(?:cua )?(?:em|e|minh|mik|mk|toi|tui|con|chau|to|tao)"
    r"|(?:thang|dua|nho|con) (?:ban|kia)|dong nghiep|hang xom|doi thu|nguoi ta|nguoi khac|ai do|(?:quan|tiem|shop"
    r"|cong ty|cty|ho) (?:ke ben|ben canh|khac|kia)"
    r"|thang (?:cung lop|cung truong)|lop truong)"
)
_KIN = (
    r"(?:(?:vo|chong|me|ma|ba|cha|tia|ong|chi|anh|cau|di|chu|bac|thang em|dua em|(?:em|con|chau) (?:gai|trai|ho|re"
    r"|dau))"
    r"(?: (?:gai|trai|hai|ba|tu|ut|noi|ngoai|ho|ruot))? (?:cua )?(?:em|e|minh|toi|tui|con|chau|to)"
    r"|(?:que|ben|nha) (?:ngoai|noi|vo|chong))"
)
_DOES = (
    r"(?:lay|dat|xai|dung|dang ky|dang ki|dk|dki|chon|co|mua|lam|o|thi|la|ten|song|ben|mst|so|ma so|thue|que|giu|mo"
    r"|ghi)"
)
_FRIENDS = re.compile(rf"(?<![a-z]){_FRIEND}(?: (?:da|dang|no|cung|hom truoc|bua truoc|moi|bua|hom))* {_DOES}(?![a-z])")
_OTHERS = re.compile(
    rf"(?<![a-z])(?:(?:{_FRIEND}|{_KIN})(?: (?:da|dang|no|cung|hom truoc|bua truoc|moi))* {_DOES}|(?:cua|mst|so|ma"
    rf"|thue)"
    rf" (?:{_FRIEND}|{_KIN}))(?![a-z])"
)
_OWN = re.compile(
    rf"(?<![a-z])(?:(?:con|chu|nhung|ma|gio|va|phan|rieng|thi) (?:cua )?{_SELF}(?: (?:thi|la|muon|lay|dat|chon|dk"
    rf"|dang ky|o|xai"
    rf"|dung))?|{_SELF} (?:thi|muon|mun|lay|dat|chon|dk|dang ky|xai|dung|o)|cua {_SELF}(?: (?:thi|la))?|(?:^"
    rf"|[,.;] *){_SELF} la)"
    r"(?![a-z])"
)
_FRONT = 60
_CONTRAST = re.compile(r"(?<!\w)còn(?!\w)")
_NO_FRIEND = re.compile(r"(?<!\w)(?:bán|bàn|bản|bận|bắn|ban)(?!\w)")
"""đang bán ở chợ: no "bạn"; and "còn em" is no child of mine"""


def own(text: Text, spans: Sequence[Span]) -> list[int]:
    """Indices of the values that are the person's own, of those at `spans` left to right.

    What is said to be another's is left out where one is said to be the person's own, and a friend's or a stranger's
    always; a child's or a husband's alone stays, for people register for one another.
    """
    if not spans:
        return []
    others: set[int] = set()
    mine: set[int] = set()
    friends: set[int] = set()
    folded = text.folded
    if text.marked:
        for word, plain in ((_CONTRAST, "gio"), (_NO_FRIEND, "---")):
            for match in word.finditer(text.lower):
                folded = folded[: match.start()] + plain + folded[match.end() :]
    for i, (start, _) in enumerate(spans):
        begin = max(spans[i - 1][1] if i else 0, start - _FRONT)
        front = folded[begin:start]
        behind = folded[spans[i][1] : spans[i + 1][0] if i + 1 < len(spans) else len(folded)]
        other = _last(_OTHERS, front)
        if other < 0 and re.match(rf"\s*(?:la )?cua (?:{_FRIEND}|{_KIN})(?![a-z])", behind):
            other = len(front)
        if other >= 0 and _last(_OWN, front[other:]) < 0:
            others.add(i)
            if _last(_FRIENDS, front) >= 0:
                friends.add(i)
        elif _last(_OWN, front) >= 0:
            mine.add(i)
    dropped = others if mine else friends
    return [i for i in range(len(spans)) if i not in dropped]


def _last(pattern: re.Pattern[str], front: str) -> int:
    """Where the last match ends, -1 without one."""
    return max((match.end() for match in pattern.finditer(front)), default=-1)
