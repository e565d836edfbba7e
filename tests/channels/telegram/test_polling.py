"""Long polling over the double of Telegram: nothing is confirmed that is not stored, and one process polls."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
from structlog.testing import capture_logs

from bot.channels.base import Inbound
from bot.channels.telegram import polling
from bot.channels.telegram.client import Client
from bot.channels.telegram.polling import Poller
from bot.channels.telegram.updates import WANTED
from bot.door import Door
from storage.db import Database
from storage.errors import UnavailableError
from tests.doubles.faults import Fault
from tests.doubles.telegram import TelegramDouble
from tests.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from bot.channels.telegram.updates import Seen
    from bot.door import Arrival
    from tests.channels.telegram.house import Behind


class ShutDoor(Door):
    """A door whose database is away until it is `open`."""

    open = False

    async def store(self, arrivals: Sequence[Arrival]) -> int:
        """Stores, or tells that nothing was kept."""
        if not self.open:
            raise UnavailableError("away")
        return await super().store(arrivals)


class NarrowDoor(Door):
    """A door that has time for ten messages at once and no more."""

    async def store(self, arrivals: Sequence[Arrival]) -> int:
        """Stores them, or none."""
        if len(arrivals) > 10:
            raise UnavailableError("storing took too long")
        return await super().store(arrivals)


@pytest.fixture
async def tg() -> AsyncIterator[TelegramDouble]:
    """Telegram."""
    async with TelegramDouble() as double:
        yield double


@pytest.fixture(autouse=True)
def _short_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rests of the poller in hundredths."""
    monkeypatch.setattr(polling, "STANDBY", 0.05)
    monkeypatch.setattr(polling, "SHORTEST", 0.01)
    monkeypatch.setattr(polling, "LONGEST", 0.05)


@asynccontextmanager
async def polled(tg: TelegramDouble, behind: Behind, *, db: Database | None = None) -> AsyncIterator[Poller]:
    """A poller that runs meanwhile."""
    client = Client(tg.token, base_url=tg.base_url)
    noticed: list[Seen] = []
    poller = Poller(client, behind.door, db or behind.db, stored=noticed.append)
    task = asyncio.create_task(poller.run())
    try:
        yield poller
    finally:
        poller.stop()
        await task
        await client.close_connections()


async def test_what_people_say_arrives(tg: TelegramDouble, behind: Behind) -> None:
    """Messages wait at Telegram until somebody asks; then each is stored once and confirmed."""
    an = tg.person("An")
    await an.start("qr-cho")
    await an.say("chào")
    async with polled(tg, behind):
        await eventually(lambda: len(tg.updates.confirmed) == 2)
        await an.say("còn đó không")
        await eventually(lambda: len(tg.updates.confirmed) == 3)
    assert await behind.heard() == [
        Inbound("start", ref="qr-cho"),
        Inbound("text", "chào"),
        Inbound("text", "còn đó không"),
    ]
    asked = tg.calls_of("getUpdates")
    assert all(tuple(call.params["allowed_updates"]) == WANTED for call in asked)
    assert tg.dropped_pending == 0


async def test_nothing_is_confirmed_before_it_is_stored(tg: TelegramDouble, behind: Behind) -> None:
    """While the database is away the same updates are asked for again, and none is lost."""
    for n in range(20):
        await tg.person(f"Người {n}").say(f"tin {n}")
    shut = ShutDoor(behind.db, behind.sealer)
    behind.door = shut
    async with polled(tg, behind) as poller:
        await eventually(lambda: poller.counts["failed"] >= 3)
        assert tg.updates.confirmed == []
        shut.open = True
        await eventually(lambda: len(tg.updates.confirmed) == 20)
    assert sorted(each.text for each in await behind.heard()) == sorted(f"tin {n}" for n in range(20))


async def test_a_backlog_that_does_not_fit_comes_in_smaller_pieces(tg: TelegramDouble, behind: Behind) -> None:
    """Fewer are asked for when so many cannot be stored in time, until all that waited is in."""
    for n in range(60):
        await tg.person(f"Người {n}").say(f"tin {n}")
    behind.door = NarrowDoor(behind.db, behind.sealer)
    async with polled(tg, behind):
        await eventually(lambda: len(tg.updates.confirmed) == 60)
    assert len(await behind.heard()) == 60


async def test_a_batch_that_was_stored_but_not_confirmed_is_a_repeat(tg: TelegramDouble, behind: Behind) -> None:
    """A process that dies in between: the next one is given the same again, and stores nothing twice."""
    await tg.person().say("một")
    client = Client(tg.token, base_url=tg.base_url)
    poller = Poller(client, behind.door, behind.db, stored=lambda _: None)
    await poller._round()
    await client.close_connections()
    assert tg.updates.confirmed == []
    async with polled(tg, behind):
        await eventually(lambda: len(tg.updates.confirmed) == 1)
    assert await behind.heard() == [Inbound("text", "một")]


