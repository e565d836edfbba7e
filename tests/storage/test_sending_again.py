"""What may go out a second time, and what must not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage import dead_letters, outbox, taking
from storage.tables import outbox as letters
from tests.storage.test_delivery import delivering, error, reminded, statuses, until, value
from tests.waiting import eventually

if TYPE_CHECKING:
    from tests.storage.fakes import House


@pytest.mark.parametrize("status", ["sending", "failed"])
async def test_a_reminder_on_its_way_or_set_aside_is_taken_back_too(house: House, status: str) -> None:
    """That attempt may arrive and there is no other; a dead letter cannot be sent again."""
    await house.hear("một")
    await house.think()
    async with delivering(house):
        await until(house.db, ["sent", "sent"])
    number = await house.opened()
    async with house.db.transaction() as tx:
        await reminded(tx, house, number)
        (letter,) = await taking.take(tx, channel="web", now=house.clock.now, limit=1, sealer=house.sealer)
        if status == "failed":
            await outbox.give_up(tx, letter=letter, now=house.clock.now, fault="network")
        await outbox.cancel_timed(tx, conversation=number, now=house.clock.now)
        if status == "sending":
            await outbox.again(tx, letter=letter, not_before=house.clock.now, fault="network")
        assert await dead_letters.failed(tx) == []
    assert await statuses(house.db) == ["sent", "sent", "cancelled"]


async def test_a_failure_that_may_have_been_of_the_answer_only_is_counted(house: House) -> None:
    """5xx: the bubble goes again, and the repeat that the person may see is counted as such."""
    failed = error("retry")
    failed.doubtful = True
    house.channel.errors.append(failed)
    await house.hear("một")
    await house.think()
    async with delivering(house) as delivery:
        await eventually(lambda: delivery.counts["ambiguous", "web"] == 1)
        house.clock.move(seconds=61)
        delivery.wake("web")
        await until(house.db, ["sent", "sent"])
    assert await value(house.db, letters.c.doubts) == 1
