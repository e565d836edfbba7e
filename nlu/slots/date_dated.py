"""đề ngày (a paper is dated) told from đẻ ngày (somebody was born): without marks they are one word."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nlu.slots.fold import Text

_DE = re.compile(r"(?<![a-z])(?<!khai sinh )de(?= (?:la )?(?:ngay|nam|thang)(?![a-z]))")
_PAPER = re.compile(
    r"(?<![a-z])(?:giay|gp|gpkd|gcn|dkkd|phep|chung nhan|to|ban(?! be)|(?:tren|trong) (?:do|nay)|hop dong|cong van"
    r"|quyet dinh)(?![a-z])"
)
_WHO_WAS_BORN = re.compile(
    r"(?<![a-z])(?<!cua )(?:em|e|minh|toi|tui|con|chau|vo|me|ma|sinh)(?: (?:duoc|moi|duoc me|em|con|ra))?\s+$"
)
_FIRM = r"(?:cong ty|cty|doanh nghiep|ho kinh doanh|quan|tiem|shop|cua hang|xuong)"
_BIRTHDAY_OF_A_FIRM = re.compile(
    rf"(?<![a-z])(?:sinh nhat(?= (?:cua )?{_FIRM}(?![a-z]))|(?P<front>{_FIRM}(?: (?:cua )?(?:em|tui|toi|minh"
    rf"|con))? )sinh nhat)"
)


def dated(masked: str, text: Text, *, asked: str | None) -> str:
    """`masked` with "ky" (signed) in place of đề, so that a "de" left is đẻ; without the "birthday" of a business.

    Where marks do not tell, a paper in front makes it the date of one; so does a certificate that is asked for, unless
    a person stands right in front.
    """
    if asked == "founded_on" and "sinh nhat" in masked:
        masked = _BIRTHDAY_OF_A_FIRM.sub(lambda match: (match["front"] or "") + " " * len("sinh nhat"), masked)
    if "de " not in masked:
        return masked
    return _DE.sub(lambda match: "ky" if _is_of_a_paper(match, masked, text, asked) else match[0], masked)


def _is_of_a_paper(match: re.Match[str], masked: str, text: Text, asked: str | None) -> bool:
    typed = text.lower[slice(*match.span())]
    if typed in {"đề", "đẻ"}:
        return typed == "đề"
    if _PAPER.search(masked, 0, match.start()):
        return True
    return asked == "founded_on" and not _WHO_WAS_BORN.search(masked, 0, match.start())
