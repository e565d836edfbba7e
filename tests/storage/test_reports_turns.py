"""What real turns leave in the statistics, and what of it survives an erasure."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert, select, update

from bot.channels.webchat import WebChat
from bot.jobs import Jobs
from bot.notices import Notices
from bot.turn import TurnParts, Turns
from storage import conversations, events, handovers, inbox, periods, retention, sources
from storage.log_tables import interaction, person_mark, stood_still
from storage.reporting import report, stalls
from storage.reporting.types import Targets
from storage.staff_tables import confirmed, list_file
from storage.tables import handover, outbox
from tests.conftest import NOW
from tests.storage.fakes import Clock
from tests.talk import mind

if TYPE_CHECKING:
    from storage.db import Database
    from storage.reporting.types import Report

WAY = (
    "em muốn đăng ký tên miền id.vn",
    "đồng ý",
    "12/05/2004",
    "dạ phải",
    "hoa-sen.id.vn",
    "đúng rồi",
)
"""to the link"""


class Talk:
    """The durable turn with the real mind, one person on the web page."""

    def __init__(self, db: Database) -> None:
        core = mind()
        self.db, self.sealer, self.clock = db, core.sealer, Clock()
        words = Notices(core.wording, today=NOW.date)
        self.turns = Turns(TurnParts(db, self.sealer, {"web": WebChat()}, core.mind, words, "ca_mau", self.clock))
        self.jobs = Jobs(db, self.sealer, now=self.clock)

    async def give(self, *given: str | dict[str, Any], account: str = "an") -> None:
        """Texts, or events as the page sends them; a minute passes after each."""
        for one in given:
            raw = {"kind": "text", "text": one} if isinstance(one, str) else one
            async with self.db.transaction() as tx:
                number = await conversations.open_for(
                    tx, channel="web", account=account, address="page", sealer=self.sealer
                )
                ext_id = f"{number}:{self.clock.now.isoformat()}"
                await inbox.put(
                    tx,
                    conversation=number,
                    channel="web",
                    ext_id=ext_id,
                    raw=json.dumps(raw).encode(),
                    sealer=self.sealer,
                )
                # The database's own clock stamps rows; here time is what the test says.
            assert await self.turns.one_turn()
            await self._heard_now(number)
            self.clock.move(minutes=1)

    async def _heard_now(self, number: int) -> None:
        async with self.db.transaction() as tx:
            await conversations.heard(tx, id=number, at=self.clock.now)

    async def rows(self, statement: Any) -> list[Any]:
        async with self.db.transaction() as tx:
            return list((await tx.execute(statement)).all())

    async def marks(self) -> list[tuple[str, int, str, str, bool]]:
        m = person_mark.c
        rows = await self.rows(select(m.programme, m.step, m.commune, m.source, m.fresh).order_by(m.day, m.programme))
        return [tuple(row) for row in rows]

    async def log(self) -> list[Any]:
        i = interaction.c
        return await self.rows(select(interaction).order_by(i.day, i.hour, i.kind))

    async def report(self) -> Report:
        goals = Targets(2400, 600, date(2026, 12, 31), "plan")
        async with self.db.transaction() as tx:
            return await report.report(
                tx,
                period=periods.quarter(2026, 4),
                province="Cà Mau",
                targets=goals,
                places={"32002": "An Xuyên"},
                today=NOW.date(),
                made_at=NOW,
            )


@pytest.fixture
async def talk(db: Database) -> Talk:
    """Two sources are registered: a code that is not counts as `unknown`."""
    async with db.transaction() as tx:
        for code in ("truong-a", "hoi-cho-b"):
            await sources.add(tx, kind="event", label=code, by="test", now=NOW, code=code)
    return Talk(db)


async def test_the_way_to_the_link_is_one_funnel(talk: Talk) -> None:
    """One person: asked, consented, answered, eligible, handed over; each in the turn in which it happened."""
    await talk.give(*WAY)
    made = await talk.report()
    assert [step.people for step in made.funnel] == [1, 1, 1, 1, 1, 0, 0, 0]
    assert (made.totals.people, made.totals.new_people, made.totals.conversations) == (1, 1, 1)
    assert (made.totals.interactions, made.totals.handed_over) == (len(WAY), 1)
    assert made.verdicts == {"eligible": 1}
    happened = sorted(h for row in await talk.log() for h in row.happened)
    assert happened == ["consented", "handed_over", "verdict:eligible"]


async def test_several_steps_in_one_turn_are_all_counted(talk: Talk) -> None:
    """Who says everything first and consents last, consents and is found eligible in one turn."""
    await talk.give("em sinh ngày 12/05/2004, công dân Việt Nam, muốn đăng ký id.vn", "đồng ý", "dạ phải")
    made = await talk.report()
    assert [step.people for step in made.funnel][:5] == [1, 1, 1, 1, 0]
    assert made.verdicts == {"eligible": 1}


async def test_a_verdict_that_stands_is_not_given_again(talk: Talk) -> None:
    """Later turns carry the verdict in their row and count in no result."""
    await talk.give(*WAY, "có mất phí không", "bao lâu thì xong")
    made = await talk.report()
    assert made.verdicts == {"eligible": 1}
    assert sum(row.verdict == "eligible" for row in await talk.log()) > 1


async def test_a_conversation_begins_anew_after_twelve_hours_of_silence(talk: Talk) -> None:
    """Not before, and not with what happens by itself; the person is the same one."""
    await talk.give("xin chào")
    talk.clock.move(hours=11, minutes=50)
    await talk.give("có mất phí không")
    assert (await talk.report()).totals.conversations == 1
    talk.clock.move(hours=13)
    await talk.give("bao lâu thì xong")
    made = await talk.report()
    assert (made.totals.conversations, made.totals.people, made.totals.new_people) == (2, 1, 1)
    assert sum(row.opens for row in await talk.log()) == 2


async def test_first_and_newest_source_are_kept_apart(talk: Talk) -> None:
    """A second poster moves the newest source and leaves the first; the link bears the newest one."""
    await talk.give({"kind": "start", "ref": "truong-a"}, {"kind": "start"})
    await talk.give({"kind": "start", "ref": "hoi-cho-b"}, *WAY)
    made = await talk.report()
    assert {line.code: line.interactions for line in made.first_sources} == {
        "truong-a": 3 + len(WAY),
        "hoi-cho-b": 0,
        "": 0,
    }
    assert {line.code: line.interactions for line in made.last_sources} == {
        "truong-a": 2,
        "hoi-cho-b": 1 + len(WAY),
        "": 0,
    }
    assert {line.code: line.handed_over for line in made.last_sources} == {"truong-a": 0, "hoi-cho-b": 1, "": 0}


async def test_a_registration_is_said_once(talk: Talk) -> None:
    """However often it is said; the link knows the day. Without a link it counts once a quarter."""
    await talk.give(*WAY, "em đăng ký xong rồi", "em đăng ký xong rồi ạ")
    await talk.give("em đăng ký xong rồi", "em đăng ký xong rồi ạ", account="binh")
    made = await talk.report()
    assert made.totals.says_registered == 2
    assert [row.says_on for row in await talk.rows(select(handover.c.says_on))] == [NOW.date()]
    assert {step.step: step.people for step in made.funnel}["says_registered"] == 2


async def test_a_commune_named_late_counts_for_person_and_link(talk: Talk) -> None:
    """The commune is asked last: the person's marks, the link and later rows bear it."""
    await talk.give(*WAY, "không cần nhắc", "phường An Xuyên", "cảm ơn")
    code = (await talk.rows(select(handover.c.commune)))[0].commune
    assert code == "32002"
    assert {mark[2] for mark in await talk.marks()} == {code}
    talk.clock.move(days=2)
    async with talk.db.transaction() as tx:  # the answers are forgotten by then
        await retention.purge(tx, now=talk.clock.now, sealer=talk.sealer)
    await talk.give("có mất phí không")
    (line,) = [line for line in (await talk.report()).communes if line.code == code]
    assert (line.name, line.people, line.handed_over) == ("An Xuyên", 1, 1)
    assert (line.interactions, line.conversations) == (3, 1)


