"""Sending to people who wrote to the Official Account."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import structlog

from bot.channels.base import CAPABILITIES
from bot.channels.parts import Parts
from bot.channels.splitting import split
from bot.channels.wire import NetworkFaultError, fault_error, id_of, send_error, status_error
from bot.channels.zalo_oa.codes import LIMITED, NO_BUTTONS, TOKEN, ruling
from bot.channels.zalo_oa.events import payload_of, translate
from bot.channels.zalo_oa.oauth import RefusedError, TokenError
from storage.errors import StorageError

if TYPE_CHECKING:
    from datetime import datetime

    from bot.channels.base import Bubble, Button, Capabilities, Inbound, SendError
    from bot.channels.zalo_oa.api import OaApi, Result
    from bot.channels.zalo_oa.tokens import Tokens
    from storage.db import Database

FREE: Final = timedelta(hours=47)
"""48 hours after a person's last word answers are free; an hour is kept back for clocks and queues (zalo.md 3.3)"""
LAST: Final = timedelta(days=7) - timedelta(hours=1)
"""after 7 days nothing goes; in between every message costs"""
BUDGET: Final = 30
"""Bubbles to one word of a person. Zalo dropped its own count (8) on 1 January 2026; ours stops a loop."""
MOST_BUTTONS: Final = 5
LONGEST_TITLE: Final = 100
SLOWEST: Final = 60.0

_log = structlog.get_logger()


class ZaloOaChannel:
    """The `Channel` of the Official Account.

    `buttons`: choices also as buttons, beside their numbered text; given up for the life of the process when Zalo
    refuses them. Messages later than 48 hours cost the operator money: none is sent.
    """

    capabilities: Capabilities = CAPABILITIES["zalo_oa"]

    def __init__(self, api: OaApi, tokens: Tokens, db: Database, *, buttons: bool = False) -> None:
        self._api, self._tokens = api, tokens
        self._buttons = buttons
        self._parts = Parts(db)
        self._limited = 0

    def translate(self, raw: bytes) -> Inbound:
        """The stored bytes of one event as an `Inbound`. Raises `ValueError` for bytes that are none."""
        return translate(raw)

    def window(self, *, heard_at: datetime | None, said: int, now: datetime) -> str | None:
        """Why a bubble must not go to a person last heard at `heard_at`, with `said` bubbles since; None when it may.

        Nobody's conversation begins with us, so an unknown `heard_at` is left for Zalo to judge.
        """
        if said >= BUDGET:
            return "reply_budget"
        silent = timedelta() if heard_at is None else now - heard_at
        if silent > LAST:
            return "window_7d"
        return "window_48h" if silent > FREE else None

    async def send(self, address: str, bubble: Bubble, *, outbox_id: int) -> str | None:
        """Sends the bubble, in parts where it is long; returns Zalo's id of the last. Raises `SendError`."""

        async def one(text: str, /, *, last: bool) -> str | None:
            return await self._part(address, text, bubble.buttons if last else ())

        return await self._parts.send(split(bubble.text), one, outbox_id=outbox_id)

    async def _part(self, address: str, text: str, buttons: tuple[Button, ...]) -> str | None:
        decorated = self._buttons and 0 < len(buttons) <= MOST_BUTTONS
        result = await self._told(_message(address, text, buttons if decorated else ()))
        if decorated and result.code in NO_BUTTONS:
            self._buttons = False
            _log.warning("zalo takes no buttons", channel="zalo_oa", outcome=str(result.code))
            result = await self._told(_message(address, text, ()))
        if result.code != 0:
            raise self._error(result)
        self._limited = 0
        return id_of(result.data.get("message_id"))

    async def _told(self, message: dict[str, object]) -> Result:
        """The answer to one message, with another token when the first is no longer good."""
        try:
            token = await self._tokens.access()
            result = await self._api.send(token, message)
            if result.code in TOKEN:
                result = await self._api.send(await self._tokens.instead_of(token), message)
        except NetworkFaultError as fault:
            raise fault_error(fault) from None
        except RefusedError as error:
            raise send_error("credentials", f"tokens: {error}") from None
        except (TokenError, StorageError) as error:
            raise send_error("retry", f"tokens: {type(error).__name__}") from None
        return result

    def _error(self, result: Result) -> SendError:
        if result.code is None:
            # A 200 that nobody can read was most likely an acceptance.
            return status_error(result.status) or send_error("maybe_sent", "unreadable answer")
        if result.code == LIMITED:
            self._limited += 1
            pause = min(SLOWEST, 2.0 ** min(self._limited, 6))
            return send_error("retry", "-32 too fast", retry_after=pause * random.uniform(0.5, 1))  # noqa: S311
        found = ruling(result.code)
        if found.alarm:
            _log.error("zalo refused", channel="zalo_oa", outcome=f"{result.code} {found.name}")
        return send_error(found.verdict, f"{result.code} {found.name}", retry_after=found.retry_after)


def _message(address: str, text: str, buttons: tuple[Button, ...]) -> dict[str, object]:
    """A consultation message. A tap comes back as a text, and `hide` keeps that out of the person's chat."""
    message: dict[str, object] = {"text": text}
    if buttons:
        shown = [
            {"title": each.label[:LONGEST_TITLE], "type": "oa.query.hide", "payload": payload_of(each)}
            for each in buttons
        ]
        message["attachment"] = {"type": "template", "payload": {"buttons": shown}}
    return {"recipient": {"user_id": address}, "message": message}
