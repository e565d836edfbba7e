"""The ceiling: a bot of python-telegram-bot that says back what it hears. Stores nothing, so a crash loses all.

`python -m tests.bench.echo_bot PORT TOKEN BASE_URL SECRET`. The library's own webhook server needs tornado, which is
not installed; this is its documented other way (example `customwebhookbot`): updates are put into the queue of
`Application` by a web server of one's own, here aiohttp. Handlers run at once, up to 256 of them.
"""

from __future__ import annotations

import asyncio
import sys

from aiohttp import web
from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters
from telegram.request import HTTPXRequest

CONNECTIONS = 256


async def echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message is not None
    await update.message.reply_text(update.message.text or "")


async def main(port: int, token: str, base_url: str, secret: str) -> None:
    request = HTTPXRequest(connection_pool_size=CONNECTIONS, pool_timeout=60)
    built = Application.builder().token(token).base_url(base_url).request(request).updater(None)
    bot = built.concurrent_updates(CONNECTIONS).build()
    bot.add_handler(MessageHandler(filters.TEXT, echo))

    async def take(post: web.Request) -> web.Response:
        if post.headers.get("X-Telegram-Bot-Api-Secret-Token") != secret:
            return web.Response(status=403)
        await bot.update_queue.put(Update.de_json(await post.json(), bot.bot))
        return web.Response()

    site = web.Application()
    site.add_routes([web.post("/webhooks/telegram", take)])
    runner = web.AppRunner(site, access_log=None)
    async with bot:
        await bot.start()
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), *sys.argv[2:5]))
