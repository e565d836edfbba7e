"""The chain of consents: whole when nobody touched it, and every kind of touch shows."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select, text

from storage import consents
from storage.consents import Decision, Fault, Notice
from storage.tables import notice_text
from tests.conftest import NOW

if TYPE_CHECKING:
    from storage.db import Database
    from storage.sealing import Sealer

NOTICE = Notice("ask.consent", "1", "vi", "Bạn có đồng ý không?", "birth date", "Sở KH&CN")


def decision(n: int) -> Decision:
    return Decision(bytes([n]) * 32, "web", "P1", "granted", "button", f"e{n}", NOW + timedelta(days=n))


async def chain(db: Database, sealer: Sealer, length: int = 5) -> None:
    for n in range(1, length + 1):
        async with db.transaction() as tx:
            await consents.keep(tx, decision=decision(n), notice=NOTICE, sealer=sealer)


async def verified(db: Database, sealer: Sealer) -> list[Fault]:
    async with db.transaction() as tx:
        return await consents.verify(tx, sealer=sealer)


async def test_an_untouched_chain_is_whole(db: Database, sealer: Sealer) -> None:
    """Empty, short and grown by many at once: no fault; the words of a notice are stored once."""
    assert await verified(db, sealer) == []
    await chain(db, sealer)

    async def one(n: int) -> None:
        async with db.transaction() as tx:
            await consents.keep(tx, decision=decision(n), notice=NOTICE, sealer=sealer)

    await asyncio.gather(*(one(n) for n in range(6, 26)))
    assert await verified(db, sealer) == []
    async with db.transaction() as tx:
        assert await tx.scalar(select(func.count()).select_from(notice_text)) == 1


@pytest.mark.parametrize(
    ("statement", "row"),
    [
        ("update consent set decision = 'refused' where id = 3", 3),
        ("update consent set decided_at = decided_at - interval '1 s' where id = 3", 3),
        ("update consent set subject_hash = (select subject_hash from consent where id = 2) where id = 3", 3),
        ("delete from consent where id = 3", 3),
        ("delete from consent where id = 5", 5),
        ("delete from consent where id = 1", 1),
        ("delete from consent", 1),
        ("update consent_head set last = 4", 0),
        ("update consent_head set base = 2", 0),
        ("update notice_text set body = 'Bạn đồng ý hết'", 1),
    ],
)
async def test_every_touch_shows(db: Database, sealer: Sealer, statement: str, row: int) -> None:
    """A changed, removed or cut-off row is reported by its number, 0 for the head."""
    await chain(db, sealer)
    async with db.transaction() as tx:
        await tx.execute(text(statement))
    assert row in {fault.row for fault in await verified(db, sealer)}


async def test_cutting_the_end_and_its_head_shows(db: Database, sealer: Sealer) -> None:
    """Who removes the last row and rewrites the head lacks the key for the head's own hash."""
    await chain(db, sealer)
    async with db.transaction() as tx:
        await tx.execute(text("delete from consent where id = 5"))
        await tx.execute(
            text("update consent_head set last = 4, last_hash = (select row_hash from consent where id = 4)")
        )
    assert await verified(db, sealer) == [Fault(0, "the head was changed")]


async def test_old_proofs_go_and_the_chain_stays_whole(db: Database, sealer: Sealer) -> None:
    """Pruning removes from the beginning only, and what remains still verifies; twice removes nothing more."""
    await chain(db, sealer)
    async with db.transaction() as tx:
        assert await consents.prune(tx, before=NOW + timedelta(days=3), sealer=sealer) == 2
        assert await consents.prune(tx, before=NOW + timedelta(days=3), sealer=sealer) == 0
    assert await verified(db, sealer) == []
    async with db.transaction() as tx:
        assert await consents.prune(tx, before=NOW + timedelta(days=30), sealer=sealer) == 3
        assert await consents.keep(tx, decision=decision(6), notice=NOTICE, sealer=sealer) == 6
    assert await verified(db, sealer) == []
