"""What stands between the emulator and a bot that keeps to the Bot API, because the emulator does not quite.

It adds `is_bot` and `chat_instance`, turns milliseconds into seconds, options that come back as text into objects, an
unknown method from 500 into 404, keeps a fruitless poll waiting a little, and gives webhook calls their secret header.
Nothing else is touched.
"""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any, Self

import aiohttp
from aiohttp import web

if TYPE_CHECKING:
    from tests.telegram_test_api.emulator import Emulator

MILLISECONDS = 100_000_000_000
"""a date above this is none in seconds"""
IDLE = 0.1


class Shim:
    """`async with Shim(emulator, secret) as shim:` with `shim.base_url` for the bot; `answers` are the statuses with
    which the bot answered webhook calls, `unknown` the methods that the emulator does not have."""

    def __init__(self, emulator: Emulator, secret: str) -> None:
        self.emulator, self.secret = emulator, secret
        self.webhook = ""
        self.answers: list[int] = []
        self.unknown: set[str] = set()
        self.root = ""
        self._runner: web.AppRunner | None = None

    @property
    def base_url(self) -> str:
        return f"{self.root}/bot"

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._to_emulator)
        app.router.add_post("/from-emulator", self._to_bot)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5, handler_cancellation=True)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.root = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *exc: object) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    async def deliver_to(self, url: str, token: str) -> None:
        """Set the emulator's webhook so that its calls come through here."""
        self.webhook = url
        body = {"url": f"{self.root}/from-emulator"}
        answer = await self.emulator.http.post(f"/bot{token}/setWebhook", json=body)
        assert answer.status == 200

    async def _to_emulator(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        headers = {"Content-Type": request.headers.get("Content-Type", "application/json")}
        async with self.emulator.http.post(request.path, data=await request.read(), headers=headers) as answer:
            if answer.status == 500:
                self.unknown.add(method)
                return web.json_response({"ok": False, "error_code": 404, "description": "Not Found"}, status=404)
            body = await answer.json()
        if method == "getUpdates" and not body["result"]:
            await asyncio.sleep(IDLE)
        return web.json_response(mended(body, method), status=answer.status)

    async def _to_bot(self, request: web.Request) -> web.Response:
        update = mended({"result": [await request.json()]}, "getUpdates")["result"][0]
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.secret, "Content-Type": "application/json"}
        async with (
            aiohttp.ClientSession() as http,
            http.post(self.webhook, data=json.dumps(update), headers=headers) as answer,
        ):
            self.answers.append(answer.status)
            return web.Response(status=answer.status)


def mended(body: dict[str, Any], method: str) -> dict[str, Any]:
    """An answer of the emulator as the Bot API would have given it."""
    result: Any = body.get("result")
    if method == "getMe":
        result["is_bot"] = True
    elif method == "getUpdates":
        for update in result:
            query = update.get("callback_query", {})
            if query:
                query["chat_instance"] = f"-{query['from']['id']}"
            for message in (update.get("message"), query.get("message")):
                _mend_message(message)
    else:
        _mend_message(result)
    return body


def _mend_message(message: object) -> None:
    if not isinstance(message, dict):
        return
    if message.get("date", 0) > MILLISECONDS:
        message["date"] //= 1000
    if isinstance(options := message.get("link_preview_options"), str):
        message["link_preview_options"] = json.loads(options)
