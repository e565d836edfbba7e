"""A process that stands still between two halves of a question holds nothing up for ever (F34)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from storage import conversations, frozen, inbox
from storage.db import Database
from storage.errors import UnavailableError
from tests.conftest import NOW
from tests.waiting import eventually

if TYPE_CHECKING:
    from tests.storage.fakes import House


async def test_whoever_stops_between_two_halves_of_a_question_loses_its_lock(house: House, address: str) -> None:
    """A statement that was prepared and not executed keeps the server from calling the session idle. Others end it,
    its conversation is handled by them, and a session that only rests is left alone."""
    await house.hear("chào")
    still = Database(address, frozen_after=60_000)

    async def others_go_on() -> int:
        async with house.db.transaction() as tx:
            await frozen.end(tx, after=timedelta(milliseconds=200))
        return await house.think()

    async def stops() -> None:
        async with still.transaction() as tx:
            assert await conversations.claim(tx, now=NOW) is not None
            assert await others_go_on() == 0
            raw = await tx.get_raw_connection()
            assert raw.driver_connection is not None
            await raw.driver_connection.prepare("select 1")
            await eventually(others_go_on)
            await inbox.done(tx, id=1, now=NOW)

    with pytest.raises(UnavailableError):
        await stops()
    await still.close()
