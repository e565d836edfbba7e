"""Work of several callers done as one: who shares a commit, and that nobody pays for another's fault."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import asyncpg
import pytest
from sqlalchemy import text

from bot.door import Arrival, Door
from bot.together import Together
from storage import arriving, conversations
from storage.db import Database, fetch
from storage.errors import StorageError, UnavailableError
from storage.tables import conversation
from tests.networks.cut_line import Line
from tests.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.sealing import Sealer


class Desk:
    """Doubles numbers, slowly; 13 is a fault, 99 a database that is away."""

    def __init__(self, *, most: int = 100) -> None:
        self.goes: list[list[int]] = []
        self.free = asyncio.Event()
        self.together = Together(self.work, most=most)

    async def work(self, numbers: Sequence[int]) -> list[int]:
        self.goes.append(list(numbers))
        await self.free.wait()
        if 99 in numbers:
            raise UnavailableError("away")
        if 13 in numbers:
            raise StorageError("unlucky")
        return [2 * number for number in numbers]

    async def asked(self, *shares: Sequence[int]) -> list[object]:
        """What each caller gets; the first is under way before the others come."""
        tasks = [asyncio.create_task(self.together.do(shares[0]))]
        await eventually(lambda: self.goes)
        tasks += [asyncio.create_task(self.together.do(share)) for share in shares[1:]]
        await asyncio.sleep(0)
        self.free.set()
        return list(await asyncio.gather(*tasks, return_exceptions=True))


async def test_who_comes_meanwhile_is_served_together() -> None:
    """The first goes at once and alone; the others wait for its end, then go as one, each with its own results."""
    desk = Desk()
    assert await desk.asked([1], [2, 3], [4], []) == [[2], [4, 6], [8], []]
    assert desk.goes == [[1], [2, 3, 4]]


async def test_one_go_has_an_end() -> None:
    """More than `most` is several goes, in the order of coming; no share is cut in two."""
    desk = Desk(most=3)
    assert await desk.asked([1], [2, 3], [4, 5], [6, 7, 8, 9]) == [[2], [4, 6], [8, 10], [12, 14, 16, 18]]
    assert desk.goes == [[1], [2, 3], [4, 5], [6, 7, 8, 9]]


async def test_a_fault_is_its_own_callers() -> None:
    """The others are done again without it; a database that is away is away for all."""
    desk = Desk()
    found = await desk.asked([1], [2], [13], [3])
    assert [found[0], found[1], found[3]] == [[2], [4], [6]]
    assert isinstance(found[2], StorageError)
    away = Desk()
    assert [type(each) for each in await away.asked([1], [2], [99])] == [list, UnavailableError, UnavailableError]
    assert await away.together.do([5]) == [10]


async def test_what_nobody_waits_for_is_not_begun() -> None:
    """Whoever gave up while waiting was told so; what they brought is not done behind their back."""
    desk = Desk()
    first = asyncio.create_task(desk.together.do([1]))
    await eventually(lambda: desk.goes)
    second = asyncio.create_task(desk.together.do([2]))
    await asyncio.sleep(0)
    second.cancel()
    desk.free.set()
    assert await first == [2]
    assert await desk.together.do([3]) == [6]
    assert desk.goes == [[1], [3]]


def arrival(account: str, number: int, alt_id: str | None = None) -> Arrival:
    return Arrival("telegram", account, account, f"{account}:{number}", b"{}", alt_id=alt_id)


async def test_posts_of_one_moment_share_a_commit(db: Database, sealer: Sealer) -> None:
    """Fifty people write at once: a handful of transactions, and each is stored in a conversation of their own."""
    door = Door(db, sealer)
    assert await asyncio.gather(*(door.store([arrival(f"a{n}", 1)]) for n in range(50))) == [1] * 50
    async with db.transaction() as tx:
        commits = await tx.scalar(text("select count(distinct xmin::text) from inbox"))
        people = await tx.scalar(text("select count(distinct conversation) from inbox"))
    assert (commits <= 3, people) == (True, 50)


async def test_a_second_name_is_known_within_one_statement(db: Database, sealer: Sealer) -> None:
    """The same message under two update numbers, in one batch: the second is a repeat, as it is a day later."""
    async with db.transaction() as tx:
        news = [arrival("an", 1, "chat:7"), arrival("binh", 1), arrival("chi", 1, "chat:7")]
        assert await arriving.put_all(tx, news=news, sealer=sealer) == [True, True, False]
    async with db.transaction() as tx:
        assert await arriving.put_all(tx, news=[arrival("dung", 1, "chat:7")], sealer=sealer) == [False]


async def test_a_conversation_that_another_process_makes_meanwhile_is_found(db: Database, sealer: Sealer) -> None:
    """The statement waits for the other's commit, sees nothing of it, and is asked again for that person alone."""
    async with db.transaction() as other:
        mine = await conversations.open_for(other, channel="telegram", account="an", address="an", sealer=sealer)

        async def put() -> list[bool]:
            async with db.transaction() as tx:
                return await arriving.put_all(tx, news=[arrival("an", 1), arrival("binh", 1)], sealer=sealer)

        putting = asyncio.create_task(put())
        await eventually(lambda: waits_for_a_lock(db))
    assert await putting == [True, True]
    async with db.transaction() as tx:
        rows = list(await tx.scalars(text("select conversation from inbox order by ext_id")))
        people = list(await tx.scalars(conversation.select().with_only_columns(conversation.c.id)))
    assert rows[0] == mine
    assert len(people) == 2


