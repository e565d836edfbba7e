"""Whether what stands where a name is asked for is something else: a question, a refusal, a remark."""

from __future__ import annotations

import re

from nlu.slots.domain_talk import is_talk
from nlu.slots.domain_words import BLOCKED, BLOCKED_MARKED, BLOCKED_UNLESS_NAME, NEVER_ALONE
from nlu.slots.fold import fold, word_set

_SPELLED = {
    "gi": {"gì"}, "sao": {"sao"}, "nao": {"nào"}, "khong": {"không", "khôg", "khộng"}, "chua": {"chưa", "chứa"},
    "biet": {"biết", "biêt", "bíết"}, "thoi": {"thôi", "thoi"}, "roi": {"rồi", "rôi", "ròi"}, "ngu": {"ngu"},
    "bot": {"bot"}, "gap": {"gặp", "gấp"}, "dong y": {"đồng ý", "đồng í", "đông ý"}, "chao": {"chào"},
    "voi": {"với", "vơi"}, "muon": {"muốn", "mướn"}, "cung": {"cũng", "củng"}, "nua": {"nữa", "nửa"},
    "duoc": {"được", "đươc", "đựơc"}, "xin": {"xin"}, "nham": {"nhầm", "nhằm"}, "lon": {"lộn"}, "ko": {"ko"},
}  # fmt: skip
"""Blocked words with their marks; with others they are part of a name: được, but dược; chào, but cháo; sao, but sào."""
_SOFT = word_set("sao chao bot voi cung duoc thoi chua lon ngu roi nao")
"""Without marks these begin or end many names: yen sao, chao long, thoi trang, duoc pham, dua chua, buoi nam roi."""
_SOFT_LAST = re.compile(
    r"(?:(?:ngoi|yen|nam|bon|ba) sao|(?:dua|ca|sua|canh|lau|xoai|me|muoi|com|banh) chua|nam roi|(?:con|ca) voi"
    r"|(?:heo|thit) lon"
    r"|(?:hoang|tu|long) cung)"
)
_WORDS = re.compile(r"[a-z0-9-]+")
_SAYS = word_set(
    "em e tui toi ad admin vay v z zay zi nay gi luon nhe nhen nghen ak ah thi neu nhung hoi chon lay ten khi xong "
    "het ghe oi ko k hok khong dc nua duoc cung roi voi bye hi hello lam"
)
"""Words of a sentence; one beside a soft word makes it no name."""
_SAYS_PERHAPS = word_set(
    "dat cho de la ma do day qua ban lai cai co nao can phai di minh anh chi con may ai dau o nha ha"
)
"""Words of a sentence that names hold too: two beside a soft word make it no name."""
_PHRASES = re.compile(
    r"(?<![a-z0-9-])(?:sau nay|mai mot|bua sau|mot mai|(?:doi|sua|thay|xoa|sang|dung|trung|giu|mat|dat"
    r"|ghi) (?:lai )?ten|ten"
    r"|chuyen nhuong|bao lau|bao gio|khi nao|chung nao|luc nao|hoi nao|nhu nao|lam sao|o dau|cho nao|bang cach"
    r"|het han|mat phi|ton (?:tien|phi)|bao nhieu|toi da|toi thieu|may (?:chu|ky|cai|ngay|nam)|bi trung|nguoi ta"
    r"|nguoi khac"
    r"|quy dinh|bat buoc|co (?:duoc|can|phai|bi|cho)|can phai|phai (?:giong|co|la|dat|ghi|dung|trung)|cccd|cmnd"
    r"|nen dat|coi lai|xem lai|hoi lai|tinh lai|y kien|de mai|de toi"
    r"|bua nao|hom nao|ai lay|lay roi|dang (?:ban|lam|cho|doi|di|hoc|tinh|nghi|o|tim)|khac nhau|hai ten|nhieu ten"
    r"|may ten|moi nguoi|mac cong|dat (?:cho|gium|dum|giup|ho)|nghi (?:gium|dum|giup)|mot cai|vi du|kho qua|lau qua"
    r"|dai qua"
    r"|rac roi|phien qua|ranh roi|chua nghi|suy nghi|lua chon|goi y|lam gi|de lam chi|hoi chi|chi vay|vay ha|xong chua"
    r"|dang ky (?:xong|roi|may|duoc|nhieu|hai)|so dien thoai|can cuoc)(?![a-z0-9-])"
)
"""Parts of sentences that stand in no wished name."""
_ASKED_ABOUT = re.compile(
    r"(?<![a-z0-9-])(?:tieng (?:anh|viet|tau|nuoc ngoai)|viet (?:hoa|thuong|tat|lien|cach)|(?:mot|hai|ba|may|nhieu"
    r"|[1-9]) (?:chu|tu|so|cai"
    r"|ky tu|ki tu)|chu (?:hoa|thuong|so|in|cai)|(?:co|bo|khong) dau|dau (?:cham|gach|cach|phay|sao)|k[iy] tu"
    r"|khoang trang"
    r"|mot nguoi|con (?:em|minh|tui|toi|gai|trai)|rut gon|thuong hieu|noi tieng|dia danh|nghe si|ca si|nguoi than"
    r"|cua (?:em|minh|tui|toi|con|chau|me|ma|ba|vo|chong|nguoi)|ngan (?:hon|lai|thoi)|dai (?:hon|ngan)|emoji|icon"
    r"|so dt|bien so|ngay sinh|nam sinh"
    r"|doi lai|doi sau|sua lai|sua sau|them bot|xai chung|ket hop)(?![a-z0-9-])"
)
"""What a name may be made of or what may be done with it: behind a question it is asked about."""


