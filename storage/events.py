"""Statistics as they happen: one de-identified row for each turn, and marks that count people without naming them."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, text, update

from storage.db import fetch, fetch_one
from storage.log_tables import person_mark
from storage.reporting.types import STEPS
from storage.staff_tables import confirmed
from storage.tables import conversation, handover

if TYPE_CHECKING:
    from storage.db import Session
    from storage.sealing import Sealer

HERE = ZoneInfo("Asia/Ho_Chi_Minh")


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
    first_source: str | None = None
    opens: bool = False
    happened: tuple[str, ...] = ()


_COUNTED = f"""
with again as (update days_counted set through = $4 where through >= $2)
insert into interaction (id, day, hour, {", ".join(Turn.__slots__)})
values ($1, $2, $3, {", ".join(f"${n}" for n in range(5, 5 + len(Turn.__slots__)))})
"""  # noqa: S608 - names of our own columns

_MARKED = """
insert into person_mark as m (day, person, programme, channel, commune, source, step, fresh)
values ($1, $2, $3, $4,
    coalesce(nullif($5, ''), (select max(commune) from person_mark where person = $2), ''),
    $6, $7, $8 and not exists (select from person_mark where person = $2))
on conflict (day, person, programme) do update set
    step = greatest(m.step, excluded.step),
    commune = coalesce(nullif(excluded.commune, ''), m.commune),
    source = coalesce(nullif(excluded.source, ''), m.source),
    fresh = m.fresh or excluded.fresh
returning commune
"""


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a person came. `subject` stands for the person and is hashed with the quarter's own key before it is
    kept; `first` says that nothing was remembered of them."""

    subject: bytes
    channel: str
    programme: str | None = None
    commune: str | None = None
    source: str | None = None
    step: str = "asked"
    first: bool = False


def day_of(now: datetime) -> date:
    """The day in Viet Nam."""
    return now.astimezone(HERE).date()


def quarter_of(day: date) -> str:
    return f"{day.year}-Q{(day.month + 2) // 3}"


def start_of_quarter(quarter: str) -> date:
    return date(int(quarter[:4]), int(quarter[-1]) * 3 - 2, 1)


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
    day = day_of(now)
    values = [getattr(turn, name) for name in Turn.__slots__]
    hour = now.replace(minute=0, second=0, microsecond=0)
    # A row of a day that was added up already (a demonstration plays the past) has that day added up again.
    await fetch(
        session,
        _COUNTED,
        *(secrets.token_hex(8), day, hour, day - timedelta(days=1)),
        *(list(value) if isinstance(value, tuple) else value for value in values),
    )


async def count_person(session: Session, *, mark: Mark, now: datetime, sealer: Sealer) -> str | None:
    """Notes how far this person came today; nothing when the quarter's key is destroyed already.

    Returns the person's commune as far as it is known. Once known it holds for all their marks of the quarter, those
    before it was said too.
    """
    day = day_of(now)
    secret = await _key(session, quarter=quarter_of(day), sealer=sealer)
    if secret is None:
        return mark.commune
    person = hmac.digest(secret, mark.subject, hashlib.sha256)[:16]
    row = await fetch_one(
        session,
        _MARKED,
        *(day, person, mark.programme or "", mark.channel, mark.commune or "", mark.source or ""),
        *(STEPS.index(mark.step) + 1, mark.first),
    )
    if mark.commune:
        await fetch(
            session, "update person_mark set commune = $2 where person = $1 and commune = ''", person, mark.commune
        )
    return None if row is None else row["commune"] or None


async def has_come_to(session: Session, *, subject: bytes, step: str, now: datetime, sealer: Sealer) -> bool:
    """Whether this person has come to a step or further in this quarter."""
    secret = await _key(session, quarter=quarter_of(day_of(now)), sealer=sealer)
    if secret is None:
        return False
    m, person = person_mark.c, hmac.digest(secret, subject, hashlib.sha256)[:16]
    found = select(m.day).where(m.person == person, m.step >= STEPS.index(step) + 1).limit(1)
    return await session.scalar(found) is not None


async def mark_opened(session: Session, *, handover_id: str, now: datetime, sealer: Sealer) -> bool:
    """A person, not a robot, opened this link. False when the conversation is gone: then nobody can be marked."""
    return await _mark_owner(session, handover_id=handover_id, step="opened", now=now, sealer=sealer)


async def mark_confirmed(session: Session, *, handover_id: str, now: datetime, sealer: Sealer) -> bool:
    """A list of VNNIC or a registrar has the name of this link: call it once the list's row is stored with it.

    The link's first such day stands in `handover.confirmed_on`, its channel and source beside the list's row. False
    when the conversation is gone: then the person cannot be marked any more, the name still counts.
    """
    h = handover.c
    await session.execute(
        update(handover).where(h.id == handover_id, h.confirmed_on.is_(None)).values(confirmed_on=day_of(now))
    )
    link = select(h.channel, h.source, h.commune).where(h.id == handover_id).subquery()
    await session.execute(
        update(confirmed)
        .where(confirmed.c.handover == handover_id)
        .values(
            channel=select(link.c.channel).scalar_subquery(),
            source=select(link.c.source).scalar_subquery(),
            commune=func.coalesce(confirmed.c.commune, select(link.c.commune).scalar_subquery()),
        )
    )
    return await _mark_owner(session, handover_id=handover_id, step="confirmed", now=now, sealer=sealer)


async def _mark_owner(session: Session, *, handover_id: str, step: str, now: datetime, sealer: Sealer) -> bool:
    h, c = handover.c, conversation.c
    row = (
        await session.execute(
            select(c.account_hash, c.channel, h.programme, h.commune, h.source)
            .join(handover, h.conversation == c.id)
            .where(h.id == handover_id)
        )
    ).one_or_none()
    if row is None:
        return False
    mark = Mark(row.account_hash, row.channel, row.programme, row.commune, row.source, step)
    await count_person(session, mark=mark, now=now, sealer=sealer)
    return True


async def _key(session: Session, *, quarter: str, sealer: Sealer) -> bytes | None:
    where = f"quarter_key:secret:{quarter}"
    mine = "select secret from quarter_key where quarter = $1"
    row = await fetch_one(session, mine, quarter)
    if row is None:
        fresh = sealer.seal(secrets.token_bytes(32), where=where)
        await fetch(session, "insert into quarter_key values ($1, $2) on conflict do nothing", quarter, fresh)
        row = await fetch_one(session, mine, quarter)
    return None if row is None or row["secret"] is None else sealer.open(row["secret"], where=where)
