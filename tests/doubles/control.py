"""Steering a double from another process: `/ctl/...`, JSON in, JSON out.

`POST /ctl/people/NAME/ACT` with the act's arguments as an object (`{"text": "chào"}`), ACT being a method of the
network's person; `GET /ctl/people/NAME` gives replies and transcript; `POST /ctl/faults` adds a `Fault` by its fields,
`DELETE /ctl/faults` clears them; `POST /ctl/clock {"advance": SECONDS}`; `GET /ctl/calls?method=`;
`GET /ctl/deliveries`; `POST /ctl/webhook {"url": …}`.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.doubles.faults import Fault
from tests.doubles.network import NotOnThisNetworkError

if TYPE_CHECKING:
    from tests.doubles.server import Double

ACTS = frozenset("say tap tap_old start edit media block unblock quiet follow unfollow withdraw".split())


class Control:
    """The routes that steer one double."""

    def __init__(self, double: Double) -> None:
        self.double: Any = double

    def add_to(self, app: web.Application) -> None:
        add = app.router.add_route
        add("POST", "/ctl/people/{name}/{act}", self._act)
        add("GET", "/ctl/people/{name}", self._told)
        add("POST", "/ctl/faults", self._add_fault)
        add("DELETE", "/ctl/faults", self._clear_faults)
        add("POST", "/ctl/clock", self._clock)
        add("GET", "/ctl/calls", self._calls)
        add("GET", "/ctl/deliveries", self._deliveries)
        add("POST", "/ctl/webhook", self._webhook)

    async def _act(self, request: web.Request) -> web.Response:
        name = request.match_info["act"]
        person = self.double.person(request.match_info["name"])
        if name not in ACTS or not hasattr(person, name):
            raise web.HTTPNotFound(text=f"no act {name}")
        arguments = await request.json() if request.can_read_body else {}
        try:
            result = await getattr(person, name)(**arguments)
        except (LookupError, TypeError, NotOnThisNetworkError) as error:
            raise web.HTTPBadRequest(text=str(error)) from error
        return web.json_response({"replies": [asdict(r) for r in result] if isinstance(result, list) else []})

    async def _told(self, request: web.Request) -> web.Response:
        person = self.double.person(request.match_info["name"])
        replies = [asdict(r) for r in person.replies()]
        return web.json_response({"replies": replies, "transcript": [asdict(m) for m in person.transcript]})

    async def _add_fault(self, request: web.Request) -> web.Response:
        self.double.faults.add(Fault(**await request.json()))
        return web.json_response({})

    async def _clear_faults(self, _: web.Request) -> web.Response:
        self.double.faults.clear()
        return web.json_response({})

    async def _clock(self, request: web.Request) -> web.Response:
        self.double.clock.advance(float((await request.json())["advance"]))
        return web.json_response({"now": self.double.clock.now()})

    async def _calls(self, request: web.Request) -> web.Response:
        method = request.query.get("method")
        return web.json_response([asdict(c) for c in self.double.calls if method in (None, c.method)])

    async def _deliveries(self, _: web.Request) -> web.Response:
        return web.json_response([asdict(d) for d in self.double.deliveries])

    async def _webhook(self, request: web.Request) -> web.Response:
        await self.double.deliver_to((await request.json())["url"])
        return web.json_response({})
