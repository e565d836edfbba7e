"""The words of yes and no, folded, and the small words that may stand around them."""

from __future__ import annotations

import re

from nlu.slots.fold import word_set

_SELF = "em|e|minh|mik|mk|toi|tui|to|con|chau|ban|ad|admin|shop|bot|anh|chi|chu|bac|ong|ac"
PAD = re.compile(
    r"(?<![a-z0-9])(?:da|vang a|a|ak|ah|ha|ne|nha|nhe|nhen|nghen|hen|nhi|day|luon|thi|ma|oi|i|de|nhoa|nek|nhaa|aa|"
    rf"{_SELF})(?![a-z0-9])"
)
"""Polite words, the person, the bot: they carry no answer."""

_NEG = r"(?:khong|ko|k|kh|hk|hok|hong|hông|hem|khum|khom|kg|khg|khongg|hongg|kong|khog|hoong|no|nope|nah|khoong)"
_AGREE = (
    r"(?:u+|uh+|um+|uk|ukm|uhm|uhu|uhuh|okela|okie|okela|oki|oke+|okey|okay|okok|ok+|okla|okay la|oce|okee|yes+"
    r"|yep|yeah|yup|ya|y|sure|right"
    r"|correct|of course|da|vang|vag|zang|co|dung|dug|dungg|chuan|chinh xac|phai|phai roi|duoc|dc|dk|dx|duocc"
    r"|tat nhien|duong nhien|di nhien"
    r"|hien nhien|chac chan|hop ly|nhat tri|that|dong y|good|true)"
)
_MORE = (
    r"(?: (?:roi|r|rui|roy|oy|chu|che|that|vay|do|dung|ok|oke|lun|luon|thoi ma|qua|lam|all|cam on|nhe|het"
    r"|hoan toan|cung duoc|cung dc|di))*"
)
YES = re.compile(
    rf"(?:{_AGREE}{_MORE})(?: {_AGREE}{_MORE})*|(?:xong|da) (?:roi|r)|roi|r|rui|duyet|lam di|lam luon di|chot"
)
_NOT = rf"(?:{_NEG}|chua|chx|ch|not yet|not)"
NO = re.compile(
    rf"(?:(?:u|uh|um|da) )?(?:{_NOT}(?: (?:{_NEG}|co|phai|dung|duoc|dc|dk|can|muon|mun|thich|dau|roi|chua|nua|lay"
    rf"|lam|dau a|het|ok|on|dong y|chinh xac))*"
    r"|thoi(?: (?:khoi|khong|ko|k|khong can|ko can|k can|bo qua|di|dung lai))?|khoi(?: (?:di|can|lam))?"
    r"|sai(?: (?:roi|r|bet|het|be bet))*|sai do"
    r"|dau co|dau phai|lam gi co|lay dau ra|huy|dung lai|wrong|incorrect|never|tu choi|de sau|khoi luu|dung luu"
    r"|nham roi|nham r|lon roi)"
)
ASKED_TO_STOP = re.compile(r"(?:u |da )?(?:vay )?(?:thoi|thui)(?: (?:vay|bo qua|bo|di|ko|khoi))*")
"""Where a fact is asked for, "thôi" leaves the question and does not deny it; "vậy thôi" answers nothing at all."""
QUESTION = re.compile(
    rf"(?:co|duoc|dc|dung|phai|roi|ok|oke)(?: \w+)? (?:{_NEG}|chua|hay {_NEG})(?: vay| a| ta| the)?$"
    rf"|(?<![a-z])(?:gi|sao|nao|may|dau vay|hay)(?![a-z])"
)
"""có không, được chưa, đúng không: asked, not answered."""

CONDITION = re.compile(
    r"(?<![a-z])(?:neu|lo|gia nhu|mien la|voi dieu kien|tru khi|if|unless|nhung|tuy nhien|but|co dieu|mien sao"
    r"|gia su|thi sao|de lam gi|la gi|la sao"
    r"|nghia la|co nghia|tai sao|vi sao|sao phai|bat buoc|thi duoc gi|thi bi gi|thi co|co duoc khong|duoc khong"
    r"|dc ko|dc k|duoc ko|hay khong|hay ko|o dau"
    r"|the nao|nhu nao|lam sao|phai khong|dung khong|thi the nao|khong biet co|chua biet|khong ro|what|why"
    r"|how)(?![a-z])"
)

