"""Asks DNS whether a name is in use. NS or SOA for the name itself: taken. No such name: nothing is proved.

Source: programme.md 2.5. There is no public WHOIS or RDAP for `.vn`; a name without delegation looks like a free one.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Literal

import dns.asyncresolver
import dns.exception
import dns.resolver

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

PATIENCE = 3.0
"""seconds for one question, all servers together"""
KEPT = 600.0
"""seconds that an answer is good for"""
MOST_KEPT = 2000

Result = Literal["taken", "quiet", "unknown"]


class DnsCheck:
    """Results with a small memory. `resolver` None takes the machine's own name servers."""

    def __init__(self, *, now: Callable[[], datetime], resolver: dns.asyncresolver.Resolver | None = None) -> None:
        self._now, self._resolver = now, resolver
        self._known: dict[str, tuple[float, Result]] = {}

    async def result(self, domain: str) -> Result:
        """What DNS says of `domain`; never raises: silence and faults are `unknown` and not remembered."""
        at = self._now().timestamp()
        kept = self._known.get(domain)
        if kept is not None and at - kept[0] < KEPT:
            return kept[1]
        found = await self._ask(domain)
        if found != "unknown":
            if len(self._known) >= MOST_KEPT:
                self._known.clear()
            self._known[domain] = (at, found)
        return found

    async def _ask(self, domain: str) -> Result:
        try:
            resolver = self._resolver or dns.asyncresolver.Resolver()
            async with asyncio.timeout(PATIENCE):
                answer = await resolver.resolve(f"{domain}.", "NS", raise_on_no_answer=False, lifetime=PATIENCE)
        except dns.resolver.NXDOMAIN:
            return "quiet"
        except (dns.exception.DNSException, TimeoutError, OSError, ValueError):
            return "unknown"
        return "taken" if _speaks_for(answer, domain) else "quiet"


def _speaks_for(answer: dns.resolver.Answer, domain: str) -> bool:
    """NS records, or the SOA of the very name: the zone is its own. A parent's SOA proves nothing."""
    if answer.rrset is not None:
        return True
    return any(rr.name.to_text(omit_final_dot=True).lower() == domain for rr in answer.response.authority)