async def test_a_link_opened_and_confirmed_marks_its_owner(talk: Talk) -> None:
    """Both are steps of the person; the list's row learns channel and source of the link."""
    await talk.give({"kind": "start", "ref": "truong-a"}, *WAY)
    (link,) = await talk.rows(select(handover))
    assert link.wish_hash == handovers.wish_hash("hoa-sen.id.vn", sealer=talk.sealer)
    async with talk.db.transaction() as tx:
        await handovers.opened(tx, id=link.id, robot=False, now=talk.clock.now)
        assert await events.mark_opened(tx, handover_id=link.id, now=talk.clock.now, sealer=talk.sealer)
    assert [step.people for step in (await talk.report()).funnel][5:] == [1, 0, 0]
    await _confirm(talk, link.id)
    made = await talk.report()
    assert [step.people for step in made.funnel] == [1] * 8
    assert (made.totals.opened_link, made.totals.confirmed, made.targets["id_vn"].reached) == (1, 1, 1)
    assert {line.code: line.confirmed for line in made.last_sources} == {"truong-a": 1, "hoi-cho-b": 0, "": 0}
    (row,) = await talk.rows(select(handover.c.confirmed_on))
    assert row.confirmed_on == NOW.date()


async def _confirm(talk: Talk, link: str) -> bool:
    async with talk.db.transaction() as tx:
        listing = await tx.scalar(
            insert(list_file)
            .values(kind="confirmed", name="l", origin="VNNIC", as_of=NOW.date(), sha256="x", rows=1, imported_by="an")
            .returning(list_file.c.id)
        )
        row = {"domain": "hoa-sen.id.vn", "programme": "id_vn", "list": listing, "handover": link}
        await tx.execute(insert(confirmed).values(**row, registered_on=NOW.date()))
        return await events.mark_confirmed(tx, handover_id=link, now=talk.clock.now, sealer=talk.sealer)


