"""In which manner something is said: whether a message asks, supposes or forbids it, or says that it is so by now.

What cannot be undone is done upon a clear order alone: "làm sao để xóa dữ liệu" wants to know, "xóa dữ liệu của tôi"
wants it done. An order may be put as a polite question when it asks for a favour ("xóa giúp em được không").
"""

from __future__ import annotations

import re

from nlu.normalize import clean, fold

_END = r"(?:\s+(?:a|ah|ha|hen|nhi|vay|z|ta|ban|ad|bot|shop|em|anh|chi|co|chu|bac|con|minh|duoc|nua|roi))*\s*[.!…]*$"
_NO = r"(?:khong|ko|kg|kh|k|hong|hok|hk|hem|hum|khum|chua|chang|nhi)"
_DROP = r"(?:xoa|rut|huy|thu hoi|go|delete|erase|remove|withdraw|wipe|revoke)"

_ASKS = re.compile(
    "|".join(
        (
            r"\?",
            r"\b(?:lam|thi|ra|vi|tai|bi|co|rui) sao\b|^sao\b|\bsao (?:ma )?" + _DROP,
            r"\b(?:the|cach|khi|luc|chung|cho|muc|nhu|ai) nao\b|\bnhu the\b|\bcach (?:de )?" + _DROP,
            r"\bbao (?:gio|lau|nhieu)\b|\bmay (?:ngay|gio|thang|nam)\b|\bo dau\b|\b(?:duoc|mat) gi\b",
            r"\bco (?:bi|duoc|the|phai|can)\b|\b(?:neu|gia su|gia nhu|lo mai)\b",
            r"\b" + _NO + _END,
            r"\b(?:dung|khong|ko|k|hong|khoi|chua|chang) (?:(?:co|can|phai|muon|duoc|bi|them|den) )*" + _DROP + r"\b",
            r"\bdong y nhung\b",
            r"^(?:how|when|what|where|who|why|do|does|is|are|if)\b",
            r"^(?:can|could|may|will|would) (?:i|you|we|it|they|my|the)\b|\b(?:what happens|if|whether|how)\b",
            r"\b(?:do not|don.?t|never|not) (?:want to |yet )?" + _DROP + r"\b",
        )
    )
)


_FAVOUR = re.compile(
    r"^(?!.*\b(?:lay lai|khoi phuc)\b)(?:(?!neu|lo|gia su|khi|sao|cach|dung|khong|chua)\w+ ){0,6}?"
    r"(?:xoa|delete|erase|remove)\b(?: \w+){0,6}?"
    r" (?:giup|gium|dum|ho|for me)\b(?: \w+){0,3}? (?:duoc|dc|" + _NO + r")\b" + r"(?: " + _NO + r")?" + _END
    + r"|^(?:can|could|would) you (?:please )?" + _DROP + r"\b"
)  # fmt: skip


def asks(text: str) -> bool:
    """True for "rút lại đồng ý được không", "nếu tôi xóa thì sao", "đừng xóa", "đồng ý nhưng …", accents or not."""
    said = _plain(text)
    return _ASKS.search(said) is not None and _FAVOUR.search(said.replace("?", "")) is None


_BY_NOW = re.compile(
    r"\b(?:co|duoc cap|moi cap|cap|(?:nhan|lay|xin|lam) (?:duoc|xong))\b(?: \w+){0,4}? (?:roi|rui|roai|r)\b"
    r"|\b(?:have|got) (?:it|one|(?:the|my|a) (?:certificate|licen[cs]e|papers?))(?: now)?\b"
)  # fmt: skip


def says_by_now(text: str) -> bool:
    """True for "à có rồi", "mới được cấp rồi": what was missing is there. "Ừ", "ok", "được rồi" say nothing of it."""
    return _BY_NOW.search(_plain(text)) is not None


def _plain(text: str) -> str:
    return " ".join(fold(clean(text)).split())
