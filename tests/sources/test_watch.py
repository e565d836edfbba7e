"""Names that were handed over are looked for in DNS, gently, and only those that there is a reason for."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from bot.sources.watch import AT_ONCE, Watch
from storage import handovers
from storage.db import locked
from storage.tables import handover, handover_open
from tests.conftest import NOW
from tests.imports.test_lists import hand_over

if TYPE_CHECKING:
    from bot.dns_check import Result
    from storage.db import Database
    from storage.sealing import Sealer


class Dns:
    """What DNS knows; remembers what it was asked."""

    def __init__(self, *taken: str) -> None:
        self.taken, self.asked = set(taken), list[str]()

    async def result(self, domain: str) -> Result:
        self.asked.append(domain)
        return "taken" if domain in self.taken else "quiet"


async def _open(db: Database, link: str, *, robot: bool = False) -> None:
    async with db.transaction() as tx:
        await tx.execute(insert(handover_open).values(handover=link, opened_at=NOW, robot=robot))


async def _visible(db: Database) -> dict[str, object]:
    async with db.transaction() as tx:
        rows = await tx.execute(select(handover.c.id, handover.c.visible_on))
        return {row.id: row.visible_on for row in rows if row.visible_on}


async def test_a_name_becomes_visible_on_the_first_day_it_is_seen(db: Database, sealer: Sealer) -> None:
    """And keeps that day."""
    await hand_over(db, sealer, "lan.id.vn", link="link-1-000000000001", says=NOW.date())
    now = NOW
    watch = Watch(db, sealer, Dns("lan.id.vn"), now=lambda: now)
    assert await watch.round() == 1
    assert await _visible(db) == {"link-1-000000000001": NOW.date()}
    now = NOW + timedelta(days=2)
    assert await watch.round() == 0
    assert await _visible(db) == {"link-1-000000000001": NOW.date()}


async def test_a_damaged_name_keeps_no_other_from_being_asked_about(db: Database, sealer: Sealer) -> None:
    """It is dropped, its row stays."""
    await hand_over(db, sealer, "hong.id.vn", link="link-1-000000000001", says=NOW.date())
    await hand_over(db, sealer, "lan.id.vn", link="link-2-000000000001", says=NOW.date())
    broken = (
        update(handover).where(handover.c.id == "link-1-000000000001").values(wish=b"\x01\x00\x01 not sealed by us")
    )
    async with db.transaction() as tx:
        await tx.execute(broken)
    dns = Dns("lan.id.vn")
    assert await Watch(db, sealer, dns, now=lambda: NOW).round() == 1
    assert dns.asked == ["lan.id.vn"]
    async with db.transaction() as tx:
        assert list(await tx.scalars(select(handover.c.id).where(handover.c.wish.is_(None)))) == ["link-1-000000000001"]


async def test_only_names_with_a_reason_are_asked_about(db: Database, sealer: Sealer) -> None:
    """Said to be registered, or opened by a person; not by a robot, not erased, not without a name."""
    await hand_over(db, sealer, "noi.id.vn", link="link-1-000000000001", says=NOW.date())
    await hand_over(db, sealer, "mo.id.vn", link="link-2-000000000001")
    await hand_over(db, sealer, "may.id.vn", link="link-3-000000000001")
    await hand_over(db, sealer, "im.id.vn", link="link-4-000000000001")
    await hand_over(db, sealer, "xoa.id.vn", link="link-5-000000000001", says=NOW.date())
    await hand_over(db, sealer, "cu.id.vn", link="link-6-000000000001", says=NOW.date(), days_ago=91)
    await _open(db, "link-2-000000000001")
    await _open(db, "link-3-000000000001", robot=True)
    async with db.transaction() as tx:
        gone = await tx.scalar(select(handover.c.conversation).where(handover.c.id == "link-5-000000000001"))
        assert gone is not None
        await handovers.forget(tx, conversation=gone)
    dns = Dns()
    await Watch(db, sealer, dns, now=lambda: NOW).round()
    assert sorted(dns.asked) == ["mo.id.vn", "noi.id.vn"]


async def test_a_name_is_asked_about_once_a_day_and_few_at_once(db: Database, sealer: Sealer) -> None:
    """The second round takes those that the first left."""
    for number in range(AT_ONCE + 5):
        await hand_over(db, sealer, f"ten-{number}.id.vn", link=f"link-{number}-000000000000", says=NOW.date())
    dns, now = Dns(), NOW
    watch = Watch(db, sealer, dns, now=lambda: now)
    await watch.round()
    assert len(dns.asked) == AT_ONCE
    await watch.round()
    await watch.round()
    assert len(set(dns.asked)) == len(dns.asked) == AT_ONCE + 5
    now = NOW + timedelta(days=1, minutes=1)
    await watch.round()
    assert len(dns.asked) == 2 * AT_ONCE + 5


async def test_one_process_does_a_round_at_a_time(db: Database, sealer: Sealer) -> None:
    """While another holds the lock nothing is asked."""
    await hand_over(db, sealer, "lan.id.vn", link="link-1-000000000001", says=NOW.date())
    dns = Dns()
    async with db.transaction() as tx:
        assert await locked(tx, name="watch")
        assert await Watch(db, sealer, dns, now=lambda: NOW).round() == 0
    assert dns.asked == []
