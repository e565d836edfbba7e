"""CSV by RFC 4180: UTF-8 with BOM (spreadsheet programs need it for Vietnamese), lines end with CR LF."""

from __future__ import annotations

import codecs
import csv
import io
from datetime import date, datetime
from typing import TYPE_CHECKING, BinaryIO

from bot.reporting.cells import neutral

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.reporting.tables import Column

LIST = ";"
"""between the entries of a list in one cell"""


class CsvRows:
    """Writes rows under a header of the columns' identifiers. Texts that could be formulas begin with an apostrophe."""

    def __init__(self, out: BinaryIO, columns: Iterable[Column]) -> None:
        self._out = out
        out.write(codecs.BOM_UTF8)
        self.write([[column.id for column in columns]])

    def write(self, rows: Iterable[Iterable[object]]) -> None:
        """Cells: text, numbers, days, moments, lists of text, None for nothing."""
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\r\n").writerows([_cell(value) for value in row] for row in rows)
        self._out.write(text.getvalue().encode())

    def close(self) -> None:
        """Nothing is held back."""


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return neutral(LIST.join(map(str, value)))
    return neutral(str(value))
