"""The chain of consents is verified every day, and what is found stays to be seen (trust.md T09)."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import text
from typer.testing import CliRunner

from bot import app
from bot.commands.consents import consents as command
from bot.errors import ChaovnError
from bot.jobs import Jobs
from storage import audit, consents, retention, verifying, watch
from tests.conftest import NOW
from tests.storage.test_consents import chain
from tests.talk import mind

if TYPE_CHECKING:
    import pytest

    from storage.db import Database
    from tests.storage.fakes import House


async def change(db: Database, statement: str) -> None:
    async with db.transaction() as tx:
        await tx.execute(text(statement))


async def alarm(house: House) -> tuple[str, int]:
    """The word on the health page, and the number in the metrics."""
    async with house.db.transaction() as tx:
        figures = await watch.figures(tx, now=house.clock.now)
        return (await watch.alarms(tx))["consents"], figures.consent_faults


async def test_every_day_the_chain_is_verified_and_a_fault_stays_to_be_seen(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    """Once a day by one of all processes; a line in the log, a word on the health page, a number in the metrics."""
    await chain(house.db, house.sealer)
    jobs = [Jobs(house.db, house.sealer, now=house.clock) for _ in range(2)]
    for each in jobs:
        await each.round()
    assert await alarm(house) == ("ok", 0)
    await change(house.db, "update consent set decision = 'refused' where id = 3")
    house.clock.move(hours=23)
    for each in jobs:
        await each.round()
    assert await alarm(house) == ("ok", 0)
    capsys.readouterr()
    house.clock.move(hours=1)
    for each in jobs:
        await each.round()
    word, faults = await alarm(house)
    assert faults == 1
    assert word.startswith("1 fault")
    assert capsys.readouterr().out.count("consent chain broken") == 1
    async with house.db.transaction() as tx:
        deeds = await audit.recent(tx, action="consents.verify")
    assert [deed.detail for deed in deeds] == [{"faults": 1, "rows": [3]}, {"faults": 0, "rows": []}]
    assert deeds[0].actor == "jobs"
    await change(house.db, "update consent set decision = 'granted' where id = 3")
    house.clock.move(hours=24)
    await jobs[0].round()
    assert await alarm(house) == ("ok", 0)


async def test_what_is_decided_while_the_chain_is_read_is_no_fault(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is read in pieces, of one moment."""
    monkeypatch.setattr(consents, "PIECE", 3)
    await chain(house.db, house.sealer, length=10)
    async with house.db.transaction() as tx:
        await verifying.snapshot(tx)
        assert await consents.count(tx) == 10
        await chain(house.db, house.sealer, length=4)
        await change(house.db, "delete from consent where id = 7")
        assert await verifying.verify(tx, now=NOW, by="test", sealer=house.sealer) == []
    async with house.db.transaction() as tx:
        assert [fault.row for fault in await consents.verify(tx, sealer=house.sealer)] == [7]


async def test_a_purge_that_does_not_run_is_seen(house: House) -> None:
    """An hour after it was due; never done, it is seen once there is something to forget (trust.md R-10)."""

    async def overdue() -> bool:
        async with house.db.transaction() as tx:
            return await retention.overdue(tx, now=house.clock.now)

    assert not await overdue()
    await house.hear("một")
    await house.think()
    assert not await overdue()
    house.clock.move(hours=2)
    assert await overdue()
    await Jobs(house.db, house.sealer, now=house.clock).round()
    assert not await overdue()
    house.clock.move(hours=1)
    assert not await overdue()
    house.clock.move(minutes=16)
    assert await overdue()


async def test_the_health_page_turns_red_and_green_again(house: House) -> None:
    """As the running service registers it (trust.md F30)."""
    check = app.web_parts(mind(), house.db, ()).ready["purge"]
    house.clock.now = app.now() - timedelta(hours=2)
    assert await check() is None
    await house.hear("một")
    await house.think()
    assert await check() == "late"
    await Jobs(house.db, house.sealer, now=app.now).round()
    assert await check() is None


async def test_the_command_names_the_row(house: House, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A whole chain is said to be whole; of a changed one each row is named, and the command fails."""
    monkeypatch.setenv("CHAOVN_DATABASE_URL", address)
    monkeypatch.setenv("CHAOVN_SECRET_KEY", "secret of the tests, long enough to be one")
    await chain(house.db, house.sealer)
    good = await asyncio.to_thread(CliRunner().invoke, command, ["verify"])
    assert (good.exit_code, "5" in good.stdout) == (0, True)
    await change(house.db, "update consent set channel = 'zalo_oa' where id = 4")
    bad = await asyncio.to_thread(CliRunner().invoke, command, ["verify"])
    assert bad.stdout.startswith("dòng 4: ")
    assert isinstance(bad.exception, ChaovnError)
    async with house.db.transaction() as tx:
        assert len(await audit.recent(tx, action="consents.verify")) == 2
