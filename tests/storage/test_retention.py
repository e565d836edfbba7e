"""Each class of data is forgotten on its day."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from bot.jobs import Jobs
from storage import events, retention
from storage.log_tables import interaction, people_count, person_mark, purge_run, quarter_key
from storage.tables import conversation, handover, inbox, outbox, staff_message

if TYPE_CHECKING:
    from tests.storage.fakes import House


async def purge(house: House) -> dict[str, int]:
    async with house.db.transaction() as tx:
        return await retention.purge(tx, now=house.clock.now, sealer=house.sealer)


async def count(house: House, what: object) -> int:
    async with house.db.transaction() as tx:
        return int(await tx.scalar(select(func.count(what))) or 0)  # type: ignore[arg-type]


async def test_each_class_goes_on_its_day(house: House) -> None:
    """Words and prepared fields after a day, keys after a week, a conversation with consent after thirty days."""
    await house.hear("link", "an")
    await house.hear("leave a message", "an")
    await house.think()
    house.clock.move(hours=23)
    assert (await purge(house))["inbox_raw"] == 0
    house.clock.move(hours=2)
    removed = await purge(house)
    assert (removed["inbox_raw"], removed["prepared"], removed["conversation"]) == (2, 1, 1)
    assert await count(house, inbox.c.raw) == 0
    assert await count(house, handover.c.personal) == 0
    assert await count(house, inbox.c.id) == 2
    house.clock.move(days=7)
    removed = await purge(house)
    assert (removed["inbox"], removed["wish"]) == (2, 1)
    assert await count(house, handover.c.id) == 1
    house.clock.move(days=90)
    removed = await purge(house)
    assert (removed["handover"], removed["staff_message"]) == (1, 1)
    assert await count(house, staff_message.c.id) == 0
    assert await count(house, interaction.c.id) == 2


async def test_the_purge_twice_or_at_once_removes_the_same(house: House) -> None:
    """A second run finds nothing; two at once end well."""
    await house.hear("một")
    await house.think()
    house.clock.move(days=2)
    first, second = await asyncio.gather(purge(house), purge(house))
    assert first["inbox_raw"] + second["inbox_raw"] == 1
    assert sum((await purge(house)).values()) == 0
    assert await count(house, conversation.c.id) == 0
    assert await count(house, outbox.c.id) == 0


async def test_what_still_waits_is_not_forgotten(house: House) -> None:
    """A conversation with unhandled news outlives its day."""
    await house.hear("một")
    house.clock.move(days=40)
    await purge(house)
    assert await house.think() == 1


async def test_a_closed_quarter_keeps_numbers_only(house: House) -> None:
    """A week after the quarter its marks become counts and its key is destroyed; a late turn breaks nothing."""
    for account in ("an", "binh"):
        await house.hear("link", account)
    await house.think()
    house.clock.now = datetime(2027, 1, 7, 16, 59, tzinfo=UTC)  # 23:59 of 7 January in Viet Nam
    assert (await purge(house))["person_mark"] == 0
    house.clock.move(minutes=1)
    assert (await purge(house))["person_mark"] == 2
    assert await count(house, person_mark.c.day) == 0
    assert await count(house, quarter_key.c.secret) == 0
    async with house.db.transaction() as tx:
        kept = people_count.c
        people = await tx.scalar(
            select(kept.steps).where(
                kept.first == date(2026, 10, 1),
                kept.last == date(2026, 12, 31),
                *(kept[name] == "*" for name in ("channel", "programme", "commune", "source")),
            )
        )
        assert people == [2, 2, 2, 2, 2, 0, 0, 0]
        old = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)
        await events.count_person(tx, mark=events.Mark(b"x", "web"), now=old, sealer=house.sealer)
    assert await count(house, person_mark.c.day) == 0


async def test_jobs_do_what_is_due(house: House) -> None:
    """One round wakes timers and purges at most once an hour."""
    await house.hear("remind me")
    await house.think()
    jobs = Jobs(house.db, house.sealer, now=house.clock)
    await jobs.round()
    await jobs.round()
    assert await count(house, purge_run.c.id) == 1
    house.clock.move(hours=23)
    await jobs.round()
    assert await count(house, purge_run.c.id) == 2
    assert await house.think() == 0


async def test_partitions_are_made_ahead(house: House) -> None:
    """A turn in any of the next months finds its partition, over the end of a year too."""
    async with house.db.transaction() as tx:
        await events.ensure_partitions(tx, day=date(2027, 11, 30), months=2)
        await events.ensure_partitions(tx, day=date(2027, 11, 30), months=2)
    for month in (datetime(2027, 11, 1, tzinfo=UTC), datetime(2028, 1, 31, 12, tzinfo=UTC)):
        house.clock.now = month
        await house.hear("một")
        await house.think()
    async with house.db.transaction() as tx:
        days = list(await tx.scalars(select(interaction.c.day).order_by(interaction.c.day)))
    assert days == [date(2027, 11, 1), date(2028, 1, 31)]


def test_days_and_quarters_are_those_of_viet_nam() -> None:
    """17:00 UTC is the next day there; the last minute of a year belongs to its quarter."""
    assert events.day_of(datetime(2026, 12, 31, 16, 59, tzinfo=UTC)) == date(2026, 12, 31)
    assert events.day_of(datetime(2026, 12, 31, 17, 0, tzinfo=UTC)) == date(2027, 1, 1)
    assert [events.quarter_of(date(2026, m, 1)) for m in (1, 3, 4, 12)] == [
        "2026-Q1",
        "2026-Q1",
        "2026-Q2",
        "2026-Q4",
    ]
    assert events.end_of_quarter("2026-Q4") - timedelta(days=1) == date(2026, 12, 31)
    assert events.end_of_quarter("2026-Q2") == date(2026, 7, 1)
