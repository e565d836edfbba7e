"""The engine, its transactions and its notifications. Driver errors are translated here and nowhere else."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any, TypeAlias

import asyncpg
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, DisconnectionError, InterfaceError, PendingRollbackError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from storage.address import parsed
from storage.errors import StorageError, UnavailableError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator

    Driver: TypeAlias = asyncpg.Connection

Session: TypeAlias = AsyncConnection
"""What every function of this room takes: one open transaction. Only `Database.transaction` makes one."""

INBOX = "chaovn_inbox"
OUTBOX = "chaovn_outbox"
SENT = "chaovn_sent"
LOOKUP = "chaovn_lookup"
"""payload: the id of the conversation that has a newly sent bubble"""

FROZEN_AFTER = 20_000
ROLLBACK_WITHIN = 2.0
"""seconds that an undoing may take before the connection is dropped, which undoes as well"""

_DRIVER = "chaovn_driver"

SETTINGS = {
    "application_name": "chaovn",
    "timezone": "UTC",
    # An acknowledged message must survive a crash of the database as well.
    "synchronous_commit": "on",
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
    "jit": "off",
}

# SQLSTATE: 08 connection, 53 resources, 57 operator intervention, 58 system error, 25P03 idle too long.
_PASSING = ("08", "53", "57", "58", "25P03")


def _translated(error: BaseException) -> StorageError:
    if isinstance(error, DBAPIError):
        code = str(getattr(error.orig, "sqlstate", "") or "")
        constraint = getattr(error.orig, "constraint_name", None)
        broken = error.connection_invalidated or isinstance(error, InterfaceError) or code.startswith(_PASSING)
        kind = UnavailableError if broken else StorageError
        return kind(f"{type(error.orig).__name__} {code} {constraint or ''}".strip())
    if isinstance(error, asyncpg.PostgresError):
        code = error.sqlstate or ""
        kind = UnavailableError if code.startswith(_PASSING) else StorageError
        return kind(f"{type(error).__name__} {code} {error.constraint_name or ''}".strip())
    # PendingRollbackError: a statement after the one that found the connection broken.
    if isinstance(error, PoolTimeoutError | PendingRollbackError | OSError | asyncpg.InterfaceError):
        return UnavailableError(type(error).__name__)
    return StorageError(type(error).__name__)


def _living(connection: Any, _record: object, _proxy: object) -> None:
    """Asked by the pool for each connection that it hands out: a closed one is replaced."""
    if connection.driver_connection.is_closed():
        raise DisconnectionError


class Database:
    """One PostgreSQL database. `address` is a `postgresql://` URL; nothing is opened before it is needed.

    `frozen_after` (ms): a worker that stands still inside a transaction for so long loses it, and with it the
    conversation's lock.
    """

    def __init__(self, address: str, *, pool_size: int = 12, frozen_after: int = FROZEN_AFTER) -> None:
        self._address = parsed(address)
        self._frozen_after = frozen_after
        self._settings = SETTINGS | {"idle_in_transaction_session_timeout": str(frozen_after)}
        self._engine = create_async_engine(
            self._address.for_engine,
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=2.5,
            hide_parameters=True,
            # Transactions are begun and ended below, so that statements by the driver alone are within them as well.
            isolation_level="AUTOCOMMIT",
            connect_args={"server_settings": self._settings, "timeout": 5, **self._address.encryption},
        )
        event.listen(self._engine.sync_engine, "checkout", _living)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Session]:
        """One transaction: committed when the block ends, undone when it raises.

        Raises `UnavailableError` when the database is away and `StorageError` when it refuses.
        """
        try:
            session = await self._engine.connect()
            try:
                driver = session.info[_DRIVER] = (await session.get_raw_connection()).driver_connection
                assert driver is not None
                async with _begun(driver):
                    yield session
            finally:
                # Not by `async with`, which makes a task of it: nothing is open any more that had to be waited for.
                await session.close()
        except (SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
            raise _translated(error) from None

    async def listen(self, *channels: str) -> AsyncGenerator[tuple[str, str]]:
        """Yields (channel, payload) for every notification, for ever, reconnecting by itself.

        After each (re)connection it yields ("", ""): what came meanwhile is not known, so look for yourself.
        """
        while True:
            try:
                async for heard in self._listen_once(channels):
                    yield heard
            except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError):
                await asyncio.sleep(0.5)

    async def _listen_once(self, channels: tuple[str, ...]) -> AsyncGenerator[tuple[str, str]]:
        heard: asyncio.Queue[tuple[str, str] | None] = asyncio.Queue()
        connection = await self._connect()
        try:
            connection.add_termination_listener(lambda _: heard.put_nowait(None))
            for channel in channels:
                await connection.add_listener(
                    channel, lambda _c, _pid, name, payload: heard.put_nowait((name, payload))
                )
            yield ("", "")
            while (item := await heard.get()) is not None:
                yield item
        finally:
            connection.terminate()

    @asynccontextmanager
    async def alone(self, name: str) -> AsyncIterator[asyncio.Event | None]:
        """Holds the lock `name` of this database while the block runs, or yields None when another has it.

        The event is set when the connection that holds the lock is lost, and with it the lock. A process that stands
        still for longer than `frozen_after` loses it too: it no longer tells the server that it is there.
        """
        lost = asyncio.Event()
        try:
            connection = await self._connect(idle_session_timeout=str(self._frozen_after))
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError) as error:
            raise _translated(error) from None
        try:
            connection.add_termination_listener(lambda _: lost.set())
            try:
                held = await connection.fetchval("select pg_try_advisory_lock(hashtextextended($1, 0))", name)
            except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError) as error:
                raise _translated(error) from None
            if not held:
                yield None
                return
            pulse = asyncio.create_task(self._pulse(connection, lost))
            try:
                yield lost
            finally:
                pulse.cancel()
                await asyncio.gather(pulse, return_exceptions=True)
        finally:
            # Closed in good order, the lock is free at once for the next in line.
            with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError):
                await connection.close(timeout=2)

    async def _pulse(self, connection: asyncpg.Connection, lost: asyncio.Event) -> None:
        """Keeps a connection from counting as idle; sets `lost` when it cannot."""
        try:
            while True:
                await asyncio.sleep(self._frozen_after / 4000)
                await connection.execute("select 1", timeout=5)
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError):
            lost.set()

    async def _connect(self, **more: str) -> asyncpg.Connection:
        at = self._address
        return await asyncpg.connect(at.text, timeout=5, server_settings=self._settings | more, **at.encryption)

    async def close(self) -> None:
        await self._engine.dispose()


@asynccontextmanager
async def _begun(driver: Driver) -> AsyncIterator[None]:
    transaction = driver.transaction()
    try:
        await transaction.start()
        yield
        await transaction.commit()
    except Exception:
        try:
            async with asyncio.timeout(ROLLBACK_WITHIN):
                await transaction.rollback()
        except BaseException:  # noqa: BLE001 - whatever it was, what led here is told
            driver.terminate()
        raise
    except BaseException:
        # Given up, perhaps in the middle of an answer: nobody may use this connection again. Its end undoes as well.
        driver.terminate()
        raise


async def fetch(session: Session, statement: str, *values: object) -> list[asyncpg.Record]:
    """One prepared statement, with `$1` for its first value. For what every message needs: the same through
    SQLAlchemy costs this process twenty times as much."""
    driver: Driver = session.info[_DRIVER]
    rows: list[asyncpg.Record] = await driver.fetch(statement, *values)
    return rows


async def fetch_one(session: Session, statement: str, *values: object) -> asyncpg.Record | None:
    """The first row, None when there is none."""
    driver: Driver = session.info[_DRIVER]
    return await driver.fetchrow(statement, *values)


async def notify(session: Session, *, channel: str, payload: str = "") -> None:
    """Wakes the listeners of `channel` when this transaction commits; equal ones of a transaction are one."""
    await fetch(session, "select pg_notify($1, $2)", channel, payload)


async def locked(session: Session, *, name: str) -> bool:
    """Takes the lock `name` until this transaction ends; False when another transaction has it."""
    row = await fetch_one(session, "select pg_try_advisory_xact_lock(hashtextextended($1, 1))", name)
    return row is not None and bool(row[0])
