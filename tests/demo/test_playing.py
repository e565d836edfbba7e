"""The invented population: made of the real engine, the same for the same seed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from bot.demo.playing import Plan, Play
from storage import demo
from storage.log_tables import interaction
from storage.tables import handover, outbox
from tests import talk
from tests.conftest import NOW

if TYPE_CHECKING:
    from storage.db import Database, Session

PLAN = Plan(people=20, days=14, seed=7, until=NOW.date())


async def _seen(tx: Session) -> list[Any]:
    """What the figures know of everybody: all but ids and times of computing."""
    c = interaction.c
    kept = (c.day, c.hour, c.channel, c.commune, c.kind, c.intent, c.node, c.outcome, c.programme, c.verdict, c.source)
    return sorted(map(repr, (await tx.execute(select(*kept))).all()))


async def test_people_talk_get_links_and_leave(db: Database) -> None:
    """Several channels, days and verdicts are there, links were handed over, and nothing waits to be sent."""
    async with db.transaction() as tx:
        assert await demo.is_empty(tx)
    told: list[tuple[int, int]] = []
    played = await Play(talk.mind(), db, PLAN).run(lambda done, total: told.append((done, total)))
    async with db.transaction() as tx:
        c = interaction.c
        channels = set(await tx.scalars(select(c.channel).distinct()))
        days = set(await tx.scalars(select(c.day).distinct()))
        verdicts = set(await tx.scalars(select(c.verdict).distinct()))
        links = await tx.scalar(select(func.count()).select_from(handover))
        waiting = await tx.scalar(select(func.count()).where(outbox.c.status == "pending"))
        assert not await demo.is_empty(tx)
    assert {"web", "zalo_oa"} <= channels
    assert len(days) > 6
    assert max(days) <= PLAN.until
    assert "eligible" in verdicts
    assert played.links == links
    assert played.links > 2
    assert waiting == 0
    assert told[-1] == (20, 20)


async def test_the_same_seed_gives_the_same_figures(db: Database, another_db: Database) -> None:
    """Row by row; another seed gives others."""
    await Play(talk.mind(), db, PLAN).run(lambda *_: None)
    await Play(talk.mind(), another_db, PLAN).run(lambda *_: None)
    async with db.transaction() as one, another_db.transaction() as two:
        assert await _seen(one) == await _seen(two)
