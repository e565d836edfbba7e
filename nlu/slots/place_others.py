"""Names that are spelled like a unit's and are something else: a person's, a street's, a hamlet's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nlu.slots.fold import Span, Text

_SELF = r"(?:em|e|minh|mik|mk|toi|tui|to|con|chau|co|chu|bac|anh|chi|ban)"
_PERSON = re.compile(
    rf"(?<![a-z])(?P<of>\w+ )?(?:{_SELF} (?:ho )?ten(?: that| day du)?(?: la)?"
    rf"|(?:ho (?:va )?)?ten (?:that )?(?:cua )?{_SELF}"
    rf"(?: la)?|ho (?:va )?ten(?: la)?|(?:goi|keu) {_SELF} la|my name is)\s*:?\s*(?:[^\W\d]+ ){{0,2}}$"
)
_OF_A_PLACE = frozenset("xa phuong cho que ap huyen noi nha tinh tran khu vung xom".split())
""" "xã em tên Tân Hưng": there the name is the place's"""
_SURNAME = re.compile(
    r"(?<!\w)(?:nguyễn|nguyen|trần|lê|phạm|pham|huỳnh|huynh|hoàng|phan|vũ|võ|đặng|bùi|bui|đỗ|ngô|dương|trương|đinh"
    r"|trịnh"
    r"|đoàn|lâm|lý|mai|lưu)(?: (?:thị|văn|thi|van|hữu|quốc|ngọc|minh|gia|thanh))? $"
)
_STREET = re.compile(
    r"(?:(?<![a-z])(?:duong|pho)|(?:(?:^|[,;:])\s*|\.\s+|(?<![a-z])(?:(?<!duong )(?<!phuong )(?<!ap )(?<!to )so"
    r"|so nha|nha"
    r"|hem|ngo|kiet|o|tai|dia chi|dc|la|da)\s+)"
    r"\d{1,3}[a-z]?(?:/\d+[a-z]?)*(?: duong)?)\s+$"
)
_HAMLET = re.compile(r"(?<![a-z])(?:ap|khom|thon|xom|khu pho|to dan pho|kp)\s+$")
_FRONT = 45


def is_other(text: Text, span: Span) -> bool:
    """Whether the name at `span`, which no word like xã calls a unit, is a person's, a street's or a hamlet's."""
    begin = max(0, span[0] - _FRONT)
    front = text.folded[begin : span[0]]
    if _STREET.search(front) or _HAMLET.search(front) or _SURNAME.search(text.lower[begin : span[0]]):
        return True
    person = _PERSON.search(front)
    return person is not None and (person["of"] or "").strip() not in _OF_A_PLACE