_ASKED_ALONE = word_set("cho cu xa que vo chong me ma truong lop")
_ADDRESSED = frozenset("chỉ chị chú bác cô tôi tớ cháu má mẹ".split())
"""The person or the bot, where nothing else is said; without marks they may be names (Chi)."""


def says_else(typed: str, *, asks: bool = False, closed: bool = False) -> bool:
    """Whether `typed` (lower case) is no wished name.

    `asks`: the message goes on as a question ("được không"). `closed`: an ending such as .id.vn touches it, so that
    its last word is no particle.
    """
    folded = fold(typed)
    if folded.isdigit() and len(folded) < 3:
        return True
    if not closed and folded == typed and BLOCKED_UNLESS_NAME.search(folded):
        return True
    if NEVER_ALONE.fullmatch(folded) or typed in _ADDRESSED or (asks and folded in _ASKED_ALONE):
        return True
    if not closed and is_talk(typed, folded):
        return True
    several = " " in folded
    if several and (_PHRASES.search(folded) or (asks and _ASKED_ABOUT.search(folded))):
        return True
    marked = [m for m in BLOCKED_MARKED.finditer(typed) if not (closed and m.end() == len(typed))]
    return bool(marked) or any(_blocks(match, typed, folded) for match in BLOCKED.finditer(folded))


def _blocks(match: re.Match[str], typed: str, folded: str) -> bool:
    word, spelled = match[0], typed[match.start() : match.end()] if len(typed) == len(folded) else match[0]
    if spelled != word:
        return spelled in _SPELLED.get(word, {spelled})
    if word not in _SOFT and word != "dong y":
        return True
    if typed != folded and word not in _SPELLED.get(word, ()):
        return _in_a_sentence(word, folded)  # the others bear their marks, so this word has none
    if match.end() == len(folded):
        return _SOFT_LAST.search(folded) is None
    return _in_a_sentence(word, folded)


def _in_a_sentence(word: str, folded: str) -> bool:
    others = _WORDS.findall(folded)
    others.remove(word.partition(" ")[0])
    return not others or any(other in _SAYS for other in others) or sum(other in _SAYS_PERHAPS for other in others) > 1
