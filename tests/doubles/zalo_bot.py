"""A Zalo Bot Platform for tests: methods over HTTP, a webhook or polling, one event at a time."""

from __future__ import annotations

import asyncio
import itertools
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from yarl import URL

from tests.doubles.network import Reply, link_in, numbered
from tests.doubles.server import Double, json_response
from tests.doubles.zalo_bot_person import ZaloBotPerson
from tests.doubles.zalo_bot_webhook import BotMischief, BotWebhook

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aiohttp import web

    from tests.doubles.clock import Clock

JSON = dict[str, Any]
TEXT, SECRET = 2000, range(8, 257)


class BotError(Exception):
    """An answer with `ok: false`."""

    def __init__(self, status: int, description: str) -> None:
        super().__init__(description)
        self.status = status
        self.body: JSON = {"ok": False, "error_code": status, "description": description}


@dataclass(slots=True)
class BotPlan:
    """The free plan: so many people, so many messages of the bot a month. Further people are not heard."""

    people: int = 50
    messages: int = 3000
    sent: int = 0


class ZaloBotDouble(Double):
    """`async with ZaloBotDouble() as bot:`

    Readable and settable: `faults`, `plan`, `mischief`, `calls`, `deliveries`, `unheard` (people beyond the plan's
    number), `pollers` (the most polls that ever waited at once). `local` takes webhook addresses on loopback.
    """

    name = "zalo_bot"

    def __init__(
        self,
        *,
        port: int = 0,
        clock: Clock | None = None,
        token: str = "123456789012345678:TEST-secret_of-the_double",
        secret: str = "double-zalo-bot-secret-0001",
        local: bool = True,
    ) -> None:
        super().__init__(port=port, clock=clock)
        self.token, self.secret, self.local = token, secret, local
        self.plan = BotPlan()
        self.webhook = BotWebhook(self, secret)
        self.people: dict[str, ZaloBotPerson] = {}
        self.unheard: set[str] = set()
        self.heard: set[str] = set()
        self.waiting: list[JSON] = []
        self.last: JSON | None = None
        self.pollers = 0
        self._polling = 0
        self._came = asyncio.Event()
        self._names: dict[str, ZaloBotPerson] = {}
        self._ids = itertools.count(1)

    # for the tests

    @property
    def mischief(self) -> BotMischief:
        return self.webhook.mischief

    @property
    def base_url(self) -> str:
        """In the form of `CHAOVN_ZALO_BOT_BASE_URL`."""
        return f"{self.root}/bot"

    def settings(self) -> dict[str, str]:
        return {
            "CHAOVN_ZALO_BOT_TOKEN": self.token,
            "CHAOVN_ZALO_BOT_SECRET": self.secret,
            "CHAOVN_ZALO_BOT_BASE_URL": self.base_url,
        }

    async def deliver_to(self, url: str) -> None:
        self.webhook.url, self.webhook.secret = url, self.secret
        waiting, self.waiting = self.waiting, []
        for event in waiting:
            await self.deliver(event)

    def person(self, name: str = "An") -> ZaloBotPerson:
        if name not in self._names:
            person = ZaloBotPerson(self, name, f"abcdef01{len(self._names):012x}")
            self._names[name] = self.people[person.id] = person
        return self._names[name]

    def next_id(self) -> str:
        return f"0123456789abcd{next(self._ids):06x}"

    async def event(self, event: JSON) -> None:
        """A person did something: by webhook at once (returns after the first try), else it waits for a poll."""
        sender = event.get("message", {}).get("from", {}).get("id", "")
        if sender and sender not in self.heard:
            if len(self.heard) >= self.plan.people:
                self.unheard.add(sender)
                return
            self.heard.add(sender)
        if self.webhook.url:
            await self.deliver(event)
            return
        self.waiting.append(event)
        came, self._came = self._came, asyncio.Event()
        came.set()

    async def deliver(self, event: JSON | bytes, *, secret: str | None = "", attempt: int = 1) -> None:
        """Send an event to the webhook; see `BotWebhook.deliver`."""
        await self.webhook.deliver(event, secret=secret, attempt=attempt)

    # for the bot

    def routes(self, app: web.Application) -> None:
        app.router.add_route("*", "/bot{token}/{method}", self._handle)
        app.router.add_route("*", "/{rest:(?!ctl/).*}", self._not_found)

    async def _not_found(self, _: web.Request) -> web.Response:
        return json_response(404, BotError(404, "Not Found").body)

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        params: JSON = dict(request.query)
        if request.can_read_body:
            try:
                more = await request.json() if request.content_type == "application/json" else await request.post()
                params |= dict(more)
            except (ValueError, TypeError):
                return json_response(400, BotError(400, "Bad Request").body)
        call = self.note(request, method, params)
        if request.match_info["token"] != self.token:
            call.status = 401
            return json_response(401, BotError(401, "Unauthorized").body)
        if method not in METHODS:
            call.status = 404
            return json_response(404, BotError(404, "Not Found").body)

        async def run() -> tuple[int, JSON]:
            try:
                result = await getattr(self, f"_{method}")(params)
            except BotError as error:
                return error.status, error.body
            return 200, {"ok": True} | ({} if result is None else {"result": result})

        who = None if params.get("chat_id") is None else str(params["chat_id"])
        return await self.answer(request, call, who, run)

    async def _getMe(self, _: JSON) -> JSON:  # noqa: N802 - the API's names, here and below
        return {
            "id": self.token.partition(":")[0],
            "account_name": "bot.tenmien",
            "account_type": "BASIC",
            "can_join_groups": False,
            "display_name": "Bot Trợ lý tên miền",
        }

    async def _getUpdates(self, params: JSON) -> JSON:  # noqa: N802
        """One event. There is no offset: with `replay` it comes again until there is a newer one."""
        if self.webhook.url:
            raise BotError(400, "Bad Request: getUpdates does not work while a webhook is set")
        self._polling += 1
        self.pollers = max(self.pollers, self._polling)
        until = time.monotonic() + float(params.get("timeout", 30))
        try:
            while not self.waiting:
                if self.last is not None and self.mischief.replay:
                    return self.last
                left = until - time.monotonic()
                if left <= 0:
                    raise BotError(408, "Request timeout")
                came = self._came
                try:
                    await asyncio.wait_for(came.wait(), left)
                except TimeoutError:
                    continue
            self.last = self.waiting.pop(0)
            return self.last
        finally:
            self._polling -= 1

    async def _setWebhook(self, params: JSON) -> JSON:  # noqa: N802
        url, secret = str(params.get("url", "")), str(params.get("secret_token", ""))
        if len(secret) not in SECRET:
            raise BotError(400, "Bad Request: secret_token must have 8 to 256 characters")
        if not self.local and (URL(url).scheme != "https" or (URL(url).host or "") in ("localhost", "127.0.0.1")):
            raise BotError(400, "Bad Request: url must be a public HTTPS address")
        hook = self.webhook
        hook.url, hook.secret, hook.updated_at = url, secret, int(self.clock.now() * 1000)
        answer: JSON = {"url": url, "updated_at": hook.updated_at}
        if self.mischief.probe:
            answer["verification"] = await self.webhook.verify()
        return answer

    async def _deleteWebhook(self, _: JSON) -> JSON:  # noqa: N802
        self.webhook.url = ""
        return {"url": "", "updated_at": int(self.clock.now() * 1000)}

    async def _getWebhookInfo(self, _: JSON) -> JSON:  # noqa: N802
        if not self.webhook.url and not self.mischief.empty_info:
            raise BotError(404, "Not Found")
        return {"url": self.webhook.url, "updated_at": self.webhook.updated_at}

    async def _sendMessage(self, params: JSON) -> JSON:  # noqa: N802
        text = params.get("text")
        if not isinstance(text, str) or not 1 <= len(text.encode("utf-16-le", "surrogatepass")) // 2 <= TEXT:
            raise BotError(400, "Bad Request: text must have 1 to 2000 characters")
        person = self._reachable(params)
        if self.plan.sent >= self.plan.messages:
            raise BotError(429, "Quota exceeded")
        self.plan.sent += 1
        message_id = f"feedfacecafe{next(self._ids):08x}"
        person.hears(Reply(text, numbered(text), link_in(text), self.clock.now(), message_id), dict(params))
        if self.mischief.own:
            self.spawn(self.event(person.own_message(text, message_id)))
        return {"message_id": message_id, "date": int(self.clock.now() * 1000)}

    async def _sendChatAction(self, params: JSON) -> None:  # noqa: N802
        if params.get("action") != "typing":
            raise BotError(400, "Bad Request: action")
        self._reachable(params).notes("typing")

    def _reachable(self, params: Mapping[str, Any]) -> ZaloBotPerson:
        person = self.people.get(str(params.get("chat_id", "")))
        if person is None or person.id not in self.heard or person.blocked:
            raise BotError(400, "Bad Request: chat not found")
        return person


METHODS = frozenset("getMe getUpdates setWebhook deleteWebhook getWebhookInfo sendMessage sendChatAction".split())
