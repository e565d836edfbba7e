"""Lists in the database: matched with links, imported once, numbers that can be asked about."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, insert, select, text

from bot.imports.importing import OriginError, carry_in, handed_in, look, place_of, read, result_file
from storage import conversations, drafts, handovers, lists
from storage.lists import ConfirmedRow, ListedRow, ListMeta
from storage.log_tables import person_mark
from storage.staff_tables import confirmed
from storage.tables import handover, handover_open

if TYPE_CHECKING:
    from bot.imports.importing import Outcome
    from storage.db import Database
    from storage.sealing import Sealer

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
TODAY = NOW.date()
PLACE = place_of("ca_mau")


async def hand_over(
    db: Database,
    sealer: Sealer,
    name: str,
    *,
    link: str,
    days_ago: int = 5,
    programme: str = "id_vn",
    source: str | None = None,
    says: date | None = None,
) -> None:
    """A person got a link for a name."""
    created = NOW - timedelta(days=days_ago)
    async with db.transaction() as tx:
        talk = await conversations.open_for(tx, channel="web", account=f"person-{link}", address="page", sealer=sealer)
        made = handovers.Handover(
            id=link, programme=programme, channel="web", subject=None, created=created,
            expires=created + timedelta(days=7), domain=name, source=source, commune="31825",
        )  # fmt: skip
        await handovers.add(tx, made=made, conversation=talk, sealer=sealer)
        if says is not None:
            await handovers.says_registered(tx, conversation=talk, day=says)


async def bring(
    db: Database, sealer: Sealer, body: str, kind: lists.Kind = "confirmed", as_of: date = TODAY
) -> Outcome:
    """A file is read and imported."""
    file = handed_in(kind=kind, name="list.csv", origin="VNNIC", as_of=as_of, body=body.encode(), today=TODAY)
    reading = read(file, place=PLACE, today=TODAY)
    async with db.transaction() as tx:
        return await carry_in(tx, file=file, reading=reading, by="an", now=NOW, sealer=sealer)


async def everything(db: Database) -> list[tuple[object, ...]]:
    async with db.transaction() as tx:
        c = confirmed.c
        rows = await tx.execute(
            select(c.domain, c.programme, c.registered_on, c.handover, c.channel, c.source, c.commune).order_by(
                c.domain
            )
        )
        return [tuple(row) for row in rows]


def fates(outcome: Outcome) -> dict[str, str]:
    return {each.value: each.status for each in outcome.judged}


OLD = "xn--c-mna.id.vn"
"""cũ.id.vn as DNS has it"""
LIST = (
    "Tên miền,Ngày đăng ký,Nhà đăng ký\nLAN.ID.VN.,20/11/2026,iNET\nminh.id.vn,20/11/2026,iNET\n"
    "cũ.id.vn,01/01/2026,iNET\nhoa.com.vn,20/11/2026,iNET\n"
)


async def test_a_list_finds_the_links_of_its_names(db: Database, sealer: Sealer) -> None:
    """Matched by name and programme; the person's mark, the link's day, channel and source go with it."""
    await hand_over(db, sealer, "lan.id.vn", link="link-lan-0000000001", source="truong-a")
    await hand_over(db, sealer, OLD, link="link-cu-00000000001")
    outcome = await bring(db, sealer, LIST)
    assert fates(outcome)["lan.id.vn"] == "matched"
    assert fates(outcome)["minh.id.vn"] == "unmatched"
    assert fates(outcome)["hoa.com.vn"] == "foreign"
    assert len(await everything(db)) == 3
    assert (
        "lan.id.vn",
        "id_vn",
        date(2026, 11, 20),
        "link-lan-0000000001",
        "web",
        "truong-a",
        "31825",
    ) in await everything(db)
    assert fates(outcome)[OLD] == "earlier"
    async with db.transaction() as tx:
        day = await tx.scalar(select(handover.c.confirmed_on).where(handover.c.id == "link-lan-0000000001"))
        marks = await tx.scalar(select(func.count()).select_from(person_mark).where(person_mark.c.step == 8))
    assert (day, marks) == (TODAY, 1)


async def test_importing_twice_changes_nothing(db: Database, sealer: Sealer) -> None:
    """Neither the same file nor another one with the same rows."""
    await hand_over(db, sealer, "lan.id.vn", link="link-lan-0000000001")
    await bring(db, sealer, LIST)
    before = await everything(db)
    again = await bring(db, sealer, LIST)
    assert again.before is not None
    other = await bring(db, sealer, LIST.replace("\n", "\r\n"))
    assert other.before is None
    assert set(fates(other).values()) == {"known", "foreign"}
    assert await everything(db) == before
    async with db.transaction() as tx:
        assert await tx.scalar(select(func.count()).select_from(person_mark)) == 1


async def test_looking_changes_nothing(db: Database, sealer: Sealer) -> None:
    """The dry run says what the import would do."""
    await hand_over(db, sealer, "lan.id.vn", link="link-lan-0000000001")
    file = handed_in(kind="confirmed", name="l.csv", origin="VNNIC", as_of=TODAY, body=LIST.encode(), today=TODAY)
    reading = read(file, place=PLACE, today=TODAY)
    async with db.transaction() as tx:
        seen = await look(tx, file=file, reading=reading, sealer=sealer)
    assert await everything(db) == []
    assert seen.judged == (await bring(db, sealer, LIST)).judged


async def test_the_programme_must_be_the_same(db: Database, sealer: Sealer) -> None:
    """A link for the other programme is another thing."""
    await hand_over(db, sealer, "lan.id.vn", link="link-lan-0000000001", programme="biz_vn")
    assert fates(await bring(db, sealer, "Tên miền\nlan.id.vn\n")) == {"lan.id.vn": "unmatched"}


async def test_a_name_that_was_registered_before_did_not_come_by_the_link(db: Database, sealer: Sealer) -> None:
    """It is counted as confirmed, not as the assistant's."""
    await hand_over(db, sealer, "lan.id.vn", link="link-lan-0000000001", days_ago=5)
    outcome = await bring(db, sealer, "Tên miền,Ngày đăng ký\nlan.id.vn,01/10/2026\n")
    assert fates(outcome) == {"lan.id.vn": "earlier"}
    assert [row[3] for row in await everything(db)] == [None]


