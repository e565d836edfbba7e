"""`chaovn nlu review`: a member of staff reads what was not understood, and teaches the bot."""

from __future__ import annotations

import asyncio
import getpass
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rapidfuzz import process

from bot import settings as settings_module
from bot.errors import ChaovnError
from nlu.writing import SentenceError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.reviewing import Asked, Review
    from bot.settings import Settings
    from storage.db import Database

nlu = typer.Typer(help="Việc hiểu tiếng Việt. Understanding.", no_args_is_help=True)

SAYS = {
    "vi": {
        "password": "Mật khẩu: ",
        "refused": "tên hoặc mật khẩu không đúng, hoặc phải đợi một lúc rồi thử lại",
        "right": "việc này cần tài khoản officer hoặc admin của cả tỉnh",
        "none": "Không có câu nào bot chưa hiểu trong 24 giờ qua.",
        "how": "Chọn: số hoặc tên ý định · o = ngoài phạm vi · x = bỏ, không hiện lại · Enter = để sau · q = thôi",
        "which": "Ý định",
        "text": "Câu sẽ ghi; bỏ tên người, số điện thoại, số giấy tờ (Enter để giữ nguyên)",
        "unknown": "Không có ý định này; gần nhất: {}",
        "written": "Đã ghi vào {}:{}; khởi động lại thì bot học câu này.",
        "empty": "Câu trống, chưa ghi.",
        "long": "Câu quá dài, chưa ghi.",
        "digits": "Câu còn dãy số dài, có thể là số của người hỏi; hãy bỏ đi.",
        "intent": "Không có tệp của ý định này.",
        "known": "Câu này đã có ở {}:{} ({}).",
    },
    "en": {
        "password": "Password: ",
        "refused": "name or password is wrong, or the next try has to wait",
        "right": "this needs an account of an officer or admin of the whole province",
        "none": "There is no message of the last 24 hours that was not understood.",
        "how": "Choose: number or name of the intent · o = out of scope · x = never again · Enter = later · q = quit",
        "which": "Intent",
        "text": "The sentence to write; without names and numbers of people (Enter keeps it)",
        "unknown": "There is no such intent; the nearest: {}",
        "written": "Written to {}:{}; it is learnt at the next start.",
        "empty": "Nothing there, nothing written.",
        "long": "Too long, nothing written.",
        "digits": "A long number is in it, perhaps a person's: take it out.",
        "intent": "This intent has no file.",
        "known": "This sentence is there already, at {}:{} ({}).",
    },
}


@nlu.callback()
def _group() -> None:
    """Việc hiểu tiếng Việt. Understanding."""


@nlu.command(epilog='Ví dụ: chaovn nlu review --as nguyen.an --reason "bổ sung câu mẫu tháng 11"')
def review(
    account: Annotated[str, typer.Option("--as", help="Tài khoản cán bộ (officer, admin).")],
    reason: Annotated[str, typer.Option(help="Vì sao mở lời nhắn của người dân; được ghi lại.")],
    only_list: Annotated[bool, typer.Option("--list", help="Chỉ in ra, không hỏi.")] = False,
) -> None:
    """Xem câu bot chưa hiểu, chọn ý định, ghi vào câu mẫu. Reads what was not understood, and teaches the bot."""
    from bot import app  # noqa: PLC0415 - other commands start faster without the server

    settings = settings_module.load()
    words = SAYS[settings.lang]
    password = os.environ.get("CHAOVN_STAFF_PASSWORD") or getpass.getpass(words["password"])

    async def run() -> None:
        async with app.database(settings) as db:
            looking = await _let_in(settings, db, account, password)
            found = await looking.messages(reason=reason, now=_now())
            if not found:
                typer.echo(words["none"])
            elif only_list:
                for n, asked in enumerate(found, 1):
                    typer.echo(_shown(n, len(found), asked))
            else:
                await _one_by_one(looking, found, words)

    asyncio.run(run())


async def _let_in(settings: Settings, db: Database, name: str, password: str) -> Review:
    from bot import core  # noqa: PLC0415
    from bot.accounts import Accounts, Entered, token_hash  # noqa: PLC0415
    from bot.reviewing import Review, may_read  # noqa: PLC0415
    from storage import staff  # noqa: PLC0415
    from storage.sealing import Sealer  # noqa: PLC0415

    words, sealer = SAYS[settings.lang], Sealer.of(core.secret(settings))
    accounts = Accounts(sealer)
    entered = await accounts.enter(
        db, name=name, password=password, address="cli", now=_now(), device=accounts.known(name, "cli")
    )
    if not isinstance(entered, Entered):
        raise ChaovnError(words["refused"])
    async with db.transaction() as tx:
        await staff.end(tx, token_hash=token_hash(entered.token))
    if not may_read(entered.account):
        raise ChaovnError(words["right"])
    return Review(db, sealer, core.load_interpreter(settings), by=name)


async def _one_by_one(looking: Review, found: Sequence[Asked], words: dict[str, str]) -> None:
    typer.echo(words["how"])
    for n, asked in enumerate(found, 1):
        typer.echo(_shown(n, len(found), asked))
        intent = _chosen(asked, words)
        if intent == "q":
            return
        if intent == "x":
            await looking.dismiss(asked, now=_now())
        elif intent:
            await _taught(looking, asked, intent, words)


def _chosen(asked: Asked, words: dict[str, str]) -> str:
    """An intent, `x`, `q`, or empty for later."""
    from bot.understanding import intents  # noqa: PLC0415

    known = intents()
    while True:
        typed = str(typer.prompt(words["which"], default="", show_default=False)).strip().lower()
        if typed in ("", "x", "q") or typed in known:
            return typed
        if typed == "o":
            return "out_of_scope"
        if typed.isdecimal() and 1 <= int(typed) <= len(asked.guesses):
            return asked.guesses[int(typed) - 1][0]
        near = ", ".join(name for name, *_ in process.extract(typed, known, limit=3))
        typer.echo(words["unknown"].format(near))


async def _taught(looking: Review, asked: Asked, intent: str, words: dict[str, str]) -> None:
    text = asked.text
    while True:
        text = str(typer.prompt(words["text"], default=text))
        try:
            written = await looking.teach(asked, intent=intent, text=text, now=_now())
        except SentenceError as error:
            place = () if error.example is None else (error.example.file, error.example.line, error.example.intent)
            typer.echo(words[str(error)].format(*place))
            if str(error) == "digits":
                continue
            return
        typer.echo(words["written"].format(written.file, written.line))
        return


def _shown(n: int, total: int, asked: Asked) -> str:
    guesses = "  ".join(f"{k} {name} {share:.0%}" for k, (name, share) in enumerate(asked.guesses, 1))
    text = "".join(c if c.isprintable() else " " for c in asked.text)
    return f"[{n}/{total}] {asked.channel} {asked.day:%d/%m/%Y}\n  “{text}”\n  {guesses}"


def _now() -> datetime:
    return datetime.now(UTC)
