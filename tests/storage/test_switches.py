"""The switch of a channel, the list of deeds, and the proof of the keys."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from storage import audit, keys, switches
from storage.sealing import Sealer
from tests.conftest import NOW
from tests.storage.test_delivery import delivering, statuses, until

if TYPE_CHECKING:
    from storage.db import Database
    from tests.storage.fakes import House

OLD, NEW, OTHER = (f"{name} secret of the tests that is long enough" for name in ("old", "new", "other"))


async def turn_off(house: House, reason: str = "sai nội dung") -> None:
    async with house.db.transaction() as tx:
        await switches.off(tx, channel="web", reason=reason, by="lan", now=house.clock.now)


async def turn_on(house: House) -> bool:
    async with house.db.transaction() as tx:
        return await switches.on(tx, channel="web", by="lan", now=house.clock.now)


async def test_while_a_channel_is_off_nothing_is_sent_and_everything_is_handled(house: House) -> None:
    """A running sender stops at the next bubble; people are heard all the same, and get their answers afterwards."""
    async with delivering(house):
        await house.hear("một")
        await house.think()
        await until(house.db, ["sent", "sent"])
        await turn_off(house)
        await house.hear("hai")
        assert await house.think() == 1
        await asyncio.sleep(0.2)
        assert await statuses(house.db) == ["sent", "sent", "pending", "pending"]
        assert await turn_on(house)
        await until(house.db, ["sent"] * 4)


async def test_what_is_too_old_when_the_channel_is_on_again_is_dropped(house: House) -> None:
    """Nobody gets an answer to what they asked an hour ago."""
    await turn_off(house)
    await house.hear("một")
    await house.think()
    house.clock.move(hours=1)
    async with delivering(house):
        await until(house.db, ["cancelled", "cancelled"])
        await turn_on(house)
    assert house.channel.sent == []


async def test_each_turn_of_the_switch_is_written_down(house: House) -> None:
    """Who, what, why, in order; a channel that was on already is no deed."""
    assert not await turn_on(house)
    await turn_off(house)
    async with house.db.transaction() as tx:
        assert (await switches.closed(tx))["web"] == switches.Switch("web", "sai nội dung", "lan", NOW)
    assert await turn_on(house)
    async with house.db.transaction() as tx:
        assert await switches.closed(tx) == {}
        found = [(deed.actor, deed.action, deed.target, dict(deed.detail)) for deed in await audit.recent(tx)]
    assert found == [("lan", "channel.on", "web", {}), ("lan", "channel.off", "web", {"reason": "sai nội dung"})]


async def checked(db: Database, secret: str) -> None:
    async with db.transaction() as tx:
        await keys.check(tx, sealer=Sealer.of(secret))


async def test_a_process_with_another_key_does_not_start(db: Database) -> None:
    """The first leaves the proof; the same key is welcome, another is not."""
    await checked(db, OLD)
    await checked(db, OLD)
    with pytest.raises(keys.OtherKeysError, match="another key"):
        await checked(db, OTHER)


async def test_a_new_key_in_the_ring_is_asked_of_everybody(db: Database) -> None:
    """After a rotation a process that lacks the new key could not read what others seal: it is refused."""
    await checked(db, f"1:{OLD}")
    await checked(db, f"2:{NEW},1:{OLD}")
    await checked(db, f"1:{OLD},2:{NEW}")
    await checked(db, f"2:{NEW},1:{OLD}")
    with pytest.raises(keys.OtherKeysError, match="not in the ring"):
        await checked(db, f"1:{OLD}")
    with pytest.raises(keys.OtherKeysError, match="another key"):
        await checked(db, f"2:{NEW}")
