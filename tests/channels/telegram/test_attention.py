"""Signs that a message was noticed: the tap that is answered, the "typing…" while a reply takes its time."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
from structlog.testing import capture_logs

from bot.channels.telegram import attention
from bot.channels.telegram.attention import Attention
from bot.channels.telegram.updates import see
from tests.channels.telegram.api import Api, refusal
from tests.channels.telegram.payloads import AN, BOT, message, tap
from tests.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.channels.telegram.client import Client
    from bot.channels.telegram.updates import Seen
    from storage.db import Database
    from tests.channels.telegram.house import Behind


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reply takes long after a hundredth of a second."""
    monkeypatch.setattr(attention, "AFTER", 0.01)
    monkeypatch.setattr(attention, "AGAIN", 0.01)


@asynccontextmanager
async def attentive(client: Client, db: Database) -> AsyncIterator[Attention]:
    """Attention that is closed at the end."""
    signs = Attention(client, db)
    try:
        yield signs
    finally:
        await signs.close()


async def stored(behind: Behind, update: Any) -> Seen:
    """An update behind the door."""
    seen = see(update, bot=BOT)
    if seen.arrival is not None:
        await behind.door.store([seen.arrival])
    return seen


async def test_a_tap_is_answered(api: Api, client: Client, behind: Behind) -> None:
    """Whether it is kept or not: else the button spins for a minute."""
    async with attentive(client, behind.db) as signs:
        signs.stored(await stored(behind, tap()))
        await eventually(lambda: api.of("answerCallbackQuery"))
    assert api.of("answerCallbackQuery") == [{"callback_query_id": 5301234567890123456}]


async def test_a_tap_that_is_too_old_is_no_trouble(api: Api, client: Client, behind: Behind) -> None:
    """Telegram says so after 150 s; nothing is logged (F26)."""
    api.answers = [refusal(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")]
    with capture_logs() as lines:
        async with attentive(client, behind.db) as signs:
            signs.stored(see(tap(), bot=BOT))
            await eventually(lambda: not signs._tasks or len(api.calls) > 1)
    assert lines == []


async def test_typing_shows_until_the_message_is_handled(api: Api, client: Client, behind: Behind) -> None:
    """It is renewed while the message waits, and not begun again once it is done."""
    async with attentive(client, behind.db) as signs:
        signs.stored(await stored(behind, message(text="chào")))
        await eventually(lambda: len(api.of("sendChatAction")) >= 2)
        await behind.heard()
        await eventually(lambda: not signs._tasks)
    assert api.of("sendChatAction")[0] == {"chat_id": AN, "action": "typing"}
    assert len(api.of("sendChatAction")) <= attention.TIMES


async def test_a_quick_reply_shows_no_typing(api: Api, client: Client, behind: Behind) -> None:
    """A message that is handled at once leaves nothing to show."""
    async with attentive(client, behind.db) as signs:
        seen = await stored(behind, message(text="chào"))
        await behind.heard()
        signs.stored(seen)
        await eventually(lambda: not signs._tasks)
    assert api.calls == []


async def test_signs_that_fail_are_a_line_in_the_log(api: Api, client: Client, behind: Behind) -> None:
    """Garbage for an answer, a network that is away: nothing is raised, nothing is tried again."""
    api.answers = [refusal(500, "Internal Server Error")]
    with capture_logs() as lines:
        async with attentive(client, behind.db) as signs:
            signs.stored(await stored(behind, message(text="chào")))
            await eventually(lambda: not signs._tasks)
    assert [line["event"] for line in lines] == ["sign of attention failed"]
    assert len(api.calls) == 1


async def test_a_flood_of_messages_makes_no_flood_of_signs(api: Api, client: Client, behind: Behind) -> None:
    """What is more than `MOST` goes without."""
    async with attentive(client, behind.db) as signs:
        for n in range(attention.MOST * 3):
            signs.stored(see(tap(query=str(n)), bot=BOT))
        assert len(signs._tasks) <= attention.MOST
        await asyncio.sleep(0)
