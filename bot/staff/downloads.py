"""What a page shows, as a file: every download is a deed with a line in the audit log."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import re
import tempfile
from collections import OrderedDict
from importlib import import_module
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from aiohttp import web

from bot.staff.wanted import wanted
from storage import audit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.reporting.files import Format, Written
    from bot.staff.visit import Visit
    from bot.staff.wanted import Wanted

PIECE: Final = 256 * 1024
IN_MEMORY: Final = 4 * 1024 * 1024
FOLLOWED: Final = 200
"""downloads whose progress can be asked for"""

REPORT, LOG = "overview", "interactions"
# page -> the kinds of file that it can be had as
FORMATS: Final[Mapping[str, tuple[Format, ...]]] = {
    "overview": ("xlsx", "csv", "json", "docx"),
    "interactions": ("csv", "xlsx", "parquet", "json"),
    **dict.fromkeys(("funnel", "questions", "communes"), ("xlsx", "csv", "json", "parquet")),
}
MIME: Final[Mapping[str, str]] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "json": "application/json",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_JOB: Final = re.compile(r"[A-Za-z0-9-]{8,64}")


class Downloads:
    """The files that are being written in this process: two at a time, each with how far it is."""

    def __init__(self) -> None:
        self.gate = asyncio.Semaphore(2)
        self._far: OrderedDict[tuple[str, str], tuple[int, int]] = OrderedDict()

    def follow(self, account: str, job: str) -> Callable[[int, int], None]:
        """What is to be told how many rows of how many are written."""

        def told(written: int, of: int) -> None:
            self._far[account, job] = (written, of)
            while len(self._far) > FOLLOWED:
                self._far.popitem(last=False)

        return told

    def how_far(self, account: str, job: str) -> tuple[int, int]:
        """Rows written, rows in all; zeros while nothing is known."""
        return self._far.get((account, job), (0, 0))


DOWNLOADS: Final[web.AppKey[Downloads]] = web.AppKey("DOWNLOADS")


def formats(visit: Visit, view: str) -> tuple[Format, ...]:
    """The kinds of file that a page can be had as; the official report is the whole province's."""
    return tuple(form for form in FORMATS[view] if form != "docx" or not visit.bound)


async def download(visit: Visit) -> web.StreamResponse:
    """POST /staff/download/{view}: the file, with its number of rows and its checksum in the headers."""
    view = visit.request.match_info["view"]
    if view not in FORMATS:
        raise web.HTTPNotFound
    form = next((each for each in formats(visit, view) if each == visit.form.get("format")), None)
    if form is None:
        raise web.HTTPBadRequest
    asked = wanted(visit, visit.form)
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as spooled:
        out = cast("BinaryIO", spooled)
        async with visit.request.app[DOWNLOADS].gate:
            written, name = await _written(visit, view, form, asked, out)
        digest = await asyncio.to_thread(_digest, out)
        await _note(visit, view, asked, written, digest)
        return await _send(visit, out, name, written, digest)


async def progress(visit: Visit) -> web.StreamResponse:
    """GET /staff/progress/{job}: `{"written": rows, "of": rows}` of a download of one's own."""
    written, of = visit.request.app[DOWNLOADS].how_far(visit.account.name, visit.request.match_info["job"])
    return web.json_response({"written": written, "of": of})


async def _written(visit: Visit, view: str, form: Format, asked: Wanted, out: BinaryIO) -> tuple[Written, str]:
    """Writes the file; returns what was written and its name."""
    writing = await asyncio.to_thread(import_module, "bot.staff.writing")
    if view == LOG:
        job = visit.form.get("job", "")
        told = visit.request.app[DOWNLOADS].follow(visit.account.name, job) if _JOB.fullmatch(job) else None
        found = await writing.write_log(visit, form, asked, out, told)
    elif view == REPORT:
        found = await writing.write_report(visit, form, asked, out)
    else:
        found = await writing.write_table(visit, view, form, asked, out)
    return cast("tuple[Written, str]", found)


def _digest(out: BinaryIO) -> bytes:
    out.seek(0)
    found = hashlib.sha256()
    while piece := out.read(PIECE):
        found.update(piece)
    return found.digest()


async def _note(visit: Visit, view: str, asked: Wanted, written: Written, digest: bytes) -> None:
    detail = {
        "format": written.format,
        "rows": written.rows,
        "sha256": digest.hex(),
        "from": asked.period.first.isoformat(),
        "to": asked.period.last.isoformat(),
        **{
            name: code for name, code in asked.fields().items() if name in ("channel", "programme", "commune", "source")
        },
    }
    async with visit.parts.db.transaction() as tx:
        await audit.note(tx, actor=visit.account.name, action="export", target=view, now=visit.now, detail=detail)


async def _send(visit: Visit, out: BinaryIO, name: str, written: Written, digest: bytes) -> web.StreamResponse:
    size = out.seek(0, 2)
    out.seek(0)
    response = web.StreamResponse(
        headers={
            "Content-Type": MIME[written.format],
            "Content-Disposition": f'attachment; filename="{name}"',
            "Repr-Digest": f"sha-256=:{base64.b64encode(digest).decode()}:",
            "X-Rows": str(written.rows),
        }
    )
    response.content_length = size
    await response.prepare(visit.request)
    while piece := await asyncio.to_thread(out.read, PIECE):
        await response.write(piece)
    await response.write_eof()
    return response
