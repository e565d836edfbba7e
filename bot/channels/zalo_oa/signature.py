"""Whether a delivery was signed by Zalo: plain SHA-256 over the raw bytes (zalo.md 5.2)."""

from __future__ import annotations

import hashlib
import hmac
import re
from typing import TYPE_CHECKING

from bot.channels.wire import id_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_MAC = re.compile(r"\s*(?:mac\s*=\s*)?([0-9a-fA-F]{64})\s*")
_DIGITS = re.compile(r"[0-9]{1,20}")


def mac_of(*, app_id: str, body: bytes, stamp: str, key: str) -> str:
    """`SHA256(appId + data + timeStamp + OASecretKey)` in lower-case hexadecimal."""
    return hashlib.sha256(app_id.encode() + body + stamp.encode() + key.encode()).hexdigest()


def signed_by(  # noqa: PLR0913 - the parts of a recipe, by keyword
    keys: Iterable[str],
    *,
    app_id: str,
    body: bytes,
    event: Mapping[str, object],
    header: str | None,
    stamp_header: str | None = None,
) -> bool:
    """Whether `header` is the signature of these raw bytes with one of `keys`.

    The time is the body's own `timestamp`; some see it in a header, which is as good because the mac covers it.
    """
    given = _MAC.fullmatch(header or "")
    if given is None or id_of(event.get("app_id")) != app_id:
        return False
    said = event.get("timestamp")
    stamps = [str(said) if isinstance(said, int) and not isinstance(said, bool) else said, stamp_header]
    sound = [stamp for stamp in stamps if isinstance(stamp, str) and _DIGITS.fullmatch(stamp)]
    wanted = given[1].lower().encode()
    proofs = [
        hmac.compare_digest(mac_of(app_id=app_id, body=body, stamp=stamp, key=key).encode(), wanted)
        for key in keys
        for stamp in sound
    ]
    return any(proofs)
