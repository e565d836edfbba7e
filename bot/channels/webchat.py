"""The page's own chat as a channel: the same inbox and outbox as every network.

Delivery needs no network: a bubble of the outbox that is marked sent is what the page's event stream and
history read. So nothing can be shown twice: the page knows each bubble by its outbox id.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from bot.channels.base import CAPABILITIES, Inbound

if TYPE_CHECKING:
    from bot.channels.base import Bubble, Capabilities

MAX_TEXT: Final = 5000
"""characters of one message"""

_CLIENT_ID = re.compile(r"[0-9A-Za-z-]{8,64}")
_CHOICE = re.compile(r"[\w.:-]{1,80}", re.ASCII)
_REF = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,63}")
_MAX_OFFER: Final = 2**31
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")


class BadMessageError(ValueError):
    """The page sent something that is no message; the text names the field."""


def read(body: bytes) -> tuple[str, bytes]:
    """What the page posted -> (the page's id of the message, the bytes to store).

    The stored bytes are ASCII JSON of the fields of `Inbound` alone, already checked.
    Raises `BadMessageError`.
    """
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise BadMessageError("body: not JSON") from None
    if not isinstance(found, dict):
        raise BadMessageError("body: not an object")
    client = found.get("id")
    if not isinstance(client, str) or not _CLIENT_ID.fullmatch(client):
        raise BadMessageError("id: 8 to 64 letters, digits and hyphens")
    fields: dict[str, object] = {"kind": found.get("kind")}
    if found.get("lang") in ("vi", "en"):
        fields["lang"] = found["lang"]
    match found.get("kind"):
        case "text":
            fields["text"] = _text(found.get("text"))
        case "tap":
            fields |= _tap(found)
        case "start":
            ref = found.get("ref")
            # A code that cannot be one of ours must not keep a person from starting.
            if isinstance(ref, str) and _REF.fullmatch(ref):
                fields["ref"] = ref
        case _:
            raise BadMessageError("kind: text, tap or start")
    return client, json.dumps(fields, separators=(",", ":")).encode("ascii")


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise BadMessageError("text: missing")
    if len(value) > MAX_TEXT:
        raise BadMessageError(f"text: more than {MAX_TEXT} characters")
    # PostgreSQL, log lines and screens all trip over these; no language needs them.
    return _SURROGATES.sub("\ufffd", _CONTROLS.sub(" ", value.replace("\r\n", "\n")))


def _tap(found: dict[str, object]) -> dict[str, object]:
    offer, choice = found.get("offer"), found.get("choice")
    if not isinstance(offer, int) or isinstance(offer, bool) or not 0 <= offer < _MAX_OFFER:
        raise BadMessageError("offer: not a number of an offer")
    if not isinstance(choice, str) or not _CHOICE.fullmatch(choice):
        raise BadMessageError("choice: not an id of a choice")
    return {"offer": offer, "choice": choice}


class WebChat:
    """The `Channel` of the web page."""

    capabilities: Capabilities = CAPABILITIES["web"]

    def translate(self, raw: bytes) -> Inbound:
        """The bytes that `read` made as an `Inbound`."""
        row = json.loads(raw)
        return Inbound(
            kind=row["kind"],
            text=row.get("text", ""),
            offer=row.get("offer", 0),
            choice=row.get("choice", ""),
            ref=row.get("ref"),
            lang=row.get("lang"),
        )

    async def send(self, address: str, bubble: Bubble, *, outbox_id: int) -> str | None:  # noqa: ARG002
        """Nothing to carry: the row is the delivery, and the mark that it is sent wakes the page's stream."""
        return str(outbox_id)
