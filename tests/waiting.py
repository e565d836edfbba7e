"""Waiting for what another task or process does."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

LONG = 30.0
"""seconds after which a test gives up"""


async def eventually(check: Callable[[], object | Awaitable[object]], *, within: float = LONG) -> None:
    """Returns as soon as `check` is true; raises `TimeoutError` when it never is."""
    async with asyncio.timeout(within):
        while True:
            found = check()
            if await found if asyncio.iscoroutine(found) else found:
                return
            await asyncio.sleep(0.02)
