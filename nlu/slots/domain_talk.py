"""What is said to the bot where a name is asked for and names nothing: yes and no, a greeting, a move, a rule asked."""

from __future__ import annotations

import re

from nlu.slots.fold import word_set

_SMALL = word_set(
    "da a ak ah ha u uh um uhm vang thua em e iem minh mik mk toi tui to con chau co chu bac anh chi ban b ad admin"
    " bot shop"
    " sop nha nhe nhen nghen hen ne nek nay do ay kia di r roi oi luon cung la thi ma hihi hehe haha z v vay y het"
    " thiet"
    " that cai cho giup gium dum ho lai nua thoi xin quy moi nguoi cac may thay cung be gai trai buoi oke ok dong"
    " chi vs"
)
_SAYS = word_set(
    "chuan oki okla okela okie uk ukm ukie yep yup yes sure nope khum hem hk kh chx dzay"
    " pp bb bai babai baibai bye gn g9 off out wtf yo helo helu hotline chatbot sdt refund back vcl vkl vl"
)
"""Said in a chat and in no name; beside small words the message is nothing else."""
_PHRASES = re.compile(
    r"(?<![a-z0-9-])(?:chinh xac|chap (?:nhan|thuan)|xac nhan|duong nhien|chac chan|chinh no|lam tiep|tiep di|tam biet"
    r"|bai bai|hen (?:gap|tai ngo|bua khac)|tat may|he lo|hu hu|good (?:morning|evening)|ket thuc|bo cuoc|thoat(?: ra)?"
    r"|dung (?:thu tuc|dang ky)|rut lui|thu tuc|(?:sua|ghi|go|khai|doi|nham|nhap|xoa)(?: lai| nham| sai)?(?: giup"
    r"| gium| dum)?"
    r"(?: em| tui| minh)?(?: cai)? (?:ngay|nam|thang)(?: sinh| cap)?|thong tin|lich su|ho so|xoa (?:sach|het)|trat lat"
    r"|quen (?:mat|roi)|mu tit|hinh nhu|vo dung|nham nhi|that vong|buc (?:minh|ghe)|bo tay|het (?:noi noi|thuoc chua)"
    r"|nguoi (?:ho tro|phu trach|that)|ng (?:ho tro|that)|goi lai|duong day nong|tong dai|noi (?:lai|chuyen)|nhac lai"
    r"|lui (?:lai|mot|1)|tro (?:ra|lui|ve)|quay (?:ve|nguoc)|(?:cau|buoc) (?:tren|truoc|cu|ke)|ve truoc|hoan tien"
    r"|chuyen khoan|thanh toan|lay lai tien|(?:bang|tren|qua|xai) (?:dien thoai|may tinh|dt|smartphone|iphone)"
    r"|dich vu cong|nha dang ky|danh sach|quoc tich|cong dan|quy (?:cach|tac|dinh)|do dai|doi tuong|dieu kien"
    r"|tieu ch(?:i|uan)|biet danh|nick ?name|nghe danh|but danh|toan so|gach (?:duoi|noi)|khoang cach|k[iy] tu"
    r"|\d{1,2} tuoi)(?![a-z0-9-])"
)
"""Parts of what is said to a bot; no wished name of several words holds them."""
_MARKED = re.compile(
    r"(?<!\w)(?:nhất trí|tán thành|gia hạn|vớ vẩn|trả tiền|đóng tiền|đi ngủ|làm đi|đi làm|đi học|hợp lý|ngủ ngon"
    r"|khỏi làm)(?!\w)"
)
"""The same by their marks; without them some are names: Nhật Trí, Tân Thành, Gia Hân, Võ Văn, Đồng Tiến."""
_ALONE = re.compile(
    r"(?:chiu|chuan|chan|te|met|xam|ngung|ket thuc|thoat|hu|lo|be|cung|anh|gai|xoa|sach|het|chu|bo|lai|tien|ngay"
    r"|nickname"
    r"|biet danh|tu do|thay co|co chu|anh chi|dien|chiu thua)"
)
"""With its marks left of a sentence: chịu, mệt, anh. Only where marks are typed; Anh alone without any may be a"
" name."""
_OF_RULES = (
    r"(?:viet (?:hoa|thuong|lien|cach|tat)|chu (?:hoa|thuong|in|cai|so|[a-z])(?![a-z])|[kc][iy] tu|dau (?:cach|gach"
    r"|cham|phay"
    r"|sac|huyen|hoi|nga|nang)|gach (?:ngang|duoi|noi)|khoang (?:trang|cach)|(?:co|khong|ko|k|bo) dau|phan biet"
    r"|tieng viet)"
)
_ASKS_RULE = re.compile(
    rf"(?<![a-z]){_OF_RULES}.*(?<![a-z])(?:hay(?: la)?|duoc|dc|khong|ko|k|hong|hok|ha|sao|moi|chua|hon)(?![a-z])"
    rf"|(?<![a-z])(?:co|phai|duoc|chi|nen|can)(?: \w+){{0,3}} {_OF_RULES}.*(?:\?|(?<![a-z])(?:khong|ko|k|hong|hok|ha"
    rf"|sao)(?![a-z]))"
    rf"|(?<![a-z]){_OF_RULES}\s*\?"
    r"|(?<![a-z])(?:co|dung|viet|xai|bo|them|ghi|de) (?:chu |tieng viet )*(?:dau|so|gach|gach ngang|dau gach|gach noi"
    r"|chu hoa|viet hoa|khoang trang|ky tu|icon|emoji)(?: tieng viet| cham| ngang| noi| dac biet| trong ten)*"
    r" (?:duoc|dc|thi|khong|ko|k|hok|ha)(?![a-z])"
)
"""A question about what a name may hold: "gõ chữ đ được không", "viết hoa hay viết thường"."""
_KIN = (
    r"(?:(?:con|em|anh|chi|co|chu|bac|cau|di) (?:gai|trai|re|dau|ho|ruot|hai|ba|tu|nam|sau|bay|tam|chin|ut)|(?:ba"
    r"|ong) (?:xa|noi"
    r"|ngoai|gia|chu)|vo|chong|ma|me|ba|cha|tia|bo|con|anh|chi|em|ban be|ban|gia dinh|ca nha|nguoi nha|nguoi ta|sep"
    r"|doi tac"
    r"|co chu)(?: [a-z]+)?"
)
_SELF = r"(?:tao|em|e|minh|mik|mk|toi|tui|t|to|con|chau|anh|chi|co|chu|bac)"
_LATER = r"(?:da|cai da|cai|coi(?: sao)?|xem(?: sao)?|lai|thu|truoc|chut|ti|xiu|nha|nhe|nghen|a|ad)"
_ASKS_SOMEBODY = re.compile(
    rf"(?:da |thoi |khoan |ua )*(?P<off>(?:de|cho|doi|can|phai|mai)(?: mai| lat| toi)?(?: {_SELF})? "
    rf"|{_SELF} (?:phai|can|se|de) "
    rf"|{_SELF} )?(?:(?:ve|qua|di|phai|con) )*"
    r"(?:(?:hoi(?: (?:lai|y|y kien|them|tham))*|(?:hoi|ban|noi)(?: (?:lai|y|y kien|chuyen|them))* voi|thua"
    r"|xin (?:phep|y))"
    rf"(?: {_KIN}| {_SELF})(?: {_LATER})*"
    rf"|(?(off)(?:tinh|nghi|suy nghi|coi|ban|hoi|can nhac|suy tinh)(?: (?:lai|them|voi|ky|tiep))*(?: {_LATER})+"
    rf"|(?!)))[\s.!]*"
)
_PUT_OFF = re.compile(r"(?:de|cho|doi|phai|can|da|cai|coi|xem|lai|truoc)")
"""Words of which one shows that it is put off: "hỏi chị Lan" alone may be a name."""
_UNWILLING = re.compile(rf"{_KIN} (?:chua|khong|ko|hong|k) (?:chiu|dong y|thich|ung|biet|cho)[\s.!]*")


def puts_off(folded: str) -> bool:
    """Whether the person will ask somebody first, or think it over: "để tui hỏi bà xã đã"."""
    said = folded.strip()
    if _UNWILLING.fullmatch(said):
        return True
    return _ASKS_SOMEBODY.fullmatch(said) is not None and any(_PUT_OFF.fullmatch(word) for word in said.split())


def is_talk(typed: str, folded: str) -> bool:
    """Whether `typed` (lower case, `folded` without its marks) is said to the bot and wishes no name."""
    words = re.findall(r"[a-z0-9]+", folded)
    if any(word in _SAYS for word in words) and all(word in _SAYS or word in _SMALL for word in words):
        return True
    if typed != folded and _ALONE.fullmatch(folded):
        return True
    return " " in folded and (_PHRASES.search(folded) or _MARKED.search(typed)) is not None


def asks_rule(folded: str) -> bool:
    """Whether a text asks what a name may hold, which names nothing."""
    return _ASKS_RULE.search(folded) is not None
