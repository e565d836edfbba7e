"""Proof of consent: an append-only chain in which a changed, missing or added row shows.

Each row's hash is keyed and covers the hash before it and every field. The head row names both ends of the
chain under a keyed hash, so that cutting the chain off at an end shows as well.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from storage.tables import consent, consent_head, notice_text

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from datetime import datetime

    from storage.db import Session
    from storage.sealing import Sealer

NOTHING = bytes(32)
PIECE = 1000
"""rows that are read at once"""
FIELDS = tuple(c.name for c in consent.columns if c.name not in ("prev_hash", "row_hash"))


@dataclass(frozen=True, slots=True)
class Notice:
    """The words that a person decides upon, with what the law wants said beside them (trust.md R-04)."""

    id: str
    version: str
    lang: str
    body: str
    data_categories: str
    controller: str
    sensitive: bool = False
    legal_basis: str = "consent"

    @property
    def sha256(self) -> str:
        return hashlib.sha256(f"{self.id}\n{self.version}\n{self.lang}\n{self.body}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided about one purpose, when, and by which message."""

    subject: bytes
    channel: str
    purpose: str
    decision: str
    method: str
    event_id: str
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class Fault:
    """Where the chain does not hold. `row` is a consent's id, 0 stands for the head."""

    row: int
    reason: str


def _row_hash(row: Mapping[str, Any], *, previous: bytes, sealer: Sealer) -> bytes:
    values = []
    for name in FIELDS:
        value = row[name]
        if isinstance(value, bytes):
            value = value.hex()
        elif name == "decided_at":
            value = value.timestamp()
        values.append(value)
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return hmac.digest(sealer.derive("consent-chain"), previous + text.encode(), hashlib.sha256)


def _mac(*, base: int, base_hash: bytes, last: int, last_hash: bytes, sealer: Sealer) -> bytes:
    text = f"{base}:{base_hash.hex()}:{last}:{last_hash.hex()}"
    return hmac.digest(sealer.derive("consent-head"), text.encode(), hashlib.sha256)


async def _head(session: Session, *, sealer: Sealer) -> Any:
    """The head row, locked until the transaction ends: the chain grows one row at a time."""
    first = {"base": 0, "base_hash": NOTHING, "last": 0, "last_hash": NOTHING}
    await session.execute(
        upsert(consent_head)
        .values(id=1, **first, mac=_mac(base=0, base_hash=NOTHING, last=0, last_hash=NOTHING, sealer=sealer))
        .on_conflict_do_nothing()
    )
    return (await session.execute(select(consent_head).with_for_update())).one()


async def keep(session: Session, *, decision: Decision, notice: Notice, sealer: Sealer) -> int:
    """Appends one decision and keeps the notice's words; returns the row's id.

    Holds a lock of the whole chain until the transaction ends, so call it late in a turn.
    """
    await session.execute(
        upsert(notice_text)
        .values(sha256=notice.sha256, notice=notice.id, version=notice.version, lang=notice.lang, body=notice.body)
        .on_conflict_do_nothing()
    )
    head = await _head(session, sealer=sealer)
    row: dict[str, Any] = {
        "id": head.last + 1,
        "subject_hash": decision.subject,
        "channel": decision.channel,
        "purpose": decision.purpose,
        "decision": decision.decision,
        "notice_id": notice.id,
        "notice_version": notice.version,
        "notice_sha256": notice.sha256,
        "lang": notice.lang,
        "data_categories": notice.data_categories,
        "sensitive": notice.sensitive,
        "controller": notice.controller,
        "legal_basis": notice.legal_basis,
        "method": decision.method,
        "event_id": decision.event_id,
        "decided_at": decision.decided_at,
    }
    row_hash = _row_hash(row, previous=head.last_hash, sealer=sealer)
    await session.execute(insert(consent).values(**row, prev_hash=head.last_hash, row_hash=row_hash))
    await _move(session, base=(head.base, head.base_hash), last=(head.last + 1, row_hash), sealer=sealer)
    return int(row["id"])


async def _move(session: Session, *, base: tuple[int, bytes], last: tuple[int, bytes], sealer: Sealer) -> None:
    mac = _mac(base=base[0], base_hash=base[1], last=last[0], last_hash=last[1], sealer=sealer)
    await session.execute(
        update(consent_head).values(base=base[0], base_hash=base[1], last=last[0], last_hash=last[1], mac=mac)
    )


async def verify(session: Session, *, sealer: Sealer) -> list[Fault]:
    """Every place where the chain does not hold; an empty list when it is whole. Read in pieces: it may be long."""
    head = (await session.execute(select(consent_head))).one_or_none()
    if head is None:
        return [Fault(0, "rows without a head")] if await count(session) else []
    faults = []
    mac = _mac(base=head.base, base_hash=head.base_hash, last=head.last, last_hash=head.last_hash, sealer=sealer)
    if not hmac.compare_digest(head.mac, mac):
        faults.append(Fault(0, "the head was changed"))
    previous, expected = head.base_hash, head.base + 1
    async for row in _rows(session):
        if row.id != expected:
            faults.append(Fault(expected, "missing"))
        elif row.prev_hash != previous:
            faults.append(Fault(row.id, "does not follow the row before it"))
        fields = {name: getattr(row, name) for name in FIELDS}
        if not hmac.compare_digest(row.row_hash, _row_hash(fields, previous=row.prev_hash, sealer=sealer)):
            faults.append(Fault(row.id, "was changed"))
        previous, expected = row.row_hash, row.id + 1
    if expected != head.last + 1 or previous != head.last_hash:
        faults.append(Fault(expected, "the end is missing"))
    return faults + await _changed_notices(session)


async def count(session: Session) -> int:
    """How many decisions are kept."""
    return int(await session.scalar(select(func.count()).select_from(consent)) or 0)


async def _rows(session: Session) -> AsyncIterator[Any]:
    after = -(1 << 62)
    while rows := (
        await session.execute(select(consent).where(consent.c.id > after).order_by(consent.c.id).limit(PIECE))
    ).all():
        for row in rows:
            yield row
        after = rows[-1].id


async def _changed_notices(session: Session) -> list[Fault]:
    """Consents whose notice no longer has the words of its hash."""
    texts = (await session.execute(select(notice_text))).all()
    changed = [
        t.sha256
        for t in texts
        if Notice(t.notice, t.version, t.lang, t.body, data_categories="", controller="").sha256 != t.sha256
    ]
    rows = await session.scalars(
        select(consent.c.id).where(consent.c.notice_sha256.in_(changed)).order_by(consent.c.id)
    )
    return [Fault(int(row), "its notice was changed") for row in rows]


async def prune(session: Session, *, before: datetime, sealer: Sealer) -> int:
    """Removes decisions older than `before` from the beginning of the chain, which stays whole."""
    head = await _head(session, sealer=sealer)
    keep_from = await session.scalar(
        select(consent.c.id).where(consent.c.decided_at >= before).order_by(consent.c.id).limit(1)
    )
    old = consent.c.id < (head.last + 1 if keep_from is None else keep_from)
    end = (
        await session.execute(
            select(consent.c.id, consent.c.row_hash).where(old).order_by(consent.c.id.desc()).limit(1)
        )
    ).one_or_none()
    if end is None:
        return 0
    removed = await session.execute(delete(consent).where(old))
    await _move(session, base=(end.id, end.row_hash), last=(head.last, head.last_hash), sealer=sealer)
    return removed.rowcount
