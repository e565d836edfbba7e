"""Texts as cells of files that spreadsheet programs open: nothing is run as a formula, nothing breaks the file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from datetime import date, datetime

Cell: TypeAlias = "str | int | float | bool | date | datetime | None"

MARK = "'"
"""what a spreadsheet program takes as "this is text" in front of a cell"""

FORMULA = "=+-@\t\r\n\0＝＋－＠"  # the full-width ones begin a formula too
"""characters that begin a formula or move what follows into another cell"""

# What a program may take away before it looks at the first character: blanks, quotes, marks without width.
_PASSED_OVER = re.compile(r"[ \"\u00a0\u2000-\u200f\u2028-\u202f\u2060-\u2069\u3000\ufeff]*")

# What XML and UTF-8 cannot hold.
_IMPOSSIBLE = re.compile("[\0\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """The text without what no file can hold (NUL, half a surrogate pair, U+FFFE, U+FFFF): a � stands there."""
    return _IMPOSSIBLE.sub("\ufffd", text)


def neutral(text: str) -> str:
    """The text with an apostrophe in front where a program could take it for a formula; `plain` takes it off.

    A text that begins with an apostrophe gets a second one, so that every text comes back as it was.
    """
    if text[:1].isalnum():
        return clean(text)
    inner = text[_PASSED_OVER.match(text).end() :]  # type: ignore[union-attr]  # the pattern matches the empty text
    risky = text[:1] == MARK or text[:1] in tuple(FORMULA) or inner[:1] in tuple(FORMULA)
    return clean(MARK + text if risky else text)


def plain(cell: str) -> str:
    """What `neutral` was given, read from a cell of a CSV file."""
    return cell.removeprefix(MARK)