async def waits_for_a_lock(db: Database) -> bool:
    async with db.transaction() as tx:
        return bool(
            await tx.scalar(
                text(
                    "select count(*) from pg_stat_activity"
                    " where datname = current_database() and wait_event_type = 'Lock'"
                )
            )
        )


async def test_a_connection_that_died_in_the_pool_is_replaced(db: Database, address: str) -> None:
    """A restart of the server costs no transaction of those that begin after it."""
    async with db.transaction() as one, db.transaction() as two:
        assert await one.scalar(text("select 1")) == await two.scalar(text("select 1"))
    killer = await asyncpg.connect(address)
    await killer.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity "
        "where datname = current_database() and pid <> pg_backend_pid()"
    )

    async def gone() -> bool:
        rest = "select count(*) from pg_stat_activity where datname = current_database() and usename is not null"
        return int(await killer.fetchval(rest)) == 1

    await eventually(gone)
    await killer.close()
    async with db.transaction() as one, db.transaction() as two:
        assert await one.scalar(text("select 1")) == await two.scalar(text("select 1"))


@pytest.mark.parametrize("end", [asyncio.CancelledError, ValueError])
async def test_a_transaction_that_ends_badly_leaves_nothing(
    db: Database, sealer: Sealer, end: type[BaseException]
) -> None:
    """What it wrote is undone, by whichever way it was written, and the next one to use the connection begins anew."""

    async def fail() -> None:
        async with db.transaction() as tx:
            await tx.execute(text("create table left_over (n int)"))
            await conversations.open_for(tx, channel="web", account="an", address="page", sealer=sealer)
            raise end

    with pytest.raises(end):
        await fail()
    async with db.transaction() as tx:
        assert await tx.scalar(text("select count(*) from conversation")) == 0
        assert await tx.scalar(text("select to_regclass('left_over')")) is None


async def test_a_statement_that_is_given_up_holds_no_lock(db: Database) -> None:
    """The door gives up after its time; a lock that the statement waited for is free for the next, at once."""

    async def wait_long() -> None:
        async with db.transaction() as tx:
            await tx.execute(text("select pg_advisory_xact_lock(1), pg_sleep(60)"))

    waiting = asyncio.create_task(wait_long())

    async def sleeps() -> bool:
        async with db.transaction() as tx:
            return bool(await tx.scalar(text("select count(*) from pg_locks where locktype = 'advisory'")))

    await eventually(sleeps)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)

    async def free() -> bool:
        return not await sleeps()

    await eventually(free)


@pytest.mark.parametrize("place", ["begin", "statement", "commit"])
async def test_what_is_told_as_stored_is_stored_though_the_line_was_dumb(address: str, place: str) -> None:
    """A transaction is given up while the database does not answer. What the next one of the same pool writes is there
    when it says so: it is no part of what was given up (F06)."""
    line = Line(address)
    async with line.laid():
        db = Database(line.address, pool_size=1)
        async with db.transaction() as tx:
            await fetch(tx, "create table kept (n int)")

        async def give_up() -> None:
            async with asyncio.timeout(0.3):
                if place == "begin":
                    line.go_dumb()
                async with db.transaction() as tx:
                    if place == "statement":
                        line.go_dumb()
                    await fetch(tx, "insert into kept values (1)")
                    line.go_dumb()

        with pytest.raises(TimeoutError):
            await give_up()
        line.mend()
        async with db.transaction() as tx:
            await fetch(tx, "insert into kept values (2)")
        await db.close()
    direct = await asyncpg.connect(address)
    found = {row["n"] for row in await direct.fetch("select n from kept")}
    await direct.close()
    assert 2 in found
    assert found <= ({1, 2} if place == "commit" else {2})
