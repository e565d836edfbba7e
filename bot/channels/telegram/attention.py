"""Small signs that a message was noticed: a tap is answered, "typing…" shows while a reply takes its time.

They run beside everything else; none of them delays a reply, and none that fails matters.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

import structlog
from telegram.constants import ChatAction
from telegram.error import BadRequest, TelegramError

from bot.channels.telegram.updates import CHANNEL
from storage.errors import StorageError
from storage.unanswered import waits

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from bot.channels.telegram.client import Client
    from bot.channels.telegram.updates import Seen
    from storage.db import Database

AFTER: Final = 1.0
AGAIN: Final = 4.5
"""seconds until "typing…" shows for the first time, and until it is renewed: Telegram shows it for 5"""
TIMES: Final = 6
MOST: Final = 200
"""signs under way at the same time; more are not worth their cost"""

_log = structlog.get_logger()


class Attention:
    """Gives signs in the background until `close`."""

    def __init__(self, client: Client, db: Database) -> None:
        self._client, self._db = client, db
        self._tasks: set[asyncio.Task[None]] = set()

    def stored(self, seen: Seen) -> None:
        """An update is safe with us: answer the tap that it was, and mind how long the reply takes."""
        if seen.callback is not None:
            self._begin(self._answer(seen.callback))
        if seen.arrival is not None:
            self._begin(self._typing(seen.arrival.address, seen.arrival.ext_id))

    async def close(self) -> None:
        """Nothing more is shown."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _begin(self, sign: Coroutine[None, None, None]) -> None:
        if len(self._tasks) >= MOST:
            sign.close()
            return
        task = asyncio.create_task(self._given(sign))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _given(self, sign: Coroutine[None, None, None]) -> None:
        try:
            await sign
        except BadRequest:
            return  # "query is too old": the tap is on its way to an answer all the same
        except (TelegramError, StorageError) as error:
            _log.info("sign of attention failed", channel=CHANNEL, exc_info=error)
        except Exception as error:  # noqa: BLE001 - whatever comes back for it, a sign is not worth more than a line
            _log.warning("sign of attention failed", channel=CHANNEL, exc_info=error)

    async def _answer(self, callback: str) -> None:
        await self._client.answer_callback_query(callback)

    async def _typing(self, chat: str, ext_id: str) -> None:
        await asyncio.sleep(AFTER)
        for _ in range(TIMES):
            async with self._db.transaction() as tx:
                if not await waits(tx, channel=CHANNEL, ext_id=ext_id):
                    return
            await self._client.send_chat_action(chat_id=int(chat), action=ChatAction.TYPING)
            await asyncio.sleep(AGAIN)
