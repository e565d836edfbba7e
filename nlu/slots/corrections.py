"""Which of several values of one kind a text leaves standing: what is taken back, denied or put right.

Dates, numbers, places and wished names share these rules. They never choose between two values that weigh the same.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlu.slots.fold import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nlu.slots.fold import Span, Text


def _both(phrases: str) -> str:
    """A group of the phrases of a list parted by commas, as they are spelled and without marks.

    A marked text is matched by its marks: `đổi` corrects, Đầm Dơi does not.
    """
    spelled = [phrase.strip() for phrase in phrases.split(",")]
    forms = {form for phrase in spelled for form in (phrase, fold(phrase))}
    return f"(?:{'|'.join(sorted(forms, key=lambda form: (-len(form), form)))})"


NOT = rf"(?:{_both('không, ko, k, kh, kg, khg, hông, hổng, hong, hok, hk, hem, hum, khum, chẳng, chả, đâu')})"
_SELF = rf"(?:{_both('em, e, mình, tôi, tui, con, cháu, anh, chị, cô, chú, bác')})"
_CORRECTION = re.compile(
    r"(?<!\w)(?:"
    + _both(
        "nhầm, nhằm, lộn, ủa, ý là, sửa, sửa lại, sửa thành, đổi, đổi lại, đúng ra, phải là, mới đúng, mới trúng, "
        "sai, trật, "
        "đúng là, trúng là, chính xác, xin lỗi, sorry, sr, sorri, quên, mà là, thành ra, wait, i mean, đính chính, "
        "coi lại, xem lại, nhìn lại, dò lại, nói lại, ghi lại, viết lại, gõ lại, nhập lại, kiểm lại, "
        "chỉnh lại, hiệu chỉnh, thiệt ra, thật ra, thực ra, đúng hơn, à thôi, thôi ghi, thôi lấy, "
        "thôi để, thôi chọn, thôi đổi, "
        "ấy chết, chết cha, chết rồi, í lộn, khoan, đổi ý, hổng phải vậy, mới phải, actually, no wait, correction"
    )
    + rf"|(?:à|a|ủa|ua|á|ấy|ay|ý|í|ơ|ui|uí|khoan|chết|chet|quên|quen)[\s,.]+{NOT}(?: (?:phải|phai|đúng|dung))?"
    + rf"|ý {_SELF} là|y {_SELF} la)(?!\w)"
)
_SIGH = re.compile(r"[,.…\s]+(?:à|ủa|í)[,.…\s]+$")
_TURNS = re.compile(rf"^[\s,]*(?:(?:{_both('lại, qua, lại là, thành, sang, bằng, ra')})\s*)+(?:\w+\s+){{0,2}}$")
_INSTEAD_VERB = _both("lấy, ghi, chọn, để, dùng, xài, đổi, cho, em lấy, tui lấy, con lấy")
_INSTEAD = re.compile(
    rf"(?<!\w)(?:(?:{_both('thôi, thôi thì, thôi vậy')})[\s,]+(?:{_INSTEAD_VERB})?"
    rf"|(?:{_both('giờ, giờ thì, nên giờ')})\s+(?:{_INSTEAD_VERB}))\s*$"
)
_CHANGES = re.compile(rf"(?<!\w)(?:{_both('sửa, đổi, thay, chuyển, chỉnh')})(?!\w)[^,;]*$")
_NOUN = _both("là, sinh, sanh, sn, năm, tháng, ngày, số, mã, mst, thuế, xã, phường, tên, miền, cái, con, ở, bên")
_NOUNS = rf"(?:\s+(?:{_NOUN}))*\s*$"
_DENIED = re.compile(
    rf"(?P<sigh>(?<!\w)(?:à|a|ủa|ua|á|ấy|ay|ý|í|ơ|khoan|chết|chet)[\s,.]+)?(?<!\w)"
    rf"(?:{NOT}\s+(?:phải|phai|fai|p|lấy|lay|dùng|dung|xài|xai|chọn|chon|có|co)|{_both('chứ')}\s+{NOT}"
    rf"|{_both('đừng, đừng lấy, đừng ghi, đừng dùng, đừng để, thay vì, khỏi lấy, khỏi ghi, not')})(?!\w){_NOUNS}"
)
_SAYS = _both("ghi, nói, gõ, bấm, nhập, viết, khai, báo, đưa, gửi, đánh, nhắn, đọc")
_BEFORE = _both(
    "hồi đầu, lúc đầu, ban đầu, lúc trước, hồi hôm, bữa hổm, bữa trước, hôm trước, hôm bữa, bữa kia, lần trước"
)
_TAKEN_BACK = re.compile(
    rf"(?<!\w)(?:(?:{_both('hồi nãy, lúc nãy, khi nãy, ban nãy')}|nãy)(?!\w)(?:\s+\w+){{0,5}}\s*$"
    rf"|(?:{_BEFORE})\s+(?:\w+\s+){{0,2}}(?:{_SAYS})(?!\w)(?:\s+\w+){{0,3}}\s*$"
    rf"|(?:{_both('chứ')})\s+(?:\w+\s+){{0,3}}(?:{_both('nhầm, lộn, sai')}){_NOUNS}"
    rf"|(?:{_both('bỏ, hủy, xóa')}){_NOUNS}"
    r"|(?:" + _both("số cũ, mã cũ, tên cũ, ngày cũ, web cũ") + r")(?:\s+là)?\s*:?\s*$)"
)
_WRONG_FIRST = re.compile(rf"(?<!\w)(?:{_SAYS})\s+(?:\w+\s+){{0,2}}(?:{_both('nhầm, lộn, sai')}){_NOUNS}")
_OLD = _both("sai, nhầm, lộn, cũ, số cũ, mã cũ, tên cũ, ghi sai, ghi lộn, ghi nhầm, tên hồi trước")
_DENIED_BEHIND = re.compile(
    rf"\s*(?:(?:{_both('cái đó, đó, này, thì, hồi nãy, kia')})\s+)*(?:(?:{_both('là, bị')})\s+(?:{_OLD})"
    rf"|{_both('làm gì có')}|{NOT}\s+(?:{_both('có thật, tồn tại')})"
    rf"|(?:{_both('nữa')})(?=[\s,]*(?:{_both('lấy, chọn, dùng, đổi, mà')})))(?!\w)"
)
_WRONG_BEHIND = re.compile(r"[\s,]*(?:" + _both("sai, nhầm, lộn, trật, nhầm rồi, hủy, bỏ") + r")(?!\w)")
_AFFIRMED = re.compile(
    r"[\s,]{0,2}(?:(?:" + _both("thì, này, nè, là, đó") + r")\s+)?(?:"
    + _both("mới đúng, mới phải, mới trúng, mới chuẩn, mới chính xác, mới là, là đúng, là trúng, là chính xác")
    + r")(?!\w)"
)  # fmt: skip
_SAID_AGAIN = re.compile(rf"[\s,]*(?:{_SELF}\s+)?(?:{_both('sửa lại, đính chính, đổi lại, nói lại, chỉnh lại')})(?!\w)")
_FRONT = 45


def remaining(text: Text, spans: Sequence[Span], *, several: bool = False) -> list[int]:
    """Indices of the values (at `spans`, left to right) that are still meant; more than one when none is taken back.

    `several`: one thing may be told by more than one value, as a place is by its unit and its district, so that all
    that follow a word of correction stay.
    """
    low = text.lower
    if len(spans) == 1:
        start = spans[0][0]
        return [] if _denied(low[max(0, start - _FRONT) : start], first=True) else [0]
    sure = [i for i, span in enumerate(spans) if _AFFIRMED.match(low, span[1])]
    if len(sure) == 1:
        return sure
    fronts = [low[max(spans[i - 1][1] if i else 0, start - _FRONT) : start] for i, (start, _) in enumerate(spans)]
    kept = [i for i in range(len(spans)) if not _denied(fronts[i], first=i == 0)]
    if len(kept) > 1:
        last = kept[-1]
        told = [i for i in kept if not _taken_back(low, spans[i], fronts[i], first=i == 0, last=i == last)]
        kept = told or kept
    if (
        len(kept) > 1
        and not _WRONG_FIRST.search(fronts[kept[-1]])
        and not several
        and _corrected(low, [spans[i] for i in kept])
    ):
        kept = kept[-1:]
    if several:
        for at in range(len(kept) - 1, 0, -1):
            if _CORRECTION.search(low, spans[kept[at - 1]][1], spans[kept[at]][0]):
                return kept[at:]
    return kept


def affirmed(text: Text, end: int) -> bool:
    """Whether a value that ends at `end` is called the right one: "mới đúng"."""
    return _AFFIRMED.match(text.lower, end) is not None


def put_right(text: Text, start: int) -> bool:
    """Whether a word of correction stands a little before `start`."""
    return _CORRECTION.search(text.lower, max(0, start - _FRONT // 2), start) is not None


def _denied(front: str, *, first: bool) -> bool:
    match = _DENIED.search(front)
    return match is not None and (first or match["sigh"] is None)


def _taken_back(low: str, span: Span, front: str, *, first: bool, last: bool) -> bool:
    if _TAKEN_BACK.search(front) or (first and _WRONG_FIRST.search(front)) or _DENIED_BEHIND.match(low, span[1]):
        return True
    return not last and _WRONG_BEHIND.match(low, span[1]) is not None


def _corrected(low: str, spans: Sequence[Span]) -> bool:
    """A word of correction stands between the last two values, or right behind the last."""
    (_, end), (start, after) = spans[-2], spans[-1]
    if _CORRECTION.search(low, end, start) or _SIGH.search(low, end, start) or _SAID_AGAIN.match(low, after):
        return True
    if _INSTEAD.search(low[end:start]):
        return True
    return _TURNS.search(low[end:start]) is not None and _CHANGES.search(low[: spans[-2][0]]) is not None
