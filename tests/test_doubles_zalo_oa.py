"""The double of a Zalo Official Account: tokens, sending and its errors with HTTP 200."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from yarl import URL

from tests.doubles import Fault, NotOnThisNetworkError, ZaloOaDouble
from tests.doubles.zalo_oa_tokens import challenge_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.doubles.zalo_oa_person import ZaloOaPerson

DAY = 86_400.0


@pytest.fixture
async def oa() -> AsyncIterator[ZaloOaDouble]:
    async with ZaloOaDouble() as double:
        yield double


@pytest.fixture
async def an(oa: ZaloOaDouble) -> ZaloOaPerson:
    person = oa.person("An")
    await person.say("xin chào")
    return person


async def refresh(oa: ZaloOaDouble, token: str, *, secret: str | None = None, **more: str) -> Any:
    """One refresh, as the documents write it."""
    form = {"refresh_token": token, "app_id": oa.app_id, "grant_type": "refresh_token"} | more
    headers = {"secret_key": oa.app_secret if secret is None else secret}
    async with aiohttp.ClientSession(oa.root) as http:
        answer = await http.post("/v4/oa/access_token", data=form, headers=headers)
        assert answer.status == 200
        return await answer.json()


async def call(oa: ZaloOaDouble, path: str, body: Any, token: str | None = None, **headers: str) -> Any:
    """One API call with the newest access token; the status is 200 whatever the body says."""
    headers["access_token"] = next(iter(oa.tokens.access)) if token is None else token
    async with aiohttp.ClientSession(oa.root) as http:
        answer = await http.post(path, json=body, headers=headers)
        assert answer.status == 200
        return await answer.json()


async def send(oa: ZaloOaDouble, user_id: str, message: Any, **headers: str) -> Any:
    """`message` as text or whole."""
    content = {"text": message} if isinstance(message, str) else message
    return await call(oa, "/v3.0/oa/message/cs", {"recipient": {"user_id": user_id}, "message": content}, **headers)


def buttons(*several: dict[str, Any]) -> dict[str, Any]:
    return {"text": "Chọn", "attachment": {"type": "template", "payload": {"buttons": list(several)}}}


async def test_a_refresh_token_works_once(oa: ZaloOaDouble) -> None:
    """Each refresh gives a new pair; the old token comes too late, and that is counted."""
    first = await refresh(oa, oa.refresh_token)
    assert first["expires_in"] == "90000"
    assert first["refresh_token"] != oa.refresh_token
    again = await refresh(oa, oa.refresh_token)
    assert (again["error"], again["error_name"]) == (-14014, "Invalid refresh token")
    assert oa.tokens.used_twice == 1
    assert "access_token" in await refresh(oa, first["refresh_token"])


async def test_two_at_once_lose(oa: ZaloOaDouble) -> None:
    """Of two refreshers with one token the second gets nothing."""
    answers = await asyncio.gather(refresh(oa, oa.refresh_token), refresh(oa, oa.refresh_token))
    assert sorted("error" in answer for answer in answers) == [False, True]


async def test_a_lost_answer_costs_the_token(oa: ZaloOaDouble) -> None:
    """The pair was issued though nobody got it."""
    oa.faults.add(Fault("reset", "access_token", accepted=True))
    with pytest.raises(aiohttp.ClientError):
        await refresh(oa, oa.refresh_token)
    assert (await refresh(oa, oa.refresh_token))["error"] == -14014


@pytest.mark.parametrize(
    ("more", "secret", "code"),
    [
        ({"app_id": "5"}, None, -14002),
        ({}, "wrong", -14012),
        ({"grant_type": "password"}, None, -118),
        ({"refresh_token": "never given"}, None, -14014),
    ],
)
async def test_refusals_of_the_token_server(
    oa: ZaloOaDouble, more: dict[str, str], secret: str | None, code: int
) -> None:
    """Wrong app, wrong secret, wrong grant, unknown token; none of them spends the token."""
    assert (await refresh(oa, oa.refresh_token, secret=secret, **more))["error"] == code
    assert "access_token" in await refresh(oa, oa.refresh_token)


async def test_tokens_end(oa: ZaloOaDouble, an: ZaloOaPerson) -> None:
    """Access after 25 hours (-220), refresh after three months; a new pair ends the old access (-216)."""
    old = next(iter(oa.tokens.access))
    oa.clock.advance(90_001)
    assert (await send(oa, an.id, "Chào"))["error"] == -220
    new = await refresh(oa, oa.refresh_token)
    assert (await call(oa, "/v3.0/oa/message/cs", {}, token=old))["error"] == -216
    oa.clock.advance(90 * DAY)
    assert (await refresh(oa, new["refresh_token"]))["error"] == -14014


async def test_consent_gives_a_code_that_works_once(oa: ZaloOaDouble) -> None:
    """With PKCE: the verifier must fit the challenge. The example of the documents holds."""
    verifier = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ"
    assert challenge_of(verifier) == "RqIZl4LIgn8KxW9QO-nTnv7pf0CnNrksx9fF-CXP2FE"
    asked = {
        "app_id": oa.app_id,
        "redirect_uri": "https://example.vn/cb",
        "code_challenge": challenge_of(verifier),
        "state": "s1",
    }
    async with aiohttp.ClientSession(oa.root) as http:
        page = await http.get("/v4/oa/permission", params=asked, allow_redirects=False)
    given = URL(page.headers["Location"]).query
    assert (page.status, given["oa_id"], given["state"]) == (302, oa.oa_id, "s1")
    form = {"code": given["code"], "grant_type": "authorization_code", "code_verifier": verifier}
    assert "refresh_token" in await refresh(oa, "", **form)
    assert (await refresh(oa, "", **form))["error"] == -14024
    other = oa.tokens.code(challenge_of(verifier))
    wrong = {"code": other, "grant_type": "authorization_code", "code_verifier": "x"}
    assert (await refresh(oa, "", **wrong))["error"] == -14029


async def test_a_message_arrives(oa: ZaloOaDouble, an: ZaloOaPerson) -> None:
    """Numbered choices are read from the text, the address too; the answer is as documented."""
    answer = await send(oa, an.id, "Chọn nhé\n1. Có\n2. Không\nhttps://example.vn/r/x")
    assert (answer["error"], answer["message"], answer["data"]["user_id"]) == (0, "Success", an.id)
    assert answer["data"]["quota"]["quota_type"] == "reply"
    (reply,) = await an.quiet()
    assert (reply.labels, reply.link, reply.id) == (
        ("Có", "Không"),
        "https://example.vn/r/x",
        answer["data"]["message_id"],
    )


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("x" * 2001, -210),
        ("😀" * 1001, -210),
        ("", -201),
        ({}, -201),
        ({"attachment": {"type": "image", "payload": {"attachment_id": "1"}}}, -201),
        (buttons({"title": "Có", "type": "oa.query.show", "payload": "#co"}), -233),
    ],
)
async def test_messages_that_are_refused(oa: ZaloOaDouble, an: ZaloOaPerson, message: Any, code: int) -> None:
    """Too long, empty, of a shape that is not taken; nothing arrives."""
    answer = await send(oa, an.id, message)
    assert (answer["error"], "data" in answer) == (code, False)
    assert an.replies() == []
    assert (await send(oa, an.id, "x" * 2000))["error"] == 0


@pytest.mark.parametrize(
    ("button", "code"),
    [
        ({"title": "Có", "type": "oa.query.show", "payload": "#co"}, 0),
        ({"title": "Mở", "type": "oa.open.url", "payload": {"url": "https://example.vn"}}, 0),
        ({"title": "Gọi", "type": "oa.open.phone", "payload": {"phone_code": "84900000001"}}, 0),
        ({"title": "x" * 101, "type": "oa.query.show", "payload": "#co"}, -210),
        ({"title": "Có", "type": "oa.query.show", "payload": "x" * 1001}, -210),
        ({"title": "Có", "type": "oa.query.hide"}, -201),
        ({"title": "Mở", "type": "oa.open.url", "payload": "https://example.vn"}, -201),
        ({"title": "Có", "type": "callback", "payload": "x"}, -201),
    ],
)
async def test_buttons_where_they_are_allowed(oa: ZaloOaDouble, an: ZaloOaPerson, button: Any, code: int) -> None:
    """Each type with its payload; five at most."""
    oa.plan.buttons = True
    assert (await send(oa, an.id, buttons(button)))["error"] == code
    assert (await send(oa, an.id, buttons(*[button] * 6)))["error"] == -210


async def test_a_tapped_button_is_typed(oa: ZaloOaDouble, an: ZaloOaPerson) -> None:
    """Its payload arrives as a text; a button that opens a page is the link."""
    oa.plan.buttons = True
    page = {"title": "Mở", "type": "oa.open.url", "payload": {"url": "https://example.vn"}}
    await send(oa, an.id, buttons({"title": "Có", "type": "oa.query.hide", "payload": "#co"}, page))
    assert (an.replies()[0].labels, an.replies()[0].link) == (("Có",), "https://example.vn")
    await an.tap("Có")
    assert an.transcript[-1].text == "#co"
    await send(oa, an.id, "Hay là\n1. Một\n2. Hai")
    await an.tap("Hai")
    assert an.transcript[-1].text == "2"
    with pytest.raises(NotOnThisNetworkError):
        await an.edit("khác")


@pytest.mark.parametrize(
    ("after", "paid", "code"),
    [(47 * 3600, False, 0), (49 * 3600, False, -320), (49 * 3600, True, 0), (8 * DAY, True, -230)],
)
async def test_the_window(oa: ZaloOaDouble, an: ZaloOaPerson, after: float, paid: bool, code: int) -> None:
    """48 hours free, then only paid, after 7 days not at all."""
    oa.plan.paid = paid
    oa.clock.advance(after)
    await refresh(oa, oa.refresh_token)
    assert (await send(oa, an.id, "Nhắc bạn"))["error"] == code
    assert oa.plan.sent_paid == (paid and code == 0)


async def test_who_cannot_be_written_to(oa: ZaloOaDouble, an: ZaloOaPerson) -> None:
    """A stranger, one who never wrote, one who blocked; no money left."""
    assert (await send(oa, "29", "Chào"))["error"] == -213
    assert (await send(oa, oa.person("Bình").id, "Chào"))["error"] == -232
    await an.block()
    assert (await send(oa, an.id, "Chào"))["error"] == -244
    await an.unblock()
    assert (await send(oa, an.id, "Chào"))["error"] == 0
    oa.plan.paid, oa.plan.money = True, 0
    oa.clock.advance(49 * 3600)
    await refresh(oa, oa.refresh_token)
    assert (await send(oa, an.id, "Chào"))["error"] == -321


async def test_the_account_and_the_speed(oa: ZaloOaDouble, an: ZaloOaPerson) -> None:
    """No plan, no proof, too many requests a minute."""
    oa.plan.api = False
    assert (await send(oa, an.id, "Chào"))["error"] == -224
    oa.plan.api, oa.plan.proof = True, True
    assert (await send(oa, an.id, "Chào"))["error"] == -242
    oa.plan.proof, oa.plan.per_minute = False, 2
    assert [(await send(oa, an.id, "Chào"))["error"] for _ in range(3)] == [0, 0, -32]


async def test_the_proof_is_the_documented_one(oa: ZaloOaDouble, an: ZaloOaPerson) -> None:
    """HMAC-SHA256 of the access token under the app secret, in the example of the documents too."""
    oa.app_secret, oa.plan.proof = "FAKE_APP_SECRET", True
    oa.tokens.access["FAKE_ACCESS_TOKEN"] = oa.clock.now() + 1000
    proof = "2280ac3dbeb95ae3b15c953731719a82e17977c7838dd8141608d36c02ec147e"
    body = {"recipient": {"user_id": an.id}, "message": {"text": "Chào"}}
    given = await call(oa, "/v3.0/oa/message/cs", body, token="FAKE_ACCESS_TOKEN", appsecret_proof=proof)
    assert given["error"] == 0


async def test_other_calls(oa: ZaloOaDouble, an: ZaloOaPerson) -> None:
    """The health check, a profile, a quota; the old send is shut; a token in the address is none."""
    headers = {"access_token": next(iter(oa.tokens.access))}
    async with aiohttp.ClientSession(oa.root) as http:
        me = await (await http.get("/v2.0/oa/getoa", headers=headers)).json()
        asked = {"data": json.dumps({"user_id": an.id})}
        detail = await (await http.get("/v3.0/oa/user/detail", params=asked, headers=headers)).json()
        bare = await http.get("/v2.0/oa/getoa", params=headers)
    assert (me["data"]["oaid"], detail["data"]["display_name"], bare.status) == (oa.oa_id, "An", 404)
    quota = await call(oa, "/v3.0/oa/quota/message", {"user_id": an.id})
    assert quota["data"]["last_interaction"] == str(int(an.last_act * 1000))
    old = {"recipient": {"user_id": an.id}, "message": {"text": "Chào"}}
    assert (await call(oa, "/v2.0/oa/message", old))["error"] == -240
