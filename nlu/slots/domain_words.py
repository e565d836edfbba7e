"""The words around a wished name: what leads to it, what follows it, what shows that none is given."""

from __future__ import annotations

import re

from nlu.slots.fold import word_set

VIETNAMESE = frozenset("àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ")

_PERSON = r"(?:em|e|minh|mik|mk|toi|tui|to|con|chau|co|chu|bac|anh|chi|ban|ad|admin|shop|quan|tiem)"
_LEAD_WORD = (
    r"(?:da|dạ|vang|ok|oke|u|uh|um|a|thi|thoi|vay|the|xin|chao|hello|hi|alo|cho|hoi|em|e|minh|mik|mk|toi|tui|to"
    r"|con|chau|bac"
    r"|muon|mun|can|thich|dinh|se|dang ky|dang ki|dk|dki|dky|dang|lay|dat|chon|xai|su dung|dung|lam|mua|tao|mo|co"
    r"|the|duoc|dc"
    r"|ten mien|tenmien|ten|mien|domain|trang web|trang|web|website|dia chi|link|la|nay|cai|thu|kiem tra|xem|giup"
    r"|gium|dum"
    r"|voi|luon|chac|nghi|chot|de|i|want|would|like|my (?=name|domain|site)"
    r"|name|is|the|please|take|register|get|i'?d|about|how|vi du"
    r"|vd|kieu|nhu"
    r"|mien phi|cua|tui em|cong ty|minh nghi|di|nha|nhe|free|for|ca nhan|kinh doanh|cho hoi|dum em|giup em|hoac|va"
    r"|hay|or|and)"
)
LEAD = re.compile(rf"(?:[\s,.:;\"'(\-]*(?:{_LEAD_WORD})(?![a-z0-9-]))*[\s,:;\"'(]*(?:\.\s*)?")
"""Everything polite or procedural in front of a name."""

WISH_LAST = re.compile(
    rf"(?<![a-z])(?:cho (?:{_PERSON} )?(?:xin )?(?:mot )?(?:cai )?ten(?: mien)?(?: la)?(?! mien| co(?![a-z]))"
    rf"|ten (?:mien )?(?:cua )?(?:{_PERSON} )?(?:se |muon )?(?:la|dat la)|(?:lay|dat|chon|xai"
    rf"|dung|nhap|ghi|go|dien) (?:cai )?ten(?: mien)?(?: la)?"
    r"|ten mien(?: moi| khac)?(?: la)|dat la|chon la|doi (?:ten mien |ten )?(?:thanh|sang|qua|lai la|lai thanh)"
    r"|lay la|muon lay|muon chon|muon dat"
    r"|sua (?:ten mien |ten )?(?:lai )?(?:thanh|la)|chuyen thanh|name is|domain is|would like|i want|doi lai"
    r"|sua lai|thay bang|phai la|ma la|chot|lay|chon|nham)(?![a-z])\s*:?"
)
"""After the last of these the name begins."""

NAMES = re.compile(
    rf"(?<![a-z])(?:ten (?:mien )?(?:cua )?(?:{_PERSON} )?(?:se |muon )?(?:la|dat la)|(?:lay|dat|chon|xai|dung|cho"
    rf"|xin)(?: {_PERSON})? (?:cai )?ten(?: mien)?(?: la)?|dat la|chon la|lay la|muon (?:lay|chon|dat)"
    r"|doi (?:ten mien |ten )?(?:thanh"
    r"|lai la|lai thanh)|(?:thanh|la|name is|domain is|chot|nham|lay|chon))\s*:?\s*$"
)
"""Right in front of a name that a blank parts from its suffix ("lấy lan id vn"): without it the words are no name."""

WISH = re.compile(
    r"(?<![a-z])(?:muon|mun|lay|dat|chon|dang ky|dang ki|dk|dki|dky|ten mien|ten|domain|doi thanh|thich|mua|want"
    r"|register|take|get|chot)(?![a-z])"
)
"""Somewhere in front of an address: the person wants it."""

LEAD_FORMS = {
    "co": {"có"}, "nha": {"nha"}, "nhe": {"nhé"}, "the": {"thế", "the"}, "nay": {"này"}, "mo": {"mở"}, "mua": {"mua"},
    "tao": {"tạo", "tao"}, "cua": {"của"}, "bac": {"bác"}, "chau": {"cháu"}, "to": {"tớ"}, "con": {"con"}, "di": {"đi"},
    "thu": {"thử"}, "la": {"là"}, "lay": {"lấy"}, "dat": {"đặt"}, "lam": {"làm"}, "de": {"để"},
    "nghi": {"nghĩ"}, "dung": {"dùng"},
    "chac": {"chắc"}, "can": {"cần"}, "dinh": {"định"}, "cho": {"cho"}, "minh": {"mình"},
    "thoi": {"thôi"}, "voi": {"với"},
    "ten": {"tên"}, "hoi": {"hỏi"}, "duoc": {"được"}, "trang": {"trang"}, "mien": {"miền"},
    "u": {"ừ"}, "chon": {"chọn"}, "nham": {"nhầm", "nhằm"}, "chao": {"chào"}, "xin": {"xin"}, "xai": {"xài"},
    "gium": {"giùm"},
    "thich": {"thích"}, "vay": {"vậy"}, "thi": {"thì"}, "toi": {"tôi"}, "muon": {"muốn"}, "se": {"sẽ"},
    "dang": {"đang"}, "nhu": {"như"}, "kieu": {"kiểu"}, "ho": {"hộ"}, "ne": {"nè"}, "thanh": {"thành"}, "moi": {"mới"},
    "va": {"và"}, "hay": {"hay"}, "chot": {"chốt"}, "xem": {"xem"},
}  # fmt: skip
"""How a leading word is written with its marks; with others it is part of the name: của, but cửa hàng."""

