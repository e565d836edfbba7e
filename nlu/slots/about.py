"""Which answer a person wants to correct: "sửa lại ngày sinh" is about the birth date."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlu.slots.fold import word_set

if TYPE_CHECKING:
    from nlu.slots.fold import Text

_CORRECTS = re.compile(
    r"(?<![a-z])(?:sua|doi|nham|sai|lon|chinh|cap nhat|thay|nhap lai|ghi lai|khai lai|chon lai|dien lai|go lai"
    r"|dat lai|viet lai|lam lai phan|chua dung|khong dung|ko dung"
    r"|change|correct|edit|fix|wrong|update|mistake|nhap sai|lay lai|bo ten|ten khac|xa khac)(?![a-z])"
)
_CORRECTING = word_set(
    "sua doi nham sai lon chinh nhat thay lai dung change correct edit fix wrong update mistake bo khac"
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
        r"|(?:doi|sua|chon|dat) (?:lai )?ten(?! (?:em|minh|toi|tui|nguoi|ho|cua))|web address"
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


def find_about(text: Text) -> str | None:
    """The slot named together with a word of correction; the one named first when there are several."""
    if not text.says(_CORRECTING) or not _CORRECTS.search(text.folded):
        return None
    found = [(match.start(), name) for name, pattern in _SLOTS.items() if (match := pattern.search(text.folded))]
    if xa := (_COMMUNE_XA.search(text.lower) or (None if text.marked else _BARE_XA.search(text.folded))):
        found.append((xa.start(), "commune"))
    return min(found)[1] if found else None
