"""What became of the names that were handed over, and the totals of official sources. Levels are never mixed:

says registered (the person says so) · visible (DNS knows the name) · confirmed (a list of VNNIC or a registrar has it).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, get_args

from sqlalchemy import exists, func, insert, or_, select, update

from storage import audit
from storage.errors import TamperedError
from storage.staff_tables import official_total
from storage.tables import handover, handover_open

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from storage.db import Session
    from storage.sealing import Sealer

Programme: TypeAlias = Literal["id_vn", "biz_vn"]
PROGRAMMES: Final[tuple[Programme, ...]] = get_args(Programme)

WATCHED: Final = timedelta(days=90)
"""so long after its link a name is looked for"""
MOST_NAMES: Final = 10_000_000


@dataclass(frozen=True, slots=True)
class Watched:
    """A name that DNS is to be asked about."""

    handover: str
    domain: str


@dataclass(frozen=True, slots=True)
class OfficialTotal:
    """So many names of a programme by an official source, on a day."""

    programme: Programme
    as_of: date
    number: int
    origin: str
    by: str
    typed: datetime


async def due(session: Session, *, now: datetime, before: datetime, limit: int, sealer: Sealer) -> list[Watched]:
    """Names that were not looked for since `before`, the longest waiting first.

    Only those whose person opened the link or says to have registered, while the name is still kept: it goes with its
    link's expiry, and with a deletion. One that was damaged goes now: nobody can read it any more.
    """
    h, o = handover.c, handover_open.c
    opened = exists().where(o.handover == h.id, ~o.robot)
    rows = await session.execute(
        select(h.id, h.wish)
        .where(
            h.wish.is_not(None),
            h.visible_on.is_(None),
            h.created_at > now - WATCHED,
            or_(h.says_on.is_not(None), opened),
            or_(h.checked_at.is_(None), h.checked_at < before),
        )
        .order_by(h.checked_at.asc().nulls_first(), h.created_at)
        .limit(limit)
    )
    found, damaged = [], []
    for r in rows:
        try:
            found.append(Watched(r.id, str(sealer.open_json(r.wish, where=f"handover:wish:{r.id}"))))
        except TamperedError:
            damaged.append(r.id)
    if damaged:
        await session.execute(update(handover).where(h.id.in_(damaged)).values(wish=None))
    return found


async def looked(
    session: Session,
    *,
    id: str,  # noqa: A002 - the column's name
    now: datetime,
    visible_on: date | None = None,
) -> None:
    """Notes that a name was looked for, and that it was found; the first such day stands for good."""
    h = handover.c
    await session.execute(
        update(handover).where(h.id == id).values(checked_at=now, visible_on=func.coalesce(h.visible_on, visible_on))
    )


async def add_total(  # noqa: PLR0913 - all by keyword
    session: Session,
    *,
    programme: Programme,
    number: int,
    as_of: date,
    origin: str,
    by: str,
    now: datetime,
    today: date,
) -> None:
    """Types in an official figure. Typed again for the same day, the later one counts.

    Raises `ValueError` with the name of the wrong field: `number`, `as_of` (in the future) or `origin` (too short).
    """
    origin = " ".join(origin.split())
    if not 0 <= number <= MOST_NAMES:
        raise ValueError("number")
    if as_of > today or as_of.year < 2025:  # the programme began in 2025
        raise ValueError("as_of")
    if not 3 <= len(origin) <= 200 or not origin.isprintable():
        raise ValueError("origin")
    await session.execute(
        insert(official_total).values(
            programme=programme, as_of=as_of, number=number, origin=origin, typed_by=by, typed_at=now
        )
    )
    detail = {"number": number, "as_of": as_of.isoformat(), "origin": origin}
    await audit.note(session, actor=by, action="official.add", target=programme, now=now, detail=detail)


async def totals(session: Session, *, limit: int = 50) -> Sequence[OfficialTotal]:
    """Official figures, the newest day first; of a day that was typed twice, the one that counts comes first."""
    c = official_total.c
    rows = await session.execute(
        select(official_total).order_by(c.as_of.desc(), c.typed_at.desc(), c.id.desc()).limit(limit)
    )
    return [OfficialTotal(r.programme, r.as_of, r.number, r.origin, r.typed_by, r.typed_at) for r in rows]