LEAD_WISHED = re.compile(
    r"(?:[\s,.:;\"'(\-]*(?:la|nay|ne|(?:cho|cua|giup|gium|dum|ho) (?:em|e|minh|mik|mk|toi|tui|con|chau|chi|anh"
    r"|co|chu|bac|quan|tiem|shop|cong ty|nha)(?: (?:em|e|minh|tui|toi|con|chi))?(?: la)?|(?:moi|khac) la|name|is|as"
    r"|mien|domain)(?![a-z0-9-]))*[\s,:;\"'(]*(?:\.\s*)?"
)
"""What may stand between "lấy tên", "tên là" and the name itself; anything else is the name: cua biển, lâm, như ý."""

SHY = word_set("va hay co nha the nay mo mua tao cua bac chau to con di thu")
"""Alone these begin a name, "cô ba", "thế giới tôm"; beside another leading word they lead: "bác muốn lấy ..."."""

COMPOUND = re.compile(
    r"(?:thoi trang|trang (?:suc|tri|trai)|cua (?:hang|bien|dong|gach|ca mau)|nha (?:hang|thuoc|nghi|xe|may|sach|tre"
    r"|tro)"
    r"|co so|the (?:gioi|thao)|mua ban|chao (?:ca|long|vit|ga|luon|ech|suon|dinh duong)|tao xanh|to yen|dung cu"
    r"|dat mui|di dong"
    r"|thu (?:cung|y|cong|mua)|lam (?:dep|moc|san)|link kien|cho (?:thue|meo|noi)|mo hinh|em be|bac s[iy]|giup viec"
    r"|hoi quan|u minh|thoi noi|con tom|minh hai|bac lieu)(?![a-z0-9-])"
)
"""A word that leads to a name and begins one here: mình, but Minh Hải; em, but em bé; thôi, but thời trang."""

BEGINS_NAMES = word_set("chao dang kieu nhu can dinh trang la lam dat dung de hoi thich")
"""Words that lead to a name in a sentence; alone in front of single syllables they are its beginning: kieu nhu."""

ONLY_NAMES = word_set("minh thu chau an nhu kieu trang lam dat dinh dung can")
"""A message of nothing but these is a name: nhu trang, minh dat."""

BRANDS = word_set(
    "mobile store coffee cafe house beauty studio media digital computer fashion spa salon homestay hotel seafood "
    "market "
    "camera online design travel kids baby garden decor"
)
"""Foreign words in the names of shops: no syllables typed as one."""

GIVEN_ALONE = word_set("mai minh dung hieu dat thu vang quan")
"""Common given names that mean something else in a sentence; typed alone without marks where a name is asked for, they
are it. "hong" is not among them: more often it says no (hông)."""

GIVEN_NAMES = word_set("minh thu chau bac an to")
"""Names that look like words which lead to one: Minh (mình), Thu (thử), Châu (cháu)."""

NOT_A_WISH = re.compile(
    r"(?<![a-z])(?:o|tren|tai|vao|qua|ben|tu|trang|web|website|link|voi|khac|hon|thay vi|thay|cua nha|nha cung cap"
    r"|gui|email|mail"
    r"|at|on|from|via|co san|mua cua|dung|da co|dang co|dang xai|la)\s*(?:trang |web |cong |website |duoi "
    r"|ten mien |duoi ten mien )*(?:https?:/{1,2})?(?:www\.)?$"
)
"""Right in front of an address: it is a place, or something to compare with."""

TAIL = re.compile(
    r"[\s,]*(?:(?<![a-z])(?:la )?(?:duoc|dc|ok|oke) (?:roi|r)(?![a-z])|(?<![a-z])(?:duoc|dc|con|co) (?:khong|ko|k"
    r"|hok|hk|chua)|(?<![a-z])(?:duoc|dc) (?:hong|ko|k)?"
    r"|(?<![a-z])(?:nha|nhe|nhen|nghen|hen|a|ak|ah|ad|admin|di|luon|dum|giup|gium|please|pls|thoi|oi|ne|nao|ban|em"
    r"|shop"
    r"|duoc khong|co duoc khong|duoc chua|con trong khong|con khong|xem sao|thu|do|nua|cho (?:em|e|minh|toi|tui"
    r"|con|chau|chi|co|chu|anh|bac))(?![a-z0-9-])"
    r"|[?!.])(?:[\s,?!.]*[\s,](?:bot|anh|chi|co|chu|bac|con|nha|nhe|a|ak|ah|ad|admin|ban|em|oi|khong|ko|k|giup"
    r"|chua|trong|luon|di|minh"
    r"|shop|ha|hen|nghen|do)(?![a-z0-9-]))*[\s?!.]*$"
)
"""Politeness and "is it free?" behind a name."""

