"""Writes the files of the pages. Imported when the first one is asked for: what writes them takes a while to load."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, BinaryIO

from bot import VERSION
from bot.reporting import files
from bot.reporting.letterhead import letterhead
from bot.staff.figures import FIGURES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.reporting.files import Format, Written
    from bot.staff.visit import Visit
    from bot.staff.wanted import Wanted

# page -> the table that it shows
TABLES: Mapping[str, str] = {"funnel": "funnel", "questions": "intents", "communes": "communes"}


async def write_log(
    visit: Visit, form: Format, asked: Wanted, out: BinaryIO, told: Callable[[int, int], None] | None
) -> tuple[Written, str]:
    """The log of interactions, in constant memory; what was written and the file's name."""
    about = files.About(asked.period, visit.parts.place.names["vi"], visit.now, VERSION)
    async with visit.parts.db.transaction() as tx:
        written = await files.write_interactions(tx, form, out, about=about, wanted=asked.filter, told=told)
    return written, files.log_name(asked.period, form)


async def write_report(visit: Visit, form: Format, asked: Wanted, out: BinaryIO) -> tuple[Written, str]:
    """Everything of the period; as DOCX the official report."""
    made = await visit.request.app[FIGURES].fresh(visit, asked)
    head = letterhead(visit.office.province) if form == "docx" else None
    written = await asyncio.to_thread(files.write_report, made, form, out, version=VERSION, letterhead=head)
    return written, files.report_name(asked.period, form)


async def write_table(visit: Visit, view: str, form: Format, asked: Wanted, out: BinaryIO) -> tuple[Written, str]:
    """The table of a page."""
    made, table = await visit.request.app[FIGURES].fresh(visit, asked), TABLES[view]
    written = await asyncio.to_thread(files.write_table, made, table, form, out, version=VERSION)
    return written, files.table_name(asked.period, table, form)
