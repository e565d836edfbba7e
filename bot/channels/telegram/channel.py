"""Telegram as a channel: stored updates in, messages with inline keyboards out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.error import TelegramError

from bot.channels.base import CAPABILITIES, Inbound
from bot.channels.parts import Parts
from bot.channels.splitting import split
from bot.channels.telegram import inbound
from bot.channels.telegram.faults import fault_of
from bot.channels.telegram.taps import encode
from bot.channels.wire import send_error

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.channels.base import Bubble, Button, Capabilities
    from bot.channels.telegram.client import Client
    from storage.db import Database

ROOM: Final = 3500
"""UTF-16 units of one message: below the 4,096 that Telegram takes, and it limits long texts sooner (trust.md 3.2)"""
BESIDE: Final = 16
"""characters of a label that shows whole when two buttons stand side by side on a phone of 360 px"""

_NO_PREVIEW: Final = LinkPreviewOptions(is_disabled=True)


class TelegramChannel:
    """The `Channel` of Telegram. Plain text only, no preview: nobody but the person opens a link.

    A text too long for one message goes out in parts, the buttons under the last; see `bot.channels.parts`.
    """

    capabilities: Capabilities = CAPABILITIES["telegram"]

    def __init__(self, client: Client, db: Database) -> None:
        self._client = client
        self._parts = Parts(db)

    def translate(self, raw: bytes) -> Inbound:
        """The stored update as an `Inbound`."""
        return inbound.translate(raw)

    async def send(self, address: str, bubble: Bubble, *, outbox_id: int) -> str | None:
        """Sends to the chat numbered `address`; returns Telegram's number of the (last) message. Raises `SendError`."""
        rows = keyboard(bubble.buttons)
        markup = InlineKeyboardMarkup(rows) if rows else None

        async def one(text: str, /, *, last: bool) -> str:
            return await self._send_part(address, text, markup if last else None)

        texts = split(_words(bubble, numbered=rows is None), room=ROOM)
        return await self._parts.send(texts, one, outbox_id=outbox_id)

    async def _send_part(self, address: str, text: str, markup: InlineKeyboardMarkup | None) -> str:
        try:
            sent = await self._client.send_message(
                chat_id=int(address), text=text, reply_markup=markup, link_preview_options=_NO_PREVIEW
            )
        except TelegramError as error:
            raise fault_of(error) from None
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
            # The message went out; what came back was no message.
            raise send_error("maybe_sent", "unreadable answer") from None
        return str(sent.message_id)


def _words(bubble: Bubble, *, numbered: bool) -> str:
    lines = [bubble.text]
    if numbered:
        lines += [f"{n}. {button.label}" for n, button in enumerate(bubble.buttons, 1)]
    if bubble.link is not None:
        lines.append(bubble.link)
    return "\n".join(lines)


def keyboard(buttons: Sequence[Button]) -> list[list[InlineKeyboardButton]] | None:
    """The rows of an inline keyboard, two short labels side by side; empty without buttons.

    None when a button cannot be told in 64 bytes: Telegram would refuse the message, so the choices are numbered in
    the text, which works everywhere.
    """
    rows: list[list[InlineKeyboardButton]] = []
    room = False
    for button in buttons:
        data = encode(button.offer, button.id)
        if data is None:
            return None
        short = len(button.label) <= BESIDE
        key = InlineKeyboardButton(button.label, callback_data=data)
        if room and short:
            rows[-1].append(key)
            room = False
        else:
            rows.append([key])
            room = short
    return rows
