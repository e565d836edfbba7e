"""The wish to register a name of ours, told by a verb: "muốn làm lan.id.vn", "lấy tên X.biz.vn", "đăng ký id.vn"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from nlu.slots.fold import Text

Suffix = Literal["id.vn", "biz.vn"]
_WISH = re.compile(
    r"(?<![a-z])(?<!khong )(?<!ko )(?<!k )(?<!chua )(?<!hong )(?:muon|mun|lay|lam|lm|dang k[yi]|dk|dki|dky|xin|dat|mua"
    r"|want|register|get|take)(?![a-z])(?:\s+(?!gi |sao |khong |ko )[^\s,;!?]+){0,7}?\s+(?:[a-z0-9-]+[ .])?"
    r"\.?(?P<suffix>id|biz)(?:\.| cham )?vn(?![a-z])"
)
_ASKS = re.compile(
    r"\?|(?<![a-z])(?:khong|ko|k|hong|hok|hk|chua|gi|sao|nao|dau|bao nhieu|bao gio|khi nao|ai|how|what|why)(?![a-z])"
)


def find_wish(text: Text) -> Suffix | None:
    """The ending that the person wants a name under, in a message that asks nothing; None without a verb of wishing."""
    if "vn" not in text.folded or _ASKS.search(text.folded):
        return None
    wish = _WISH.search(text.folded)
    if wish is None:
        return None
    return "id.vn" if wish["suffix"] == "id" else "biz.vn"
