"""The pages with a bot that repeats what it is told: `python -m tests.browser.echo_bot PORT FOLDER`.

"say A | B" answers with two bubbles, "offer X / Y" with choices, "link URL" with a link, "wait" not at all.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import web

from bot.channels.base import Bubble, Button, Inbound
from bot.web.server import make_app
from storage import migrate
from storage.db import INBOX, Database
from storage.embedded import Embedded
from storage.sealing import Sealer, secret_of
from tests.web.stage import Stage, bubble, stage

OWNER = "o" * 22
"""the session whose link stands ready in the file `link` of the folder"""
PERSONAL = {"birth_date": {"kind": "date", "iso": "2004-05-12"}}
GREETING = "Chào bạn! Mình hướng dẫn đăng ký tên miền miễn phí."


def replies(inbound: Inbound, number: int) -> list[Bubble]:
    """What the bot says to a message; `number` makes each offer another one."""
    verb, _, rest = inbound.text.partition(" ")
    match inbound.kind, verb:
        case "start", _:
            return [bubble(GREETING), bubble("Bạn muốn làm gì?", "Tên cá nhân", "Tên cho cửa hàng", offer=number)]
        case "tap", _:
            return [bubble(f"Bạn đã chọn {inbound.choice}")]
        case _, "say":
            return [bubble(part.strip()) for part in rest.split("|")]
        case _, "offer":
            buttons = tuple(Button(label.strip(), f"c{n}", number) for n, label in enumerate(rest.split("/"), 1))
            return [Bubble("test.offer", "Mời bạn chọn", buttons)]
        case _, "link":
            return [bubble("Đường dẫn đây", link=rest)]
        case _, "wait":
            return []
    return [bubble(inbound.text)]


async def answer_all(played: Stage) -> None:
    """Answers whatever comes, for ever."""
    number = int(datetime.now(UTC).timestamp())
    async for _ in played.db.listen(INBOX):
        while True:
            number += 1
            if not await played.reply(lambda inbound, n=number: replies(inbound, n)):  # type: ignore[misc]
                break


async def main(port: int, folder: Path) -> None:
    """Serves until it is told to stop."""
    server = Embedded.start(folder)
    address = await migrate.ensure_database(server.address, name="echo")
    await migrate.upgrade(address, today=datetime.now(UTC).date())
    db = Database(address)
    played = stage(db, Sealer.of(secret_of(folder)), public_url=f"http://127.0.0.1:{port}")
    runner = web.AppRunner(make_app(played.parts), access_log=None)
    await runner.setup()
    path = await played.hand_over(OWNER, personal=PERSONAL)
    (folder / "link").write_text(path, encoding="ascii")
    await web.TCPSite(runner, "127.0.0.1", port).start()
    bot = asyncio.create_task(answer_all(played))
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()
    bot.cancel()
    await runner.cleanup()
    await db.close()
    server.stop()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), Path(sys.argv[2])))