async def test_one_broken_update_silences_nobody(tg: TelegramDouble, behind: Behind) -> None:
    """A hundred updates, among them some without their fields: the others are stored, all are confirmed (F15)."""
    for n in range(48):
        await tg.person(f"Người {n}").say(f"tin {n}")
    broken: dict[str, Any]
    for broken in ({"message": {"text": "x"}}, {"message": []}, {"hologram": {}}, {"callback_query": {"id": 5}}):
        tg.push_raw({"update_id": tg.updates.next_id} | broken)
        tg.updates.next_id += 1
    tg.push_raw({"message": {"text": "không có số"}})
    for n in range(48, 97):
        await tg.person(f"Người {n}").say(f"tin {n}")
    async with polled(tg, behind) as poller:
        await eventually(lambda: not tg.updates.pending)
        assert poller.counts["stored"] == 97
        assert poller.counts["parked"] == 4
    assert sorted(each.text for each in await behind.heard()) == sorted(f"tin {n}" for n in range(97))


async def test_numbers_may_start_anew(tg: TelegramDouble, behind: Behind) -> None:
    """After a quiet week updates may count from anywhere, lower too (F11)."""
    an = tg.person()
    tg.updates.next_id = 1_000_000_000
    await an.say("một")
    async with polled(tg, behind):
        await eventually(lambda: len(tg.updates.confirmed) == 1)
        tg.updates.next_id = 5
        await an.say("hai")
        await eventually(lambda: len(tg.updates.confirmed) == 2)
    assert [each.text for each in await behind.heard()] == ["một", "hai"]


async def test_one_process_polls_at_a_time(tg: TelegramDouble, behind: Behind, address: str) -> None:
    """The second waits for its turn and takes over when the first stops; Telegram never sees two (F25)."""
    other = Database(address)
    an = tg.person()
    async with polled(tg, behind) as first:
        await eventually(lambda: tg.updates.polling)
        async with polled(tg, behind, db=other) as second:
            await an.say("một")
            await eventually(lambda: first.counts["stored"] == 1)
            first.stop()
            await an.say("hai")
            await eventually(lambda: second.counts["stored"] >= 1)
            await eventually(lambda: not tg.updates.pending)
    await other.close()
    assert [each.text for each in await behind.heard()] == ["một", "hai"]
    assert [call.status for call in tg.calls_of("getUpdates") if call.status == 409] == []


@pytest.mark.parametrize("kind", ["html", "garbage", "wrong_types", "hang"])
async def test_whatever_comes_over_the_wire_polling_goes_on(tg: TelegramDouble, behind: Behind, kind: str) -> None:
    """Pages of a proxy, noise, wrong types, a connection that breaks: afterwards the message is there."""
    tg.faults.add(Fault(kind, "getUpdates", None, 3, 1, seconds=0.05))  # type: ignore[arg-type]
    await tg.person().say("vẫn tới")
    async with polled(tg, behind):
        await eventually(lambda: len(tg.updates.confirmed) == 1)
    assert [each.text for each in await behind.heard()] == ["vẫn tới"]


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        ("webhook", "a webhook is set, so polling is refused: chaovn webhook delete telegram"),
        ("token", "token or base address refused: see CHAOVN_TELEGRAM_TOKEN"),
        ("two", "another program polls with this token: let only one of them run"),
    ],
)
async def test_what_a_person_has_to_mend_is_said(tg: TelegramDouble, behind: Behind, trouble: str, said: str) -> None:
    """A webhook in the way, a wrong token, a second program: one clear line, no token in it, nothing deleted."""
    token = tg.token
    with capture_logs() as lines:
        async with polled(tg, behind):
            if trouble == "webhook":
                await tg.deliver_to("http://127.0.0.1:9/webhooks/telegram")
            elif trouble == "token":
                tg.token = "900000001:ANOTHER-token_of-the_double_AAAAAAA"
            else:
                tg.faults.add(
                    Fault(
                        "answer",
                        "getUpdates",
                        None,
                        2,
                        1,
                        status=409,
                        body={
                            "ok": False,
                            "error_code": 409,
                            "description": "Conflict: terminated by other getUpdates request; make sure that only one",
                        },
                    )
                )
            await tg.person().say("x")
            await eventually(lambda: any(line["event"] == said for line in lines))
    assert token not in json.dumps(lines, default=str)
    assert tg.calls_of("deleteWebhook") == []


async def test_stopping_breaks_off_the_long_wait(tg: TelegramDouble, behind: Behind) -> None:
    """A poll that Telegram holds for half a minute does not hold the end of the process."""
    async with polled(tg, behind):
        await eventually(lambda: tg.updates.polling)
    await eventually(lambda: not tg.updates.polling, within=5)
