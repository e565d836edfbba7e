"""Whether a date told from today is said of a paper or a business, as an answer or in a statement.

"tháng trước" alone answers the question for the certificate; "năm ngoái em hỏi rồi" and "từ hôm qua web bị lỗi" tell
nothing of one. So every word around the date must belong to such an answer, or a word for issuing or founding stands
right beside it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlu.slots.fold import word_set

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nlu.slots.date_parts import Piece
    from nlu.slots.fold import Span

_TOLD = "\x01"
"""In place of the dates told from today; what other parsers took is blanked out otherwise."""
_BREAK = re.compile(r"[,;.!?\n]+|(?<![a-z])(?:nhung|but|and)(?![a-z])")
_TOKEN = re.compile(r"[a-z]+|\d+|\x00")
_DAY_AND_MONTH = re.compile(r"\d{1,2}\s*[/.-]\s*\d{1,2}(?![\d/.-])")
_ANSWER = word_set(
    "em e anh a chi c chu bac co cau ong ba tui t minh mik mk to con chau ad admin bot shop sop sep be ben nha tnhh "
    "mtv ah ak aj ha da vang u uh um uk ok oi ne nek ni nhe nhen nghen hen ho ta do day ay luon lun thoi thui lan "
    "roi r rui ma la thi cai dung chinh xac chac hinh nhu khoang chung moi vua vo vao luc bua hom ngay thang nam tu "
    "trong dau giua cuoi cap ky ki lay ra lam xong mo lap thanh dang dk dki kinh doanh kd giay phep gcn gpkd dkkd "
    "gp cong ty cty dn nghiep hkd quan tiem cua hang xuong phong tinh huyen xa khai truong hoat dong bat tien nhat "
    "ghi de tren ve duoc dc van nay kia moc theo gio sang trua chieu dem lien qua hay hoac nua ca nham lon y tet "
    "sau truoc quy sr sorry quen khoan ua in it was we got just the only our company registered issued founded "
    "opened since on at is i oh ms lm"
)
"""Words of an answer: persons, politeness, papers, businesses, issuing and founding."""
_ALSO = re.compile(
    r"(?<![a-z])(?:nhan(?= (?:duoc |dc )?(?:giay|gp|phep))|hoi(?=\s*\x01)|(?:chu |ma )?(?:khong|ko|k|hong|hok|kh"
    r"|hem) phai|xin loi|gi do|quy \d|(?:toi|den) (?:gio|nay|bay gio)|so(?= (?:(?:moi |vua |da )*(?:cap|ky)|kh"
    r"|ke hoach|tai chinh"
    r"|kinh te))|(?:cap|ky|ra|tra|lam|giay|phep) (?:xong )?cho(?= (?:em|e|tui|minh|toi|con|chau|anh|chi|co|chu|ben"
    r"|cong ty|cty)(?![a-z]))|may (?:anh|chi|co|chu|ong|ba)(?= (?:\w+ ){0,3}(?:cap|ky|ra|tra)(?![a-z]))"
    r"|(?:lanh|cam|dem|lay|nhan) (?:duoc |dc )?(?:cai |to )?(?:giay|gp|giay phep)(?: (?:ve|toi)(?: tay| nha)?)?"
    r"|(?:di|qua|len|vo|ra) (?:lay|lanh|nhan|ky)(?= (?:duoc |dc )?(?:cai |to )?(?:giay(?! to)|gp|gpkd|dkkd"
    r"|gcn)(?![a-z]))"
    r"|(?:moi|di|vua) lanh(?: ve)?|ban(?= (?:oi|a|nha|nhe)(?![a-z]))|chu (?:may|gi|dau))(?![a-z])"
)
_HELD_BACK = re.compile(
    r"(?<![a-z])(?:chua|chx|khong co|ko co|neu|muon|mun|dinh|tinh|sap|se|can|thay doi|doi|lai|gia han|nop|hen|mat"
    r"|loi|bi|xin|hu|xem|nghe|noi|goi|gui|hoi|sua|thue|hop|ban em|ban e|nguoi ta|hang xom|ke ben|chi em|anh em|may"
    r"|nao|gi|cccd|the|can cuoc|cmnd|bang lai|ho chieu|sinh|bao|kiem|tim|web|trang|ten mien|domain|dung lai|ngung"
    r"|giai the|con dau|khac dau|hoa don|gop von|mat bang|chu ky so|mon bai|du thi|hoc|quy dinh|chuong trinh"
    r"|ke hoach|nghi dinh|luat)(?![a-z])"
)
"""What else a sentence may tell of, or not yet: its date belongs to that."""
_ONLY_REGISTERED = re.compile(
    r"(?<![a-z])(?:dang k[yi]|dk|dki)(?! (?:kinh doanh|kd|doanh nghiep|cong ty|cty|ho|lan))(?![a-z])"
)
_NEWLY = re.compile(
    r"(?<![a-z])(?:moi|vua|lan dau|giay|cong ty|cty|quan|ho kinh doanh|hkd|doanh nghiep|dn|kd)(?![a-z])"
)
_ASKING = re.compile(r"(?<![a-z])cho (?:\w+ )?hoi(?![a-z])")
_ASKS = re.compile(
    r"(?<![a-z])(?:khong|ko|k|hong|hk|hok|kh|hem|khum|chua|sao|the nao|bao gio|khi nao|duoc ha|dc ha)(?![a-z])"
)
_DONE = re.compile(r"(?<![a-z])(?:moi|vua|da|roi|xong|just)(?![a-z])")
_SMALL = (
    r"(?:[\s\x01]+(?:tu|hoi|vao|luc|ngay|hom|bua|moi|vua|trong|la|de|ghi|duoc|dc|o|cuoi|dau|giua|khoang|thi|do|chac"
    r"|dung|em|tui|minh|toi|anh|chi|ben|da|co|hinh|nhu|roi|xong|lan|tien|in|on|just|was)(?![a-z]))*[\s\x01]*"
)
_BUSINESS = r"(?:cong ty|cty|doanh nghiep|dn|ho kinh doanh|hkd|quan|tiem|shop|cua hang|xuong|company|business)"
_PAPER = r"(?:giay(?: (?:phep|chung nhan|to|dk|dkkd))?(?: (?:kinh doanh|kd|dang ky))*|gpkd|gcn|gp|dkkd)"
_ISSUED = (
    rf"(?:thanh lap|(?:cap|ky|ra|co|nhan|lay) (?:duoc )?{_PAPER}|{_PAPER} (?:\w+ )?(?:duoc |moi )*(?:cap|ky|ra)"
    r"|(?:dang ky|dk) (?:kinh doanh|kd)(?: lan dau)?|(?:moi|duoc|vua|dc) (?:cap|ky)(?: phep)?|lan dau|established"
    r"|registered|issued|founded|incorporated)"
)
_OPENED = (
    rf"(?:khai truong|(?:lap|mo|dang ky|dk|lam|open) (?:cai |ra )?(?:{_BUSINESS}|{_PAPER})(?: \w+){{0,2}}"
    rf"|{_BUSINESS} (?:\w+ ){{0,2}}(?:moi |duoc |vua )*(?:lap|mo|ra|cap|dang ky|dk)|(?:moi|vua|duoc) (?:lap|mo)|opened"
    r"|(?:hoat dong|kinh doanh|buon ban)(?= tu))"
)
_ISSUED_IN_FRONT = re.compile(rf"(?<![a-z]){_ISSUED}(?![a-z]){_SMALL}$")
_OPENED_IN_FRONT = re.compile(rf"(?<![a-z]){_OPENED}(?![a-z]){_SMALL}$")
_BEHIND = re.compile(rf"{_SMALL}(?<![a-z])(?:{_ISSUED}|{_OPENED})(?![a-z])")
_PAPER_IN_FRONT = re.compile(
    rf"(?<![a-z])(?:{_PAPER}|{_BUSINESS})(?: (?:em|tui|minh|toi|anh|chi|nay|do|cua))*{_SMALL}$"
)
_AGE_BEHIND = re.compile(r"\s*(?:duoc |dc |tron |moi |la |co )*(?:\d+|\x00+) tuoi(?![a-z])")
"""năm nay 3 tuổi"""


def claimed(relative: Sequence[Piece], masked: str, *, asked: bool) -> list[Piece]:
    """Those of the dates told from today that a paper or a business is said to have.

    `asked`: the bot waits for the date of the certificate.
    """
    if not relative:
        return []
    plain = masked
    for piece in relative:
        start, end = piece.span
        plain = plain[:start] + _TOLD * (end - start) + plain[end:]
    return [piece for piece in relative if _is_claimed(piece.span, plain, asked=asked)]


def _is_claimed(span: Span, plain: str, *, asked: bool) -> bool:
    breaks = [match.span() for match in _BREAK.finditer(plain)]
    low = max((end for _, end in breaks if end <= span[0]), default=0)
    high = min((start for start, _ in breaks if start >= span[1]), default=len(plain))
    front, behind = plain[low : span[0]], plain[span[1] : high]
    if _AGE_BEHIND.match(behind):
        return False
    question = plain[high : high + 1] == "?" or _ASKS.search(front + " " + behind) is not None
    if asked and plain[high : high + 1] != "?" and _answers(plain[low:high]):
        return True
    if _HELD_BACK.search(_ASKING.sub(" ", front)):
        return False
    done = _DONE.search(front + " " + behind) is not None
    if _ISSUED_IN_FRONT.search(front):
        return True
    if _OPENED_IN_FRONT.search(front):
        return done or not question
    if asked and _PAPER_IN_FRONT.search(front):
        return not question and not _HELD_BACK.search(behind)
    return (done or asked) and _BEHIND.match(behind) is not None and (done or not question)


def _answers(clause: str) -> bool:
    """Nothing but words of an answer; a bare "đăng ký" may be one for a name."""
    if _ONLY_REGISTERED.search(clause) and not _NEWLY.search(clause):
        return False
    return all(word in _ANSWER for word in _TOKEN.findall(_DAY_AND_MONTH.sub(" ", _ALSO.sub(" ", clause))))
