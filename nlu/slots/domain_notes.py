"""What stands around a wished name and is not part of it: remarks on spelling, thanks, addresses of others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlu.slots import fold
from nlu.slots.fold import word_set

if TYPE_CHECKING:
    from nlu.slots.fold import Text

_TOLD = word_set("viet lien dau thuong cam on thank thanks tks cach hoa")
_SPELLING = re.compile(
    r"[\s,.;(]*(?:(?:em |e |minh |con |nho |cho |ghi )*(?:viet|chu|danh|go|bam)\s+(?:lien|thuong|khong dau)"
    r"|(?:khong|ko|k|hong|hok) (?:co )?(?:dau|cach|khoang trang|viet hoa)(?! (?:gi|duoc|dc|thi|co|khong|ko|ha|ma|sao)))"
    r"(?: (?:lien|hoa|nhau|het|luon|thuong|chu|khong dau|ko dau|k dau|khong cach|tron|lai|nha|nhe|nghen|nhen|a|ad|do))*"
    r"(?![a-z]|\s+(?:hay|hoac)(?![a-z]))[\s,;:)]*"
)
_THANKS = re.compile(
    r"[\s,.;!]+(?:(?:da|em|e|con|chau|minh|tui|toi|xin|rat|a)[\s,]+)*(?:cam on|thank you|thanks|thank|tks|cmon)"
    r"(?: [a-z]+){0,5}[\s!.:)]*$"
)
_HOSTS = frozenset(
    "facebook fb zalo tiktok shopee lazada tiki sendo youtube youtu instagram google gmail yahoo chotot wordpress "
    "blogspot wixsite wix canva haravan sapo tenmien vnnic tracuutenmien dichvucong vneid chinhphu camau baclieu whois "
    "matbao inet tenten nhanhoa pavietnam vnpt viettel fpt esc zaloapp telegram m oa t messenger chatgpt".split()
)
"""Sites of others, of registrars and of offices: their addresses are told, not wished."""
_VISITED = re.compile(
    r"(?<![a-z])(?:vo|vao|tren|tai|xem|coi|ghe|tra|qua|link|theo|thay|kiem tra|trong|mo|len|doc)"
    r"(?: (?:thu|trang|web|website|cong|link|cai|tren|o|trong))*\s+(?:https?:/{1,2})?(?:www\.)?$"
)
_PATH = re.compile(r"/[\w@]")
_TAKEN = re.compile(
    r"(?<![a-z])(?:(?:bao|noi|thay|bi|da|co) )*(?:co nguoi|nguoi ta|nguoi khac|ai)(?: ta| khac)?(?: da)?"
    r"(?: (?:lay|dang k[yi]|dk|xai|giu|mua|dung))? (?:mat )?(?:roi|r)(?![a-z])"
    r"|(?<![a-z])(?:thanh|thay bang|bi trung|het roi|khong con)(?![a-z])"
)
_LETTER = r"(?:(?:mot |1 |cai )?(?:chu|dau|so)(?: [a-z](?![a-z.-]))?|[a-z](?![a-z.-]))"
_MISSPELT = re.compile(
    rf"(?<![a-z])(?:(?:thieu|thua|sot|quen|lac) (?:mat )?{_LETTER}|du (?:mat )?(?:chu )?[a-z](?![a-z.-])"
    rf"|(?:go|viet|ghi|danh|bam|nhap) (?:thieu|thua|du|sot|lac)(?: (?:mat )?{_LETTER})?|(?:loi|sai) chinh ta"
    rf"|them (?:mot |1 )?(?:chu|dau|so)(?: [a-z\d])?|(?:khong|ko|hong) phai(?=\s*[,.]))(?![a-z])"
)
_IF = re.compile(r"(?<![a-z])(?:neu|lo|thi|co|bi|hay|hoac|cung|sao)(?![a-z])")
"""With one of these a slip is spoken of, not made: "có thiếu chữ gì không", "thêm số thì ..."."""


def given_up(text: Text, start: int, end: int) -> int | None:
    """Where the words end, between two names, that give up the first: it is taken, or misspelt; None without any."""
    found = _TAKEN.search(text.folded, start, end)
    if found is None and not _IF.search(text.folded, start, end):
        found = _MISSPELT.search(text.folded, start, end)
    return found.end() if found else None


def without_notes(text: Text) -> Text:
    """The text with blanks for "viết liền không dấu" and for a last "cảm ơn"; a text that is nothing else stays."""
    if not text.says(_TOLD):
        return text
    spans = [match.span() for match in _SPELLING.finditer(text.folded)]
    if (thanks := _THANKS.search(text.folded)) and thanks.start():
        spans.append(thanks.span())
    plain = text.plain
    for start, end in spans:
        plain = plain[:start] + " " * (end - start) + plain[end:]
    return fold.read(plain) if spans and plain.strip(" \t.,!?") else text


def of_others(host: str, front: str, behind: str) -> bool:
    """Whether an address under another ending is one to look at: a well-known site, an office, one that is visited."""
    if not front.strip() and not behind.strip(" .?!"):
        return False  # nothing else is said: an answer, though not a name that can be had here
    last = host.rsplit(maxsplit=1)[-1] if host.split() else ""
    names = set(last.removeprefix("www.").split("."))
    return not names.isdisjoint(_HOSTS) or _VISITED.search(front) is not None or _PATH.match(behind) is not None
