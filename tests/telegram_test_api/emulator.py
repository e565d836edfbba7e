"""The foreign emulator as a process, and its side that plays the user."""

from __future__ import annotations

import asyncio
import hashlib
import os
import shutil
import subprocess
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from tests.doubles.network import Reply, link_in

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

HERE = Path(__file__).parent
CACHE = HERE.parents[1] / "var" / "test"
FILES = ("package.json", "package-lock.json", "start.js")
PATIENCE = 300


def installed() -> Path:
    """The folder with the emulator and its libraries, filled at the first run. Where Node or the package cannot be had
    the test is left out, and under CI=true it fails."""
    if missing := [name for name in ("node", "npm") if shutil.which(name) is None]:
        _leave_out(f"{' and '.join(missing)} not installed (Debian: apt-get install nodejs npm)")
    name = hashlib.sha256(b"".join((HERE / file).read_bytes() for file in FILES)).hexdigest()[:12]
    folder = CACHE / f"telegram-test-api-{name}"
    if (folder / "complete").exists():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    for file in FILES:
        shutil.copy(HERE / file, folder)
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        _leave_out("telegram-test-api: the installation took too long")
    if done.returncode != 0:
        _leave_out(f"telegram-test-api cannot be installed: {done.stderr.strip()[-300:]}")
    (folder / "complete").touch()
    return folder


def _leave_out(reason: str) -> None:
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@asynccontextmanager
async def running(folder: Path, port: int) -> AsyncIterator[Emulator]:
    """The emulator on a port of loopback."""
    process = await asyncio.create_subprocess_exec(
        *("node", "start.js", str(port)), cwd=folder, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(60):
            assert (await process.stdout.readline()).strip() == b"ready"
        async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as http:
            yield Emulator(http, f"http://127.0.0.1:{port}", process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


@dataclass
class Emulator:
    """The process and its address. It dies when a webhook answers with an error, so `alive` says a lot."""

    http: aiohttp.ClientSession
    root: str
    process: asyncio.subprocess.Process

    @property
    def alive(self) -> bool:
        return self.process.returncode is None


@dataclass
class User:
    """The user as the emulator plays it."""

    emulator: Emulator
    token: str
    number: int = 77_001
    heard: list[dict[str, Any]] = field(default_factory=list)

    async def command(self, text: str) -> None:
        entities = [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}]
        await self._post("/sendCommand", text=text, entities=entities)

    async def say(self, text: str) -> None:
        await self._post("/sendMessage", text=text)

    async def press(self, label: str) -> None:
        """The button of this label in what came since the last act. Raises `LookupError`."""
        for message in reversed(self.heard):
            for button in _buttons(message):
                if button["text"] == label:
                    shown = {"message_id": message["messageId"], "chat": self._chat, "date": 1_700_000_000}
                    await self._post("/sendCallback", data=button["callback_data"], message=shown)
                    return
        raise LookupError(label)

    async def hears(self, words: str) -> Reply:
        """The first bubble since the last act that holds these words."""
        asked = {"token": self.token, "chatId": self.number}
        async with asyncio.timeout(30):
            while True:
                for message in self.heard:
                    text = message["message"]["text"]
                    if words in text:
                        return Reply(text, tuple(b["text"] for b in _buttons(message)), link_in(text))
                await asyncio.sleep(0.05)
                answer = await self.emulator.http.post("/getUpdates", json=asked)
                self.heard += (await answer.json())["result"]

    @property
    def _chat(self) -> dict[str, Any]:
        return {"id": self.number, "type": "private", "first_name": "An"}

    async def _post(self, path: str, **content: Any) -> None:
        sender = {"id": self.number, "is_bot": False, "first_name": "An", "language_code": "vi"}
        body = {"botToken": self.token, "from": sender, "chat": self._chat, "date": 1_700_000_000} | content
        self.heard = []
        answer = await self.emulator.http.post(path, json=body)
        assert answer.status == 200, await answer.text()


def _buttons(message: dict[str, Any]) -> list[dict[str, str]]:
    markup = message["message"].get("reply_markup") or {}
    return [button for row in markup.get("inline_keyboard", []) for button in row]
