"""The composition root: the one place that builds the running service, starts it in order, stops it in reverse."""

from __future__ import annotations

import asyncio
import signal
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from aiohttp import web
from prometheus_client import CollectorRegistry

from bot import core, registrars
from bot.channels.webchat import WebChat
from bot.delivery import Delivery
from bot.dns_check import DnsCheck
from bot.errors import SettingsError
from bot.jobs import Jobs
from bot.lookups import Checks, Lookups
from bot.name_service import NameService
from bot.notices import Notices
from bot.turn import TurnParts, Turns
from bot.web.parts import Place, WebParts
from bot.web.server import make_app
from bot.worker import Worker
from flows.rules.types import show
from flows.turn import VIET_NAM
from storage import migrate
from storage.db import Database
from storage.embedded import Embedded
from storage.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from bot.channels.base import Channel
    from bot.core import Core
    from bot.settings import Settings
    from flows.province import Province

Role = Literal["all", "web", "worker"]
DATABASE = "chaovn"


def now() -> datetime:
    return datetime.now(UTC)


@asynccontextmanager
async def database(settings: Settings) -> AsyncIterator[Database]:
    """The database of the settings, or the embedded one, with every migration applied."""
    async with AsyncExitStack() as stack:
        address = await open_database(settings, stack)
        await migrate.upgrade(address, today=now().astimezone(VIET_NAM).date())
        db = Database(address)
        stack.push_async_callback(db.close)
        yield db


async def open_database(settings: Settings, stack: AsyncExitStack) -> str:
    """The address; an embedded server is stopped when `stack` is closed."""
    if settings.database_url is not None:
        return settings.database_url.get_secret_value()
    server = await asyncio.to_thread(Embedded.start, settings.var_dir / "db")
    stack.callback(server.stop)
    return await migrate.ensure_database(server.address, name=DATABASE)


async def serve(settings: Settings, *, host: str, port: int, role: Role, say: Callable[[str], None]) -> None:
    """Run until Ctrl-C or SIGTERM. `say` is told when everything is ready."""
    refuse_what_is_not_there(settings)
    local = f"http://{'127.0.0.1' if host in ('0.0.0.0', '::') else host}:{port}"  # noqa: S104 - compared, not bound
    parts = core.build(settings, local=local)
    async with AsyncExitStack() as stack:
        db = await stack.enter_async_context(database(settings))
        stopped = _stop_signals()
        if role in ("all", "worker"):
            await _start_work(stack, parts, db)
        if role in ("all", "web"):
            await _start_pages(stack, parts, db, host=host, port=port)
        say(f"{local}" if role != "worker" else "worker")
        await stopped.wait()


def refuse_what_is_not_there(settings: Settings) -> None:
    """A setting for something that this version does not do stops the start: silence would look like success."""
    not_there = {
        "CHAOVN_TELEGRAM_TOKEN": settings.telegram_token is not None,
        "CHAOVN_ZALO_OA_APP_ID": settings.zalo_oa_app_id is not None,
        "CHAOVN_ZALO_BOT_TOKEN": settings.zalo_bot_token is not None,
        "CHAOVN_NLU": settings.nlu != "embedded",
    }
    words = {"vi": "bản này chưa có phần này; hãy bỏ thiết lập", "en": "not in this version yet; take the setting away"}
    if names := [name for name, given in not_there.items() if given]:
        raise SettingsError("\n".join(f"{name}: {words[settings.lang]}" for name in names))


def _stop_signals() -> asyncio.Event:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # loops without signal handlers (Windows) keep Python's own Ctrl-C
            loop.add_signal_handler(each, stopped.set)
    return stopped


async def _start_work(stack: AsyncExitStack, parts: Core, db: Database) -> None:
    """Worker, delivery and timers; on the way out each finishes what it has begun."""
    channels: dict[str, Channel] = {"web": WebChat()}
    turns = Turns(
        TurnParts(
            db=db,
            sealer=parts.sealer,
            channels=channels,
            mind=parts.mind,
            words=Notices(parts.wording, today=lambda: now().astimezone(VIET_NAM).date()),
            province=parts.settings.province,
            now=now,
        )
    )
    for runner in (
        Jobs(db, parts.sealer, now=now),
        Delivery(db, parts.sealer, channels, now=now),
        Lookups(db, parts.sealer, name_check(parts.settings)),
        Worker(db, turns),
    ):
        task = asyncio.create_task(runner.run())
        stack.push_async_callback(_ended, runner.stop, task)


def name_check(settings: Settings) -> Checks:
    """DNS; behind it the look-up service for which there is a key."""
    dns = DnsCheck(now=now)
    if settings.bkns_key is None:
        return dns
    return NameService(dns, base_url=settings.bkns_base_url, key=settings.bkns_key.get_secret_value())


async def _ended(stop: Callable[[], None], task: asyncio.Task[None]) -> None:
    stop()
    await task


async def _start_pages(stack: AsyncExitStack, parts: Core, db: Database, *, host: str, port: int) -> None:
    runner = web.AppRunner(make_app(web_parts(parts, db)), access_log=None, shutdown_timeout=5)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.TCPSite(runner, host, port).start()


def web_parts(parts: Core, db: Database) -> WebParts:
    """What the pages are given."""
    province = parts.book.province

    async def migrated() -> str | None:
        try:
            async with db.transaction() as tx:
                await migrate.check(tx)
        except StorageError as error:
            return type(error).__name__
        return None

    return WebParts(
        db=db,
        sealer=parts.sealer,
        tickets=parts.links.tokens,
        place=place_of(province),
        registrars=registrars.load(
            [r.model_dump(exclude={"source", "confidence", "checked"}) for r in province.registrars],
            hosts=province.allowed_hosts,
            file=f"flows/provinces/{province.id}/province.yaml",
        ),
        public_url=parts.links.public_url,
        now=now,
        registry=CollectorRegistry(),
        ready={"database": migrated},
        lang=parts.settings.lang,
    )


def place_of(province: Province) -> Place:
    """The province as the pages show it."""
    values = {lang: province.values(lang=lang) for lang in ("vi", "en")}
    return Place(
        code=province.id,
        names={lang: v["province_full"] for lang, v in values.items()},
        agency={lang: v["agency"] for lang, v in values.items()},
        sites=(values["vi"]["programme_site"],),
        contacts={"vi": province.contact_lines("vi"), "en": province.contact_lines("en")},
        until=show(province.programme_end),
        hosts=frozenset(province.allowed_hosts),
    )
