"""Parquet with a typed schema: days are days, codes are dictionaries, lists are lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.reporting.tables import Column

GROUP = 100_000
"""rows of a row group, held in memory in Arrow's compact form"""

TYPES: Mapping[str, Any] = {
    "text": pa.dictionary(pa.int32(), pa.string()),
    "number": pa.int64(),
    "decimal": pa.float64(),
    "flag": pa.bool_(),
    "day": pa.date32(),
    "moment": pa.timestamp("s", tz="UTC"),
    "list": pa.list_(pa.string()),
}


class ParquetRows:
    """Writes rows in row groups. `about` goes into the file's own metadata; headings stand beside each field."""

    def __init__(self, out: BinaryIO, columns: Sequence[Column], *, about: Mapping[str, str]) -> None:
        fields = [pa.field(c.id, TYPES[c.kind], metadata={"name": c.heading, "definition": c.meaning}) for c in columns]
        self._schema = pa.schema(fields, metadata=dict(about))
        self._writer = pq.ParquetWriter(out, self._schema, compression="zstd")
        self._waiting: list[Any] = []

    def write(self, rows: Sequence[Sequence[object]]) -> None:
        """Cells as in `CsvRows.write`."""
        if not rows:
            return
        columns = zip(*rows, strict=True)
        arrays = [pa.array(values, type=field.type) for values, field in zip(columns, self._schema, strict=True)]
        self._waiting.append(pa.RecordBatch.from_arrays(arrays, schema=self._schema))
        if sum(batch.num_rows for batch in self._waiting) >= GROUP:
            self._flush()

    def _flush(self) -> None:
        self._writer.write_table(pa.Table.from_batches(self._waiting, schema=self._schema))
        self._waiting.clear()

    def close(self) -> None:
        """Writes the last group and the footer; a file without rows has its schema."""
        if self._waiting:
            self._flush()
        self._writer.close()
