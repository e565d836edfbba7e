"""Zalo's side of an Official Account's webhook: signing, sending, sending again."""

from __future__ import annotations

import asyncio
import hashlib
import json
import random
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import aiohttp

from tests.doubles.server import Delivery
from tests.doubles.zalo_oa_events import signature, wrong_signature

if TYPE_CHECKING:
    from tests.doubles.zalo_oa import ZaloOaDouble

JSON = dict[str, Any]
Signed = Literal["right", "none", "wrong", "hmac", "app_secret", "bare", "upper", "header_time"]
ANSWER_WITHIN = 2.0
AT_ONCE = 50
"""deliveries in flight: more, and the 2 seconds would be spent in this process"""
RETRIES = (30.0, 300.0, 900.0, 1800.0, 3600.0)
"""network seconds"""


@dataclass(slots=True)
class OaMischief:
    """What happens to deliveries: `duplicate` is the share that comes twice, `delay` the most network seconds one is
    held up (order is not promised), `echoes`, `receipts`: whether sends are followed by their events, `escaped`:
    JSON with `\\u` escapes, `retry_unanswered`: no answer in time or none but 200 is retried like a closed door
    (what the real one does there is not known)."""

    duplicate: float = 0.0
    delay: float = 0.0
    echoes: bool = True
    receipts: bool = True
    escaped: bool = False
    retry_unanswered: bool = False
    random: random.Random = field(default_factory=lambda: random.Random(1))


class OaWebhook:
    """Where events go, and what became of them: `late` holds the ids of those that were not answered within 2 seconds,
    `given_up` the events that no retry could deliver."""

    def __init__(self, double: ZaloOaDouble) -> None:
        self.double = double
        self.mischief = OaMischief()
        self.url = ""
        self.late: list[str] = []
        self.given_up: list[JSON] = []
        self._lines = asyncio.Semaphore(AT_ONCE)

    async def deliver(
        self, event: JSON | bytes, *, signed: Signed = "right", old: float = 0.0, attempt: int = 1, wait: bool = True
    ) -> None:
        """Send an event to the webhook and wait for the first try; retries go on beside.

        `event` as bytes is sent as it is. `old` makes its timestamp so many seconds older (a late retry). With
        `attempt` above 1 the header `num_retry` says so.
        """
        if isinstance(event, dict) and old:
            event = event | {"timestamp": str(int(event["timestamp"]) - int(old * 1000))}
        raw = event if isinstance(event, bytes) else json.dumps(event, ensure_ascii=self.mischief.escaped).encode()
        first = self.double.spawn(self._deliver(raw, signed, attempt))
        if wait:
            await asyncio.wait([first])

    async def _deliver(self, raw: bytes, signed: Signed, attempt: int) -> None:
        if not self.url:
            return
        chance = self.mischief.random
        if self.mischief.delay:
            await self.double.clock.sleep(chance.uniform(0, self.mischief.delay))
        if chance.random() < self.mischief.duplicate:
            self.double.spawn(self._again(raw, signed, attempt, chance.uniform(0, 5)))
        if not await self._try(raw, signed, attempt):
            self.double.spawn(self._retry(raw, signed, attempt))

    async def _again(self, raw: bytes, signed: Signed, attempt: int, after: float) -> None:
        await self.double.clock.sleep(after)
        await self._try(raw, signed, attempt + 1)

    async def _retry(self, raw: bytes, signed: Signed, attempt: int) -> None:
        for n, after in enumerate(RETRIES[attempt - 1 :], attempt + 1):
            await self.double.clock.sleep(after)
            if await self._try(raw, signed, n):
                return
        self.given_up.append(_fields(raw))

    async def _try(self, raw: bytes, signed: Signed, attempt: int) -> bool:
        """One try; False when it has to be made again."""
        async with self._lines:
            return await self._post(raw, signed, attempt)

    async def _post(self, raw: bytes, signed: Signed, attempt: int) -> bool:
        event = _fields(raw)
        message = event.get("message")
        named = message.get("msg_id") if isinstance(message, dict) else None
        ident = str(named or hashlib.sha256(raw).hexdigest()[:16])
        status, error, closed, began = None, None, False, time.monotonic()
        try:
            status, _, _ = await self.double.post(
                self.url, raw, self._headers(raw, event, signed, attempt), ANSWER_WITHIN
            )
        except TimeoutError:
            error = "no answer within 2 s"
            self.late.append(ident)
        except aiohttp.ClientConnectorError:
            error, closed = "connection refused", True
        except aiohttp.ClientError as problem:
            error = type(problem).__name__
        took = time.monotonic() - began
        self.double.deliveries.append(
            Delivery(self.double.clock.now(), ident, str(event.get("event_name")), attempt, status, error, took)
        )
        return not closed and (status == 200 or not self.mischief.retry_unanswered)

    def _headers(self, raw: bytes, event: JSON, signed: Signed, attempt: int) -> dict[str, str]:
        headers = {"Content-Type": "application/json", "User-Agent": "ZaloWebhook", "X-ZEvent-Server": "OA OpenAPI"}
        if attempt > 1:
            headers["num_retry"] = str(attempt - 1)
        stamp = str(event.get("timestamp", ""))
        mac = signature(self.double.app_id, raw, stamp, self.double.secret_key)
        match signed:
            case "none":
                return headers
            case "wrong":
                mac = ("0" if mac[0] != "0" else "1") + mac[1:]
            case "hmac":
                mac = wrong_signature(self.double.app_id, raw, stamp, self.double.secret_key)
            case "app_secret":
                mac = signature(self.double.app_id, raw, stamp, self.double.app_secret)
            case "upper":
                mac = mac.upper()
            case "header_time":
                stamp = headers["X-ZEvent-Timestamp"] = str(int(self.double.clock.now() * 1000) + 1)
                mac = signature(self.double.app_id, raw, stamp, self.double.secret_key)
        headers["X-ZEvent-Signature"] = mac if signed == "bare" else f"mac={mac}"
        return headers


def _fields(raw: bytes) -> JSON:
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
