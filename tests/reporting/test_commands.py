"""`chaovn report` and `chaovn export` as people run them, on a database of their own."""

from __future__ import annotations

import asyncio
import json
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
import typer
from typer.testing import CliRunner

from bot.commands import report as commands
from bot.errors import ChaovnError
from bot.reporting import saving
from bot.reporting.log_columns import LOG
from storage import periods
from storage.db import Database
from tests.reporting import reading
from tests.storage import population, population_rows

if TYPE_CHECKING:
    from pathlib import Path

DAYS = ("--from", "2026-01-01", "--to", "2026-03-31")


@pytest.fixture
def filled(address: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """A database with people in it, and settings that name it."""

    async def fill() -> None:
        db = Database(address)
        await population_rows.write(population.make(3000), db=db, address=address)
        await db.close()

    asyncio.run(fill())
    monkeypatch.setenv("CHAOVN_DATABASE_URL", address)
    monkeypatch.setenv("CHAOVN_VAR_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("CHAOVN_LANG", "vi")
    monkeypatch.chdir(tmp_path)
    return address


def run(*arguments: str) -> Any:
    app = typer.Typer()
    commands.register(app)
    return CliRunner().invoke(app, list(arguments))


def done(*arguments: str) -> Any:
    result = run(*arguments)
    assert result.exit_code == 0, (result.output, result.exception)
    return result


def test_the_log_has_as_many_rows_as_the_report_says(filled: str, tmp_path: Path) -> None:
    """The rows of the export, of its companion and `totals.interactions` are the same number."""
    totals = json.loads(done("report", *DAYS, "--format", "json").stdout)["totals"]
    out = tmp_path / "log.csv"
    done("export", "interactions", *DAYS, "--out", str(out))
    rows = reading.from_csv(out.read_bytes(), LOG)
    told = json.loads((tmp_path / "log.csv.json").read_text(encoding="utf-8"))
    assert len(rows) == told["rows"] == totals["interactions"] > 200
    assert told["sha256"] == saving.checksum(out)
    assert min(row[0] for row in rows) >= periods.quarter(2026, 1).first
    assert max(row[0] for row in rows) <= periods.quarter(2026, 1).last


def test_the_format_is_that_of_the_files_ending(filled: str, tmp_path: Path) -> None:
    """`--out a.parquet` is Parquet; `--format` decides where both are given; the days of a quarter get its name."""
    done("export", "interactions", *DAYS, "--out", "a.parquet")
    assert (tmp_path / "a.parquet").read_bytes()[:4] == b"PAR1"
    done("report", *DAYS, "--format", "docx")
    assert zipfile.is_zipfile(tmp_path / "Bao-cao-quy-I-2026-ten-mien.docx")
    done("report", "--year", "2026", "--format", "csv", "--out", "b.xlsx")
    assert (tmp_path / "b.xlsx").read_bytes().startswith(b"\xef\xbb\xbftable,")
    told = json.loads((tmp_path / "b.xlsx.json").read_text(encoding="utf-8"))
    assert told["period"] == {"from": "2026-01-01", "to": "2026-12-31", "name": "năm 2026"}


def test_wrong_usage_is_told(filled: str) -> None:
    """No period, two periods, a day that is none: exit code 2 and a sentence."""
    wrong = [(), ("--from", "2026-01-01"), ("--quarter", "2026-Q5"), ("--from", "2026-02-30", "--to", "2026-03-01")]
    wrong += [("--quarter", "2026-Q1", "--year", "2026"), ("--from", "01/01/2026", "--to", "2026-03-01")]
    for arguments in wrong:
        assert run("report", *arguments).exit_code == 2, arguments
    assert run("export", "interactions", *DAYS).exit_code == 2, "--out is missing"


def test_input_that_cannot_be_used_is_told(filled: str, tmp_path: Path) -> None:
    """Days in the wrong order, a folder that is not there: a reason, and nothing is written."""
    for arguments, reason in (
        (("report", "--from", "2026-03-31", "--to", "2026-01-01"), "đứng trước"),
        (("report", *DAYS, "--out", "none/a.xlsx"), "không có thư mục này"),
        (("export", "interactions", *DAYS, "--out", "none/a.csv"), "không có thư mục này"),
    ):
        result = run(*arguments)
        assert isinstance(result.exception, ChaovnError), result.output
        assert reason in str(result.exception)
    assert not list(tmp_path.glob("*.csv"))


def test_days_are_named_for_what_they_are() -> None:
    """A quarter, year or month by its days, in both cut-offs; other days stay days."""
    quarter, nd09 = periods.quarter(2026, 4), periods.quarter(2026, 4, "nd09")
    assert commands.named(quarter.first, quarter.last, "calendar_quarter") == quarter
    assert commands.named(nd09.first, nd09.last, "nd09") == nd09
    assert commands.named(nd09.first, nd09.last, "calendar_quarter").kind == "days"
    year = periods.year(2026, "nd09")
    assert commands.named(year.first, year.last, "nd09") == year
    month = periods.month(2026, 2)
    assert commands.named(month.first, month.last, "calendar_quarter") == month


def test_every_sentence_is_there_in_both_languages() -> None:
    """Messages of the commands have the same keys."""
    assert commands.SAYS["vi"].keys() == commands.SAYS["en"].keys()
