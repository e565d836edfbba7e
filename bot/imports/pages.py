"""Staff pages: a list is handed in, looked at row by row, and only then imported."""

from __future__ import annotations

import asyncio
import secrets
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Final, Literal

from aiohttp import web

from bot.imports import importing
from bot.imports.faults import FileError
from bot.imports.words import FIELDS, ROWS, STATUS
from bot.staff.guard import MB, act, look
from bot.staff.shell import done, missed, render_staff
from storage import drafts, lists
from storage.drafts import Draft

if TYPE_CHECKING:
    from bot.imports.importing import HandedIn, Outcome
    from bot.imports.judging import Place, Reading
    from bot.staff.guard import Route
    from bot.staff.visit import Visit
    from storage.lists import ConfirmedRow, Kind, ListedRow

PAGE: Final = "/staff/imports"
SHOWN: Final = 100
"""rows with something to say that the page shows; the file has all"""
SAYS_NOTHING: Final = ("matched", "unmatched", "new", "known")

_reads = asyncio.Semaphore(1)
"""files are read one after the other: each may take a hundred million bytes for a moment"""


async def show(visit: Visit) -> web.StreamResponse:
    """GET /staff/imports: what was imported, and the form to hand in a list."""
    return await _page(visit)


async def hand_in(visit: Visit) -> web.StreamResponse:
    """POST /staff/imports/hand-in: reads a file and says what an import would do; nothing is imported yet."""
    form, sent = visit.form, visit.files.get("file")
    if sent is None or not sent.filename:
        return missed(visit, PAGE, "import_file")
    body = await asyncio.to_thread(_read_all, sent)
    try:
        file = importing.handed_in(
            kind=_kind(form.get("kind", "")),
            name=sent.filename,
            origin=form.get("origin", ""),
            as_of=_day(form.get("as_of", "")),
            body=body,
            today=visit.today,
        )
        reading = await _read(visit, file)
    except importing.OriginError as error:
        return missed(visit, PAGE, f"import_{error}")
    except FileError as error:
        return await _page(visit, fault=error.words(_lang(visit)))
    number = secrets.token_hex(12)
    async with visit.parts.db.transaction() as tx:
        outcome = await importing.look(tx, file=file, reading=reading, sealer=visit.parts.sealer)
        result = await asyncio.to_thread(importing.result_file, outcome, lang=_lang(visit))
        draft = Draft(number, file.kind, file.name, file.origin, file.as_of, file.body, result, visit.account.name)
        await drafts.put(tx, draft=draft, now=visit.now, sealer=visit.parts.sealer)
    return await _page(visit, draft=draft, outcome=outcome)


async def carry_in(visit: Visit) -> web.StreamResponse:
    """POST /staff/imports/{id}/import: imports what was looked at."""
    draft = await _draft(visit)
    if draft.body is None:
        return missed(visit, PAGE, "import_before")
    file = importing.HandedIn(draft.kind, draft.name, draft.origin, draft.as_of, draft.body)
    reading = await _read(visit, file)
    try:
        async with visit.parts.db.transaction() as tx:
            outcome = await importing.carry_in(
                tx, file=file, reading=reading, by=visit.account.name, now=visit.now, sealer=visit.parts.sealer
            )
            result = await asyncio.to_thread(importing.result_file, outcome, lang=_lang(visit))
            await drafts.imported(tx, id=draft.id, result=result, sealer=visit.parts.sealer)
    except FileError as error:
        return await _page(visit, fault=error.words(_lang(visit)))
    if outcome.before is not None:
        return missed(visit, PAGE, "import_before")
    return done(visit, PAGE, "import", list=draft.id)


async def result(visit: Visit) -> web.StreamResponse:
    """GET /staff/imports/{id}/result.csv: every row with what became of it, for whoever handed the list in."""
    draft = await _draft(visit)
    headers = {"Content-Disposition": f'attachment; filename="ket-qua-{draft.kind}-{draft.as_of}.csv"'}
    return web.Response(body=draft.result, content_type="text/csv", charset="utf-8", headers=headers)


async def _page(
    visit: Visit, *, fault: str = "", draft: Draft | None = None, outcome: Outcome | None = None
) -> web.StreamResponse:
    async with visit.parts.db.transaction() as tx:
        files = await lists.files(tx)
    lang = _lang(visit)
    told = [] if outcome is None else [j for j in outcome.judged if j.status not in SAYS_NOTHING or j.note]
    just = visit.request.query.get("list", "")
    values = {
        "files": files,
        "fault": fault,
        "draft": draft,
        "outcome": outcome,
        "told": told[:SHOWN],
        "more": max(0, len(told) - SHOWN),
        "status": STATUS[lang],
        "rows": ROWS[lang],
        "fields": FIELDS[lang],
        "result_of": just if just.isalnum() else "",
    }
    return render_staff(visit, "staff/imports.html", values, status=422 if fault else 200)


def _read_all(sent: web.FileField) -> bytes:
    with sent.file as file:
        return file.read()


async def _read(visit: Visit, file: HandedIn) -> Reading[ConfirmedRow] | Reading[ListedRow]:
    place = _place(visit.office.province.id)
    async with _reads:
        return await asyncio.to_thread(importing.read, file, place=place, today=visit.today)


@cache
def _place(province: str) -> Place:
    return importing.place_of(province)


async def _draft(visit: Visit) -> Draft:
    async with visit.parts.db.transaction() as tx:
        found = await drafts.find(
            tx,
            id=visit.request.match_info["id"],
            by=visit.account.name,
            now=visit.now,
            sealer=visit.parts.sealer,
        )
    if found is None:
        raise web.HTTPNotFound
    return found


def _kind(text: str) -> Kind:
    if text == "confirmed":
        return "confirmed"
    if text == "listed":
        return "listed"
    raise web.HTTPBadRequest


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise importing.OriginError("as_of") from None


def _lang(visit: Visit) -> Literal["vi", "en"]:
    return visit.parts.lang


ROUTES: Final[tuple[Route, ...]] = (
    look(PAGE, show, role="officer", whole=True),
    act(f"{PAGE}/hand-in", hand_in, role="officer", whole=True, cap=11 * MB),
    act(r"/staff/imports/{id:[0-9a-f]{24}}/import", carry_in, role="officer", whole=True),
    look(r"/staff/imports/{id:[0-9a-f]{24}}/result.csv", result, role="officer", whole=True),
)
