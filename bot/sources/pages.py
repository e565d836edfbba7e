"""Staff pages: the sources of visitors with their links, QR codes and posters; registrations beside official totals."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import TYPE_CHECKING, Final

from aiohttp import web

from bot.sources import poster
from bot.sources.links import Addresses, links_of, qr_png, qr_svg
from bot.staff.figures import FIGURES
from bot.staff.guard import act, look
from bot.staff.shell import done, missed, render_staff
from bot.staff.wanted import wanted
from storage import registrations, sources
from storage.registrations import PROGRAMMES
from storage.sources import KINDS, UNKNOWN

if TYPE_CHECKING:
    from bot.sources.links import Link
    from bot.staff.guard import Route
    from bot.staff.visit import Visit
    from storage.reporting.types import Line
    from storage.sources import Source

PAGE: Final = "/staff/sources"
REGISTRATIONS: Final = "/staff/registrations"


async def show(visit: Visit) -> web.StreamResponse:
    """GET /staff/sources: all sources, and whom they brought in the quarter, by first and by newest code."""
    asked = wanted(visit, {})
    made = await visit.request.app[FIGURES].recent(visit, asked)
    async with visit.parts.db.transaction() as tx:
        found = await sources.everything(tx)
    values = {
        "sources": found,
        "first": _by_code(made.first_sources),
        "last": _by_code(made.last_sources),
        "period": asked.period,
        "places": visit.office.places,
        "kinds": KINDS,
        "unknown": UNKNOWN,
    }
    return render_staff(visit, "staff/sources.html", values)


async def one(visit: Visit) -> web.StreamResponse:
    """GET /staff/sources/{code}: links and files of a source."""
    found = await _source(visit)
    links = [] if found.retired else links_of(found.code, _addresses(visit))
    values = {"source": found, "links": links, "places": visit.office.places}
    return render_staff(visit, "staff/source.html", values)


async def add(visit: Visit) -> web.StreamResponse:
    """POST /staff/sources/add."""
    form = visit.form
    kind = next((each for each in KINDS if each == form.get("kind")), None)
    commune = form.get("commune") or None
    if kind is None or (commune is not None and commune not in visit.office.places):
        raise web.HTTPBadRequest
    try:
        async with visit.parts.db.transaction() as tx:
            made = await sources.add(
                tx,
                kind=kind,
                label=form.get("label", ""),
                by=visit.account.name,
                now=visit.now,
                code=form.get("code", "").strip() or None,
                commune=commune,
            )
    except ValueError as error:
        return missed(visit, PAGE, f"source_{error}")
    return missed(visit, PAGE, "source_taken") if made is None else done(visit, f"{PAGE}/{made.code}", "source")


async def retire(visit: Visit) -> web.StreamResponse:
    """POST /staff/sources/{code}/retire: no links any more; who comes by an old one is still welcome."""
    found = await _source(visit)
    async with visit.parts.db.transaction() as tx:
        await sources.retire(tx, code=found.code, by=visit.account.name, now=visit.now)
    return done(visit, f"{PAGE}/{found.code}", "retired")


async def revive(visit: Visit) -> web.StreamResponse:
    """POST /staff/sources/{code}/revive."""
    found = await _source(visit)
    async with visit.parts.db.transaction() as tx:
        await sources.revive(tx, code=found.code, by=visit.account.name, now=visit.now)
    return done(visit, f"{PAGE}/{found.code}", "revived")


async def picture(visit: Visit) -> web.StreamResponse:
    """GET /staff/sources/{code}/{way}/{file}: `qr.svg`, `qr.png`, `poster.pdf` or `poster.png`."""
    found, kind = await _source(visit), visit.request.match_info["file"]
    link = _link(visit, found)
    if kind == "qr.svg":
        body, mime = qr_svg(link.address), "image/svg+xml"
    elif kind == "qr.png":
        body, mime = qr_png(link.address), "image/png"
    else:
        drawing = poster.of(found.label, link, found.code, visit.office.province)
        make, mime = (poster.pdf, "application/pdf") if kind == "poster.pdf" else (poster.png, "image/png")
        body = await asyncio.to_thread(make, drawing)
    name = "-".join([found.code, *([] if link.way == "web" else [link.way]), kind])
    manner = "attachment" if "save" in visit.request.query else "inline"
    headers = {"Content-Disposition": f'{manner}; filename="{name}"'}
    return web.Response(body=body, content_type=mime, headers=headers)


async def registered(visit: Visit) -> web.StreamResponse:
    """GET /staff/registrations: the levels side by side, never added; official totals with source and day."""
    made = await visit.request.app[FIGURES].recent(visit, wanted(visit, {}))
    async with visit.parts.db.transaction() as tx:
        totals = await registrations.totals(tx)
    values = {"targets": made.targets, "totals": totals, "programmes": PROGRAMMES}
    return render_staff(visit, "staff/registrations.html", values)


async def add_total(visit: Visit) -> web.StreamResponse:
    """POST /staff/registrations/official: a figure of an official source."""
    form = visit.form
    programme = next((each for each in PROGRAMMES if each == form.get("programme")), None)
    if programme is None:
        raise web.HTTPBadRequest
    try:
        number = form.get("number", "").strip()
        if not (number.isascii() and number.isdigit() and len(number) <= 8):
            raise ValueError("number")  # noqa: TRY301 - told like the faults that storage finds
        as_of = _day(form.get("as_of", ""))
        async with visit.parts.db.transaction() as tx:
            await registrations.add_total(
                tx,
                programme=programme,
                number=int(number),
                as_of=as_of,
                origin=form.get("origin", ""),
                by=visit.account.name,
                now=visit.now,
                today=visit.today,
            )
    except ValueError as error:
        return missed(visit, REGISTRATIONS, f"total_{error}")
    return done(visit, REGISTRATIONS, "total")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError("as_of") from None


def _by_code(lines: tuple[Line, ...]) -> dict[str, Line]:
    return {line.code: line for line in lines}


def _addresses(visit: Visit) -> Addresses:
    return visit.office.addresses or Addresses(visit.parts.public_url)


async def _source(visit: Visit) -> Source:
    async with visit.parts.db.transaction() as tx:
        found = await sources.find(tx, code=visit.request.match_info["code"])
    if found is None:
        raise web.HTTPNotFound
    return found


def _link(visit: Visit, found: Source) -> Link:
    links = [] if found.retired else links_of(found.code, _addresses(visit))
    way = visit.request.match_info["way"]
    link = next((link for link in links if link.way == way), None)
    if link is None:
        raise web.HTTPNotFound
    return link


_ONE: Final = r"/staff/sources/{code:[a-z0-9-]{2,48}}"

ROUTES: Final[tuple[Route, ...]] = (
    look(PAGE, show, whole=True),
    act(f"{PAGE}/add", add, role="officer", whole=True),
    look(_ONE, one, whole=True),
    act(f"{_ONE}/retire", retire, role="officer", whole=True),
    act(f"{_ONE}/revive", revive, role="officer", whole=True),
    look(_ONE + r"/{way:web|telegram|zalo}/{file:qr\.svg|qr\.png|poster\.pdf|poster\.png}", picture, whole=True),
    look(REGISTRATIONS, registered, whole=True),
    act(f"{REGISTRATIONS}/official", add_total, role="officer", whole=True),
)