EXPLICIT_YES = re.compile(
    r"(?<![a-z])(?:dong [yi]|dong yy+|dog y|dogn y|ddoongf ys|d9o6ng y1|dong1 y1|nhat tri|chap nhan|chap thuan"
    r"|tan thanh|cho phep|ung thuan|bang long"
    r"|i (?:do )?agree|i accept|i consent|agreed?|i give (?:my )?consent|accept|consent given"
    r"|yes i agree)(?![a-z0-9])"
)
EXPLICIT_NO = re.compile(
    rf"(?<![a-z])(?:{_NEG} (?:he |muon |the |co )?(?:dong [yi]|dog y|nhat tri|chap nhan|chap thuan|tan thanh"
    rf"|cho phep|bang long|cho luu)"
    r"|tu choi|phan doi|bat dong y|dung luu|i (?:do not|don'?t|dont) (?:agree|accept|consent)|i (?:disagree|refuse"
    r"|decline)|disagree|decline|refuse)(?![a-z])"
)
NOT_YET_AGREED = re.compile(r"(?<![a-z])(?:chua|chx) (?:muon |the )?(?:dong [yi]|nhat tri|chap nhan)(?![a-z])")
ALLOWED = word_set(
    "em e minh mik mk toi tui to con chau co chu bac anh chi ban ad admin shop bot ong ba da vang a ak ah u uh um "
    "uk ok oke okie yes roi r nha nhe ne nhen hen nghen luon hoan toan xin cu thi voi viec cac dieu khoan tren "
    "nay do day cho phep luu giu xu ly du lieu thong tin ca nhan cua va de lam di tiep tuc tiep chia se cung cap "
    "su dung dung noi dung thu thap het tat hai tay rat san sang cam on thanks thank you please sure i my the to "
    "with terms that ua om ukm uhm o "
    "chu that y kien nhu vay dau la thay dong chac chan duoc dc mien phi chuong trinh toan bo moi "
    "thu bat ky cai gioi han no not dau nhe i all of it data quyet dinh hehe hihi haha thui thoi nhaa aa phuong "
    "an ma hong ngay sinh nam ten so luon nua ca lun nhoa nek oki yep yeah dung phai kiem tra hoi xem"
)
"""Words that may stand beside an explicit answer without changing it."""

TOPIC = {
    "certificate": re.compile(
        r"(?<![a-z])(?:giay|giay phep|phep|giay to|kinh doanh|kd|gpkd|hkd|giay chung nhan|mst|ma so|thue|gcn"
        r"|chung nhan|dang ky|dk|dang ki|cap|lam|ho|cong ty|cty|quan|tiem|lam giay"
        r"|doanh nghiep|day du|du|san|ra|xin|xong|nam|hom|trong tay)(?![a-z])"
    ),
    "registered": re.compile(
        r"(?<![a-z])(?:dang ky|dk|dki|dky|dang ki|lam|xong|thanh cong|ten mien|duoc|dc|hoan tat|hoan thanh"
        r"|ca)(?![a-z])"
    ),
    "citizen": re.compile(r"(?<![a-z])(?:la|cong dan|nguoi|viet nam|viet|vn|quoc tich|chinh goc|goc)(?![a-z])"),
    "confirm": re.compile(
        r"(?<![a-z])(?:thong tin|nhu vay|nhu the|vay|the|het|y vay|hoan toan|tat ca|nhac|minh nhac|nhac em"
        r"|nhac minh|gui|lai)(?![a-z])"
    ),
    "resume": re.compile(r"(?<![a-z])(?:lam|tiep|tuc|tiep tuc|muon|can|nua|lai)(?![a-z])"),
    "consent": re.compile(r"(?<![a-z])(?:luu|thong tin|di|tiep tuc|lam di)(?![a-z])"),
    "human": re.compile(r"(?<![a-z])(?:muon|can|gap|noi chuyen|nguoi)(?![a-z])"),
}
"""Words of the question itself, which an answer may take up: "có giấy rồi"."""

