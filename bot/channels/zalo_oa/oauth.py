"""The token endpoint of Zalo: one refresh token in, a new pair out; the old refresh token is then spent."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import aiohttp
from yarl import URL

from bot.channels.wire import NetworkFaultError, call, number_of

if TYPE_CHECKING:
    from collections.abc import Mapping

ACCESS_LIVES: Final = timedelta(hours=25)
REFRESH_LIVES: Final = timedelta(days=90)
"""what Zalo documents, for answers that do not say (zalo.md 2.4.4)"""
# Two calls of this length fit into the time that a transaction may stand still.
PATIENCE: Final = aiohttp.ClientTimeout(total=8, connect=4)

_TOKEN = re.compile(r"[\x21-\x7e]{1,4096}")


class TokenError(Exception):
    """No access token can be had; the message holds a code, never a token."""


class RefusedError(TokenError):
    """Zalo refused for good: the operator has to mend a setting or give a new refresh token."""


class UnreachableError(TokenError):
    """Zalo or the database could not be reached; trying again may help."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A new pair and how long each of its tokens lives."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    access_lives: timedelta
    refresh_lives: timedelta


async def exchange(
    session: aiohttp.ClientSession, *, auth_url: str, app_id: str, app_secret: str, refresh: str
) -> Issued:
    """Spends `refresh`. Raises `RefusedError` for an answer that says no and `UnreachableError` for none.

    After `UnreachableError("lost …")` the token may be spent: the answer got lost on its way (zalo.md 2.4.4, 2).
    """
    try:
        answer = await call(
            session,
            "POST",
            URL(f"{auth_url}/v4/oa/access_token"),
            headers={"secret_key": app_secret},
            form={"refresh_token": refresh, "app_id": app_id, "grant_type": "refresh_token"},
            timeout=PATIENCE,
        )
    except NetworkFaultError as fault:
        raise UnreachableError(f"{'lost' if fault.sent else 'not sent'}: {fault}") from None
    return _issued(answer.status, answer.body)


def _issued(status: int, body: Mapping[str, object] | None) -> Issued:
    if body is None or status >= 500 or status == 429:
        raise UnreachableError(f"lost: http {status}")
    code = number_of(body.get("error"))
    if code:
        raise RefusedError(str(code))
    access, refresh = body.get("access_token"), body.get("refresh_token")
    if not _is_token(access) or not _is_token(refresh):
        raise UnreachableError("lost: no pair in the answer")
    return Issued(
        access=str(access),
        refresh=str(refresh),
        access_lives=_lives(body.get("expires_in"), ACCESS_LIVES),
        refresh_lives=_lives(body.get("refresh_token_expires_in"), REFRESH_LIVES),
    )


def _is_token(value: object) -> bool:
    # It goes into a header as it is.
    return isinstance(value, str) and _TOKEN.fullmatch(value) is not None


def _lives(seconds: object, otherwise: timedelta) -> timedelta:
    """Zalo gives seconds as text or as a number (zalo.md 2.4.3); more than it documents is not believed."""
    found = number_of(seconds)
    return otherwise if found is None or found <= 0 else min(timedelta(seconds=min(found, 10**9)), otherwise)
