"""The lane of a network: its pace, its outages, its window, and what becomes of letters that nobody took."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, update

from bot.channels.base import SendError
from bot.delivery import Delivery
from bot.sending.faults import MOST_ATTEMPTS, fault_of
from bot.sending.pace import Rhythm
from storage import dead_letters, lanes, outbox, taking
from storage.tables import conversation
from storage.tables import outbox as letters
from tests.storage.fakes import MemoryChannel
from tests.storage.seconds import Seconds
from tests.storage.test_delivery import delivering, error, reminded, statuses, until, value
from tests.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

    from tests.storage.fakes import House

SLOW = Rhythm(chat_burst=3, chat_per_second=0.001, all_burst=100, all_per_second=1000)


@dataclass
class Windowed(MemoryChannel):
    """A network that lets us say two bubbles within an hour after the person wrote."""

    asked: list[tuple[datetime | None, int]] = field(default_factory=list)

    def window(self, *, heard_at: datetime | None, said: int, now: datetime) -> str | None:
        self.asked.append((heard_at, said))
        closed = heard_at is None or now - heard_at > timedelta(hours=1) or said >= 2
        return "window_closed" if closed else None


@asynccontextmanager
async def paced(house: House, rhythm: Rhythm, clock: Seconds) -> AsyncIterator[Delivery]:
    delivery = Delivery(
        house.db, house.sealer, {"web": house.channel}, now=house.clock, clock=clock, rhythms={"web": rhythm}
    )
    task = asyncio.create_task(delivery.run())
    try:
        yield delivery
    finally:
        delivery.stop()
        await task


async def faults(house: House) -> list[str | None]:
    async with house.db.transaction() as tx:
        return list(await tx.scalars(select(letters.c.fault).order_by(letters.c.id)))


async def test_a_chat_that_is_sent_enough_rests_while_others_flow(house: House) -> None:
    """Three bubbles at once for each chat; the fourth waits, and nobody waits for it (F19)."""
    for account in ("an", "binh", "chi"):
        for n in range(2):
            await house.hear(f"t{n}", account)
    await house.think()
    clock = Seconds()
    async with paced(house, SLOW, clock) as delivery:
        await eventually(lambda: delivery.holds("web"))
        assert house.channel.sent == []
        clock.now += 5000
        await eventually(lambda: delivery.counts["sent", "web"] == 9)
        await asyncio.sleep(0.1)
        assert delivery.counts["sent", "web"] == 9
        clock.now += 1001
        delivery.wake()
        await until(house.db, ["sent"] * 12)
    for account in ("an", "binh", "chi"):
        heard = [text for to, text in house.channel.sent if to == f"to {account}"]
        assert heard == ["1:t0", "1:end", "2:t1", "2:end"]


async def test_an_outage_opens_the_breaker_and_one_probe_closes_it(house: House) -> None:
    """Five failures in a row: nothing is tried for a while, then one bubble, and when it arrives all follow (F21)."""
    house.channel.errors = [error("retry") for _ in range(5)]
    for n in range(5):
        await house.hear("một", f"a{n}")
    await house.think()
    async with delivering(house) as delivery:
        await eventually(lambda: delivery.counts["again", "web"] == 5)
        async with house.db.transaction() as tx:
            pause = await lanes.of(tx, channel="web")
        assert pause is not None
        assert pause.reason == "network"
        assert timedelta(seconds=30) <= pause.until - house.clock.now <= timedelta(seconds=60)
        await house.hear("hai", "khác")
        await house.think()
        house.clock.move(seconds=29)
        await asyncio.sleep(0.2)
        assert house.channel.sent == []
    house.channel.errors = [error("retry")]
    house.clock.move(seconds=32)
    async with delivering(house) as delivery:  # another process: it knows of the outage, and tries with one
        await eventually(lambda: delivery.counts["again", "web"])
        assert house.channel.sent == []
        house.clock.move(seconds=62)
        await until(house.db, ["sent"] * 12)
    async with house.db.transaction() as tx:
        assert await lanes.of(tx, channel="web") is None


async def test_an_outage_uses_up_nobodys_attempts(house: House) -> None:
    """A network that was away for long says nothing against the bubble that tried the way again and again."""
    house.channel.errors = [error("retry") for _ in range(5 + MOST_ATTEMPTS)]
    await house.hear("một")
    await house.think()
    async with house.db.transaction() as tx:
        await tx.execute(update(letters).values(useful_until=house.clock.now + timedelta(days=30)))
    async with delivering(house) as delivery:
        while await statuses(house.db) != ["sent", "sent"]:
            house.clock.move(seconds=61)
            delivery.wake()
            await asyncio.sleep(0.02)
    assert house.channel.errors == []


def tried(delivery: Delivery, times: int) -> bool:
    return delivery.counts["again", "web"] + delivery.counts["failed", "web"] >= times


def arrived(delivery: Delivery, number: int) -> bool:
    return delivery.counts["sent", "web"] >= number


async def test_a_bubble_that_fails_alone_is_a_dead_letter_in_the_end(house: House) -> None:
    """While others arrive, one that never does is given up after some attempts, and the next of its chat goes."""

    class Picky(MemoryChannel):
        async def send(self, address: str, bubble: Any, *, outbox_id: int) -> str | None:
            if bubble.text == "1:xui":
                raise error("retry")
            return await super().send(address, bubble, outbox_id=outbox_id)

    house = replace(house, channel=Picky())
    await house.hear("xui", "an")
    await house.think()
    async with delivering(house) as delivery:
        for tries in range(MOST_ATTEMPTS):
            await eventually(partial(tried, delivery, tries + 1))
            await house.hear("ổn", "binh")  # somebody whose bubbles arrive shows that the network is there
            await house.think()
            await eventually(partial(arrived, delivery, 2 * (tries + 1)))
            house.clock.move(seconds=61)
        await eventually(lambda: ("to an", "1:end") in house.channel.sent)
    async with house.db.transaction() as tx:
        (dead,) = await dead_letters.failed(tx)
        assert (dead.fault, dead.kept, dead.attempts) == ("made by a test", True, MOST_ATTEMPTS)
        assert await dead_letters.words(tx, id=dead.id, sealer=house.sealer) is not None


async def test_a_dead_letter_is_sent_again_when_staff_want_it(house: House) -> None:
    """Once, with a line in the list of deeds; not when it was sent, nor to somebody who stopped."""
    house.channel.errors = [error("give_up")]
    await house.hear("một")
    await house.think()
    async with delivering(house):
        await until(house.db, ["failed", "sent"])
    until_then = house.clock.now + timedelta(minutes=10)

    async def resend(id: int) -> bool:  # noqa: A002
        async with house.db.transaction() as tx:
            return await dead_letters.resend(tx, id=id, useful_until=until_then, by="lan", now=house.clock.now)

    assert not await resend(2)
    async with house.db.transaction() as tx:
        await tx.execute(update(conversation).values(stopped_at=house.clock.now))
    assert not await resend(1)
    async with house.db.transaction() as tx:
        await tx.execute(update(conversation).values(stopped_at=None))
    assert await resend(1)
    async with delivering(house):
        await until(house.db, ["sent", "sent"])
    assert not await resend(1)
    async with house.db.transaction() as tx:
        assert await dead_letters.failed(tx) == []
        assert await dead_letters.faults(tx, since=house.clock.now - timedelta(days=1)) == {}


async def test_a_tried_bubble_that_grew_old_is_a_dead_letter(house: House) -> None:
    """It is not sent late; why it did not go stays with it."""
    house.channel.errors = [error("retry")]
    await house.hear("một")
    await house.think()
    async with delivering(house) as delivery:
        await eventually(lambda: delivery.counts["again", "web"])
        house.clock.move(minutes=11)
        await until(house.db, ["failed", "cancelled"])
    assert await faults(house) == ["made by a test", "stale"]
    assert house.channel.sent == []


async def test_outside_of_the_window_nothing_is_said(house: House) -> None:
    """The network's window is asked for each bubble as it is taken, with what the person last did (zalo.md 3.3)."""
    channel = Windowed()
    house = replace(house, channel=channel)
    await house.hear("một")
    await house.hear("hai")
    await house.think()
    async with delivering(house):
        await until(house.db, ["sent", "sent", "cancelled", "cancelled"])
        assert [said for _, said in channel.asked] == [0, 1, 2, 2]
        house.clock.move(minutes=5)
        await house.hear("ba")
        await house.think()
        await until(house.db, ["sent", "sent", "cancelled", "cancelled", "sent", "sent"])
    assert await faults(house) == [None, None, "window_closed", "window_closed", None, None]
    heard = await value(house.db, conversation.c.heard_at)
    assert timedelta(0) <= house.clock.now - heard < timedelta(minutes=1)


