"""One embedded server for the run, one database for each test, copied from a migrated template."""

from __future__ import annotations

import asyncio
import tempfile
import uuid
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg
import pytest

from storage import migrate
from storage.db import Database
from storage.embedded import Embedded
from storage.sealing import Sealer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

TEMPLATE = "chaovn_template"
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


async def _command(server: str, statement: str) -> None:
    connection = await asyncpg.connect(server)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


@contextmanager
def server_folder() -> Iterator[Path]:
    """A folder for a server. Not below pytest's own: each run of pytest closes that one to other users, and a
    server started by root runs as another user."""
    with tempfile.TemporaryDirectory(prefix="chaovn-test-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of the run's own PostgreSQL, with a migrated template in it."""
    with server_folder() as folder:
        yield from _served(folder)


async def _forgetful(server: str) -> None:
    """It need not outlive the machine: without waiting for the disk a database comes and goes several times as fast.
    Servers that are killed by a test are its own, and keep the settings that the product gives them."""
    for setting in ("fsync", "full_page_writes"):
        await _command(server, f"alter system set {setting} = off")
    await _command(server, "select pg_reload_conf()")


def _served(folder: Path) -> Iterator[str]:
    embedded = Embedded.start(folder)
    try:
        asyncio.run(_forgetful(embedded.address))
        template = asyncio.run(migrate.ensure_database(embedded.address, name=TEMPLATE))
        asyncio.run(migrate.upgrade(template, today=NOW.date()))
        yield embedded.address
    finally:
        embedded.stop()


@pytest.fixture
async def address(server: str) -> AsyncIterator[str]:
    """The address of a database that only this test uses."""
    async with _copied(server) as found:
        yield found


@asynccontextmanager
async def _copied(server: str) -> AsyncIterator[str]:
    name = f"test_{uuid.uuid4().hex[:12]}"
    await _command(server, f'create database "{name}" template "{TEMPLATE}" strategy file_copy')
    try:
        yield await migrate.ensure_database(server, name=name)
    finally:
        await _command(server, f'drop database "{name}" with (force)')


@pytest.fixture
async def db(address: str) -> AsyncIterator[Database]:
    """A test's own database."""
    database = Database(address)
    try:
        yield database
    finally:
        await database.close()


@pytest.fixture
async def another_db(server: str) -> AsyncIterator[Database]:
    """A second database, for a test that compares two."""
    async with _copied(server) as found:
        database = Database(found)
        try:
            yield database
        finally:
            await database.close()


@pytest.fixture(scope="session")
def sealer() -> Sealer:
    """Keys of the tests."""
    return Sealer.of("secret of the tests, long enough to be one")
