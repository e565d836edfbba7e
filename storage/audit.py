"""The list of what staff and operators did: who, what, to what, why. Only ever added to; never a person's data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from storage.net_tables import audit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from storage.db import Session


@dataclass(frozen=True, slots=True)
class Deed:
    """One line of the list. `action` is a fixed word such as `channel.off`, `target` what it was done to."""

    id: int
    at: datetime
    actor: str
    action: str
    target: str
    detail: Mapping[str, object]


async def note(  # noqa: PLR0913 - all by keyword
    session: Session,
    *,
    actor: str,
    action: str,
    target: str,
    now: datetime,
    detail: Mapping[str, object] | None = None,
) -> None:
    """Adds a line, in the transaction of the deed itself. `detail` must hold nothing of a person."""
    await session.execute(
        insert(audit).values(at=now, actor=actor, action=action, target=target, detail=dict(detail or {}))
    )


async def recent(
    session: Session,
    *,
    limit: int = 100,
    action: str | None = None,
    actor: str | None = None,
    before: int | None = None,
) -> list[Deed]:
    """The newest lines first; of one `action` or `actor`, older than line `before`, where these are given."""
    c = audit.c
    newest = select(audit).order_by(c.id.desc()).limit(limit)
    if action is not None:
        newest = newest.where(c.action == action)
    if actor is not None:
        newest = newest.where(c.actor == actor)
    if before is not None:
        newest = newest.where(c.id < before)
    rows = await session.execute(newest)
    return [Deed(row.id, row.at, row.actor, row.action, row.target, row.detail) for row in rows]
