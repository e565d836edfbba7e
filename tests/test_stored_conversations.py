"""The same conversation files through the stored turn: inbox, transaction, outbox on PostgreSQL. They must agree.

Files of channels that are not connected yet are played by `test_conversations.py` alone.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from bot.channels.base import Bubble
from bot.channels.webchat import WebChat
from bot.jobs import Jobs
from bot.notices import Notices
from bot.talk import DURATION, Talker
from bot.turn import TurnParts, Turns
from flows.codec import from_bytes
from storage import conversations as people
from storage import events, inbox, outbox
from storage.tables import conversation as person_rows
from storage.tables import outbox as letters
from tests.talk import Conversation, conversations, given_of, mind, seen, wanted_of

if TYPE_CHECKING:
    from datetime import date

    from flows.types import State
    from storage.db import Database
    from storage.sealing import Sealer

WEB = [c for c in conversations() if c.channel == "web" and c.lang == "vi"]
PARTS = 8
"""files are dealt out to so many tests, each with one database for all of its people"""


class StoredPerson:
    """Somebody whose words go the whole way that the web page's go."""

    def __init__(self, db: Database, sealer: Sealer, told: Conversation, account: str) -> None:
        core = mind()
        self.db, self.sealer, self.account = db, sealer, account
        self.talker = Talker(core.mind, core.links, told.today)
        self.seen, self.numbers = 0, count(1)
        words = Notices(core.wording, today=self._today)
        self.turns = Turns(
            TurnParts(
                db,
                sealer,
                {"web": WebChat()},
                core.mind,
                words,
                "ca_mau",
                lambda: self.talker.now,
                same_tap=timedelta(),
            )
        )
        self.jobs = Jobs(db, sealer, now=lambda: self.talker.now)

    def _today(self) -> date:
        return self.talker.now.date()

    async def gives(self, given: dict[str, Any]) -> dict[str, Any]:
        """One line of the file, the bubbles and the open question that came of it."""
        if "wait" in given:
            await self._waits(given["wait"])
        else:
            await self._writes(json.dumps(asdict(self.talker._inbound(given))).encode())
        async with self.db.transaction() as tx:  # the files play in other years than the run's own partitions
            await events.ensure_partitions(tx, day=self.talker.now.date())
        while await self.turns.one_turn():
            pass
        bubbles, state = await self._heard()
        self.talker.lines.append(bubbles)
        self.talker.state = state
        return {
            "bubbles": [{"key": b.key} for b in bubbles],
            "asking": None if state is None else state.asking,
            "verdict": None if state is None or state.ruling is None else state.ruling.verdict,
            "done": state is not None and state.done,
            "programme": None if state is None or state.run is None else state.run.flow,
        }

    async def _waits(self, text: str) -> None:
        match = DURATION.fullmatch(text)
        assert match
        weeks, days, hours, minutes, seconds = (int(g or 0) for g in match.groups())
        until = self.talker.now + timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
        due = None if self.talker.state is None else self.talker.state.remind_at
        if due is not None and datetime.fromisoformat(due) <= until:
            self.talker.now = datetime.fromisoformat(due)
            await self.jobs.round()
            while await self.turns.one_turn():
                pass
        self.talker.now = until

    async def _writes(self, raw: bytes) -> None:
        async with self.db.transaction() as tx:
            number = await people.open_for(tx, channel="web", account=self.account, address="page", sealer=self.sealer)
            await inbox.put(
                tx,
                conversation=number,
                channel="web",
                ext_id=f"{self.account}:{next(self.numbers)}",
                raw=raw,
                sealer=self.sealer,
            )

    async def _heard(self) -> tuple[tuple[Bubble, ...], State | None]:
        async with self.db.transaction() as tx:
            number = await people.open_for(tx, channel="web", account=self.account, address="page", sealer=self.sealer)
            c = letters.c
            sent = letters.select().where(c.conversation == number, c.id > self.seen, c.body.is_not(None))
            rows = (await tx.execute(sent.order_by(c.id))).all()
            row = (await tx.execute(person_rows.select().where(person_rows.c.id == number))).one()
        self.seen = max([self.seen, *(r.id for r in rows)])
        found = [outbox.opened(r.body, key=r.dedupe_key, sealer=self.sealer) for r in rows]
        where = f"conversation:state:web:{row.account_hash.hex()}"
        state = None if row.state is None else from_bytes(self.sealer.open(row.state, where=where))
        return tuple(Bubble.from_json(b) for b in found), state


AGREED = ("bot", "asking", "verdict", "done", "programme")


@pytest.mark.parametrize("part", range(PARTS))
async def test_files_agree_with_the_stored_turn(part: int, db: Database, sealer: Sealer) -> None:
    """Bubbles, open question, verdict and end are the same on the durable way as in the pure engine."""
    for n, told in enumerate(WEB[part::PARTS]):
        person = StoredPerson(db, sealer, told, f"{part}-{n}")
        for at, turn in enumerate(told.turns, 1):
            out = await person.gives(given_of(turn))
            wanted = {k: v for k, v in wanted_of(turn).items() if k in AGREED}
            got = {k: v for k, v in seen(out, turn).items() if k in AGREED}
            assert got == wanted, f"{told.name}, turn {at}: {given_of(turn)}"
