"""A tap and a text of one person at the same moment, on a network that promises no order between them (F12)."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING, Any

from bot.worker import Worker
from tests.networks.parity import Engine
from tests.networks.script import seen, shown
from tests.networks.stage import Stage, staged
from tests.talk import mind
from tests.waiting import eventually

if TYPE_CHECKING:
    from storage.db import Database
    from storage.sealing import Sealer

TIMES = 1000 if os.environ.get("CHAOVN_SLOW") else 40
AT_ONCE = 10
OPENING = "em muốn làm id.vn, em sinh 12/5/2004"
REFUSES = {"text": "không đồng ý"}

Heard = tuple[tuple[str, tuple[str, ...]], ...]


def one_after_the_other(here: Stage, *, tap_first: bool) -> Heard:
    """What the engine says to both in this order; the tap is on the question that was open before either."""
    core = mind()
    engine = Engine(core.mind, core.links, here.clock.time.date(), channel=here.name)
    engine.answer({"text": OPENING})
    agrees = {"tap": {"line": 1, "choice": 1}}
    both = (agrees, REFUSES) if tap_first else (REFUSES, agrees)
    return tuple(bubble for act in both for bubble in shown(engine.answer(act), here.name))


async def test_a_tap_and_a_text_at_once_are_one_after_the_other(db: Database, sealer: Sealer) -> None:
    """Both orders, many times, several workers: what a person hears is what the engine says to the one and then the
    other, or the other way round. So the two are never both taken as the answer to one question."""
    async with staged("telegram", db, sealer) as here:
        possible = [one_after_the_other(here, tap_first=each) for each in (True, False)]
        assert possible[0] != possible[1]
        worker = Worker(db, here.turns, loops=4)
        running = asyncio.create_task(worker.run())
        people: dict[int, tuple[Any, int]] = {}

        async def person(number: int) -> None:
            one = here.network.person(f"person {number}")
            await one.say(OPENING)
            await eventually(lambda: one.replies() and one.replies()[-1].labels)
            before = len(one.replies())
            acts = [one.tap(1), one.say(REFUSES["text"])]
            await asyncio.gather(*(acts if number % 2 else reversed(acts)))
            await eventually(lambda: seen(one.replies()[before:]) in possible)
            people[number] = (one, before)

        for first in range(0, TIMES, AT_ONCE):
            await asyncio.gather(*(person(n) for n in range(first, first + AT_ONCE)))
        worker.stop()
        await running
        await here.idle()
        found = [seen(one.replies()[before:]) for one, before in people.values()]
        assert len(found) == TIMES
        assert [each for each in found if each not in possible] == []
        assert await here.count("select count(*) from interaction") == 3 * TIMES
        print(f"\n{TIMES} times: the tap first {sum(each == possible[0] for each in found)} times")
