"""Sending: order, each way to fail, stale bubbles, sends of unknown outcome, one sender for each channel."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

import pytest
from sqlalchemy import select, update

from bot.channels.base import SendError
from bot.delivery import Delivery
from bot.sending.marking import MOST_DOUBTS
from storage import outbox as store
from storage.tables import conversation, lane, outbox
from tests.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from storage.db import Database, Session
    from tests.storage.fakes import House


def error(
    verdict: Literal["retry", "give_up", "blocked", "credentials", "maybe_sent"], retry_after: float | None = None
) -> SendError:
    made = SendError("made by a test", retry_after=retry_after)
    made.verdict = verdict
    return made


@asynccontextmanager
async def delivering(house: House) -> AsyncIterator[Delivery]:
    delivery = Delivery(house.db, house.sealer, {"web": house.channel}, now=house.clock)
    task = asyncio.create_task(delivery.run())
    try:
        yield delivery
    finally:
        delivery.stop()
        await task


async def reminded(tx: Session, house: House, conversation: int) -> None:
    """A reminder waits to be sent, for a day."""
    await store.add(
        tx,
        conversation=conversation,
        channel="web",
        cause=77,
        bubbles=[{"key": "k", "text": "nhắc", "buttons": [], "link": None}],
        useful_until=house.clock.now + timedelta(days=1),
        sealer=house.sealer,
        mark=store.TIMED,
    )


async def statuses(db: Database) -> list[str]:
    async with db.transaction() as tx:
        return list(await tx.scalars(select(outbox.c.status).order_by(outbox.c.id)))


async def until(db: Database, wanted: list[str]) -> None:
    """Waits until the rows of the outbox have these statuses."""

    async def there() -> bool:
        return await statuses(db) == wanted

    await eventually(there)


async def value(db: Database, column: Any) -> Any:
    async with db.transaction() as tx:
        return (await tx.execute(select(column))).scalars().first()


async def test_bubbles_of_a_conversation_leave_in_order(house: House) -> None:
    """Each conversation's bubbles arrive as they were decided; conversations run side by side."""
    for n in range(5):
        for account in ("an", "binh", "chi"):
            await house.hear(f"t{n}", account)
    await house.think()
    async with delivering(house) as delivery:
        await until(house.db, ["sent"] * 30)
    expected = [line for n in range(5) for line in (f"{n + 1}:t{n}", f"{n + 1}:end")]
    for account in ("an", "binh", "chi"):
        assert [text for to, text in house.channel.sent if to == f"to {account}"] == expected
    assert delivery.counts["sent", "web"] == 30


async def test_a_failing_bubble_is_not_overtaken(house: House) -> None:
    """While the first waits for its next attempt the second waits behind it; both arrive in order."""
    house.channel.errors = [error("retry")]
    await house.hear("một")
    await house.think()
    async with delivering(house) as delivery:
        await eventually(lambda: delivery.counts["again", "web"])
        assert await statuses(house.db) == ["pending", "pending"]
        assert house.channel.sent == []
        house.clock.move(seconds=2)
        await until(house.db, ["sent", "sent"])
    assert [text for _, text in house.channel.sent] == ["1:một", "1:end"]


async def test_a_chat_told_to_wait_waits_alone(house: House) -> None:
    """After "wait 30 s" that chat is sent nothing before, not even by a new sender; others are sent theirs."""
    house.channel.errors = [error("retry", retry_after=30)]
    await house.hear("một", "an")
    await house.think()
    async with delivering(house) as delivery:
        await eventually(lambda: delivery.counts["again", "web"])
    await house.hear("hai", "binh")
    await house.think()
    house.clock.move(seconds=29)
    async with delivering(house):
        await until(house.db, ["pending", "pending", "sent", "sent"])
        house.clock.move(seconds=4)
        await until(house.db, ["sent"] * 4)
    assert [text for _, text in house.channel.sent] == ["1:hai", "1:end", "1:một", "1:end"]


async def test_two_chats_told_to_wait_hold_the_whole_lane(house: House) -> None:
    """Then it is the bot that is too fast: nobody is sent anything before that time, not even after a restart."""
    house.channel.errors = [error("retry", retry_after=30), error("retry", retry_after=30)]
    for account in ("an", "binh"):
        await house.hear("một", account)
    await house.think()
    async with delivering(house) as delivery:
        await eventually(lambda: delivery.counts["again", "web"] == 2)
    await house.hear("hai", "chi")
    await house.think()
    house.clock.move(seconds=29)
    async with delivering(house):
        await asyncio.sleep(0.2)
        assert house.channel.sent == []
        house.clock.move(seconds=4)
        await until(house.db, ["sent"] * 6)
    assert await value(house.db, lane.c.reason) == "limit"


