"""The calls of the Bot Platform. The token stands in the address, so no address leaves this file (zalo.md 7.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import aiohttp
from yarl import URL

from bot.channels.wire import PATIENCE, call, number_of

if TYPE_CHECKING:
    from collections.abc import Mapping

POLL: Final = 30
"""seconds that `getUpdates` waits for an update"""
_POLLING: Final = aiohttp.ClientTimeout(total=POLL + 10, connect=5)


@dataclass(frozen=True, slots=True)
class Result:
    """An answer. `code` is 0 for success, Zalo's `error_code` (or the HTTP status) for a refusal, and None when
    nothing could be read; `result` is whatever came with it."""

    status: int
    code: int | None
    result: object


class BotApi:
    """`base_url` ends with `/bot`. Raises `NetworkFaultError`; a refusal is a `Result` like any other."""

    def __init__(self, session: aiohttp.ClientSession, *, base_url: str, token: str) -> None:
        self._session = session
        self._base = f"{base_url}{quote(token, safe=':')}"

    async def call(self, method: str, fields: Mapping[str, object] | None = None) -> Result:
        """`POST <base>/<method>` with JSON."""
        timeout = _POLLING if method == "getUpdates" else PATIENCE
        url = URL(f"{self._base}/{method}", encoded=True)
        answer = await call(self._session, "POST", url, json_body=dict(fields or {}), timeout=timeout)
        body = answer.body
        if body is None:
            return Result(answer.status, None, None)
        if body.get("ok") is True:
            return Result(answer.status, 0, body.get("result"))
        code = number_of(body.get("error_code", body.get("errorCode")))
        if code is None:
            code = answer.status if answer.status >= 400 else None
        return Result(answer.status, code or None, None)
