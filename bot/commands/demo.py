"""`chaovn db seed-demo`: fills an empty database with people who never were."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from bot import settings as settings_module
from bot.errors import ChaovnError
from flows.turn import VIET_NAM

if TYPE_CHECKING:
    from bot.demo.playing import Played

SAYS = {
    "vi": {
        "production": "CHAOVN_ENV=production: không nạp dữ liệu mẫu vào hệ thống thật.",
        "used": "cơ sở dữ liệu này đã có người trò chuyện; hãy dùng cơ sở dữ liệu trống (CHAOVN_VAR_DIR khác).",
        "day": "ngày theo dạng YYYY-MM-DD, ví dụ 2026-11-22",
        "doing": "Người dân (mẫu)",
        "done": "Đã chơi {} người, {} lượt, {} liên kết. Mọi người đều là bịa.",
    },
    "en": {
        "production": "CHAOVN_ENV=production: no demo data goes into a real system.",
        "used": "people have talked on this database; take an empty one (another CHAOVN_VAR_DIR).",
        "day": "a day as YYYY-MM-DD, 2026-11-22 for one",
        "doing": "People (invented)",
        "done": "{} people, {} turns, {} links. All of them are invented.",
    },
}


def seed_demo(
    people: Annotated[int, typer.Option(min=1, max=20_000, help="Số người.")] = 300,
    days: Annotated[int, typer.Option(min=1, max=730, help="Trong bao nhiêu ngày, tính đến hôm nay.")] = 120,
    seed: Annotated[int, typer.Option(help="Cùng số này thì cùng những người này.")] = 1,
    until: Annotated[str | None, typer.Option(help="Ngày cuối (YYYY-MM-DD); mặc định là hôm nay.")] = None,
) -> None:
    """Nạp dữ liệu mẫu qua bộ máy thật. Plays an invented population through the real engine."""
    from bot import app, core  # noqa: PLC0415 - other commands start faster without the server
    from bot.demo.playing import Plan, Play  # noqa: PLC0415
    from storage import demo  # noqa: PLC0415

    settings = settings_module.load()
    words = SAYS[settings.lang]
    if settings.env == "production":
        raise ChaovnError(words["production"])
    last = _day(until, words["day"])

    async def run() -> Played:
        parts = core.build(settings)
        async with app.database(settings) as db:
            async with db.transaction() as tx:
                if not await demo.is_empty(tx):
                    raise ChaovnError(words["used"])
            play = Play(parts, db, Plan(people, days, seed, last))
            with Progress(console=Console(stderr=True), disable=not Console(stderr=True).is_terminal) as bar:
                task = bar.add_task(words["doing"], total=people)
                return await play.run(lambda done, _all: bar.update(task, completed=done))

    played = asyncio.run(run())
    typer.echo(words["done"].format(played.people, played.turns, played.links))


def _day(text: str | None, hint: str) -> date:
    if text is None:
        return datetime.now(UTC).astimezone(VIET_NAM).date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(hint) from None