async def test_a_bubble_that_nobody_can_read_holds_up_no_other(house: House) -> None:
    """A damaged row is set aside with its reason; the next of the same person goes."""
    await house.hear("một")
    await house.think()
    async with house.db.transaction() as tx:
        await tx.execute(update(letters).where(letters.c.id == 1).values(body=b"\x01\x00\x01damaged"))
    async with delivering(house):
        await until(house.db, ["failed", "sent"])
    assert await faults(house) == ["unreadable", None]


async def test_a_reminder_is_taken_back_with_the_leave_for_it(house: House) -> None:
    """Queued but not sent: whoever withdraws is not reminded (T36). What they asked for themselves still goes."""
    await house.hear("một")
    await house.think()
    number = await house.opened()
    async with house.db.transaction() as tx:
        await reminded(tx, house, number)
        assert await outbox.cancel_timed(tx, conversation=number, now=house.clock.now) == 1
    async with delivering(house):
        await until(house.db, ["sent", "sent", "cancelled"])
    assert await faults(house) == [None, None, "withdrawn"]


async def test_a_bubble_erased_on_its_way_is_not_tried_again(house: House) -> None:
    """Its words are gone; it ends, and stands in nobody's way."""
    await house.hear("một")
    await house.think()
    async with house.db.transaction() as tx:
        (letter,) = await taking.take(tx, channel="web", now=house.clock.now, limit=1, sealer=house.sealer)
        await tx.execute(update(letters).where(letters.c.id == letter.id).values(body=None))
        await outbox.again(tx, letter=letter, not_before=house.clock.now, fault="network")
    assert await statuses(house.db) == ["cancelled", "pending"]


@pytest.mark.parametrize(
    ("reason", "kept"),
    [
        ("Forbidden: bot was blocked by the user", True),
        ("oa -230", True),
        ("http 502", True),
        ("chat 123456789 not found", False),
        ("bot110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw", False),
        ("Tên: Lan", False),
        ("", False),
    ],
)
def test_a_fault_has_a_name_and_nothing_of_a_person(reason: str, kept: bool) -> None:
    """A channel's own words stand in the table only where they cannot hold an id, a token or a text."""
    assert fault_of(SendError(reason)) == (reason if kept else "retry")
