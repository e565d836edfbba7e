"""Sending to people who wrote to the bot of the Bot Platform: plain text, nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import structlog

from bot.channels.base import CAPABILITIES
from bot.channels.parts import Parts
from bot.channels.splitting import split
from bot.channels.wire import NetworkFaultError, fault_error, id_of, object_of, send_error, status_error
from bot.channels.zalo_bot.updates import translate

if TYPE_CHECKING:
    from bot.channels.base import Bubble, Capabilities, Inbound, SendError
    from bot.channels.zalo_bot.api import BotApi, Result
    from storage.db import Database

SLOWEST: Final = 60.0
ODD_403: Final = 3
"""Zalo documents 403 as a fault of its own, others met it as a refused token: so often it is tried (zalo.md 7.6)"""

_log = structlog.get_logger()


class ZaloBotChannel:
    """The `Channel` of the Bot Platform. No window and no count of replies is documented for it."""

    capabilities: Capabilities = CAPABILITIES["zalo_bot"]

    def __init__(self, api: BotApi, db: Database) -> None:
        self._api = api
        self._parts = Parts(db)
        self._limited = 0
        self._forbidden = 0

    def translate(self, raw: bytes) -> Inbound:
        """The stored bytes of one update as an `Inbound`. Raises `ValueError` for bytes that are none."""
        return translate(raw)

    async def send(self, address: str, bubble: Bubble, *, outbox_id: int) -> str | None:
        """Sends the bubble, in parts where it is long; returns Zalo's id of the last. Raises `SendError`."""

        async def one(text: str, /, *, last: bool) -> str | None:  # noqa: ARG001 - there is nothing under the last
            return await self._part(address, text)

        return await self._parts.send(split(bubble.text), one, outbox_id=outbox_id)

    async def _part(self, address: str, text: str) -> str | None:
        try:
            result = await self._api.call("sendMessage", {"chat_id": address, "text": text})
        except NetworkFaultError as fault:
            raise fault_error(fault) from None
        if result.code != 0:
            raise self._error(result)
        self._limited = self._forbidden = 0
        return id_of(object_of(result.result).get("message_id"))

    def _error(self, result: Result) -> SendError:
        """The table of zalo.md 7.6; Zalo's own number decides, the HTTP status only where there is none."""
        code = result.code
        if code is None:
            return status_error(result.status) or send_error("maybe_sent", "unreadable answer")
        if code == 429:
            self._limited += 1
            pause = min(SLOWEST, 5 * 2.0 ** min(self._limited - 1, 4))
            if pause == SLOWEST:
                # The month's quota does not clear by waiting: somebody has to look.
                _log.error("zalo bot limited for minutes", channel="zalo_bot", outcome="429", count=self._limited)
            return send_error("retry", "429 too fast or out of quota", retry_after=pause)
        if code == 403:
            self._forbidden += 1
            return send_error("retry" if self._forbidden < ODD_403 else "credentials", "403")
        if code == 408:
            return send_error("maybe_sent", "408 timed out")
        return status_error(code) or send_error("give_up", f"code {code}")