YES_BY_QUESTION = {
    "certificate": re.compile(
        r"(?:moi|vua) co.*|(?:da )?(?:co|duoc|dc|roi|r|da|moi|vua|du)(?: (?:roi|r|co|du|moi|vua|san))*"
    ),
    "registered": re.compile(r"(?:da )?(?:duoc|dc|roi|r|da|ok)(?: (?:roi|r))*"),
    "citizen": re.compile(r"100|mot tram phan tram"),
    "resume": re.compile(r"di|luon|tiep tuc di"),
    "confirm": re.compile(
        r"(?:lay|chot|dung|chon|dat|xai)(?: (?:ten|cai|mien))* (?:do|nay|vay|ay)(?: (?:luon|di|thoi|roi))*"
        r"|xoa(?: (?:luon|het|di|giup|gium|dum))*"
        r"|(?:co |vang |da |u |uh |ok |oke |dong y |duoc |nho |cu |muon |can )*nhac"
        r"(?: (?:em|minh|toi|tui|giup|gium|dum|ho|di|luon|lai|voi|nho|sau|the|duoc))*"
    ),
}
NO_BY_QUESTION = {
    "certificate": re.compile(
        rf"{_NOT} co (?:\w+ )?gi(?: het| ca)?|het han(?: roi)?|(?:dang|dang cho|dang doi|sap|chuan bi|dinh|se"
        rf"|het han|mat roi|bi mat)(?: (?:co|moi))*"
    ),
    "confirm": re.compile(
        rf"(?:{_NOT}|khoi|dung|chua|thoi) (?:can )?(?:xoa|nhac)(?: (?:luon|het|di|dau))*|giu(?: (?:lai|nguyen))*"
    ),
    "registered": re.compile(r"(?:dang|dang do|sap|de mai|mai|bua khac|lat nua|chut nua|tu tu)"),
    "citizen": re.compile(
        r"(?:nuoc ngoai|ngoai quoc|foreigner|lao|campuchia|cam bot|my|trung quoc|dai loan|han quoc|nhat ban"
        r"|khong co)"
    ),
}

# An answer in a clause of its own, beside a question: "có, mà hết 2 năm thì sao".
PART = re.compile(r"(?:[^,.;!?\n]|\.(?=\S))+\??")
LIMITS = re.compile(
    r"\s*(?:neu|lo|gia nhu|mien la|mien sao|voi dieu kien|tru khi|if|unless|nhung|tuy nhien|but|co dieu|gia su"
    r"|thi|chu|hay|hoac|khong|ko|k|chua|co|vi|tai)(?![a-z])"
)
"""What goes on like this limits the answer before it, or is another one."""
ASIDE = re.compile(
    r"\s*(?:ma|con|the|vay|cho (?:em|e|minh|toi|tui|con|chau)? ?hoi|sdt|so dt|so dien thoai|and)(?![a-z])"
)
TAKES_BACK = re.compile(
    r"(?<![a-z])(?:sua|nham|lon|sai|thay|chua dung|khong dung|doi(?! voi)|lan nua|cham|huy|thoi|khoan|tu tu"
    r"|cho (?:chut|ti|xiu|da)|de (?:coi|xem)|chua (?:chac|biet))(?![a-z])"
)
SLIPPED = re.compile(
    r"(?<![a-z])(?:nham|lon|khong phai|ko phai|giay(?: \w+){0,3} (?:het han|bi mat|mat roi|thu hoi))(?![a-z])"
)
THANKS = re.compile(r"(?<=\S) (?:cam on|thank you|thanks)(?: nhieu)?$")
ALL_RIGHT = re.compile(r"\s*(?:da |vang |u |ok |thi )*(?:dung|chinh xac|chuan|phai roi|correct|all correct)(?![a-z])")
ALL_RIGHT_WORD = re.compile(r"(?<![a-z])(?:dung|chinh xac|chuan|phai roi|correct)(?![a-z])")
