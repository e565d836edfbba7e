"""The updates that wait at Telegram, and how they are handed over: by polling or by webhook."""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import time
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import aiohttp

from tests.doubles.server import Delivery
from tests.doubles.telegram_world import ApiError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection

    from tests.doubles.server import Double
    from tests.doubles.telegram_world import JSON

DAY = 86400.0
EXPIRES = {"callback_query": 150.0, "inline_query": 30.0}
"""network seconds after which an update is thrown away; all other kinds a day"""
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
TIMEOUT = 60.0
GONE_FOR = 23 * 3600.0
_HOOKED = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
_TWO = "terminated by other getUpdates request; make sure that only one bot instance is running"
Queue = tuple[str, int]


@dataclass(slots=True)
class Waiting:
    """An update on its way. `queue` orders: one of a queue is in flight at a time."""

    update: JSON
    kind: str
    queue: Queue
    expires: float
    serial: int
    attempts: int = 0


@dataclass(slots=True)
class Mischief:
    """What the network does to deliveries without being wrong: `lost_answers` is the share of the product's 2xx answers
    that get lost on the way back (so the update comes again), `delay` the most network seconds a delivery is held up,
    by chance, so that queues overtake one another."""

    lost_answers: float = 0.0
    delay: float = 0.0
    random: random.Random = field(default_factory=lambda: random.Random(1))


@dataclass(slots=True)
class Webhook:
    url: str = ""
    secret: str | None = None
    allowed: tuple[str, ...] | None = None
    max_connections: int = 40
    error_date: int | None = None
    error: str | None = None
    gone_since: float | None = None


