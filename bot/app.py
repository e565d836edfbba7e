"""The composition root: the one place that builds the running service, starts it in order, stops it in reverse."""

from __future__ import annotations

import asyncio
import signal
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from bot import core, registrars
from bot.advised import Advised
from bot.ahead import Ahead
from bot.channels.webchat import WebChat
from bot.connections import Connections, Ground, Runner, connected
from bot.delivery import Delivery
from bot.dns_check import DnsCheck
from bot.door import Door
from bot.errors import SettingsError
from bot.jobs import Jobs
from bot.lookups import Checks, Lookups
from bot.name_service import NameService
from bot.networks import networks
from bot.notices import Notices
from bot.sources.links import addresses
from bot.sources.watch import Watch
from bot.staff.office import office_of
from bot.turn import TurnParts, Turns
from bot.web.gate import listening
from bot.web.metrics import Received, Tally
from bot.web.parts import Place, WebParts
from bot.web.server import make_app
from bot.worker import Worker
from flows.rules.types import show
from flows.turn import VIET_NAM
from storage import keys, migrate, retention
from storage.db import Database
from storage.embedded import Embedded
from storage.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence

    from bot.channels.base import Channel
    from bot.core import Core
    from bot.settings import Settings
    from flows.province import Province
    from storage.sealing import Sealer

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
    local = f"http://{'127.0.0.1' if host in ('0.0.0.0', '::') else host}:{port}"  # noqa: S104 - compared, not bound
    parts = core.build(settings, local=local)
    async with AsyncExitStack() as stack:
        db = await stack.enter_async_context(database(settings))
        await refuse_other_keys(settings, parts.sealer, db)
        stopped = _stop_signals()
        door = Door(db, parts.sealer)
        parts.registry.register(Tally("chaovn_door", "What became of each message of the networks", door.counts))
        ground = Ground(settings, db, parts.sealer, door, parts.registry, now)
        networks = await stack.enter_async_context(connected(ground))
        parts.registry.register(Received(networks.counts))
        if role in ("all", "worker"):
            worker = await _start_work(stack, parts, db, networks, stopped)
            door.near = worker.wake
        if role in ("all", "web"):
            app = make_app(replace(web_parts(parts, db, networks.channels), door=door))
            app.add_routes(networks.routes)
            run_beside(stack, networks.beside_pages, stopped)
            await stack.enter_async_context(listening(app, host=host, port=port))
        say(f"{local}" if role != "worker" else "worker")
        await stopped.wait()


async def refuse_other_keys(settings: Settings, sealer: Sealer, db: Database) -> None:
    """Raises `SettingsError` when this process and those that used the database before have different keys."""
    words = {
        "vi": "không phải khoá mà cơ sở dữ liệu này đang dùng; hãy đặt cùng một khoá cho mọi tiến trình",
        "en": "not the key that this database is used with; give every process the same",
    }
    try:
        async with db.transaction() as tx:
            await keys.check(tx, sealer=sealer)
    except keys.OtherKeysError as error:
        raise SettingsError(f"CHAOVN_SECRET_KEY: {words[settings.lang]} ({error})") from None


def _stop_signals() -> asyncio.Event:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # loops without signal handlers (Windows) keep Python's own Ctrl-C
            loop.add_signal_handler(each, stopped.set)
    return stopped


async def _start_work(
    stack: AsyncExitStack, parts: Core, db: Database, networks: Connections, stopped: asyncio.Event
) -> Worker:
    """Worker, delivery, timers and the networks' runners; on the way out each finishes what it has begun."""
    channels: dict[str, Channel] = {"web": WebChat(), **networks.channels}
    delivery = Delivery(db, parts.sealer, channels, now=now)
    turns = Turns(
        TurnParts(
            db=db,
            sealer=parts.sealer,
            channels=channels,
            mind=parts.mind,
            words=Notices(parts.wording, today=lambda: now().astimezone(VIET_NAM).date()),
            province=parts.settings.province,
            now=now,
            ahead=ahead(parts, db, channels),
            sender=delivery,
        )
    )
    worker = Worker(db, turns)
    parts.registry.register(Tally("chaovn_sends", "What became of each send", delivery.counts))
    runners: tuple[Runner, ...] = (
        Jobs(db, parts.sealer, now=now),
        delivery,
        Lookups(db, parts.sealer, name_check(parts.settings)),
        Watch(db, parts.sealer, DnsCheck(now=now), now=now),
        worker,
        *networks.beside_workers,
    )
    run_beside(stack, runners, stopped)
    return worker


def run_beside(stack: AsyncExitStack, runners: Sequence[Runner], stopped: asyncio.Event) -> None:
    """Each runs until the stack is closed, and finishes then what it has begun.

    One that dies of a bug sets `stopped`, and its exception leaves the stack: whoever watches the process starts it
    anew, where a part that is silently missing would be noticed by nobody.
    """

    def died(task: asyncio.Task[None]) -> None:
        if not task.cancelled() and task.exception() is not None:
            stopped.set()

    for runner in runners:
        task = asyncio.create_task(runner.run())
        task.add_done_callback(died)
        stack.push_async_callback(_ended, runner.stop, task)


def ahead(parts: Core, db: Database, channels: Mapping[str, Channel]) -> Ahead | None:
    """Asks Rasa before each turn, where Rasa was chosen."""
    if not isinstance(parts.interpreter, Advised):
        return None
    return Ahead(db, parts.sealer, channels, parts.interpreter, now=now)


def name_check(settings: Settings) -> Checks:
    """DNS; behind it the look-up service for which there is a key."""
    dns = DnsCheck(now=now)
    if settings.bkns_key is None:
        return dns
    return NameService(dns, base_url=settings.bkns_base_url, key=settings.bkns_key.get_secret_value())


async def _ended(stop: Callable[[], None], task: asyncio.Task[None]) -> None:
    stop()
    await task


def web_parts(parts: Core, db: Database, channels: Collection[str]) -> WebParts:
    """What the pages are given; `channels` names the configured networks."""
    province = parts.book.province

    async def migrated() -> str | None:
        try:
            async with db.transaction() as tx:
                await migrate.check(tx)
        except StorageError as error:
            return type(error).__name__
        return None

    async def purged() -> str | None:
        async with db.transaction() as tx:
            return "late" if await retention.overdue(tx, now=now()) else None

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
        registry=parts.registry,
        ready={"database": migrated, "purge": purged},
        lang=parts.settings.lang,
        trusted_proxies=networks(parts.settings.trusted_proxies or ""),
        office=replace(
            office_of(province, parts.sealer, channels, parts.settings.zalo_oa_app_id),
            addresses=addresses(parts.settings, local=parts.links.public_url),
        ),
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
