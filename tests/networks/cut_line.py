"""A line between the service and its database that can be cut or go dumb: the server is away, or its disk hangs."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Literal

from sqlalchemy import make_url

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class Line:
    """`address` leads through the line. `cut` ends all connections and takes no new one; `dumb` passes nothing on and
    answers nothing; `mend` lets everything through again."""

    def __init__(self, address: str) -> None:
        url = make_url(address)
        self._socket = f"{url.query['host']}/.s.PGSQL.{url.port or 5432}"
        self._url = url
        self.state: Literal["open", "cut", "dumb"] = "open"
        self.address = ""
        self._flows = asyncio.Event()
        self._flows.set()
        self._pairs: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def laid(self) -> AsyncIterator[Line]:
        """The line is there within the block."""
        server = await asyncio.start_server(self._connect, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        url = self._url.set(host="127.0.0.1", port=port, query={})
        self.address = url.render_as_string(hide_password=False)
        try:
            yield self
        finally:
            server.close()
            await self._end_all()

    async def cut(self) -> None:
        self.state = "cut"
        await self._end_all()

    def go_dumb(self) -> None:
        self.state = "dumb"
        self._flows.clear()

    def mend(self) -> None:
        self.state = "open"
        self._flows.set()

    async def _end_all(self) -> None:
        self._flows.set()
        pairs = list(self._pairs)
        for each in pairs:
            each.cancel()
        await asyncio.gather(*pairs, return_exceptions=True)

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.state == "cut":
            writer.close()
            return
        task = asyncio.current_task()
        assert task is not None
        self._pairs.add(task)
        try:
            far_reader, far_writer = await asyncio.open_unix_connection(self._socket)
            try:
                ways = (self._pass_on(reader, far_writer), self._pass_on(far_reader, writer))
                async with asyncio.TaskGroup() as group:
                    for way in ways:
                        group.create_task(way)
            finally:
                far_writer.close()
        except (asyncio.CancelledError, ExceptionGroup, OSError):
            return  # a connection that ends is what this line is for
        finally:
            self._pairs.discard(task)
            writer.close()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            await self._flows.wait()
            writer.write(data)
            with suppress(ConnectionError):
                await writer.drain()
        raise ConnectionResetError