class Updates:
    """All that has happened and is not yet confirmed."""

    def __init__(self, double: Double, run_answer: Callable[[JSON], Awaitable[None]]) -> None:
        self.double, self.clock = double, double.clock
        self._run_answer = run_answer
        self.mischief = Mischief()
        self.webhook = Webhook()
        self.pending: dict[int, Waiting] = {}
        """by their order of coming"""
        self.expired: list[JSON] = []
        self.confirmed: list[JSON] = []
        self.next_id = 500_000_001
        self._came = asyncio.Event()
        self._poller: asyncio.Event | None = None
        self._serials = itertools.count()
        self._queues: dict[Queue, deque[Waiting]] = {}
        self._workers: dict[Queue, asyncio.Task[None]] = {}
        self._held: set[str] = set()
        self._lines = asyncio.Semaphore(40)

    @property
    def polling(self) -> bool:
        """Whether somebody waits for updates."""
        return self._poller is not None

    def push(self, kind: str, body: JSON, queue: Queue) -> JSON | None:
        """Something happened. Returns the update, or None when this kind is not asked for."""
        allowed = self.webhook.allowed
        if (kind not in allowed) if allowed else kind in NOT_BY_DEFAULT:
            return None
        update = {"update_id": self.next_id, kind: body}
        self.next_id += 1
        self.put(update, kind, queue)
        return update

    def put(self, update: JSON, kind: str, queue: Queue) -> None:
        """Let an update of any shape wait, with the id it has."""
        expires = self.clock.now() + EXPIRES.get(kind, DAY)
        waiting = Waiting(update, kind, queue, expires, next(self._serials))
        self.pending[waiting.serial] = waiting
        self._queues.setdefault(queue, deque()).append(waiting)
        self._tell_poller()
        self._wake_one(queue)

    def drop_expired(self) -> None:
        now = self.clock.now()
        for waiting in [w for w in self.pending.values() if w.expires <= now]:
            self._drop(waiting)

    def drop_all(self) -> None:
        """What waits is thrown away, because the bot asked for it."""
        self.pending.clear()

    def _drop(self, waiting: Waiting) -> None:
        self.pending.pop(waiting.serial)
        self.expired.append(waiting.update)

    def _done(self, waiting: Waiting) -> None:
        if self.pending.pop(waiting.serial, None) is not None:
            self.confirmed.append(waiting.update)

    def _tell_poller(self) -> None:
        came, self._came = self._came, asyncio.Event()
        came.set()

    # polling

    async def poll(self, offset: int, limit: int, timeout: float, allowed: Collection[str] | None) -> list[JSON]:  # noqa: ASYNC109 - the API's word
        """`getUpdates`. An offset confirms all before it; the newest of two pollers wins."""
        if self.webhook.url:
            raise ApiError(409, f"Conflict: {_HOOKED}")
        if self._poller is not None:
            self._poller.set()
        mine = self._poller = asyncio.Event()
        if allowed is not None:
            self.webhook.allowed = tuple(allowed) or None
        self._confirm(offset)
        until = time.monotonic() + min(max(timeout, 0.0), 50.0)
        try:
            while True:
                self.drop_expired()
                ready = [w for w in self.pending.values() if w.kind not in self._held]
                if ready or time.monotonic() >= until:
                    return [w.update for w in ready[: min(max(limit, 1), 100)]]
                await self._came_or(mine, until - time.monotonic())
                if mine.is_set():
                    raise ApiError(409, f"Conflict: {_TWO}")
        finally:
            if self._poller is mine:
                self._poller = None

    async def _came_or(self, stop: asyncio.Event, seconds: float) -> None:
        waits = [asyncio.ensure_future(self._came.wait()), asyncio.ensure_future(stop.wait())]
        try:
            await asyncio.wait(waits, timeout=max(seconds, 0.0), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    def _confirm(self, offset: int) -> None:
        waiting = list(self.pending.values())
        known = [w.update.get("update_id") for w in waiting]
        if offset < 0:
            done = max(0, len(waiting) + offset)
        elif offset - 1 in known:  # by place, not by size: ids may have begun anew
            done = known.index(offset - 1) + 1
        elif offset in known:
            done = known.index(offset)
        else:
            done = sum(isinstance(number, int) and number < offset for number in known)
        for each in waiting[:done]:
            self._done(each)

    # webhook

    def hold(self, *kinds: str) -> None:
        """Keep updates of these kinds back until `release`, to hand them over in another order."""
        self._held |= set(kinds)

    def release(self) -> None:
        self._held.clear()
        self._tell_poller()
        self.wake()

    def use(self, webhook: Webhook) -> None:
        """Another webhook, or none, from now on."""
        self.webhook = webhook
        self._lines = asyncio.Semaphore(webhook.max_connections)
        for worker in self._workers.values():
            worker.cancel()
        self._workers.clear()
        self.wake()

    def wake(self) -> None:
        """Start a worker for each queue that has something to deliver."""
        for queue in list(self._queues):
            self._wake_one(queue)

    def _wake_one(self, queue: Queue) -> None:
        working = queue in self._workers and not self._workers[queue].done()
        if self.webhook.url and not working and self._head(queue) is not None:
            self._workers[queue] = self.double.spawn(self._work(queue))

    def _head(self, queue: Queue) -> Waiting | None:
        """The first of a queue that still waits and is not held back."""
        row = self._queues.get(queue, deque())
        while row and (row[0].serial not in self.pending or row[0].expires <= self.clock.now()):
            gone = row.popleft()
            if gone.serial in self.pending:
                self._drop(gone)
        return row[0] if row and row[0].kind not in self._held else None

    async def _work(self, queue: Queue) -> None:
        """Deliver one queue, its head first, until it is empty. The first retry comes at once, then after 2, 4, 8 …
        seconds, at most one or two minutes; a `Retry-After` of the product is obeyed."""
        while self.webhook.url and (head := self._head(queue)) is not None:
            if self.mischief.delay:
                await self.clock.sleep(self.mischief.random.uniform(0, self.mischief.delay))
            head.attempts += 1
            async with self._lines:
                asked_wait = await self._deliver(head)
            if asked_wait is None:
                self._done(head)
                continue
            wait = 0.0 if head.attempts == 1 else min(2.0 ** (head.attempts - 1), self.mischief.random.uniform(60, 120))
            await self.clock.sleep(min(asked_wait, 3600.0) or wait)

    async def _deliver(self, head: Waiting) -> float | None:
        """One try; None when the product has it, else the seconds it asked to be left alone (0: none)."""
        status, error, headers, began = None, None, dict[str, Any](), time.monotonic()
        webhook, body = self.webhook, b""
        sent = {"Content-Type": "application/json"}
        if webhook.secret is not None:
            sent["X-Telegram-Bot-Api-Secret-Token"] = webhook.secret
        try:
            raw = json.dumps(head.update).encode()
            status, body, found = await self.double.post(webhook.url, raw, sent, self.clock.real(TIMEOUT))
            headers = {name.lower(): value for name, value in found.items()}
            error = None if 200 <= status < 300 else f"Wrong response from the webhook: {status}"
        except TimeoutError:
            error = "Read timeout expired"
        except aiohttp.ClientConnectorError:
            error = "Connection refused"
        except aiohttp.ClientError:
            error = "Connection closed unexpectedly"
        if error is None and self.mischief.random.random() < self.mischief.lost_answers:
            error = "Connection reset by peer"
        self.double.deliveries.append(
            Delivery(
                self.clock.now(),
                str(head.update.get("update_id")),
                head.kind,
                head.attempts,
                status,
                error,
                time.monotonic() - began,
            )
        )
        if error is None:
            webhook.gone_since = None
            await self._answered(body)
            return None
        webhook.error_date, webhook.error = int(self.clock.now()), error
        self._gone(status)
        return float(headers["retry-after"]) if headers.get("retry-after", "").isdecimal() else 0.0

    def _gone(self, status: int | None) -> None:
        """After 23 hours of nothing but 410 the webhook is dropped."""
        if status != 410:
            self.webhook.gone_since = None
        elif self.webhook.gone_since is None:
            self.webhook.gone_since = self.clock.now()
        elif self.clock.now() - self.webhook.gone_since >= GONE_FOR:
            self.webhook = Webhook()

    async def _answered(self, body: bytes) -> None:
        """A call in the answer's body is carried out; nobody hears how it went."""
        try:
            call = json.loads(body) if body.strip() else None
        except ValueError:
            return
        if isinstance(call, dict) and isinstance(call.get("method"), str):
            await self._run_answer(call)
