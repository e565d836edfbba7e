"""JSON of the log: an array with one object a line, so that it can be read whole or line by line."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.reporting.tables import Column


class JsonRows:
    """Writes each row as an object with the columns' identifiers."""

    def __init__(self, out: BinaryIO, columns: Iterable[Column]) -> None:
        self._out, self._names, self._before = out, [column.id for column in columns], "[\n"

    def write(self, rows: Iterable[Sequence[object]]) -> None:
        """Cells as in `CsvRows.write`; lists stay lists, days and moments are ISO texts."""
        lines = []
        for row in rows:
            lines.append(self._before + dumped(dict(zip(self._names, row, strict=True))))
            self._before = ",\n"
        self._out.write("".join(lines).encode())

    def close(self) -> None:
        """Closes the array."""
        self._out.write(b"\n]\n" if self._before == ",\n" else b"[]\n")


def dumped(value: object, *, indent: int | None = None) -> str:
    """A value as JSON text in plain Vietnamese letters. Raises ValueError for what JSON cannot hold (NaN)."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent, default=_default)
    return text.encode("utf-8", "backslashreplace").decode()


def _default(value: object) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)
