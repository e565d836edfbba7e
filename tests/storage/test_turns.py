"""The stored turn: order, once only, poison, erasure, proofs, statistics."""

from __future__ import annotations

import asyncio
import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import asyncpg
import pytest
from sqlalchemy import func, select, text

from bot.turn import Turns
from storage import consents, handovers, history, messages, outbox, rights, taking
from storage.errors import UnavailableError
from storage.log_tables import interaction, person_mark
from storage.tables import conversation, handover, inbox, rights_request
from storage.tables import outbox as letters
from tests.conftest import NOW
from tests.storage.dump import unsealed
from tests.storage.fakes import BIRTH, EchoMind

if TYPE_CHECKING:
    from bot.mind import Thought
    from storage.db import Database
    from tests.storage.fakes import House


async def rows(db: Database, statement: Any) -> list[Any]:
    async with db.transaction() as tx:
        return list((await tx.execute(statement)).all())


async def said(house: House, account: str = "an") -> list[str]:
    """Texts queued for an account, in order."""
    number = await house.opened(account)
    found = await rows(
        house.db,
        select(letters.c.dedupe_key, letters.c.body)
        .where(letters.c.conversation == number, letters.c.body.is_not(None))
        .order_by(letters.c.id),
    )
    return [str(outbox.opened(r.body, key=r.dedupe_key, sealer=house.sealer)["text"]) for r in found]


async def test_a_message_is_answered_once(house: House) -> None:
    """However often it is delivered, a message moves the state once and queues its bubbles once."""
    assert await house.hear("chào", ext_id="1")
    assert not await house.hear("chào", ext_id="1")
    assert await house.think() == 1
    assert not await house.hear("chào", ext_id="1")
    assert await house.think() == 0
    assert await said(house) == ["1:chào", "1:end"]


async def test_eight_workers_keep_the_order_of_each_conversation(house: House) -> None:
    """Answers of a conversation count 1, 2, 3 … in the order in which its messages came, none is lost."""
    accounts = [f"a{n}" for n in range(6)]
    said_by: dict[str, list[str]] = {account: [] for account in accounts}
    chance = random.Random(7)
    for n in range(120):
        account = chance.choice(accounts)
        said_by[account].append(f"t{n}")
        await house.hear(f"t{n}", account)
    turns = house.turns

    async def work() -> None:
        while await turns.one_turn():
            pass

    await asyncio.gather(*(work() for _ in range(8)))
    await work()
    for account, texts in said_by.items():
        expected = [line for n, t in enumerate(texts, 1) for line in (f"{n}:{t}", f"{n}:end")]
        assert await said(house, account) == expected


async def test_a_poison_message_is_set_aside_with_one_apology(house: House) -> None:
    """It is tried five times over 86 s; then one apology, and the next message of that person is handled."""
    await house.hear("poison")
    await house.hear("sau đó")
    await house.hear("khác", "binh")
    await house.think()
    assert await said(house, "binh") == ["1:khác", "1:end"]
    for pause in (1, 5, 20, 60):
        assert await said(house) == []
        house.clock.move(seconds=pause)
        await house.think()
    assert await said(house) == ["sorry", "1:sau đó", "1:end"]
    parked = await rows(house.db, select(inbox.c.attempts).where(inbox.c.status == "parked"))
    assert [row.attempts for row in parked] == [5]


async def test_a_state_that_was_tampered_with_is_poison_for_its_owner_alone(house: House) -> None:
    """The state of one person in the row of another does not open; the others go on."""
    await house.hear("một", "an")
    await house.hear("hai", "binh")
    await house.think()
    async with house.db.transaction() as tx:
        await tx.execute(
            text("update conversation set state = (select state from conversation where id = 1) where id = 2")
        )
    await house.hear("lại", "an")
    await house.hear("lại", "binh")
    await house.think()
    assert await said(house, "an") == ["1:một", "1:end", "2:lại", "2:end"]
    assert await said(house, "binh") == ["1:hai", "1:end"]


async def test_stopping_takes_back_what_was_not_sent(house: House) -> None:
    """After a stop nothing waits to be sent, no timer runs, and the row says so; the next message undoes it."""
    await house.hear("remind me")
    await house.think()
    await house.hear("", kind="stop")
    await house.think()
    assert await said(house) == []
    (row,) = await rows(house.db, select(conversation.c.stopped_at, conversation.c.wake_at))
    assert (row.stopped_at, row.wake_at) == (NOW, None)
    await house.hear("quay lại")
    await house.think()
    (row,) = await rows(house.db, select(conversation.c.stopped_at))
    assert row.stopped_at is None


async def test_a_handover_keeps_what_the_form_asks_for_its_owner(house: House) -> None:
    """The prepared fields open in the person's own session only, and not after the link has run out."""
    await house.hear("link")
    await house.think()
    mine, other = await house.opened(), await house.opened("binh")
    ((number,),) = await rows(house.db, select(handover.c.id))
    async with house.db.transaction() as tx:
        found = await handovers.find(tx, id=number, now=NOW, sealer=house.sealer, conversation=mine)
        assert found is not None
        assert (found.domain, found.personal) == ("lan.id.vn", {"birth_date": BIRTH})
        for asks in (other, None):
            found = await handovers.find(tx, id=number, now=NOW, sealer=house.sealer, conversation=asks)
            assert found is not None
            assert (found.domain, found.personal) == (None, {})
        late = NOW + timedelta(days=7)
        assert await handovers.find(tx, id=number, now=late, sealer=house.sealer, conversation=mine) is None


