"""`chaovn report` and `chaovn export`: the figures and the log as files."""

from __future__ import annotations

import asyncio
import re
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args

import typer

from bot import VERSION
from bot import settings as settings_module
from bot.errors import DataError
from flows.turn import VIET_NAM
from storage import periods

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.reporting.files import Written
    from bot.settings import Settings
    from flows.province import Province
    from storage.periods import Cutoff, Period
    from storage.reporting.types import Report

export = typer.Typer(help="Xuất dữ liệu ra tệp. Exports data to files.", no_args_is_help=True)

ReportFormat = Literal["xlsx", "csv", "json", "docx"]
LogFormat = Literal["csv", "xlsx", "parquet", "json"]
SAYS = {
    "vi": {
        "date": "{}: hãy ghi ngày theo dạng YYYY-MM-DD, ví dụ 2026-10-01",
        "quarter": "{}: hãy ghi quý theo dạng 2026-Q4",
        "period": "hãy chọn một kỳ: --from và --to, hoặc --quarter, hoặc --year",
        "order": "ngày cuối {1:%d/%m/%Y} đứng trước ngày đầu {0:%d/%m/%Y}; hãy đổi lại --from và --to",
        "written": "Đã ghi {file}: {rows} dòng, {bytes} byte, SHA-256 {sha256}",
        "rows": "dòng",
    },
    "en": {
        "date": "{}: write the date as YYYY-MM-DD, for example 2026-10-01",
        "quarter": "{}: write the quarter as 2026-Q4",
        "period": "choose one period: --from and --to, or --quarter, or --year",
        "order": "the last day {1:%Y-%m-%d} is before the first {0:%Y-%m-%d}; swap --from and --to",
        "written": "Written {file}: {rows} rows, {bytes} bytes, SHA-256 {sha256}",
        "rows": "rows",
    },
}
FIRST_YEAR, LAST_YEAR = 2000, 2150

From = Annotated[str | None, typer.Option("--from", help="Ngày đầu (YYYY-MM-DD), tính cả ngày này.")]
To = Annotated[str | None, typer.Option("--to", help="Ngày cuối (YYYY-MM-DD), tính cả ngày này.")]
Quarter = Annotated[str | None, typer.Option(help="Một quý, ví dụ 2026-Q4, thay cho --from và --to.")]
Year = Annotated[int | None, typer.Option(help="Một năm, ví dụ 2026.", min=FIRST_YEAR, max=LAST_YEAR)]
Replace = Annotated[bool, typer.Option("--replace", help="Ghi đè tệp đã có, kể cả khi đã được sửa.")]


def register(app: typer.Typer) -> None:
    """Adds both commands to the program."""
    app.command(epilog="Ví dụ: chaovn report --quarter 2026-Q4 --format docx")(report)
    app.add_typer(export, name="export")


@dataclass(frozen=True, slots=True)
class _Asked:
    """What both commands were asked: where, of which days."""

    settings: Settings
    province: Province
    period: Period

    @property
    def lang(self) -> str:
        return self.settings.lang


def report(  # noqa: PLR0913 - the options of a command
    *,
    first: From = None,
    last: To = None,
    quarter: Quarter = None,
    year: Year = None,
    form: Annotated[
        ReportFormat | None, typer.Option("--format", help="Dạng tệp; mặc định theo đuôi của --out.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Tệp ghi ra; json không có --out thì in ra màn hình.")] = None,
    replace: Replace = False,
    number: Annotated[int | None, typer.Option(help="Số của báo cáo DOCX, nếu đã có.", min=1)] = None,
    signed_on: Annotated[str | None, typer.Option(help="Ngày ký báo cáo DOCX (YYYY-MM-DD), nếu đã có.")] = None,
) -> None:
    """Số liệu và báo cáo của một kỳ. Figures and the official report of a period."""
    from bot.reporting import files, letterhead, saving  # noqa: PLC0415 - other commands start faster without them

    asked = _asked(first, last, quarter, year)
    day = None if signed_on is None else _day(signed_on, asked.lang)
    chosen: ReportFormat = form or _by_ending(out, get_args(ReportFormat)) or "xlsx"
    letter = letterhead.letterhead(asked.province, number=number, signed_on=day)
    if chosen == "json" and out is None:
        files.write_report(_made(asked), "json", sys.stdout.buffer, version=VERSION)
        sys.stdout.buffer.flush()
        return
    path = out or Path(files.report_name(asked.period, chosen))
    saving.refuse(path, replace=replace, lang=asked.lang)
    made = _made(asked)
    with saving.new_file(path, replace=replace, lang=asked.lang) as file:
        written = files.write_report(made, chosen, file, version=VERSION, letterhead=letter)
    _tell(path, written, asked.lang)


@export.callback()
def _export() -> None:
    """Xuất dữ liệu ra tệp. Exports data to files."""


