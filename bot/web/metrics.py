"""Figures for Prometheus. Labels are route patterns, channels and fixed words, nothing of a person.

What the pages do is counted as it happens; queues, dead letters and switches are read from the database when somebody
asks, so that every process tells the same of them, also one that only serves pages.
"""

from __future__ import annotations

import time
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Final

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector

from bot.web.addresses import is_neighbour
from bot.web.parts import FIGURES, METRICS, PARTS
from storage import watch
from storage.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from prometheus_client import CollectorRegistry
    from prometheus_client.metrics_core import Metric

    from storage.watch import Figures

COUNTED_EACH: Final = 2.0
"""seconds for which figures are good: to read them costs the database a look through its queues"""
STATES: Final = ("on", "off", "limit", "credentials", "network")


class Tally(Collector):
    """Counts that another part of this process keeps: (what, channel) -> how often, as a counter of that `name`."""

    def __init__(self, name: str, told: str, counts: Mapping[tuple[str, str], int]) -> None:
        self._name, self._told, self._counts = name, told, counts

    def collect(self) -> Iterator[Metric]:
        found = CounterMetricFamily(self._name, self._told, labels=["result", "channel"])
        for (result, channel), number in sorted(self._counts.items()):
            found.add_metric([result, channel], number)
        yield found


class Received(Collector):
    """What became of each delivery of a network, as its webhook or poller counts it: network -> what -> how often."""

    def __init__(self, counts: Mapping[str, Mapping[str, int]]) -> None:
        self._counts = counts

    def collect(self) -> Iterator[Metric]:
        told = "What became of each delivery, by webhook or poller"
        found = CounterMetricFamily("chaovn_received", told, labels=["result", "channel"])
        for channel, results in sorted(self._counts.items()):
            for result, number in sorted(results.items()):
                found.add_metric([result, channel], number)
        yield found


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
        self._new = Gauge("chaovn_inbox_waiting", "Messages to be handled", registry=registry)
        self._oldest = Gauge("chaovn_inbox_oldest_seconds", "Age of the oldest of them", registry=registry)
        self._parked = Gauge("chaovn_inbox_parked", "Messages that were set aside", registry=registry)
        self._purge_age = Gauge("chaovn_purge_age_seconds", "Since old data were last removed", registry=registry)
        self._consent_faults = Gauge(
            "chaovn_consent_faults", "Where the chain of consents did not hold when last verified", registry=registry
        )
        of_channel = partial(Gauge, labelnames=["channel"], registry=registry)
        self._waiting = of_channel("chaovn_outbox_waiting", "Bubbles to be sent")
        self._dead = of_channel("chaovn_dead_letters", "Bubbles that were not delivered")
        self._doubts = of_channel("chaovn_ambiguous_sends", "Sends of the last days that may have arrived twice")
        self._state = Gauge("chaovn_channel_state", "1 for the state it is in", ["channel", "state"], registry=registry)

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

    def queues(self, figures: Figures) -> None:
        """Takes over what the database says of queues and channels."""
        self._new.set(figures.new)
        self._oldest.set(figures.oldest)
        self._parked.set(figures.parked)
        self._purge_age.set(figures.purge_age)
        self._consent_faults.set(figures.consent_faults)
        for name, channel in figures.channels.items():
            self._waiting.labels(name).set(channel.waiting)
            self._dead.labels(name).set(channel.failed)
            self._doubts.labels(name).set(channel.doubts)
            for state in STATES:
                self._state.labels(name, state).set(state == channel.word)

    @contextmanager
    def stream(self) -> Iterator[None]:
        """One open event stream."""
        with self._streams.track_inprogress():
            yield


async def exposition(request: web.Request) -> web.Response:
    """GET /metrics: Prometheus text, as of a moment ago; 404 for whoever is no neighbour."""
    if not is_neighbour(request):
        raise web.HTTPNotFound
    body = await request.app[FIGURES].get()
    return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})


async def counted(app: web.Application) -> bytes:
    """The text of GET /metrics as of now. Without the database the last known queues are told."""
    parts = app[PARTS]
    with suppress(StorageError):
        async with parts.db.transaction() as tx:
            app[METRICS].queues(await watch.figures(tx, now=parts.now()))
    return generate_latest(parts.registry)
