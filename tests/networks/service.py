"""The real `chaovn serve` in processes of its own, pointed at doubles; it can be killed and started again."""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import socket
import sys
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import aiohttp
import psutil

from tests.talk import CACHE, mind
from tests.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

    from tests.doubles.network import Network

Role = Literal["all", "web", "worker"]

ROOT = Path(__file__).parents[2]
KEY = "key of the services that the tests start, nothing to hide"
START = 180.0
"""seconds that a start may take on a machine that is busy with other things"""
PATHS = {"telegram": "/webhooks/telegram", "zalo_oa": "/webhooks/zalo-oa", "zalo_bot": "/webhooks/zalo-bot"}
_READY = "Sẵn sàng: ".encode()
_DIE_WITH_PARENT = 1


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _tied() -> None:
    """In the child: it dies when the test run is killed, which no `finally` survives."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)


@dataclass
class Service:
    """`roles`: one process for each, `all` or any number of `web` and `worker`; only one of them may have pages.

    `module` is what is run. `deaths` counts kills, `ends` holds the exit codes of those that were stopped.
    """

    address: str
    folder: Path
    settings: dict[str, str]
    roles: tuple[Role, ...] = ("all",)
    module: str = "bot"
    port: int = field(default_factory=free_port)
    deaths: int = 0
    ends: list[int] = field(default_factory=list)
    _running: dict[int, asyncio.subprocess.Process] = field(default_factory=dict)

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def environ(self) -> dict[str, str]:
        """Nothing of the machine's own settings reaches the service."""
        own = {name: value for name, value in os.environ.items() if not name.startswith("CHAOVN_")}
        return own | {
            "PYTHONPATH": str(ROOT),
            "CHAOVN_DATABASE_URL": self.address,
            "CHAOVN_VAR_DIR": str(CACHE),
            "CHAOVN_SECRET_KEY": KEY,
            "CHAOVN_PUBLIC_URL": self.root,
            **self.settings,
        }

    async def start(self) -> None:
        """Starts what does not run; returns when all of it is ready."""
        await asyncio.gather(*(self._start(n) for n in range(len(self.roles)) if not self.runs(n)))

    def runs(self, n: int) -> bool:
        return n in self._running and self._running[n].returncode is None

    async def _start(self, n: int) -> None:
        out = self.folder / f"process{n}.log"
        before = out.stat().st_size if out.exists() else 0
        # Each process has a log of its own: the word of being ready must be its own, and this start's.
        with out.open("ab") as file:
            self._running[n] = process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", self.module, "serve", "--port", str(self.port), "--role", self.roles[n]),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                cwd=self.folder,
                env=self.environ(),
                preexec_fn=_tied,
            )

        def ready() -> bool:
            said = out.read_bytes()[before:]
            if process.returncode is not None and _READY not in said:
                raise RuntimeError(f"the service ended with {process.returncode}: {said.decode()[-2000:]}")
            return _READY in said

        try:
            await eventually(ready, within=START)
        except RuntimeError:
            if process.returncode != -signal.SIGKILL:  # killed on its way up: whoever did that starts it again
                raise

    async def kill(self, n: int = 0) -> bool:
        """kill -9; False when this process does not run."""
        if not self.runs(n):
            return False
        self._running[n].kill()
        await self._running[n].wait()
        self.deaths += 1
        return True

    def resident(self, n: int = 0) -> int:
        """Bytes of memory that a process holds."""
        return int(psutil.Process(self._running[n].pid).memory_info().rss)

    def send(self, number: int, n: int = 0) -> None:
        """A signal to one process."""
        self._running[n].send_signal(number)

    async def stop(self, n: int = 0) -> None:
        """Ends one process as an operator does."""
        if not self.runs(n):
            return
        self._running[n].terminate()
        self.ends.append(await asyncio.wait_for(self._running[n].wait(), 30))

    async def close(self) -> None:
        """Ends all, whatever state they are in."""
        for n, process in self._running.items():
            if process.returncode is None:
                process.send_signal(signal.SIGCONT)
                try:
                    await self.stop(n)
                except TimeoutError:
                    process.kill()
                    await process.wait()

    def said(self) -> str:
        """Everything that the processes wrote."""
        return "\n".join(file.read_text(errors="replace") for file in sorted(self.folder.glob("process*.log")))

    async def ready(self) -> bool:
        """Whether GET /health/ready says so."""
        try:
            async with aiohttp.ClientSession() as http, http.get(f"{self.root}/health/ready") as answer:
                return answer.status == 200
        except aiohttp.ClientError:
            return False


def settings_of(networks: Sequence[Network], modes: Mapping[str, str] | None = None) -> dict[str, str]:
    """The settings that point the service at these doubles, each in mode `webhook` unless said otherwise."""
    found: dict[str, str] = {}
    for each in networks:
        found |= each.settings()
        if (modes or {}).get(each.name) == "polling":
            found[f"CHAOVN_{each.name.upper()}_MODE"] = "polling"
    return found


@asynccontextmanager
async def serving(
    address: str,
    folder: Path,
    networks: Sequence[Network],
    *,
    roles: tuple[Role, ...] = ("all",),
    module: str = "bot",
    modes: Mapping[str, str] | None = None,
) -> AsyncIterator[Service]:
    """A service that is ready, and that the doubles deliver to; ended with the block."""
    service = Service(address, folder, settings_of(networks, modes), roles, module)
    # The model is trained here, once, where its data has changed: not by each process at the same time.
    await asyncio.to_thread(mind)
    try:
        await service.start()
        if any(role != "worker" for role in roles):
            await eventually(service.ready, within=START)
        for each in networks:
            if (modes or {}).get(each.name) != "polling":
                await each.deliver_to(service.root + PATHS[each.name])
        yield service
    finally:
        await service.close()
