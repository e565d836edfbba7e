"""Stands outside of the service: sends, notes what was acknowledged, restarts what was killed, compares."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from storage.db import Database
from storage.tables import inbox, outbox
from tests.waiting import LONG, eventually

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Result:
    """`said`: texts of each account in the order of their first sending; `repeats`: bubbles sent more than once,
    with how often; `doubts`: rows that were counted as perhaps sent twice."""

    said: dict[str, list[str]]
    repeats: dict[int, int]
    doubts: int


@dataclass
class Driver:
    """Keeps one service running on `address` until `close`. `env` is for the crash points."""

    address: str
    folder: Path
    env: dict[str, str] = field(default_factory=dict)
    deaths: int = 0
    ends: list[int] = field(default_factory=list)
    _process: asyncio.subprocess.Process | None = None

    @property
    def ledger(self) -> Path:
        return self.folder / "ledger"

    async def start(self) -> asyncio.subprocess.Process:
        """The running service, started anew when it is dead."""
        if self._process is not None:
            if self._process.returncode is None:
                return self._process
            assert self._process.returncode == -signal.SIGKILL, (self.folder / "stderr").read_text()
            self.deaths += 1
        with (self.folder / "stderr").open("ab") as errors:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "tests.crashes.child",
                self.address,
                str(self.ledger),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=errors,
                env=os.environ | self.env,
            )
        return self._process

    async def say(self, account: str, number: int, text: str | None = None) -> None:
        """Delivers one message, again and again until it is acknowledged, as networks do."""
        given = {"id": f"{account}:{number}", "account": account, "text": text or f"t{number}"}
        line = json.dumps(given) + "\n"
        while True:
            process = await self.start()
            assert process.stdin is not None
            assert process.stdout is not None
            try:
                process.stdin.write(line.encode())
                await process.stdin.drain()
                if await process.stdout.readline():
                    return
            except ConnectionError:
                pass
            await asyncio.wait_for(process.wait(), LONG)

    async def settle(self) -> Result:
        """Restarts what is dead until everything that was acknowledged is handled and sent."""
        db = Database(self.address)

        async def done() -> bool:
            await self.start()
            async with db.transaction() as tx:
                news = await tx.scalar(select(func.count()).where(inbox.c.status == "new"))
                letters = await tx.scalar(select(func.count()).where(outbox.c.status != "sent"))
            return not news and not letters

        await eventually(done, within=4 * LONG)
        async with db.transaction() as tx:
            doubts = int(await tx.scalar(select(func.sum(outbox.c.doubts))) or 0)
        await db.close()
        return self._result(doubts)

    def _result(self, doubts: int) -> Result:
        said: dict[str, list[str]] = {}
        times: Counter[int] = Counter()
        for line in self.ledger.read_text().splitlines():
            number, account, text = json.loads(line)
            times[number] += 1
            if times[number] == 1:
                said.setdefault(account, []).append(text)
        return Result(said, {number: count for number, count in times.items() if count > 1}, doubts)

    def kill(self) -> bool:
        """kill -9; False when nothing runs."""
        if self._process is None or self._process.returncode is not None:
            return False
        self._process.kill()
        return True

    async def close(self) -> None:
        """Ends the service as an operator does."""
        if self._process is None:
            return
        if self._process.returncode is None:
            self._process.terminate()
        self.ends.append(await asyncio.wait_for(self._process.wait(), LONG))
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process = None


def expected(accounts: list[str], messages: int) -> dict[str, list[str]]:
    """What each account must hear when every message was handled once, in order."""
    texts = [line for n in range(messages) for line in (f"{n + 1}:t{n}", f"{n + 1}:end")]
    return dict.fromkeys(accounts, texts)
