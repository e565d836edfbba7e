"""Words that tell several dates of one text apart, as patterns on folded text."""

from __future__ import annotations

import re

_SELF = r"(?:em|e|minh|mik|toi|tui|con|chau|to|anh|chi|co|chu|bac|ben em|ben minh|ben tui)"
_KIN = r"(?:ba|ma|me|cha|tia|vo|chong|ban|anh|chi|em|ong|bo|co|chu|bac|cau|di)"
_RANK = r"(?:hai|ba|tu|nam|sau|bay|tam|chin|ut|ruot|ho|trai|gai|chong|vo|than|re)"
_FIRM = r"(?:cong ty|cty|doanh nghiep|dn|ho kinh doanh|hkd|quan|tiem|shop|cua hang|xuong|co so)"
_ENTERPRISE = r"(?:cong ty|cty|doanh nghiep|dn|tnhh)"
_OFFICE = r"(?:phuong|xa|huyen|tinh|so|uy ban|ubnd|thue|trung tam|ngan hang|van phong|benh vien|truong)"
_WHEN = r"(?:ngay|hom|bua|sang|trua|chieu|thu|luc|mung|mong|tuan|thang|mai|mot)"
_THINGS = (
    r"(?:dia (?:chi|diem|ban)|cho(?! o)|tru so|tru|mat bang|ten|chu(?: so huu| ho)?|nguoi|dai dien|giam doc|con dau"
    r"|nganh|nghe|mau|loai hinh|giay|gpkd|gcn|von|thanh vien|thong tin|noi dung|bang hieu|dang k[yi]|sdt)"
)
_WEB = r"(?:online|tren mang|qua mang|mang)"


def _cue(*words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z])(?:{'|'.join(words)})(?![a-z])")


