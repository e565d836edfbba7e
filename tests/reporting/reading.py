"""Reading files back with programs that did not write them."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import openpyxl
import pyarrow.parquet as pq  # type: ignore[import-untyped]
from openpyxl.utils.escape import unescape

from bot.reporting.cells import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.reporting.tables import Column


def from_csv(content: bytes, columns: Sequence[Column]) -> list[tuple[Any, ...]]:
    """Rows as values; the header has to be the identifiers."""
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    assert rows[0] == [column.id for column in columns]
    return [tuple(_typed(c.kind, value) for c, value in zip(columns, row, strict=True)) for row in rows[1:]]


def _typed(kind: str, text: str) -> Any:
    if text == "":
        return None
    if kind == "number":
        return float(text) if "." in text else int(text)
    if kind == "decimal":
        return float(text)
    if kind == "flag":
        return {"true": True, "false": False}[text]
    if kind == "day":
        return date.fromisoformat(text)
    return plain(text)


def from_xlsx(content: bytes) -> dict[str, list[tuple[Any, ...]]]:
    """Sheet -> rows with the header; fails when any cell is a formula or a link."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    out = {}
    for sheet in book.worksheets:
        cells = [cell for row in sheet.iter_rows() for cell in row]
        assert not [cell.coordinate for cell in cells if cell.data_type == "f" or cell.hyperlink]
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref is not None
        out[sheet.title] = [tuple(_shown(cell.value) for cell in row) for row in sheet.iter_rows()]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/")]
    assert parts
    assert not any(b"<f>" in part or b"<f " in part for part in parts)
    return out


def _shown(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.date()
    return unescape(value) if isinstance(value, str) else value


def from_parquet(content: bytes) -> list[tuple[Any, ...]]:
    """Rows as values."""
    table = pq.read_table(io.BytesIO(content))
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


def from_json(content: bytes, columns: Sequence[Column]) -> list[tuple[Any, ...]]:
    """Rows as values; every object has to have the identifiers, in order."""
    out = []
    for row in json.loads(content):
        assert list(row) == [column.id for column in columns]
        out.append(
            tuple(
                date.fromisoformat(v) if c.kind == "day" and v is not None else v
                for c, v in zip(columns, row.values(), strict=True)
            )
        )
    return out
