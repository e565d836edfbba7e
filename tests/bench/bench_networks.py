"""How long a person on Telegram waits for the reply, and how many turns a second that makes, through the real service.

`python -m tests.bench.bench_networks [--seconds N] [--people 1,50,500] [--only WORDS]`

So many people at once write, wait for all bubbles of the reply, and write again; after two messages another person
takes the place. Measured from the beginning of the webhook's POST until the first bubble's `sendMessage` has arrived at
the double, whose meters are off. The bot is the real `chaovn serve` on a PostgreSQL of its own, every commit on disk,
as one process (`all`), as two (`web` and `worker`), and as two full ones between which people are dealt out. Each is
measured as it runs for people, that is at most 25 sends a second, which is what Telegram allows, and without that
measure, to see what is behind it. The ceiling is an echo bot of python-telegram-bot (`echo_bot.py`), which stores
nothing and thinks nothing. All share one machine.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import statistics
import sys
import tempfile
import time
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aiohttp

from storage import migrate
from storage.embedded import Embedded
from tests.doubles import TelegramDouble
from tests.networks.service import PATHS, ROOT, START, free_port, serving
from tests.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from aiohttp import web

    from tests.doubles.server import Call
    from tests.networks.service import Role

SAYINGS = (("chào ad", 2), ("cảm ơn ad", 1))
"""what a person says, and of how many bubbles the answer is: three, which may go to one chat at once"""
WARM = 3.0
"""seconds"""
NUMBERS = itertools.count(700_000_001)
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Measured(TelegramDouble):
    """Tells people of their bubbles as they arrive; keeps no calls, which would grow without end."""

    def __init__(self) -> None:
        super().__init__(meters=False, strict=False)
        self.came: dict[str, asyncio.Queue[float]] = {}

    def note(self, request: web.Request, method: str, params: Any) -> Call:
        call = super().note(request, method, params)
        self.calls.clear()
        if method == "sendMessage" and (came := self.came.get(str(params["chat_id"]))) is not None:
            came.put_nowait(time.perf_counter())
        return call


@dataclass
class Result:
    """`waits` in milliseconds, taken in `seconds`. `refused`: how often a message was to come again."""

    waits: list[float] = field(default_factory=list)
    seconds: float = 0.0
    refused: int = 0

    def told(self) -> str:
        if len(self.waits) < 2:
            return "no replies"
        cuts = statistics.quantiles(self.waits, n=100)
        again = f"   {self.refused} answered 503" if self.refused else ""
        return f"{len(self.waits) / self.seconds:9.1f} {cuts[49]:9.0f} {cuts[98]:9.0f}{again}"


class Crowd:
    """People who write to one of `urls` by themselves; `echo`: each text is answered by one bubble."""

    def __init__(self, double: Measured, urls: Sequence[str], http: aiohttp.ClientSession, *, echo: bool) -> None:
        self.double, self.urls, self.http, self.echo = double, urls, http, echo
        self.result = Result()

    async def talk(self, people: int, seconds: float) -> Result:
        """So many at once for so long, after some seconds that are not counted."""
        tasks = [asyncio.create_task(self._place(n / people)) for n in range(people)]
        await asyncio.sleep(WARM + seconds / 4)
        self.result, begun = Result(), time.perf_counter()
        await asyncio.sleep(seconds)
        found, found.seconds = self.result, time.perf_counter() - begun
        self.result = Result()
        for task in tasks:
            task.cancel()
        for ended in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(ended, Exception):
                raise ended
        return found

    async def _place(self, after: float) -> None:
        await asyncio.sleep(after)
        while True:
            person = self.double.person(f"p{next(NUMBERS)}")
            self.double.world.started.add(person.number)
            self.double.came[person.id] = asyncio.Queue()
            for text, bubbles in SAYINGS:
                await self._turn(person, text, 1 if self.echo else bubbles)
            del self.double.came[person.id]

    async def _turn(self, person: Any, text: str, bubbles: int) -> None:
        came = self.double.came[person.id]
        message = self.double.world.new_message(person.number, person.user, text=text)
        update = json.dumps({"update_id": next(NUMBERS), "message": message})
        headers = {SECRET_HEADER: self.double.secret, "Content-Type": "application/json"}
        url = self.urls[person.number % len(self.urls)]
        begun = time.perf_counter()
        while True:
            async with self.http.post(url, data=update, headers=headers) as answer:
                if answer.status == 200:
                    break
                self.result.refused += 1
            await asyncio.sleep(2)
        first = await came.get()
        self.result.waits.append(1000 * (first - begun))
        for _ in range(bubbles - 1):
            await came.get()


@asynccontextmanager
async def echoing(double: Measured, folder: Path) -> AsyncIterator[str]:
    """The ceiling in a process of its own; gives its webhook."""
    port = free_port()
    arguments = ("-m", "tests.bench.echo_bot", str(port), double.token, double.base_url, double.secret)
    with (folder / "echo.log").open("ab") as out:
        process = await asyncio.create_subprocess_exec(
            sys.executable, *arguments, stdout=out, stderr=out, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}
        )
    root = f"http://127.0.0.1:{port}"

    async def up() -> bool:
        try:
            async with aiohttp.ClientSession() as http, http.get(root) as answer:
                return answer.status > 0
        except aiohttp.ClientError:
            return False

    try:
        await eventually(up, within=START)
        yield root + PATHS["telegram"]
    finally:
        process.terminate()
        await process.wait()


@asynccontextmanager
async def bot(
    services: Sequence[tuple[Role, ...]], module: str, double: Measured, folder: Path
) -> AsyncIterator[list[str]]:
    """The bot of one line of the table, on a fresh database; gives its webhooks."""
    async with AsyncExitStack() as stack:
        if not services:
            yield [await stack.enter_async_context(echoing(double, folder))]
            return
        server = await asyncio.to_thread(Embedded.start, folder / "db")
        stack.callback(server.stop)
        address = await migrate.ensure_database(server.address, name="bench")
        roots = []
        for n, roles in enumerate(services):
            (own := folder / str(n)).mkdir()
            service = await stack.enter_async_context(serving(address, own, [double], roles=roles, module=module))
            roots.append(service.root)
        yield [root + PATHS["telegram"] for root in roots]


UNPACED = "tests.bench.unpaced"
BOTS: tuple[tuple[str, tuple[tuple[Role, ...], ...], str], ...] = (
    ("echo bot of python-telegram-bot", (), ""),
    ("chaovn, one process", (("all",),), "bot"),
    ("chaovn, web + worker", (("web", "worker"),), "bot"),
    ("  without its measure, one process", (("all",),), UNPACED),
    ("  without its measure, web + worker", (("web", "worker"),), UNPACED),
    ("  without its measure, two of all", (("all",), ("all",)), UNPACED),
)


async def measure(
    name: str, services: Sequence[tuple[Role, ...]], module: str, people: Sequence[int], seconds: float
) -> None:
    """One line of the table for each number of people."""
    with tempfile.TemporaryDirectory(prefix="chaovn-bench-") as folder:
        async with AsyncExitStack() as stack:
            double = await stack.enter_async_context(Measured())
            webhooks = await stack.enter_async_context(bot(services, module, double, Path(folder)))
            connector = aiohttp.TCPConnector(limit=100)  # as many as Telegram would open at the most
            http = await stack.enter_async_context(aiohttp.ClientSession(connector=connector))
            for many in people:
                found = await Crowd(double, webhooks, http, echo=not services).talk(many, seconds)
                print(f"{name:36} {many:6} {found.told()}", flush=True)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--seconds", type=float, default=15.0)
    asked.add_argument("--people", default="1,50,500")
    asked.add_argument("--only", default="", help="lines of the table whose name has these words")
    given = asked.parse_args()
    people = [int(each) for each in given.people.split(",")]
    load = os.getloadavg()[0]
    print(
        f"{os.cpu_count()} cores, load {load:.1f} before; {given.seconds:.0f} s each; milliseconds to the first bubble"
    )
    print(f"{'':36} {'people':>6} {'turns/s':>9} {'p50 ms':>9} {'p99 ms':>9}")
    for name, services, module in BOTS:
        if given.only in name:
            asyncio.run(measure(name, services, module, people, given.seconds))


if __name__ == "__main__":
    main()
