"""Who registers: a person, a household business, an enterprise, or another kind of body."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlu.slots.fold import word_set
from nlu.types import WordSlot

if TYPE_CHECKING:
    from nlu.slots.fold import Span, Text

_HOUSEHOLD = re.compile(
    r"(?<![a-z])(?:ho kinh (?:doanh|danh)(?: ca the)?|ho kd|hkd(?:ct)?|ho ca the|kinh doanh ca the|ca the"
    r"|ho gia dinh|ho buon ban|ho san xuat|kinh doanh nho|kinh doanh ho"
    r"|buon ban nho|tap hoa|tiem(?! nang| chung| phong| thuc)|cua hang|cua hieu|quay hang|gian hang|sap (?:hang"
    r"|vai|rau|ca|cho|thit|trai cay)|(?:^|la )ho(?=\s*$)|(?:^|mot |cai |1 )sap(?= (?:em|minh|toi|tui|o|a|nho)\b"
    r"|\s*$)|nha tro|homestay|nha nghi|xuong|vua (?:tom|cua|lua|trai cay)"
    r"|lo banh|lo banh mi|household(?: business)?|salon|shop (?:quan ao|online|thoi trang|hoa|giay|my pham|ban|cua"
    r"|minh|em|toi|tui)|(?:mo|co|ban) shop"
    r"|(?:my|our|small|have|own|run|open|opened|family)(?: \w+){0,2} (?:shop|store|stall|restaurant|cafe|bakery"
    r"|eatery|grocery)|(?:small|family) business(?! licen| cert| name| card)|co so san xuat)(?![a-z])"
)
_HOUSEHOLD_WORDS = word_set(
    "ho hkd hkdct the doanh danh ban hoa tiem hang hieu sap tro homestay nghi xuong vua lo household salon shop san "
    "store stall restaurant cafe bakery eatery grocery business"
)
_SHOP = re.compile(
    r"(?<!lien )(?<!hai )(?<!chu )(?<!khach )(?<![a-z])quan(?! ly| tri| trong| tam| he| ao| huyen| doi"
    r"| nhan| su| chuc| diem| sat| uy| khu| ngu)(?![a-z])"
)
_ENTERPRISE = re.compile(
    r"(?<![a-z])(?:cong ty|cong ti|cty|cti|ct tnhh|tnhh|doanh nghiep|doanh nghip|doanh nghiep tu nhan|dntn|dn"
    r"|co phan|ctcp|startup|start up|xi nghiep|tap doan"
    r"|company|enterprise|corporation|firm|ltd|llc|mtv)(?![a-z])"
)
_ENTERPRISE_WORDS = word_set(
    "ty ti cty cti tnhh nghiep nghip dntn dn phan ctcp startup up doan company enterprise corporation firm ltd llc mtv"
)
_BRANCH = re.compile(
    r"(?<![a-z])(?:chi nhanh|cn cong ty|van phong dai dien|vpdd|dia diem kinh doanh|ddkd|branch(?: office)?"
    r"|representative office)(?![a-z])"
)
_BRANCH_WORDS = word_set("nhanh cn dien vpdd diem ddkd branch representative")
_OWNS_ONE = re.compile(r"(?:co|mo|them|has|have|mot|nhieu|\d+)\s+(?:\w+\s+)?$")
"""\"công ty em có 2 chi nhánh\": the company is meant, not the branch"""
_OTHER = re.compile(
    r"(?<![a-z])(?:hop tac xa|htx|trang trai|nong trai|to hop tac|tht|hiep hoi|hoi quan|hoi (?:nong dan|phu nu"
    r"|chu thap do|cuu chien binh|nha bao|doanh nhan|nguoi cao tuoi|khuyen hoc|lien hiep|lam vuon)"
    r"|cau lac bo|clb|doan thanh nien|doan xa|doan truong|co quan(?: nha nuoc)?|don vi su nghiep"
    r"|uy ban(?: nhan dan)?|ubnd|truong (?:hoc|thpt|thcs|tieu hoc|mam non|dai hoc|cao dang|mau giao|nghe)"
    r"|benh vien|tram y te|to chuc|quy tu thien|quy xa hoi|nhom thien nguyen|nha chua|nha tho|giao xu|mat tran"
    r"|cong doan|chi bo|dang uy|hoi dong huong|trung tam"
    r"|association|co-?operative|coop|farm|club|non-?profit|organi[sz]ation)(?![a-z])"
)
_OTHER_WORDS = word_set(
    "tac htx trai tht hiep quan nong phu thap cuu bao doanh cao khuyen lien vuon lac clb doan nghiep uy ubnd truong "
    "vien tram chuc quy nhom nha xu tran bo huong tam association operative cooperative coop farm club profit "
    "nonprofit organisation organization"
)
_PERSON = re.compile(
    r"(?<![a-z])(?:ca nhan|ban than|cho (?:rieng )?(?:minh|em|toi|tui) (?:dung|xai|thoi)|sinh vien|sv|hoc sinh"
    r"|nguoi dan|thanh nien|freelancer|lam tu do|tu do"
    r"|individual|personal|myself|student|just me|for me|(?<!to )(?<!with )(?<!real )(?<!need )(?<!want )a person"
    r"|(?<!a )(?<!real )person)(?![a-z])"
)
_PERSON_WORDS = word_set(
    "nhan than dung xai thoi vien sv sinh dan nien freelancer do individual personal myself student me person"
)
_OTHER_WORD = {"xuống", "xương", "xuồng"}
"""Folded they look like xưởng, a workshop."""
_HOI = re.compile(r"(?<!\w)(?<!xã )hội(?! thảo| nghị| họp| chợ| đồng)(?!\w)")
_AMBIGUOUS_DN = re.compile(r"(?<![a-z])dn(?![a-z])")
_OWN_DN = re.compile(r"\s+(?:cua |ben )?(?:em|e|minh|mik|mk|toi|tui|con|chau|nho|moi|tu nhan|gia dinh)(?![a-z])")
_WORKS_THERE = re.compile(
    r"(?:lam(?: viec)?(?: o| cho| tai| trong)?|di lam|nhan vien|cong nhan|ke toan|giam doc cu|xin viec|work(?:s"
    r"|ing)? (?:at|for|in))\s+(?:mot )?$"
)
_PROVIDER = re.compile(
    r"\s*(?:nao|nha mang|cung cap|ban ten|lam web|thiet ke|ho tro|hosting|uy tin|gi |viettel|vnpt|fpt|pa viet"
    r"|mat bao|inet|tenten)"
)
_DENIED = re.compile(
    r"(?:khong phai|ko phai|k phai|hong phai|hk phai|dau phai|chu khong phai|chu ko phai|chua co|khong co|ko co"
    r"|k co|chua mo|khong|ko)\s+(?:la |mo )?$"
)
_ANNOUNCED = re.compile(r"(?:la|lam|hien la|dang la|cho|voi tu cach|dang ky|dk|i'?m|i am|as)\s+(?:a |an |mot )?$")
_CORRECTION = re.compile(r"(?<![a-z])(?:nham|lon|doi lai|sua|a khong|chu khong|phai la|thuc ra|that ra)(?![a-z])")
_TRADES = re.compile(r"\s*(?:kinh doanh|kd)(?![a-z])")
_SELLS = re.compile(r"\s+(?:ca ?phe|cafe|cf|com|an|nhau|nuoc|tra|pho|bun|hu tieu|chao|oc|net|ban|nho|o|cua)(?![a-z])")
_OF_MINE = re.compile(r"sinh vien|sv|hoc sinh|thanh nien|student|nguoi dan|tu do")


