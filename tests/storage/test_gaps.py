"""Times in which nothing ran are marked, once, and told to whoever reads figures of them (F17)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.jobs import Jobs
from storage import periods
from storage.reporting import gaps
from tests.conftest import NOW

if TYPE_CHECKING:
    from storage.reporting.gaps import Gap
    from tests.storage.fakes import House


async def found(house: House, first: date, last: date) -> tuple[Gap, ...]:
    async with house.db.transaction() as tx:
        return await gaps.within(tx, period=periods.days(first, last))


async def test_a_long_silence_of_the_service_is_a_gap(house: House) -> None:
    """From the purge before to the first after; an hour is none, and a population that is played is none either."""
    jobs, day = Jobs(house.db, house.sealer, now=house.clock), NOW.date()
    await jobs.round(mark_gaps=True)
    house.clock.move(minutes=61)
    await jobs.round(mark_gaps=True)
    assert await found(house, day, day) == ()
    since = house.clock.now
    house.clock.move(hours=25)
    await jobs.round(mark_gaps=True)
    await jobs.round(mark_gaps=True)
    (gap,) = await found(house, day, day)
    assert (gap.since, gap.until) == (since, since + timedelta(hours=25))
    house.clock.move(days=9)
    await jobs.round()
    assert await found(house, day - timedelta(days=5), day + timedelta(days=20)) == (gap,)


async def test_a_gap_belongs_to_every_day_that_it_touches(house: House) -> None:
    """Days are those of Viet Nam: 17:00 UTC is the midnight between two of them."""
    jobs = Jobs(house.db, house.sealer, now=house.clock)
    house.clock.now = NOW.replace(hour=16)
    await jobs.round(mark_gaps=True)
    house.clock.now = NOW.replace(hour=19)
    await jobs.round(mark_gaps=True)
    day = NOW.date()
    assert [len(await found(house, each, each)) for each in (day, day + timedelta(days=1))] == [1, 1]
    assert await found(house, day + timedelta(days=2), day + timedelta(days=3)) == ()
    assert await found(house, day - timedelta(days=3), day - timedelta(days=1)) == ()


def test_one_sentence_tells_of_all_gaps() -> None:
    """Of several the number and the longest."""
    short = gaps.Gap(NOW, NOW + timedelta(hours=3))
    long = gaps.Gap(NOW + timedelta(days=1), NOW + timedelta(days=2))
    assert "10:00 ngày 22/11/2026 đến 13:00 ngày 22/11/2026" in gaps.sentence((short,))
    both = gaps.sentence((short, long))
    assert "2 lần" in both
    assert "10:00 ngày 23/11/2026 đến 10:00 ngày 24/11/2026" in both
