"""What a date in a text belongs to: a birth, the papers of a business, or neither."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from nlu.slots.date_parts import Piece

NONE = "none"
_BIRTH = re.compile(
    r"(?<![a-z])(?:ngay\s*(?:thang\s*)?(?:nam\s*)?sinh|nam sinh|(?<!hoc )(?<!ve )(?<!phat )(?<!khai )"
    r"sinh(?! vien| hoat| trac| loi| nhat vien)|sn|ns|n\.s|nsinh|snam|de\b(?= ngay| nam)|born|dob|birthday|birth"
    r")(?![a-z])"
)
_FOUNDED = re.compile(
    r"(?<![a-z])(?:(?:kinh doanh|hkd|cong ty|cty|doanh nghiep|quan|tiem)(?: \w+){0,2} (?:dang ky|dk|dki) (?:nam"
    r"|ngay|tu|thang)|thanh lap|lap (?:cong ty|cty|tu|nam|ngay|hoi|vao|ho|dn)|(?:duoc |moi )?cap(?: phep| giay| lai"
    r"| ngay| nam"
    r"| vao| hoi| tu| thang| hom)|ngay cap|ngay dang ky|lan dau|dang ky lan dau|dk lan dau|dang ki lan dau"
    r"|mo (?:tu|nam"
    r"|ngay|vao|hoi|thang)"
    r"|mo(?= \d| tu)|mo (?:quan|tiem|cua hang|shop|cong ty|cty|ban|hang)|khai truong|hoat dong(?: tu)?|giay phep"
    r"|gpkd|gp|gcn|giay chung nhan"
    r"|giay dkkd|dkkd|dang ky (?:kinh doanh|kd|hkd|doanh nghiep|ho)|kinh doanh tu|ban tu|buon ban tu|lam giay"
    r"|giay to"
    r"|founded|established|registered|issued|opened|incorporated|ngay tren giay|tren giay|co giay|ra giay)(?![a-z])"
)
_IDENTITY = re.compile(
    r"(?:cccd|can cuoc(?: cong dan)?|cmnd|cmt|the|passport|ho chieu|bang lai)\s+(?:\w+\s+){0,3}cap\b"
)
_CHANGED = re.compile(r"thay doi(?:[\s\x00]+\w+){0,4}\W*$|thay doi lan")
"""The date of a change on a certificate: only the first registration counts (programme.md 5.3)."""
_LAW = re.compile(
    r"(?:thong tu|nghi dinh|quyet dinh|luat|ke hoach|cong van|nghi quyet|van ban|tt|qd|nd|giai doan|khoa|windows"
    r"|office|iphone"
    r"|nam hoc|chuong trinh|uu dai|mien phi)\s*(?:so|nam|den|toi|het|ngay|thang|het ngay|den ngay|den het|toi ngay"
    r"|keo dai|tu ngay"
    r"|den nam|toi nam|het nam|nay|nay den|keo dai den|ap dung den|ap dung tu|bat dau tu|co hieu luc den"
    r"|ket thuc)*\s*$"
)
_DEADLINE = re.compile(
    r"(?:den|toi|truoc|sau|het|han|ket thuc|bat dau|tu|giua|trong|cuoi|dau|hieu luc|gia han|dang ky)\s*"
    r"(?:(?:ngay|thang|nam|cuoi|dau|het|la)\s*)*$"
)
_AGE_RULE = re.compile(
    r"(?:tu|den|toi|tren|duoi|du|hon|qua|ngoai|truoc|sau|khi|luc|khoang|phai|vuot|-|va|bao nhieu)\s*$"
)
_AGE_GOES_ON = re.compile(r"\s*(?:tro len|tro xuong|den \d|toi \d|- ?\d|moi |la du|thi moi)")
_THINGS = re.compile(
    r"\s*(?:dong|d\b|vnd|k\b|nguoi|ten mien|ten\b|cai|xa\b|ho\b|lan\b|trieu|trang|met|m2|ngay\b|phut|gio\b)"
)
_LABELS = re.compile(
    r"(?:so|phong|nha|duong|ap|khom|to|ma|lop|gia|ban|tang|bai|cau|muc|dieu|khoan|phien ban|version)\s*$"
)
_NEAR = 45
_YOUNGEST_UNASKED = 10


def role_of(
    masked: str, pieces: Sequence[Piece], *, expect: str | None, programme: str | None, today: date
) -> Iterator[tuple[str, Piece]]:
    """(`birth_date` | `founded_on` | `none`, piece) for each piece, left to right.

    The nearest cue in front decides, then one behind the last date, then the open question, then the programme.
    """
    asked = expect if expect in {"birth_date", "founded_on"} else None
    default = asked or ("founded_on" if programme == "biz_vn" else "birth_date")
    cues = [_cue(masked, pieces, i) for i in range(len(pieces))]
    for i, piece in enumerate(pieces):
        role = cues[i]
        if piece.slot.kind == "age":
            yield ("birth_date" if _stated_age(masked, piece, asked) else NONE), piece
        elif role:
            yield role, piece
        elif _left_out(masked, piece, pieces, asked, today if default == "birth_date" else None):
            yield NONE, piece
        else:
            yield (asked or _other_role(cues, i) or default), piece


def _other_role(cues: Sequence[str | None], i: int) -> str | None:
    """A date carries on the role of the date in front of it: "sinh 2003, à nhầm 2004"."""
    before = [cue for cue in cues[:i] if cue]
    return before[-1] if before and before[-1] != NONE else None


def _cue(masked: str, pieces: Sequence[Piece], i: int) -> str | None:
    start, end = pieces[i].span
    floor = max(pieces[i - 1].span[1] if i else 0, start - _NEAR)
    front = masked[floor:start]
    if _LAW.search(front):
        return NONE
    if _IDENTITY.search(front) or _CHANGED.search(front):
        return NONE
    if role := _last_cue(front + masked[start:end]):
        return role
    if i + 1 == len(pieces):
        behind = masked[end : end + 30]
        birth, founded = _BIRTH.search(behind), _FOUNDED.search(behind)
        if birth and not (founded and founded.start() < birth.start()):
            return "birth_date"
        if founded:
            return "founded_on"
    return None


def _last_cue(text: str) -> str | None:
    births = [match.start() for match in _BIRTH.finditer(text)]
    papers = [match.start() for match in _FOUNDED.finditer(text)]
    if not births and not papers:
        return None
    return "birth_date" if max(births, default=-1) > max(papers, default=-1) else "founded_on"


def _stated_age(masked: str, piece: Piece, asked: str | None) -> bool:
    """An age somebody has, not one that a rule asks for ("đủ 18 tuổi", "từ 18 đến 23 tuổi")."""
    start, end = piece.span
    if _AGE_GOES_ON.match(masked, end) and not asked:
        return False
    return bool(asked == "birth_date" or not _AGE_RULE.search(masked, max(0, start - 20), start))


def _left_out(masked: str, piece: Piece, pieces: Sequence[Piece], asked: str | None, today: date | None) -> bool:
    """A date nobody asked for and nothing announces counts only when it can hardly be anything else.

    `today` is None where a date would be one of a business, which may well be of this year.
    """
    start, end = piece.span
    if asked:
        return piece.stated_year and bool(
            _THINGS.match(masked, end) or _LABELS.search(masked, max(0, start - 12), start)
        )
    if piece.slot.kind in {"incomplete", "ambiguous"} or piece.weak:
        return not any(other.slot.year and not other.weak for other in pieces)
    if _DEADLINE.search(masked, max(0, start - 30), start):
        return True
    years = [int(digits) for digits in re.findall(r"\d{4}", masked[start:end])]
    year = piece.slot.year or (years[0] if years else None)
    if year and today and year > today.year - _YOUNGEST_UNASKED:
        return True
    if piece.stated_year:
        if _THINGS.match(masked, end) or _LABELS.search(masked, max(0, start - 12), start):
            return True
        return year is None or year < 1930
    return False