async def test_forgetting_leaves_counters_and_proof_only(house: House) -> None:
    """After a deletion the row, the words and the prepared fields are gone; the answer to it still arrives."""
    await house.hear("consent cho tên Nguyễn Thị Canary")
    await house.hear("leave số 0912345678")
    await house.hear("link")
    await house.think()
    await house.hear("forget")
    await house.think()
    assert await said(house) == ["4:forget", "4:end"]
    async with house.db.transaction() as tx:
        assert await messages.listed(tx) == []
        raw = await tx.scalar(select(func.count()).where(inbox.c.raw.is_not(None)))
        assert raw == 0
        kept = (await tx.execute(select(handover.c.wish, handover.c.personal, handover.c.conversation))).one()
        assert tuple(kept) == (None, None, None)
        assert (await tx.execute(select(conversation.c.state))).scalar_one() is None
        assert await rights.finish(tx, now=NOW + rights.SETTLE) == 0  # its answer has not left yet
        while taken := await taking.take(tx, channel="web", now=NOW, limit=1, sealer=house.sealer):
            await outbox.sent(tx, letters=[(each, None) for each in taken], channel="web", now=NOW)
        assert await rights.finish(tx, now=NOW + rights.SETTLE) == 1
        assert await tx.scalar(select(func.count()).select_from(conversation)) == 0
        assert await tx.scalar(select(func.count()).select_from(letters)) == 0
        assert await tx.scalar(select(func.count()).select_from(interaction)) == 4
        assert await consents.verify(tx, sealer=house.sealer) == []
        receipt = (await tx.execute(select(rights_request.c.receipt, rights_request.c.finished_at))).one()
        assert receipt.receipt.startswith("XOA-")
        assert receipt.finished_at == NOW
    assert not await house.hear("chào", ext_id="e1")  # a late repeat is still known as one


async def test_one_interaction_for_each_turn_and_one_mark_for_each_person(house: House) -> None:
    """Statistics count turns by rows and people by marks; neither leads back to a conversation."""
    for account in ("an", "an", "binh"):
        await house.hear("link", account)
    await house.think()
    turns = await rows(house.db, select(interaction))
    assert len(turns) == 3
    assert {row.hour.minute for row in turns} == {0}
    assert {row.province for row in turns} == {"ca_mau"}
    assert {tuple(row.happened) for row in turns} == {("handed_over",)}
    marks = await rows(house.db, select(person_mark.c.step, person_mark.c.fresh))
    assert sorted(map(tuple, marks)) == [(5, True), (5, True)]
    hashes = {row.account_hash for row in await rows(house.db, select(conversation.c.account_hash))}
    people = {row.person for row in await rows(house.db, select(person_mark.c.person))}
    assert not {h[:16] for h in hashes} & people


async def test_nothing_a_person_said_stands_unsealed(house: House) -> None:
    """Canaries planted in every way in are in no unsealed column, while the conversation is open and after."""
    words = ["12/05/2004", "0312345678", "Nguyễn Văn Canary"]
    for word in words:
        for command in ("", "consent ", "leave ", "link ", "forget "):
            await house.hear(f"{command}{word}", account=f"acct-{word}")
            await house.think()
            shown = await unsealed(house.db)
            assert word not in shown
            assert f"acct-{word}" not in shown
            for secret in ("2004-05-12", "lan.id.vn"):
                assert secret not in shown


async def test_history_shows_what_is_still_kept(house: House) -> None:
    """Both sides come back in the order of time."""
    await house.hear("một")
    await house.think()
    number = await house.opened()
    async with house.db.transaction() as tx:
        while taken := await taking.take(tx, channel="web", now=NOW, limit=1, sealer=house.sealer):
            await outbox.sent(tx, letters=[(each, None) for each in taken], channel="web", now=house.clock.now)
    async with house.db.transaction() as tx:
        found = await history.of(tx, conversation=number, sealer=house.sealer, limit=10)
        since = await outbox.sent_since(tx, conversation=number, after=1, sealer=house.sealer)
    assert sorted(entry.who for entry in found) == ["bot", "bot", "person"]
    assert [e.bubble["text"] for e in found if e.bubble is not None] == ["1:một", "1:end"]
    assert [each.bubble["text"] for each in since] == ["1:end"]
    assert [e.raw for e in found if e.who == "person"] == [b'{"kind": "text", "text": "m\\u1ed9t"}']


async def test_a_connection_cut_in_the_middle_of_a_turn_blames_no_message(house: House, address: str) -> None:
    """The message stays new, uncounted and unanswered, and the next turn handles it."""

    async def cut() -> None:
        connection = await asyncpg.connect(address)
        await connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity "
            "where datname = current_database() and pid <> pg_backend_pid() and state = 'idle in transaction'"
        )
        await connection.close()

    class CutMind(EchoMind):
        def turn(self, *args: Any, **values: Any) -> Thought:
            with ThreadPoolExecutor(1) as thread:
                thread.submit(asyncio.run, cut()).result()
            return super().turn(*args, **values)

    await house.hear("chào")
    with pytest.raises(UnavailableError):
        await Turns(replace(house.parts, mind=CutMind())).one_turn()
    ((attempts, status),) = await rows(house.db, select(inbox.c.attempts, inbox.c.status))
    assert (attempts, status) == (0, "new")
    assert await said(house) == []
    assert await house.think() == 1
    assert await said(house) == ["1:chào", "1:end"]
