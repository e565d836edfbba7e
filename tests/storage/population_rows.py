"""The rows that a population leaves in the database, written by COPY."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from typing import TYPE_CHECKING

import asyncpg

from storage import events
from tests.storage.population import FIRST_DAY, LIST_DAY, SOURCES, Population, Said, here

if TYPE_CHECKING:
    from collections.abc import Iterable

    from storage.db import Database


def quarter(day: date) -> str:
    return f"{day.year}-Q{(day.month + 2) // 3}"


Mark = tuple[date, bytes, str, str, str, str, int, bool]


def marks(of: Population) -> Iterable[Mark]:
    """One mark for each person, day and programme, as the turns leave them."""
    known: dict[tuple[str, int], str] = {}
    met: set[tuple[str, int]] = set()
    rows: dict[tuple[date, int, str], tuple[str, str, int, bool]] = {}
    deeds = [(s.at, n, s) for n, s in enumerate(of.said)] + [
        (at, len(of.said) + n, (link, step)) for n, link in enumerate(of.links) for at, step in link.marked
    ]
    for at, _, deed in sorted(deeds, key=lambda one: one[:2]):
        day = here(at)
        if isinstance(deed, Said):
            if deed.kind in ("looked_up", "elapsed"):
                continue
            who, programme, channel, source = deed.person, deed.programme or "", deed.channel, deed.source
            step, first, commune = deed.step, deed.forgotten, deed.commune
        else:
            link, step = deed
            who, programme, channel, source, first = link.person, link.programme, link.channel, link.source, False
            commune = link.commune
        person = (quarter(day), who)
        fresh = first and person not in met
        met.add(person)
        if commune:
            known[person] = commune
        had = rows.get((day, who, programme), (channel, "", 0, False))
        rows[day, who, programme] = (channel, source or had[1], max(step, had[2]), fresh or had[3])
    for (day, who, programme), (channel, source, step, fresh) in rows.items():
        name = hashlib.sha256(f"{quarter(day)}:{who}".encode()).digest()[:16]
        yield day, name, programme, channel, known.get((quarter(day), who), ""), source, step, fresh


LOG = (
    *("id", "day", "hour", "channel", "province", "commune", "lang", "kind", "intent", "band", "node", "outcome"),
    *("programme", "verdict", "source", "answered", "latency_ms", "first_source", "opens", "happened"),
)


def _log_row(number: int, s: Said) -> tuple[object, ...]:
    hour = s.at.replace(minute=0, second=0, microsecond=0)
    talk = (s.kind, s.intent, s.band, None, s.outcome, s.programme, s.verdict, s.source, list(s.answered), s.latency)
    name = hashlib.sha256(str(number).encode()).hexdigest()[:16]
    return (
        name,
        here(s.at),
        hour,
        s.channel,
        "ca_mau",
        s.commune,
        "vi",
        *talk,
        s.first_source,
        s.opens,
        list(s.happened),
    )


async def write(of: Population, *, db: Database, address: str) -> None:
    """Puts the population into an empty database: raw rows and marks, all quarters still open."""
    async with db.transaction() as tx:
        await events.ensure_partitions(tx, day=FIRST_DAY, months=15)
    at = await asyncpg.connect(address)
    try:
        rows = (_log_row(n, s) for n, s in enumerate(of.said))
        await at.copy_records_to_table("interaction", records=rows, columns=LOG)
        columns = ("day", "person", "programme", "channel", "commune", "source", "step", "fresh")
        found = list(marks(of))
        await at.copy_records_to_table("person_mark", records=found, columns=columns)
        keys = [(name, b"kept") for name in sorted({quarter(row[0]) for row in found})]
        await at.copy_records_to_table("quarter_key", records=keys)
        await _write_links(at, of)
        await _write_lists(at, of)
        still = [(*place, number) for place, number in of.stood_still.items()]
        await at.copy_records_to_table("stood_still", records=still)
        await at.execute("analyze")
    finally:
        await at.close()


async def _write_links(at: asyncpg.Connection, of: Population) -> None:
    names = ("id", "channel", "programme", "created_at", "expires_at", "commune", "source", "visible_on", "website_on")
    rows = [
        (k.id, k.channel, k.programme, k.at, k.at + timedelta(days=7), k.commune, k.source, k.visible_on, k.website_on)
        for k in of.links
    ]
    await at.copy_records_to_table("handover", records=rows, columns=names)
    opened = [(link.id, when, robot) for link in of.links for when, robot in link.opened]
    await at.copy_records_to_table("handover_open", records=opened, columns=("handover", "opened_at", "robot"))


async def _write_lists(at: asyncpg.Connection, of: Population) -> None:
    listing = await at.fetchval(
        "insert into list_file (kind, name, origin, as_of, sha256, rows, imported_by) "
        "values ('confirmed', 'thang-8.csv', 'VNNIC', $1, 'x', 1, 'an') returning id",
        LIST_DAY,
    )
    names = ("domain", "programme", "registered_on", "commune", "list", "handover", "channel", "source")
    rows = [
        (
            *(row.domain, row.programme, row.registered_on, row.commune, listing),
            *((None, None, None) if row.link is None else (row.link.id, row.link.channel, row.link.source)),
        )
        for row in of.listed
    ]
    await at.copy_records_to_table("confirmed", records=rows, columns=names)
    columns = ("programme", "as_of", "number", "origin", "typed_by")
    typed = [(programme, day, number, "Công văn VNNIC", "an") for programme, day, number in of.totals]
    await at.copy_records_to_table("official_total", records=typed, columns=columns)
    sources = [(code, "campaign", f"Nguồn {code}", "an") for code in SOURCES]
    await at.copy_records_to_table("source", records=sources, columns=("code", "kind", "label", "created_by"))
