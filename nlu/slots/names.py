"""The name of a person or business, only where it was asked for or is announced; in the person's own spelling."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlu.slots.fold import word_set
from nlu.types import WordSlot

if TYPE_CHECKING:
    from nlu.slots.fold import Span, Text

_SELF = r"(?:em|e|minh|mik|mk|toi|tui|to|con|chau|co|chu|bac|anh|chi)"
_ANNOUNCED = re.compile(
    rf"(?<![a-z])(?:{_SELF} (?:ho )?ten(?: (?:day du|that|khai sinh|goi))?(?: (?:la(?![a-z])|:))?(?![a-z])"
    rf"|(?:ho (?:va )?)?ten (?:day du |that |khai sinh )?(?:cua )?{_SELF}(?: (?:la(?![a-z])|:)| (?=[a-z]))"
    r"|ho (?:va )?ten(?: (?:day du|khai sinh))?(?:\s+la(?![a-z])|\s*:)"
    r"|my (?:full )?name is|my name's|i am called(?![a-z])|call me(?![a-z])"
    r"|goi (?:em|minh|toi|chu|co|bac|anh|chi|con|chau) la"
    rf"|ten (?:quan|tiem|cua hang|cong ty|cty|shop|ho kinh doanh|hkd|doanh nghiep|htx)(?: (?:cua )?{_SELF})?(?: la"
    rf"|\s*:)|{_SELF} la(?= [a-z])|toi la(?= [a-z]))\s*:?\s*"
)
_ANNOUNCES = word_set("ten name called call goi la")
_SURNAMES = word_set(
    "nguyen tran le pham huynh hoang phan vu vo dang bui do ho ngo duong ly mai lam dinh truong trinh doan ha cao "
    "thach danh quach ta to chau tang kim luong luu la thai tong son chung luc lu ong kien thi diep quan vuong tu "
    "nhan trieu mac khuu"
)
_STOP = re.compile(
    r"(?<![a-z])(?:sinh|nam|sn|o|que|muon|can|dang|day|ne|nha|nhe|nhen|a|ak|ah|ad|va|thi|nhung|hien|ben|hoc|lam"
    r"|ban|co|duoc|dc|xin|hoi|tuoi|ngay"
    r"|mien|gi|chua|khong|ko|k|hong|roi|thoi|de|cho|voi|la|chu|i|and|from|born|luon|cung|hay|viet|dau|trung|nao"
    r"|ten|tuy|doi|dat|minh dinh|sdt|so dt|dt|so dien thoai|dien thoai|zalo|mst|cccd|cmnd|can cuoc|email|mail|gmail"
    r"|quoc tich|dia chi|nguoi|phone|ma(?= [a-z]))(?![a-z])"
)
_STOP_ASKED = re.compile(
    r"(?<![a-z])(?:sinh|sn|muon|nha|nhe|nhen|a|ak|ah|ad|va|nhung(?= [a-z])|voi|duoc khong|duoc ko|con trong|i|and"
    r"|born|sdt|so dt|so dien thoai|zalo|mst|cccd|cmnd|quoc tich)(?![a-z])"
)
_BLOCKED = re.compile(
    r"(?<![a-z])(?:gi|sao|nao|bao nhieu|khong|ko|bo qua|skip|chua|biet|de sau|mien phi|quay lai|huy|thoi|roi"
    r"|hoi|the nao|tai sao|giup|huong dan|duoc|ok|oke|uh|vang"
    r"|sinh vien|hoc sinh|cong dan|nguoi|domain|website|tieng"
    r"|muon|can|dang ky|dong y|nha nuoc|sai|dung roi|chao)(?![a-z])"
)
_LEAD = re.compile(
    rf"(?:[\s,.:]*(?:da|vang|thua|xin chao|chao|ok|oke|a|thi|{_SELF}|ten|ho|va|day du|that|khai sinh|la|goi|cua"
    r"|:)(?![a-z]))*[\s,.:]*"
)
_TAIL = re.compile(r"[\s,.!]*(?:(?<![a-z])(?:a|ak|ah|nha|nhe|nhen|ne|ad|day|thoi|nghen|hen|do|i)(?![a-z])[\s,.!]*)*$")
_NAME = re.compile(r"[^\W\d_]+(?:[\s'.&-]+[^\W_]+){0,11}\.?")
_LONGEST = 6
_LONGEST_ASKED = 10
"""words; the full name of a company is long, and comes when it is asked for"""


def find_name(text: Text, *, expect: str | None) -> tuple[WordSlot, Span] | None:
    """A name of at most six words, ten where it was asked for; nothing when other words follow "tên" or "là"."""
    asked = expect == "person_name"
    if not asked and not text.says(_ANNOUNCES):
        return None
    for match in _ANNOUNCED.finditer(text.folded):
        loose = re.search(r"la$", match[0].strip()) is not None and "ten" not in match[0] and "goi" not in match[0]
        if found := _name_at(text, match.end(), strict=loose and not asked, asked=asked):
            return found
    if not asked:
        return None
    lead = _LEAD.match(text.folded)
    begin = lead.end() if lead else 0
    return _name_at(text, begin, strict=False, asked=True)


def _name_at(text: Text, begin: int, *, strict: bool, asked: bool) -> tuple[WordSlot, Span] | None:
    end = len(text.folded)
    for mark in re.finditer(r"[,.;!?()\n\d\x00]", text.folded[begin:]):
        if mark[0] != "." or text.folded[begin + mark.end() :].startswith((" ", "\n")) or mark.end() == end - begin:
            end = begin + mark.start()
            break
    end = _before_stop(text, begin, end, asked=asked)
    typed = text.plain[begin:end]
    tail = _TAIL.search(text.folded[begin:end]) if not asked else None
    if tail and not re.search(r"(?<!\w)[A-Z](?!\w)", typed[tail.start() :]):
        typed = typed[: tail.start()]
    typed = typed.strip()
    folded = text.folded[begin : begin + len(typed)]
    if re.fullmatch(_SELF, folded):
        return None
    if (
        not typed
        or len(typed.split()) > (_LONGEST_ASKED if asked else _LONGEST)
        or not _NAME.fullmatch(typed)
        or _says_else(typed, folded)
    ):
        return None
    if "?" in text.folded[end : end + 2]:
        return None
    if strict and not _looks_like_name(typed, folded):
        return None
    return WordSlot(re.sub(r"\s+", " ", typed)), (begin, begin + len(typed))


def _says_else(typed: str, folded: str) -> bool:
    """Words that are no name; a phrase in which every word has a capital is taken for one."""
    words = typed.split()
    named = len(words) > 1 and all(word[0].isupper() for word in words) and not typed.isupper()
    return not named and _BLOCKED.search(folded) is not None


def _before_stop(text: Text, begin: int, end: int, *, asked: bool) -> int:
    """Where a word begins that is no part of a name. A real A ("Nguyễn Văn A") and marked names are kept."""
    for stop in (_STOP_ASKED if asked else _STOP).finditer(text.folded, begin, end):
        typed = text.plain[stop.start() : stop.end()]
        if typed[0].isupper() and stop.start() > 0 and not text.plain.isupper():
            continue
        if stop[0] == "a" and typed == "a" and text.marked:
            continue
        if stop[0] == "thi" and text.folded[begin : stop.start()].strip() in _SURNAMES:
            continue
        return stop.start()
    return end


def _looks_like_name(typed: str, folded: str) -> bool:
    words = typed.split()
    if len(words) >= 2 and folded.split(maxsplit=1)[0] in _SURNAMES:
        return True
    return all(word[0].isupper() and not word.isupper() for word in words) and len(words) <= 5
