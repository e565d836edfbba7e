"""A Telegram Bot API server for tests: the bot's side over HTTP, the people's side as objects."""

from __future__ import annotations

import itertools
import json
import re
from typing import TYPE_CHECKING, Any

from tests.doubles import bot_api
from tests.doubles.faults import Fault
from tests.doubles.server import Double, json_response
from tests.doubles.telegram_methods import Methods
from tests.doubles.telegram_person import Group, TelegramPerson
from tests.doubles.telegram_updates import Updates, Webhook
from tests.doubles.telegram_world import ApiError, Meters, World

if TYPE_CHECKING:
    from aiohttp import web

    from tests.doubles.clock import Clock
    from tests.doubles.telegram_updates import Mischief
    from tests.doubles.telegram_world import JSON

TOKEN = "900000001:TEST-token_of-the_double_AAAAAAAAAAAA"
SECRET = "double-telegram-secret-0001"
_TOKEN_FORM = re.compile(r"\d+:[A-Za-z0-9_-]{20,}")


class TelegramDouble(Double):
    """`async with TelegramDouble() as tg:`

    Readable and settable at any time: `faults`, `meters`, `clock`, `mischief`, `calls`, `deliveries`,
    `violations` (calls that do not fit the description of the Bot API). With `strict` the end of the block
    raises `AssertionError` when there were any. `local` takes webhooks on http and any port, as a Bot API server of
    one's own does. `token` may be changed while it runs, to play a revoked one.
    """

    name = "telegram"

    def __init__(
        self,
        *,
        port: int = 0,
        clock: Clock | None = None,
        token: str = TOKEN,
        secret: str = SECRET,
        meters: bool = True,
        local: bool = True,
        strict: bool = True,
    ) -> None:
        super().__init__(port=port, clock=clock)
        self.token, self.secret, self.local, self.strict = token, secret, local, strict
        self.meters = Meters(on=meters)
        self.bot: JSON = {
            "id": int(token.partition(":")[0]),
            "is_bot": True,
            "first_name": "Chào .vn",
            "username": "chaovn_test_bot",
        }
        self.world = World(self.clock, self.bot)
        self.updates = Updates(self, self._run_answer)
        self.methods = Methods(self)
        self.groups: dict[int, Group] = {}
        self.violations: list[str] = []
        self.dropped_pending = 0
        """how often somebody threw the waiting updates away (which our start must never do)"""
        self._people: dict[str, TelegramPerson] = {}
        self._numbers = itertools.count(900_001)

    async def __aexit__(self, *exc: object) -> None:
        await super().__aexit__(*exc)
        if self.strict and exc[0] is None and self.violations:
            raise AssertionError("calls that the Bot API does not know: " + "; ".join(self.violations))

    # for the tests

    @property
    def mischief(self) -> Mischief:
        """What happens to deliveries."""
        return self.updates.mischief

    @property
    def base_url(self) -> str:
        """In the form of `CHAOVN_TELEGRAM_BASE_URL`."""
        return f"{self.root}/bot"

    def settings(self) -> dict[str, str]:
        return {
            "CHAOVN_TELEGRAM_TOKEN": self.token,
            "CHAOVN_TELEGRAM_SECRET": self.secret,
            "CHAOVN_TELEGRAM_BASE_URL": self.base_url,
        }

    async def deliver_to(self, url: str) -> None:
        self.updates.use(Webhook(url, self.secret, self.updates.webhook.allowed))

    def person(self, name: str = "An", *, lang: str | None = "vi") -> TelegramPerson:
        if name not in self._people:
            person = TelegramPerson(self, name, next(self._numbers), lang)
            self._people[name] = self.world.people[person.number] = person
        return self._people[name]

    def group(self, title: str = "Nhóm") -> Group:
        number = -1000 - len(self.groups)
        self.groups[number] = Group(self, number, title)
        return self.groups[number]

    def flood(self, retry_after: int, *, who: str | None = None, times: int | None = 1, every: int = 1) -> None:
        """Answer sends with 429 by hand; the chat stays closed for that long (real seconds)."""
        body = ApiError(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after).body
        self.faults.add(Fault("answer", "sendMessage", who, times, every, status=429, body=body))

    def redeliver(self, update: JSON, *, new_id: bool = False, kind: str | None = None) -> None:
        """Let an update come again: the same one, or with another id (as after a move to another server)."""
        again = dict(update)
        if new_id:
            again["update_id"] = self.updates.next_id
            self.updates.next_id += 1
        what = kind or next(name for name in update if name != "update_id")
        self.push_raw(again, kind=what)

    def push_raw(self, update: JSON, *, kind: str = "message", person: TelegramPerson | None = None) -> None:
        """Let any object come as an update, broken ones too. Of a `person` it waits in that person's queue."""
        queues = {"callback_query": "callback", "my_chat_member": "member"}
        number = person.number if person else _owner(update.get(kind))
        self.updates.put(update, kind, (queues.get(kind, "chat"), number))

    # for the bot

    def routes(self, app: web.Application) -> None:
        app.router.add_route("*", "/bot{token}/{method}", self._handle)
        app.router.add_route("*", "/{rest:(?!ctl/).*}", self._not_found)

    async def _not_found(self, _: web.Request) -> web.Response:
        return json_response(404, ApiError(404, "Not Found").body)

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        token, method = request.match_info["token"], request.match_info["method"]
        name = bot_api.methods().get(method.lower())
        try:
            params = await _params(request, name)
        except ValueError:
            return json_response(400, ApiError(400, "Bad Request: can't parse JSON object").body)
        call = self.note(request, name or method, params)
        if token != self.token or name is None:
            known = bool(_TOKEN_FORM.fullmatch(token)) and token != self.token
            error = ApiError(401, "Unauthorized") if known else ApiError(404, "Not Found")
            call.status, call.answer = error.status, error.body
            return json_response(error.status, error.body)
        self.violations += bot_api.faults_of_call(name, params)
        who = None if params.get("chat_id") is None else str(params["chat_id"])
        response = await self.answer(request, call, who, lambda: self._run(name, params))
        self._remember_flood(call.fault, call.status, call.answer, who)
        return response

    async def _run(self, method: str, params: JSON) -> tuple[int, JSON]:
        try:
            return 200, {"ok": True, "result": await self.methods.run(method, params)}
        except ApiError as error:
            return error.status, error.body

    async def _run_answer(self, call: JSON) -> None:
        name = bot_api.methods().get(str(call["method"]).lower())
        if name is not None:
            await self._run(name, {k: v for k, v in call.items() if k != "method"})

    def _remember_flood(self, fault: str | None, status: int, answer: Any, who: str | None) -> None:
        if fault == "answer" and status == 429 and who is not None and "parameters" in answer:
            try:
                self.meters.refuse(int(who), float(answer["parameters"]["retry_after"]))
            except ApiError:
                return


def _owner(body: Any) -> int:
    """Whose queue an update belongs to."""
    if not isinstance(body, dict):
        return 0
    where = body.get("chat") or body.get("from") or {}
    number = where.get("id") if isinstance(where, dict) else None
    return number if isinstance(number, int) else 0


async def _params(request: web.Request, method: str | None) -> JSON:
    """Parameters from query and body. In forms, values other than strings come as JSON."""
    found: JSON = dict(request.query)
    if request.content_type == "application/json" and request.can_read_body:
        body = await request.json()
        if not isinstance(body, dict):
            raise ValueError(body)
        found |= body
    elif request.can_read_body:
        found |= dict(await request.post())
    return {name: _value(value, method and bot_api.type_of(method, name)) for name, value in found.items()}


def _value(value: Any, kind: Any) -> Any:
    if not isinstance(value, str) or kind in (None, "String"):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value