_PLAIN = (
    ("enterprise", _ENTERPRISE_WORDS, _ENTERPRISE),
    ("other", _OTHER_WORDS, _OTHER),
    ("person", _PERSON_WORDS, _PERSON),
)
_ANY = _HOUSEHOLD_WORDS | _ENTERPRISE_WORDS | _OTHER_WORDS | _PERSON_WORDS | _BRANCH_WORDS | {"quan", "hoi"}
"""One of these words is in every pattern of its kind: the others need not be looked for."""


def find_subject(text: Text, masked: str, *, expect: str | None) -> tuple[WordSlot, list[Span]] | None:
    """`person`, `household`, `enterprise` or `other`; None when two are named, as in "hộ kinh doanh hay công ty"."""
    asked = expect == "subject"
    found = [
        (kind, match.span())
        for kind, matches in _matches(text, masked)
        for match in matches
        if not _denied(masked, match.span())
        and text.lower[slice(*match.span())] not in _OTHER_WORD
        and "\x00" not in masked[slice(*match.span())]
        and _meant(kind, match, text, masked, asked=asked)
    ]
    if not found:
        return None
    found.sort(key=lambda pair: pair[1])
    kinds = {kind for kind, _ in found}
    if kinds == {"household", "person"}:
        kinds = {"household"} if not asked or "ca the" in masked else kinds
    if kinds == {"other", "person"}:
        kinds = {"other"}
    if _a_branch(masked, found):
        kinds = {"other"}
    if len(kinds) > 1 and _CORRECTION.search(masked, 0, found[-1][1][0]):
        kinds = {found[-1][0]}
    if len(kinds) != 1:
        return None
    if asked and len(text.tokens) <= 10 and "?" not in text.folded and "khong" not in text.folded:
        return WordSlot(kinds.pop()), [(0, len(text.folded))]
    return WordSlot(kinds.pop()), [span for _, span in found]


