"""`chaovn staff`: accounts of the people who look at the figures."""

from __future__ import annotations

import asyncio
import getpass
import os
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Literal, TypeVar

import typer

from bot import settings as settings_module
from bot.errors import ChaovnError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.accounts import Accounts
    from storage.db import Database

staff = typer.Typer(help="Tài khoản cán bộ. Accounts of staff.", no_args_is_help=True)

T = TypeVar("T")
Name = Annotated[str, typer.Argument(help="Tên tài khoản: chữ thường, số, . _ -")]
SAYS = {
    "vi": {
        "name": "tên tài khoản gồm 2–40 chữ thường không dấu, số, dấu . _ -, bắt đầu bằng chữ: ví dụ nguyen.an",
        "taken": "tài khoản này đã có",
        "absent": "không có tài khoản này",
        "short": "mật khẩu cần ít nhất 12 ký tự",
        "long": "mật khẩu quá dài (nhiều nhất 256 ký tự)",
        "common": "mật khẩu này quá dễ đoán; hãy ghép vài từ ngẫu nhiên",
        "differ": "hai lần gõ không giống nhau",
        "ask": "Mật khẩu: ",
        "again": "Gõ lại mật khẩu: ",
        "bound": "chỉ ràng buộc xã hoặc nguồn cho vai trò officer hoặc viewer",
        "commune": "không có xã, phường mang mã này",
        "last": "đây là tài khoản admin cuối cùng đang mở; hãy thêm một tài khoản admin khác trước",
        "done": "Đã xong: {}",
    },
    "en": {
        "name": "a name has 2-40 small letters, digits and . _ -, and begins with a letter: nguyen.an",
        "taken": "there is such an account already",
        "absent": "there is no such account",
        "short": "a password needs 12 characters at least",
        "long": "the password is too long (256 characters at most)",
        "common": "this password is too easy to guess; join some words at random",
        "differ": "the two are not the same",
        "ask": "Password: ",
        "again": "The password again: ",
        "bound": "only officers and viewers are bound to a commune or a source",
        "commune": "no commune has this code",
        "last": "this is the last open admin account; add another admin first",
        "done": "Done: {}",
    },
}


@staff.command(epilog="Ví dụ: chaovn staff add nguyen.an --role officer --commune 32014")
def add(
    name: Name,
    role: Annotated[Literal["viewer", "officer", "admin"], typer.Option(help="Vai trò.")],
    commune: Annotated[str | None, typer.Option(help="Chỉ thấy số liệu của xã, phường này (mã NSO).")] = None,
    source: Annotated[str | None, typer.Option(help="Chỉ thấy số liệu của nguồn này (mã trường, chiến dịch).")] = None,
) -> None:
    """Thêm tài khoản; hỏi mật khẩu hoặc đọc CHAOVN_STAFF_PASSWORD. Adds an account."""
    from bot.accounts import NAME  # noqa: PLC0415 - other commands start faster without it

    words = _words()
    if not NAME.fullmatch(name):
        raise ChaovnError(f"{name}: {words['name']}")
    if role == "admin" and (commune or source):
        raise ChaovnError(words["bound"])
    if commune is not None and commune not in _communes():
        raise ChaovnError(f"{commune}: {words['commune']}")
    password = _password(name)

    async def act(accounts: Accounts, db: Database) -> bool:
        return await accounts.add(
            db, name=name, role=role, password=password, by=_me(), now=_now(), commune=commune, source=source
        )

    if not _with_database(act):
        raise ChaovnError(f"{name}: {words['taken']}")
    typer.echo(words["done"].format(name))


@staff.command(epilog="Ví dụ: chaovn staff password nguyen.an")
def password(name: Name) -> None:
    """Đặt mật khẩu mới; mọi phiên đang mở của tài khoản đóng lại. Sets a password; open sessions end."""
    words, new = _words(), _password(name)

    async def act(accounts: Accounts, db: Database) -> bool:
        return await accounts.change_password(db, name=name, password=new, by=_me(), now=_now())

    if not _with_database(act):
        raise ChaovnError(f"{name}: {words['absent']}")
    typer.echo(words["done"].format(name))


@staff.command(epilog="Ví dụ: chaovn staff disable nguyen.an")
def disable(name: Name) -> None:
    """Khoá tài khoản; mọi phiên đang mở đóng lại. Closes an account; open sessions end."""
    from storage import audit  # noqa: PLC0415
    from storage import staff as accounts_of  # noqa: PLC0415

    words = _words()

    async def act(_accounts: Accounts, db: Database) -> str:
        async with db.transaction() as tx:
            found = await accounts_of.find(tx, name=name)
            if found is None:
                return "absent"
            if found[0].may("admin") and await accounts_of.admins(tx) == 1:
                return "last"
            await accounts_of.disable(tx, name=name, now=_now())
            await audit.note(tx, actor=_me(), action="staff.disable", target=name, now=_now())
        return "done"

    outcome = _with_database(act)
    if outcome != "done":
        raise ChaovnError(f"{name}: {words[outcome]}")
    typer.echo(words["done"].format(name))


@staff.command(name="list", epilog="Ví dụ: chaovn staff list")
def list_() -> None:
    """Xem các tài khoản. Shows the accounts."""
    from storage import staff as accounts_of  # noqa: PLC0415

    async def act(_accounts: Accounts, db: Database) -> list[str]:
        async with db.transaction() as tx:
            found = await accounts_of.everybody(tx)
        return [
            "\t".join([a.name, a.role, a.commune or "-", a.source or "-", "x" if a.disabled else ""]) for a in found
        ]

    for line in _with_database(act):
        typer.echo(line)


def _with_database(act: Callable[[Accounts, Database], Awaitable[T]]) -> T:
    from bot import app, core  # noqa: PLC0415
    from bot.accounts import Accounts  # noqa: PLC0415
    from storage.sealing import Sealer  # noqa: PLC0415

    settings = settings_module.load()

    async def run() -> T:
        async with app.database(settings) as db:
            return await act(Accounts(Sealer.of(core.secret(settings))), db)

    return asyncio.run(run())


def _words() -> dict[str, str]:
    return SAYS[settings_module.load().lang]


def _communes() -> set[str]:
    from flows.loader import PROVINCES  # noqa: PLC0415
    from flows.places import load_communes  # noqa: PLC0415

    return set(load_communes(PROVINCES / settings_module.load().province / "communes.yaml").names)


def _password(name: str) -> str:
    from bot.passwords import PasswordError, refuse_weak  # noqa: PLC0415

    words = _words()
    found = os.environ.get("CHAOVN_STAFF_PASSWORD")
    if found is None:
        found = getpass.getpass(words["ask"])
        if sys.stdin.isatty() and getpass.getpass(words["again"]) != found:
            raise ChaovnError(words["differ"])
    try:
        refuse_weak(found, name=name)
    except PasswordError as error:
        raise ChaovnError(words[str(error)]) from None
    return found


def _me() -> str:
    """Whoever runs the command, for the list of deeds."""
    try:
        return f"cli:{getpass.getuser()}"
    except (KeyError, OSError):
        return "cli"


def _now() -> datetime:
    return datetime.now(UTC)
