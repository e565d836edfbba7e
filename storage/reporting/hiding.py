"""Small numbers by commune and source are taken out of what leaves the house (trust.md T28)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from storage.log_tables import interaction
from storage.reporting import log
from storage.reporting.types import Filter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.db import Session
    from storage.periods import Period
    from storage.reporting.types import Line, Report

LEAST = 5
"""the smallest number above zero that may be shown"""

CELLS = ("interactions", "conversations", "people", "handed_over", "says_registered", "confirmed")


def for_outside(report: Report, *, least: int = LEAST) -> Report:
    """The report without small numbers by commune or source. Totals stay as they are."""
    return replace(
        report,
        communes=hide_small(report.communes, least=least),
        first_sources=hide_small(report.first_sources, least=least),
        last_sources=hide_small(report.last_sources, least=least),
    )


def hide_small(lines: Sequence[Line], *, least: int = LEAST) -> tuple[Line, ...]:
    """Lines whose numbers from 1 to `least` - 1 are None, and enough others that no total gives them away.

    Zero stays zero: it tells of nobody. Lines with a number taken out are marked `hidden`.
    """
    out = list(lines)
    for cell in CELLS:
        for index in _hidden([getattr(line, cell) for line in lines], least):
            taken: dict[str, Any] = {cell: None}
            out[index] = replace(out[index], hidden=True, **taken)
    return tuple(out)


def _hidden(numbers: Sequence[int | None], least: int) -> set[int]:
    """Places to hide: the small numbers, then the next smallest until what is hidden is no small number itself.

    A single hidden number is the total less the others; several that add up to as many as they are, are all 1.
    """
    known = sorted((n, index) for index, n in enumerate(numbers) if n)
    small = [index for n, index in known if n < least]
    if not small:
        return set()
    count = max(len(small), min(2, len(known)))
    while count < len(known) and sum(n for n, _ in known[:count]) < max(least, count + 1):
        count += 1
    return {index for _, index in known[:count]}


async def small_codes(
    session: Session, *, period: Period, wanted: Filter | None = None, least: int = LEAST
) -> frozenset[str]:
    """Codes of communes and sources to leave out of the rows of a log, so that none stands for a few interactions."""
    found: set[str] = set()
    for name in ("commune", "source", "first_source"):
        column = interaction.c[name]
        rows = (
            await session.execute(
                select(column.label("code"), func.count().label("number"))
                .where(column.is_not(None), *log.conditions(period, wanted or Filter()))
                .group_by(column)
                .order_by(column)
            )
        ).all()
        found |= {rows[index].code for index in _hidden([row.number for row in rows], least)}
    return frozenset(found)
