"""Counters of the pages for Prometheus. Labels are route patterns and fixed words, nothing of a person."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Gauge, Histogram, generate_latest

from bot.web.parts import PARTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from prometheus_client import CollectorRegistry


class Metrics:
    """Built once for a registry; a second one on the same registry is refused by the library."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._requests = Counter(
            "chaovn_http_requests_total", "Answered requests", ["route", "status"], registry=registry
        )
        self._seconds = Histogram(
            "chaovn_http_request_seconds",
            "Time to answer, event streams left out",
            ["route"],
            registry=registry,
        )
        self._messages = Counter("chaovn_web_messages_total", "Messages of the page", ["result"], registry=registry)
        self._streams = Gauge("chaovn_web_streams", "Open event streams", registry=registry)
        self._links = Counter("chaovn_links_total", "Handed-over links asked for", ["result"], registry=registry)

    @contextmanager
    def request(self, route: str) -> Iterator[Callable[[int], None]]:
        """Counts one request; call what is given with its status."""
        begun = time.perf_counter()

        def count(status: int) -> None:
            self._requests.labels(route, str(status)).inc()
            if route != "/chat/events":
                self._seconds.labels(route).observe(time.perf_counter() - begun)

        yield count

    def message(self, result: str) -> None:
        """`stored` or `repeated`."""
        self._messages.labels(result).inc()

    def link(self, result: str) -> None:
        """`opened`, `robot`, `expired` or `forged`."""
        self._links.labels(result).inc()

    @contextmanager
    def stream(self) -> Iterator[None]:
        """One open event stream."""
        with self._streams.track_inprogress():
            yield


async def exposition(request: web.Request) -> web.Response:
    """GET /metrics: Prometheus text."""
    body = generate_latest(request.app[PARTS].registry)
    return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})
