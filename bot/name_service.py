"""An optional look-up service behind DNS: it knows names that are registered and not in use. Off unless a key is set.

The interface is that of BKNS as documented (programme.md 2.5): `GET /api/v1/domain/check?domain=` with `X-API-Key`,
`status: "registered"` for a name that somebody has. What else it may answer is not known, and proves nothing.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import aiohttp

if TYPE_CHECKING:
    from bot.dns_check import DnsCheck, Result

PATIENCE = aiohttp.ClientTimeout(total=3)
MOST_BYTES = 64 * 1024


class NameService:
    """DNS first; the service is asked only about what DNS cannot prove."""

    def __init__(self, dns: DnsCheck, *, base_url: str, key: str) -> None:
        self._dns, self._url, self._key = dns, f"{base_url}/api/v1/domain/check", key

    async def result(self, domain: str) -> Result:
        """What is known of `domain`; a silent or strange service changes nothing."""
        found = await self._dns.result(domain)
        return "taken" if found != "taken" and await self._registered(domain) else found

    async def _registered(self, domain: str) -> bool:
        headers = {"X-API-Key": self._key}
        try:
            async with (
                aiohttp.ClientSession(timeout=PATIENCE, trust_env=False) as session,
                session.get(self._url, params={"domain": domain}, headers=headers, allow_redirects=False) as answer,
            ):
                body = await answer.content.read(MOST_BYTES)
                told = json.loads(body) if answer.status == 200 else None
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError, RecursionError):
            return False
        return isinstance(told, dict) and told.get("status") == "registered"
