"""What holds for every answer: headers, faults without details, and who may post."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import structlog
from aiohttp import web

from bot.web.page import message_page
from bot.web.parts import METRICS, PARTS
from bot.web.session import secure
from storage.errors import UnavailableError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.web.parts import WebParts

log = structlog.get_logger(__name__)

MAX_BODY: Final = 64 * 1024
"""bytes of a request's body (trust.md 4.5)"""

_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def policy(parts: WebParts) -> str:
    """The content security policy: our own files only; forms also to registrars that take them."""
    forms = " ".join(["'self'", *(f"https://{r.host}" for r in parts.registrars if r.fields_by_post)])
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        f"form-action {forms}; base-uri 'none'; frame-ancestors 'none'"
    )


def headers(parts: WebParts) -> Callable[[web.Request, web.StreamResponse], Awaitable[None]]:
    """A signal that puts the headers on every answer, streams included."""
    fixed = _HEADERS | {"Content-Security-Policy": policy(parts)}
    if secure(parts):
        fixed["Strict-Transport-Security"] = "max-age=31536000"

    async def prepare(_request: web.Request, response: web.StreamResponse) -> None:
        for name, value in fixed.items():
            response.headers[name] = value
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.pop("Server", None)

    return prepare


def same_origin(request: web.Request) -> None:
    """Raises 403 for a post that another site's page has started.

    Browsers say where a post comes from by `Sec-Fetch-Site`, older ones by `Origin`; a program says neither,
    and holds no cookie of a person.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site != "same-origin":
            raise web.HTTPForbidden
        return
    origin = request.headers.get("Origin")
    if origin is None:
        return
    own = {request.host, urlsplit(request.app[PARTS].public_url).netloc}
    if urlsplit(origin).netloc not in own:
        raise web.HTTPForbidden


@web.middleware
async def faults(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Errors become a page or a line of JSON that tells nothing of the inside."""
    try:
        return await handler(request)
    except UnavailableError:
        return _told(request, 503, headers={"Retry-After": "2"})
    except web.HTTPException as error:
        if error.status < 400:
            raise
        kept = {name: error.headers[name] for name in ("Allow", "Retry-After") if name in error.headers}
        return _told(request, error.status, headers=kept)
    except Exception as error:
        if isinstance(error, ConnectionError | web.RequestPayloadError) and request.transport is None:
            return web.Response(status=400)  # whoever asked has left: nobody reads this, and nothing is wrong here
        code = secrets.token_hex(4)
        log.error("page failed", step=route_of(request), http_status=500, outcome=code, exc_info=error)  # noqa: TRY400
        return _told(request, 500, code=code)


@web.middleware
async def measured(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Counts every answer by route pattern and status; addresses themselves are never labels."""
    with request.app[METRICS].request(route_of(request)) as count:
        response = await handler(request)
        count(response.status)
    return response


def route_of(request: web.Request) -> str:
    """The pattern of the route (`/r/{token}`), `other` for what is none of ours."""
    resource = request.match_info.route.resource
    return "other" if resource is None else resource.canonical


def _told(request: web.Request, status: int, *, headers: dict[str, str] | None = None, code: str = "") -> web.Response:
    if request.path.startswith("/chat/"):
        body = {"error": status} | ({"code": code} if code else {})
        return web.json_response(body, status=status, headers=headers)
    kind = "not_found" if status in (404, 405) else "refused" if status < 500 else "error"
    response = message_page(request, kind, status=status, code=code)
    response.headers.update(headers or {})
    return response