_TRADES_ALONE = re.compile(
    r"(?<![a-z])(?:phong (?:kham|mach|net|gym|tap|thu)|nha (?:thuoc|hang|xe|may)|khach san|karaoke|spa|gara"
    r"|garage|nail"
    r"|tham my vien|lop day|day them|ban hang|buon ban|kinh doanh|ban online|bida|shipper|pharmacy|clinic"
    r"|hotel)(?![a-z])"
)
_FARMERS = re.compile(
    r"(?<![a-z])(?:nong dan|ngu dan|lam (?:ruong|vuong|ray|nong|vuon)|nuoi (?:tom|cua|ca|heo|ga|vit)"
    r"|trong (?:lua|rau|cay)"
    r"|farmer|fisherman)(?![a-z])"
)


def find_trade(text: Text) -> tuple[WordSlot, Span] | None:
    """What somebody lives by, which leaves open how it is registered: `farmer`, or `either` household or company."""
    for kind, pattern in (("farmer", _FARMERS), ("either", _TRADES_ALONE)):
        if match := pattern.search(text.folded):
            return WordSlot(kind), match.span()
    return None


def _matches(text: Text, masked: str) -> list[tuple[str, list[re.Match[str]]]]:
    found: list[tuple[str, list[re.Match[str]]]] = []
    if not text.says(_ANY):
        return found
    if "quan" in text.letters:
        found.append(("household", [match for match in _SHOP.finditer(masked) if _a_shop(match, text, masked)]))
    if text.says(_HOUSEHOLD_WORDS):
        found.append(("household", [m for m in _HOUSEHOLD.finditer(masked) if not _other_tiem(m, text)]))
    for kind, words, pattern in _PLAIN:
        if text.says(words):
            found.append((kind, list(pattern.finditer(masked))))
    if text.says(_BRANCH_WORDS):
        found.append(("other", [m for m in _BRANCH.finditer(masked) if not _OWNS_ONE.search(masked, 0, m.start())]))
    if "hội" in text.lower:
        found.append(("other", list(_HOI.finditer(text.lower))))
    return found


def _a_branch(masked: str, found: list[tuple[str, Span]]) -> bool:
    """A branch or office of a company is judged by itself: no text covers it (programme.md 1.2)."""
    return any(kind == "other" and _BRANCH.match(masked, span[0]) for kind, span in found)


def _other_tiem(match: re.Match[str], text: Text) -> bool:
    """ "tiệm" is a shop; with other marks the word is another."""
    return text.marked and match[0].startswith("tiem") and not text.lower.startswith("tiệm", match.start())


def _a_shop(match: re.Match[str], text: Text, masked: str) -> bool:
    """ "quán" is a shop; "co quan" without marks is one where what it sells follows, else an office ("cơ quan")."""
    typed = text.lower[match.start() : match.end()]
    if typed == "quán" or not masked.endswith("co ", 0, match.start()):
        return typed in {"quán", "quan"}
    return not text.marked and _SELLS.match(masked, match.end()) is not None


def _denied(masked: str, span: Span) -> bool:
    return bool(_DENIED.search(masked, max(0, span[0] - 24), span[0]))


def _meant(kind: str, match: re.Match[str], text: Text, masked: str, *, asked: bool) -> bool:
    start, end = match.span()
    if kind == "enterprise":
        own = asked or _ANNOUNCED.search(masked, 0, start) or _OWN_DN.match(masked, end)
        if _AMBIGUOUS_DN.fullmatch(match[0]) and not own:
            return False
        return not _WORKS_THERE.search(masked, 0, start) and not _PROVIDER.match(masked, end)
    if kind == "person" and (_TRADES.match(masked, end) or masked[:start].rstrip().endswith("kinh doanh")):
        return False  # "cá nhân kinh doanh" may be a person or a household
    if kind == "person" and not asked:
        if _OF_MINE.fullmatch(match[0]):
            return bool(_ANNOUNCED.search(masked, 0, start))
        return re.search(r"thong tin|du lieu", masked[max(0, start - 12) : start]) is None
    if (
        kind == "other"
        and not asked
        and match[0] in {"trung tam", "to chuc", "co quan", "cong doan", "uy ban", "uy ban nhan dan", "ubnd", "club"}
    ):
        return bool(_ANNOUNCED.search(masked, 0, start))
    if kind == "other" and match[0].startswith("truong") and not asked:
        return bool(_ANNOUNCED.search(masked, 0, start))
    return text.folded[start:end] != "sv" or asked
