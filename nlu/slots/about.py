"""Which answer a person wants to correct: "sửa lại ngày sinh" is about the birth date."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nlu.slots.fold import Text

_CORRECTS = re.compile(
    r"(?<![a-z])(?:sua|doi|nham|sai|lon|chinh|cap nhat|thay|nhap lai|ghi lai|khai lai|chon lai|dien lai|go lai"
    r"|dat lai|viet lai|lam lai phan|chua dung|khong dung|ko dung"
    r"|change|correct|edit|fix|wrong|update|mistake|nhap sai|lay lai|bo ten|ten khac|xa khac)(?![a-z])"
)
_SLOTS = (
    ("birth_date", re.compile(
        r"(?<![a-z])(?:ngay (?:thang )?(?:nam )?sinh|nam sinh|thang sinh|tuoi|sinh nhat|ngay thang nam|birth(?:day| ?date| ?year)?|date of birth|dob|age)(?![a-z])")),
    ("founded_on", re.compile(
        r"(?<![a-z])(?:ngay (?:thang )?(?:nam )?(?:thanh lap|cap|dang ky|lap|mo)|nam thanh lap|thang thanh lap|ngay tren giay|founding|founded|date of (?:registration|issue))(?![a-z])")),
    ("licence_number", re.compile(
        r"(?<![a-z])(?:ma so(?: thue| ho| doanh nghiep)?|mst|so giay(?: phep)?|so gpkd|so dang ky|so hkd|giay phep|gpkd|ma thue|ma hkd|so chung nhan|tax (?:code|number)|licen[cs]e|registration number)(?![a-z])")),
    ("domain", re.compile(
        r"(?<![a-z])(?:ten mien|tenmien|domain|ten (?:web|trang|website)|ten khac|dia chi web|ten id|ten biz|(?:doi|sua|chon|dat) (?:lai )?ten(?! (?:em|minh|toi|tui|nguoi|ho|cua))|web address)(?![a-z])")),
    ("subject", re.compile(
        r"(?<![a-z])(?:loai hinh|doi tuong|loai(?: dang ky)?|hinh thuc kinh doanh|chu the|(?:thanh|sang|qua) (?:ho kinh doanh|cong ty|doanh nghiep|ca nhan)|type of (?:business|registrant))(?![a-z])")),
    ("person_name", re.compile(r"(?<![a-z])(?:ho (?:va )?ten|ten (?:cua )?(?:em|minh|toi|tui|nguoi|chu|co|bac|anh|chi)|ten rieng|my name)(?![a-z])")),
    ("commune", re.compile(r"(?<![a-z])(?:phuong|dia chi(?! web| mail| email)|noi o|cho o|ap|khom|noi cu tru|commune|ward|address|dia phuong)(?![a-z])")),
    ("province", re.compile(r"(?<![a-z])(?:tinh(?! trang| nang| tien)|province|que quan)(?![a-z])")),
)  # fmt: skip
_COMMUNE_XA = re.compile(r"(?<!\w)xã(?!\w)(?! hội)")
_BARE_XA = re.compile(r"(?<![a-z])(?:ten |lai |cai |nham |sai |doi )xa(?![a-z])(?! hoi)")


def find_about(text: Text) -> str | None:
    """The slot named together with a word of correction; the one named first when there are several."""
    if not _CORRECTS.search(text.folded):
        return None
    found = [(match.start(), name) for name, pattern in _SLOTS if (match := pattern.search(text.folded))]
    if xa := (_COMMUNE_XA.search(text.lower) or (None if text.marked else _BARE_XA.search(text.folded))):
        found.append((xa.start(), "commune"))
    return min(found)[1] if found else None
