"""Bubbles to the page as they are sent: server-sent events out of the outbox, woken by the database."""

from __future__ import annotations

import asyncio
import json
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

from aiohttp import web

from bot.web.addresses import address_of
from bot.web.chat import conversation_of, look, number, session_needed
from bot.web.parts import HUB, LIMITS, METRICS, PARTS, SHARE
from storage import conversations, outbox
from storage.db import SENT
from storage.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from storage.db import Database

HEARTBEAT: Final = 15.0
"""seconds of silence after which a comment is sent and the outbox looked at, in case a wake-up was lost"""
LONGEST: Final = 3600.0
"""seconds after which a page has to come back, so that an erased conversation is not watched for ever"""
MOST: Final = 2000
MOST_OF_ONE: Final = 8


class Hub:
    """Who waits for which conversation. One database connection wakes every open page of this process.

    `most`: open pages at the same time.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self._waiting: dict[int, set[asyncio.Event]] = {}
        self.open = 0
        self.most = MOST
        self.closed = False

    async def run(self) -> None:
        """Hears of sent bubbles for ever."""
        async for name, payload in self._db.listen(SENT):
            self._wake(int(payload) if name else None)

    def _wake(self, conversation: int | None) -> None:
        found = self._waiting.values() if conversation is None else [self._waiting.get(conversation, set())]
        for events in found:
            for event in events:
                event.set()

    def full(self, conversation: int) -> bool:
        """Whether one more page would be too many."""
        return self.open >= self.most or len(self._waiting.get(conversation, ())) >= MOST_OF_ONE

    @contextmanager
    def watch(self, conversation: int) -> Iterator[asyncio.Event]:
        """An event that is set whenever this conversation has a newly sent bubble, and at the end."""
        event = asyncio.Event()
        self._waiting.setdefault(conversation, set()).add(event)
        self.open += 1
        try:
            yield event
        finally:
            self.open -= 1
            self._waiting[conversation].discard(event)
            if not self._waiting[conversation]:
                del self._waiting[conversation]

    async def close(self) -> None:
        """Ends every open stream: the pages come back to the next process by themselves."""
        self.closed = True
        self._wake(None)


async def hub_context(app: web.Application) -> AsyncIterator[None]:
    """Runs the hub for as long as the application runs."""
    task = asyncio.create_task(app[HUB].run())
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def close_streams(app: web.Application) -> None:
    """Before the server waits for its connections to end."""
    await app[HUB].close()


async def get_events(request: web.Request) -> web.StreamResponse:
    """GET /chat/events?after=N: an event `bubble` for each sent bubble above N; its id is the outbox id.

    A browser that comes back says in `Last-Event-ID` what it has, and gets the rest.
    """
    session = session_needed(request)
    look(request)
    with request.app[LIMITS].streams.one(address_of(request)) as free:
        if not free:
            raise web.HTTPServiceUnavailable(headers={"Retry-After": "15"})
        return await _stream(request, session)


async def _stream(request: web.Request, session: str) -> web.StreamResponse:
    hub = request.app[HUB]
    after = number(request.headers.get("Last-Event-ID")) or number(request.query.get("after"))
    async with request.app[SHARE].transaction() as tx:
        conversation = await conversation_of(tx, request, session)
    if hub.closed or hub.full(conversation):
        raise web.HTTPServiceUnavailable(headers={"Retry-After": "5"})
    response = web.StreamResponse(
        headers={"Content-Type": "text/event-stream; charset=utf-8", "X-Accel-Buffering": "no"}
    )
    await response.prepare(request)
    # The head of the answer is out: a page that left or a database that went away can only end the stream.
    over = suppress(ConnectionResetError, StorageError)
    with hub.watch(conversation) as news, request.app[METRICS].stream(), over:
        await response.write(b"retry: 1500\n\n")
        await _follow(response, request.app, conversation=conversation, after=after, news=news)
    return response


async def _follow(
    response: web.StreamResponse, app: web.Application, *, conversation: int, after: int, news: asyncio.Event
) -> None:
    sealer, hub = app[PARTS].sealer, app[HUB]
    loop = asyncio.get_running_loop()
    end = loop.time() + LONGEST
    while not hub.closed and loop.time() < end:
        news.clear()
        # All pages may be woken at the same moment: they stand in line, and only for the share of the pages.
        async with app[SHARE].transaction(patience=None) as tx:
            if not await conversations.exists_still(tx, id=conversation):
                return  # erased: the page comes back and gets the new conversation
            said = await outbox.sent_since(tx, conversation=conversation, after=after, sealer=sealer)
        for each in said:
            after = each.id
            data = json.dumps(each.bubble, ensure_ascii=False)
            await response.write(f"event: bubble\nid: {each.id}\ndata: {data}\n\n".encode())
        try:
            async with asyncio.timeout(HEARTBEAT):
                await news.wait()
        except TimeoutError:
            await response.write(b": here\n\n")
