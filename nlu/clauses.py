"""The parts of a message that may carry wishes of their own ("chào ad, cho hỏi có mất phí ko")."""

from __future__ import annotations

import re

from nlu.normalize import fold

MOST = 6

# "b. b. c." is one name, and its letters are no "b" for bạn.
_BREAK = re.compile(
    r"[.,](?=\s|$)(?!\s\w\.)|[!?;\n…]+|\s-+\s"
    r"|(?<!\w)(?:với lại|voi lai|tiện thể|tien the|sẵn tiện|san tien|à mà|a ma|nhưng mà|nhung ma|nhưng|nhung|"
    r"còn nữa|con nua|mà|ma|với(?= có (?:mất|tốn))|voi(?= co (?:mat|ton))|"
    r"và(?= (?:cần|có (?:mất|tốn|cần)|phải|mất phí|khi nào))|va(?= (?:can |co (?:mat|ton|can)|phai|mat phi|khi nao))|"
    r"and also|and|but|also|btw)(?!\w)"
)
# "muốn đăng ký tên miền cho quán có mất tiền không": a wish with its verb, then a question about money.
_SIGN = re.compile(r"[^\w\s]")
# One of these words is in every other break; the rule for a wish and its cost needs one of "phí" and "tiền" too.
_BREAKING = frozenset("với voi tiện tien sẵn san mà ma nhưng nhung còn con và va and but also btw tiền phí phi".split())
_GREETS = frozenset("chào chao hi hello helo hey alo alô good".split())
_WISH_AND_COST = re.compile(
    r"(?<!\w)(?:muốn|muon|mun|mún|định|dinh|tính|tinh) (?:làm|lam|lm|đăng|dang|đk|dk|dki|dky|lấy|lay|mở|mo)(?!\w).{8,}?"
    r"(?<!\w)(?=(?:có|co|thì có|thi co) (?:mất|mat|tốn|ton|đóng|dong) (?:tiền|tien|phí|phi)(?!\w))",
    re.IGNORECASE,
)
# A greeting at the head, as far as the people it is meant for: the wish comes after it.
_GREETING = re.compile(
    r"\s*(?:(?:dạ|da|vâng|vang|xin|em|e|con|cháu|chau|mình|minh|mk|tôi|toi|kính|kinh)\s+){0,3}"
    r"(?:chào|chao|hi|hello|helo|hey|alo|alô|good (?:morning|afternoon|evening))"
    r"(?:\s+(?:buổi sáng|buoi sang|các|cac|mọi người|moi nguoi|cả nhà|ca nha|quý|quy|ad|admin|add|shop|sốp|bot|bạn|ban"
    r"|b|anh|a|chị|chi|c|em|e|cô|co|chú|chu|bác|bac|there|trung tâm|trung tam|chào|chao|ơi|oi|ạ|nha|nhé|nhe))*(?!\w)"
)
_FILLER = frozenset(
    "cho em e minh mk toi t to con chau hoi chut xiu ti ty ad admin add shop bot oi a da vang voi ban b anh chi c co "
    "chu bac vay nha nhe nhi the thi la u ua ha xin duoc k phep lam on nay may cau dieu viec chuyen muon can "
    "i want to ask please can you me a question".split()
)


def clauses(text: str) -> list[str]:
    """The parts of a cleaned text that say something, in order, at most `MOST`; one when there is nothing to part."""
    words = set(text.split())
    if not _SIGN.search(text) and words.isdisjoint(_BREAKING) and words.isdisjoint(_GREETS):
        whole = text.strip()
        return [] if not whole or _only_filler(whole) else [whole]
    parts = [part.strip() for piece in _BREAK.split(text) for part in _wish_and_cost(piece)]
    head = _GREETING.match(parts[0])
    if head is not None and head[0].strip():
        parts[:1] = [head[0].strip(), parts[0][head.end() :].strip()]
    said = [part for part in parts if part and not _only_filler(part)]
    return said[:MOST] if len(said) > 1 or len(parts) > len(said) else said[:1]


def _wish_and_cost(piece: str) -> list[str]:
    wish = _WISH_AND_COST.search(piece)
    return [piece] if wish is None else [piece[: wish.end()], piece[wish.end() :]]


def _only_filler(part: str) -> bool:
    words = part.split()
    return len(words) > 1 and all(fold(word) in _FILLER for word in words)
