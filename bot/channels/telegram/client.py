"""The client library, set up for us: no proxy of the environment, no redirect, no answer without end."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final

import httpx
from telegram import Bot
from telegram.request import HTTPXRequest
from yarl import URL

from bot.channels.telegram.updates import WANTED
from bot.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.settings import Settings

MOST_ANSWER: Final = 1024 * 1024
MOST_BATCH: Final = 16 * 1024 * 1024
"""bytes of an answer, and of the answer that holds a hundred updates"""
AT_ONCE: Final = 32
LONG_POLL: Final = 25
"""seconds that Telegram may hold a getUpdates without news (50 at most); middle boxes cut longer silences"""


# How the library tells a time from its next version on; asked for otherwise it warns at every limit that is met.
os.environ.setdefault("PTB_TIMEDELTA", "true")


class Client(Bot):
    """`telegram.Bot` for one token. Close it with `close_connections`; `number` is the bot's own number."""

    def __init__(self, token: str, *, base_url: str, proxy: str | None = None) -> None:
        self._sender = _request(MOST_ANSWER, AT_ONCE, proxy, read_timeout=15)
        self._poller = _request(MOST_BATCH, 1, proxy, read_timeout=LONG_POLL + 10)
        super().__init__(token, base_url=base_url, request=self._sender, get_updates_request=self._poller)

    @property
    def number(self) -> str:
        return self.token.partition(":")[0]

    async def raw_updates(self, *, offset: int | None, limit: int) -> list[Any]:
        """getUpdates, each update as it came: read as types, one that lacks a field would hide all others.

        Raises `telegram.error.TelegramError`.
        """
        wanted = {"offset": offset, "limit": limit, "timeout": LONG_POLL, "allowed_updates": list(WANTED)}
        found = await self._post("getUpdates", wanted, read_timeout=LONG_POLL + 10)
        return found if isinstance(found, list) else []

    async def close_connections(self) -> None:
        await self._sender.shutdown()
        await self._poller.shutdown()


def make_client(settings: Settings) -> Client:
    """The client of the settings. Raises `SettingsError` for a token or proxy that cannot be one."""
    assert settings.telegram_token is not None
    token = settings.telegram_token.get_secret_value()
    if not token.isascii() or any(not c.isalnum() and c not in ":_-" for c in token):
        raise SettingsError("CHAOVN_TELEGRAM_TOKEN: 123456789:AA…")
    proxy = None if settings.telegram_proxy is None else settings.telegram_proxy.get_secret_value()
    try:
        if proxy is None or URL(proxy).host:
            return Client(token, base_url=settings.telegram_base_url, proxy=proxy)
    except (ImportError, ValueError, RuntimeError, httpx.InvalidURL):  # their words may quote a password
        pass  # ImportError: a socks5:// proxy needs a further package of httpx
    raise SettingsError("CHAOVN_TELEGRAM_PROXY: http://user:password@host:port")


def _request(most: int, connections: int, proxy: str | None, *, read_timeout: float) -> HTTPXRequest:
    transport = _Capped(
        httpx.AsyncHTTPTransport(
            trust_env=False,
            proxy=proxy,
            limits=httpx.Limits(max_connections=connections, max_keepalive_connections=connections),
        ),
        most,
    )
    return HTTPXRequest(
        connection_pool_size=connections,
        connect_timeout=5,
        write_timeout=5,
        read_timeout=read_timeout,
        pool_timeout=5,
        httpx_kwargs={
            "transport": transport,
            "trust_env": False,
            "follow_redirects": False,
            "headers": {"Accept-Encoding": "identity"},
        },
    )


class _Capped(httpx.AsyncBaseTransport):
    """Reads no more of an answer than `most` bytes, and none that would unpack to more."""

    def __init__(self, inner: httpx.AsyncBaseTransport, most: int) -> None:
        self._inner, self._most = inner, most

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await self._inner.handle_async_request(request)
        if response.headers.get("Content-Encoding", "identity") != "identity":
            await response.aclose()
            raise httpx.DecodingError("packed answer", request=request)
        assert isinstance(response.stream, httpx.AsyncByteStream)
        response.stream = _CappedStream(response.stream, self._most, request)
        return response

    async def aclose(self) -> None:
        await self._inner.aclose()


class _CappedStream(httpx.AsyncByteStream):
    def __init__(self, inner: httpx.AsyncByteStream, most: int, request: httpx.Request) -> None:
        self._inner, self._left, self._request = inner, most, request

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._inner:
            self._left -= len(piece)
            if self._left < 0:
                raise httpx.ReadError("answer too large", request=self._request)
            yield piece

    async def aclose(self) -> None:
        await self._inner.aclose()
