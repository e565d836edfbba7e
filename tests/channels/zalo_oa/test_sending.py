"""Sending by the Official Account: its shape, its limits, and what each of its errors leads to."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import structlog
from aiohttp import web

from bot.channels.base import Bubble, Button, SendError
from bot.channels.splitting import units
from bot.channels.zalo_oa.api import OaApi
from bot.channels.zalo_oa.channel import BUDGET, ZaloOaChannel
from bot.channels.zalo_oa.codes import TOKEN
from bot.channels.zalo_oa.tokens import App, Tokens
from storage import zalo_tokens
from tests.channels.far_end import FarEnd, far_end, hang_up
from tests.channels.queued import NOWHERE, queued
from tests.channels.zalo_oa.deliveries import APP_ID, APP_SECRET, USER
from tests.conftest import NOW

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from storage.db import Database
    from storage.sealing import Sealer
    from tests.channels.far_end import Asked

SEND = "/v3.0/oa/message/cs"
OAUTH = "/v4/oa/access_token"
PAIR = {"access_token": "FAKE_ACCESS_A1", "refresh_token": "FAKE_REFRESH_R1", "expires_in": "90000"}
NEXT = {"access_token": "FAKE_ACCESS_A2", "refresh_token": "FAKE_REFRESH_R2", "expires_in": "90000"}
DONE = {"data": {"message_id": "cccc3333dddd4444eeee", "user_id": USER}, "error": 0, "message": "Success"}
CHOICES = (Button("Có", "yes", 3), Button("Không", "no", 3))
ASK = Bubble("ask", "Bạn có giấy chứng nhận không?\n1. Có\n2. Không", CHOICES)


@pytest.fixture
async def end() -> AsyncIterator[FarEnd]:
    async with far_end() as found:
        found.say(OAUTH, PAIR)
        found.say(SEND, DONE)
        yield found


@pytest.fixture
def channel(end: FarEnd, db: Database, sealer: Sealer) -> ZaloOaChannel:
    return built(end, db, sealer)


def built(end: FarEnd, db: Database, sealer: Sealer, *, buttons: bool = False) -> ZaloOaChannel:
    app = App(id=APP_ID, secret=APP_SECRET, refresh="FAKE_REFRESH_R0", auth_url=end.url)
    tokens = Tokens(app, db, sealer, end.session, now=lambda: NOW)
    return ZaloOaChannel(OaApi(end.session, base_url=end.url, app_secret=APP_SECRET), tokens, db, buttons=buttons)


async def failure(channel: ZaloOaChannel, bubble: Bubble = ASK) -> SendError:
    with pytest.raises(SendError) as caught:
        await channel.send(USER, bubble, outbox_id=1)
    return caught.value


async def test_a_bubble_goes_as_a_consultation_message(
    end: FarEnd, db: Database, sealer: Sealer, channel: ZaloOaChannel
) -> None:
    """The numbered text alone, the token in its own header and nowhere else, all of it saved before it is used."""

    async def saved_first(asked: Asked) -> web.StreamResponse:
        async with db.transaction() as tx:
            pair = await zalo_tokens.load(tx, app_id=APP_ID, sealer=sealer)
        assert pair is not None
        return web.json_response(DONE if pair.access == asked.headers["access_token"] else {"error": -201})

    end.answers[SEND] = saved_first
    assert await channel.send(USER, ASK, outbox_id=1) == "cccc3333dddd4444eeee"
    (asked,) = end.to(SEND)
    assert asked.json == {"recipient": {"user_id": USER}, "message": {"text": ASK.text}}
    assert asked.headers["access_token"] == "FAKE_ACCESS_A1"
    assert "Authorization" not in asked.headers
    assert len(asked.headers["appsecret_proof"]) == 64


async def test_buttons_stand_beside_the_numbers_where_they_are_wanted(
    end: FarEnd, db: Database, sealer: Sealer
) -> None:
    """A tap says which offer it means; more than five choices are numbers only."""
    channel = built(end, db, sealer, buttons=True)
    await channel.send(USER, ASK, outbox_id=1)
    message = end.to(SEND)[0].json["message"]
    assert message["text"] == ASK.text
    assert message["attachment"]["payload"]["buttons"] == [
        {"title": "Có", "type": "oa.query.hide", "payload": "#3/yes"},
        {"title": "Không", "type": "oa.query.hide", "payload": "#3/no"},
    ]
    many = Bubble("ask", "…", tuple(Button(str(n), str(n), 3) for n in range(6)))
    await channel.send(USER, many, outbox_id=2)
    assert "attachment" not in end.to(SEND)[1].json["message"]


@pytest.mark.parametrize("code", [-201, -233])
async def test_refused_buttons_are_left_away_for_good(end: FarEnd, db: Database, sealer: Sealer, code: int) -> None:
    """The same words go once more without them, and no later bubble has any."""
    channel = built(end, db, sealer, buttons=True)
    end.say(SEND, {"error": code, "message": "not supported"}, DONE)
    assert await channel.send(USER, ASK, outbox_id=1) == "cccc3333dddd4444eeee"
    await channel.send(USER, ASK, outbox_id=2)
    assert ["attachment" in each.json["message"] for each in end.to(SEND)] == [True, False, False]


CODES = [
    ("retry", [-32, -211, 10000, 10002]),
    ("maybe_sent", [-200]),
    ("blocked", [-213, -217, -227, -244]),
    ("give_up", [-100, -201, -210, -218, -230, -232, -233, -248, -320, -321, 289, 2500, -99999, "-230"]),
    ("credentials", [-204, -205, -209, -212, -219, -221, -223, -224, -235, -240, -242, -249, -118]),
]


@pytest.mark.parametrize(("verdict", "codes"), CODES)
async def test_an_error_in_an_answer_of_200_is_an_error(
    end: FarEnd, channel: ZaloOaChannel, verdict: str, codes: list[int]
) -> None:
    """Each code leads to its verdict after exactly one call, and its name is the reason."""
    for calls, code in enumerate(codes, 1):
        end.say(SEND, {"error": code, "message": "the words of Zalo"})
        error = await failure(channel)
        assert (code, error.verdict) == (code, verdict)
        assert str(error).startswith(str(code))
        assert "the words" not in str(error)
        assert len(end.to(SEND)) == calls


async def test_going_too_fast_waits_longer_each_time(end: FarEnd, channel: ZaloOaChannel) -> None:
    """From about a second to a minute at most; a success begins anew."""
    end.say(SEND, {"error": -32, "message": "limit"})
    waits = [(await failure(channel)).retry_after or 0 for _ in range(8)]
    assert 1 <= waits[0] <= 2
    assert 30 <= waits[-1] <= 60
    end.say(SEND, DONE)
    await channel.send(USER, ASK, outbox_id=1)
    end.say(SEND, {"error": -32, "message": "limit"})
    assert 1 <= ((await failure(channel)).retry_after or 0) <= 2


@pytest.mark.parametrize("code", sorted(TOKEN))
async def test_a_refused_token_is_refreshed_once(
    end: FarEnd, db: Database, sealer: Sealer, channel: ZaloOaChannel, code: int
) -> None:
    """An old token is replaced and the same message goes; a new one that is refused too is a matter for people."""
    await channel.send(USER, ASK, outbox_id=1)
    app = App(id=APP_ID, secret=APP_SECRET, refresh="FAKE_REFRESH_R0", auth_url=end.url)
    later = Tokens(app, db, sealer, end.session, now=lambda: NOW + timedelta(hours=1))
    channel = ZaloOaChannel(OaApi(end.session, base_url=end.url, app_secret=APP_SECRET), later, NOWHERE)
    end.say(OAUTH, NEXT)
    end.say(SEND, {"error": code, "message": "Access token is invalid"}, DONE)
    assert await channel.send(USER, ASK, outbox_id=2) == "cccc3333dddd4444eeee"
    assert [each.headers["access_token"] for each in end.to(SEND)][1:] == ["FAKE_ACCESS_A1", "FAKE_ACCESS_A2"]
    end.say(SEND, {"error": code, "message": "Access token is invalid"})
    assert (await failure(channel)).verdict == "credentials"
    assert len(end.to(OAUTH)) == 2


STRANGE: list[tuple[int, object, str]] = [
    (200, "<html>gateway</html>", "maybe_sent"),
    (200, "[" * 9000, "maybe_sent"),
    (200, {"error": {"no": "number"}}, "maybe_sent"),
    (200, {"message": "Success"}, "maybe_sent"),
    (200, [DONE], "maybe_sent"),
    (502, "<html>bad gateway</html>", "retry"),
    (500, "", "retry"),
    (429, "", "retry"),
    (302, "", "credentials"),
    (401, "", "credentials"),
    (404, "", "credentials"),
    (400, "", "give_up"),
]


async def test_strange_answers_are_named(end: FarEnd, channel: ZaloOaChannel) -> None:
    """An unreadable 200 may have been sent; a wrong address keeps the queue; faults of the server are tried again."""
    for calls, (status, body, verdict) in enumerate(STRANGE, 1):
        end.say(SEND, body, status=status)
        assert (status, body, (await failure(channel)).verdict) == (status, body, verdict)
        assert len(end.to(SEND)) == calls


async def test_an_answer_without_its_number_counts_by_its_data(end: FarEnd, channel: ZaloOaChannel) -> None:
    """A missing `error` is success where there is data; an id of another kind is not kept."""
    end.say(SEND, {"data": {"message_id": {"a": 1}}})
    assert await channel.send(USER, ASK, outbox_id=1) is None


async def test_a_flood_of_an_answer_is_cut_off(end: FarEnd, channel: ZaloOaChannel) -> None:
    """A hundred megabytes are not read (trust.md T40), and a redirect is not followed."""
    sent = 0

    async def flood(asked: Asked) -> web.StreamResponse:
        nonlocal sent

        async def pieces() -> AsyncIterator[bytes]:
            nonlocal sent
            for _ in range(1600):
                sent += 1
                yield b"x" * 65_536

        return web.Response(body=pieces())

    end.answers[SEND] = flood
    assert (await failure(channel)).verdict == "maybe_sent"
    assert sent < 400

    async def elsewhere(asked: Asked) -> web.StreamResponse:
        raise web.HTTPFound("/elsewhere")

    end.answers[SEND] = elsewhere
    assert (await failure(channel)).verdict == "credentials"
    assert end.to("/elsewhere") == []


async def test_a_broken_line_may_have_sent_and_a_closed_door_has_not(end: FarEnd, db: Database, sealer: Sealer) -> None:
    """Who hangs up after the request may have accepted it; who cannot be reached has not."""
    end.answers[SEND] = hang_up
    assert (await failure(built(end, db, sealer))).verdict == "maybe_sent"
    end.say(SEND, DONE)
    app = App(id=APP_ID, secret=APP_SECRET, refresh="FAKE_REFRESH_R0", auth_url=end.url)
    tokens = Tokens(app, db, sealer, end.session, now=lambda: NOW)
    closed = OaApi(end.session, base_url="http://127.0.0.1:1", app_secret=APP_SECRET)
    assert (await failure(ZaloOaChannel(closed, tokens, db))).verdict == "retry"


async def test_a_long_bubble_goes_on_where_it_broke_off(end: FarEnd, db: Database, sealer: Sealer) -> None:
    """In parts that fit, in order, and no part twice, not even by another process."""
    bubble = Bubble("long", "\n\n".join(f"Đoạn {n}. " + "tên miền 😀 " * 60 for n in range(8)))
    number = await queued(db, sealer, bubble, channel="zalo_oa", account=USER)
    end.say(SEND, DONE, {"error": -32, "message": "limit"}, DONE)
    with pytest.raises(SendError):
        await built(end, db, sealer).send(USER, bubble, outbox_id=number)
    assert await built(end, db, sealer).send(USER, bubble, outbox_id=number) == "cccc3333dddd4444eeee"
    said = [each.json["message"]["text"] for each in end.to(SEND)]
    assert said[1] == said[2]
    del said[2]
    assert all(units(each) <= 2000 for each in said)
    assert " ".join(" ".join(said).split()) == " ".join(bubble.text.split())


async def test_dead_tokens_keep_the_queue(end: FarEnd, channel: ZaloOaChannel) -> None:
    """A refresh that Zalo refuses is a matter of credentials, one that got lost is tried again; nothing is sent."""
    end.say(OAUTH, "<html>", status=502)
    assert (await failure(channel)).verdict == "retry"
    end.say(OAUTH, {"error": -14014, "error_name": "Invalid refresh token"})
    assert (await failure(channel)).verdict == "credentials"
    assert end.to(SEND) == []


async def test_no_secret_reaches_the_log(end: FarEnd, channel: ZaloOaChannel) -> None:
    """Whatever fails, neither tokens nor ids nor words are told."""
    with structlog.testing.capture_logs() as lines:
        for body in ({"error": -224}, {"error": -248}, {"error": -216}, "<html>"):
            end.say(SEND, body)
            error = await failure(channel)
            assert not any(word in f"{error!r}{error.__dict__}" for word in ("FAKE_", USER))
    assert len(lines) >= 2
    assert not any(word in str(lines) for word in ("FAKE_", USER, APP_SECRET, "giấy chứng nhận"))


def test_who_was_silent_too_long_is_not_written_to(end: FarEnd, channel: ZaloOaChannel) -> None:
    """Free for 48 hours, less one for clocks; what would cost the operator money is not sent."""

    def ruled(hours: float, said: int = 0) -> str | None:
        return channel.window(heard_at=NOW - timedelta(hours=hours), said=said, now=NOW)

    assert [ruled(h) for h in (0, 46.9, 47.1, 166, 168)] == [None, None, "window_48h", "window_48h", "window_7d"]
    assert [ruled(0, said) for said in (BUDGET - 1, BUDGET)] == [None, "reply_budget"]
    assert channel.window(heard_at=None, said=0, now=NOW) is None
