"""Coming in and going out."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from aiohttp import web

from bot.accounts import DEVICE_KNOWN, NAME, Refused, network_of, token_hash
from bot.staff.shell import HOME, login_page
from bot.staff.strings import staff_strings
from bot.staff.visit import cookie_name, device_cookie_name, token_of, visitor
from bot.web.addresses import address_of
from bot.web.body import read_body
from bot.web.parts import LIMITS, PARTS
from bot.web.security import same_origin
from bot.web.session import secure
from storage import audit, staff

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

    from bot.staff.visit import Visit


async def home(_request: web.Request) -> web.StreamResponse:
    """GET /staff and /staff/: where one begins."""
    raise web.HTTPSeeOther(HOME)


async def ask(request: web.Request) -> web.StreamResponse:
    """GET /staff/login: the form; whoever is in already goes on."""
    if await visitor(request) is not None:
        raise web.HTTPSeeOther(HOME)
    return login_page(request)


async def enter(request: web.Request) -> web.StreamResponse:
    """POST /staff/login: opens a session under a token that is new, whatever the browser had before."""
    same_origin(request)
    parts = request.app[PARTS]
    assert parts.office is not None, "the staff pages are mounted with an office only"
    words = staff_strings(parts.lang)
    accounts, limits, address = parts.office.accounts, request.app[LIMITS], address_of(request)
    device = accounts.device_of(request.cookies.get(device_cookie_name(parts), ""), parts.now())
    # One's own measure first: whoever floods must not use up what is there for everybody.
    if wait := limits.logins.take(network_of(address) if device is None else f"device {device.id}"):
        raise web.HTTPTooManyRequests(headers={"Retry-After": str(wait)})
    if device is None and (wait := limits.all_logins.take("")):
        raise web.HTTPServiceUnavailable(headers={"Retry-After": str(wait)})
    form = await _form(request)
    typed, to = form.get("name", "").strip().lower(), form.get("to", "")
    # What cannot be a name is nobody's.
    name = typed if NAME.fullmatch(typed) else "?"
    entered = await accounts.enter(
        parts.db, name=name, password=form.get("password", ""), address=address, now=parts.now(), device=device
    )
    if isinstance(entered, Refused):
        fault, status = words["login_wrong"], 401
        if entered.wait:
            fault, status = words["login_wait"].format(_spoken(entered.wait, words)), 429
        response = login_page(request, status=status, to=to, fault=fault, name=typed[:40])
        if entered.wait:
            response.headers["Retry-After"] = str(math.ceil(entered.wait.total_seconds()))
        return response
    if (old := token_of(request)) is not None:
        async with parts.db.transaction() as tx:
            await staff.end(tx, token_hash=token_hash(old))
    response = with_cookie(request, inside(to), entered.token)
    response.set_cookie(
        device_cookie_name(parts),
        accounts.remembered(name, parts.now()),
        max_age=int(DEVICE_KNOWN.total_seconds()),
        path="/",
        httponly=True,
        secure=secure(parts),
        samesite="Strict",
    )
    return response


async def leave(visit: Visit) -> web.StreamResponse:
    """POST /staff/logout: the session is gone, here and for whoever has copied it."""
    async with visit.parts.db.transaction() as tx:
        await staff.end(tx, token_hash=token_hash(visit.token))
        await audit.note(tx, actor=visit.account.name, action="logout", target=visit.account.name, now=visit.now)
    response = web.Response(status=303, headers={"Location": "/staff/login", "Clear-Site-Data": '"cache"'})
    response.del_cookie(
        cookie_name(visit.parts), path="/", httponly=True, secure=secure(visit.parts), samesite="Strict"
    )
    return response


def inside(to: str) -> str:
    """Where to go after logging in: an address of the staff pages, never another site's."""
    plain = to.isascii() and to.isprintable() and not set(to) & set("\\ #")
    return to if plain and to.startswith("/staff/") and "//" not in to.partition("?")[0] else HOME


async def _form(request: web.Request) -> Mapping[str, str]:
    if request.content_type != "application/x-www-form-urlencoded":
        raise web.HTTPUnsupportedMediaType
    body = await read_body(request, cap=4096)
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=10))
    except ValueError:
        raise web.HTTPBadRequest from None


def with_cookie(request: web.Request, to: str, token: str) -> web.Response:
    """On to `to`, with the session in the browser."""
    parts = request.app[PARTS]
    response = web.Response(status=303, headers={"Location": to})
    # No age: it ends with the browser; the row in the database ends it earlier.
    response.set_cookie(cookie_name(parts), token, path="/", httponly=True, secure=secure(parts), samesite="Strict")
    return response


def _spoken(wait: timedelta, words: Mapping[str, str]) -> str:
    seconds = math.ceil(wait.total_seconds())
    return words["seconds"].format(seconds) if seconds < 90 else words["minutes"].format(math.ceil(seconds / 60))
