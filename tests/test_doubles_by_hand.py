"""`python -m tests.doubles`: a person at the terminal is the user, anything that speaks HTTP is the bot."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from bot.settings import load
from tests.doubles.__main__ import DOUBLES, way_of

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


@pytest.mark.parametrize("name", ["telegram", "zalo_bot", "zalo_oa"])
@pytest.mark.parametrize("webhook", [None, "http://127.0.0.1:8181/webhooks/x"])
async def test_what_is_printed_is_all_that_a_start_needs(name: str, webhook: str | None) -> None:
    """The lines as `.env`: no setting is missing, and messages come in the way that was chosen."""
    double: Any = DOUBLES[name](port=0)
    async with double:
        settings = load({**double.settings(), **way_of(name, webhook)}, env_file=None)
    assert settings.public_url == ("http://127.0.0.1:8181" if webhook else settings.public_url)
    if name != "zalo_oa":
        assert getattr(settings, f"{name}_mode") == ("webhook" if webhook else "polling")


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
