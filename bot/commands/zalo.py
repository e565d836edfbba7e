"""`chaovn zalo …`: what an operator asks about the Official Account."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import typer

from bot import settings as settings_module
from bot.errors import SettingsError

zalo = typer.Typer(help="Zalo Official Account.", no_args_is_help=True)


@zalo.callback()
def _group() -> None:
    """Zalo Official Account."""


@zalo.command(epilog="Ví dụ: chaovn zalo status")
def status() -> None:
    """Xem token còn bao nhiêu ngày. Shows how many days the tokens have left; exit code 1 when somebody should look."""
    from bot import app, core  # noqa: PLC0415 - other commands start faster without the server
    from bot.channels.zalo_oa import operator  # noqa: PLC0415
    from storage.sealing import Sealer  # noqa: PLC0415

    settings = settings_module.load()
    if settings.zalo_oa_app_id is None:
        missing = {"vi": "còn thiếu; Zalo OA chưa được thiết lập.", "en": "missing; there is no Official Account."}
        raise SettingsError(f"CHAOVN_ZALO_OA_APP_ID: {missing[settings.lang]}")

    async def run() -> bool:
        async with app.database(settings) as db:
            sealer = Sealer.of(core.secret(settings))
            return await operator.status(settings, db, sealer, now=datetime.now(UTC), say=typer.echo)

    if not asyncio.run(run()):
        raise typer.Exit(1)
