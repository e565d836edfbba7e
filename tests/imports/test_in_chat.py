"""A number that stands on a department's list: the summary says so, with the day; one that does not is passed over."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from bot.channels.webchat import WebChat
from bot.notices import Notices
from bot.turn import TurnParts, Turns
from storage import conversations, inbox, lists, sources
from storage.lists import ListedRow, ListMeta
from storage.log_tables import interaction
from storage.tables import outbox
from tests.conftest import NOW
from tests.talk import mind

if TYPE_CHECKING:
    from storage.db import Database

LIST = ListMeta("listed", "hkd.csv", "Sở Tài chính", date(2026, 11, 15), "a")
WAY = ("em muốn làm biz.vn cho hộ kinh doanh", "đồng ý", "dạ có giấy rồi", "2099999014", "quan-an-ba-nam")


async def talk(db: Database, *given: str | dict[str, Any]) -> list[str]:
    """Plays one person through the durable turn; everything that the bot said."""
    core = mind()
    words = Notices(core.wording, today=NOW.date)
    turns = Turns(TurnParts(db, core.sealer, {"web": WebChat()}, core.mind, words, "ca_mau", lambda: NOW))
    for number, one in enumerate(given):
        raw = {"kind": "text", "text": one} if isinstance(one, str) else one
        async with db.transaction() as tx:
            talk = await conversations.open_for(tx, channel="web", account="an", address="page", sealer=core.sealer)
            await inbox.put(
                tx,
                conversation=talk,
                channel="web",
                ext_id=f"client-{number}",
                raw=json.dumps(raw).encode(),
                sealer=core.sealer,
            )
        assert await turns.one_turn()
    async with db.transaction() as tx:
        rows = await tx.execute(select(outbox.c.body, outbox.c.dedupe_key).order_by(outbox.c.id))
        found = [core.sealer.open_json(r.body, where=f"outbox:body:{r.dedupe_key}") for r in rows]
    return [str(one["text"]) for one in found if isinstance(one, dict)]


async def test_the_summary_says_which_list_has_the_number(db: Database) -> None:
    """With the day of the list."""
    async with db.transaction() as tx:
        rows = [ListedRow("2099999014", "household")]
        await lists.import_listed(tx, meta=LIST, rows=rows, by="an", now=NOW, sealer=mind().sealer)
    said = await talk(db, *WAY)
    assert "danh sách của cơ quan đăng ký kinh doanh, ngày 15/11/2026" in said[-1]


async def test_a_number_that_is_on_no_list_is_passed_over(db: Database) -> None:
    """Not on the list never means no: nothing is said, and the way is the same."""
    said = await talk(db, *WAY)
    assert "2099999014"[-3:] in said[-1]
    assert not any("danh sách của" in text for text in said)


async def test_a_corrected_number_loses_what_was_said_of_the_old_one(db: Database) -> None:
    """The list had another number."""
    async with db.transaction() as tx:
        rows = [ListedRow("2099999014", "household")]
        await lists.import_listed(tx, meta=LIST, rows=rows, by="an", now=NOW, sealer=mind().sealer)
    said = await talk(db, *WAY, "em gõ nhầm, mã số thuế là 2099999078")
    assert "078" in said[-1]
    assert "danh sách của" not in said[-1]


async def test_only_registered_codes_are_counted_by_name(db: Database) -> None:
    """What somebody wrote into an address of their own is `unknown`, a retired code still its own; all can start."""
    async with db.transaction() as tx:
        await sources.add(tx, kind="event", label="Hội chợ", by="an", now=NOW, code="hoi-cho")
        await sources.retire(tx, code="hoi-cho", by="an", now=NOW)
    starts = [{"kind": "start", "ref": ref} for ref in ("Nguyen-Van-A", "HOI-CHO", "hoi-cho")]
    said = await talk(db, *starts)
    assert len(said) >= len(starts)
    async with db.transaction() as tx:
        i = interaction.c
        rows = await tx.execute(select(i.first_source, i.source).order_by(i.source, i.id))
        assert sorted(tuple(row) for row in rows) == [
            ("unknown", "hoi-cho"),
            ("unknown", "hoi-cho"),
            ("unknown", "unknown"),
        ]
