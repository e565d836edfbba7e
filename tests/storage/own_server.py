"""A PostgreSQL of its own that can crash, and whose disk can be filled and freed, while a service uses it.

`limit`: its files may not grow beyond 16 MB, which needs no rights; PostgreSQL takes it for a disk without room.
`volume`: its data stand on a volume of their own, which is filled to the last byte: the log of the database stands
there too, so that it may fall over and need the space to come up again.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Literal

import asyncpg
import psutil
import pytest

from storage import migrate
from storage.embedded import Embedded
from tests.conftest import NOW, server_folder
from tests.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

Kind = Literal["limit", "volume"]

SEGMENT = 16 << 20
"""bytes: a file of the database's log has them from the beginning, so nothing smaller can be the limit"""
VOLUME = 160 << 20
FILLER = """
insert into inbox (channel, ext_id, kind, raw, status, finished_at)
select 'web', 'filler ' || gen_random_uuid(), 'elapsed', convert_to(repeat('x', $1), 'utf8'), 'done', now()
from generate_series(1, $2)
"""


class OwnServer:
    """`address` of a migrated database on it. Nothing starts it again by itself after `crash`."""

    def __init__(self, folder: Path, kind: Kind) -> None:
        self._folder, self._kind = folder, kind
        self._embedded = Embedded.start(folder)
        self.address = ""

    @property
    def _ballast(self) -> Path:
        return self._folder / "ballast"

    async def prepare(self) -> None:
        self.address = await migrate.ensure_database(self._embedded.address, name="own")
        await migrate.upgrade(self.address, today=NOW.date())

    async def fill(self) -> None:
        """There is no room any more."""
        if self._kind == "limit":
            await asyncio.to_thread(self._limited, f"{SEGMENT}:unlimited")
            await self._fill_the_inbox()
        else:
            await asyncio.to_thread(self._fill_the_volume)

    async def free(self) -> None:
        """There is room again; a database that fell over is started, as the machine's supervisor does."""
        if self._kind == "limit":
            await asyncio.to_thread(self._limited, "unlimited:unlimited")
            connection = await asyncpg.connect(self.address)
            await connection.execute("delete from inbox where ext_id like 'filler %'")
            await connection.close()
            return
        self._ballast.unlink()
        if not self._running():
            await asyncio.to_thread(self._start_again)

    async def crash(self) -> None:
        """Ends at once, without a word to anybody: `pg_ctl stop -m immediate`."""
        self._processes()[0].send_signal(signal.SIGQUIT)
        await eventually(lambda: not self._running())

    async def start(self) -> None:
        await asyncio.to_thread(self._start_again)

    def stop(self) -> None:
        self._embedded.stop()

    def _fill_the_volume(self) -> None:
        with self._ballast.open("wb", buffering=0) as file:
            try:
                while file.write(b"\0" * 65536):
                    pass
            except OSError:
                return

    async def _fill_the_inbox(self) -> None:
        """First with large rows, then with small ones in what is left between them."""
        for size, rows in ((1500, 500), (10, 500), (10, 1)):
            connection = await asyncpg.connect(self.address)
            with pytest.raises(asyncpg.PostgresError, match="File too large"):
                await _for_ever(connection, size, rows)
            await connection.close()

    def _processes(self) -> list[psutil.Process]:
        postmaster = psutil.Process(int((self._folder / "postgres" / "postmaster.pid").read_text().split()[0]))
        return [postmaster, *postmaster.children()]

    def _limited(self, limit: str) -> None:
        for process in self._processes():
            # Even root may limit another user's process only as that user.
            user = process.uids().real if os.geteuid() == 0 else None
            subprocess.run(["prlimit", f"--pid={process.pid}", f"--fsize={limit}"], user=user, check=True)

    def _running(self) -> bool:
        try:
            return self._processes()[0].status() != psutil.STATUS_ZOMBIE
        except (FileNotFoundError, psutil.NoSuchProcess):
            return False

    def _start_again(self) -> None:
        self._embedded.stop()
        self._embedded = Embedded.start(self._folder)


async def _for_ever(connection: asyncpg.Connection, size: int, rows: int) -> None:
    while True:
        await connection.execute(FILLER, size, rows)


@contextmanager
def _folder(kind: Kind) -> Iterator[Path]:
    with server_folder() as folder:
        if kind == "limit":
            yield folder
            return
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={VOLUME},mode=755", "none", str(folder)],
            capture_output=True,
            check=False,
        )
        if mounted.returncode:
            pytest.skip(
                "a volume of its own can be mounted by root only; the limit of the files is tested all the same"
            )
        try:
            yield folder
        finally:
            subprocess.run(["umount", str(folder)], check=True)


@asynccontextmanager
async def own_server(kind: Kind = "limit") -> AsyncIterator[OwnServer]:
    """A migrated database on a server and a disk of its own, gone after the block."""
    with _folder(kind) as folder:
        server = OwnServer(folder, kind)
        try:
            await server.prepare()
            yield server
        finally:
            server.stop()