@export.command(epilog="Ví dụ: chaovn export interactions --from 2026-10-01 --to 2026-12-31 --out nhat-ky.csv")
def interactions(  # noqa: PLR0913 - the options of a command
    *,
    out: Annotated[Path, typer.Option(help="Tệp ghi ra.")],
    first: From = None,
    last: To = None,
    quarter: Quarter = None,
    year: Year = None,
    form: Annotated[LogFormat | None, typer.Option("--format", help="Dạng tệp; mặc định theo đuôi của --out.")] = None,
    replace: Replace = False,
) -> None:
    """Nhật ký tương tác, không có dữ liệu cá nhân. The de-identified log of interactions."""
    from bot import app  # noqa: PLC0415
    from bot.reporting import files, saving  # noqa: PLC0415

    asked = _asked(first, last, quarter, year)
    chosen: LogFormat = form or _by_ending(out, get_args(LogFormat)) or "csv"
    about = files.About(asked.period, asked.province.name, datetime.now(UTC), VERSION)
    saving.refuse(out, replace=replace, lang=asked.lang)

    async def run() -> Written:
        async with app.database(asked.settings) as db, db.transaction() as tx:
            # Inside the transaction, which would take a full disk for a database that is away.
            with saving.new_file(out, replace=replace, lang=asked.lang) as file, _progress(asked.lang) as told:
                return await files.write_interactions(tx, chosen, file, about=about, told=told, folder=out.parent)

    _tell(out, asyncio.run(run()), asked.lang)


def _asked(first: str | None, last: str | None, quarter: str | None, year: int | None) -> _Asked:
    from flows.province import load_province  # noqa: PLC0415

    settings = settings_module.load()
    province = load_province(settings.province)
    period = _period(first, last, quarter, year, cutoff=province.report.periods, lang=settings.lang)
    return _Asked(settings, province, period)


def _period(  # noqa: PLR0913 - the options of a command
    first: str | None, last: str | None, quarter: str | None, year: int | None, *, cutoff: Cutoff, lang: str
) -> Period:
    words = SAYS[lang]
    ways = (first is not None or last is not None, quarter is not None, year is not None)
    if sum(ways) != 1 or (ways[0] and (first is None or last is None)):
        raise typer.BadParameter(words["period"])
    if year is not None:
        return periods.year(year, cutoff)
    if quarter is not None:
        found = re.fullmatch(r"(\d{4})-?[Qq]([1-4])", quarter)
        if found is None or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
            raise typer.BadParameter(words["quarter"].format(quarter))
        return periods.quarter(int(found[1]), int(found[2]), cutoff)
    begin, end = _day(first or "", lang), _day(last or "", lang)
    if end < begin:
        raise DataError(words["order"].format(begin, end))
    return named(begin, end, cutoff)


def named(first: date, last: date, cutoff: Cutoff) -> Period:
    """These days under the name of the quarter, year or month that they are; else as days."""
    known = (
        periods.quarter_of(first, cutoff),
        periods.year(last.year, cutoff),
        periods.month(first.year, first.month),
    )
    return next((one for one in known if (one.first, one.last) == (first, last)), periods.days(first, last))


def _day(text: str, lang: str) -> date:
    try:
        day = date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None
    except ValueError:
        day = None
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise typer.BadParameter(SAYS[lang]["date"].format(text))
    return day


def _by_ending(out: Path | None, known: tuple[Any, ...]) -> Any:
    """The format that the file's name ends with; None when it tells nothing."""
    ending = "" if out is None else out.suffix.removeprefix(".").lower()
    return ending if ending in known else None


def _made(asked: _Asked) -> Report:
    """The report, from one moment of the database."""
    from bot import app  # noqa: PLC0415
    from flows.loader import PROVINCES  # noqa: PLC0415
    from flows.places import load_communes  # noqa: PLC0415
    from storage.reporting import log  # noqa: PLC0415
    from storage.reporting import report as figures  # noqa: PLC0415
    from storage.reporting.types import Targets  # noqa: PLC0415

    province, now = asked.province, datetime.now(UTC)
    goals = Targets(
        id_vn=province.targets.id_vn,
        biz_vn=province.targets.biz_vn,
        until=province.programme_end,
        source=province.targets.source,
    )
    places = load_communes(PROVINCES / province.id / "communes.yaml").names

    async def run() -> Report:
        async with app.database(asked.settings) as db, db.transaction() as tx:
            await log.snapshot(tx)
            return await figures.report(
                tx,
                period=asked.period,
                province=province.name,
                targets=goals,
                places=places,
                today=now.astimezone(VIET_NAM).date(),
                made_at=now,
                cutoff=province.report.periods,
            )

    return asyncio.run(run())


@contextmanager
def _progress(lang: str) -> Iterator[Callable[[int, int], None] | None]:
    """A bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn  # noqa: PLC0415

    bar = Progress(
        BarColumn(), MofNCompleteColumn(), SAYS[lang]["rows"], TimeRemainingColumn(), console=Console(stderr=True)
    )
    with bar:
        task = bar.add_task("", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _tell(path: Path, written: Written, lang: str) -> None:
    from bot.reporting import saving  # noqa: PLC0415

    told = saving.write_companion(path, written, lang=lang)
    typer.echo(SAYS[lang]["written"].format(**{**told, "file": path}), err=True)
