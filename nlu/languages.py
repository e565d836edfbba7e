"""Which language a message asks for, by its name in that message."""

from __future__ import annotations

import re
from typing import Literal

from nlu.normalize import fold

Language = Literal["vi", "en"]

_NAMED = re.compile(
    r"(?<![a-z])(?P<no>(?:(?:khong|ko|k|hong|hok|hem|chua|dung|not|no|don'?t|can'?t|cannot)(?![a-z])"
    r"(?:\s+(?:biet|ranh|hieu|noi|gioi|doc|xai|dung|bang|duoc|speak|read|know|understand|use|in|much|very|well|good|at))*"
    r"\s+))?(?:(?P<vi>tieng viet|viet ngu|vietnamese|viet nam(?:ese)?)|(?P<en>tieng anh|anh ngu|anh van|english|eng))"
    r"(?![a-z])"
)


def asked_language(text: str) -> Language | None:
    """The language that a wish to change it names: the last one; one that is not spoken names the other."""
    mentions = list(_NAMED.finditer(fold(text).lower()))
    if not mentions:
        return None
    found = mentions[-1]
    named: Language = "vi" if found["vi"] else "en"
    if found["no"] is None:
        return named
    return "en" if named == "vi" else "vi"
