"""XLSX row by row in constant memory: real types, a header that stays in sight, filters, a sheet of definitions.

Texts are written as strings, never guessed at: what begins with "=" is no formula and an address is no link.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, BinaryIO

import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.exceptions import FileCreateError  # type: ignore[import-untyped]

from bot.reporting.cells import clean
from bot.reporting.csv_file import LIST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bot.reporting.tables import Column

MOST_ROWS = 1_048_576
"""rows that a sheet may have, its header included"""

MOST_CHARACTERS = 32_767
"""of a cell; a longer text ends with …"""

WIDTHS = {"text": 18, "number": 14, "decimal": 14, "flag": 10, "day": 12, "moment": 18, "list": 28}
DEFINITIONS_SHEET = "Định nghĩa"


class _UntilFull:
    """A file that is not asked again once it took no more: a zip that is thrown away tries to finish itself."""

    def __init__(self, out: BinaryIO) -> None:
        self._out, self._full = out, False

    def write(self, some: bytes) -> int:
        return len(some) if self._full else self._tried(self._out.write, some)

    def flush(self) -> None:
        if not self._full:
            self._tried(self._out.flush)

    def seek(self, at: int, whence: int = 0) -> int:
        return 0 if self._full else self._out.seek(at, whence)

    def tell(self) -> int:
        return 0 if self._full else self._out.tell()

    def _tried(self, act: Callable[..., Any], *some: bytes) -> Any:
        try:
            return act(*some)
        except OSError:
            self._full = True
            raise

    def __getattr__(self, name: str) -> Any:
        return getattr(self._out, name)


class Workbook:
    """A workbook under way. `folder` holds its temporary files, which grow as large as the sheets unpacked."""

    def __init__(self, out: BinaryIO, *, title: str, made_at: datetime, folder: str | None = None) -> None:
        options: dict[str, Any] = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "remove_timezone": True,
            "default_date_format": "dd/mm/yyyy",
        }
        self._book = xlsxwriter.Workbook(_UntilFull(out), options | ({"tmpdir": folder} if folder else {}))
        self._book.set_properties({"title": title, "created": made_at.astimezone(UTC).replace(tzinfo=None)})
        self.header = self._book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self.formats = {
            "number": self._book.add_format({"num_format": "#,##0"}),
            "decimal": self._book.add_format({"num_format": "#,##0.00"}),
            "day": self._book.add_format({"num_format": "dd/mm/yyyy"}),
            "moment": self._book.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
            "wrapped": self._book.add_format({"text_wrap": True, "valign": "top"}),
        }

    def rows(self, name: str, columns: Sequence[Column], *, most: int = MOST_ROWS) -> SheetRows:
        """A sheet for rows, and more of them ("name 2") when it is full."""
        return SheetRows(self, name, columns, most)

    def table(self, name: str, columns: Sequence[Column], rows: Iterable[Sequence[object]]) -> None:
        """A sheet with these rows."""
        sheet = self.rows(name, columns)
        sheet.write(rows)
        sheet.close()

    def sheet(self, name: str) -> Any:
        """A new sheet; names are cut to what a workbook allows."""
        return self._book.add_worksheet(name[:31])

    def close(self) -> None:
        """Puts the file together. Raises OSError when it cannot be written."""
        try:
            self._book.close()
        except FileCreateError as error:
            cause = error.args[0] if error.args else None
            raise (cause if isinstance(cause, OSError) else OSError(str(error))) from error


class SheetRows:
    """Rows of one table, over as many sheets as they need."""

    def __init__(self, book: Workbook, name: str, columns: Sequence[Column], most: int) -> None:
        self._book, self._name, self._columns, self._most = book, name, columns, most
        self._sheets, self._next = 0, 0
        self._sheet: Any = None
        self._open()

    def _open(self) -> None:
        self._sheets += 1
        self._sheet = self._book.sheet(self._name if self._sheets == 1 else f"{self._name} {self._sheets}")
        self._sheet.freeze_panes(1, 0)
        for index, column in enumerate(self._columns):
            self._sheet.set_column(index, index, _width(column), self._book.formats.get(column.kind))
            self._sheet.write_string(0, index, column.heading, self._book.header)
        self._next = 1

    def write(self, rows: Iterable[Sequence[object]]) -> None:
        """Cells as in `CsvRows.write`; lists are joined as in CSV."""
        for row in rows:
            if self._next == self._most:
                self._finish()
                self._open()
            for index, (column, value) in enumerate(zip(self._columns, row, strict=True)):
                self._cell(index, column, value)
            self._next += 1

    def _cell(self, index: int, column: Column, value: object) -> None:
        sheet, line = self._sheet, self._next
        if value is None or value in ("", []):
            return
        if isinstance(value, str | list | tuple):
            text = value if isinstance(value, str) else LIST.join(map(str, value))
            wrapped = self._book.formats["wrapped"] if column.id in WRAPPED else None
            sheet.write_string(line, index, fitting(clean(text)), wrapped)
        elif isinstance(value, bool):
            sheet.write_boolean(line, index, value)
        elif isinstance(value, int | float):
            shown = "number" if isinstance(value, int) else "decimal"
            sheet.write_number(line, index, value, self._book.formats[shown])
        elif isinstance(value, datetime):
            sheet.write_datetime(line, index, value, self._book.formats["moment"])
        elif isinstance(value, date):
            sheet.write_datetime(line, index, value, self._book.formats["day"])
        else:
            raise TypeError(type(value).__name__)

    def _finish(self) -> None:
        self._sheet.autofilter(0, 0, max(1, self._next - 1), len(self._columns) - 1)

    def close(self) -> None:
        """To be called before the next sheet is begun."""
        self._finish()


WRAPPED = frozenset({"definition"})
WIDE = {"name": 42, "title": 42, "definition": 100, "value": 24, "figure_name": 32, "note": 22}


def fitting(text: str) -> str:
    """The text, cut to what a cell holds."""
    return text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - 1] + "…"


def _width(column: Column) -> int:
    return WIDE.get(column.id, WIDTHS[column.kind])
