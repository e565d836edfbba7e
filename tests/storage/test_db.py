"""Transactions, notifications, locks, migrations and the embedded server itself."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from contextlib import aclosing
from typing import TYPE_CHECKING

import asyncpg
import psutil
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text
from sqlmodel import SQLModel

from storage import conversations, inbox, migrate
from storage.db import SENT, Database, locked, notify
from storage.embedded import Embedded
from storage.errors import OutdatedError, StorageError, UnavailableError
from tests.conftest import NOW, server_folder
from tests.storage.fakes import House
from tests.waiting import eventually

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

    from storage.sealing import Sealer

LONG = 15.0


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(
        connection, opts={"include_object": lambda _o, name, *_: not str(name).startswith("interaction_")}
    )
    return list(compare_metadata(context, SQLModel.metadata))


async def test_the_migrations_make_the_tables_that_the_program_declares(db: Database) -> None:
    """No table, column or index differs between the migrations and `storage.tables`."""
    async with db.transaction() as tx:
        found = await tx.run_sync(differences)
    assert [d for d in found if "interaction_20" not in str(d)] == []


async def test_upgrading_twice_or_at_once_is_harmless(server: str) -> None:
    """Several processes may start together on an empty database."""
    address = await migrate.ensure_database(server, name="twice")
    await asyncio.gather(*(migrate.upgrade(address, today=NOW.date()) for _ in range(3)))
    db = Database(address)
    async with db.transaction() as tx:
        await migrate.check(tx)
        await tx.execute(text("update alembic_version set version_num = 'newer'"))
    async with db.transaction() as tx:
        with pytest.raises(OutdatedError, match="newer"):
            await migrate.check(tx)
    await db.close()


async def test_errors_hold_no_value(db: Database) -> None:
    """What the database says of a refused row is not passed on: it quotes values."""
    with pytest.raises(StorageError) as caught:
        async with db.transaction() as tx:
            await tx.execute(text("insert into quarter_key values (:a, null), (:a, null)"), {"a": "canary 12/05/2004"})
    assert "canary" not in str(caught.value)
    assert "23505" in str(caught.value)
    assert caught.value.__cause__ is None


async def test_a_database_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    """No server: `UnavailableError`, from transactions, locks and migrations alike."""
    address = f"postgresql://postgres@/none?host={tmp_path}"
    db = Database(address)
    with pytest.raises(UnavailableError):
        async with db.transaction():
            pass
    with pytest.raises(UnavailableError):
        async with db.alone("x"):
            pass
    with pytest.raises(UnavailableError):
        await migrate.upgrade(address, today=NOW.date())
    await db.close()


async def test_listening_survives_a_lost_connection(db: Database, address: str) -> None:
    """After each (re)connection ("", "") says: look for yourself; then payloads come again."""
    async with aclosing(db.listen(SENT)) as heard, asyncio.timeout(LONG):
        assert await anext(heard) == ("", "")
        async with db.transaction() as tx:
            await notify(tx, channel=SENT, payload="1")
        assert await anext(heard) == (SENT, "1")
        killer = await asyncpg.connect(address)
        await killer.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity "
            "where datname = current_database() and pid <> pg_backend_pid()"
        )
        await killer.close()
        assert await anext(heard) == ("", "")


async def test_a_lock_has_one_holder(db: Database) -> None:
    """The second asker gets None until the first lets go; locks of a transaction end with it."""
    async with db.alone("send:web") as first:
        assert first is not None
        async with db.alone("send:web") as second:
            assert second is None
        async with db.alone("send:zalo") as other:
            assert other is not None
    async with db.alone("send:web") as again:
        assert again is not None
    async with db.transaction() as one, db.transaction() as two:
        assert await locked(one, name="purge")
        assert not await locked(two, name="purge")


async def test_a_commit_waits_for_the_disk(db: Database) -> None:
    """What was acknowledged must survive a crash of the server: no setting may weaken this."""
    async with db.transaction() as tx:
        assert await tx.scalar(text("show synchronous_commit")) == "on"
        assert await tx.scalar(text("show idle_in_transaction_session_timeout")) == "20s"
        assert await tx.scalar(text("show timezone")) == "UTC"


OWNER = """
import sys, time
from pathlib import Path
from storage.embedded import Embedded
Embedded.start(Path(sys.argv[1]))
print("up", flush=True)
if len(sys.argv) > 2:
    time.sleep(60)
