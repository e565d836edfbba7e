"""The data behind an inline button: which offer it belongs to, and which choice of it."""

from __future__ import annotations

import re
from typing import Final

from bot.channels.base import Inbound

MAX_BYTES: Final = 64
"""Telegram refuses a whole message for one longer; its client library does not look (trust.md 3.2)"""

_DATA = re.compile(r"o:(\d{1,9}):([\w.:-]{1,52})", re.ASCII)


def encode(offer: int, choice: str) -> str | None:
    """The data of a button; None when it cannot be told in 64 bytes that `decode` reads back."""
    data = f"o:{offer}:{choice}"
    return data if len(data.encode()) <= MAX_BYTES and _DATA.fullmatch(data) else None


def decode(data: str) -> Inbound:
    """The tap on a button. Data that we never made is a tap on an offer that never was, hence an old button."""
    found = _DATA.fullmatch(data)
    if found is None:
        return Inbound(kind="tap", offer=-1)
    return Inbound(kind="tap", offer=int(found[1]), choice=found[2])
