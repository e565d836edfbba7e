"""The commands of `chaovn`: they read arguments and call, nothing more."""

from __future__ import annotations

import asyncio
import logging
import sys
from contextlib import AsyncExitStack
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from bot import VERSION
from bot import settings as settings_module
from bot.commands import report as report_commands
from bot.commands.channel import channel
from bot.commands.consents import consents
from bot.commands.demo import seed_demo
from bot.commands.imports import import_, official
from bot.commands.nlu import nlu
from bot.commands.sources import source
from bot.commands.staff import staff
from bot.commands.webhook import webhook
from bot.commands.zalo import zalo
from bot.errors import ChaovnError
from bot.log import configure
from flows.loader import FlowError
from flows.province import ProvinceError
from flows.turn import VIET_NAM
from storage.errors import StorageError

if TYPE_CHECKING:
    from bot.settings import Settings

app = typer.Typer(
    name="chaovn",
    help="Chào .vn: trợ lý tên miền id.vn và biz.vn. A chatbot for the free id.vn and biz.vn names.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
db = typer.Typer(help="Cơ sở dữ liệu. The database.", no_args_is_help=True)
db.command("seed-demo", epilog="Ví dụ: chaovn db seed-demo --people 400 --days 120 --seed 1")(seed_demo)
app.add_typer(db, name="db")
report_commands.register(app)
app.add_typer(channel, name="channel")
app.add_typer(webhook, name="webhook")
app.add_typer(zalo, name="zalo")
app.add_typer(staff, name="staff")
app.add_typer(consents, name="consents")
app.add_typer(nlu, name="nlu")
app.add_typer(source, name="source")
app.add_typer(import_, name="import")
app.add_typer(official, name="official")

Channel = Literal["web", "telegram", "zalo_oa", "zalo_bot"]
Lang = Literal["vi", "en"]


class Stop(typer.Exit):
    """The input or the check failed: exit code 1."""

    def __init__(self) -> None:
        super().__init__(1)


def _settings() -> Settings:
    return settings_module.load()


def _day(text: str | None) -> date:
    if text is None:
        return datetime.now(UTC).astimezone(VIET_NAM).date()
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise typer.BadParameter(f"YYYY-MM-DD, {FIRST_YEAR}–{LAST_YEAR}, ví dụ 2026-11-22")
    return day


FIRST_YEAR, LAST_YEAR = 2000, 2150
"""Days for which dates, ages and anniversaries can be worked out without leaving the calendar."""

Today = Annotated[str | None, typer.Option(help="Coi như hôm nay là ngày này (YYYY-MM-DD).")]
Jsonl = Annotated[bool, typer.Option("--jsonl", help="Mỗi dòng một JSON. One JSON object a line.")]


@app.command(epilog="Ví dụ: chaovn serve --port 8080")
def serve(
    host: Annotated[str, typer.Option(help="Địa chỉ lắng nghe.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Cổng.", min=1, max=65535)] = 8080,
    role: Annotated[Literal["all", "web", "worker"], typer.Option(help="Chạy phần nào.")] = "all",
    print_settings: Annotated[bool, typer.Option("--print-settings", help="In cài đặt rồi thôi.")] = False,
) -> None:
    """Chạy trang web, webhook và bộ xử lý. Runs pages, webhooks and workers."""
    from bot import app as service  # noqa: PLC0415 - other commands start faster without the server
    from bot import connections  # noqa: PLC0415

    settings = _settings()
    if print_settings:
        for name, value in settings.shown():
            typer.echo(f"{name}={value}")
        return
    configure(version=VERSION)
    for notice in connections.notices(settings):
        _tell(notice)
    ready = {"vi": "Sẵn sàng: {}  (Ctrl-C để dừng)", "en": "Ready: {}  (Ctrl-C to stop)"}[settings.lang]
    try:
        asyncio.run(service.serve(settings, host=host, port=port, role=role, say=lambda at: _tell(ready.format(at))))
    except OSError as error:
        raise ChaovnError(f"{host}:{port}: {error.strerror}") from None


def _tell(text: str) -> None:
    typer.echo(text, err=True)


@app.command(epilog="Ví dụ: chaovn talk --today 2026-11-22")
def talk(
    jsonl: Jsonl = False,
    today: Today = None,
    lang: Annotated[Lang, typer.Option(help="Ngôn ngữ.")] = "vi",
    channel: Annotated[Channel, typer.Option(help="Nói như trên kênh này.")] = "web",
) -> None:
    """Trò chuyện trên màn hình lệnh, không cần cơ sở dữ liệu. Talks on the terminal, without a database."""
    from bot import core  # noqa: PLC0415
    from bot.talk import Talker, on_terminal  # noqa: PLC0415

    parts = core.build(_settings(), waits=True)
    talker = Talker(parts.mind, parts.links, _day(today), channel=channel, lang=lang)
    if not jsonl:
        on_terminal(talker)
        return
    for line in sys.stdin:
        if line.strip():
            print(talker.line(line), flush=True)  # noqa: T201


@app.command(epilog="Ví dụ: chaovn understand 'co mat tien ko ad'")
def understand(
    text: Annotated[str | None, typer.Argument(help="Câu cần hiểu.")] = None,
    jsonl: Jsonl = False,
    today: Today = None,
    intents_from: Annotated[Path | None, typer.Option(help="Học từ tệp nlu.yml này thay cho dữ liệu của bot.")] = None,
    evaluate: Annotated[Path | None, typer.Option(help="Đo trên tệp JSONL có text và intent.")] = None,
) -> None:
    """Xem bot hiểu một câu thế nào. Shows what a text is taken for."""
    from bot import understanding  # noqa: PLC0415

    interpreter = understanding.interpreter(_settings(), intents_from)
    if evaluate is not None:
        typer.echo(understanding.evaluation(interpreter, evaluate))
    elif jsonl:
        for line in sys.stdin:
            if line.strip():
                print(understanding.line(interpreter, line, today=_day(today)), flush=True)  # noqa: T201
    elif text is not None:
        typer.echo(understanding.explained(interpreter, text, today=_day(today)))
    else:
        raise typer.BadParameter("một câu, --jsonl hoặc --evaluate")


@app.command(epilog="Ví dụ: chaovn check --draw id_vn")
def check(
    draw: Annotated[str | None, typer.Option(help="Vẽ một luồng (Mermaid), 'all' là tất cả.")] = None,
) -> None:
    """Kiểm tra luồng, quy định, câu chữ và câu mẫu. Checks flows, rules, copy and training sentences."""
    from bot.checking import check as all_faults  # noqa: PLC0415
    from bot.core import load_interpreter  # noqa: PLC0415
    from bot.wording import Wording  # noqa: PLC0415
    from flows.inspect import draw as picture  # noqa: PLC0415
    from flows.loader import load_book  # noqa: PLC0415

    settings = _settings()
    book = load_book(settings.province)
    if draw is not None:
        names = sorted(book.latest) if draw == "all" else [draw]
        if unknown := [n for n in names if n not in book.latest]:
            raise typer.BadParameter(f"{unknown[0]}: {', '.join(sorted(book.latest))}")
        typer.echo("\n\n".join(picture(book.current(name)) for name in names))
        return
    found = all_faults(book, Wording(book.province), load_interpreter(settings), today=_day(None))
    for fault in found:
        _tell(f"{fault.where}: {fault.what}")
    if found:
        _tell({"vi": f"{len(found)} lỗi", "en": f"{len(found)} faults"}[settings.lang])
        raise Stop
    typer.echo({"vi": "Mọi thứ đều ổn.", "en": "Everything is in order."}[settings.lang])


@db.command(epilog="Ví dụ: chaovn db upgrade")
def upgrade() -> None:
    """Đưa cơ sở dữ liệu lên phiên bản mới nhất. Applies every migration that is missing."""
    from bot import app as service  # noqa: PLC0415
    from storage import migrate  # noqa: PLC0415

    async def run() -> None:
        async with AsyncExitStack() as stack:
            address = await service.open_database(_settings(), stack)
            await migrate.upgrade(address, today=_day(None))

    asyncio.run(run())
    typer.echo(f"OK: {migrate.head()}")


def main() -> None:
    """Runs a command; what a person can act on is said in a line, without a traceback."""
    # Libraries write what went wrong with its traceback; a command says it in a line. `serve` sets its own log up.
    configure(version=VERSION, level=logging.CRITICAL)
    try:
        app()
    except (ChaovnError, FlowError, ProvinceError, StorageError) as error:
        _tell(str(error))
        sys.exit(1)


if __name__ == "__main__":
    main()
