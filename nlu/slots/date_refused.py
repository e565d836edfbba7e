"""What has the shape of a date and is none: house numbers, scores, shares, counts of things."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlu.slots.fold import word_set

if TYPE_CHECKING:
    from nlu.slots.date_parts import Piece
    from nlu.slots.fold import Text

_ADDRESS_IN_FRONT = re.compile(
    r"(?<![a-z])(?:so nha|nha so|nha (?:\w+ ){0,2}so|dia chi|d/c|dc:|tru so|hem|ngo|ngach|kiet|duong|lo|can ho"
    r"|chung cu|toa|kios|kiot|sap|phong|lau|tang|quoc lo|ql|tinh lo|khom|ap|to|khu pho|kp|cau|o so|o)\s*:?(?:\s(?:o"
    r"|la|tai|so|em|minh|nha))*\s*$"
)
_ADDRESS_BEHIND = re.compile(
    r"[\s,]*(?:duong|hem|ngo|ngach|kiet|khom|ap|kp|khu pho|phuong|p\s?\d|xa|thi tran|tt|tp|quoc lo|ql|tinh lo|khu|lo"
    r"|to dan pho|chung cu|toa nha|can ho|tang|lau)(?![a-z])"
)
_STREET = re.compile(
    r"\s+(?:nguyen|tran|le|ly|phan|pham|huynh|hoang|dang|bui|ngo|duong|truong|dinh|vo|luong|trung|quang|hung|phung"
    r"|lam|mac|an duong|cach mang|to hien|ton duc|ton that|hai ba|ba thang|hong|ngoc|tan|xo viet|dien bien|hoa binh"
    r"|do)\s+[a-z]+"
)
_NAME = re.compile(r"\s+[A-ZĐÀ-Ỹ][a-zà-ỹđ]+(?:\s+[A-ZĐÀ-Ỹ][a-zà-ỹđ]+)+")
_SCORE_IN_FRONT = re.compile(
    r"(?<![a-z])(?:cham|diem|danh gia|rate|vote|ti so|ty so|ti le|ty le|duoc|cho)(?: \w+){0,3}\s*$"
)
_SCORED = re.compile(
    r"(?<![a-z])(?:cham|diem|danh gia|rate|vote|ti so|ty so|ti le|ty le|thang diem|tuyet voi|xuat sac)(?![a-z])"
)
_SCORE_WORDS = word_set("cham diem danh rate vote ti ty thang tuyet xuat")
_OF_TEN = re.compile(r"\d{1,2}\s*/\s*(?:5|10)$")
_SHARE = re.compile(
    r"\s*(?:so |phan |co |cua )*(?:von|co phan|thanh vien|co dong|nguoi|nhan vien|nhan su|doanh thu|cau hoi|buoc"
    r"|quang duong)(?![a-z])"
)
_PRICE_IN_FRONT = re.compile(r"(?<![a-z])(?:gia|phi|ship|size|ban|tien|mua|luong|giam)\s*(?:tu |la |co |chi )*$")
_HOURS_IN_FRONT = re.compile(r"(?<![a-z])(?:mo cua|dong cua|gio)\s*(?:tu |luc |la )*$")
_COUNT_IN_FRONT = re.compile(r"(?<![a-z])(?:co|gom|tong cong|hon|gan|them|tam|khoang)\s+$")
_BOUND_IN_FRONT = re.compile(r"\d\s*(?:den|toi|-)\s*$")
_BOUND_BEHIND = re.compile(r"\s*(?:den|toi|-)\s*\d")
_WORD = re.compile(r"\s*[a-z]")
_POLITE = re.compile(
    r"\s*(?:$|[.,!?)(;:~\-\x00]|[^\sa-z\d]|(?:a+|ak|ah|aj|ha|nha|nhe|nhen|nghen|nek|ne|ni|nhes|ad|admin|shop|bot|co"
    r"|chu|bac|(?:em|e|anh|chi|ban|con|chau)(?=\s*(?:$|[.,!?]|(?:a|ah|oi|nha|ne|nhe|ad|sinh|la|thi|duoc|dc|chua"
    r"|co)(?![a-z])))|oi|roi|r|rui|do|day|ay|thoi|thui|luon|lun|hen|chu|ma|nhung|con (?:dk|dang|duoc|dc|kip|lam)"
    r"|hoac|hay|thi|la|va|nk|nghe|c|b|i|y|ua|nham|lon|sr|xin|khong|ko|k|hong|chac|moi|duoc|dc|nam nay|tuoi|tui|da"
    r"|vang|u|uh|that|thiet|cho|o|hihi|kk\w*|haha|nua|qua|lan|gi|gio|dau|dung|sai|sua|khoan|quen|sinh|cap|thang|ngay"
    r"|nam|cua|voi|neu|vay|z|v|ta|de|cung|may|(?:toi|den) (?:gio|nay|bay gio))(?![a-z]))"
)
"""What may follow two bare digits that are a year: anything else is a thing that is counted."""


def is_no_date(piece: Piece, masked: str, text: Text) -> bool:
    """Whether the words beside a day and month, or beside two bare digits, make them something else."""
    start, end = piece.span
    if piece.last_resort:
        counted = _COUNT_IN_FRONT.search(masked, max(0, start - 12), start) and _WORD.match(masked, end)
        bound = _BOUND_BEHIND.match(masked, end) or _BOUND_IN_FRONT.search(masked, max(0, start - 12), start)
        return masked[start:end].isdigit() and (
            bound is not None or counted is not None or not _POLITE.match(masked, end)
        )
    if piece.slot.kind != "incomplete" or not masked[start:end].strip()[-1:].isdigit() or "t" in masked[start:end]:
        return False
    masked = text.folded  # numbers of places are blanked out in the other
    front = masked[max(0, start - 30) : start]
    if _ADDRESS_IN_FRONT.search(front) or _ADDRESS_BEHIND.match(masked, end) or _STREET.match(masked, end):
        return True
    if _NAME.match(text.plain, end) or _PRICE_IN_FRONT.search(front) or _HOURS_IN_FRONT.search(front):
        return True
    if _OF_TEN.search(masked[start:end]) and (
        _SCORE_IN_FRONT.search(front) or (text.says(_SCORE_WORDS) and _SCORED.search(masked))
    ):
        return True
    return _SHARE.match(masked, end) is not None
