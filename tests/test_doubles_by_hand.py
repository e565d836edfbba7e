"""`python -m tests.doubles`: a person at the terminal is the user, anything that speaks HTTP is the bot."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import aiohttp
import pytest

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

ROOT = Path(__file__).parent.parent


class Terminal:
    """The running command."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    async def until(self, words: str) -> str:
        """Read lines up to the one that holds `words`."""
        assert self.process.stdout is not None
        async with asyncio.timeout(20):
            while line := (await self.process.stdout.readline()).decode():
                if words in line:
                    return line.strip()
        raise EOFError(words)

    def type(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n".encode())


@pytest.fixture
async def terminal() -> AsyncIterator[Terminal]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.doubles", "telegram", "--port", "0"),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    yield Terminal(process)
    if process.returncode is None:
        process.kill()
    await process.communicate()


async def test_a_person_plays_both_sides(terminal: Terminal) -> None:
    """The settings are printed, what the bot says is printed with its choices, a tap reaches the bot, `/quit` ends."""
    token = (await terminal.until("TELEGRAM_TOKEN=")).partition("=")[2]
    base = (await terminal.until("TELEGRAM_BASE_URL=")).partition("=")[2]
    terminal.type("/start qr")
    async with aiohttp.ClientSession() as http:

        async def ask(method: str, **params: object) -> list[dict[str, dict[str, str]]]:
            answer = await (await http.post(f"{base}{token}/{method}", json=params)).json()
            assert answer["ok"], answer
            result = answer["result"]
            return result if isinstance(result, list) else [result]

        (update,) = await ask("getUpdates", timeout=20)
        assert update["message"]["text"] == "/start qr"
        keyboard = [[{"text": "Đồng ý", "callback_data": "yes"}, {"text": "Mở", "url": "https://example.vn"}]]
        person = update["message"]["from"]
        assert isinstance(person, dict)
        await ask("sendMessage", chat_id=person["id"], text="Chào bạn!", reply_markup={"inline_keyboard": keyboard})
        assert await terminal.until("<") == "< Chào bạn!"
        assert await terminal.until("[1]") == "[1] Đồng ý"
        assert await terminal.until("example.vn") == "[→] https://example.vn"
        terminal.type("/tap 2")
        await terminal.until("! there is no choice 2")
        terminal.type("/tap 1")
        await ask("getUpdates", offset=-1, timeout=20)
        tapped = (await ask("getUpdates", offset=500_000_002, timeout=20))[0]
        assert tapped["callback_query"]["data"] == "yes"
    terminal.type("/quit")
    assert await terminal.process.wait() == 0
