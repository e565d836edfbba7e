"""The service asks Rasa before a turn, while nothing is locked, and never waits for it inside one."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry

from bot import app
from bot.advised import Advised
from bot.channels.base import Inbound
from bot.channels.webchat import WebChat
from bot.mind import Mind
from bot.notices import Notices
from bot.rasa_client import RasaClient
from bot.turn import TurnParts, Turns
from storage import conversations, inbox, outbox
from storage.tables import inbox as inbox_rows
from storage.tables import outbox as letters
from tests.conftest import NOW
from tests.rasa.double import never, rasa, says, scores
from tests.talk import mind

if TYPE_CHECKING:
    import pytest
    from aiohttp import web

    from storage.db import Database
    from storage.sealing import Sealer

COST = says(scores(("cost", 0.93), ("greet", 0.04)))
FIRST = {"an": "có mất phí không", "binh": "giá bao nhiêu", "chi": "đăng ký ở đâu"}


class Service:
    """Turns beside a Rasa at `url`, and people who write to them."""

    def __init__(self, db: Database, sealer: Sealer, url: str) -> None:
        core = mind()
        self.db, self.sealer, self.registry = db, sealer, CollectorRegistry()
        rasa_client = RasaClient(url, intents=core.interpreter.intents)
        self.core = replace(core, sealer=sealer, interpreter=Advised(core.interpreter, rasa_client, self.registry))
        channels = {"web": WebChat()}
        self.turns = Turns(
            TurnParts(
                db=db,
                sealer=sealer,
                channels=channels,
                mind=Mind(core.book, self.core.interpreter, core.wording, core.links),
                words=Notices(core.wording, today=NOW.date),
                province="ca_mau",
                now=lambda: NOW,
                ahead=app.ahead(self.core, db, channels),
            )
        )

    async def writes(self, raw: bytes, account: str) -> None:
        async with self.db.transaction() as tx:
            number = await conversations.open_for(
                tx, channel="web", account=account, address="page", sealer=self.sealer
            )
            await inbox.put(
                tx, conversation=number, channel="web", ext_id=f"{account}:{hash(raw)}", raw=raw, sealer=self.sealer
            )

    async def says(self, text: str, account: str = "an") -> None:
        await self.writes(json.dumps(asdict(Inbound("text", text))).encode(), account)

    async def keys(self) -> list[str]:
        """Copy keys of all bubbles that wait to be sent."""
        async with self.db.transaction() as tx:
            rows = (await tx.execute(letters.select().order_by(letters.c.id))).all()
        return [str(outbox.opened(r.body, key=r.dedupe_key, sealer=self.sealer)["key"]) for r in rows]

    def counted(self) -> dict[str, int]:
        samples = [s for m in self.registry.collect() for s in m.samples if s.name == "chaovn_rasa_total"]
        return {s.labels["outcome"]: int(s.value) for s in samples if s.value}


async def test_a_turn_thinks_with_what_rasa_said(db: Database, sealer: Sealer) -> None:
    """A greeting that this Rasa takes for a question about money is answered as one."""
    async with rasa(COST) as double:
        service = Service(db, sealer, double.url)
        await service.says("xin chào")
        assert await service.turns.one_turn()
        assert not await service.turns.one_turn()
    assert any(key.startswith("faq.cost") for key in await service.keys())
    assert service.counted() == {"used": 1}
    assert double.asked == ["xin chào"]


async def test_a_turn_does_without_rasa(db: Database, sealer: Sealer) -> None:
    """Late or away, the person is answered by the embedded engine in the same turn."""
    async with rasa(never) as double:
        service = Service(db, sealer, double.url)
        await service.says("có mất phí không")
        assert await service.turns.one_turn()
    await service.says("chi phí thế nào", "binh")
    assert await service.turns.one_turn()
    keys = await service.keys()
    assert sum(key.startswith("faq.cost") for key in keys) == 2
    assert service.counted() == {"late": 1, "down": 1}


async def test_a_bug_in_asking_stops_no_turn(db: Database, sealer: Sealer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever asking ahead raises, the person is answered."""
    async with rasa(COST) as double:
        service = Service(db, sealer, double.url)
        monkeypatch.setattr(service.core.interpreter, "hear", _breaks)
        await service.says("có mất phí không")
        assert await service.turns.one_turn()
    assert any(key.startswith("faq.cost") for key in await service.keys())
    assert service.counted() == {"missed": 1}


async def _breaks(text: str) -> None:
    raise RuntimeError(len(text))


async def test_nothing_is_locked_while_rasa_thinks(db: Database, sealer: Sealer) -> None:
    """Another worker can claim the very conversation that Rasa is being asked about."""
    free: list[bool] = []

    async def tries(request: web.Request) -> web.StreamResponse:
        async with db.transaction() as tx:
            free.append(await conversations.claim(tx, now=NOW) is not None)
        return await COST(request)

    async with rasa(tries) as double:
        service = Service(db, sealer, double.url)
        await service.says("xin chào")
        await service.turns.one_turn()
    assert free == [True]


async def test_all_that_is_next_is_asked_about_once(db: Database, sealer: Sealer) -> None:
    """The messages of several people before the first turn, the second message of one after their first."""
    async with rasa(COST) as double:
        service = Service(db, sealer, double.url)
        for account, text in FIRST.items():
            await service.says(text, account)
        await service.says("xin chào", "an")
        await service.turns.one_turn()
        first = sorted(double.asked)
        while await service.turns.one_turn():
            pass
    assert first == sorted(FIRST.values())
    assert sorted(double.asked) == sorted([*first, "xin chào"])
    assert service.counted() == {"used": 4}


async def test_what_is_no_text_is_not_asked_about(db: Database, sealer: Sealer) -> None:
    """A tap goes its way; a row that nobody can read is left to its turn, which sets it back."""
    async with rasa(COST) as double:
        service = Service(db, sealer, double.url)
        await service.writes(json.dumps(asdict(Inbound("start"))).encode(), "an")
        await service.writes(b"\x00 not ours", "binh")
        assert await service.turns.one_turn()
        assert await service.turns.one_turn()
    assert double.asked == []
    async with db.transaction() as tx:
        rows = (await tx.execute(inbox_rows.select().order_by(inbox_rows.c.id))).all()
        later = await inbox.coming(tx, now=NOW, most=9)
    assert [row.status for row in rows] == ["done", "new"]
    assert later == []


def test_without_rasa_nothing_is_asked_ahead(db: Database) -> None:
    """The embedded engine alone costs no question."""
    assert app.ahead(mind(), db, {}) is None
