"""The label of a name: what is wrong with it, and where one is announced without its suffix.

Rules: programme.md 2.2; order of the problems: contract section 9.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from nlu.slots.domain_blocks import says_else
from nlu.slots.domain_words import VIETNAMESE
from nlu.slots.fold import fold
from nlu.types import DomainSlot

if TYPE_CHECKING:
    from collections.abc import Callable

    from nlu.slots.fold import Span, Text

Suffix = Literal["id.vn", "biz.vn"]
_LABEL = re.compile(r"(?=.{1,63}$)(?!-)(?!.*--)[a-z0-9-]+(?<!-)$")
SAID_HYPHEN = re.compile(
    r"\s*(?<![a-z])(?:dau )?(?:gach (?:ngang|noi|giua)|dau tru|hyphen|dash)(?![a-z])\s*(?=[a-z0-9])"
)
_SAID_DOT = re.compile(r"(?<!nuoc)(?<!muoi)(?<!do)\s+(?:cham|dot)\s+(?=[a-z0-9])")
_NEW_NAME = re.compile(
    r"(?<![a-z])(?:(?:doi|sua|thay|chuyen)(?: lai| cai)*(?P<named> ten(?: mien)?)?(?: lai| moi| khac)*"
    r" (?:thanh|sang|qua|la|bang)|(?:lay|dat|chon|xai|dung|chot|use|take)(?: cai| lai)*(?P<taken> (?:ten(?: mien)?"
    r"|name))(?: moi| khac)*(?: (?:la|thanh))?|ten (?:mien )?(?P<other>moi|khac) (?:la|thi la)"
    r"|change (?:it|(?:the |my )?name(?P<changed>)) to)(?![a-z])[\s:]+"
)
_THE_RIGHT_ONE = re.compile(
    r"(?:^|[,.:;]\s*|(?<![a-z])(?:ten|la|phai la) )(?P<label>[a-z0-9][a-z0-9-]{2,}) (?:moi (?:dung|phai|trung)"
    r"|is right)(?![a-z])"
)
"""sai tên rồi, linhdan mới đúng"""
_NO_NAME = re.compile(
    r"(?<![a-z])(?:(?:nay|do|kia|ay|tren|cu|vay|truoc|dau|this|that)$"
    r"|ho|cong ty|ca nhan|kinh doanh|nguoi|so|ngay|nam|thang|xa|phuong|id\.|biz\.)(?![a-z])"
)
_MOST_WORDS = 5


def announced_label(text: Text, end_of: Callable[[Text, int], int]) -> tuple[DomainSlot, Span] | None:
    """The new name in "đổi tên thành minhanh05", "em lấy tên ngan2005 nha", said where a summary is to be confirmed.

    `end_of` gives where a name that begins at a place ends, politeness aside. Without the word for name only what can
    be nothing else counts: one word with a digit or hyphen.
    """
    match = _NEW_NAME.search(text.folded)
    if match is None:
        return _the_right_one(text)
    begin, end = match.end(), end_of(text, match.end())
    typed = text.lower[begin:end].strip(" \t,;:.!\"'()")
    words = typed.split()
    if not words or len(words) > _MOST_WORDS or "?" in text.folded or says_else(typed) or _NO_NAME.search(fold(typed)):
        return None
    named = any(match[group] is not None for group in ("named", "taken", "other", "changed"))
    if not named and (len(words) > 1 or not re.fullmatch(r"(?=.*[a-z])(?=.*[\d-])[a-z0-9-]+", typed)):
        return None
    return judged(typed, None, wrong=False), (match.start(), end)


def _the_right_one(text: Text) -> tuple[DomainSlot, Span] | None:
    match = _THE_RIGHT_ONE.search(text.folded)
    if match is None:
        return None
    typed = text.lower[slice(*match.span("label"))]
    if says_else(typed) or _NO_NAME.search(fold(typed)) or not re.search("[a-z]", fold(typed)):
        return None
    return judged(typed, None, wrong=False), match.span()


def judged(typed: str, suffix: Suffix | None, *, wrong: bool) -> DomainSlot:
    typed = _with_hyphens(_with_dots(typed))
    problem = "wrong_suffix" if wrong else problem_of(typed)
    joined = re.sub(r"-{2,}", "-", re.sub(r"\s+", "", fold(typed))) if " " in typed else fold(typed)
    return DomainSlot(
        joined if _LABEL.match(joined) and problem not in {"double_hyphen", "bad_char"} else None, suffix, problem
    )


def _with_dots(typed: str) -> str:
    """A dot that was spoken inside a name: "shop chấm lan" is a sub-name, "nước chấm cô ba" is none."""
    folded = fold(typed)
    if "cham" not in folded and "dot" not in folded:
        return typed
    for match in reversed(list(_SAID_DOT.finditer(folded))):
        typed = typed[: match.start()] + "." + typed[match.end() :]
    return typed


def _with_hyphens(typed: str) -> str:
    """A hyphen that was spoken: "tom kho gạch ngang nam can"."""
    folded = fold(typed)
    if len(folded) != len(typed):
        return typed
    parts, at = [], 0
    for match in SAID_HYPHEN.finditer(folded, 1):
        parts.append(typed[at : match.start()])
        at = match.end()
    return "-".join([*parts, typed[at:]])


def problem_of(label: str) -> str | None:
    """The first rule of programme.md 2.2 that a label breaks, None when it breaks none."""
    low = label.lower()
    checks = (
        ("empty", not low),
        ("has_dot", "." in low),
        ("vietnamese_char", any(char in VIETNAMESE for char in low)),
        ("space", any(char.isspace() for char in low)),
        ("bad_char", re.search(r"[^a-z0-9-]", low) is not None),
        ("edge_hyphen", low.startswith("-") or low.endswith("-")),
        ("double_hyphen", "--" in low),
        ("too_long", len(low) > 63),
    )
    return next((name for name, broken in checks if broken), None)
