"""One function for each kind of file. What is written here leaves the house: small numbers are taken out first."""

from __future__ import annotations

import asyncio
import re
import tempfile
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, BinaryIO, Literal, Protocol

from bot.reporting.csv_file import CsvRows
from bot.reporting.json_file import JsonRows, dumped
from bot.reporting.log_columns import LOG
from bot.reporting.parquet_file import ParquetRows
from bot.reporting.tables import LONG, Column, Table, long_rows, table_of, tables_of
from bot.reporting.xlsx_file import DEFINITIONS_SHEET, MOST_ROWS, SheetRows, Workbook
from storage.definitions import DEFINITIONS
from storage.reporting import hiding, log
from storage.reporting.as_json import as_json

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from bot.reporting.official.head import Letterhead
    from storage.db import Session
    from storage.periods import Period
    from storage.reporting.types import Filter, Report

Format = Literal["csv", "xlsx", "parquet", "json", "docx"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: `mime` for the header Content-Type, `ending` without a dot."""

    ending: str
    mime: str


FORMATS: Mapping[str, Kind] = MappingProxyType(
    {
        "csv": Kind("csv", "text/csv; charset=utf-8"),
        "xlsx": Kind("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        "parquet": Kind("parquet", "application/vnd.apache.parquet"),
        "json": Kind("json", "application/json"),
        "docx": Kind("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    }
)
OF_REPORT: tuple[Format, ...] = ("xlsx", "csv", "json", "docx")
OF_TABLE: tuple[Format, ...] = ("xlsx", "csv", "json", "parquet")
OF_LOG: tuple[Format, ...] = ("csv", "xlsx", "parquet", "json")

DEFINED = (
    Column("id", "Mã", "text"),
    Column("title", "Tên", "text"),
    Column("definition", "Định nghĩa", "text"),
    Column("unit", "Đơn vị", "text"),
)


@dataclass(frozen=True, slots=True)
class About:
    """What every file tells of itself. `version`: of the program."""

    period: Period
    province: str
    made_at: datetime
    version: str


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: `rows` in all; of several tables, `parts` has the rows of each."""

    content: str
    format: str
    rows: int
    about: About
    parts: Mapping[str, int] = field(default_factory=dict)


class Rows(Protocol):
    """A file that takes rows."""

    def write(self, rows: Sequence[Sequence[object]], /) -> None: ...
    def close(self) -> None: ...


def report_name(period: Period, form: Format) -> str:
    """The file name of a report: "Bao-cao-quy-IV-2026-ten-mien.docx", "So-lieu-nam-2026-ten-mien.xlsx"."""
    kind = "Bao-cao" if form == "docx" else "So-lieu"
    return f"{kind}-{_of_period(period)}-ten-mien.{FORMATS[form].ending}"


def table_name(period: Period, table: str, form: Format) -> str:
    """The file name of one table: "So-lieu-quy-IV-2026-communes.csv"."""
    return f"So-lieu-{_of_period(period)}-{table.replace('_', '-')}.{FORMATS[form].ending}"


def log_name(period: Period, form: Format) -> str:
    """The file name of a log: "Nhat-ky-quy-IV-2026.csv"."""
    return f"Nhat-ky-{_of_period(period)}.{FORMATS[form].ending}"


def _of_period(period: Period) -> str:
    if period.kind == "days":
        return f"tu-{period.first:%Y%m%d}-den-{period.last:%Y%m%d}"
    plain = period.name.replace("quý", "quy").replace("tháng", "thang")
    return re.sub(r"[^A-Za-z0-9]+", "-", plain.replace("năm", "" if period.kind != "year" else "nam")).strip("-")


def write_report(
    report: Report, form: Format, out: BinaryIO, *, version: str, letterhead: Letterhead | None = None
) -> Written:
    """Writes a whole report as xlsx, csv, json or docx; docx needs the letterhead. Half a second to three of one core.

    Raises ValueError for another format, OSError when it cannot be written.
    """
    outside = hiding.for_outside(report)
    about = About(report.period, report.province, report.made_at, version)
    tables = tables_of(outside)
    parts = {table.id: len(table.rows) for table in tables}
    rows = sum(parts.values())
    if form == "json":
        out.write((dumped(as_json(outside), indent=2) + "\n").encode())
    elif form == "csv":
        found = list(long_rows(tables))
        CsvRows(out, LONG).write(found)
        rows = len(found)
    elif form == "xlsx":
        book = Workbook(out, title=f"Số liệu {report.period.name}", made_at=report.made_at)
        for table in tables:
            book.table(table.title, table.columns, table.rows)
        named = [(one.id, one.name, one.text, one.unit) for one in DEFINITIONS.values()]
        _define(book, [*named, *(row for table in tables for row in _meanings(table))])
        book.close()
    elif form == "docx" and letterhead is not None:
        from bot.reporting.official.document import write_document  # noqa: PLC0415 - charts take a second to import

        write_document(outside, out, letterhead=letterhead)
    else:
        raise ValueError(form)
    return Written("report", form, rows, about, parts)


def write_table(report: Report, name: str, form: Format, out: BinaryIO, *, version: str) -> Written:
    """Writes one table of `tables.tables_of` as csv, xlsx, json or parquet. Raises KeyError for an unknown table."""
    table = table_of(hiding.for_outside(report), name)
    about = About(report.period, report.province, report.made_at, version)
    book, rows = _opened(form, out, table.columns, about, title=table.title)
    rows.write(table.rows)
    rows.close()
    if book is not None:
        _define(book, _meanings(table))
        book.close()
    return Written(name, form, len(table.rows), about)


async def write_interactions(  # noqa: PLR0913 - all by keyword
    session: Session,
    form: Format,
    out: BinaryIO,
    *,
    about: About,
    wanted: Filter | None = None,
    told: Callable[[int, int], None] | None = None,
    folder: Path | None = None,
    sheet_rows: int = MOST_ROWS,
) -> Written:
    """Streams the log of a period into a file in constant memory, from one moment of the database.

    To be called first in a transaction. `told` hears (rows written, rows in all) after each piece; `folder` takes
    temporary files of XLSX. Raises ValueError for a format that the log has not, OSError when it cannot be written.
    """
    told = told or (lambda _written, _of: None)
    await log.snapshot(session)
    period, number = about.period, 0
    total = await log.count_interactions(session, period=period, wanted=wanted)
    hidden = await hiding.small_codes(session, period=period, wanted=wanted)
    # What a spreadsheet under way leaves behind when it fails goes with its folder.
    with tempfile.TemporaryDirectory(prefix=".chaovn-", dir=folder) as scratch:
        book, rows = _opened(form, out, LOG, about, title="Nhật ký", folder=scratch, sheet_rows=sheet_rows)
        told(0, total)
        async for some in log.interactions(session, period=period, wanted=wanted, hidden=hidden):
            await asyncio.to_thread(rows.write, some)
            number += len(some)
            told(number, total)
        await asyncio.to_thread(rows.close)
        if book is not None:
            meanings = [(one.id, one.heading, one.meaning, "") for one in LOG]
            _define(book, [*meanings, ("rows", "Số dòng", f"{number} dòng, {period.name}", "")])
            await asyncio.to_thread(book.close)
    return Written("interactions", form, number, about)


def _opened(  # noqa: PLR0913 - all by keyword but the first four
    form: Format,
    out: BinaryIO,
    columns: Sequence[Column],
    about: About,
    *,
    title: str,
    folder: str | None = None,
    sheet_rows: int = MOST_ROWS,
) -> tuple[Workbook | None, Rows | SheetRows]:
    """The workbook, where there is one, and what takes the rows."""
    if form == "csv":
        return None, CsvRows(out, columns)
    if form == "json":
        return None, JsonRows(out, columns)
    if form == "parquet":
        return None, ParquetRows(out, columns, about=_metadata(about, title))
    if form == "xlsx":
        book = Workbook(out, title=f"{title}, {about.period.name}", made_at=about.made_at, folder=folder)
        return book, book.rows(title, columns, most=sheet_rows)
    raise ValueError(form)


def _metadata(about: About, title: str) -> dict[str, str]:
    first, last = about.period.first.isoformat(), about.period.last.isoformat()
    made = about.made_at.isoformat(timespec="seconds")
    own = {"title": title, "from": first, "to": last, "province": about.province, "made_at": made}
    return own | {"made_by": f"chaovn {about.version}"}


def _meanings(table: Table) -> list[tuple[str, str, str, str]]:
    """Identifier, heading and meaning of each column; what a column does not tell itself its table tells."""
    told = DEFINITIONS[table.id].text if table.id in DEFINITIONS else table.title
    return [(f"{table.id}.{one.id}", one.heading, one.meaning or told, "") for one in table.columns]


def _define(book: Workbook, rows: Sequence[tuple[str, str, str, str]]) -> None:
    book.table(DEFINITIONS_SHEET, DEFINED, rows)
