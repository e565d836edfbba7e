"""Where conversations stand still: silent for a day while a question was open."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert

from flows.codec import CodecError
from storage import conversations, events
from storage.errors import TamperedError
from storage.log_tables import stood_still
from storage.reporting.types import Filter, Left
from storage.tables import conversation

if TYPE_CHECKING:
    from datetime import date, datetime

    from flows.types import State
    from storage.db import Session
    from storage.periods import Period
    from storage.sealing import Sealer

SILENT = timedelta(hours=24)
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class _Place:
    """Columns of `stood_still`, the number left out."""

    day: date
    channel: str
    programme: str
    commune: str
    source: str
    node: str


async def count(session: Session, *, now: datetime, sealer: Sealer) -> int:
    """Counts each silence of a day at an open question once; returns how many. Call it before the purge."""
    counted = 0
    while (done := await _some(session, now, sealer)) is not None:
        counted += done
    return counted


async def _some(session: Session, now: datetime, sealer: Sealer) -> int | None:
    c = conversation.c
    due = (
        await session.execute(
            select(c.id, c.channel, c.lang, c.account_hash, c.state, c.heard_at)
            .where(c.heard_at <= now - SILENT, or_(c.stood_still_at.is_(None), c.stood_still_at < c.heard_at))
            .order_by(c.id)
            .limit(AT_ONCE)
            .with_for_update(skip_locked=True, key_share=True)
        )
    ).all()
    if not due:
        return None
    places = Counter(p for row in due if (p := _place(conversations.Claimed(*row), sealer)) is not None)
    for place, number in places.items():
        row = insert(stood_still).values(
            conversations=number, **{name: getattr(place, name) for name in _Place.__slots__}
        )
        total = stood_still.c.conversations + row.excluded.conversations
        keys = [column.name for column in stood_still.primary_key]
        await session.execute(row.on_conflict_do_update(index_elements=keys, set_={"conversations": total}))
    ids = [row.id for row in due]
    await session.execute(update(conversation).where(c.id.in_(ids)).values(stood_still_at=c.heard_at))
    return places.total()


def _place(claimed: conversations.Claimed, sealer: Sealer) -> _Place | None:
    try:
        state = conversations.state_of(claimed, sealer=sealer)
    except (TamperedError, CodecError):
        return None  # nobody can read it; one such row must not stop the others
    if state is None or state.asked_at is None or state.run is None or claimed.heard_at is None:
        return None
    return _Place(
        day=events.day_of(claimed.heard_at),
        channel=claimed.channel,
        programme=state.run.flow,
        commune=commune_of(state) or "",
        source=state.last_ref or state.ref or "",
        node=state.asked_at,
    )


def commune_of(state: State) -> str | None:
    """The NSO code of the commune that the person named, None when it is not known or not one alone."""
    commune = state.answers.get("commune")
    codes = commune.get("codes") if isinstance(commune, dict) else None
    return str(codes[0]) if codes else None


async def left(session: Session, *, period: Period, wanted: Filter) -> tuple[Left, ...]:
    """Conversations of a period by the question at which they stood still, most first."""
    c = stood_still.c
    names = ("channel", "programme", "commune", "source")
    chosen = [c[name] == code for name in names if (code := getattr(wanted, name)) is not None]
    rows = await session.execute(
        select(c.node, c.programme, func.sum(c.conversations).label("number"))
        .where(c.day.between(period.first, period.last), *chosen)
        .group_by(c.node, c.programme)
        .order_by(text("number desc"), c.programme, c.node)
    )
    return tuple(Left(row.node, row.programme, int(row.number)) for row in rows)
