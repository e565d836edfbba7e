"""The figures of a page, and the drawings of a report that was just made."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Final, TypeVar

from aiohttp import web

from storage.events import HERE
from storage.reporting import breakdowns, log, report

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from bot.staff.visit import Visit
    from bot.staff.wanted import Wanted
    from storage.reporting.types import Line, Report


K = TypeVar("K")
V = TypeVar("V")

RECENT: Final = 60.0
"""seconds for which the drawings of a page are made from the figures that the page showed"""
REMEMBERED: Final = 32
DRAWN: Final = 200

FIGURES: Final[web.AppKey[Figures]] = web.AppKey("FIGURES")


class Figures:
    """Reports and drawings that were made a moment ago, in this process."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._reports: OrderedDict[object, tuple[float, Report]] = OrderedDict()
        self._drawings: OrderedDict[object, bytes] = OrderedDict()
        self._gate = asyncio.Semaphore(1)

    async def fresh(self, visit: Visit, wanted: Wanted) -> Report:
        """The report of a page, as of now."""
        async with visit.parts.db.transaction() as tx:
            await log.snapshot(tx)
            made = await report.report(
                tx,
                period=wanted.period,
                province=visit.parts.place.names["vi"],
                targets=visit.office.targets,
                places=visit.office.places,
                today=visit.today,
                made_at=visit.now,
                wanted=wanted.filter,
                cutoff=visit.office.cutoff,
            )
            own = await breakdowns.sources(tx, commune=visit.account.commune)
        made = bounded(visit, made, own)
        _keep(self._reports, (visit.scope, wanted.period, wanted.filter), (self._clock(), made), REMEMBERED)
        return made

    async def recent(self, visit: Visit, wanted: Wanted) -> Report:
        """The report as the page has just shown it; made anew when that was long ago."""
        at, made = self._reports.get((visit.scope, wanted.period, wanted.filter), (0.0, None))
        if made is None or self._clock() - at > RECENT:
            return await self.fresh(visit, wanted)
        return made

    async def drawing(self, name: str, visit: Visit, wanted: Wanted, *, narrow: bool, dark: bool) -> bytes:
        """A chart as SVG. Raises `KeyError` for a name that there is not."""
        made = await self.recent(visit, wanted)
        key = (visit.scope, wanted.period, wanted.filter, made.made_at, name, narrow, dark)
        if key not in self._drawings:
            async with self._gate:
                drawings = await asyncio.to_thread(import_module, "bot.staff.drawings")
                drawing = await asyncio.to_thread(drawings.drawn, name, _so_far(made), narrow=narrow, dark=dark)
            _keep(self._drawings, key, drawing, DRAWN)
        return self._drawings[key]


def _so_far(made: Report) -> Report:
    """Days to come are no days without visitors."""
    today = made.made_at.astimezone(HERE).date()
    return replace(made, days=tuple(day for day in made.days if day.day <= today))


def bounded(visit: Visit, made: Report, own: Collection[str]) -> Report:
    """Without what belongs to the whole province, where the account is bound to a part of it.

    `own`: codes of the sources of the account's commune. Of the others those are told by which its people came.
    """
    if not visit.bound:
        return made
    mine = visit.scope
    communes = tuple(line for line in made.communes if mine.commune in (None, line.code))
    first, last = (
        tuple(line for line in lines if mine.source in (None, line.code) and (line.code in own or _counted(line)))
        for lines in (made.first_sources, made.last_sources)
    )
    return replace(made, targets={}, communes=communes, first_sources=first, last_sources=last)


def _counted(line: Line) -> bool:
    numbers = (line.interactions, line.people, line.handed_over, line.says_registered, line.confirmed)
    return any(number != 0 for number in numbers if number is not None)


async def source_names(visit: Visit) -> dict[str, str]:
    """Registered sources, code -> label; of a commune's officer those of the commune."""
    async with visit.parts.db.transaction() as tx:
        found = await breakdowns.sources(tx, commune=visit.account.commune)
    return {code: label for code, label in found.items() if code}


def _keep(kept: OrderedDict[K, V], key: K, value: V, most: int) -> None:
    kept[key] = value
    kept.move_to_end(key)
    while len(kept) > most:
        kept.popitem(last=False)
