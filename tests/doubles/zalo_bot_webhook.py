"""The webhook of a Zalo bot as the platform calls it."""

from __future__ import annotations

import asyncio
import json
import random
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import aiohttp

from tests.doubles.server import Delivery

if TYPE_CHECKING:
    from tests.doubles.server import Double

JSON = dict[str, Any]
RETRIES = (1.0, 5.0, 30.0)
"""network seconds; what the real one does is not published"""


@dataclass(slots=True)
class BotMischief:
    """`duplicate`: the share of deliveries that come twice. `delay`: the most network seconds one is held up.
    `replay`: polling gives the last event again and again until there is a newer one. `enveloped`: webhook bodies as
    the documents show them instead of flat; `documented_photo`: `photo` instead of `photo_url`. `empty_info`:
    `getWebhookInfo` without a webhook gives an empty address instead of 404. `own`: the bot's own messages come
    back as events with `is_bot`. `probe`: `setWebhook` calls the address once with an empty body."""

    duplicate: float = 0.0
    delay: float = 0.0
    replay: bool = True
    enveloped: bool = False
    documented_photo: bool = False
    empty_info: bool = False
    own: bool = False
    probe: bool = True
    random: random.Random = field(default_factory=lambda: random.Random(1))


class BotWebhook:
    """Where events go, with which secret."""

    def __init__(self, double: Double, secret: str) -> None:
        self.double, self.secret = double, secret
        self.mischief = BotMischief()
        self.url = ""
        self.updated_at = 0
        self._lines = asyncio.Semaphore(50)

    async def deliver(self, event: JSON | bytes, *, secret: str | None = "", attempt: int = 1) -> None:
        """Send an event to the webhook and wait for the first try. Bytes go as they are; `secret` None leaves the
        header out, another one than the set one can be given."""
        raw = event if isinstance(event, bytes) else self._packed(event)
        await asyncio.wait([self.double.spawn(self._deliver(raw, self.secret if secret == "" else secret, attempt))])

    def _packed(self, event: JSON) -> bytes:
        body = {"ok": True, "result": event} if self.mischief.enveloped else event
        return json.dumps(body, ensure_ascii=False).encode()

    async def _deliver(self, raw: bytes, secret: str | None, attempt: int) -> None:
        chance = self.mischief.random
        if self.mischief.delay:
            await self.double.clock.sleep(chance.uniform(0, self.mischief.delay))
        twice = chance.random() < self.mischief.duplicate
        if not await self._try(raw, secret, attempt):
            self.double.spawn(self._retry(raw, secret, attempt))
        elif twice:
            await self._try(raw, secret, attempt + 1)

    async def _retry(self, raw: bytes, secret: str | None, attempt: int) -> None:
        for n, after in enumerate(RETRIES, attempt + 1):
            await self.double.clock.sleep(after)
            if await self._try(raw, secret, n):
                return

    async def _try(self, raw: bytes, secret: str | None, attempt: int) -> bool:
        headers = {"Content-Type": "application/json", "User-Agent": "Java/17"}
        if secret is not None:
            headers["X-Bot-Api-Secret-Token"] = secret
        status, error, began = None, None, time.monotonic()
        try:
            async with self._lines:
                status, _, _ = await self.double.post(self.url, raw, headers, 10.0)
        except TimeoutError:
            error = "no answer"
        except aiohttp.ClientError as problem:
            error = type(problem).__name__
        ident, kind = _named(raw)
        took = time.monotonic() - began
        self.double.deliveries.append(Delivery(self.double.clock.now(), ident, kind, attempt, status, error, took))
        return status is not None and 200 <= status < 300

    async def verify(self) -> JSON:
        """The call that `setWebhook` makes, and what it says of it."""
        try:
            status, _, _ = await self.double.post(self.url, b"", {"X-Bot-Api-Secret-Token": self.secret}, 10.0)
        except (TimeoutError, aiohttp.ClientError):
            return {"ok": False, "outcome": "webhook.unreachable", "status_code": 0, "hint": "No answer"}
        ok = status == 200
        hint = "" if ok else "The webhook endpoint refused the request"
        outcome = "webhook.ok" if ok else f"webhook.http.{status}"
        return {"ok": ok, "outcome": outcome, "status_code": status, "hint": hint}


def _named(raw: bytes) -> tuple[str, str]:
    """Message id and kind of a body, for the record."""
    try:
        body = json.loads(raw)
        event = body.get("result", body)
        return str(event.get("message", {}).get("message_id", "")), str(event.get("event_name", ""))
    except (ValueError, RecursionError, AttributeError):
        return "", ""
