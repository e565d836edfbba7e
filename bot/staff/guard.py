"""Who may come in where: session, role, bounds, same origin and CSRF token, checked before any page is called."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Literal, TypeAlias
from urllib.parse import parse_qsl

from aiohttp import web

from bot.staff.shell import login_page, told
from bot.staff.visit import Visit, csrf_holds, visitor
from bot.web.body import CAP, read_body
from bot.web.parts import PARTS
from bot.web.security import same_origin
from storage import audit
from storage.reporting.types import OutOfScopeError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from storage.staff import Role

    Handler: TypeAlias = Callable[[Visit], Awaitable[web.StreamResponse]]

MB: Final = 1024 * 1024
UPLOAD_PATIENCE: Final = 60.0
"""seconds that a file may take to arrive"""
MOST_FIELDS: Final = 200
NOTED_LATELY: Final = 100
NOTED_AGAIN: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Route:
    """An address of the staff. `whole`: for those who see the whole province; `cap`: bytes of a post's body."""

    method: Literal["GET", "POST"]
    path: str
    handler: Handler
    role: Role
    whole: bool
    cap: int = CAP


def look(path: str, handler: Handler, *, role: Role = "viewer", whole: bool = False) -> Route:
    """A page that shows something and changes nothing."""
    return Route("GET", path, handler, role, whole)


def act(path: str, handler: Handler, *, role: Role = "viewer", whole: bool = False, cap: int = CAP) -> Route:
    """A deed: a change, an export, an unmasking."""
    return Route("POST", path, handler, role, whole, cap)


def mounted(routes: Iterable[Route]) -> list[web.RouteDef]:
    """The routes with their guards."""
    return [_mounted(route) for route in routes]


def _mounted(route: Route) -> web.RouteDef:
    async def guarded(request: web.Request) -> web.StreamResponse:
        return await _guarded(request, route)

    if route.method == "GET":
        return web.get(route.path, guarded, allow_head=False)
    return web.post(route.path, guarded)


async def _guarded(request: web.Request, route: Route) -> web.StreamResponse:
    if route.method == "POST":
        same_origin(request)
    found = await visitor(request)
    if found is None:
        return login_page(request, status=401, to=request.path_qs if route.method == "GET" else "")
    account, token = found
    visit = Visit(request, account, token)
    try:
        if route.whole and visit.bound:
            return await _denied(visit, route, 404)
        if not account.may(route.role):
            return await _denied(visit, route, 403)
        if route.method == "POST":
            visit = await _posted(visit, route.cap)
        _no_nul(request.query.values(), request.match_info.values(), visit.form.values())
        return await route.handler(visit)
    except OutOfScopeError:
        return await _denied(visit, route, 404)
    except web.HTTPClientError as error:
        return told(visit, error.status)


async def _denied(visit: Visit, route: Route, status: int) -> web.StreamResponse:
    """Refuses what the account's role or bounds do not reach, with a line in the list of deeds (trust.md T25): one a
    minute for each address, so that who insists does not fill it. What was asked for in the address is not noted."""
    actor, target = visit.account.name, f"{route.method} {route.path}"
    async with visit.parts.db.transaction() as tx:
        latest = await audit.recent(tx, limit=NOTED_LATELY, action="denied", actor=actor)
        if not any(deed.target == target and visit.now - deed.at < NOTED_AGAIN for deed in latest):
            await audit.note(tx, actor=actor, action="denied", target=target, now=visit.now, detail={"status": status})
    return told(visit, status)


def _no_nul(*given: Iterable[str]) -> None:
    """Raises 400: the database keeps no text with a NUL, and nobody has a use for one."""
    if any("\0" in text for texts in given for text in texts):
        raise web.HTTPBadRequest


async def _posted(visit: Visit, cap: int) -> Visit:
    """The visit with its form. Raises 403 without the session's CSRF token, 413, 408, 415 and 400."""
    request = visit.request
    fields: dict[str, str] = {}
    files: dict[str, web.FileField] = {}
    if request.content_type == "application/x-www-form-urlencoded":
        body = await read_body(request, cap=cap)
        try:
            fields = dict(parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS))
        except ValueError:
            raise web.HTTPBadRequest from None
    elif request.content_type == "multipart/form-data" and cap > CAP:
        fields, files = await _uploaded(request, cap)
    else:
        raise web.HTTPUnsupportedMediaType
    if not csrf_holds(fields.pop("csrf", ""), token=visit.token, sealer=request.app[PARTS].sealer):
        raise web.HTTPForbidden
    return Visit(request, visit.account, visit.token, fields, files)


async def _uploaded(request: web.Request, cap: int) -> tuple[dict[str, str], dict[str, web.FileField]]:
    if (request.content_length or 0) > cap:
        raise web.HTTPRequestEntityTooLarge(max_size=cap, actual_size=request.content_length or 0)
    try:
        async with asyncio.timeout(UPLOAD_PATIENCE):
            posted = await request.clone(client_max_size=cap).post()
    except TimeoutError:
        raise web.HTTPRequestTimeout(headers={"Connection": "close"}) from None
    except ValueError:
        raise web.HTTPBadRequest from None
    fields = {name: value for name, value in posted.items() if isinstance(value, str)}
    files = {name: value for name, value in posted.items() if isinstance(value, web.FileField)}
    return fields, files
