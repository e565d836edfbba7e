"""What commands of the office share: the database with its keys, who runs them, when."""

from __future__ import annotations

import asyncio
import getpass
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, TypeVar

import typer

from bot import settings as settings_module
from storage.events import day_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.settings import Settings
    from storage.db import Database
    from storage.sealing import Sealer

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Opened:
    """A command's surroundings."""

    settings: Settings
    db: Database
    sealer: Sealer
    by: str
    now: datetime

    @property
    def today(self) -> date:
        """The day in Viet Nam."""
        return day_of(self.now)


def with_database(act: Callable[[Opened], Awaitable[T]]) -> T:
    """Runs `act` on the database of the settings."""
    from bot import app, core  # noqa: PLC0415 - other commands start faster without the server
    from storage.sealing import Sealer  # noqa: PLC0415

    settings = settings_module.load()

    async def run() -> T:
        async with app.database(settings) as db:
            return await act(Opened(settings, db, Sealer.of(core.secret(settings)), _me(), datetime.now(UTC)))

    return asyncio.run(run())


def day(text: str | None, *, otherwise: date) -> date:
    """A day of the command line. Raises typer's own error."""
    if text is None:
        return otherwise
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter("YYYY-MM-DD, ví dụ 2026-11-22") from None


def today() -> date:
    """The day in Viet Nam."""
    return day_of(datetime.now(UTC))


def _me() -> str:
    """Whoever runs the command, for the list of deeds."""
    try:
        return f"cli:{getpass.getuser()}"
    except (KeyError, OSError):
        return "cli"
