"""`chaovn channel`: the switch of each channel, how its sending does, and letters that could not be delivered."""

from __future__ import annotations

import asyncio
import getpass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Literal, TypeVar

import typer

from bot import settings as settings_module
from bot.errors import DataError
from bot.turn import REPLY_USEFUL
from flows.turn import VIET_NAM
from storage import dead_letters, switches, watch

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from storage.db import Session

channel = typer.Typer(help="Từng kênh: tắt, bật, tin không gửi được. The channels.", no_args_is_help=True)

Name = Literal["web", "telegram", "zalo_oa", "zalo_bot"]
Which = Annotated[Name, typer.Argument(help="Kênh nào. Which channel.")]
LONGEST_REASON = 200
T = TypeVar("T")

_VI = {
    "off": "{channel}: đã tắt. Tin của người dân vẫn được nhận và xử lý; câu trả lời quá 10 phút sẽ bị bỏ.",
    "on": "{channel}: đã bật.",
    "was_on": "{channel}: vốn đang bật.",
    "reason": "--reason: cần một lý do, nhiều nhất 200 ký tự.",
    "is_on": "{channel}: bật, chờ gửi {waiting}, không gửi được {failed}",
    "is_off": "{channel}: TẮT từ {at} bởi {by}: {reason}; chờ gửi {waiting}",
    "held": "{channel}: tạm dừng đến {until} ({why}), chờ gửi {waiting}, không gửi được {failed}",
    "limit": "mạng yêu cầu gửi chậm lại",
    "credentials": "mạng từ chối token hoặc địa chỉ",
    "network": "không kết nối được",
    "trying": "đang thử lại: {why}",
    "no_dead": "Không có tin nào gửi không được.",
    "dead": "{id}  {channel}  {at}  {fault}  {kept}",
    "kept": "còn nội dung",
    "gone": "nội dung đã xoá",
    "resent": "{id}: đã đưa vào hàng đợi gửi lại.",
    "not_resent": "{id}: không gửi lại được: không có tin này, nội dung đã xoá, hoặc người nhận đã dừng.",
}
_EN = {
    "off": "{channel}: off. Messages still come in and are handled; answers older than 10 minutes are dropped.",
    "on": "{channel}: on.",
    "was_on": "{channel}: it was on.",
    "reason": "--reason: give a reason of at most 200 characters.",
    "is_on": "{channel}: on, {waiting} to send, {failed} not delivered",
    "is_off": "{channel}: OFF since {at} by {by}: {reason}; {waiting} to send",
    "held": "{channel}: held until {until} ({why}), {waiting} to send, {failed} not delivered",
    "limit": "the network asks for less",
    "credentials": "the network refuses token or address",
    "network": "not reachable",
    "trying": "trying again: {why}",
    "no_dead": "Every message was delivered.",
    "dead": "{id}  {channel}  {at}  {fault}  {kept}",
    "kept": "words kept",
    "gone": "words erased",
    "resent": "{id}: queued to be sent again.",
    "not_resent": "{id}: cannot be sent again: no such message, its words are erased, or the person stopped.",
}


@channel.command(epilog='Ví dụ: chaovn channel off telegram --reason "gửi sai nội dung"')
def off(name: Which, reason: Annotated[str, typer.Option(help="Vì sao. Why.")]) -> None:
    """Ngừng gửi trên một kênh, ngay lập tức. Sends nothing more on a channel, at once."""
    words = _words()
    if not 0 < len(reason.strip()) <= LONGEST_REASON:
        raise DataError(words["reason"])

    async def act(tx: Session) -> None:
        await switches.off(tx, channel=name, reason=reason.strip(), by=_operator(), now=datetime.now(UTC))

    _with_database(act)
    typer.echo(words["off"].format(channel=name))


@channel.command(epilog="Ví dụ: chaovn channel on telegram")
def on(name: Which) -> None:
    """Gửi lại trên một kênh đã tắt. Lets a channel send again."""

    async def act(tx: Session) -> bool:
        return await switches.on(tx, channel=name, by=_operator(), now=datetime.now(UTC))

    typer.echo(_words()["on" if _with_database(act) else "was_on"].format(channel=name))


@channel.command(epilog="Ví dụ: chaovn channel status")
def status() -> None:
    """Xem từng kênh đang thế nào. Says how each channel does."""
    words = _words()
    now = datetime.now(UTC)

    async def act(tx: Session) -> watch.Figures:
        return await watch.figures(tx, now=now)

    for name, state in sorted(_with_database(act).channels.items()):
        values = {"channel": name, "waiting": state.waiting, "failed": state.failed}
        if state.off is not None:
            off = state.off
            typer.echo(words["is_off"].format(at=_time(off.at), by=off.by, reason=off.reason, **values))
        elif state.held is not None:
            why = words[state.held.reason]
            over = state.held.until <= now
            why = words["trying"].format(why=why) if over else why
            typer.echo(words["held"].format(until=_time(state.held.until), why=why, **values))
        else:
            typer.echo(words["is_on"].format(**values))


@channel.command(epilog="Ví dụ: chaovn channel dead telegram")
def dead(name: Annotated[Name | None, typer.Argument(help="Kênh nào; bỏ trống là tất cả.")] = None) -> None:
    """Liệt kê tin không gửi được và lý do, không hiện nội dung. Lists what was not delivered, and why."""
    words = _words()

    async def act(tx: Session) -> list[dead_letters.DeadLetter]:
        return await dead_letters.failed(tx, channel=name)

    found = _with_database(act)
    for each in found:
        kept = words["kept" if each.kept else "gone"]
        typer.echo(
            words["dead"].format(
                id=each.id, channel=each.channel, at=_time(each.failed_at), fault=each.fault, kept=kept
            )
        )
    if not found:
        typer.echo(words["no_dead"])


@channel.command(epilog="Ví dụ: chaovn channel resend 1234")
def resend(id: Annotated[int, typer.Argument(help="Số của tin. Its number.")]) -> None:  # noqa: A002
    """Gửi lại một tin không gửi được. Sends a message again that was not delivered."""

    async def act(tx: Session) -> bool:
        now = datetime.now(UTC)
        return await dead_letters.resend(tx, id=id, useful_until=now + REPLY_USEFUL, by=_operator(), now=now)

    words = _words()
    if not _with_database(act):
        raise DataError(words["not_resent"].format(id=id))
    typer.echo(words["resent"].format(id=id))


def _words() -> dict[str, str]:
    return {"vi": _VI, "en": _EN}[settings_module.load().lang]


def _time(at: datetime) -> str:
    return f"{at.astimezone(VIET_NAM):%d/%m/%Y %H:%M:%S}"


def _operator() -> str:
    """Who sits at the terminal, for the list of deeds."""
    try:
        return f"os:{getpass.getuser()}"
    except (OSError, KeyError):  # an account without a name, as in some containers
        return "os:unknown"


def _with_database(act: Callable[[Session], Awaitable[T]]) -> T:
    from bot import app  # noqa: PLC0415 - other commands start faster without the server

    async def run() -> T:
        async with app.database(settings_module.load()) as db, db.transaction() as tx:
            return await act(tx)

    return asyncio.run(run())