TAIL_FORMS = {
    "nha": {"nha"}, "nhe": {"nhé", "nhe", "nhẻ"}, "nhen": {"nhen"}, "hen": {"hen"}, "ban": {"bạn"}, "di": {"đi"},
    "luon": {"luôn"}, "dum": {"dùm"}, "ne": {"nè"}, "nao": {"nào"}, "thu": {"thử"}, "do": {"đó"}, "nua": {"nữa"},
    "a": {"ạ", "á", "à", "a", "ả"}, "thoi": {"thôi"}, "oi": {"ơi"}, "duoc": {"được"}, "con": {"còn"}, "co": {"có"},
}  # fmt: skip
"""How a word of politeness is written with its marks; with others it is part of the name: thử, but Anh Thư."""

BLOCKED = re.compile(
    r"(?<![a-z0-9-])(?:hoi nay|luc nay|khi nay|ban nay|bua truoc|hom truoc|y nhu|y chang|nhu ten|giong (?:nhu"
    r"|ten|voi)|theo ten"
    r"|gap|de trong|bo trong|can bo|tra loi|cho chut|doi chut|lua dao|ngu|bot|chan qua|mac qua"
    r"|lau qua|gi|j|sao|nao"
    r"|nhu the nao|ntn|bao nhieu|bao lau|khong|ko|k|hok|hk|kg|chua|biet|bo qua"
    r"|de sau|tinh sau|goi y|tu van|huong dan"
    r"|mien phi|quay lai|tro lai|dung lai|skip|mat tien|the nao|tai sao|vi sao|thoi|roi|nghi them"
    r"|suy nghi"
    r"|khac nhau|help|menu|restart|bat dau lai|lam lai|dong y|tu choi|nham|lon|cam on|thanks|what|how|why|yes"
    r"|chao|hello|bye|thank|xin|nguoi that|nhan vien|goi cho|lien he|giai thich|duoc|dc|voi|muon|cung"
    r"|nua|du lieu cua|xem du lieu|xem thong tin|thong tin cua)(?![a-z0-9-])"
)
BLOCKED_UNLESS_NAME = re.compile(
    r"(?<![a-z0-9-])(?:(?:hong|huy|hieu)(?: di| luon| nha| a| ne)?$(?<!\S\s\w{3})(?<!\S\s\w{4})"
    r"|hong (?:biet|co|muon|hieu|can|phai|lay|thich|duoc|dc|ro|nho|chac|nghi|dat)|huy (?:bo|dang|di|het|luon"
    r"|giup|dum|gium)"
    r"|(?:khong|ko|k|hong|chua|hok|chang|hk|de|ai) hieu|(?:dep|trong|con|co|on|hay|dai|ngan|du) hong$)(?![a-z0-9-])"
)
"""hông, hủy and hiểu in a text without marks; Hồng, Huy and Hiếu are names."""
BLOCKED_MARKED = re.compile(
    r"(?<!\w)(?:có|là|khỏi|ai|đâu|sai|phí|hỏi|đúng|thấy|nghĩ|chắc|khác|hả|mấy|ở|quá|ghê|vậy|chút|xíu|lắm|nữa|ờ"
    r"|ừ|ừa|ừm|dấu|cả|để|đã|đang|sẽ|nên|nếu|mà|thì|hông|hổng|nhưng|bị|hủy|huỷ|hiểu|đó|hơn|nghen|nhé)(?!\w)"
)
"""Words that no wished name of several words holds: the person says something else."""

NEVER_ALONE = re.compile(
    r"(?:em |minh |toi |la )*(?:ok|oke|okie|uh|um|u|uhm|co|vang|da|dung|dung roi|sai|no|khac|em|minh|toi|id|biz|vn"
    r"|khoi|thoi khoi|tao|domain|ten|ten mien|tren|doi|phai"
    r"|cu|ten cu|trong|de trong|quan|tiem|shop|cua hang|ten quan|ten tiem|sau|de sau|truoc|lat|lat nua"
    r"|sinh vien|hoc sinh|ho kinh doanh|hkd|ho kd|cong ty|cty|doanh nghiep|ca nhan|tu dong|ngau nhien|tuy ban|tuy"
    r"|bat ky|nguoi|hay|la|ten khac"
    r"|(?:ua|a|ay|i|u) khoan(?: da| chut| ti| di| cai)?|khoan da|khoan khoan|tu tu|cho (?:chut|ti|xiu)"
    r"|doi (?:chut|ti|xiu)"
    r"|roi|tiep|tiep tuc|tiep theo|xong|di|nhe|a|ad|admin|dau tien|ngay mai|mai|lat nua|cho ti|doi ti|de xem"
    r"|xem lai|dang nghi|coi|dep|khong can)"
)
"""What is never a whole name by itself."""
