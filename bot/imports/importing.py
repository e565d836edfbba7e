"""A file that was handed in: looked at first, then imported; each row's fate as a file to download."""

from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import yaml

from bot.imports.faults import FileError
from bot.imports.judging import Place, read_confirmed, read_listed
from bot.imports.words import ROWS, STATUS
from bot.reporting.cells import neutral
from flows.loader import PROVINCES
from flows.places import load_communes
from storage import lists
from storage.lists import ConfirmedRow, ListedRow, ListMeta

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from bot.imports.faults import Lang
    from bot.imports.judging import Judged, Reading
    from storage.db import Session
    from storage.lists import Found, Kind, ListFile
    from storage.sealing import Sealer

FIRST_YEAR: Final = 2020
LONGEST_NAME: Final = 120
ORDER: Final = {
    "confirmed": ("matched", "unmatched", "earlier", "known", "foreign", "repeated", "bad"),
    "listed": ("new", "known", "repeated", "bad"),
}
"""kind of list -> what may become of its rows, in the order in which it is told"""


class OriginError(ValueError):
    """What was typed beside the file is wrong; the text names it: `origin` or `as_of`."""


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A file and what a person said of it. Made by `handed_in`."""

    kind: Kind
    name: str
    origin: str
    as_of: date
    body: bytes

    @property
    def meta(self) -> ListMeta:
        return ListMeta(self.kind, self.name, self.origin, self.as_of, hashlib.sha256(self.body).hexdigest())


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of each row, or would. `before`: this very file was imported already, nothing was done."""

    kind: Kind
    judged: tuple[Judged, ...]
    usable: int
    headings: Mapping[str, tuple[str, ...]]
    before: ListFile | None = None

    @property
    def counts(self) -> list[tuple[str, int]]:
        """(status, rows) for every status that occurs, in their order."""
        found = Counter(each.status for each in self.judged)
        return [(status, found[status]) for status in ORDER[self.kind] if found[status]]


def handed_in(  # noqa: PLR0913 - all by keyword
    *, kind: Kind, name: str, origin: str, as_of: date, body: bytes, today: date
) -> HandedIn:
    """Raises `OriginError`."""
    origin = " ".join(origin.split())
    if not 2 <= len(origin) <= LONGEST_NAME or not origin.isprintable():
        raise OriginError("origin")
    if as_of > today or as_of.year < FIRST_YEAR:
        raise OriginError("as_of")
    plain = "".join(c for c in name.replace("\\", "/").rsplit("/", 1)[-1] if c.isprintable())
    return HandedIn(kind, plain[:LONGEST_NAME] or kind, origin, as_of, body)


def place_of(province: str) -> Place:
    """The communes of a province, and the names it has and had."""
    file = PROVINCES / province / "communes.yaml"
    communes = load_communes(file)
    found = Place.of(communes.province, communes.names)
    merged = yaml.safe_load(file.read_text(encoding="utf-8")).get("districts") or {}
    return replace(found, names=found.names.union(*(Place.of(str(name), {}).names for name in merged)))


def read(file: HandedIn, *, place: Place, today: date) -> Reading[ConfirmedRow] | Reading[ListedRow]:
    """The rows of a file; takes seconds for a large one, so not on the event loop. Raises `FileError`."""
    found: Reading[ConfirmedRow] | Reading[ListedRow]
    if file.kind == "confirmed":
        found = read_confirmed(file.body, place=place, today=today)
    else:
        found = read_listed(file.body, today=today)
    if not found.judged:
        raise FileError("none")
    return found


async def look(
    session: Session, *, file: HandedIn, reading: Reading[ConfirmedRow] | Reading[ListedRow], sealer: Sealer
) -> Outcome:
    """What an import would do. Nothing is changed."""
    before = await lists.imported_before(session, sha256=file.meta.sha256)
    judged = await _fates(session, reading, sealer)
    return Outcome(file.kind, judged, len(reading.rows), reading.headings, before)


async def carry_in(  # noqa: PLR0913 - all by keyword
    session: Session,
    *,
    file: HandedIn,
    reading: Reading[ConfirmedRow] | Reading[ListedRow],
    by: str,
    now: datetime,
    sealer: Sealer,
) -> Outcome:
    """Imports what can be used. The same file again changes nothing. Raises `FileError` when no row can be used."""
    if not reading.rows:
        raise FileError("none")
    outcome = await look(session, file=file, reading=reading, sealer=sealer)
    if outcome.before is not None:
        return outcome
    confirmed = [row for row in reading.rows if isinstance(row, ConfirmedRow)]
    listed = [row for row in reading.rows if isinstance(row, ListedRow)]
    try:
        if file.kind == "confirmed":
            await lists.import_confirmed(session, meta=file.meta, rows=confirmed, by=by, now=now, sealer=sealer)
        else:
            await lists.import_listed(session, meta=file.meta, rows=listed, by=by, now=now, sealer=sealer)
    except lists.ImportedBeforeError as error:  # somebody else was quicker by a moment
        return replace(outcome, before=error.file)
    return outcome


async def _fates(
    session: Session, reading: Reading[ConfirmedRow] | Reading[ListedRow], sealer: Sealer
) -> tuple[Judged, ...]:
    confirmed = [row for row in reading.rows if isinstance(row, ConfirmedRow)]
    if confirmed:
        found = await lists.look_at(session, rows=confirmed, sealer=sealer)
        return tuple(_fate(each, found.get(each.key)) for each in reading.judged)
    listed = [row for row in reading.rows if isinstance(row, ListedRow)]
    known = await lists.known_numbers(session, rows=listed, sealer=sealer) if listed else set[str]()
    return tuple(replace(each, status="known") if each.key in known else each for each in reading.judged)


def _fate(each: Judged, found: Found | None) -> Judged:
    if found is None:
        return each
    # A name that was known before and belongs to no link may find its link now.
    return replace(each, status="known" if found.joined else found.fate)


def result_file(outcome: Outcome, *, lang: Lang) -> bytes:
    """Every row of the file with what became of it: CSV that spreadsheet programs open, formulas made harmless."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    words, heads = ROWS[lang], STATUS[lang]
    writer.writerow([words[name] for name in ("line", "value", "status", "reason")])
    for each in outcome.judged:
        told = " ".join(words[key].format(about=each.about) for key in (each.reason, each.note) if key)
        writer.writerow([each.line, neutral(each.value), heads[each.status], told])
    return b"\xef\xbb\xbf" + out.getvalue().encode()
