"""How the person calls themself, where the words leave no doubt: "anh chị cho em hỏi" is em, "cô muốn hỏi" is cô."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlu.slots.fold import word_set

if TYPE_CHECKING:
    from nlu.slots.fold import Text

_WORDS = {
    "em": "em", "e": "em", "iem": "em", "con": "con", "cháu": "cháu", "chau": "cháu",
    "cô": "cô", "co": "cô", "chú": "chú", "chu": "chú",
    "bác": "bác", "bac": "bác", "anh": "anh", "a": "anh", "chị": "chị", "chi": "chị", "c": "chị",
}  # fmt: skip
_PRONOUNS = word_set("em e iem con chau co chu bac anh a chi c")
_ANY = "em|e|iem|con|cháu|chau|cô|co|chú|chu|bác|bac|anh|a|chị|chi|c"
_SURE = "em|iem|con|cháu|chau|cô|chú|bác|anh|chị|e"
_KIN = r"(?! (?:gái|trai|gai|em|tôi|toi|mình|minh|chị|anh|cô|chú|bác|của|cua|cháu|ơi|oi|tui|nhỏ|nhà|ruột|họ)(?!\w))"
_ASKS = re.compile(
    rf"(?<!\w)(?:cho|để|de) ({_ANY}){_KIN} (?:hỏi|hoi|xin|biết|biet|đăng|dang|đk|dk|gặp|gap|hỉ|xem|làm|lam|coi"
    rf"|hỏi)(?!\w)"
)
_HELPS = re.compile(
    rf"(?<!\w)(?:giúp|giup|giùm|gium|dùm|dum|hộ|chỉ|hướng dẫn|huong dan|tư vấn cho|tu van cho|nói cho|noi cho"
    rf"|chỉ cho|chi cho|giải thích cho|trả lời)"
    rf" ({_SURE}){_KIN}(?= (?:với|voi|nha|nhé|nhe|cách|cach|cái|cai|đi|di|coi|làm|lam|đăng|dang|về|ve|hen|nghen"
    rf"|không|khong|ko|được|duoc|dc|hông)|\s*(?:$|[.,!?]))"
)
_OWN = re.compile(
    rf"(?:^|[.,!?;:]\s*|(?<!\w)(?:dạ|da|thưa|thua|vâng|vang|chào ad|chao ad|ad ơi|ad oi|ơi|oi|alo|hi|hello|à|ok|ad"
    rf"|admin|bot|ạ|tại|vì|nhưng|mà)\s*,?\s*)({_SURE}){_KIN} "
    r"(?:tên|ten|là|la|sinh|muốn|muon|mún|mun|hỏi|hoi|cần|can|định|dinh|ở|làm|lam|học|hoc|bán|mới|moi|chưa|chua"
    r"|không|khong|ko|hông|năm nay|nam nay|xin|đang|dang"
    r"|nhờ|nho|được|duoc|thấy|thay|nghĩ|chọn|chon|lấy|lay|đồng ý|dong y|hiểu|hieu|biết|biet|có quán|có tiệm|có hộ"
    r"|có công ty|có giấy|quên|nhầm|nham|sn|2k\d*|\d)(?!\w)"
)
_UNSURE_SUBJECT = {"co", "chu", "bac", "chi", "a", "c", "anh", "con"}
_BOT_HELPS = re.compile(r"(?<!\w)(?:có thể|làm ơn|coi giùm|xem giùm|giúp|chỉ|cho) ?(?:giúp|tui|tôi)?")


def find_address(text: Text) -> str | None:
    """em, con, cháu, cô, chú, bác, anh or chị; None when the person does not say or two readings are possible."""
    if not text.says(_PRONOUNS):
        return None
    low = text.lower
    for pattern in (_ASKS, _HELPS):
        if found := [match[1] for match in pattern.finditer(low)]:
            meant = {_WORDS[word] for word in found}
            return meant.pop() if len(meant) == 1 else None
    own = [match for match in _OWN.finditer(low) if not (match[1] in _UNSURE_SUBJECT and not text.marked)]
    own = [match for match in own if not _speaks_to(low, match)]
    meant = {_WORDS[match[1]] for match in own}
    return meant.pop() if len(meant) == 1 else None


def _speaks_to(low: str, match: re.Match[str]) -> bool:
    """ "em có thể giúp chị không": the pronoun is the one spoken to, for another one is helped."""
    rest = low[match.end() :]
    other = re.search(
        r"(?<!\w)(?:giúp|giùm|cho|dùm|chỉ|hướng dẫn) (em|con|cháu|cô|chú|bác|anh|chị|tôi|tui)(?!\w)", rest
    )
    if other is None or (other[1] in {"con", "cháu"} and match[1] not in {"con", "cháu"}):
        return False  # "cho con": for a child
    return _WORDS.get(other[1]) != _WORDS[match[1]]
