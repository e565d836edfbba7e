"""Times in which nothing ran. A network keeps a message for a day at most: what was written then may never have come,
and a report that says nothing of it would show a quiet day where there was none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from storage import events
from storage.log_tables import gap

if TYPE_CHECKING:
    from storage.db import Session
    from storage.periods import Period

SHORTEST = timedelta(hours=2)
"""the purge runs every hour: twice that without one, and nothing was there to do it"""


@dataclass(frozen=True, slots=True)
class Gap:
    """From the last sign of life, an hour before the end of it at most, to the first one after."""

    since: datetime
    until: datetime


async def note(session: Session, *, last: datetime | None, now: datetime) -> bool:
    """Marks that nothing ran since `last`, the time of the purge before; False where that is not long ago."""
    if last is None or now - last < SHORTEST:
        return False
    await session.execute(insert(gap).values(since=last, until=now).on_conflict_do_nothing())
    return True


async def within(session: Session, *, period: Period) -> tuple[Gap, ...]:
    """The gaps that touch a period, oldest first."""
    begin = datetime.combine(period.first, time(), events.HERE)
    end = datetime.combine(period.last + timedelta(days=1), time(), events.HERE)
    rows = await session.execute(select(gap).where(gap.c.until > begin, gap.c.since < end).order_by(gap.c.since))
    return tuple(Gap(row.since, row.until) for row in rows)


def sentence(gaps: tuple[Gap, ...]) -> str:
    """What a reader of the figures has to know of at least one gap."""
    longest = max(gaps, key=lambda one: one.until - one.since)
    since, until = (f"{at.astimezone(events.HERE):%H:%M ngày %d/%m/%Y}" for at in (longest.since, longest.until))
    if len(gaps) == 1:
        return f"Hệ thống không hoạt động từ khoảng {since} đến {until}; số liệu của thời gian này không đầy đủ."
    return (
        f"Hệ thống không hoạt động {len(gaps)} lần trong kỳ, lâu nhất từ khoảng {since} đến {until}; "
        "số liệu của những thời gian này không đầy đủ."
    )
