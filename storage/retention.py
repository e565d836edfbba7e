"""Forgets each class of data on its day (trust.md 1.6). Running it twice removes nothing more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, exists, func, insert, select, update

from storage import consents, conversations, rights, staff
from storage.log_tables import purge_run
from storage.reporting import links, people
from storage.tables import conversation, handover, inbox, outbox, rights_request, staff_message

if TYPE_CHECKING:
    from storage.db import Session
    from storage.sealing import Sealer


LATE = timedelta(hours=1, minutes=15)
"""it runs every hour, and may take some minutes"""


@dataclass(frozen=True, slots=True)
class Keep:
    """How long each class of data is kept; only ever shortened."""

    said: timedelta = timedelta(hours=24)
    """what people wrote and what the bot answered, after it was handled"""
    failed: timedelta = timedelta(days=7)
    """messages that were set aside"""
    dedupe: timedelta = timedelta(days=7)
    prepared: timedelta = timedelta(hours=24)
    """birth date or number held for the registration page"""
    handover: timedelta = timedelta(days=90)
    staff_message: timedelta = timedelta(days=30)
    evidence: timedelta = timedelta(days=3 * 366)
    runs: timedelta = timedelta(days=30)


async def purge(session: Session, *, now: datetime, sealer: Sealer, keep: Keep | None = None) -> dict[str, int]:
    """Removes what is past its day and notes how much: class -> rows. Idempotent."""
    keep = keep or Keep()
    box, out, talk = inbox.c, outbox.c, conversation.c
    late = func.coalesce(out.finished_at, out.useful_until)
    statements = {
        "inbox_raw": update(inbox)
        .where(box.raw.is_not(None), box.status == "done", box.finished_at < now - keep.said)
        .values(raw=None),
        "inbox_parked": update(inbox)
        .where(box.raw.is_not(None), box.status == "parked", box.finished_at < now - keep.failed)
        .values(raw=None),
        "inbox": delete(inbox).where(box.status != "new", box.finished_at < now - keep.dedupe),
        "outbox_body": update(outbox)
        .where(out.body.is_not(None), out.status.in_(("sent", "failed", "cancelled")), late < now - keep.said)
        .values(body=None),
        "outbox": delete(outbox).where(out.status.in_(("sent", "failed", "cancelled")), late < now - keep.dedupe),
        "prepared": update(handover)
        .where(handover.c.personal.is_not(None), handover.c.created_at < now - keep.prepared)
        .values(personal=None),
        "wish": update(handover).where(handover.c.wish.is_not(None), handover.c.expires_at < now).values(wish=None),
        "staff_message": delete(staff_message).where(staff_message.c.left_at < now - keep.staff_message),
        "conversation": delete(conversation).where(
            talk.keep_until < now, ~exists().where(box.conversation == talk.id, box.status == "new")
        ),
        "rights_request": delete(rights_request).where(rights_request.c.asked_at < now - keep.evidence),
        "purge_run": delete(purge_run).where(purge_run.c.at < now - keep.runs),
    }
    removed = {}
    for name, statement in statements.items():
        removed[name] = (await session.execute(statement)).rowcount
    removed["handover"] = await links.retire(session, before=now - keep.handover)
    removed["answers"] = await conversations.drop_answers(session, now=now, sealer=sealer)
    removed["consent"] = await consents.prune(session, before=now - keep.evidence, sealer=sealer)
    removed["person_mark"] = await people.close_quarters(session, now=now)
    removed["erased"] = await rights.finish(session, now=now)
    removed["staff_session"] = await staff.tidy(session, now=now)
    await session.execute(insert(purge_run).values(at=now, removed=removed))
    return removed


async def overdue(session: Session, *, now: datetime) -> bool:
    """Whether some class may hold a row older than its limit and an hour: the purge has not finished for too long, or
    never although there is something to forget (trust.md R-10)."""
    last = await last_run(session)
    if last is not None:
        return now - last > LATE
    old = select(exists(select(conversation.c.id).where(conversation.c.last_seen < now - LATE)))
    return bool(await session.scalar(old))


async def last_run(session: Session) -> datetime | None:
    """When the purge last finished."""
    at = await session.scalar(select(func.max(purge_run.c.at)))
    return at if isinstance(at, datetime) else None
