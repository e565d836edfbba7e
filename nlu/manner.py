"""In which manner something is said: whether a message asks, supposes or forbids it, or says that it is so by now.

What cannot be undone is done upon a clear order alone: "làm sao để xóa dữ liệu" wants to know, "xóa dữ liệu của tôi" wants it done.
A polite order in the form of a question counts as a question: one more message is cheaper than a lost answer.
"""

from __future__ import annotations

import re

from nlu.normalize import clean, fold

_END = r"(?:\s+(?:a|ah|ha|hen|nhi|vay|z|ta|ban|ad|bot|shop|em|anh|chi|co|chu|bac|con|minh|duoc|nua|roi))*\s*[.!…]*$"
_NO = r"(?:khong|ko|kg|kh|k|hong|hok|hk|hem|hum|khum|chua|chang|nhi)"
_DROP = r"(?:xoa|rut|huy|thu hoi|go|delete|erase|remove|withdraw|wipe|revoke)"

_ASKS = re.compile(
    r"\?"
    r"|\b(?:lam|thi|ra|vi|tai|bi|co|rui)\s+sao\b|^\s*sao\b|\bsao\s+(?:ma\s+)?" + _DROP + r"|\b(?:the|cach|khi|luc|chung|cho|muc|nhu|ai)\s+nao\b"
    r"|\bnhu\s+the\b|\bbao\s+(?:gio|lau|nhieu)\b|\bmay\s+(?:ngay|gio|thang|nam)\b|\bcach\s+(?:de\s+)?" + _DROP + r"\b"
    r"|\bo\s+dau\b|\bduoc\s+gi\b|\bmat\s+gi\b|\bco\s+(?:bi|duoc|the|phai|can)\b"
    r"|\b(?:neu|gia\s+su|gia\s+nhu|lo\s+mai)\b"
    r"|\b" + _NO + _END +
    r"|\b(?:dung|khong|ko|k|hong|khoi|chua|chang)\s+(?:co\s+|can\s+|phai\s+|muon\s+|duoc\s+|bi\s+|them\s+|den\s+)*" + _DROP + r"\b"
    r"|\bdong\s+y\s+nhung\b"
    r"|^\s*(?:how|when|what|where|who|why|do|does|is|are|if|(?:can|could|may|will|would)\s+(?:i|you|we|it|they|my|the))\b|\bwhat\s+(?:if|happens)\b|\b(?:if|whether|how)\b"
    r"|\b(?:do\s+not|don.?t|never|not)\s+(?:want\s+to\s+|yet\s+)?" + _DROP + r"\b"
)  # fmt: skip


def asks(text: str) -> bool:
    """True for "rút lại đồng ý được không", "nếu tôi xóa thì sao", "đừng xóa", "đồng ý nhưng …"; accents do not matter."""
    return _ASKS.search(fold(clean(text))) is not None


_BY_NOW = re.compile(
    r"\b(?:co|duoc cap|moi cap|cap|(?:nhan|lay|xin|lam) (?:duoc|xong))\b(?: \w+){0,4}? (?:roi|rui|roai|r)\b"
    r"|\b(?:have|got) (?:it|one|(?:the|my|a) (?:certificate|licen[cs]e|papers?))(?: now)?\b"
)  # fmt: skip


def says_by_now(text: str) -> bool:
    """True for "à có rồi", "mới được cấp rồi": what was missing is there. A bare "ừ", "ok", "được rồi" says nothing of it."""
    return _BY_NOW.search(" ".join(fold(clean(text)).split())) is not None