"""


def owner(folder: Path, *more: str) -> subprocess.Popen[str]:
    process = subprocess.Popen([sys.executable, "-c", OWNER, str(folder), *more], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "up\n"
    return process


def ended(process: subprocess.Popen[str]) -> int:
    assert process.stdout is not None
    process.stdout.close()
    return process.wait(LONG)


def postmaster(folder: Path) -> psutil.Process | None:
    """The server of this folder while it runs."""
    try:
        return psutil.Process(int((folder / "postgres" / "postmaster.pid").read_text().split()[0]))
    except (FileNotFoundError, psutil.NoSuchProcess):
        return None


@pytest.mark.crash
def test_the_embedded_server_ends_with_its_last_owner() -> None:
    """A program that just ends stops it; a second owner keeps it; after kill -9 the next owner stops it."""
    with server_folder() as parent:
        outlive(parent / "var")


def outlive(folder: Path) -> None:
    assert ended(owner(folder)) == 0
    assert postmaster(folder) is None
    mine = Embedded.start(folder)
    assert ended(owner(folder)) == 0
    assert postmaster(folder) is not None
    mine.stop()
    mine.stop()
    assert postmaster(folder) is None
    killed = owner(folder, "sleep")
    os.kill(killed.pid, signal.SIGKILL)
    ended(killed)
    left = postmaster(folder)
    assert left is not None
    joined = Embedded.start(folder)
    assert postmaster(folder) == left
    joined.stop()
    assert postmaster(folder) is None
    interrupted = owner(folder, "sleep")
    interrupted.send_signal(signal.SIGINT)
    ended(interrupted)
    assert postmaster(folder) is None


async def test_a_line_that_breaks_at_the_lock_is_an_outage_like_any_other(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever waits for a lock hears of it in the words of the storage, and can try again."""
    db = Database(address)

    async def broken(*_: object) -> None:
        raise asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation")

    with monkeypatch.context() as patch:
        patch.setattr(asyncpg.Connection, "fetchval", broken)
        with pytest.raises(UnavailableError):
            async with db.alone("send:web"):
                pass
    async with db.alone("send:web") as lost:
        assert lost is not None
    await db.close()


async def test_a_frozen_worker_loses_its_conversation(house: House, address: str) -> None:
    """What it held is handled by another, and what it does afterwards is not kept."""
    await house.hear("chào")
    frozen = Database(address, frozen_after=300)

    async def freeze_and_go_on() -> None:
        async with frozen.transaction() as tx:
            assert await conversations.claim(tx, now=NOW) is not None
            assert await house.think() == 0
            await eventually(house.think)
            await inbox.done(tx, id=1, now=NOW)

    with pytest.raises(UnavailableError):
        await freeze_and_go_on()
    await frozen.close()
    async with house.db.transaction() as tx:
        assert await inbox.backlog(tx) == 0
        assert await tx.scalar(text("select count(*) from outbox")) == 2


@pytest.mark.crash
async def test_what_was_acknowledged_survives_a_crash_of_the_server(sealer: Sealer) -> None:
    """The server is killed in the middle of a load; every message whose commit returned is there afterwards."""
    with server_folder() as parent:
        folder, acknowledged = parent / "var", []
        first = Embedded.start(folder)
        address = await migrate.ensure_database(first.address, name="crash")
        await migrate.upgrade(address, today=NOW.date())
        db = Database(address)
        house = House(db, sealer)

        async def load(account: str) -> None:
            for n in range(10_000):
                await house.hear("x", account, ext_id=f"{account}:{n}")
                acknowledged.append(f"{account}:{n}")

        tasks = [asyncio.create_task(load(account)) for account in ("an", "binh", "chi")]
        await eventually(lambda: len(acknowledged) > 60)
        server = postmaster(folder)
        assert server is not None
        server.send_signal(signal.SIGQUIT)  # what `pg_ctl stop -m immediate` sends
        ends = await asyncio.gather(*tasks, return_exceptions=True)
        assert all(isinstance(end, UnavailableError) for end in ends)
        await eventually(lambda: postmaster(folder) is None)
        first.stop()
        second = Embedded.start(folder)
        try:
            async with db.transaction() as tx:
                stored = set(await tx.scalars(text("select ext_id from inbox")))
            assert set(acknowledged) <= stored
            assert await house.think() == len(stored)
        finally:
            await db.close()
            second.stop()
