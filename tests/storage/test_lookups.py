"""Names on their way to DNS and back: once each, sealed, and gone with the person's wish to be forgotten."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from sqlalchemy import func, select, update

from bot.dns_check import DnsCheck
from bot.lookups import Lookups
from storage import inbox, lookups, rights
from storage.tables import inbox as news
from storage.tables import lookup
from tests.conftest import NOW
from tests.storage.dump import unsealed
from tests.test_dns_check import name_server
from tests.waiting import eventually

if TYPE_CHECKING:
    from tests.storage.fakes import House


async def _ask(house: House, domain: str = "taken.id.vn", event: str = "e1") -> int:
    number = await house.opened()
    async with house.db.transaction() as tx:
        await lookups.ask(tx, id=event, conversation=number, channel="web", domain=domain, sealer=house.sealer)
    return number


async def _count(house: House, table: object) -> int:
    async with house.db.transaction() as tx:
        return int(await tx.scalar(select(func.count()).select_from(table)) or 0)  # type: ignore[arg-type]


async def test_an_answer_comes_back_through_the_inbox(house: House) -> None:
    """The runner asks DNS, the answer is a row of the same inbox as every message, the question is gone."""
    number = await _ask(house)
    async with name_server() as (_, resolver):
        runner = Lookups(house.db, house.sealer, DnsCheck(now=house.clock, resolver=resolver))
        task = asyncio.create_task(runner.run())

        async def answered() -> bool:
            return await _count(house, lookup) == 0

        await eventually(answered)
        runner.stop()
        await task
    async with house.db.transaction() as tx:
        row = await inbox.oldest(tx, conversation=number, now=NOW)
    assert row is not None
    assert row.kind == "looked_up"
    said = json.loads(inbox.raw_of(row, sealer=house.sealer))
    assert said == {"domain": "taken.id.vn", "result": "taken"}


async def test_two_processes_bring_one_answer(house: House) -> None:
    """Both may ask; the inbox knows the second answer as a repeat."""
    await _ask(house)
    async with house.db.transaction() as tx:
        (question,) = await lookups.waiting(tx, sealer=house.sealer)
    for _ in range(2):
        async with house.db.transaction() as tx:
            await lookups.answer(tx, question=question, result="taken", sealer=house.sealer)
    assert await _count(house, news) == 1


async def test_a_damaged_question_stands_in_nobodys_way(house: House) -> None:
    """However many of them are the oldest: they go, and those behind them are asked."""
    for n in range(25):
        await _ask(house, event=f"old{n:02}")
    async with house.db.transaction() as tx:
        await tx.execute(update(lookup).values(name=b"\x01\x00\x01 no name that anybody sealed"))
    await _ask(house, domain="quiet.id.vn", event="new")
    for _ in range(3):
        async with house.db.transaction() as tx:
            found = await lookups.waiting(tx, sealer=house.sealer)
    assert [question.domain for question in found] == ["quiet.id.vn"]
    assert await _count(house, lookup) == 1


async def test_a_name_is_sealed_and_goes_with_the_person(house: House) -> None:
    """Nothing readable is stored, and an erasure drops the question."""
    number = await _ask(house, domain="canaryname.id.vn")
    assert "canaryname" not in await unsealed(house.db)
    async with house.db.transaction() as tx:
        await rights.erase(tx, id=number, lang="vi", now=NOW)
    assert await _count(house, lookup) == 0