@pytest.mark.parametrize(
    ("verdict", "after"),
    [("give_up", ["failed", "sent"]), ("blocked", ["failed", "cancelled"]), ("credentials", ["pending", "pending"])],
)
async def test_each_refusal_has_its_end(
    house: House, verdict: Literal["give_up", "blocked", "credentials"], after: list[str]
) -> None:
    """Permanent: the next one goes. Blocked: the person hears no more. Refused credentials: everything waits."""
    house.channel.errors = [error(verdict)]
    await house.hear("một")
    await house.think()
    names = {"give_up": "failed", "blocked": "blocked", "credentials": "paused"}
    async with delivering(house) as delivery:
        await eventually(lambda: delivery.counts[names[verdict], "web"])
        await until(house.db, after)
    assert (await value(house.db, conversation.c.stopped_at) is not None) == (verdict == "blocked")
    if verdict == "credentials":
        house.clock.move(seconds=30)
        async with delivering(house):
            await until(house.db, ["sent", "sent"])


@pytest.mark.parametrize(("doubts", "after"), [(1, "sent"), (MOST_DOUBTS, "sent"), (MOST_DOUBTS + 1, "failed")])
async def test_a_send_of_unknown_outcome_is_repeated_and_counted(house: House, doubts: int, after: str) -> None:
    """A send that may have arrived is made once more for each doubt; only after several it is given up."""
    house.channel.errors = [error("maybe_sent") for _ in range(doubts)]
    await house.hear("một")
    await house.think()
    async with delivering(house) as delivery:
        for n in range(1, min(doubts, MOST_DOUBTS) + 1):
            await eventually(partial(_doubted, delivery, n))
            house.clock.move(seconds=2 ** (n - 1))
            delivery.wake()
        await until(house.db, [after, "sent"])
    assert delivery.counts["ambiguous", "web"] == min(doubts, MOST_DOUBTS)
    assert await value(house.db, outbox.c.doubts) == min(doubts, MOST_DOUBTS)


def _doubted(delivery: Delivery, times: int) -> bool:
    return delivery.counts["ambiguous", "web"] >= times


async def test_what_was_being_sent_at_a_crash_is_sent_once_more(house: House) -> None:
    """A row left as `sending` is taken up by the next sender, once, and counted."""
    await house.hear("một")
    await house.think()
    async with house.db.transaction() as tx:
        await tx.execute(update(outbox).where(outbox.c.id == 1).values(status="sending", attempts=1))
    async with delivering(house) as delivery:
        await until(house.db, ["sent", "sent"])
    assert delivery.counts["ambiguous", "web"] == 1
    assert await value(house.db, outbox.c.doubts) == 1


async def test_stale_bubbles_are_dropped(house: House) -> None:
    """An answer that could not leave for ten minutes is not sent late, and its words are gone."""
    await house.hear("một")
    await house.think()
    house.clock.move(minutes=10, seconds=1)
    await house.hear("hai")
    await house.think()
    async with delivering(house):
        await until(house.db, ["cancelled", "cancelled", "sent", "sent"])
    assert [text for _, text in house.channel.sent] == ["2:hai", "2:end"]
    assert await value(house.db, outbox.c.body) is None


async def test_two_senders_never_share_a_channel(house: House) -> None:
    """With two processes' senders running, each bubble leaves once, and the second takes over from the first."""
    async with delivering(house) as first:
        await house.hear("một")
        await house.think()
        await until(house.db, ["sent", "sent"])
        async with delivering(house) as second:
            await house.hear("hai")
            await house.think()
            await until(house.db, ["sent"] * 4)
            assert second.counts["sent", "web"] == 0
            first.stop()
            await house.hear("ba")
            await house.think()
            await until(house.db, ["sent"] * 6)
            assert second.counts["sent", "web"] == 2
    assert len(house.channel.ids) == len(set(house.channel.ids)) == 6


async def test_nothing_is_sent_to_a_person_who_stopped(house: House) -> None:
    """What was queued before the network told of a block is taken back."""
    await house.hear("một")
    await house.think()
    async with house.db.transaction() as tx:
        await tx.execute(update(conversation).values(stopped_at=house.clock.now))
    async with delivering(house):
        await until(house.db, ["cancelled", "cancelled"])
    assert house.channel.sent == []
