"""A file -> its rows of cells, whatever program wrote it: CSV in any of the usual encodings, or XLSX."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, Final, TypeAlias

import python_calamine as calamine

from bot.imports.faults import FileError
from bot.imports.unpacking import MOST_COLUMNS, MOST_ROWS, refuse_bombs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime, time, timedelta

Cell: TypeAlias = "str | int | float | bool | date | datetime | time | timedelta"
Row: TypeAlias = "tuple[int, list[Cell]]"
"""(number of the row as the person's program shows it, from 1; its cells)"""

MB: Final = 1024 * 1024
MOST_MB: Final = 10
LONGEST_CELL: Final = 2000
"""characters of a cell that are read"""

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_SEPARATORS: Final = ";,\t|"
_STATED: Final = re.compile(r"sep=(.)\s*", re.IGNORECASE)


def sheets(data: bytes) -> Iterator[list[Row]]:
    """The tables of a file, each without its empty rows; a CSV has one. Raises `FileError`."""
    if not data:
        raise FileError("empty")
    if len(data) > MOST_MB * MB:
        raise FileError("large", most=MOST_MB)
    if data.startswith(_OLE):
        raise FileError("old")
    yield from _workbook(data) if data.startswith(_ZIP) else iter([_csv(data)])


def _workbook(data: bytes) -> Iterator[list[Row]]:
    refuse_bombs(data)
    try:
        with calamine.load_workbook(io.BytesIO(data)) as book:
            for name in book.sheet_names:
                sheet = book.get_sheet_by_name(name)
                if sheet.total_height and sheet.start is not None:
                    yield _filled(sheet.start[0] + 1, sheet.iter_rows())
    except calamine.PasswordError:
        raise FileError("locked") from None
    except (calamine.CalamineError, OSError, ValueError):
        raise FileError("broken") from None


def _filled(first: int, rows: Iterator[list[Cell]]) -> list[Row]:
    out = []
    for number, cells in enumerate(rows, first):
        row = [_text(cell) if isinstance(cell, str) else cell for cell in cells]
        if any(cell != "" for cell in row):
            out.append((number, row))
    return out


def _csv(data: bytes) -> list[Row]:
    text = _decoded(data)
    lines = text.split("\n", 1)
    stated = _STATED.fullmatch(lines[0].strip())
    skipped = 0
    if stated is not None:
        text, skipped = (lines[1] if len(lines) > 1 else ""), 1
    separator = stated[1] if stated is not None else _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    out: list[Row] = []
    before = skipped
    try:
        for cells in reader:
            number, before = before + 1, skipped + reader.line_num
            if len(cells) > MOST_COLUMNS or len(out) > MOST_ROWS:
                raise FileError("rows", rows=MOST_ROWS, columns=MOST_COLUMNS)
            row: list[Cell] = [_text(cell) for cell in cells]
            if any(row):
                out.append((number, row))
    except csv.Error:
        raise FileError("broken") from None
    return out


def _decoded(data: bytes) -> str:
    """The text: by its BOM, as UTF-16 where every other byte is zero, else UTF-8, else the old Windows code page."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        tries = ["utf-16"]
    elif data[1:200:2].count(0) > len(data[1:200:2]) // 2:
        tries = ["utf-16-le"]
    elif data[0:200:2].count(0) > len(data[0:200:2]) // 2:
        tries = ["utf-16-be"]
    else:
        tries = ["utf-8-sig", "cp1258"]
    for encoding in tries:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise FileError("letters")


def _separator(text: str) -> str:
    """What divides the cells: the character that stands most evenly in the first lines."""
    counts: Counter[str] = Counter()
    for line in text.splitlines()[:20]:
        bare = re.sub(r'"[^"]*"', "", line)
        counts.update({each: min(bare.count(each), MOST_COLUMNS) for each in _SEPARATORS})
    best = max(_SEPARATORS, key=lambda each: counts[each])
    return best if counts[best] else ","


def _text(cell: str) -> str:
    """A cell's words: composed, without what is not seen, without the apostrophe that marks a text in our own files."""
    text = unicodedata.normalize("NFC", cell[:LONGEST_CELL]).replace("\xa0", " ")
    text = "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf") or c in "\n\t")
    return " ".join(text.split()).removeprefix("'")
