"""Which answer a person wants to correct: "sửa lại ngày sinh" is about the birth date, "nhầm ngày 25" about its day."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlu.slots.date_parts import open_slot
from nlu.slots.fold import word_set
from nlu.types import DateSlot

if TYPE_CHECKING:
    from nlu.slots.fold import Span, Text

_CORRECTS = re.compile(
    r"(?<![a-z])(?:sua|doi|nham|sai|lon|trat|chinh|cap nhat|thay|nhap lai|ghi lai|khai lai|chon lai|dien lai|go lai"
    r"|dat lai|viet lai|lam lai phan|chua dung|khong dung|ko dung"
    r"|change|correct|edit|fix|wrong|update|mistake|nhap sai|lay lai|bo ten|ten khac|xa khac)(?![a-z])"
)
_CORRECTING = word_set(
    "sua doi nham sai lon trat chinh nhat thay lai dung change correct edit fix wrong update mistake bo khac"
)
"""One of them is in every word of correction."""
_NOUNS = {
    "birth_date": (
        r"ngay (?:thang )?(?:nam )?sinh|nam sinh|thang sinh|tuoi|sinh nhat|ngay thang nam"
        r"|birth(?:day| ?date| ?year)?|date of birth|dob|age"
    ),
    "citizen": r"quoc tich|cong dan viet nam|nationality|citizenship",
    "founded_on": (
        r"ngay (?:thang )?(?:nam )?(?:thanh lap|cap|dang ky|lap|mo)|nam thanh lap|thang thanh lap|ngay tren giay"
        r"|founding|founded|date of (?:registration|issue)"
    ),
    "licence_number": (
        r"ma so(?: thue| ho| doanh nghiep)?|mst|so giay(?: phep)?|so gpkd|so dang ky|so hkd|giay phep|gpkd|ma thue"
        r"|ma hkd|so chung nhan|tax (?:code|number)|licen[cs]e|registration number"
    ),
    "domain": (
        r"ten mien|tenmien|domain|ten (?:web|trang|website)|ten khac|dia chi web|ten id|ten biz"
        r"|(?:doi|sua|chon|dat|sai|nham|lon|trat) (?:lai |cai )?ten(?! (?:em|minh|toi|tui|nguoi|ho|cua|rieng|duong|xa"
        r"|phuong|ap|khom)(?![a-z]))|web address"
    ),
    "subject": (
        r"loai hinh|doi tuong|loai(?: dang ky)?|hinh thuc kinh doanh|chu the"
        r"|(?:thanh|sang|qua) (?:ho kinh doanh|cong ty|doanh nghiep|ca nhan)|type of (?:business|registrant)"
    ),
    "person_name": (r"ho (?:va )?ten|ten (?:cua )?(?:em|minh|toi|tui|nguoi|chu|co|bac|anh|chi)|ten rieng|my name"),
    "commune": (r"phuong|dia chi(?! web| mail| email)|noi o|cho o|ap|khom|noi cu tru|commune|ward|address|dia phuong"),
    "province": r"tinh(?! trang| nang| tien)|province|que quan",
}
_SLOTS = {name: re.compile(rf"(?<![a-z])(?:{nouns})(?![a-z])") for name, nouns in _NOUNS.items()}
_COMMUNE_XA = re.compile(r"(?<!\w)xã(?!\w)(?! hội)")
_BARE_XA = re.compile(r"(?<![a-z])(?:ten |lai |cai |nham |sai |doi |sua )xa(?![a-z])(?! hoi)")


_CHOSEN = {
    "domain": re.compile(r"(?:cai |phan |sua )*(?:ten(?: web| dat)?|web(?:site)?|domain)"),
    "birth_date": re.compile(r"(?:cai |phan |sua )*(?:sinh|nam|tuoi)"),
    "licence_number": re.compile(r"(?:cai |phan |sua )*(?:so|ma so|so giay|number)"),
    "certificate": re.compile(r"(?:cai |phan |sua )*(?:giay|giay chung nhan|certificate)"),
    "founded_on": re.compile(r"(?:cai |phan |sua )*(?:ngay|ngay giay|ngay cap(?: giay)?|date)"),
    "subject": re.compile(r"(?:cai |phan |sua )*(?:ho|cong ty|loai|cho ai|dang ky cho(?: ai)?|type)"),
}
"""Short words for an answer where it was asked which one to correct."""
_POLITE = re.compile(r"(?<![a-z])(?:da|a|ad|nha|nhe|em|minh|toi|tui|di|giup|gium|dum|lai|please|the|my)(?![a-z])")
_LATER = re.compile(
    r"(?<![a-z])(?:sau nay|ve sau|mai mot|mai sau|sau do|dang ky xong|lam xong|later|afterwards)(?![a-z])"
)
_ASKS = re.compile(r"\?|(?<![a-z])(?:khong|ko|k|hong|hok|hk|duoc|dc|sao|can|how)(?![a-z])")
_WRONG = (
    r"(?:nham|lon|sai|trat|sua|doi|phai la|dung ra|wrong)(?: (?:roi|r|la|lai|thanh|phai|cai|em|minh|toi|tui|con"
    r"|ngay sinh|thang sinh|ngay cap|sinh|ra))*"
)
_PART = r"(?:(?:ngay|mung|mong|hom) (?P<day{0}>\d{{1,2}})|thang (?P<month{0}>\d{{1,2}}))(?!\d|\s*[/.-]\s*\d)"
_WRONG_PART = re.compile(
    rf"(?<![a-z]){_WRONG}[\s,.:]+{_PART.format(1)}|(?<![a-z]){_PART.format(2)}(?: sinh| thoi)? (?:moi dung"
    rf"|moi phai|chu)(?![a-z])"
)


def find_about(text: Text, *, expect: str | None = None) -> str | None:
    """The slot named together with a word of correction; the one named first when there are several.

    Where it was asked which answer to correct (`expect` choice) its name alone is enough. What may be changed some day
    is a question, no correction.
    """
    if expect == "choice":
        return _chosen(text)
    if not text.says(_CORRECTING) or not _CORRECTS.search(text.folded):
        return None
    if _LATER.search(text.folded) and _ASKS.search(text.folded):
        return None
    return _named_first(text)


def find_corrected_part(text: Text) -> tuple[DateSlot, Span] | None:
    """A day or month put right by itself, "à nhầm ngày 25": `incomplete`, for the date that is known already."""
    match = _WRONG_PART.search(text.folded) if text.digits else None
    if match is None:
        return None
    day, month = match["day1"] or match["day2"], match["month1"] or match["month2"]
    if month is not None:
        return open_slot(int(month), None), match.span()
    return (DateSlot("incomplete", None, None, int(day)), match.span()) if 1 <= int(day) <= 31 else None


def _chosen(text: Text) -> str | None:
    bare = " ".join(re.sub(r"[^a-z0-9 ]", " ", _POLITE.sub(" ", text.folded)).split())
    short = next((name for name, words in _CHOSEN.items() if words.fullmatch(bare)), None)
    return short or _named_first(text)


def _named_first(text: Text) -> str | None:
    found = [(match.start(), name) for name, pattern in _SLOTS.items() if (match := pattern.search(text.folded))]
    if xa := (_COMMUNE_XA.search(text.lower) or (None if text.marked else _BARE_XA.search(text.folded))):
        found.append((xa.start(), "commune"))
    return min(found)[1] if found else None
