"""Registration links that were handed over, what was prepared for the form, and how often each was opened."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from storage.tables import handover, handover_open

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from storage.db import Session
    from storage.sealing import Sealer


@dataclass(frozen=True, slots=True)
class Handover:
    """A link that was handed over. `domain` and `personal` are filled only in the person's own session."""

    id: str
    programme: str
    channel: str
    subject: str | None
    created: datetime
    expires: datetime
    domain: str | None = None
    personal: Mapping[str, object] = field(default_factory=dict)
    commune: str | None = None
    source: str | None = None


def wish_hash(domain: str, *, sealer: Sealer) -> bytes:
    """The keyed hash by which a list finds the link of a name; `domain` in lower case, ASCII, without a last dot."""
    return sealer.hash("wish", domain)


async def add(
    session: Session,
    *,
    made: Handover,
    conversation: int,
    sealer: Sealer,
) -> None:
    """Keeps a link that is being handed over; asked twice, it keeps the first."""
    await session.execute(
        upsert(handover)
        .values(
            id=made.id,
            conversation=conversation,
            channel=made.channel,
            programme=made.programme,
            subject=made.subject,
            wish=None if made.domain is None else sealer.seal_json(made.domain, where=f"handover:wish:{made.id}"),
            wish_hash=None if made.domain is None else wish_hash(made.domain, sealer=sealer),
            commune=made.commune,
            source=made.source,
            personal=sealer.seal_json(dict(made.personal), where=f"handover:personal:{made.id}"),
            created_at=made.created,
            expires_at=made.expires,
        )
        .on_conflict_do_nothing()
    )


async def find(
    session: Session,
    *,
    id: str,  # noqa: A002 - the column's name
    now: datetime,
    sealer: Sealer,
    conversation: int | None = None,
) -> Handover | None:
    """The link `id` while it is good, None afterwards.

    With `conversation`, the one of the session that asks, the prepared fields come along, if it is theirs.
    """
    c = handover.c
    row = (await session.execute(select(handover).where(c.id == id, c.expires_at > now))).one_or_none()
    if row is None:
        return None
    theirs = conversation is not None and row.conversation == conversation
    domain: object = None
    personal: object = {}
    if theirs and row.wish is not None:
        domain = sealer.open_json(row.wish, where=f"handover:wish:{id}")
    if theirs and row.personal is not None:
        personal = sealer.open_json(row.personal, where=f"handover:personal:{id}")
    assert isinstance(personal, dict)
    return Handover(
        id=row.id,
        programme=row.programme,
        channel=row.channel,
        subject=row.subject,
        created=row.created_at,
        expires=row.expires_at,
        domain=None if domain is None else str(domain),
        personal=personal,
    )


async def wish_of(session: Session, *, id: str, sealer: Sealer) -> str | None:  # noqa: A002
    """The wished name of link `id`, for the registration site's address; None when there is none."""
    sealed = await session.scalar(select(handover.c.wish).where(handover.c.id == id))
    return None if sealed is None else str(sealer.open_json(sealed, where=f"handover:wish:{id}"))


async def opened(session: Session, *, id: str, robot: bool, now: datetime) -> None:  # noqa: A002
    """Counts one opening of a link; those of robots stand apart."""
    await session.execute(insert(handover_open).values(handover=id, opened_at=now, robot=robot))


async def says_registered(session: Session, *, conversation: int, day: date) -> bool | None:
    """Notes on the newest link of a conversation that its owner says to have registered on `day`.

    False when that stands there already, None when there is no link.
    """
    c = handover.c
    newest = select(c.id, c.says_on).where(c.conversation == conversation).order_by(c.created_at.desc()).limit(1)
    row = (await session.execute(newest)).one_or_none()
    if row is None:
        return None
    if row.says_on is not None:
        return False
    await session.execute(update(handover).where(c.id == row.id).values(says_on=day))
    return True


async def name_commune(session: Session, *, conversation: int, commune: str) -> None:
    """The person named their commune after the link was handed over: it counts there."""
    c = handover.c
    await session.execute(
        update(handover).where(c.conversation == conversation, c.commune.is_(None)).values(commune=commune)
    )


async def forget(session: Session, *, conversation: int) -> int:
    """Erases what was prepared for a conversation; the links stay as counters. Returns how many."""
    c = handover.c
    done = await session.execute(
        update(handover)
        .where(c.conversation == conversation)
        .values(wish=None, wish_hash=None, personal=None, conversation=None)
    )
    return done.rowcount
