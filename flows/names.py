"""Labels for a name under id.vn or biz.vn: suggestions, mended forms, and two gentle warnings.

Nothing here refuses a name. Whether it is free, held or protected is decided by the registrar and VNNIC.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

MAX_LABEL = 63
GOOD_LENGTH = 15
_LABEL = re.compile(r"(?=.{1,63}$)(?!-)(?!.*--)[a-z0-9-]+(?<!-)")
_SUFFIX = re.compile(r"\.?(?:id|biz)\.vn\.?$")

Caution = Literal["place", "agency", "service", "leader", "brand"]

# Heuristic lists of names that are protected or easily taken for an office; not complete. Categories 1-4 of
# Điều 8 Thông tư 24/2015/TT-BTTTT, which a later circular has replaced; matched whole or before a hyphen.
_PLACES = re.compile("hoangsa|truongsa|biendong|phuquoc|condao|halong|vinhhalong|trangan|phongnha|hoian|myson")
_LEADERS = re.compile("bacho|hochiminh")
_AGENCIES = re.compile(
    "dangcongsan|quochoi|chinhphu|ubnd|hdnd|congan|bocongan|quandoi|mattran|congdoan|hoinongdan"
    "|doanthanhnien|hoilhpn|cuuchienbinh|vnnic|gov|chinhquyen"
)
_SERVICES = re.compile("dichvucong|vneid|bhxh|tracuutenmien")
# these are taken for an office also with a place written right behind them: "ubndxatanloc", "sogiaoduccamau"
_OFFICE_HEAD = re.compile(
    "ubnd|hdnd|chinhphu|quochoi|dangcongsan"
    "|(?:bo|so|cuc|chicuc|tongcuc|phong)(?:congan|quocphong|ngoaigiao|giaoduc|yte|taichinh|noivu|tuphap|congthuong"
    "|khoahoc|vanhoa|nongnghiep|moitruong|xaydung|dantoc|thongtin|kehoach|laodong|thue|giaothong)"
)
_SERVICE_HEAD = re.compile("dichvucong|vneid|bhxh")
_BRANDS = re.compile(
    "facebook|google|youtube|tiktok|zalo|telegram|shopee|lazada|apple|samsung|toyota|honda|viettel|vinaphone"
    "|mobifone|vnpt|vinamilk|vinfast|vingroup|vietcombank|vietinbank|techcombank|agribank|bidv|sacombank|momo"
)
_BRAND_HEAD = re.compile("facebook|google|youtube|tiktok|shopee|lazada|samsung|viettel|vinamilk|vinfast|vietcombank")

# Words that put people off when a name is read without its marks.
_RUDE = re.compile("lon|buoi|cac|dit|deo|cut|ngu|dam|lol|sex|dm|dmm|dcm|dkm|vcl|vkl|clm|clgt|cmm|vl|cc|dll")
_RUDE_INSIDE = re.compile("(?=(lon|buoi|cac|dit|cut))")
_RUDE_START = re.compile("dm|dcm|dkm|vcl|vkl|vl|clm|cmm|cc|dll")
_INNOCENT = re.compile("salon|balon")
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnprstvx])?"
    r"(?:uye|uya|oai|oay|oeo|uoi|uou|ieu|yeu|uay|iu|ia|ie|ye|ua|uo|uu|uy|ue|ui|oa|oe|oi|oo|eo|eu|ai|ao|au|ay|[aeiouy])"
    r"(?:ng|nh|ch|[cmnpt])?"
)
_LONGEST_SYLLABLE = 8  # nghuyeng
_CONSONANTS = re.compile("[b-df-hj-np-tv-xz]*")
_VOWELS = frozenset("aeiouy")

_FILLERS = frozenset(["thi", "van"])
_LEGAL = re.compile(
    r"\b(?:cong ty|cty|trach nhiem huu han|tnhh|mot thanh vien|mtv|hai thanh vien|co phan"
    r"|doanh nghiep tu nhan|dntn|ho kinh doanh|hkd|thuong mai|dich vu|tm|dv"
    r"|san xuat|xuat nhap khau|xnk|dau tu)\b"
)
_KINDS = (
    "cua hang",
    "quan com",
    "quan an",
    "quan ca phe",
    "nha hang",
    "tiem vang",
    "tiem toc",
    "tiem banh",
    "salon toc",
    "tap hoa",
    "tra sua",
    "ca phe",
    "cafe",
    "banh mi",
    "banh ngot",
    "hai san",
    "tom kho",
    "kho ca",
    "vuon",
    "trai cay",
    "nha thuoc",
    "nha nghi",
    "homestay",
    "khach san",
    "spa",
    "tiem",
    "quan",
    "shop",
)

# A kind that is no family name too: "Tiêm" and "Quan" may begin a person's name without marks, "quan oc" hardly does.
_SHOPS = (
    *(f"{kind} " for kind in _KINDS if kind not in {"quan", "tiem", "vuon"}),
    *(
        f"quan {food} "
        for food in ("oc", "nhau", "pho", "bun", "hu tieu", "chao", "lau", "nuoc", "tra", "cafe", "che", "bia")
    ),
    "tiem ",
    "lo banh ",
    "xuong ",
    "co so ",
    "dai ly ",
    "vua ",
    "sap ",
)


def fold(text: str) -> str:
    """Lower case without marks: "Đặng Thuỳ" -> "dang thuy". Letters of other scripts stay as they are."""
    marked = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in marked if not unicodedata.combining(letter))


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", fold(text))


def is_label(label: str) -> bool:
    """True for a label that may be registered: a-z, 0-9 and single inner hyphens, at most 63 characters.

    Source: Điều 6 Thông tư 24/2015/TT-BTTTT; DNS accepts the same.
    """
    return _LABEL.fullmatch(label) is not None


def mended(text: str) -> tuple[str, ...]:
    """Usable labels near what was typed, best first; () when nothing can be made of it.

    "Lan Anh.id.vn" gives ("lananh", "lan-anh"); of a sub-name ("shop.lan.id.vn") the last part comes first.
    """
    typed = re.sub(r"^(?:https?://)?(?:www\.)?", "", fold(text).strip()).rstrip("/")
    bare = _SUFFIX.sub("", typed)
    words = _words(bare)
    forms = ["".join(words), "-".join(words)]
    if not re.search(r"[^a-z0-9-]", bare.strip()):
        forms.reverse()
    if "." in bare:
        # of a sub-name only the last part is registered; the holder makes the rest
        forms.insert(0, "".join(_words(bare.rpartition(".")[2])))
    return tuple(dict.fromkeys(form for form in forms if is_label(form)))


def caution(label: str) -> Caution | None:
    """Why a label may be protected or be taken for an office or a brand; None when nothing is known against
    it.

    Source: Điều 8 Thông tư 24/2015/TT-BTTTT, read through articles; the list itself is our own and not
    complete.
    """
    head, _, tail = label.partition("-")
    joined = label.replace("-", "")
    # "thue-xe" is a car for hire, so "thue" (tax) is matched whole only
    checks: tuple[tuple[Caution, bool], ...] = (
        ("place", bool(_PLACES.fullmatch(head))),
        ("leader", bool(_LEADERS.fullmatch(head))),
        ("agency", bool(_AGENCIES.fullmatch(head) or _OFFICE_HEAD.match(joined))),
        ("service", label == "thue" or bool(_SERVICES.fullmatch(head) or _SERVICE_HEAD.match(joined))),
        ("brand", bool(any(map(_BRANDS.fullmatch, [head, *tail.split("-")])) or _BRAND_HEAD.match(label))),
    )
    return next((kind for kind, holds in checks if holds), None)


def _readable(part: str) -> bool:
    """True when a part can be cut into syllables, or is consonants alone; in steps, so that no text is slow."""
    ends = {0}
    for start in range(len(part)):
        if start in ends:
            ends |= {
                stop
                for stop in range(start + 1, min(start + _LONGEST_SYLLABLE, len(part)) + 1)
                if _SYLLABLE.fullmatch(part, start, stop)
            }
    return len(part) in ends or _CONSONANTS.fullmatch(part) is not None


def _ends_syllable(part: str, at: int) -> bool:
    """True when a reader ends a syllable before `at`: a consonant there belongs to the vowel that follows
    it."""
    rest = part[at:]
    if not rest:
        return True
    if rest[0] in "aeiouy" or part[at - 1] + rest[0] in {"ng", "nh", "ch", "th", "tr"}:
        return False
    return _readable(rest)


def reads_badly(label: str) -> str | None:
    """The rude word that a label may be read as without marks, None when there is none; a hint, never a
    refusal.

    Parts between hyphens are read by themselves, and inside a part whole syllables only: "lonuong" is
    read lo-nuong, "salon" is a word of its own.
    """
    if len(label) > MAX_LABEL:  # no label, and reading it would take time
        return None
    for part in label.split("-"):
        if _RUDE.fullmatch(part):
            return part
        if _INNOCENT.search(part):
            continue
        for found in _RUDE_INSIDE.finditer(part):
            if _readable(part[: found.start()]) and _ends_syllable(part, found.end(1)):
                return found[1]
    return None


def _best(candidates: list[str], limit: int) -> tuple[str, ...]:
    """Usable ones without repeats: first those that read well, short before long."""

    def rank(label: str) -> tuple[bool, bool]:
        return reads_badly(label) is not None or caution(label) is not None, len(label) > GOOD_LENGTH

    usable = [label for label in dict.fromkeys(candidates) if is_label(label) and len(label) > 2]
    whole = [label for label in usable if not _RUDE.fullmatch(label)]
    return tuple(sorted(whole, key=rank)[:limit])


def suggest_person(name: str, *, limit: int = 6) -> tuple[str, ...]:
    """Labels from a person's full name, best first; () for a name without Latin letters.

    "Nguyễn Thị Thuỳ Dương" gives "thuyduong", "nguyenthuyduong", "duongnguyen" ... Never with the year of
    birth, which tells the age.
    """
    words = _words(name)
    if not words:
        return ()
    if len(words) == 1:
        return _best([words[0]], limit)
    family, given, middle = words[0], words[-1], words[1:-1]
    called = [*(word for word in middle[-1:] if word not in _FILLERS), given]
    short = "".join(called)
    initials = "".join(word[0] for word in [family, *middle[: len(middle) - len(called) + 1]])
    candidates = [short] if len(called) > 1 else []
    candidates += [family + short, given + family, "".join(words), f"{short}-{family}", initials + short]
    if _RUDE_START.match(candidates[-1]):
        candidates.pop()
    return _best([*candidates, f"{family}-{short}", "-".join(words)], limit)


def suggest_shop(name: str, *, limit: int = 6) -> tuple[str, ...]:
    """Labels from the name of a shop, household business or company, best first.

    Words of the legal form are left out, the kind of shop may stand before a hyphen: "Quán cơm Bà Bảy" gives
    "quancombabay", "quancom-babay", "babay", "quan-com-ba-bay".
    """
    words = _words(name)
    plain = " ".join(words)
    bare = " ".join(_LEGAL.sub(" ", plain).split()) or plain
    kind = next((kind for kind in _KINDS if bare.startswith(f"{kind} ")), "")
    own = bare[len(kind) :].strip()
    joined, ending = bare.replace(" ", ""), own.replace(" ", "")
    candidates = [joined]
    if kind:
        candidates.append(f"{kind.replace(' ', '')}-{ending}")
        candidates += [ending] if " " in own else []
    candidates.append(bare.replace(" ", "-"))
    if len(joined) > GOOD_LENGTH:
        candidates.append("".join(bare.split()[-4:]))
    return _best(candidates, limit)


def suggest(name: str, *, programme: str, limit: int = 6) -> tuple[str, ...]:
    """Labels for `id_vn` (a person's name) or `biz_vn` (a shop's or company's).

    A shop's name stays one under id.vn too: its words are kept in their order.
    """
    plain = " ".join(_words(name))
    shop = programme == "biz_vn" or plain.startswith(_SHOPS) or _LEGAL.match(plain) is not None
    return (suggest_shop if shop else suggest_person)(name, limit=limit)
