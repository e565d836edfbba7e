"""Facts stated unasked: a business certificate is held or not, the person is a citizen or not.

Who says to be of Vietnamese origin abroad (`overseas`) or of one of the peoples of Viet Nam (`people`) has not told the
citizenship: it is asked in words that fit.
Only a plain statement counts; a question or a condition ("có cần giấy phép không", "không có thì sao") states nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlu.slots.fold import word_set
from nlu.types import WordSlot

if TYPE_CHECKING:
    from nlu.slots.fold import Span, Text

_WORTH = re.compile(
    r"giay (?:phep|chung|dk|dang|kinh|kd|to)|gpkd|gcn|dkkd|dang k[yi] (?:ho|kinh|kd|hkd)|licen|certif|tich|cong dan"
    r"|nguoi (?:v|lao|cam|thai|my|phap|duc|uc|nga|anh|han|nhat|trung|dai|can|an|sin|ma|in|phi|nuoc|ngoai)"
    r"|citizen|nationality|vietnamese|kieu|dan toc|khmer|nguoi (?:kh|ho|ki|ch|mu|nu|h.?m|mo|e |ed|gi|ba|da|sa|ra|ta)"
    r"|from [a-z]|foreigner|i'?m |i am "
)
_TOLD = word_set(
    "giay gpkd gcn dkkd ky ki license licence certificate tich dan nguoi citizen citizens vietnamese kieu toc khmer me "
    "from foreigner am im i citizenship nationality"
)
_CLAUSE = re.compile(r"(?:[^,;!?.\n]|\.(?!\s|$))+")
_NOT = r"(?:khong|ko|k|kg|khg|hong|hok|hk|hem|chua|chx|chang|dau|not|no|don'?t|without)"
_PAPER = (
    r"(?:giay phep(?! lai| xay| khai thac| ban (?:ruou|thuoc))|giay chung nhan(?! ten| quyen| ket hon| su dung)|gpkd"
    r"|giay (?:dkkd|dang k[yi]|kinh doanh|kd)|giay to kinh doanh|gcn|dkkd"
    r"|dang k[yi] (?:ho )?(?:kinh doanh|kd|hkd)|(?:business )?(?:licen[cs]e|certificate))"
    r"(?: (?:dang k[yi]|hoat dong|ho|hkd|kinh doanh|kd|doanh nghiep|dn|cong ty|cty|dkkd|ca the|dang hoang))*"
)
_HELD = re.compile(
    r"(?<![a-z])(?:co|duoc cap|(?:da|moi|vua) (?:lam|xin|dang k[yi]|duoc cap|lay)|have|has|got)"
    rf"(?: (?:san|du|day du|ca|mot|cai|to|a|my|our))* {_PAPER}(?![a-z])(?P<done> (?:roi|r|day du|xong"
    rf"|san)(?! thi)\b)?"
    rf"|(?<![a-z]){_PAPER} (?:thi )?(?:da )?(?:co|lam|xin|cap)(?: xong)?(?P<after> roi)(?! thi)\b"
)
_LACKED = re.compile(
    rf"(?<![a-z]){_NOT}(?: (?:he|tung|kip|duoc|di|co|lam|xin|cap|dang k[yi]|ra|cai|to|mot|have|any|a))*"
    rf" {_PAPER}(?![a-z])"
    rf"|(?<![a-z]){_PAPER} (?:thi |minh |em )?{_NOT} (?:co|lam|xin)\b"
)
_PAPER_ALONE = re.compile(
    rf"(?:^|[,.;!]\s*|(?<![a-z])(?:nham|lon|that ra|thuc ra|chu|ma|a|da|em|minh|toi|tui|con|chau|quan|ben)\s+)"
    rf"(?P<not>{_NOT} )?(?:da )?co (?:du |san )?giay(?: day du)?(?: (?:roi|r|ma|dau|a|nha|nhe|do|ne|luon|ad|em|chu))*"
    r"\s*(?:$|[,.;!])"
)
_VN = r"(?:viet nam|vietnam|vn|viet)(?! kieu)(?![a-z])"
_OF = r"(?:(?:co |mang )?quoc tich(?: la|:)?|cong dan(?: nuoc)?|(?:^|(?:la|em|e|minh|toi|tui|con|chau)\s)\s*nguoi)"
_CITIZEN = re.compile(
    rf"(?<![a-z]){_OF} {_VN}"
    r"|(?<![a-z])(?:(?:i am|i'?m) (?:a )?vietnamese(?![ -](?:american|australian|canadian|french|german))"
    r"|vietnamese citizens?|citizens? of viet ?nam)(?![a-z])"
    r"|(?<![a-z])vietnamese (?:citizenship|nationality|passport)(?![a-z])"
)
_NO_CITIZEN = re.compile(
    rf"(?<![a-z]){_NOT}(?: (?:he|phai|co|mang|la|con|a|an|i))* (?:(?:quoc tich|cong dan|nguoi) {_VN}"
    r"|vietnamese(?![a-z]))"
    rf"|(?<![a-z])(?<!chua )(?<!khong )(?<!ko )(?:mat|bo|thoi|tu bo|tuoc|renounced|lost)(?: roi)?(?: my)?"
    r" (?:quoc tich|(?:vietnamese )?(?:citizenship|nationality))(?![a-z])"
    rf"|(?<![a-z]){_OF} (?:lao(?! dong)|cam ?puchia|cam bot|thai lan|my|phap|duc|uc|nga|anh quoc|han(?: quoc)?"
    r"|nhat(?: ban)?|trung quoc|dai loan|canada|an do|singapore|malaysia|indonesia|philippines?|nuoc ngoai"
    r"|ngoai quoc)(?![a-z])(?! goc viet)"
)
_ABROAD = (
    r"(?:germany|france|england|(?:the )?(?:uk|us|usa|united (?:states|kingdom)|netherlands|philippines)"
    r"|america|russia|australia|canada|china|taiwan|japan|(?:south )?korea|india|laos|cambodia|thailand"
    r"|singapore|malaysia|indonesia"
    r"|italy|spain|sweden|norway|denmark|poland|ukraine|brazil|mexico|new zealand)"
)
_ABROAD_FOLK = (
    r"(?:german|french|english|british|american|russian|australian|canadian|chinese|taiwanese|japanese|korean|indian"
    r"|lao(?:tian)?|cambodian|thai|singaporean|malaysian|indonesian|filipino|italian|spanish|swedish|norwegian|danish"
    r"|polish|dutch|foreigner|foreign(?: citizen| national)?)"
)
_OF_ELSEWHERE = re.compile(
    rf"(?<![a-z])(?:(?:i am|i'?m|i come|i live|we are) (?:from|in) {_ABROAD}|(?:i am|i'?m) (?:a |an )?{_ABROAD_FOLK}"
    rf"|(?:citizen|national) of {_ABROAD})(?![a-z])"
)
"""Said of oneself: what is asked in the same breath ("can I register?") does not take it back."""
_OVERSEAS = re.compile(
    r"(?<![a-z])(?:viet kieu|kieu bao|nguoi viet (?:o|tai|song o|dinh cu(?: o)?) (?:nuoc ngoai|my|uc|phap|duc|canada)"
    r"|nguoi (?:my|uc|phap|duc|canada) goc viet|overseas vietnamese"
    r"|vietnamese[ -](?:american|australian|canadian|french|german))(?![a-z])"
)
_PEOPLE = re.compile(
    r"(?<![a-z])(?:(?:nguoi )?dan toc(?! (?:minh|ta|viet|nao|gi)(?![a-z]))|nguoi (?:kinh(?! doanh)|khmer"
    r"|kho ?me|hoa(?! ky)|cham|muong|nung|h.?mong|mong|e ?de|gia ?rai|ba na|dao|thai(?! lan)|san diu|ra ?glai)"
    r"|khmer(?= (?:nam bo|ca mau)))(?![a-z])"
)
_CARD = re.compile(r"(?<![a-z])(?<!khong )(?<!ko )(?<!chua )co (?:the |so )?(?:can cuoc|cccd|cmnd)(?![a-z])")
_SUPPOSED = re.compile(
    r"(?<![a-z])(?:neu|lo|gia su|phai|can|khi|de|bat buoc|doi|yeu cau|ai|sap|cho|danh cho|moi nguoi|cac|tat ca"
    r"|chi|truong hop|hay|hoac|chung nao|bao gio|nao|sao|gi|if|do i|must|need|who|when"
    r"|can)(?![a-z])(?:\W+\w+){0,3}\W*$"
)
_ASKED = re.compile(
    r"(?<![a-z])(?:khong|ko|k|kg|hong|hok|hk|hem|chua|chx|ha|hay|hoac|sao|gi|nao|dau|ai|may|bao|thi|moi|the nao|duoc"
    r"|dc|can|phai|o dau|cung|what|how|can|do|ok)(?![a-z])"
)


def find_facts(text: Text, *, programme: str | None, expect: str | None = None) -> list[tuple[str, WordSlot, Span]]:
    """`certificate` and `citizen`, "yes" or "no", where the text says so plainly; nothing when it says both.

    Where a business is registered (`programme` biz_vn) "giấy" alone is its certificate.
    """
    if not text.says(_TOLD) or not (programme == "biz_vn" or _WORTH.search(text.folded)):
        return []
    found: list[tuple[str, WordSlot, Span]] = []
    for name, yes, no in (("certificate", _HELD, _LACKED), ("citizen", _CITIZEN, _NO_CITIZEN)):
        told = [said for clause in _CLAUSE.finditer(text.folded) if (said := _stated(text, clause, yes, no))]
        if name == "certificate" and not told and programme == "biz_vn":
            told = [(_short_answer(m), m.span()) for m in _PAPER_ALONE.finditer(text.folded)]
        if name == "citizen" and not told:
            told = _origin(text, expect)
        if len({value for value, _ in told}) == 1:
            found.append((name, WordSlot(told[0][0]), told[0][1]))
    return found


def _origin(text: Text, expect: str | None) -> list[tuple[str, Span]]:
    """Where somebody says to come from. An origin that leaves the citizenship open counts where that is asked."""
    if (abroad := _OF_ELSEWHERE.search(text.folded)) and not _SUPPOSED.search(text.folded, 0, abroad.start()):
        return [("no", abroad.span())]
    if expect != "citizen":
        return []
    if overseas := _OVERSEAS.search(text.folded):
        return [("overseas", overseas.span())]
    if people := _PEOPLE.search(text.folded):
        card = _CARD.search(text.folded)
        return [("yes" if card else "people", people.span())]
    return []


_FOR = r"(?:cho|dum|gium|giup|ho|thay|for)"
_RELATIVE = re.compile(
    rf"(?<![a-z]){_FOR} (?:(?:thang|dua|nho|be|cau|2|hai|may) )*(?:con (?:trai|gai|ut|ruot|dau|re)"
    r"|(?:con|chau|em) (?:cua )?(?:toi|tui|minh)"
    r"|chau (?:noi|ngoai|trai|gai)|em (?:trai|gai)|dua (?:con|chau|em)"
    r"|my (?:son|daughter|child|kid|brother|sister|grandson|granddaughter))(?![a-z])"
    r"|(?<![a-z])(?:con|em) (?:trai|gai) (?:cua )?(?:toi|tui|minh|em|anh|chi|co|chu|nha)(?: \w+){0,2} (?:muon"
    r"|can|dang k[yi])"
)
_MAY_ONE = re.compile(r"\?|(?<![a-z])(?:khong|ko|k|hong|hok|hk|sao|may|can)(?![a-z])")
"""đăng ký giùm cho em gái được không: asked in general"""
_BORN = re.compile(r"(?<![a-z])(?:sinh|sn|tuoi|born)(?![a-z])|(?:19|20)\d\d")
_FOR_WORDS = word_set("cho dum gium giup ho thay for")


def open_origin(text: Text) -> bool:
    """Whether an origin is named that leaves the citizenship open."""
    return (_OVERSEAS.search(text.folded) or _PEOPLE.search(text.folded)) is not None


def find_relative(text: Text) -> tuple[WordSlot, Span] | None:
    """Somebody asks for a child or a younger relative: `other`. "Con" or "em" alone may be the person who writes."""
    if not text.says(_FOR_WORDS | {"trai", "gai"}):
        return None
    match = _RELATIVE.search(text.folded)
    if match is None or (_MAY_ONE.search(text.folded, match.end()) and not _BORN.search(text.folded)):
        return None
    return WordSlot("other"), match.span()


def _short_answer(match: re.Match[str]) -> str:
    return "no" if match["not"] else "yes"


def _stated(text: Text, clause: re.Match[str], yes: re.Pattern[str], no: re.Pattern[str]) -> tuple[str, Span] | None:
    """What one clause says, with its place in the text."""
    said = clause[0]
    match, value = no.search(said), "no"
    if match is None:
        match, value = yes.search(said), "yes"
    if match is None or _SUPPOSED.search(said, 0, match.start()):
        return None
    done = any(group is not None for group in match.groupdict().values())
    asks = text.folded[clause.end() : clause.end() + 1] == "?" or _ASKED.search(said, match.end()) is not None
    if asks and not (done and not re.match(r"\s*(?:chua|chx|hay|\?|$)", said[match.end() :])):
        return None
    return value, (clause.start() + match.start(), clause.start() + match.end())
