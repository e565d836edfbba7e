"""Words that tell what a date belongs to, as patterns on folded text."""

from __future__ import annotations

import re

BIRTH = re.compile(
    r"(?<![a-z])(?:ngay\s*(?:thang\s*)?(?:nam\s*)?sinh|nam sinh|(?<!hoc )(?<!ve )(?<!phat )(?<!khai )sinh(?! vien"
    r"| hoat| trac| loi| nhat vien| song)|khai sinh (?:ghi|la|co|de|em|tui|minh|ngay)|sn|ns|n\.s|nsinh|snam"
    r"|(?<!nhan )(?<!giay )(?<!phep )(?<!gcn )(?<!gpkd )(?<!gp )(?<!kd )(?<!tren )de\b(?= ngay| nam)|born|dob"
    r"|birthday|birth)(?![a-z])"
)
FOUNDED = re.compile(
    r"(?<![a-z])(?:(?:kinh doanh|hkd|cong ty|cty|doanh nghiep|quan|tiem)(?: \w+){0,2} (?:dang ky|dk|dki) (?:nam|ngay"
    r"|tu|thang)|thanh lap|(?<!doc )lap (?:cong ty|cty|tu|nam|ngay|hoi|vao|ho|dn|thang|quan|tiem|(?=\d))|(?:duoc "
    r"|moi )?cap(?= \d)|(?:duoc |moi )?cap(?: phep| giay| lai| ngay| nam| vao| hoi| tu| thang| hom)|ngay cap"
    r"|ngay dang ky|lan dau|dang ky lan dau|dk lan dau|dang ki lan dau|mo (?:tu|nam|ngay|vao|hoi|thang)|mo(?= \d"
    r"| tu)|mo (?:quan|tiem|cua hang|shop|cong ty|cty|ban|hang)|khai truong|hoat dong(?: tu)?|giay phep|gpkd|gp|gcn"
    r"|giay chung nhan|giay dkkd|dkkd|dang ky (?:kinh doanh|kd|hkd|doanh nghiep|ho)|kinh doanh tu|ban tu|buon ban tu"
    r"|lam giay|giay to|giay (?:ngay|thi|ghi|de|ky|ra|kia|do|co|(?=\d))|(?:tren )?(?:to|cai) giay|phuong cap|xa cap"
    r"|huyen cap|so cap|founded|established|registered|issued|opened|incorporated|ngay tren giay|tren giay|co giay"
    r"|ra giay)(?![a-z])"
)
IDENTITY = re.compile(
    r"(?:cccd|can cuoc(?: cong dan)?|cmnd|cmt|the|passport|ho chieu|bang lai)\s+(?:\w+\s+){0,3}(?:cap|lam|doi|nhan"
    r"|lay)\b|(?<![a-z])(?:cap|lam|doi|di lam) (?:moi |lai |doi |the )*(?:cccd|can cuoc|cmnd|cmt|ho chieu|passport"
    r"|bang lai)(?![a-z])"
)
CHANGED = re.compile(
    r"thay doi(?:[\s\x00]+\w+){0,4}\W*$|thay doi lan"
    r"|(?<![a-z])(?:(?:doi|sua|cap nhat|dieu chinh|chuyen|don)(?: lai| sang| qua)* (?:dia chi|dia diem|tru so|chu"
    r"|nguoi dai dien|giam doc|loai hinh)|(?:them|bo sung|doi) nganh|tang von"
    r"|doi ten(?= (?:cong ty|cty|quan|tiem|shop|ho|doanh)))(?:[\s\x00]+\w+){0,4}[\s\x00]*$"
)
"""The date of a change on a certificate: only the first registration counts (programme.md 5.3)."""
TODAY = re.compile(
    r"(?<![a-z])(?:hom nay|bua nay|bay gio|(?<!ty )(?<!quan )(?<!tiem )(?<!dn )(?<!nghiep )hien (?:gio|tai|nay)"
    r"|gio la|nay la|nay da|today|now)"
    r"(?: (?:la|ngay|is|moi|da|co|thi|gio|toi|den))*\s*$"
)
EVENT = re.compile(
    r"(?<![a-z])(?:han chot|han cuoi|han nop|het han|thoi han|hieu luc|(?:co )?gia tri (?:den|toi|su dung)|nhap hoc"
    r"|tot nghiep|ra truong|(?:lam|di|dang ky|dang ki|dk) khai sinh|khai sinh tre|khai sinh muon|dam cuoi|lam dam"
    r"|cuoi vo|lay chong|lay vo|ket hon|nhap ngu|xuat ngu|v[oa]o? (?:doan|dang)|ho khau(?! (?:ghi|la|de))|mon bai"
    r"|khai sinh (?:lam|dang k[yi]|dk|lap|cap)|(?:con )?dau khac|khac (?:con )?dau|con dau|gop von|nop von|von gop"
    r"|gop du|von dieu le|hop (?:thanh vien|co dong|gop|ban|nhom|dong)|hoa don|mat bang|chu ky so|bang hieu"
    r"|tai khoan|bao hiem"
    r"|dang bao|phong chay|pccc|an toan thuc pham|ve sinh an toan|sua (?:quan|tiem|nha)|xay (?:quan|tiem|nha)"
    r"|dat coc|di linh|linh ve|nghia vu|mat giay|mat cccd|han dang k[yi]|nop (?:ho so|don|giay|hs)|gui ho so"
    r"|hen (?:tra|lay|ngay)|ngay hen|di thi|thi dai hoc|(?:doi|don|chuyen) (?:ve|nha|khau|ho khau)|nhap khau"
    r"|vao dang|vao doan|ket nap|mai moi|va?o lam|di lam|bat dau hoc|vao hoc|nghi huu"
    r"|(?<!che )(?<!mo )(?<!nhoe )(?<!lem )mat nam(?! roi)|gap nhau|quen nhau|dong thue|nop thue|tra ket qua"
    r"|moi ranh|ranh)(?![a-z])"
)
"""Of something else in a person's life: its date is neither a birth nor a registration."""
IS = re.compile(r"\s*(?:\(\s*|(?:(?:thi|do|nay|moi|kia),?\s+)*la\s+)(?:(?:ngay|luc|hoi|nam|thang|cai|bua|cua|cho)\s+)*")
"""12/5/2004 là ngày sinh, 3/3/2022 (ngày cấp): what follows tells what the date is."""
SMALL_BEHIND = re.compile(
    r"[\s,(]*(?:(?:la|thi|em|e|tui|toi|minh|moi|do|nay|luc|hoi|ngay|quan|tiem|shop|bat dau|duoc|da|co|nam|con|chau|ben"
    r"|cong ty|cty|ho)\s+)*$"
)
CARD = re.compile(
    r"(?<![a-z])(?:cccd|can cuoc|cmnd|cmt|passport|ho chieu|bang lai|co gia tri den|gia tri den)(?![a-z])"
)
BUSINESS = re.compile(
    r"(?<![a-z])(?:giay (?:phep|chung|dk|kinh|kd)|gpkd|gcn|dkkd|hkd|kinh doanh|cong ty|cty|quan|tiem|doanh nghiep|shop"
    r"|ho kinh|lan dau)(?![a-z])"
)
OF_A_BUSINESS = re.compile(
    r"(?<![a-z])(?:kinh doanh|kd|cong ty|cty|doanh nghiep|dn|quan|tiem|shop|cua hang|thanh lap|hkd|gpkd|gp|gcn|dkkd"
    r"|giay phep|chung nhan|cap|dang k[yi]|dk|dki|lan dau|khai truong|mo|lap|ban|buon|hoat dong|issued|founded"
    r"|registered|established|opened|incorporated|lam giay|ra giay|co giay|ky)(?![a-z])"
)
"""Without any of these "giấy tờ" are a person's own."""
ISSUED = re.compile(r"(?<![a-z])(?:ngay cap|cap(?: ngay| nam| hoi| vao| tu)?)(?: la|:|\s)*$")
AGAIN = re.compile(
    r"(?<![a-z])(?:cap (?:doi|lai|moi lai)|doi (?:giay|lan)|giay (?:\w+ ){0,2}doi(?: lai)?|lam lai giay|xin lai"
    r"|gia han|sua doi|bo sung|chinh sua"
    r"|lan (?:thu )?(?:[2-9]|hai|nhi|ba|bon|tu|cuoi|gan nhat|sau))(?![a-z])[^,;]*$"
)
"""A certificate that was issued anew: its first registration was before."""
OF_AGE = re.compile(r"(?<![a-z])(?:du|tron|duoc|len|qua) \d\d(?: tuoi)?(?: (?:vao|tu|hoi|luc|hom|ngay))+ $")
"""đủ 18 tuổi ngày ...: the day of an age, not of the birth"""
FROM = re.compile(r"(?<![a-z])tu (?:nam |ngay |thang )*$")
UNTIL = re.compile(r"\s*(?:toi|den|cho den|-)\s*(?:nam |ngay |thang )*")
ALSO = re.compile(r"(?<![a-z])(?:to|ban|giay|cai) (?:moi|sau)(?![a-z])(?: (?:la|ngay|hoi|hom|nam|vao))*\s*$")
"""Not the day on the first certificate, where another is told."""
OLDER_BY = re.compile(r"(?<![a-z])(?:hon|kem|thua|nho|lon|sut|them|bot|cach|chenh)(?: (?:nhau|di|len|lai))?\s+$")
"""giấy tờ nhỏ hơn 1 tuổi"""
OF_A_FIRM = re.compile(
    r"(?<![a-z])(?<!chu )(?:cong ty|cty|doanh nghiep|dn|ho kinh doanh|hkd|quan|tiem|shop|cua hang|xuong)"
    r"(?: (?:cua|em|e|minh|tui|toi|con|chau|anh|chi|co|chu|bac|nay|nam nay|duoc|dc|moi|toi|tron|gan|hon|cung|la"
    r"|nha))*\s+$"
)
"""quán em được 5 tuổi: how long there has been a business"""
OWN_PAPERS = re.compile(r"(?:(?:to|cai|tren) )?giay(?: (?:to|ngay|thi|ghi|de|ky|do))?")
"""Words for papers of anybody, among those for papers of a business."""
LICENSED = re.compile(
    r"(?<![a-z])(?:giay phep|gpkd|gp|gcn|dkkd|hkd|ho kinh doanh|giay kinh doanh|chung nhan|cap|lap|dang k[yi]|dk"
    r"|dki|lan dau"
    r"|khai truong|thanh lap|issued|founded|registered|established|opened|incorporated|lam giay|ra giay)(?![a-z])"
)
"""A business is registered somewhere in the text, not only run or worked for."""
OPENED = re.compile(
    r"(?<![a-z])(?:khai truong|mo (?:cua|quan|tiem|hang|shop|ban)|mo|hoat dong|ban tu|buon ban|kinh doanh tu)(?![a-z])"
)
REGISTERED = re.compile(r"(?<![a-z])(?:cap|giay|gpkd|gcn|dkkd|dang ky|dk|thanh lap|lan dau|registered|issued)(?![a-z])")
CLAUSE_END = re.compile(r"[,;.!?]\s")
LAW = re.compile(
    r"(?:thong tu|nghi dinh|quyet dinh|luat|ke hoach|cong van|nghi quyet|van ban|tt|qd|nd|giai doan|khoa|windows"
    r"|office|iphone|nam hoc|chuong trinh|uu dai|mien phi)\s*(?:so|nam|den|toi|het|ngay|thang|het ngay|den ngay"
    r"|den het|toi ngay|keo dai|tu ngay|den nam|toi nam|het nam|nay|nay den|keo dai den|ap dung den|ap dung tu"
    r"|bat dau tu|co hieu luc den|ket thuc)*\s*$"
)
DEADLINE = re.compile(
    r"(?:den|toi|truoc|sau|het|han|ket thuc|bat dau|tu|giua|trong|cuoi|dau|hieu luc|gia han|dang ky)\s*"
    r"(?:(?:ngay|thang|nam|cuoi|dau|het|la)\s*)*$"
)
AGE_RULE = re.compile(
    r"(?:tu|den|toi|tren|duoi|du|hon|qua|ngoai|truoc|sau|khi|luc|khoang|phai|vuot|-|va|bao nhieu)\s*$"
)
AGES = re.compile(r"(?<!\d)\d{1,2}(?: tuoi)?\s*(?:den|toi|-|hay|hoac)\s*$")
"""The ages of a rule, from 18 to 23."""
AGE_WANTED = re.compile(r"(?<![a-z])(?:tren|duoi|du|tron|hon|qua|ngoai|phai|tu)\s*$")
AGE_ASKED = re.compile(
    r"\s*(?:tro len|tro xuong|moi)?\s*(?:moi |la |thi |co )*(?:duoc|dc|dk|dang ky|dang ki)(?![a-z])[^,.]*"
    r"(?:(?<![a-z])(?:khong|ko|k|ha|hong|hok|sao|a|chu|vay|phai|hem|hk)(?![a-z])|\?)"
)
AGE_GOES_ON = re.compile(r"\s*(?:tro len|tro xuong|den \d|toi \d|- ?\d|moi |la du|thi moi)")
THINGS = re.compile(
    r"\s*(?:dong|d\b|vnd|k\b|nguoi|ten mien|ten\b|cai|xa\b|ho\b|trieu|trang|met|m2"
    r"|ngay\b(?!\s*\d)|phut|gio\b)"
)
LABELS = re.compile(
    r"(?:so|phong|nha|duong|ap|khom|to|ma so|lop|gia|ban|tang|bai|cau|muc|dieu|khoan|phien ban|version)\s*$"
)
