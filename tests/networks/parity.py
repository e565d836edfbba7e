"""A conversation file said by a person on a network and to the pure engine at the same time; the two must agree."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.channels.base import Inbound
from bot.talk import DURATION, Talker
from flows import codec
from tests.doubles import NotOnThisNetworkError
from tests.doubles.zalo_bot_person import HELLO
from tests.networks.script import does, seen, shown
from tests.networks.stage import COUNTED, comparable
from tests.talk import given_of, mind
from tests.waiting import LONG

if TYPE_CHECKING:
    from bot.mind import Interaction, Thought
    from tests.networks.stage import Stage
    from tests.talk import Conversation

AS_FILES = ("file", "location", "contact")
"""what a Zalo bot is told of as "unsupported" """
WINDOW = timedelta(hours=48)
"""after which an Official Account says nothing of itself (zalo.md 3.3)"""


class Engine(Talker):
    """The terminal's talker, which remembers its thoughts."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.thoughts: list[Interaction] = []

    def _think(self, inbound: Inbound) -> Thought:
        thought = super()._think(inbound)
        self.state = codec.from_bytes(codec.to_bytes(thought.state))
        self.thoughts.append(thought.interaction)
        return thought

    def hears_that_it_is_unblocked(self) -> None:
        """Telegram tells of it before the person says anything."""
        self._think(Inbound("unblocked"))


class Pair:
    """One file, said by a person on the network and to the engine alike."""

    def __init__(self, here: Stage, told: Conversation) -> None:
        self.here, self.told = here, told
        core = mind(**told.settings)
        here.set(told.settings)
        self.engine = Engine(core.mind, core.links, told.today, channel=here.name)
        self.person = here.network.person(f"person {next(here.numbers)}")
        self.heard = 0
        self.started = self.gone = False
        self.last_act = self.engine.now

    async def play(self) -> None:
        """Plays all of it; raises `AssertionError` where the two differ."""
        known = await self.here.rows()
        for n, turn in enumerate(self.told.turns, 1):
            given = given_of(turn)
            self.here.clock.time = self.engine.now
            await self.here.ready_for(self.engine.now)
            wanted = await self._turn(given)
            got = seen(self.person.replies()[self.heard :])
            self.heard += len(got)
            assert got == wanted, f"{self.told.name}, turn {n}: {given}\n  heard  {got}\n  engine {wanted}"
        await self.here.idle()
        assert len(self.person.replies()) == self.heard, f"{self.told.name}: more was said than the engine says"
        rows = await self.here.rows()
        counted = Counter(row for id_, row in rows.items() if id_ not in known)
        thought = Counter(comparable(getattr(each, name) for name in COUNTED) for each in self.engine.thoughts)
        await self.here.forget_timers()
        assert counted == thought, f"{self.told.name}: counted {counted - thought}, thought {thought - counted}"

    async def _turn(self, given: dict[str, Any]) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """One line on both sides; the bubbles that must have come."""
        if "wait" in given:
            return await self._waits(given)
        try:
            to_engine = self._on_this_network(given)
        except NotOnThisNetworkError as reason:
            self.here.left_out[str(reason)] += 1
            self.engine.lines.append(())
            self.person.acts("left out")
            return ()
        wanted = shown(self.engine.answer(to_engine), self.here.name)
        self.last_act = self.engine.now
        before = len(self.here.network.deliveries)
        await does(self.person, given)
        await self.here.arrived(before)
        await self._heard(len(wanted))
        return wanted

    async def _heard(self, bubbles: int) -> None:
        """Returns when so many bubbles have come; where none is to come, when all is done."""
        while await self.here.turns.one_turn():
            pass
        if not bubbles:
            await self.here.idle()
        try:
            async with asyncio.timeout(LONG):
                while len(self.person.replies()) < self.heard + bubbles:  # noqa: ASYNC110 - see `arrived`
                    await asyncio.sleep(0.001)
        except TimeoutError:
            return

    def _on_this_network(self, given: dict[str, Any]) -> dict[str, Any]:
        """The line as the engine gets to hear it here. Raises `NotOnThisNetworkError`."""
        name, event = self.here.name, given.get("event")
        if "edit" in given and name != "telegram":
            raise NotOnThisNetworkError("edit")
        if event == "stop" and name == "zalo_bot":
            raise NotOnThisNetworkError("stop: the bot is not told")
        if self.gone and event != "start":
            raise NotOnThisNetworkError("whoever has stopped the bot cannot write to it")
        if event == "start" and name == "zalo_oa":
            if self.started:
                raise NotOnThisNetworkError("start: within ten minutes it is the same greeting")
            self.started = True
        if event == "start" and self.gone and name == "telegram":
            self.engine.hears_that_it_is_unblocked()
        self.gone = event == "stop" or (self.gone and event != "start")
        if event == "start" and name == "zalo_bot":
            return {"text": HELLO}
        if event == "start" and name == "zalo_oa":
            return {"event": "start"}
        return {"event": "file"} if name == "zalo_bot" and event in AS_FILES else given

    async def _waits(self, given: dict[str, Any]) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Time passes: what falls due comes through the timers' way."""
        match = DURATION.fullmatch(given["wait"])
        assert match
        weeks, days, hours, minutes, seconds = (int(g or 0) for g in match.groups())
        until = self.engine.now + timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
        wanted = shown(self.engine.answer(given), self.here.name)
        self.person.acts("waits")
        late = False
        while (due := await self.here.next_timer()) is not None and due <= until:
            self.here.clock.time = max(self.here.clock.time, due)
            await self.here.ready_for(due)
            await self.here.jobs.round()
            await self.here.idle()
            late = self.here.clock.time - self.last_act > WINDOW
        if late and self.here.name == "zalo_oa":
            self.here.left_out["a word of its own after 48 hours"] += len(wanted)
            wanted = ()
        self.here.clock.time = until
        return wanted
