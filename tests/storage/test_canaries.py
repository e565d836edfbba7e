"""The real bot on the real database: what a person gives is in no unsealed column, no log line, no address."""

from __future__ import annotations

import io
import json
import logging
import re
from typing import TYPE_CHECKING

import pytest
import structlog
from sqlalchemy import select, update

from bot import log
from bot.channels.webchat import WebChat
from bot.notices import Notices
from bot.turn import TurnParts, Turns
from flows import codec
from storage import consents, conversations, inbox, outbox, retention, rights
from storage.tables import SEALED, conversation, handover
from storage.tables import inbox as heard
from storage.tables import outbox as letters
from tests.conftest import NOW
from tests.storage.dump import known_tables, unsealed
from tests.storage.fakes import Clock
from tests.talk import mind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.db import Database

SAID = {
    "id_vn": (
        "em muốn đăng ký tên miền id.vn miễn phí cho bản thân",
        "đồng ý",
        "em sinh ngày 12/05/2004",
        "dạ phải, em là công dân Việt Nam",
        "canaryhoa.id.vn",
        "đúng rồi",
    ),
    "biz_vn": (
        "hộ kinh doanh muốn đăng ký tên miền biz.vn",
        "đồng ý",
        "có giấy chứng nhận rồi",
        "mst 0100109106",
        "canaryquan.biz.vn",
        "đúng rồi",
    ),
}
CANARIES = ("12/05/2004", "2004-05-12", "12052004", "0100109106", "canaryhoa", "canaryquan", "account-of-")


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before, out = (root.handlers, root.level), io.StringIO()
    log.configure(version="test", level=logging.DEBUG, out=out)
    yield out
    structlog.reset_defaults()
    root.handlers, root.level = before


class Service:
    """The durable turn with the real mind."""

    def __init__(self, db: Database) -> None:
        core = mind()
        self.db, self.sealer, self.clock = db, core.sealer, Clock()
        words = Notices(core.wording, today=NOW.date)
        self.turns = Turns(TurnParts(db, self.sealer, {"web": WebChat()}, core.mind, words, "ca_mau", self.clock))

    async def play(self, account: str, texts: tuple[str, ...]) -> None:
        async with self.db.transaction() as tx:
            number = await conversations.open_for(
                tx, channel="web", account=account, address="page", sealer=self.sealer
            )
        for n, text in enumerate(texts):
            raw = json.dumps({"kind": "text", "text": text}).encode()
            async with self.db.transaction() as tx:
                await inbox.put(
                    tx,
                    conversation=number,
                    channel="web",
                    ext_id=f"{number}:{self.clock.now}:{n}",
                    raw=raw,
                    sealer=self.sealer,
                )
            assert await self.turns.one_turn()

    async def bubbles(self) -> list[dict[str, object]]:
        async with self.db.transaction() as tx:
            rows = await tx.execute(
                select(letters.c.dedupe_key, letters.c.body).where(letters.c.body.is_not(None)).order_by(letters.c.id)
            )
            return [outbox.opened(row.body, key=row.dedupe_key, sealer=self.sealer) for row in rows]

    async def states(self) -> list[str]:
        """What is remembered of each conversation, as JSON."""
        c = conversation.c
        async with self.db.transaction() as tx:
            rows = await tx.execute(select(c.id, c.channel, c.lang, c.account_hash, c.state))
            found = [conversations.state_of(conversations.Claimed(*row), sealer=self.sealer) for row in rows]
        return [codec.to_bytes(state).decode() for state in found if state is not None]

    async def parked(self) -> int:
        async with self.db.transaction() as tx:
            return len((await tx.execute(select(heard.c.id).where(heard.c.attempts > 0))).all())


def hits(text: str) -> list[str]:
    return [canary for canary in CANARIES if canary in text]


async def test_what_people_give_is_seen_nowhere(db: Database, lines: io.StringIO) -> None:
    """Birth date, number, wished name and account: not in the database in clear, nor in logs, nor in links."""
    service = Service(db)
    for programme, texts in SAID.items():
        await service.play(f"account-of-{programme}", texts)
    assert await service.parked() == 0
    async with db.transaction() as tx:
        programmes = set(await tx.scalars(select(handover.c.programme)))
    assert programmes == {"id_vn", "biz_vn"}  # both ways were gone to their end, so there is something to find
    links = [str(bubble["link"]) for bubble in await service.bubbles() if bubble["link"]]
    assert len(links) >= 2
    assert hits(" ".join(links)) == []
    assert all(re.fullmatch(r"http://[\w.:]+/r/[\w.-]+", link, re.ASCII) for link in links)
    assert hits(await unsealed(db)) == []
    assert "turn" in lines.getvalue()
    assert hits(lines.getvalue()) == []


async def test_after_a_day_even_the_key_opens_nothing(db: Database) -> None:
    """Once the purge has run, what people gave is gone from sealed columns as well."""
    service = Service(db)
    for programme, texts in SAID.items():
        await service.play(f"account-of-{programme}", texts)
    async with db.transaction() as tx:
        await tx.execute(update(letters).values(status="sent", finished_at=NOW))
    service.clock.move(hours=24, minutes=1)
    async with db.transaction() as tx:
        await retention.purge(tx, now=service.clock.now, sealer=service.sealer)
    async with db.transaction() as tx:
        assert list(await tx.scalars(select(heard.c.raw).where(heard.c.raw.is_not(None)))) == []
        assert list(await tx.scalars(select(handover.c.personal).where(handover.c.personal.is_not(None)))) == []
    assert await service.bubbles() == []
    states = await service.states()
    assert len(states) == 2
    for state in states:
        assert set(hits(state)) <= {"canaryhoa", "canaryquan"}  # the wish lives as long as the link
    for account in (f"account-of-{programme}" for programme in SAID):
        await service.play(account, ("gửi lại đường link cho em", "vì sao em đủ điều kiện", "em muốn đăng ký tên miền"))
    assert await service.parked() == 0


async def test_a_deletion_takes_everything(db: Database) -> None:
    """After "xóa dữ liệu của em" the receipt goes out, then only proof and counters are left of that person."""
    service = Service(db)
    await service.play("account-of-id_vn", (*SAID["id_vn"], "xóa dữ liệu của em"))
    (answer,) = await service.bubbles()
    assert answer["key"] == "rights.delete_my_data"
    async with db.transaction() as tx:
        await tx.execute(update(letters).where(letters.c.status == "pending").values(status="sent", finished_at=NOW))
        assert await rights.finish(tx, now=NOW + rights.SETTLE) == 1
        assert await consents.verify(tx, sealer=service.sealer) == []
    for table, columns in SEALED.items():
        if table != "quarter_key":
            async with db.transaction() as tx:
                for row in (await tx.execute(select(*(known_tables()[table].c[name] for name in columns)))).all():
                    assert not any(row)
