"""What the web application is given, and the typed keys it is found under. Built by `bot/app.py` alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, Protocol

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from datetime import datetime

    from prometheus_client import CollectorRegistry

    from bot.door import Door
    from bot.networks import Network
    from bot.registrars import Registrar
    from bot.staff.parts import Office
    from bot.web.assets import Assets
    from bot.web.limits import Limits
    from bot.web.metrics import Metrics
    from bot.web.remembered import Remembered
    from bot.web.share import Share
    from bot.web.stream import Hub
    from storage.db import Database
    from storage.sealing import Sealer


@dataclass(frozen=True, slots=True)
class Place:
    """What the pages say about the province; texts by language. `code` is its id (ca_mau)."""

    code: str
    names: Mapping[str, str]
    agency: Mapping[str, str]
    sites: tuple[str, ...]
    """official sites, shown to those who cannot chat, https addresses"""
    contacts: Mapping[str, tuple[str, ...]]
    until: str
    """last day of the programme as people write it (31/12/2026); empty when there is none"""
    hosts: frozenset[str]
    """hosts that a text may link to"""


@dataclass(frozen=True, slots=True)
class Ticket:
    """A token that was read: `id` names the handover; `expired` when its time is over."""

    id: str
    expired: bool


class Tickets(Protocol):
    """Reads the tokens of `/r/{token}`."""

    def read(self, token: str, *, now: datetime) -> Ticket | None:
        """The ticket, or None when the token was not made by us."""


@dataclass(frozen=True, slots=True)
class WebParts:
    """Everything the pages need. `lang` is the language of first visits.

    `ready` maps a name to its check: None when all is well, else a short reason that names nothing secret.
    """

    db: Database
    sealer: Sealer
    tickets: Tickets
    place: Place
    registrars: tuple[Registrar, ...]
    public_url: str
    now: Callable[[], datetime]
    registry: CollectorRegistry
    ready: Mapping[str, Callable[[], Awaitable[str | None]]] = field(default_factory=dict)
    lang: Literal["vi", "en"] = "vi"
    trusted_proxies: tuple[Network, ...] = ()
    """networks whose `X-Forwarded-For` is believed"""
    door: Door | None = None
    """where messages of all channels come in; without one the pages have their own"""
    office: Office | None = None
    """without it there are no staff pages"""


PARTS: Final = web.AppKey("PARTS", WebParts)
ASSETS: Final[web.AppKey[Assets]] = web.AppKey("ASSETS")
LIMITS: Final[web.AppKey[Limits]] = web.AppKey("LIMITS")
METRICS: Final[web.AppKey[Metrics]] = web.AppKey("METRICS")
DOOR: Final[web.AppKey[Door]] = web.AppKey("DOOR")
SHARE: Final[web.AppKey[Share]] = web.AppKey("SHARE")
READINESS: Final[web.AppKey[Remembered[tuple[int, str]]]] = web.AppKey("READINESS")
FIGURES: Final[web.AppKey[Remembered[bytes]]] = web.AppKey("FIGURES")
HUB: Final[web.AppKey[Hub]] = web.AppKey("HUB")