async def test_of_two_people_who_wished_for_a_name_it_is_the_one_who_says_so(db: Database, sealer: Sealer) -> None:
    """Then the one who opened the link, then the newest."""
    await hand_over(db, sealer, "lan.id.vn", link="link-1-000000000001", days_ago=9, says=TODAY)
    await hand_over(db, sealer, "lan.id.vn", link="link-2-000000000001", days_ago=8)
    await hand_over(db, sealer, "minh.id.vn", link="link-3-000000000001", days_ago=9)
    await hand_over(db, sealer, "minh.id.vn", link="link-4-000000000001", days_ago=8)
    async with db.transaction() as tx:
        await tx.execute(insert(handover_open).values(handover="link-3-000000000001", opened_at=NOW, robot=False))
        await tx.execute(insert(handover_open).values(handover="link-4-000000000001", opened_at=NOW, robot=True))
    await bring(db, sealer, LIST)
    assert {row[0]: row[3] for row in await everything(db) if row[3]} == {
        "lan.id.vn": "link-1-000000000001",
        "minh.id.vn": "link-3-000000000001",
    }


async def test_a_name_finds_a_link_that_came_after_its_first_list(db: Database, sealer: Sealer) -> None:
    """A later list joins what an earlier one could not."""
    await bring(db, sealer, "Tên miền\nlan.id.vn\n")
    await hand_over(db, sealer, "lan.id.vn", link="link-lan-0000000001")
    assert fates(await bring(db, sealer, "Tên miền\nlan.id.vn\n\n")) == {"lan.id.vn": "matched"}


async def test_the_result_can_be_opened_without_danger(db: Database, sealer: Sealer) -> None:
    """Every row with its number and reason; what a list smuggles in stays text."""
    outcome = await bring(db, sealer, 'Tên miền\n=HYPERLINK("http://x")\nlan.id.vn\n@x\nlan.id.vn\n')
    rows = list(csv.reader(io.StringIO(result_file(outcome, lang="vi").decode("utf-8-sig"))))
    assert rows[0] == ["Dòng", "Giá trị", "Kết quả", "Lý do"]
    assert rows[1][:3] == ["2", '\'=HYPERLINK("http://x")', "Lỗi, không nhập"]
    assert rows[4] == ["5", "lan.id.vn", "Lặp lại trong tệp", "Đã có ở dòng 3."]


