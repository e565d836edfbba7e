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
    r"sinh(?! vien| hoat| trac| loi| nhat vien| song)|khai sinh (?:ghi|la|co|de|em|tui|minh|ngay)|sn|ns|n\.s"
    r"|nsinh|snam|de\b(?= ngay| nam)|born|dob|birthday|birth"
    r")(?![a-z])"
)
_FOUNDED = re.compile(
    r"(?<![a-z])(?:(?:kinh doanh|hkd|cong ty|cty|doanh nghiep|quan|tiem)(?: \w+){0,2} (?:dang ky|dk|dki) (?:nam"
    r"|ngay|tu|thang)|thanh lap|(?<!doc )lap (?:cong ty|cty|tu|nam|ngay|hoi|vao|ho|dn|thang|quan|tiem|(?=\d))"
    r"|(?:duoc |moi )?cap(?= \d)|(?:duoc |moi )?cap(?: phep| giay| lai"
    r"| ngay| nam"
    r"| vao| hoi| tu| thang| hom)|ngay cap|ngay dang ky|lan dau|dang ky lan dau|dk lan dau|dang ki lan dau"
    r"|mo (?:tu|nam"
    r"|ngay|vao|hoi|thang)"
    r"|mo(?= \d| tu)|mo (?:quan|tiem|cua hang|shop|cong ty|cty|ban|hang)|khai truong|hoat dong(?: tu)?|giay phep"
    r"|gpkd|gp|gcn|giay chung nhan"
    r"|giay dkkd|dkkd|dang ky (?:kinh doanh|kd|hkd|doanh nghiep|ho)|kinh doanh tu|ban tu|buon ban tu|lam giay"
    r"|giay to|giay (?:ngay|thi|ghi|de|ky|ra|kia|do|co|(?=\d))|(?:tren )?(?:to|cai) giay|phuong cap|xa cap"
    r"|huyen cap|so cap"
    r"|founded|established|registered|issued|opened|incorporated|ngay tren giay|tren giay|co giay|ra giay)(?![a-z])"
)
_IDENTITY = re.compile(
    r"(?:cccd|can cuoc(?: cong dan)?|cmnd|cmt|the|passport|ho chieu|bang lai)\s+(?:\w+\s+){0,3}cap\b"
    r"|(?<![a-z])(?:cap|lam|doi|di lam) (?:moi |lai |doi |the )*(?:cccd|can cuoc|cmnd|cmt|ho chieu|passport"
    r"|bang lai)(?![a-z])"
)
_CHANGED = re.compile(r"thay doi(?:[\s\x00]+\w+){0,4}\W*$|thay doi lan")
"""The date of a change on a certificate: only the first registration counts (programme.md 5.3)."""
_TODAY = re.compile(
    r"(?<![a-z])(?:hom nay|bua nay|bay gio|hien gio|hien tai|hien nay|gio la|nay la|nay da|today|now)"
    r"(?: (?:la|ngay|is|moi|da|co|thi|gio|toi|den))*\s*$"
)
_EVENT = re.compile(
    r"(?<![a-z])(?:han chot|han cuoi|han nop|het han|thoi han|hieu luc|(?:co )?gia tri (?:den|toi|su dung)|nhap hoc"
    r"|tot nghiep|ra truong|(?:lam|di|dang ky|dang ki|dk) khai sinh|khai sinh tre|khai sinh muon|dam cuoi"
    r"|lam dam|cuoi vo"
    r"|lay chong|lay vo|ket hon|nhap ngu|xuat ngu|v[oa]o? (?:doan|dang)|ho khau(?! (?:ghi|la|de))|mon bai"
    r"|di linh|linh ve|nghia vu|mat giay|mat cccd|han dang k[yi]|nop (?:ho so|don|giay|hs)|gui ho so|hen (?:tra"
    r"|lay|ngay)|ngay hen"
    r"|di thi|thi dai hoc|(?:doi|don|chuyen) (?:ve|nha|khau|ho khau)|nhap khau|vao dang|vao doan|ket nap"
    r"|mai moi|vao lam"
    r"|di lam|bat dau hoc|vao hoc|nghi huu|mat nam|gap nhau|quen nhau|dong thue|nop thue|tra ket qua|moi ranh|ranh)"
    r"(?![a-z])"
)
"""Of something else in a person's life: its date is neither a birth nor a registration."""
_IS = re.compile(
    r"\s*(?:\(\s*|(?:(?:thi|do|nay|moi|kia),?\s+)*la\s+)(?:(?:ngay|luc|hoi|nam|thang|cai|bua|cua|cho)\s+)*"
)
"""12/5/2004 là ngày sinh, 3/3/2022 (ngày cấp): what follows tells what the date is."""
_SMALL_BEHIND = re.compile(
    r"[\s,(]*(?:(?:la|thi|em|e|tui|toi|minh|moi|do|nay|luc|hoi|ngay|quan|tiem|shop|bat dau|duoc|da|co|nam|con|chau|ben"
    r"|cong ty|cty|ho)\s+)*$"
)
_CARD = re.compile(
    r"(?<![a-z])(?:cccd|can cuoc|cmnd|cmt|passport|ho chieu|bang lai|co gia tri den|gia tri den)(?![a-z])"
)
_BUSINESS = re.compile(
    r"(?<![a-z])(?:giay (?:phep|chung|dk|kinh|kd)|gpkd|gcn|dkkd|hkd|kinh doanh|cong ty|cty|quan|tiem|doanh nghiep|shop"
    r"|ho kinh|lan dau)(?![a-z])"
)
_ISSUED = re.compile(r"(?<![a-z])(?:ngay cap|cap(?: ngay| nam| hoi| vao| tu)?)(?: la|:|\s)*$")
_AGAIN = re.compile(
    r"(?<![a-z])(?:cap (?:doi|lai|moi lai)|doi giay|lam lai giay|xin lai|gia han|sua doi|bo sung|chinh sua"
    r"|lan (?:thu )?(?:[2-9]|hai|nhi|ba|bon|tu|cuoi|gan nhat|sau))(?![a-z])[^,;]*$"
)
"""A certificate that was issued anew: its first registration was before."""
_OF_AGE = re.compile(r"(?<![a-z])(?:du|tron|duoc|len|qua) \d\d(?: tuoi)?(?: (?:vao|tu|hoi|luc|hom|ngay))+ $")
"""đủ 18 tuổi ngày ...: the day of an age, not of the birth"""
_FROM = re.compile(r"(?<![a-z])tu (?:nam |ngay |thang )*$")
_UNTIL = re.compile(r"\s*(?:toi|den|cho den|-)\s*(?:nam |ngay |thang )*")
_ALSO = re.compile(
    r"(?<![a-z])(?:(?:to|ban|giay|cai) (?:moi|sau)|(?:nhan|lay|cam) (?:duoc )?giay)(?![a-z])(?: (?:la|ngay|hoi"
    r"|hom|nam|vao))*\s*$"
)
"""Not the day on the first certificate, where another is told."""
_OPENED = re.compile(
    r"(?<![a-z])(?:khai truong|mo (?:cua|quan|tiem|hang|shop|ban)|mo|hoat dong|ban tu|buon ban|kinh doanh tu)(?![a-z])"
)
_REGISTERED = re.compile(
    r"(?<![a-z])(?:cap|giay|gpkd|gcn|dkkd|dang ky|dk|thanh lap|lan dau|registered|issued)(?![a-z])"
)
_CLAUSE_END = re.compile(r"[,;.!?]\s")
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
    r"\s*(?:dong|d\b|vnd|k\b|nguoi|ten mien|ten\b|cai|xa\b|ho\b|trieu|trang|met|m2"
    r"|ngay\b(?!\s*\d)|phut|gio\b)"
)
_LABELS = re.compile(
    r"(?:so|phong|nha|duong|ap|khom|to|ma so|lop|gia|ban|tang|bai|cau|muc|dieu|khoan|phien ban|version)\s*$"
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
    cues = _cues(masked, pieces, asked)
    settled = asked in cues
    for i, piece in enumerate(pieces):
        role = cues[i]
        if piece.slot.kind == "age":
            yield ("birth_date" if _stated_age(masked, piece, asked) else NONE), piece
        elif role:
            yield (NONE if piece.last_resort and asked is None else role), piece
        elif (settled and _to_come(masked, piece, today)) or _left_out(
            masked, piece, pieces, asked, today if default == "birth_date" else None
        ):
            yield NONE, piece
        else:
            yield (asked or _other_role(cues, i) or default), piece


def _to_come(masked: str, piece: Piece, today: date) -> bool:
    """A day after today, which is neither a birth nor a registration."""
    years = [int(digits) for digits in re.findall(r"\d{4}", masked[slice(*piece.span)])]
    return piece.slot.kind == "invalid" and bool(years) and years[0] in range(today.year, today.year + 20)


def _beside_a_real_one(masked: str, piece: Piece, pieces: Sequence[Piece]) -> bool:
    """Called a deadline, where another date may be the one that is meant."""
    deadline = _DEADLINE.search(masked, max(0, piece.span[0] - 30), piece.span[0])
    return deadline is not None and any(other.slot.kind in {"date", "month", "year"} for other in pieces)


def _other_role(cues: Sequence[str | None], i: int) -> str | None:
    """A date carries on the role of the date in front of it: "sinh 2003, à nhầm 2004"."""
    before = [cue for cue in cues[:i] if cue]
    return before[-1] if before and before[-1] != NONE else None


def _cues(masked: str, pieces: Sequence[Piece], asked: str | None) -> list[str | None]:
    """The role that the words beside each date give it."""
    out: list[str | None] = []
    for i, (front, own_words) in enumerate(_beside(masked, pieces)):
        role = _last_cue(own_words) if own_words else _in_front(masked, pieces, i, front)
        out.append(role or (_behind(masked, pieces[i].span[1], asked) if i + 1 == len(pieces) else None))
    return out


def _beside(masked: str, pieces: Sequence[Piece]) -> list[tuple[str, str]]:
    """For each date the words in front of it, and those behind that say what it is ("12/5/2004 là ngày sinh")."""
    out: list[tuple[str, str]] = []
    floor = 0
    for i, piece in enumerate(pieces):
        start, end = piece.span
        front, own_words = masked[max(floor, start - _NEAR) : start], ""
        floor, limit = end, pieces[i + 1].span[0] if i + 1 < len(pieces) else len(masked)
        if said := _IS.match(masked, end, limit):
            found = [m for cue in (_BIRTH, _FOUNDED, _EVENT) if (m := cue.match(masked, said.end(), limit))]
            if found:
                floor = max(m.end() for m in found)
                own_words = masked[end:floor]
        out.append((front, own_words))
    return out


def _in_front(masked: str, pieces: Sequence[Piece], i: int, front: str) -> str | None:
    if _LAW.search(front) or (len(pieces) > 1 and _TODAY.search(front) and not _last_cue(front)):
        return NONE
    if _is_bound(masked, pieces, i) or _OF_AGE.search(masked, 0, pieces[i].span[0]):
        return NONE
    if len(pieces) > 1 and _ALSO.search(front):
        return NONE
    if _IDENTITY.search(front) or _CHANGED.search(front) or _AGAIN.search(front):
        return NONE
    if _ISSUED.search(front) and _CARD.search(masked) and not _BUSINESS.search(masked):
        return NONE  # the day on an identity card
    return _last_cue(front + masked[slice(*pieces[i].span)])


def _is_bound(masked: str, pieces: Sequence[Piece], i: int) -> bool:
    """One end of a span of time: "từ 2003 tới 2008"."""
    ends = [i - 1, i] if i else [i]
    for one in [*ends][: len(pieces) - 1]:
        if one + 1 >= len(pieces):
            continue
        between = masked[pieces[one].span[1] : pieces[one + 1].span[0]]
        if _FROM.search(masked, 0, pieces[one].span[0]) and _UNTIL.fullmatch(between):
            return True
    return False


def _behind(masked: str, end: int, asked: str | None) -> str | None:
    behind = masked[end : end + 30]
    if asked and (break_ := _CLAUSE_END.search(behind)):
        behind = behind[: break_.start()]  # a new clause tells something else, "12/5/2004, giấy tờ chưa coi lại"
    birth, founded = _BIRTH.search(behind), _FOUNDED.search(behind)
    if birth and not (founded and founded.start() < birth.start()):
        return "birth_date"
    if founded and not (asked and not _SMALL_BEHIND.match(behind[: founded.start()])):
        return "founded_on"
    return None


def opened_only(masked: str, pieces: Sequence[Piece]) -> list[bool]:
    """For each date whether it is that of an opening, not of a registration: the nearest word decides."""
    out: list[bool] = []
    for piece, (front, own_words) in zip(pieces, _beside(masked, pieces), strict=True):
        told = own_words or front + masked[slice(*piece.span)]
        opened = max((m.end() for m in _OPENED.finditer(told)), default=-1)
        registered = max((m.end() for m in _REGISTERED.finditer(told)), default=-1)
        out.append(opened > registered)
    return out


def _last_cue(text: str) -> str | None:
    """The role that the cue nearest to the end of `text` gives."""
    found = {
        role: max((match.start() for match in cue.finditer(text)), default=-1)
        for role, cue in (("birth_date", _BIRTH), ("founded_on", _FOUNDED), (NONE, _EVENT))
    }
    role = max(found, key=lambda name: found[name])
    return role if found[role] >= 0 else None


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