async def test_figures_survive_an_erasure(talk: Talk) -> None:
    """What was counted stays; what comes later of a link whose owner is forgotten counts for nobody."""
    await talk.give(*WAY)
    before = await talk.report()
    await talk.give("xóa dữ liệu của em", "có")
    after = await talk.report()
    assert after.funnel == before.funnel
    assert after.totals.handed_over == 1
    (link,) = await talk.rows(select(handover))
    assert (link.conversation, link.wish_hash) == (None, None)
    async with talk.db.transaction() as tx:
        assert not await events.mark_opened(tx, handover_id=link.id, now=talk.clock.now, sealer=talk.sealer)
    assert not await _confirm(talk, link.id)
    made = await talk.report()
    assert (made.funnel, made.totals.confirmed) == (before.funnel, 1)
    await talk.give("xin chào")
    assert (await talk.report()).totals.new_people == 1


async def test_a_silence_at_an_open_question_is_counted_once(talk: Talk) -> None:
    """By the jobs, before a conversation without consent is forgotten; a later silence counts again."""
    await talk.give("em muốn đăng ký tên miền id.vn")
    await talk.give("xin chào", account="binh")
    talk.clock.move(hours=23)
    await talk.jobs.round()
    assert await talk.rows(select(stood_still)) == []
    talk.clock.move(hours=1, minutes=5)
    await talk.jobs.round()
    talk.clock.move(hours=2)
    await talk.jobs.round()
    (row,) = await talk.rows(select(stood_still))
    assert (row.day, row.channel, row.programme, row.node, row.conversations) == (
        NOW.date(),
        "web",
        "id_vn",
        "consent",
        1,
    )
    assert [(one.node, one.conversations) for one in (await talk.report()).left] == [("consent", 1)]


async def test_who_comes_back_and_falls_silent_again_stands_still_again(talk: Talk) -> None:
    """Each silence is one; the same silence is never two."""
    await talk.give("em muốn đăng ký tên miền id.vn", "đồng ý")
    for days in (1, 2):
        talk.clock.move(hours=25)
        async with talk.db.transaction() as tx:
            assert await stalls.count(tx, now=talk.clock.now, sealer=talk.sealer) == 1
            assert await stalls.count(tx, now=talk.clock.now, sealer=talk.sealer) == 0
        await talk.give("năm 2004 ạ")
        assert sum(row.conversations for row in await talk.rows(select(stood_still))) == days


async def test_a_reminder_and_its_answer(talk: Talk) -> None:
    """The reminder is counted when it goes out; "đã đăng ký" as its answer opens a conversation."""
    await talk.give(*WAY, "nhắc em nhé")
    talk.clock.move(days=9)
    await talk.jobs.round()
    while await talk.turns.one_turn():
        pass
    made = await talk.report()
    assert (made.reminders_sent, made.registered_after_reminder) == (1, 0)
    async with talk.db.transaction() as tx:
        await tx.execute(update(outbox).values(status="sent", finished_at=NOW))
    await talk.give("em đăng ký rồi ạ")
    made = await talk.report()
    assert (made.reminders_sent, made.registered_after_reminder, made.totals.says_registered) == (1, 1, 1)
    assert made.totals.conversations == 2
    assert made.period.last - NOW.date() > timedelta(days=9)
