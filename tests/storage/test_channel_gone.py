"""A network that is taken out of the settings leaves conversations behind: they come to no harm."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.jobs import Jobs
from bot.turn import Turns
from storage import inbox

if TYPE_CHECKING:
    from tests.storage.fakes import House


async def test_a_timer_of_a_network_that_is_gone_still_runs_out(house: House) -> None:
    """The turn is taken as ever; nothing fails, and nothing waits to be tried again."""
    await house.hear("remind")
    await house.think()
    house.clock.move(days=4)
    await Jobs(house.db, house.sealer, now=house.clock).round()
    turns = Turns(replace(house.parts, channels={}))
    assert await turns.one_turn()
    assert not await turns.one_turn()
    async with house.db.transaction() as tx:
        assert await inbox.backlog(tx) == 0


async def test_a_message_that_came_before_is_still_read(house: House) -> None:
    """It was stored and acknowledged, so it is handled: a deletion must be done even if nobody can be told."""
    await house.hear("forget")
    turns = Turns(replace(house.parts, channels={}))
    assert await turns.one_turn()
    async with house.db.transaction() as tx:
        assert await inbox.backlog(tx) == 0
