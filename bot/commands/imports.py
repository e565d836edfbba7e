"""`chaovn import` and `chaovn official`: lists of other departments, and figures of official sources."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.console import Console

from bot import settings as settings_module
from bot.commands.opening import day, today, with_database
from bot.errors import ChaovnError

if TYPE_CHECKING:
    from bot.commands.opening import Opened
    from bot.imports.importing import HandedIn, Outcome
    from storage.lists import Kind

import_ = typer.Typer(help="Nhập danh sách CSV, XLSX. Imports lists.", no_args_is_help=True)
official = typer.Typer(help="Số liệu chính thức do cán bộ nhập. Official totals.", no_args_is_help=True)

File = Annotated[Path, typer.Argument(help="Tệp CSV hoặc XLSX.")]
Origin = Annotated[str, typer.Option("--from", help="Cơ quan lập danh sách.")]
AsOf = Annotated[str | None, typer.Option(help="Ngày của danh sách (YYYY-MM-DD); mặc định hôm nay.")]
Yes = Annotated[bool, typer.Option("--yes", help="Nhập luôn, không hỏi.")]
Result = Annotated[Path | None, typer.Option(help="Ghi kết quả từng dòng vào tệp CSV này.")]
SAYS = {
    "vi": {
        "reading": "Đang đọc {}",
        "read": "Các cột: {}",
        "before": "Tệp này đã nhập ngày {:%d/%m/%Y}; không có gì thay đổi.",
        "would": "Chưa nhập gì. Thêm --yes để nhập.",
        "ask": "Nhập danh sách này?",
        "done": "Đã nhập {} dòng.",
        "result": "Kết quả từng dòng: {}",
        "origin": "--from: cần tên cơ quan lập danh sách",
        "as_of": "ngày không thể ở tương lai hoặc quá xa",
        "number": "số không hợp lệ",
        "total": "Đã ghi: {} {} đến ngày {:%d/%m/%Y} ({})",
    },
    "en": {
        "reading": "Reading {}",
        "read": "Columns: {}",
        "before": "This file was imported on {:%d/%m/%Y}; nothing has changed.",
        "would": "Nothing was imported. Add --yes to import.",
        "ask": "Import this list?",
        "done": "{} rows imported.",
        "result": "What became of each row: {}",
        "origin": "--from: the office that made the list is needed",
        "as_of": "the day cannot be in the future or too long ago",
        "number": "not a usable number",
        "total": "Kept: {} {} on {:%d/%m/%Y} ({})",
    },
}


@import_.command(epilog="Ví dụ: chaovn import confirmed vnnic.xlsx --from VNNIC --as-of 2026-11-15")
def confirmed(file: File, origin: Origin, as_of: AsOf = None, yes: Yes = False, result: Result = None) -> None:
    """Nhập danh sách tên miền đã đăng ký của VNNIC, nhà đăng ký. Imports registered names."""
    _import("confirmed", file, origin, as_of, yes=yes, result=result)


@import_.command(epilog="Ví dụ: chaovn import listed hkd.csv --from 'Sở Tài chính' --as-of 2026-11-15")
def listed(file: File, origin: Origin, as_of: AsOf = None, yes: Yes = False, result: Result = None) -> None:
    """Nhập danh sách doanh nghiệp, hộ kinh doanh. Imports numbers of enterprises and households."""
    _import("listed", file, origin, as_of, yes=yes, result=result)


@official.command(epilog="Ví dụ: chaovn official add id_vn 812 --as-of 2026-09-30 --from 'Công văn 123/VNNIC'")
def add(
    programme: Annotated[Literal["id_vn", "biz_vn"], typer.Argument(help="Chương trình.")],
    number: Annotated[int, typer.Argument(min=0, help="Số tên miền, lũy kế.")],
    origin: Annotated[str, typer.Option("--from", help="Văn bản hoặc cơ quan đưa ra con số.")],
    as_of: AsOf = None,
) -> None:
    """Ghi một con số chính thức; đứng cạnh số của trợ lý, không cộng vào. Keeps an official figure."""
    from storage import registrations  # noqa: PLC0415

    words, until = _words(), day(as_of, otherwise=today())

    async def act(at: Opened) -> None:
        async with at.db.transaction() as tx:
            await registrations.add_total(
                tx,
                programme=programme,
                number=number,
                as_of=until,
                origin=origin,
                by=at.by,
                now=at.now,
                today=at.today,
            )

    try:
        with_database(act)
    except ValueError as error:
        raise ChaovnError(words[str(error)]) from None
    typer.echo(words["total"].format(programme, number, until, origin))


def _import(  # noqa: PLR0913 - the command as it was typed
    kind: Kind, path: Path, origin: str, as_of: str | None, *, yes: bool, result: Path | None
) -> None:
    from bot.imports.faults import FileError  # noqa: PLC0415 - other commands start faster without it
    from bot.imports.importing import OriginError, handed_in  # noqa: PLC0415

    words, lang = _words(), settings_module.load().lang
    try:
        body = path.read_bytes()
    except OSError as error:
        raise ChaovnError(f"{path}: {error.strerror}") from None
    try:
        until = day(as_of, otherwise=today())
        file = handed_in(kind=kind, name=path.name, origin=origin, as_of=until, body=body, today=today())
        with_database(lambda at: _carry_in(at, file, yes=yes, result=result))
    except OriginError as error:
        raise ChaovnError(words[str(error)]) from None
    except FileError as error:
        raise ChaovnError(f"{path.name}: {error.words(lang)}") from None


async def _carry_in(at: Opened, file: HandedIn, *, yes: bool, result: Path | None) -> None:
    from bot.imports import importing  # noqa: PLC0415

    words, console = _words(), Console(stderr=True)
    place = importing.place_of(at.settings.province)
    with console.status(words["reading"].format(file.name)):
        reading = await asyncio.to_thread(importing.read, file, place=place, today=at.today)
        async with at.db.transaction() as tx:
            seen = await importing.look(tx, file=file, reading=reading, sealer=at.sealer)
    _tell(seen, at.settings.lang)
    wanted = seen.before is None and (yes or (sys.stdin.isatty() and typer.confirm(words["ask"])))
    if not wanted:
        _write(seen, result, at.settings.lang)
        typer.echo(words["would"] if seen.before is None else words["before"].format(seen.before.imported), err=True)
        return
    async with at.db.transaction() as tx:
        done = await importing.carry_in(tx, file=file, reading=reading, by=at.by, now=at.now, sealer=at.sealer)
    _write(done, result, at.settings.lang)
    typer.echo(words["done"].format(done.usable))


def _tell(outcome: Outcome, lang: Literal["vi", "en"]) -> None:
    from bot.imports.words import FIELDS, STATUS  # noqa: PLC0415

    columns = "; ".join(f"{FIELDS[lang][name]} ← {', '.join(heads)}" for name, heads in outcome.headings.items())
    typer.echo(SAYS[lang]["read"].format(columns))
    for status, rows in outcome.counts:
        typer.echo(f"{rows:>7}  {STATUS[lang][status]}")


def _write(outcome: Outcome, path: Path | None, lang: Literal["vi", "en"]) -> None:
    from bot.imports.importing import result_file  # noqa: PLC0415

    if path is None:
        return
    try:
        path.write_bytes(result_file(outcome, lang=lang))
    except OSError as error:
        raise ChaovnError(f"{path}: {error.strerror}") from None
    typer.echo(SAYS[lang]["result"].format(path))


def _words() -> dict[str, str]:
    return SAYS[settings_module.load().lang]