async def test_a_number_of_a_list_is_found_with_its_day(db: Database, sealer: Sealer) -> None:
    """The list with the latest day stands; a number that is on none is none."""
    await bring(db, sealer, "MST\n2099999014\n096204000123\n", "listed", date(2026, 11, 15))
    await bring(db, sealer, "MST\n2099999014\n\n", "listed", date(2026, 11, 1))
    async with db.transaction() as tx:
        assert await lists.listed_on(tx, "2099999014", sealer) == date(2026, 11, 15)
        assert await lists.listed_on(tx, "096204000123", sealer) == date(2026, 11, 15)
        assert await lists.listed_on(tx, "2099999078", sealer) is None
        dump = str([tuple(row) for row in await tx.execute(text("select * from listed"))])
    assert "096204000123" not in dump


async def test_fifty_thousand_rows_go_in_at_once(db: Database, sealer: Sealer) -> None:
    """And again, where nothing changes."""
    rows = [ListedRow(f"{n:010d}", "enterprise", date(2026, 1, 1)) for n in range(50_000)]
    for turn in ("a", "b"):
        meta = ListMeta("listed", "l", "Sở Tài chính", TODAY, turn)
        async with db.transaction() as tx:
            known = await lists.known_numbers(tx, rows=rows, sealer=sealer)
            await lists.import_listed(tx, meta=meta, rows=rows, by="an", now=NOW, sealer=sealer)
        assert len(known) == (0 if turn == "a" else 50_000)
    async with db.transaction() as tx:
        assert await tx.scalar(text("select count(*) from listed")) == 50_000


async def test_fifty_thousand_names_are_looked_up_together(db: Database, sealer: Sealer) -> None:
    """No limit on parameters is met."""
    rows = [ConfirmedRow(f"ten-{n}.id.vn", "id_vn") for n in range(50_000)]
    await hand_over(db, sealer, "ten-49999.id.vn", link="link-last-000000001")
    meta = ListMeta("confirmed", "l", "VNNIC", TODAY, "c")
    async with db.transaction() as tx:
        _, found = await lists.import_confirmed(tx, meta=meta, rows=rows, by="an", now=NOW, sealer=sealer)
    assert [d for d, one in found.items() if one.fate == "matched"] == ["ten-49999.id.vn"]


async def test_a_draft_is_its_owners_for_a_day(db: Database, sealer: Sealer) -> None:
    """Sealed; nobody else finds it; after a day nobody does, and it is gone with the next."""
    draft = drafts.Draft("d1", "listed", "hộ.csv", "Sở", TODAY, b"MST\n096204000123\n", b"result", "an")
    async with db.transaction() as tx:
        await drafts.put(tx, draft=draft, now=NOW, sealer=sealer)
        assert await drafts.find(tx, id="d1", by="an", now=NOW, sealer=sealer) == draft
        assert await drafts.find(tx, id="d1", by="binh", now=NOW, sealer=sealer) is None
        assert await drafts.find(tx, id="d1", by="an", now=NOW + timedelta(days=1), sealer=sealer) is None
        raw = str([tuple(row) for row in await tx.execute(text("select name, body, result from list_draft"))])
        assert "096204000123" not in raw
        await drafts.imported(tx, id="d1", result=b"done", sealer=sealer)
        kept = await drafts.find(tx, id="d1", by="an", now=NOW, sealer=sealer)
        assert kept is not None
        assert (kept.body, kept.result) == (None, b"done")
        assert await drafts.drop_old(tx, now=NOW + timedelta(days=1)) == 1


@pytest.mark.parametrize(
    ("origin", "as_of", "field"),
    [("", TODAY, "origin"), ("VNNIC\x07", TODAY, "origin"), ("VNNIC", TODAY + timedelta(days=1), "as_of")],
)
def test_what_is_said_of_a_file_must_make_sense(origin: str, as_of: date, field: str) -> None:
    """Where it is from, and a day that has been."""
    with pytest.raises(OriginError, match=field):
        handed_in(kind="listed", name="a", origin=origin, as_of=as_of, body=b"x", today=TODAY)
