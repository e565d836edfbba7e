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
    found = _asker(request)
    return "unknown" if found is None else measured_as(found)


def measured_as(address: IPv4Address | IPv6Address) -> str:
    """What stands for an address where a measure is kept."""
    return str(ip_network((address, 64), strict=False)) if address.version == 6 else str(address)


def is_neighbour(request: web.Request) -> bool:
    """Whether this machine, its own network or a trusted one asks, and not through a proxy that we do not know."""
    trusted, found = request.app[PARTS].trusted_proxies, _asker(request)
    if found is None or ("X-Forwarded-For" in request.headers and not trusted):
        return False
    return found.is_loopback or found.is_private or any(found in network for network in trusted)


def plain(text: str) -> IPv4Address | IPv6Address | None:
    """An address as it is written; an IPv4 address in the clothes of IPv6 is one of IPv4. None for no address."""
    try:
        found = ip_address(text.strip())
    except ValueError:
        return None
    mapped = found.ipv4_mapped if found.version == 6 else None
    return found if mapped is None else mapped


def _asker(request: web.Request) -> IPv4Address | IPv6Address | None:
    trusted = request.app[PARTS].trusted_proxies
    found = None
    for found in _from_the_right(request):
        if not any(found in network for network in trusted):
            break
    return found


def _from_the_right(request: web.Request) -> Iterator[IPv4Address | IPv6Address]:
    forwarded = ",".join(request.headers.getall("X-Forwarded-For", [])).split(",")
    for text in (request.remote or "", *reversed(forwarded)):
        if (found := plain(text)) is None:
            return
        yield found


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
