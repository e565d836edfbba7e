"""The cookie that names a chat. It is the only thing that ties a browser to its conversation."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING, Final

from bot.web.parts import PARTS
from bot.web.strings import LANGUAGES

if TYPE_CHECKING:
    from aiohttp import web

    from bot.web.parts import WebParts

DAYS: Final = 30
"""a conversation is kept this long after its last message (trust.md 1.6), and so is the cookie"""

_ID = re.compile(r"[0-9A-Za-z_-]{22}")
_LANGUAGE_COOKIE: Final = "chaovn_lang"


def secure(parts: WebParts) -> bool:
    """Whether people reach us over https."""
    return parts.public_url.startswith("https://")


def cookie_name(parts: WebParts) -> str:
    """With the prefix `__Host-` no neighbouring site can plant a session in a browser; it needs https."""
    return "__Host-chaovn" if secure(parts) else "chaovn"


def session_of(request: web.Request) -> str | None:
    """The session of this browser: 128 random bits in base 64, None when it has none yet."""
    found = request.cookies.get(cookie_name(request.app[PARTS]), "")
    return found if _ID.fullmatch(found) else None


def keep_session(request: web.Request, response: web.StreamResponse) -> None:
    """Gives this browser a session, or prolongs the one it has."""
    parts = request.app[PARTS]
    _set(response, cookie_name(parts), session_of(request) or secrets.token_urlsafe(16), parts=parts)


def language_of(request: web.Request) -> str:
    """Chosen in the address, remembered from before, or the language of the service."""
    for found in (request.query.get("lang"), request.cookies.get(_LANGUAGE_COOKIE)):
        if found in LANGUAGES:
            return str(found)
    return request.app[PARTS].lang


def keep_language(request: web.Request, response: web.StreamResponse) -> None:
    """Remembers a language that was chosen in the address."""
    if request.query.get("lang") in LANGUAGES:
        _set(response, _LANGUAGE_COOKIE, request.query["lang"], parts=request.app[PARTS])


def _set(response: web.StreamResponse, name: str, value: str, *, parts: WebParts) -> None:
    response.set_cookie(
        name, value, max_age=DAYS * 86400, path="/", httponly=True, samesite="Lax", secure=secure(parts)
    )
