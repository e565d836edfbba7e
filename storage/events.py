"""Statistics: one de-identified row for each turn, and sets that count people once without naming them."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import func, insert, select, text
from sqlalchemy.dialects.postgresql import insert as upsert

from storage.log_tables import interaction, people_count, person_mark, quarter_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from storage.db import Session
    from storage.sealing import Sealer

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
QUARTER_GRACE = timedelta(days=7)
"""how long a quarter's key outlives the quarter (trust.md 1.6)"""


@dataclass(frozen=True, slots=True)
class Turn:
    """What is counted of one turn; `latency_ms` from storing the message to the decision."""

    channel: str
    province: str
    commune: str | None
    lang: str
    kind: str
    intent: str | None
    band: str | None
    node: str | None
    outcome: str
    programme: str | None
    verdict: str | None
    source: str | None
    answered: tuple[str, ...]
    latency_ms: int


def day_of(now: datetime) -> date:
    """The day in Viet Nam."""
    return now.astimezone(HERE).date()


def quarter_of(day: date) -> str:
    return f"{day.year}-Q{(day.month + 2) // 3}"


def end_of_quarter(quarter: str) -> date:
    """The first day after the quarter."""
    year, number = int(quarter[:4]), int(quarter[-1])
    return date(year + 1, 1, 1) if number == 4 else date(year, number * 3 + 1, 1)


async def ensure_partitions(session: Session, *, day: date, months: int = 3) -> None:
    """Makes the month's partition of the interaction log for `day` and the months after it."""
    first = day.replace(day=1)
    for _ in range(months + 1):
        after = (first + timedelta(days=32)).replace(day=1)
        name = f"interaction_{first:%Y_%m}"
        if not await session.scalar(text("select to_regclass(:name)"), {"name": name}):
            # Two processes may come here at once; the lock makes the second find the first one's partition.
            await session.execute(text("select pg_advisory_xact_lock(hashtextextended('partitions', 1))"))
            await session.execute(
                text(
                    f"create table if not exists {name} partition of interaction "
                    f"for values from ('{first:%Y-%m-%d}') to ('{after:%Y-%m-%d}')"
                )
            )
        first = after


async def count(session: Session, *, turn: Turn, now: datetime) -> None:
    """Writes the row of one turn. Its time is cut to the hour, so that it matches no conversation's times."""
    values = {name: getattr(turn, name) for name in Turn.__slots__}
    values["answered"] = list(turn.answered)
    await session.execute(
        insert(interaction).values(
            id=secrets.token_hex(8),
            day=day_of(now),
            hour=now.replace(minute=0, second=0, microsecond=0),
            **values,
        )
    )


async def count_person(  # noqa: PLR0913 - all by keyword
    session: Session,
    *,
    subject: bytes,
    channel: str,
    programme: str | None,
    marks: Iterable[str],
    now: datetime,
    sealer: Sealer,
) -> None:
    """Notes what this person reached today. `subject` is hashed with the quarter's own key."""
    day = day_of(now)
    secret = await _key(session, quarter=quarter_of(day), sealer=sealer)
    if secret is None:
        return
    person = hmac.digest(secret, subject, hashlib.sha256)[:16]
    rows = [
        {"day": day, "person": person, "channel": channel, "programme": programme or "", "mark": mark}
        for mark in dict.fromkeys(marks)
    ]
    await session.execute(upsert(person_mark).on_conflict_do_nothing(), rows)


async def _key(session: Session, *, quarter: str, sealer: Sealer) -> bytes | None:
    where = f"quarter_key:secret:{quarter}"
    mine = select(quarter_key.c.secret).where(quarter_key.c.quarter == quarter)
    row = (await session.execute(mine)).one_or_none()
    if row is None:
        fresh = sealer.seal(secrets.token_bytes(32), where=where)
        await session.execute(upsert(quarter_key).values(quarter=quarter, secret=fresh).on_conflict_do_nothing())
        row = (await session.execute(mine)).one()
    return None if row.secret is None else sealer.open(row.secret, where=where)


async def close_quarters(session: Session, *, now: datetime) -> int:
    """Turns the marks of quarters that are over into counts and destroys their keys; returns marks removed.

    A second run finds nothing left to do.
    """
    removed = 0
    today = day_of(now)
    for quarter in await session.scalars(select(quarter_key.c.quarter).where(quarter_key.c.secret.is_not(None))):
        end = end_of_quarter(quarter)
        if today < end + QUARTER_GRACE:
            continue
        marks = person_mark.c
        start = date(int(quarter[:4]), int(quarter[-1]) * 3 - 2, 1)
        inside = (marks.day >= start) & (marks.day < end)
        counted = (
            select(
                text(f"'{quarter}'"),
                func.coalesce(marks.channel, "*"),
                func.coalesce(marks.programme, "*"),
                marks.mark,
                func.count(marks.person.distinct()),
            )
            .where(inside)
            .group_by(func.cube(marks.channel, marks.programme), marks.mark)
        )
        await session.execute(
            upsert(people_count)
            .from_select(["quarter", "channel", "programme", "mark", "people"], counted)
            .on_conflict_do_nothing()
        )
        gone = await session.execute(person_mark.delete().where(inside))
        removed += gone.rowcount
        await session.execute(quarter_key.update().where(quarter_key.c.quarter == quarter).values(secret=None))
    return removed
