"""Sending on the Bot Platform: plain text, and what each of its errors leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import structlog

from bot.channels.base import Bubble, Button, SendError
from bot.channels.splitting import units
from bot.channels.zalo_bot.api import BotApi
from bot.channels.zalo_bot.channel import ZaloBotChannel
from tests.channels.far_end import FarEnd, far_end, hang_up
from tests.channels.queued import NOWHERE, queued
from tests.channels.zalo_bot.test_updates import AN

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from storage.db import Database
    from storage.sealing import Sealer

TOKEN = "123456789012345678:FAKE-secret_0001"
SEND = f"/bot{TOKEN}/sendMessage"
DONE = {"ok": True, "result": {"message_id": "feedfacecafebeef0001", "date": 1767225601234}}
ASK = Bubble("ask", "Bạn muốn làm gì?\n1. Bắt đầu", (Button("Bắt đầu", "start", 1),))


@pytest.fixture
async def end() -> AsyncIterator[FarEnd]:
    async with far_end() as found:
        found.say(SEND, DONE)
        yield found


@pytest.fixture
def channel(end: FarEnd) -> ZaloBotChannel:
    return built(end, NOWHERE)


def built(end: FarEnd, db: Database) -> ZaloBotChannel:
    return ZaloBotChannel(BotApi(end.session, base_url=f"{end.url}/bot", token=TOKEN), db)


async def failure(channel: ZaloBotChannel, bubble: Bubble = ASK) -> SendError:
    with pytest.raises(SendError) as caught:
        await channel.send(AN, bubble, outbox_id=1)
    return caught.value


def refusal(code: int, name: str = "error_code") -> dict[str, object]:
    return {"ok": False, name: code, "description": "the words of Zalo"}


async def test_a_bubble_goes_as_plain_text(end: FarEnd, channel: ZaloBotChannel) -> None:
    """The numbered text and where it goes: no buttons, no formatting."""
    assert await channel.send(AN, ASK, outbox_id=1) == "feedfacecafebeef0001"
    assert end.asked[0].json == {"chat_id": AN, "text": ASK.text}


async def test_a_long_bubble_goes_in_parts_that_fit(end: FarEnd, db: Database, sealer: Sealer) -> None:
    """In order, at most 2,000 characters by either count, and after a fault from the part that failed."""
    bubble = Bubble("long", "\n\n".join(f"Đoạn {n}. " + "id.vn 😀 " * 90 for n in range(8)))
    number = await queued(db, sealer, bubble, channel="zalo_bot", account=AN)
    end.say(SEND, DONE, refusal(429), DONE)
    with pytest.raises(SendError):
        await built(end, db).send(AN, bubble, outbox_id=number)
    await built(end, db).send(AN, bubble, outbox_id=number)
    said = [each.json["text"] for each in end.asked]
    assert said[1] == said[2]
    assert all(units(each) <= 2000 for each in said)
    assert " ".join(" ".join([*said[:2], *said[3:]]).split()) == " ".join(bubble.text.split())


TABLE: list[tuple[int, object, str]] = [
    (400, refusal(400), "give_up"),
    (200, refusal(400), "give_up"),
    (200, refusal(400, "errorCode"), "give_up"),
    (401, refusal(401), "credentials"),
    (404, refusal(404), "credentials"),
    (408, refusal(408), "maybe_sent"),
    (429, refusal(429), "retry"),
    (500, refusal(500), "retry"),
    (502, "<html>", "retry"),
    (302, "", "credentials"),
    (200, "<html>", "maybe_sent"),
    (200, {"ok": "yes"}, "maybe_sent"),
    (200, [DONE], "maybe_sent"),
    (400, "", "give_up"),
]


async def test_each_error_leads_to_its_verdict(end: FarEnd, channel: ZaloBotChannel) -> None:
    """Zalo's number decides, the HTTP status only where there is none; its words are not passed on."""
    for status, body, verdict in TABLE:
        end.say(SEND, body, status=status)
        error = await failure(channel)
        assert (status, body, error.verdict) == (status, body, verdict)
        assert "words" not in str(error)
    assert len(end.asked) == len(TABLE)


async def test_a_403_is_tried_before_it_is_believed(end: FarEnd, channel: ZaloBotChannel) -> None:
    """Documented as a fault of the server, met as a refused token; a success in between begins anew."""
    end.say(SEND, refusal(403), status=403)
    assert [(await failure(channel)).verdict for _ in range(4)] == ["retry", "retry", "credentials", "credentials"]
    end.say(SEND, DONE)
    await channel.send(AN, ASK, outbox_id=1)
    end.say(SEND, refusal(403), status=403)
    assert (await failure(channel)).verdict == "retry"


async def test_too_fast_or_out_of_quota_waits_longer_each_time(end: FarEnd, channel: ZaloBotChannel) -> None:
    """From five seconds to a minute; when that lasts, somebody has to look at the month's quota."""
    end.say(SEND, refusal(429), status=429)
    with structlog.testing.capture_logs() as lines:
        assert [(await failure(channel)).retry_after for _ in range(6)] == [5, 10, 20, 40, 60, 60]
    assert [line["event"] for line in lines] == ["zalo bot limited for minutes"] * 2


async def test_the_token_is_in_no_fault(end: FarEnd, channel: ZaloBotChannel) -> None:
    """It stands in the address, so no address is told, by no error and no line of the log."""
    end.answers[SEND] = hang_up
    with structlog.testing.capture_logs() as lines:
        maybe = await failure(channel)
        closed = BotApi(end.session, base_url="http://127.0.0.1:1/bot", token=TOKEN)
        not_sent = await failure(ZaloBotChannel(closed, NOWHERE))
    assert (maybe.verdict, not_sent.verdict) == ("maybe_sent", "retry")
    assert not any(TOKEN.partition(":")[2] in text for text in (repr(maybe), repr(not_sent), str(lines)))
    assert maybe.__suppress_context__
