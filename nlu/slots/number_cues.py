"""What a number is called by the words around it: a tax code, a phone number, an identity card, something else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nlu.slots.fold import Span, Text

_CUES = {
    "phone": re.compile(
        r"\b(?:sdt|so dt|dt|sodt|dien thoai|dthoai|phone|zalo|lien he|goi|hotline|tel|di dong|viber|alo|ddieejn thoaji"
        r"|d9ie65n thoa5i|so cua em(?! la (?:ma|mst))(?=(?: la| ne)?\W{0,3}(?:0|\+?84)))\b"
    ),
    "tax": re.compile(
        r"\b(?:mst|ma so|ma thue|so thue|tax|msdn|mshkd|gpkd|giay phep|gcn|giay chung nhan|so dang ky|dkkd|hkd"
        r"|ma hkd|ma ho|ma dn"
        r"|ma doanh nghiep|so gp|so giay|ma|licen[cs]e|registration|thuees|thue61|so61 thue61)\b"
    ),
    "identity": re.compile(
        r"\b(?:cccd|can cuoc|cmnd|cmt|cmtnd|chung minh|dinh danh|the cc|so cc|so can cuoc|id card|cawn cuwowcs)\b"
    ),
    "other": re.compile(
        r"\b(?:stk|tai khoan|tk|so tk|ngan hang|bank|vietcombank|vcb|agribank|bidv|mbbank|momo|the atm"
        r"|(?<!ma )so the|visa"
        r"|ma vach|barcode"
        r"|ma don|don hang|van don|bao hiem|bhxh|bhyt|otp|serial|imei|seri)\b"
    ),
}
_DENIED = re.compile(
    r"(?<![a-z])(?:khong|ko|k|kh|kg|khg|hong|hok|hk|hem|hum|khum|chua|dau|chang|cha|hg|not|isn'?t|is not)"
    r"(?:\s+(?:phai|fai|p|la|co|lay|nho|thuoc|a))+(?:\s+(?:la|cai|so|ma|con|my|a))*\s+$"
    r"|(?<![a-z])(?:dung|khoi|tuong|so)\s+(?:nham|lon|tuong)(?:\s+(?:la|voi|qua|thanh|so))*\s+$"
)
"""In front of a cue: "chứ hổng phải sđt", "không nhớ mst". What a number is not says nothing of what it is."""
_NEXT = re.compile(
    r"\w*[\s:.,=-]*(?:(?:cua|em|e|tui|toi|minh|anh|chi|con|chau|co|chu|bac|la|thi|so|ma|nay|day|ne|ho|kd|cty|cong ty|me"
    r"|ma|giay|phep|thue) )*[:\s]*(?:\+?\(?\d(?:[\s.]?\d){4}|\d\d\s?[a-z]\s?8)"
)
"""Behind a cue: the number that it names, so that the one in front of it has another name or none."""
_COPULA = re.compile(
    r"[\s(,.:;-]*(?:(?:la|day|do|nay|ne|thi|chinh|moi|so|ma|cai|cua|em|minh|tui|toi|cho|qua|ben|ck|gui|o) )*"
)
_ACTS = re.compile(r"\s+(?:keu|noi|bao|doi|bat|yeu cau|cung|lay|ho|chua|khong|hoi|xai)(?![a-z])")
"""Behind a word that names no number then: "2001453334 ngân hàng kêu lấy số này"."""
_NEAR = 30
_BEHIND = 16
_DENIED_BEHIND = 34
"""letters behind a number in which the word of denial and its cue may stand"""


def cue_of(text: Text, span: Span) -> str | None:
    """The nearest cue in front of a number, or right behind it: phone, tax, identity or other."""
    if name := cue_in_front(text, span[0]):
        return name
    limit = span[1] + _BEHIND
    told = [
        (match.start(), name)
        for name, cue in _CUES.items()
        if (match := cue.search(text.folded[:limit], span[1])) and _is_said_of(text, span[1], match, name)
    ]
    return min(told)[1] if told else None


def _is_said_of(text: Text, end: int, match: re.Match[str], name: str) -> bool:
    """Whether a cue behind a number is said of it: it is not denied, and no other number follows the cue."""
    front = text.folded[end : match.start()]
    if _DENIED.search(text.folded[: end + _DENIED_BEHIND], end, match.start()) or _NEXT.match(text.folded, match.end()):
        return False
    return name != "other" or (_COPULA.fullmatch(front) is not None and not _ACTS.match(text.folded, match.end()))


def cue_in_front(text: Text, start: int) -> str | None:
    """The nearest cue within some words in front of `start`."""
    begin = max(0, start - _NEAR)
    last = {name: _last(text.folded, cue, begin, start) for name, cue in _CUES.items()}
    name = max(last, key=lambda key: last[key])
    return name if last[name] >= 0 else None


def _last(folded: str, cue: re.Pattern[str], begin: int, end: int) -> int:
    """Where the last cue that nothing denies ends, -1 without one."""
    found = [match for match in cue.finditer(folded[:end], begin) if not _DENIED.search(folded[: match.start()])]
    return found[-1].end() if found else -1
