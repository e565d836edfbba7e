"""Plays invented people through the stored turn, in the order of their times, on a clock that is moved."""

from __future__ import annotations

import heapq
import json
import random
from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from bot.channels.base import CAPABILITIES, Inbound
from bot.demo import people
from bot.demo.afterwards import Register
from bot.jobs import Jobs
from bot.notices import Notices
from bot.turn import TurnParts, Turns
from flows.turn import VIET_NAM
from nlu.datafiles import read_file
from nlu.understand import DATA
from storage import conversations, demo, events, handovers, inbox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from bot.channels.base import Bubble, Capabilities
    from bot.core import Core
    from bot.demo.people import Someone
    from flows.types import State
    from storage.db import Database

HOURS: Final = (1, 0, 0, 0, 0, 1, 3, 6, 9, 10, 9, 8, 6, 6, 8, 9, 9, 8, 8, 11, 14, 13, 9, 4)
"""how many people write in each hour of the day"""
JOBS_EVERY: Final = timedelta(hours=6)

SOURCES: Final = (
    ("thpt-demo-1", "school", "Trường THPT (ví dụ 1)", "phường An Xuyên"),
    ("cao-dang-demo", "school", "Trường cao đẳng (ví dụ)", "phường Tân Thành"),
    ("chien-dich-he", "campaign", "Chiến dịch hè (ví dụ)", ""),
    ("ngay-hoi-cds", "event", "Ngày hội chuyển đổi số (ví dụ)", ""),
    ("tinh-nguyen-01", "volunteer", "Tình nguyện viên 01 (ví dụ)", "xã Năm Căn"),
)
"""code, kind, label, commune"""


@dataclass(frozen=True, slots=True)
class Played:
    """What came of it."""

    people: int
    turns: int
    links: int


class _Stage:
    """A channel without a network: what comes in is an `Inbound` as JSON, what goes out is taken as sent."""

    def __init__(self, capabilities: Capabilities) -> None:
        self.capabilities = capabilities

    def translate(self, raw: bytes) -> Inbound:
        return Inbound(**json.loads(raw))

    async def send(self, address: str, bubble: Bubble, *, outbox_id: int) -> str | None:
        del address, bubble
        return str(outbox_id)


@dataclass(frozen=True, slots=True)
class Plan:
    """So many people who first write within the `days` days up to and with `until`; the same for the same seed."""

    people: int
    days: int
    seed: int
    until: date


