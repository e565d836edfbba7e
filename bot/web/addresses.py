"""From which address a request comes, and under which name it asks for us."""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING, Final

from aiohttp import web
from yarl import URL

from bot.web.parts import PARTS

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from ipaddress import IPv4Address, IPv6Address

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
ANY_NAME: Final = ("/health/", "/metrics", "/webhooks/")
"""asked by machines under whatever name they know: probes by address, networks through a proxy, with a secret"""


def address_of(request: web.Request) -> str:
    """The address of whoever asks, for keeping a measure: of an IPv6 address the network that one household has.

    `X-Forwarded-For` is read only behind a proxy that is trusted, from the right, and no further than to the first
    address that is none of a trusted proxy: what stands left of it may have been written by anybody.
    """
    trusted = request.app[PARTS].trusted_proxies
    found = None
    for found in _from_the_right(request):
        if not any(found in network for network in trusted):
            break
    if found is None:
        return "unknown"
    return str(ip_network((found, 64), strict=False)) if found.version == 6 else str(found)


def _from_the_right(request: web.Request) -> Iterator[IPv4Address | IPv6Address]:
    forwarded = ",".join(request.headers.getall("X-Forwarded-For", [])).split(",")
    for text in (request.remote or "", *reversed(forwarded)):
        try:
            found = ip_address(text.strip())
        except ValueError:
            return
        mapped = found.ipv4_mapped if found.version == 6 else None
        yield found if mapped is None else mapped


@web.middleware
async def own_names(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Pages answer under the name of `PUBLIC_URL` and on this machine; a strange name gets 421.

    Without a public address every name is ours: then somebody is trying things out at home.
    """
    own = URL(request.app[PARTS].public_url).host
    if own in LOOPBACK or request.path.startswith(ANY_NAME):
        return await handler(request)
    try:
        asked = URL(f"http://{request.host}").host
    except ValueError:
        asked = None
    if asked != own and asked not in LOOPBACK:
        raise web.HTTPMisdirectedRequest
    return await handler(request)
