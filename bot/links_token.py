"""The token of `/r/{token}`: which link, until when, and a signature. It holds nothing that a person said.

Form: `<id>.<expiry: seconds since 1970, base 36>.<first 128 bits of an HMAC-SHA256, base 64 for addresses>`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.web.parts import Ticket

if TYPE_CHECKING:
    from storage.sealing import Sealer

_TOKEN = re.compile(r"([A-Za-z0-9_-]{16,64})\.([0-9a-z]{1,8})\.([A-Za-z0-9_-]{22})", re.ASCII)
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def _base36(number: int) -> str:
    out = ""
    while number:
        number, rest = divmod(number, 36)
        out = _DIGITS[rest] + out
    return out or "0"


class Tokens:
    """Makes tokens and reads them back. `id`s are random, 16 to 64 letters, digits, `-` and `_`."""

    def __init__(self, sealer: Sealer) -> None:
        self._key = sealer.derive("link-token")

    def make(self, id: str, *, expires: datetime) -> str:  # noqa: A002 - the field's name everywhere
        """The token of link `id`, good until `expires` (aware; whole seconds)."""
        signed = f"{id}.{_base36(int(expires.timestamp()))}"
        token = f"{signed}.{self._signature(signed)}"
        if not _TOKEN.fullmatch(token):
            raise ValueError("this id cannot stand in a token")
        return token

    def read(self, token: str, *, now: datetime) -> Ticket | None:
        """The ticket, or None when the token was not made with this key or was changed."""
        parts = _TOKEN.fullmatch(token)
        if parts is None:
            return None
        id_, expiry, signature = parts.groups()
        if not hmac.compare_digest(signature.encode(), self._signature(f"{id_}.{expiry}").encode()):
            return None
        return Ticket(id=id_, expired=datetime.fromtimestamp(int(expiry, 36), tz=UTC) <= now)

    def _signature(self, signed: str) -> str:
        digest = hmac.digest(self._key, signed.encode(), hashlib.sha256)[:16]
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