class Play:
    """One play of a plan."""

    def __init__(self, core: Core, db: Database, plan: Plan) -> None:
        self._core, self._db, self._rng = core, db, random.Random(plan.seed)  # noqa: S311 - a play, not a secret
        self._count, self._days, self._until = plan.people, plan.days, plan.until
        self.now = datetime.combine(plan.until - timedelta(days=plan.days), time(), VIET_NAM)
        words = Notices(core.wording, today=self._today)
        stages = {name: _Stage(able) for name, able in CAPABILITIES.items()}
        self._turns = Turns(
            TurnParts(
                db,
                core.sealer,
                stages,
                core.mind,
                words,
                core.settings.province,
                lambda: self.now,
                new_id=lambda: f"{self._rng.getrandbits(128):032x}",
            )
        )
        self._jobs = Jobs(db, core.sealer, now=lambda: self.now)
        self._places = list(core.book.communes.names.values())
        self._sentences = {
            name: [e.text for e in read_file(DATA / "vi" / "intents" / f"{name}.yaml")] for name in people.QUESTIONS
        }
        self._register = Register(db, core.sealer, self._rng)
        self._lines: dict[str, int] = {}
        self._turns_taken = 0
        self._links: set[str] = set()

    def _today(self) -> date:
        return self.now.date()

    async def run(self, tell: Callable[[int, int], None]) -> Played:
        """Plays everybody; `tell` hears (how many have begun, of how many)."""
        sources = {code: place for code, _, _, place in SOURCES}
        async with self._db.transaction() as tx:
            await demo.add_sources(tx, sources=SOURCES, codes=self._codes())
        waiting = list(self._beginnings(sources))
        heapq.heapify(waiting)
        jobs_at, begun = self.now, 0
        while waiting:
            at, number, person, inbound = heapq.heappop(waiting)
            while jobs_at < at:
                await self._round(jobs_at)
                jobs_at += JOBS_EVERY
            self.now = max(self.now, at)
            if person.said == 0:
                begun += 1
                tell(begun, self._count)
            state = await self._say(person, inbound)
            if (coming := await self._next(person, state)) is not None:
                pause = timedelta(seconds=self._rng.randrange(4, 90))
                heapq.heappush(waiting, (self.now + pause, number, person, coming))
            elif state is not None and (later := self._comes_back(person, state)) is not None:
                heapq.heappush(waiting, (later, number, person, people.coming_back(person, self._rng)))
                await self._registered(person, state, later)
        await self._round(datetime.combine(self._until, time(23, 59), VIET_NAM))
        await self._register.close(today=self._until, now=self.now)
        async with self._db.transaction() as tx:
            await demo.rest(tx)
        return Played(self._count, self._turns_taken, len(self._links))

    def _codes(self) -> Mapping[str, str]:
        return {name: code for code, name in self._core.book.communes.names.items()}

    def _beginnings(self, sources: Mapping[str, str]) -> Iterator[tuple[datetime, int, Someone, Inbound]]:
        """Later days have more people: the programme becomes known."""
        first = self._until - timedelta(days=self._days - 1)
        weights = [0.4 + n / max(1, self._days) for n in range(self._days)]
        for number in range(self._count):
            day = first + timedelta(days=self._rng.choices(range(self._days), weights)[0])
            hour = self._rng.choices(range(24), HOURS)[0]
            at = datetime.combine(day, time(hour, self._rng.randrange(60), self._rng.randrange(60)), VIET_NAM)
            person = people.someone(self._rng, number, day=day, places=self._places, sources=sources)
            yield at, number, person, people.opening(person)

    async def _round(self, now: datetime) -> None:
        self.now = max(self.now, now)
        await self._jobs.round()
        await self._take_turns()
        async with self._db.transaction() as tx:
            await demo.deliver(tx, now=self.now)

    async def _say(self, person: Someone, inbound: Inbound) -> State | None:
        self._lines[person.account] = line = self._lines.get(person.account, 0) + 1
        sealer = self._core.sealer
        async with self._db.transaction() as tx:
            await events.ensure_partitions(tx, day=events.day_of(self.now), months=1)
            number = await conversations.open_for(
                tx, channel=person.channel, account=person.account, address=person.account, sealer=sealer
            )
            raw = json.dumps(asdict(inbound)).encode()
            ext_id = f"{person.account}:{line}"
            await inbox.put(tx, conversation=number, channel=person.channel, ext_id=ext_id, raw=raw, sealer=sealer)
        await self._take_turns()
        async with self._db.transaction() as tx:
            await demo.deliver(tx, now=self.now)
            return await demo.state_of(tx, id=number, sealer=sealer)

    async def _take_turns(self) -> None:
        while await self._turns.one_turn():
            self._turns_taken += 1

    async def _next(self, person: Someone, state: State | None) -> Inbound | None:
        if state is None or state.stopped:
            return None
        made = state.registration
        if made is not None and made.id not in self._links:
            self._links.add(made.id)
            if self._rng.random() < 0.8:
                await self._open(made.id)
        return people.reply(person, state, self._rng, self._sentences)

    async def _registered(self, person: Someone, state: State, at: datetime) -> None:
        made = state.registration
        if person.registers and made is not None and made.domain is not None:
            await self._register.registered(made.id, made.domain, made.programme, at)

    def _comes_back(self, person: Someone, state: State) -> datetime | None:
        """When somebody with a link returns, once, before the play is over."""
        if state.registration is None or person.came_back or self._rng.random() < 0.25:
            return None
        later = self.now + timedelta(hours=self._rng.randrange(14, 24 * 9), minutes=self._rng.randrange(60))
        return later if later.astimezone(VIET_NAM).date() <= self._until else None

    async def _open(self, handover: str) -> None:
        async with self._db.transaction() as tx:
            await handovers.opened(tx, id=handover, robot=False, now=self.now)
            await events.mark_opened(tx, handover_id=handover, now=self.now, sealer=self._core.sealer)
