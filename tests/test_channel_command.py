"""`chaovn channel`: off with a reason, on, status, dead letters; what it says, and what is written down."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update
from typer.testing import CliRunner

from bot.commands.channel import channel
from bot.errors import DataError
from storage import audit
from storage.tables import outbox
from tests.storage.fakes import House

if TYPE_CHECKING:
    from storage.db import Database
    from storage.sealing import Sealer


@pytest.fixture
def database(address: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The commands work on this test's database."""
    monkeypatch.setenv("CHAOVN_DATABASE_URL", address)
    return address


async def command(*words: str) -> Any:
    """Runs it as the terminal does, in a thread, because it has a loop of its own."""
    return await asyncio.to_thread(CliRunner().invoke, channel, list(words))


async def test_off_and_on_are_said_and_written_down(database: str, db: Database) -> None:
    """The reason is asked for, shown to whoever looks, and kept with who did it."""
    assert "bật" in (await command("on", "telegram")).stdout
    assert (await command("off", "telegram")).exit_code == 2
    assert isinstance((await command("off", "telegram", "--reason", " ")).exception, DataError)
    assert (await command("off", "fax", "--reason", "x")).exit_code == 2
    done = await command("off", "telegram", "--reason", "gửi sai nội dung")
    assert (done.exit_code, "đã tắt" in done.stdout) == (0, True)
    lines = (await command("status")).stdout.splitlines()
    assert [line.partition(":")[0] for line in lines] == ["telegram", "web", "zalo_bot", "zalo_oa"]
    assert "TẮT" in lines[0]
    assert "gửi sai nội dung" in lines[0]
    assert (await command("on", "telegram")).exit_code == 0
    assert "TẮT" not in (await command("status")).stdout
    async with db.transaction() as tx:
        deeds = await audit.recent(tx)
    assert [(deed.action, deed.target) for deed in deeds] == [("channel.on", "telegram"), ("channel.off", "telegram")]
    assert all(deed.actor.startswith("os:") for deed in deeds)


async def test_dead_letters_are_listed_without_their_words_and_sent_again(
    database: str, db: Database, sealer: Sealer
) -> None:
    """Number, channel, time, reason; a number that is none gets a reason a person can act on."""
    house = House(db, sealer)
    assert "Không có" in (await command("dead")).stdout
    await house.hear("bí mật")
    await house.think()
    async with db.transaction() as tx:
        await tx.execute(
            update(outbox)
            .where(outbox.c.id == 1)
            .values(status="failed", fault="http 400", finished_at=house.clock.now)
        )
    shown = (await command("dead", "web")).stdout
    assert shown.split()[:2] == ["1", "web"]
    assert "http 400" in shown
    assert "bí mật" not in shown
    assert "Không có" in (await command("dead", "telegram")).stdout
    assert (await command("resend", "1")).exit_code == 0
    assert isinstance((await command("resend", "1")).exception, DataError)
    assert isinstance((await command("resend", "99")).exception, DataError)
