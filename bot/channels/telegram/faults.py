"""What the client library raises -> what is to be done about a send (trust.md 3.3, measured there)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.channels.wire import send_error

if TYPE_CHECKING:
    from datetime import timedelta

    from bot.channels.base import SendError

NOT_SENT: Final = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)
UNNAMED_LIMIT: Final = 5.0
"""seconds to wait when a limit was met and Telegram does not say for how long"""


def fault_of(error: TelegramError) -> SendError:
    """The `SendError` of a failed send. Its text names no address: those hold the token.

    An answer of 5xx is tried again and counted as a doubt: what failed may have been the answer only (trust.md 3.3).
    """
    # The library raises by the HTTP status alone. A page of a proxy or of a blocked network is no word of Telegram,
    # and must neither mark people as gone nor throw their messages away.
    foreign = error.__cause__ is not None and not isinstance(error, TimedOut)
    match error:
        case RetryAfter():
            return send_error("retry", "limit", retry_after=seconds(error.retry_after))
        case InvalidToken():  # 401, and 404 as a wrong base address or proxy gives it
            return send_error("credentials", "token or address refused")
        case Forbidden() if not foreign and error.message.lower().startswith("forbidden:"):
            return send_error("blocked", "blocked")
        case BadRequest() | ChatMigrated() if not foreign:  # before NetworkError: BadRequest is one
            return send_error("give_up", "refused")
        case Forbidden() | BadRequest() | Conflict():
            return send_error("retry", f"{type(error).__name__} that is not for this message")
        case NetworkError():
            return _of_network(error)
        case _:
            return send_error("maybe_sent", "unreadable answer")


def _of_network(error: NetworkError) -> SendError:
    cause = error.__cause__
    if isinstance(cause, NOT_SENT):
        return send_error("retry", f"not sent: {type(cause).__name__}")
    if isinstance(cause, httpx.HTTPError) or isinstance(error, TimedOut):
        return send_error("maybe_sent", type(cause or error).__name__)
    if "too many requests" in error.message.lower():
        return send_error("retry", "limit", retry_after=UNNAMED_LIMIT)
    if isinstance(cause, TelegramError) or cause is None:
        return send_error("retry", "server error", doubtful=True)
    return send_error("maybe_sent", type(cause).__name__)


def seconds(value: int | timedelta) -> float:
    """`retry_after` of the library, which is one or the other by an environment variable."""
    return float(value) if isinstance(value, int) else value.total_seconds()
