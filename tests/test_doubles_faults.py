"""What every double can do wrong, seen by a plain client, and how it is steered from another process."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from tests.doubles import Clock, Fault, Network, TelegramDouble, ZaloBotDouble, ZaloOaDouble
from tests.doubles.network import link_in, numbered
from tests.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.doubles.telegram_person import TelegramPerson


@pytest.fixture
async def tg() -> AsyncIterator[TelegramDouble]:
    async with TelegramDouble() as double:
        yield double


@pytest.fixture
async def an(tg: TelegramDouble) -> TelegramPerson:
    person = tg.person("An")
    await person.start()
    return person


async def send(tg: TelegramDouble, chat_id: int, seconds: float = 5) -> tuple[int, str, bytes]:
    """Status, type and body of one `sendMessage`."""
    url, body = f"{tg.base_url}{tg.token}/sendMessage", {"chat_id": chat_id, "text": "Chào"}
    timeout = aiohttp.ClientTimeout(total=seconds)
    async with (
        aiohttp.ClientSession(timeout=timeout) as http,
        http.post(url, json=body, allow_redirects=False) as answer,
    ):
        return answer.status, answer.content_type, await answer.read()


async def test_an_answer_of_any_kind(tg: TelegramDouble, an: TelegramPerson) -> None:
    """Status and body as given; nothing is sent; then all is well again."""
    tg.faults.add(Fault("answer", status=500, body={"ok": False, "error_code": 500, "description": "Internal"}))
    status, _, body = await send(tg, an.number)
    assert (status, json.loads(body)["description"]) == (500, "Internal")
    assert an.replies() == []
    assert (await send(tg, an.number))[0] == 200
    assert [(c.status, c.fault) for c in tg.calls] == [(500, "answer"), (200, None)]


async def test_a_page_of_the_gateway(tg: TelegramDouble, an: TelegramPerson) -> None:
    """502 and HTML."""
    tg.faults.add(Fault("html"))
    status, kind, body = await send(tg, an.number)
    assert (status, kind, body[:6]) == (502, "text/html", b"<html>")


async def test_garbage_and_wrong_types(tg: TelegramDouble, an: TelegramPerson) -> None:
    """200 both times; the first is no JSON, the second is another shape."""
    tg.faults.add(Fault("garbage"), Fault("wrong_types"))
    status, _, body = await send(tg, an.number)
    assert status == 200
    with pytest.raises(ValueError, match=r"codec|JSON|Expecting"):
        json.loads(body)
    status, _, body = await send(tg, an.number)
    assert (status, json.loads(body)["result"]) == (200, [None])


@pytest.mark.parametrize(("kind", "arrives"), [("hang", False), ("slow", True)])
async def test_silence(tg: TelegramDouble, an: TelegramPerson, kind: Any, arrives: bool) -> None:
    """A client that gives up cannot tell whether its message was sent: with `slow` it was."""
    tg.faults.add(Fault(kind, seconds=60))
    with pytest.raises(TimeoutError):
        await send(tg, an.number, seconds=0.3)
    assert bool(an.replies()) == arrives


@pytest.mark.parametrize("accepted", [False, True])
async def test_a_connection_that_breaks(tg: TelegramDouble, an: TelegramPerson, accepted: bool) -> None:
    """Before the work or after it."""
    tg.faults.add(Fault("reset", accepted=accepted))
    with pytest.raises(aiohttp.ClientError):
        await send(tg, an.number)
    assert len(an.replies()) == accepted


async def test_a_redirect_and_a_huge_body(tg: TelegramDouble, an: TelegramPerson) -> None:
    """302 to another place, then more bytes than anyone should read."""
    tg.faults.add(Fault("redirect"), Fault("huge", size=3_000_000))
    assert (await send(tg, an.number))[0] == 302
    assert len((await send(tg, an.number))[2]) >= 3_000_000


async def test_a_fault_chooses_its_calls(tg: TelegramDouble, an: TelegramPerson) -> None:
    """By method, by person, each n-th, so many times."""
    binh = tg.person("Bình")
    await binh.start()
    tg.meters.on = False
    tg.faults.add(Fault("html", "getMe"), Fault("html", who=binh.id, times=2), Fault("html", every=3, times=None))
    got = [(await send(tg, n))[0] for n in (binh.number, an.number, binh.number, an.number, an.number, binh.number)]
    assert got == [502, 200, 502, 200, 502, 200]
    assert tg.faults.happened == [("sendMessage", "html")] * 3


async def test_steering_over_http(tg: TelegramDouble) -> None:
    """People, faults, clock and record, from another process."""
    async with aiohttp.ClientSession(tg.root) as http:
        assert (await http.post("/ctl/people/An/start", json={"ref": "qr"})).status == 200
        await http.post("/ctl/faults", json={"kind": "html", "method": "sendMessage"})
        number = tg.person("An").number
        assert [(await send(tg, number))[0] for _ in range(2)] == [502, 200]
        told = await (await http.get("/ctl/people/An")).json()
        assert [r["text"] for r in told["replies"]] == ["Chào"]
        assert [m["text"] for m in told["transcript"]] == ["/start qr", "Chào"]
        answer = await (await http.post("/ctl/people/An/quiet", json={"timeout": 5})).json()
        assert [r["text"] for r in answer["replies"]] == ["Chào"]
        now = tg.clock.now()
        assert (await (await http.post("/ctl/clock", json={"advance": 3600})).json())["now"] >= now + 3600
        assert [c["fault"] for c in await (await http.get("/ctl/calls")).json()] == ["html", None]
        assert (await http.post("/ctl/people/An/fly")).status == 404
        assert (await http.post("/ctl/people/An/tap", json={"choice": 1})).status == 400


async def test_a_clock_that_is_moved_wakes_who_sleeps() -> None:
    """No real hour passes."""
    clock = Clock()
    woken: list[float] = []

    async with TelegramDouble(clock=clock) as tg:

        async def sleep() -> None:
            await clock.sleep(3600)
            woken.append(clock.now())

        before = clock.now()
        tg.spawn(sleep())
        await asyncio.sleep(0)  # it falls asleep
        clock.advance(3600)
        await eventually(lambda: woken)
        assert woken[0] >= before + 3600


async def test_a_clock_that_gets_faster_does_not_jump() -> None:
    """Only what comes after is counted at the new speed."""
    clock = Clock(start=datetime(2026, 11, 22, tzinfo=UTC))
    before = clock.now()
    clock.scale = 1_000_000
    assert before <= clock.now()
    await clock.sleep(3600)
    clock.scale = 1
    assert clock.now() - before >= 3600


@pytest.mark.parametrize("kind", [TelegramDouble, ZaloOaDouble, ZaloBotDouble])
async def test_every_double_tells_its_settings(kind: type[TelegramDouble | ZaloOaDouble | ZaloBotDouble]) -> None:
    """Names of the product, addresses on loopback."""
    network: Network
    async with kind() as double:
        network = double
        settings = network.settings()
        assert all(name.startswith(f"CHAOVN_{double.name.upper()}_") for name in settings)
        assert any(value.startswith(double.root) for value in settings.values())
        assert double.root.startswith("http://127.0.0.1:")


@pytest.mark.parametrize(
    ("text", "labels", "link"),
    [
        ("Chọn nhé\n1. Có\n2. Không", ("Có", "Không"), None),
        ("Đây ạ\n1. Xong\nhttps://a.vn/r/x", ("Xong",), "https://a.vn/r/x"),
        ("1. Bước một\n2. Bước hai\nXong rồi", (), None),
        ("Sinh ngày 2. 5", (), None),
        ("2. Hai\n3. Ba", (), None),
        ("Xem https://a.vn/x.", (), "https://a.vn/x"),
    ],
)
def test_choices_are_read_from_the_end_of_a_text(text: str, labels: tuple[str, ...], link: str | None) -> None:
    """Numbered from 1 without a gap; a list in the middle is none."""
    assert numbered(text) == labels
    assert link_in(text) == link
