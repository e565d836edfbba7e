"""The log read back from each kind of file is the log, row for row, of one moment."""

from __future__ import annotations

import errno
import gc
import io
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq  # type: ignore[import-untyped]
import pytest
from sqlalchemy import func, insert, select

from bot.reporting import files
from bot.reporting.log_columns import LOG
from storage import periods
from storage.log_tables import interaction
from storage.reporting import hiding, log
from storage.reporting.types import Filter
from tests.reporting import reading
from tests.storage import population, population_rows

if TYPE_CHECKING:
    from pathlib import Path

    from bot.reporting.files import Format
    from storage.db import Database

PERIOD = periods.quarter(2026, 1)
ABOUT = files.About(PERIOD, "Cà Mau", datetime(2026, 11, 22, tzinfo=UTC), "1.2.3")
LISTS = ("answered", "happened")


@pytest.fixture
async def filled(db: Database, address: str) -> Database:
    await population_rows.write(population.make(4000), db=db, address=address)
    return db


async def rows_of(db: Database) -> list[tuple[Any, ...]]:
    async with db.transaction() as tx:
        await log.snapshot(tx)
        hidden = await hiding.small_codes(tx, period=PERIOD)
        return [row async for some in log.interactions(tx, period=PERIOD, hidden=hidden) for row in some]


async def exported(db: Database, form: Format, **more: Any) -> tuple[bytes, int]:
    out = io.BytesIO()
    async with db.transaction() as tx:
        written = await files.write_interactions(tx, form, out, about=ABOUT, **more)
    return out.getvalue(), written.rows


def joined(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Lists as one text, nothing for an empty one, as flat files have them."""
    return [tuple((";".join(v) if isinstance(v, list) else v) or (v if v in (0, False) else None) for v in row)
            for row in rows]  # fmt: skip


async def test_every_format_holds_every_row(filled: Database) -> None:
    """CSV, XLSX, Parquet and JSON have the rows of the database, in its order, with its types."""
    expected = await rows_of(filled)
    assert len(expected) > 300
    for form in files.OF_LOG:
        content, rows = await exported(filled, form)
        assert rows == len(expected)
        if form == "csv":
            assert reading.from_csv(content, LOG) == joined(expected)
        elif form == "xlsx":
            sheets = reading.from_xlsx(content)
            assert sheets["Nhật ký"][0] == tuple(column.heading for column in LOG)
            assert sheets["Nhật ký"][1:] == joined(expected)
            told = {row[0]: row[1:3] for row in sheets["Định nghĩa"][1:]}
            assert {c.id: (c.heading, c.meaning) for c in LOG}.items() <= told.items()
            assert told["rows"][1].startswith(f"{rows} ")
        elif form == "parquet":
            assert reading.from_parquet(content) == expected
        else:
            assert reading.from_json(content, LOG) == expected


def test_the_columns_are_those_of_the_log() -> None:
    """Identifiers, their order, and a meaning for each."""
    assert tuple(column.id for column in LOG) == log.COLUMNS
    assert all(column.meaning and column.heading for column in LOG)


async def test_parquet_is_typed_and_tells_of_itself(filled: Database) -> None:
    """Days are days, flags are flags, lists are lists; the footer has the period."""
    content, rows = await exported(filled, "parquet")
    file = pq.ParquetFile(io.BytesIO(content))
    types = {field.name: str(field.type) for field in file.schema_arrow}
    assert types["day"] == "date32[day]"
    assert types["opens"] == "bool"
    assert types["happened"].startswith("list<")
    assert file.metadata.num_rows == rows
    assert file.schema_arrow.metadata[b"from"] == b"2026-01-01"


async def test_rows_over_a_sheets_limit_go_on(filled: Database) -> None:
    """None is lost where the log is longer than a sheet may be."""
    content, rows = await exported(filled, "xlsx", sheet_rows=101)
    sheets = reading.from_xlsx(content)
    logs = [found[1:] for name, found in sheets.items() if name.startswith("Nhật ký")]
    assert sum(map(len, logs)) == rows
    assert {len(found) for found in logs[:-1]} == {100}


def left_in(folder: Path) -> list[str]:
    """Names of what lies in a folder."""
    return [path.name for path in folder.iterdir()]


class Full(io.BytesIO):
    """A disk that is full after so many bytes."""

    def write(self, some: Any) -> int:
        if self.tell() + len(some) > 5000:
            raise OSError(errno.ENOSPC, "no space left")
        return super().write(some)


@pytest.mark.parametrize("form", files.OF_LOG)
async def test_a_full_disk_leaves_nothing_lying_about(filled: Database, form: Format, tmp_path: Path) -> None:
    """The error comes through as one of the disk, not of the database, and temporary files are gone."""
    async with filled.transaction() as tx:
        with pytest.raises(OSError, match="no space left"):
            await files.write_interactions(tx, form, Full(), about=ABOUT, folder=tmp_path)
    gc.collect()  # what is thrown away must not try the disk again: here that would be an error of this test
    assert left_in(tmp_path) == []


async def test_a_file_is_of_one_moment(filled: Database) -> None:
    """What is written while the file is being made is not in it, and its rows are as many as were announced (F36)."""
    out, heard = io.BytesIO(), []
    async with filled.transaction() as tx:
        written = await files.write_interactions(tx, "csv", out, about=ABOUT, told=lambda *n: heard.append(n))
        async with filled.transaction() as other:
            row = (
                await other.execute(select(interaction).where(interaction.c.day == date(2026, 3, 31)).limit(1))
            ).one()
            await other.execute(insert(interaction).values({**row._mapping, "id": "one more"}))
        assert await log.count_interactions(tx, period=PERIOD) == written.rows
    async with filled.transaction() as tx:
        assert await log.count_interactions(tx, period=PERIOD) == written.rows + 1
    assert heard[-1] == (written.rows, written.rows)


async def test_no_commune_stands_for_a_few_rows(filled: Database) -> None:
    """Communes with fewer rows than may be shown are left out of the column; the rows themselves stay (T28)."""
    async with filled.transaction() as tx:
        few = await tx.execute(
            select(interaction.c.commune, func.count())
            .where(interaction.c.day.between(PERIOD.first, PERIOD.last))
            .group_by(interaction.c.commune)
        )
        small = {row[0] for row in few if row[0] and row[1] < hiding.LEAST}
    content, rows = await exported(filled, "csv")
    read = reading.from_csv(content, LOG)
    shown = {row[4] for row in read}
    assert len(read) == rows
    assert not small & shown
    assert small
    only, fewer = await exported(filled, "csv", wanted=Filter(channel="web"))
    assert {row[2] for row in reading.from_csv(only, LOG)} == {"web"}
    assert 0 < fewer < rows
