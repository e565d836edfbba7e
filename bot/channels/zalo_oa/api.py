"""The calls of the OA interface that this bot makes: send a message, ask for the account's own name."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING

from yarl import URL

from bot.channels.wire import call, number_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import aiohttp

    from bot.channels.wire import Answer


@dataclass(frozen=True, slots=True)
class Result:
    """An answer of the interface. `code`: 0 is success, None says that nothing could be read."""

    status: int
    code: int | None
    data: Mapping[str, object]


class OaApi:
    """`base_url` without a path. Raises `NetworkFaultError`; a refusal is a `Result` like any other."""

    def __init__(self, session: aiohttp.ClientSession, *, base_url: str, app_secret: str) -> None:
        self._session, self._base, self._secret = session, base_url, app_secret.encode()

    async def send(self, token: str, message: Mapping[str, object]) -> Result:
        """One consultation message (zalo.md 3.1): `{"recipient": …, "message": …}`."""
        url = URL(f"{self._base}/v3.0/oa/message/cs")
        return _result(await call(self._session, "POST", url, headers=self._headers(token), json_body=message))

    async def account(self, token: str) -> Result:
        """The Official Account itself (zalo.md 3.5); its name is in `data`."""
        url = URL(f"{self._base}/v2.0/oa/getoa")
        return _result(await call(self._session, "GET", url, headers=self._headers(token)))

    def _headers(self, token: str) -> dict[str, str]:
        # The proof is asked for only by apps that have it switched on; the others do not look at it (zalo.md 2.2).
        proof = hmac.new(self._secret, token.encode(), hashlib.sha256).hexdigest()
        return {"access_token": token, "appsecret_proof": proof}


def _result(answer: Answer) -> Result:
    """Errors come with HTTP 200, so the body's own number decides (zalo.md 2.3)."""
    body = answer.body
    if body is None:
        return Result(answer.status, None, {})
    data = body.get("data")
    found = data if isinstance(data, dict) else {}
    code = number_of(body["error"]) if "error" in body else 0 if answer.status == 200 and found else None
    return Result(answer.status, code, found)