TO_COME = _cue(
    rf"hen(?= (?:(?:em|e|tui|minh|toi|anh|chi|co|chu|con|lai|toi|den|len|qua|vao) )*(?:{_WHEN} |[\d\x00]|$))",
    r"mai mot|(?:mai|ngay mai|mot|tuan (?:sau|toi)|thang (?:sau|toi))(?= (?:la )?(?:ngay |thu )?$)",
    r"(?:moi |se )?ranh|(?:lich|ngay|gio|bua) hen|het (?:han|chuong trinh|mien phi|uu dai)|ket thuc|han (?:chot|cuoi)",
    r"phai (?:di|len|ve|qua|ra)|la (?:hom|bua) nay",
    r"(?:dang k[yi]|dk|lam|xong|kip|han) truoc(?= (?:ngay |thang )?$)",
    rf"(?:len|ghe|toi|den|qua|ra|gap|lien he) (?:ngoai |tren |ben )?{_OFFICE}",
)
"""A day that is still ahead: hẹn, mai mốt, lên phường."""
_FILL = (
    r"(?: (?:em|e|tui|minh|toi|con|ben|cua|cho|nay|do|thi|la|moi|vua|da|duoc|dc|ngay|hoi|so|xa|phuong|thue|ve|toi))*"
)
_OTHER_PAPER = (
    r"(?:(?:cap|co|ra|lay|nhan|lam|ky) )*(?:(?:giay|gp|giay phep|giay chung nhan|chung nhan|chung chi|to) )*(?:cai "
    r"|ban )?"
    r"(?:(?:an toan |ve sinh )+(?:thuc pham|tp|attp)|ve sinh|vsattp|attp|pccc|phong chay(?: chua chay)?"
    r"|hanh nghe|nhan hieu|thuong hieu|so huu tri tue|bang hieu"
    r"|hop dong(?: thue| mua ban| lao dong)?(?: nha| mat bang| cho| sap| kiot)?|chung chi(?: \w+)?|bao hiem"
    r"|so (?:hong|do)"
    r"|cccd|can cuoc(?: cong dan)?|chu ky so|hoa don)"
)
_SIGNED = r"(?:cap|ky|ra|duyet|lam|ghi|de|lay|co)"
_MAIL = r"(?:e?mail|gmail|thu|tin nhan|tin|thong bao|cong van|giay bao|giay moi|sms|zalo)"
ELSE = _cue(
    rf"{_OTHER_PAPER}(?:{_FILL} {_SIGNED})?",
    rf"(?:gui|nhan|goi)(?: (?:duoc|dc|cho|cai|em|tui|minh|toi))* {_MAIL}{_FILL}(?: gui{_FILL})?",
    rf"(?:nhan tin|goi dien|(?:e?mail|gmail|tin nhan|thong bao|cong van|giay bao|giay moi)(?:{_FILL} (?:gui|cap"
    rf"|ky))?){_FILL}",
    r"(?:con|khac|lam) dau|tai khoan|mon bai|dieu le|bo nhiem|phong chay|pccc|ve sinh"
    r"|an toan thuc pham|hop dong|hoa don|giay phep con(?: cap)?|chu ky so|bang hieu",
)
"""Other papers and things of a business."""
DATED_ELSE = re.compile(rf"(?<![a-z]){_OTHER_PAPER}{_FILL} {_SIGNED}(?: (?:ngay|hom|hoi|nam|vao|tu|luc|la))*[\s:]*$")
"""In front of a date: another paper is dated so."""
DONE_WITH = _cue(
    r"dep(?: tiem| quan| luon| roi)?|dong cua|giai the|pha san|(?:tam )?ngung(?: kinh doanh| hoat dong| ban)?"
    r"|nghi(?: ban| kinh doanh| lam)?|sang (?:lai|nhuong|quan|tiem)|tra (?:giay phep|mat bang)"
)
CHANGED = _cue(
    r"(?:thay doi|doi|dieu chinh|cap nhat|sua|sua doi|chuyen|don|bo sung|them|tang|giam)"
    rf" (?:lai |moi |cai |them |sang )*{_THINGS}",
    r"thay doi|dieu chinh|(?:giay|to|ban) (?:moi )?doi|doi (?:lai|qua|giay|lan)|gia han|cap (?:lai|doi|moi lai)"
    r"|lam lai"
    r"|in lai|xin lai|lan (?:thu )?(?:[2-9]|hai|nhi|ba|bon|tu|nam|cuoi|gan nhat|sau)|(?:don|doi|chuyen) ve",
    r"(?:mua|nhan|sang|tiep nhan|tiep quan) (?:lai|ten)|tiep quan|chuyen (?:doi|tu(?! ho(?![a-z])))|(?:giay|to"
    r"|ban) thu (?:hai|2"
    r"|ba|3)",
    r"(?:giay|to|ban) (?:dang (?:cam|giu|xai)|hien (?:tai|gio)|sau)",
)
"""Later than the first registration."""
APPLIED = _cue(
    rf"(?:nop|xin|gui|khai|soan|bo|(?:di|bat dau) lam) (?:ho so|hs|don|giay(?: to| phep)?|gp|phep|gpkd"
    rf"|{_WEB})(?: ngay)?",
    r"lam (?:ho so|hs|don)|ho so (?:nop|gui|lam)|(?:di|bat dau|dang) (?:nop|xin)|(?:di|len) (?:dang k[yi]|dk)",
    rf"(?:dang k[yi]|dk) {_WEB}|nop",
)
HANDED = _cue(
    r"(?:(?:nhan|lay|lanh|cam) (?:duoc |dc )?(?:cai |to )?(?:giay|gp|gpkd|phep|ve|ban chinh|ket qua)|(?:tra"
    r"|giao) (?:giay|ket qua))(?: ngay)?",
    r"lanh|giay (?:moi |duoc )*(?:nhan|lay|cam|lanh)(?: ngay)?",
)
OPENED = _cue(
    r"khai truong|mo cua|(?:mo|ra) (?:quan|tiem|shop|hang|ban)|bat dau (?:ban|kinh doanh)|buon ban"
    r"|(?:ban|kinh doanh|hoat dong|lam nghe|lam an)(?: \w+){0,3} tu"
    r"|lam (?:web|online|freelance|nghe|nail|toc|them|tho|vuon|ruong|o \w+)(?: \w+){0,2} tu"
)
ISSUED = _cue(
    r"moi lam giay|thanh lap|(?<!doc )lap(?! nghiep)|cap|ky|duyet|(?:ra|co) (?:duoc )?(?:giay|gp|gpkd|ket qua"
    r"|phep)|(?:tren|trong) giay",
    rf"giay (?:ghi|de|ngay|thi|la|kinh doanh|phep|chung nhan|{_FIRM})|gpkd|gcn|dkkd",
    r"(?:dang k[yi]|dk) (?:kinh doanh|kd|doanh nghiep)|issued|founded|registered",
)
FIRST = _cue(
    r"(?:(?:dang k[yi]|dk|dkkd|cap|giay|ban|to|lap) )?(?<!doi )(?<!sua )(?:lan (?:dau(?: tien)?|thu nhat|1|mot)"
    r"|dau tien)"
    r"(?! (?:nop|xin|di|bi|tra|gui|lam|em|e|tui|nghe|doi|sua|thay|cap lai|gia han))",
    r"(?:giay|to|ban) (?:dau|goc|thu nhat|cu)|(?:ban )?goc(?= (?:la |nam |ngay |tu |hoi )*$)",
    r"hoi (?:dau|moi) (?:cap|lap|thanh lap|dang k[yi]|mo|lam)|(?:luc|ban) dau (?:cap|lap|thanh lap|dang k[yi]|mo)",
)
FORMER = _cue(
    rf"{_FIRM} (?:truoc(?: day| do| kia)?|cu|dau(?: tien)?|thu nhat|hoi xua|hoi truoc|kia)(?! tu)",
    rf"(?:hoi truoc|truoc day|truoc kia|hoi xua|ngay xua) (?:\w+ )?(?:co|mo|lam|la|ban) (?:\w+ )?{_FIRM}",
    rf"(?!(?:anh|chi) em ){_KIN} (?:{_RANK} )?{_SELF} (?:thi |moi )?(?:lap|mo|thanh lap)",
    rf"{_FIRM} (?:cua )?(?:{_KIN} (?:(?:{_KIN}|{_RANK}) )?{_SELF}|(?:ong|ba) (?:gia|noi|ngoai|xa)|nguoi ta|hang xom)",
    r"(?:truoc|hoi dau|ban dau) (?:do )?la (?:ho kinh doanh|hkd|ho|quan|tiem)",
    r"(?:ho kinh doanh|hkd)(?= (?:hoi|tu|nam|truoc))",
)
"""An earlier business, or somebody else's."""
PRESENT = _cue(
    rf"{_FIRM} (?:nay|moi(?! (?:cap|mo|duoc))|hien (?:tai|gio|nay)|bay gio|thu (?:hai|2|ba|3)|dang lam)",
    rf"(?:gio|nay|bay gio|hien gio)(?: (?:moi|thi|em|tui|minh|toi|anh))* (?:lap|mo|len"
    rf"|thanh lap) (?:\w+ ){{0,2}}{_ENTERPRISE}",
    rf"(?:chuyen |nang )?(?:len|thanh|qua|sang) {_ENTERPRISE}|(?:mo|lap) (?:lai|moi)",
)
OWN = _cue(
    rf"(?<!truoc )(?<!cu )(?<!dau )(?:cua|{_FIRM}) {_SELF}(?= (?:thi|la|moi|ngay|lap|nam|thang|cap|mo"
    rf"|dang)(?![a-z])|\s*$)",
    rf"{_SELF} thi(?=\s*$)",
)
FORMER_ONE = _cue(r"cai (?:dau(?: tien)?|truoc|cu|kia|thu nhat)")
PRESENT_ONE = _cue(r"cai (?:nay|thu (?:hai|2))")
"""cái đầu, cái này: businesses only where no paper is spoken of."""
OF_PAPERS = _cue(r"giay|gpkd|gcn|to|ban|dkkd")
BORN = _cue(r"(?<!hoc )sinh(?! vien)|sn|ns|born")
OF_LIFE = _cue(
    r"(?<!dai )hoc(?: lop| nghe| dai hoc| cao dang)?|tot nghiep|ra truong|vao truong|di thi|thi (?:xong|dai hoc|vao)"
    r"|di lam|nhap hoc|het han|han (?:chot|toi|den)?|gia tri|ket thuc|(?:toi|den)(?= (?:ngay |het |thang )?$)",
    r"(?:vo|vao|len|dau|do|hoc|het|xong|nhap hoc) (?:truong )?(?:dai hoc|dh|cao dang|cap (?:ba|3))",
    r"(?<!thu )(?<!thang )tu(?= (?:dau |cuoi |giua |nam |ngay |thang |hoi )*$)",
    r"bat dau (?:lam|ban|hoc|di|o|kinh doanh|chay)|(?:di|vo) (?:bo doi|linh|nghia vu)|nhap ngu|dam cuoi|le cuoi"
    r"|(?:cuoi|lay) (?:vo|chong)|ket hon|(?:chuyen|don|doi) (?:nha|ve|len|qua|di|toi|ra)",
    r"(?:lap|tao|mo) (?:e?mail|gmail|facebook|fb|zalo|tai khoan|web|kenh|tiktok|youtube)",
    r"(?:lam|cap) (?:lai|doi|moi)(?= (?:ngay |thang |nam |hoi |tu )*$)",
    r"(?:sang|trua|chieu|dem|thu (?:hai|ba|tu|nam|sau|bay|\d)|chu nhat|cn)(?= (?:ngay |hom )?$)",
    r"(?:(?:em|e|tui|minh|con|chau) )?(?:moi |se |phai |di )*(?:qua|ghe|len|gui|nop|ranh|co (?:can cuoc|cccd)|di thi)",
)
"""A day in a person's life or plans that is no birth."""
