"""Brings a database to the schema of this program. Alembic, driven from code; there is no ini file."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import make_url, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine

from storage import events
from storage.address import parsed
from storage.errors import OutdatedError, StorageError, UnavailableError

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection

    from storage.db import Session


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def _upgrade(connection: Connection) -> None:
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


async def upgrade(address: str, *, today: date) -> None:
    """Applies every migration that is missing and makes the partitions from `today` on.

    Safe to call from several processes at once. Raises `StorageError`.
    """
    at = parsed(address)
    engine = create_async_engine(at.for_engine, hide_parameters=True, connect_args=dict(at.encryption))
    try:
        async with engine.begin() as session:
            await session.execute(text("select pg_advisory_xact_lock(hashtextextended('migrate', 1))"))
            await session.run_sync(_upgrade)
            await events.ensure_partitions(session, day=today)
    except SQLAlchemyError as error:
        raise StorageError(f"the database refused a migration: {type(error).__name__}") from error
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise UnavailableError(f"the database cannot be reached: {type(error).__name__}") from error
    finally:
        await engine.dispose()


def head() -> str:
    """The newest revision that this program knows."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


async def check(session: Session) -> None:
    """Raises `OutdatedError` when the database has another schema than this program was built for."""
    current = await session.run_sync(lambda c: MigrationContext.configure(c).get_current_revision())
    if current != head():
        raise OutdatedError(f"the database is at revision {current}, this program needs {head()}")


async def ensure_database(server: str, *, name: str) -> str:
    """The address of the database `name` on `server`, made when it is missing."""
    at = parsed(server)
    admin = await asyncpg.connect(at.text, **at.encryption)
    try:
        if not await admin.fetchval("select 1 from pg_database where datname = $1", name):
            await admin.execute(f'create database "{name}"')
    except (asyncpg.DuplicateDatabaseError, asyncpg.UniqueViolationError):
        await asyncio.sleep(0)  # another process was quicker
    finally:
        await admin.close()
    return make_url(server).set(database=name).render_as_string(hide_password=False)
