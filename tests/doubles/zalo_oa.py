"""A Zalo for tests, seen from an Official Account: token server, OpenAPI and webhook."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
from typing import TYPE_CHECKING, Any

import aiohttp
from aiohttp import web
from yarl import URL

from tests.doubles.server import Double, json_response
from tests.doubles.zalo_oa_messages import Messages, OaError, OaPlan
from tests.doubles.zalo_oa_person import ZaloOaPerson
from tests.doubles.zalo_oa_tokens import Tokens, refused
from tests.doubles.zalo_oa_webhook import ANSWER_WITHIN, OaWebhook

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.doubles.clock import Clock
    from tests.doubles.zalo_oa_webhook import OaMischief, Signed

JSON = dict[str, Any]


class ZaloOaDouble(Double):
    """`async with ZaloOaDouble() as oa:`

    Readable and settable: `faults` (methods are `access_token`, `message/cs`, `getoa` …), `tokens`, `plan`,
    `mischief`, `calls`, `deliveries`, `webhook.late` (events that the product did not answer within 2 seconds).
    """

    name = "zalo_oa"

    def __init__(
        self,
        *,
        port: int = 0,
        clock: Clock | None = None,
        app_id: str = "1000000000000000001",
        oa_id: str = "4000000000000000004",
        secret_key: str = "OA_SECRET_KEY_of_the_double_0001",
        app_secret: str = "APP_SECRET_of_the_double_0001",
    ) -> None:
        super().__init__(port=port, clock=clock)
        self.app_id, self.oa_id, self.secret_key, self.app_secret = app_id, oa_id, secret_key, app_secret
        self.tokens = Tokens(self.clock, app_id, app_secret)
        self.refresh_token = str(self.tokens.issue()["refresh_token"])
        self.plan = OaPlan()
        self.webhook = OaWebhook(self)
        self._people: dict[str, ZaloOaPerson] = {}
        self._by_id: dict[str, ZaloOaPerson] = {}
        self.messages = Messages(self.clock, self.plan, oa_id, self._by_id.get)
        self._numbers = itertools.count(2_000_000_000_000_000_002)
        self._msg_ids = itertools.count(1)

    # for the tests

    @property
    def mischief(self) -> OaMischief:
        return self.webhook.mischief

    def settings(self) -> dict[str, str]:
        return {
            "CHAOVN_ZALO_OA_APP_ID": self.app_id,
            "CHAOVN_ZALO_OA_SECRET_KEY": self.secret_key,
            "CHAOVN_ZALO_OA_APP_SECRET": self.app_secret,
            "CHAOVN_ZALO_OA_REFRESH_TOKEN": self.refresh_token,
            "CHAOVN_ZALO_OA_BASE_URL": self.root,
            "CHAOVN_ZALO_OA_AUTH_URL": self.root,
        }

    def person(self, name: str = "An") -> ZaloOaPerson:
        if name not in self._people:
            person = ZaloOaPerson(self, name, next(self._numbers))
            self._people[name] = self._by_id[person.id] = person
        return self._people[name]

    async def deliver_to(self, url: str) -> None:
        self.webhook.url = url

    def next_msg_id(self) -> str:
        return f"aaaa1111bbbb{next(self._msg_ids):08x}"

    async def check_webhook(self, url: str) -> bool:
        """The console's check before it saves an address: an unsigned `{}` must be answered 200 within 2 seconds."""
        try:
            status, _, _ = await self.post(url, b"{}", {"Content-Type": "application/json"}, ANSWER_WITHIN)
        except (TimeoutError, aiohttp.ClientError):
            return False
        if status == 200:
            self.webhook.url = url
        return status == 200

    async def check_domain(self, site: str, code: str) -> bool:
        """The console's check that a site is ours: the file at its root, or the tag on its first page."""
        tag = f'<meta name="zalo-platform-site-verification" content="{code}"'
        assert self._http is not None
        for path in (f"/zalo_verifier{code}.html", "/"):
            async with self._http.get(site + path, allow_redirects=False) as answer:
                page = await answer.text()
                if answer.status == 200 and answer.content_type == "text/html" and tag in page:
                    return True
        return False

    async def deliver(
        self, event: JSON | bytes, *, signed: Signed = "right", old: float = 0.0, attempt: int = 1, wait: bool = True
    ) -> None:
        """Send an event to the webhook; see `OaWebhook.deliver`."""
        await self.webhook.deliver(event, signed=signed, old=old, attempt=attempt, wait=wait)

    # for the bot

    def routes(self, app: web.Application) -> None:
        add = app.router.add_route
        add("GET", "/v4/oa/permission", self._consent)
        add("POST", "/v4/oa/access_token", self._access_token)
        add("POST", "/v3.0/oa/message/cs", self._call("message/cs", self._send))
        add("POST", "/v2.0/oa/message", self._call("v2/message", self._old_send))
        add("POST", "/v3.0/oa/quota/message", self._call("quota/message", self._quota))
        add("GET", "/v3.0/oa/user/detail", self._call("user/detail", self._detail))
        add("GET", "/v2.0/oa/getoa", self._call("getoa", self._oa))

    async def _consent(self, request: web.Request) -> web.Response:
        query = request.query
        self.note(request, "permission", dict(query))
        if query.get("app_id") != self.app_id:
            return json_response(200, refused(-14002, "Invalid app id", "App id is invalid"))
        given = {
            "oa_id": self.oa_id,
            "code": self.tokens.code(query.get("code_challenge")),
            "state": query.get("state", ""),
        }
        place = URL(query["redirect_uri"]).update_query(given)
        return web.Response(status=302, headers={"Location": str(place)})

    async def _access_token(self, request: web.Request) -> web.StreamResponse:
        form = {k: str(v) for k, v in (await request.post()).items()}
        call = self.note(request, "access_token", form)
        if request.content_type != "application/x-www-form-urlencoded":
            return json_response(200, refused(-118, "Invalid grant", "The request must be a form"))

        async def work() -> tuple[int, JSON]:
            return 200, self.tokens.exchange(form, request.headers.get("secret_key"))

        return await self.answer(request, call, None, work)

    def _call(
        self, method: str, work: Callable[[JSON], Awaitable[JSON]]
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        """A handler that looks at token, proof, plan and speed before the work, and wraps its data."""

        async def handle(request: web.Request) -> web.StreamResponse:
            try:
                params = await _json(request)
            except ValueError:
                return json_response(200, OaError(-201, "body is no JSON object").body)
            call = self.note(request, method, params)
            if "access_token" not in request.headers:
                call.status = 404
                return json_response(404, {})
            recipient = params.get("recipient")
            who = recipient.get("user_id") if isinstance(recipient, dict) else None

            async def checked() -> tuple[int, JSON]:
                try:
                    self._check(request.headers)
                    return 200, {"data": await work(params), "error": 0, "message": "Success"}
                except OaError as error:
                    return 200, error.body

            return await self.answer(request, call, who, checked)

        return handle

    def _check(self, headers: Any) -> None:
        token = headers["access_token"]
        if (fault := self.tokens.fault_of(token)) is not None:
            raise OaError(fault["error"], fault["message"])
        if self.plan.proof:
            proof = hmac.new(self.app_secret.encode(), token.encode(), hashlib.sha256).hexdigest()
            if headers.get("appsecret_proof") != proof:
                raise OaError(-242, "appsecret_proof is invalid")
        if not self.plan.api:
            raise OaError(-224, "OA must purchase a package to use this feature")
        self.plan.count()

    async def _send(self, params: JSON) -> JSON:
        person, message, data = self.messages.send(params)
        if self.webhook.url:
            self.spawn(self._tell_of(person, message))
        return data

    async def _tell_of(self, person: ZaloOaPerson, message: JSON) -> None:
        stamp = str(int(self.clock.now() * 1000))
        if self.webhook.mischief.echoes:
            await self.deliver(person.events.echo("oa_send_text", message, stamp))
        if self.webhook.mischief.receipts:
            await self.deliver(person.events.received(message["msg_id"], stamp))
            await self.deliver(person.events.seen([message["msg_id"]], stamp))

    async def _old_send(self, params: JSON) -> JSON:
        recipient = params.get("recipient")
        if "sender_action" in params or (isinstance(recipient, dict) and "anonymous_id" in recipient):
            return {"message_id": self.messages.next_id()}
        raise OaError(-240, "This API is no longer supported, please use API v3")

    async def _quota(self, params: JSON) -> JSON:
        person = self._known(params)
        last = str(int(person.last_act * 1000))
        return {"last_interaction": last, "cs_reply": {"quota_type": "reply"}, "promotion": {"remain": 0, "total": 0}}

    async def _detail(self, params: JSON) -> JSON:
        person = self._known(params)
        return {
            "user_id": person.id,
            "user_id_by_app": person.events.by_app,
            "user_external_id": "",
            "display_name": person.name,
            "user_alias": person.name,
            "is_sensitive": False,
            "user_is_follower": person.follows,
            "tags_and_notes_info": {"notes": [], "tag_names": []},
            "shared_info": {"address": "", "city": "", "district": "", "phone": "", "name": ""},
        }

    def _known(self, params: JSON) -> ZaloOaPerson:
        person = self._by_id.get(str(params.get("user_id", "")))
        if person is None:
            raise OaError(-213, "User has not followed OA")
        return person

    async def _oa(self, _: JSON) -> JSON:
        return {
            "oaid": self.oa_id,
            "oa_alias": "trolytenmien",
            "name": "Trợ lý tên miền",
            "description": "",
            "is_verified": True,
            "oa_type": 2,
            "cate_name": "Dịch vụ công",
            "num_follower": sum(person.follows for person in self._people.values()),
            "package_name": "Tăng trưởng",
            "linked_ZCA": "",
        }


async def _json(request: web.Request) -> JSON:
    """The body of a POST; of a GET the object in `data`."""
    raw = request.query.get("data", "{}") if request.method == "GET" else await request.text()
    found = json.loads(raw)
    if not isinstance(found, dict):
        raise ValueError(raw)  # noqa: TRY004 - one error for all bodies that are none
    return found
