"""Statistics as they happen: one de-identified row for each turn, and marks that count people without naming them."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import func, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from storage.log_tables import days_counted, interaction, person_mark, quarter_key
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
    values = {name: getattr(turn, name) for name in Turn.__slots__}
    values["answered"], values["happened"] = list(turn.answered), list(turn.happened)
    day = day_of(now)
    await session.execute(
        insert(interaction).values(
            id=secrets.token_hex(8),
            day=day,
            hour=now.replace(minute=0, second=0, microsecond=0),
            **values,
        )
    )
    # A row of a day that was added up already (a demonstration plays the past) has that day added up again.
    through = days_counted.c.through
    await session.execute(update(days_counted).where(through >= day).values(through=day - timedelta(days=1)))


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
    m = person_mark.c
    known = select(func.max(m.commune)).where(m.person == person).scalar_subquery()
    fresh = ~select(m.day).where(m.person == person).exists() if mark.first else False
    fields = {"day": day, "person": person, "programme": mark.programme or "", "channel": mark.channel}
    row = upsert(person_mark).values(
        **fields,
        commune=mark.commune or func.coalesce(known, ""),
        source=mark.source or "",
        step=STEPS.index(mark.step) + 1,
        fresh=fresh,
    )
    new = row.excluded
    commune = await session.scalar(
        row.on_conflict_do_update(
            index_elements=[m.day, m.person, m.programme],
            set_={
                "step": func.greatest(m.step, new.step),
                "commune": func.coalesce(func.nullif(new.commune, ""), m.commune),
                "source": func.coalesce(func.nullif(new.source, ""), m.source),
                "fresh": m.fresh | new.fresh,
            },
        ).returning(m.commune)
    )
    if mark.commune:
        unknown = update(person_mark).where(m.person == person, m.commune == "")
        await session.execute(unknown.values(commune=mark.commune))
    return str(commune) if commune else None


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
    mine = select(quarter_key.c.secret).where(quarter_key.c.quarter == quarter)
    row = (await session.execute(mine)).one_or_none()
    if row is None:
        fresh = sealer.seal(secrets.token_bytes(32), where=where)
        await session.execute(upsert(quarter_key).values(quarter=quarter, secret=fresh).on_conflict_do_nothing())
        row = (await session.execute(mine)).one()
    return None if row.secret is None else sealer.open(row.secret, where=where)
