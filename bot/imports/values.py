"""Cells -> values: names, numbers of papers, days. What a spreadsheet program did to them is undone where it can be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

import idna
from stdnum.vn import mst

if TYPE_CHECKING:
    from bot.imports.reading import Cell

PROGRAMMES: Final = {"id.vn": "id_vn", "biz.vn": "biz_vn"}
_LABEL: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_SCHEME: Final = re.compile(r"^(?:https?://)?(?:www\.)?", re.IGNORECASE)
_HOUSEHOLD: Final = re.compile(r"(\d{2})([A-ZĐĂÂÊÔƠƯ])(8[\dO]{6})")
_BRANCH: Final = re.compile(r"(\d{10})-?(\d{3})")
_LOST: Final = re.compile(r"\d(?:[.,]\d+)?E\+?\d+", re.IGNORECASE)
_DAY: Final = re.compile(r"(\d{1,2})[/.\-\s](\d{1,2})[/.\-\s](\d{4})\b")
_ISO: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\b")
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")

SERIALS: Final = range(36526, 73051)
"""days as spreadsheet programs count them, 2000 to 2099"""
_SERIAL_0: Final = date(1899, 12, 30)


class ValueFault(Exception):  # noqa: N818 - it is told about a row, nobody's program failed
    """A cell that cannot be used; the text is the key of the reason."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name in lower case and ASCII; `programme` is None for one that is not of the programme."""

    domain: str
    programme: str | None


@dataclass(frozen=True, slots=True)
class Number:
    """A number in its canonical form. `kind` where its shape says it; `mended`: leading zeros were put back."""

    number: str
    kind: str | None
    mended: bool = False


def name_of(cell: Cell) -> Name:
    """A domain name however it is written. Raises `ValueFault`: `no_name`, `bad_name`, `sub_name`."""
    text = _SCHEME.sub("", str(cell).strip()).split("/", 1)[0].rstrip(".").strip()
    if not text:
        raise ValueFault("no_name")
    try:
        domain = idna.encode(text, uts46=True, transitional=False).decode().lower().rstrip(".")
    except (idna.IDNAError, UnicodeError):
        raise ValueFault("bad_name") from None
    labels = domain.split(".")
    if len(labels) < 2 or not all(map(_LABEL.fullmatch, labels)):
        raise ValueFault("bad_name")
    programme = PROGRAMMES.get(".".join(labels[-2:]))
    if programme is not None and len(labels) != 3:
        raise ValueFault("sub_name" if len(labels) > 3 else "bad_name")
    return Name(domain, programme)


def number_of(cell: Cell) -> Number:
    """The number of an enterprise or a household (programme.md 3.1 to 3.3), with leading zeros put back that a
    spreadsheet program has taken. Raises `ValueFault`: `no_number`, `lost_digits`, `bad_digit`, `bad_number`."""
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        raise ValueFault("bad_number")
    if isinstance(cell, float):
        if not cell.is_integer():
            raise ValueFault("bad_number")
        cell = int(cell)
    if _LOST.fullmatch(str(cell).strip()):
        raise ValueFault("lost_digits")
    text = _bare(str(cell))
    if not text:
        raise ValueFault("no_number")
    if household := _HOUSEHOLD.fullmatch(text):
        return Number(household[1] + household[2] + household[3].replace("O", "0"), "household")
    if not text.replace("-", "").isascii() or not text.replace("-", "").isdigit():
        raise ValueFault("bad_number")
    return _of_digits(text)


def _bare(text: str) -> str:
    """A typed number without blanks, dots, apostrophes and the `.0` of a number that was a float."""
    return re.sub(r"[\s.'’]", "", re.sub(r"\.0$", "", text.strip().upper()))


def _of_digits(text: str) -> Number:
    """The kind follows from the length; a length that no number has is one that lost zeros at its beginning."""
    if branch := _BRANCH.fullmatch(text):
        return Number(f"{_checked(branch[1])}-{branch[2]}", None) if branch[2] != "000" else _refused("bad_number")
    if "-" in text:
        base, _, place = text.partition("-")
        if len(place) != 3 or not 8 <= len(base) < 10:
            raise ValueFault("bad_number")
        return Number(f"{_checked(base.zfill(10))}-{place}", None, mended=True)
    length = len(text)
    if length == 12:
        return Number(text, "household")
    if length == 10 and mst.is_valid(text):
        return Number(text, None)
    if length in (8, 9) and mst.is_valid(text.zfill(10)):
        return Number(text.zfill(10), None, mended=True)
    if length == 11 and text.zfill(12)[:3] in _PROVINCES:
        return Number(text.zfill(12), "household", mended=True)
    return _refused("bad_digit" if length == 10 else "bad_number")


_PROVINCES: Final = frozenset(f"{n:03d}" for n in range(1, 97))
"""the first digits of a personal number (programme.md 3.1)"""


def _checked(base: str) -> str:
    if not mst.is_valid(base):
        raise ValueFault("bad_digit")
    return base


def _refused(reason: str) -> Number:
    raise ValueFault(reason)


def day_of(cell: Cell) -> date | None:
    """A day: day before month, or ISO, or as a spreadsheet program counts days. None for an empty cell.

    Raises `ValueFault`: `bad_day`.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if int(cell) in SERIALS:
            return _SERIAL_0 + timedelta(days=int(cell))
        cell = str(int(cell))
    if not isinstance(cell, str):
        raise ValueFault("bad_day")
    text = cell.strip()
    if not text:
        return None
    try:
        if found := _DAY.match(text):
            return date(int(found[3]), int(found[2]), int(found[1]))
        if found := _ISO.match(text) or _COMPACT.fullmatch(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        pass
    raise ValueFault("bad_day")
