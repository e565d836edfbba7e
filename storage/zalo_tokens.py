"""The token pair of a Zalo Official Account: one row an app, sealed, replaced in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert

from storage.net_tables import zalo_token

if TYPE_CHECKING:
    from datetime import datetime

    from storage.db import Session
    from storage.sealing import Sealer


@dataclass(frozen=True, slots=True)
class Pair:
    """A pair as it is kept. `adopted` is the hash of the operator's refresh token from which it descends."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    adopted: bytes
    access_until: datetime
    refresh_until: datetime
    refreshed_at: datetime


@dataclass(frozen=True, slots=True)
class Life:
    """How long a pair lives, without the pair. `generation` counts the refreshes."""

    access_until: datetime | None
    refresh_until: datetime
    refreshed_at: datetime | None
    generation: int


def hash_of(refresh: str, *, sealer: Sealer) -> bytes:
    """What stands for a refresh token, so that a changed setting is seen without keeping the old one."""
    return sealer.hash("zalo refresh token", refresh)


def _where(column: str, app_id: str) -> str:
    return f"zalo_token:{column}:{app_id}"


async def lock(session: Session, *, app_id: str) -> None:
    """Waits for, and holds until the transaction ends, the right to replace this app's pair.

    Not the row's lock: before the first refresh there is no row.
    """
    await session.execute(
        text("select pg_advisory_xact_lock(hashtextextended(:name, 1))"), {"name": f"zalo_token:{app_id}"}
    )


async def load(session: Session, *, app_id: str, sealer: Sealer) -> Pair | None:
    """The pair; None when there is none yet. Raises `TamperedError` when it was sealed with another key."""
    c = zalo_token.c
    row = (await session.execute(select(zalo_token).where(c.app_id == app_id))).one_or_none()
    if row is None or row.access is None or row.access_until is None or row.refreshed_at is None:
        return None
    return Pair(
        access=sealer.open(row.access, where=_where("access", app_id)).decode(),
        refresh=sealer.open(row.refresh, where=_where("refresh", app_id)).decode(),
        adopted=row.first_refresh_hash,
        access_until=row.access_until,
        refresh_until=row.refresh_until,
        refreshed_at=row.refreshed_at,
    )


async def life(session: Session, *, app_id: str) -> Life | None:
    """How long the pair lives; None when there is none yet."""
    c = zalo_token.c
    row = (
        await session.execute(
            select(c.access_until, c.refresh_until, c.refreshed_at, c.generation).where(c.app_id == app_id)
        )
    ).one_or_none()
    return None if row is None else Life(row.access_until, row.refresh_until, row.refreshed_at, row.generation)


async def save(session: Session, *, app_id: str, pair: Pair, sealer: Sealer) -> None:
    """Replaces the pair. Call it only while holding `lock`."""
    values = {
        "access": sealer.seal(pair.access.encode(), where=_where("access", app_id)),
        "refresh": sealer.seal(pair.refresh.encode(), where=_where("refresh", app_id)),
        "first_refresh_hash": pair.adopted,
        "access_until": pair.access_until,
        "refresh_until": pair.refresh_until,
        "refreshed_at": pair.refreshed_at,
    }
    await session.execute(
        insert(zalo_token)
        .values(app_id=app_id, generation=1, **values)
        .on_conflict_do_update(index_elements=["app_id"], set_=values | {"generation": zalo_token.c.generation + 1})
    )
