"""A report read back from each kind of file is the report."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from bot.reporting import files
from bot.reporting.tables import LONG, MEASURES, Table, long_rows, table_of, tables_of
from bot.reporting.xlsx_file import MOST_CHARACTERS, Workbook
from storage import periods
from storage.definitions import DEFINITIONS
from storage.reporting import hiding
from storage.reporting.as_json import as_json
from tests.reporting import reading, sample

if TYPE_CHECKING:
    from bot.reporting.files import Format
    from storage.reporting.types import Report

REPORTS = {"full": sample.full(), "empty": sample.empty()}


def written(report: Report, form: Format) -> bytes:
    out = io.BytesIO()
    files.write_report(report, form, out, version="1.2.3")
    return out.getvalue()


def without_empty(rows: Any) -> list[tuple[Any, ...]]:
    """An empty text and nothing at all are the same cell in a spreadsheet; sixteen figures of a fraction are enough."""
    return [tuple(None if v == "" else round(v, 9) if isinstance(v, float) else v for v in row) for row in rows]


@pytest.fixture(params=REPORTS)
def report(request: pytest.FixtureRequest) -> Report:
    return REPORTS[request.param]


def tables(report: Report) -> tuple[Table, ...]:
    return tables_of(hiding.for_outside(report))


def test_xlsx_holds_every_table(report: Report) -> None:
    """A sheet for each table with typed cells, and the meaning of every figure on a sheet of its own."""
    sheets = reading.from_xlsx(written(report, "xlsx"))
    for table in tables(report):
        header, *rows = sheets[table.title[:31]]
        assert header == tuple(column.heading for column in table.columns)
        assert without_empty(rows) == without_empty(table.rows)
    told = {row[0]: row[1:] for row in sheets["Định nghĩa"][1:]}
    assert {name: (one.name, one.text, one.unit or None) for name, one in DEFINITIONS.items()}.items() <= told.items()
    columns = {f"{table.id}.{c.id}": c.heading for table in tables(report) for c in table.columns}
    assert {name: told[name][0] for name in columns} == columns
    assert all(told[name][1] for name in columns)


def test_csv_holds_every_figure(report: Report) -> None:
    """One rectangular table: a row for each figure of each table, texts as they were."""
    content = written(report, "csv")
    assert content.count(b"\r\n") >= len(list(long_rows(tables(report))))
    rows = reading.from_csv(content, LONG)
    expected = [
        tuple(None if value in (None, "") else str(value) for value in row) for row in long_rows(tables(report))
    ]
    assert rows == expected


def test_json_is_the_contract(report: Report) -> None:
    """The keys of the contract, with small numbers taken out, and nothing that JSON does not know."""
    read = json.loads(written(report, "json"), parse_constant=pytest.fail)
    assert read == json.loads(json.dumps(as_json(hiding.for_outside(report)), default=str))
    wanted = "period totals funnel verdicts channels programmes communes intents unanswered targets definitions"
    assert set(wanted.split()) <= read.keys()
    assert (read["period"]["from"], read["period"]["to"]) == ("2026-10-01", "2026-12-31")


@pytest.mark.parametrize("form", files.OF_TABLE)
@pytest.mark.parametrize("name", ["communes", "last_sources", "days", "targets", "intents"])
def test_a_table_alone_comes_back(report: Report, name: str, form: Format) -> None:
    """Each page's download holds the table of the page in every format."""
    table = table_of(hiding.for_outside(report), name)
    out = io.BytesIO()
    told = files.write_table(report, name, form, out, version="1.2.3")
    content = out.getvalue()
    read = {
        "csv": lambda: reading.from_csv(content, table.columns),
        "xlsx": lambda: reading.from_xlsx(content)[table.title[:31]][1:],
        "json": lambda: reading.from_json(content, table.columns),
        "parquet": lambda: reading.from_parquet(content),
    }[form]()
    assert without_empty(read) == without_empty(table.rows)
    assert told.rows == len(table.rows)


def test_small_numbers_never_leave() -> None:
    """No number from 1 to 4 by commune or source is in any table that is written, and totals stay true."""
    full = sample.full()
    raw = [getattr(line, m) for line in full.communes for m in MEASURES]
    assert any(0 < number < hiding.LEAST for number in raw if number)
    for table in tables(full):
        if table.id in ("communes", "first_sources", "last_sources"):
            numbers = [value for row in table.rows for value in row[2:-1]]
            assert not [n for n in numbers if isinstance(n, int) and 0 < n < hiding.LEAST]
    shown = json.loads(written(full, "json"))
    assert shown["totals"]["interactions"] == full.totals.interactions


def test_lines_add_up_where_nothing_is_hidden() -> None:
    """The sum over the days is the total in the file as in the report."""
    full = sample.full()
    rows = reading.from_csv(_table(full, "days", "csv"), table_of(full, "days").columns)
    assert sum(row[2] for row in rows) == full.totals.interactions
    assert sum(row[3] for row in rows) == full.totals.conversations


def _table(report: Report, name: str, form: Format) -> bytes:
    out = io.BytesIO()
    files.write_table(report, name, form, out, version="1")
    return out.getvalue()


def test_a_sheet_that_is_full_goes_on_in_the_next() -> None:
    """Rows over the limit of a sheet are in further sheets, each with its header, none lost or twice."""
    table = table_of(sample.full(), "days")
    out = io.BytesIO()
    book = Workbook(out, title="t", made_at=sample.MADE)
    sheet = book.rows("Ngày", table.columns, most=40)
    sheet.write(table.rows)
    sheet.close()
    book.close()
    sheets = reading.from_xlsx(out.getvalue())
    assert list(sheets) == ["Ngày", "Ngày 2", "Ngày 3"]
    assert [len(rows) for rows in sheets.values()] == [40, 40, 92 - 39 - 39 + 1]
    assert [row for rows in sheets.values() for row in rows[1:]] == list(table.rows)


def test_a_text_longer_than_a_cell_is_cut_and_says_so() -> None:
    """It is not dropped, and the file opens."""
    full = sample.full()
    long = replace(full, channels=(replace(full.channels[0], name="x" * 40_000),))
    name = reading.from_xlsx(written(long, "xlsx"))["Theo kênh"][1][1]
    assert len(name) == MOST_CHARACTERS
    assert name.endswith("…")


def test_files_have_the_names_that_people_expect() -> None:
    """As the reference names them: with the quarter in Roman numbers, without marks or blanks."""
    quarter, year = periods.quarter(2026, 4), periods.year(2026)
    assert files.report_name(quarter, "docx") == "Bao-cao-quy-IV-2026-ten-mien.docx"
    assert files.report_name(year, "docx") == "Bao-cao-nam-2026-ten-mien.docx"
    assert files.report_name(periods.month(2026, 3), "xlsx") == "So-lieu-thang-3-2026-ten-mien.xlsx"
    odd = periods.days(quarter.first, quarter.first)
    assert files.log_name(odd, "csv") == "Nhat-ky-tu-20261001-den-20261001.csv"


def test_an_unknown_format_is_refused() -> None:
    """The log has no DOCX, a report no Parquet."""
    with pytest.raises(ValueError, match="parquet"):
        written(sample.full(), "parquet")
    with pytest.raises(ValueError, match="docx"):
        files.write_table(sample.full(), "days", "docx", io.BytesIO(), version="1")
