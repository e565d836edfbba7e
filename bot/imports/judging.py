"""Rows of a list -> what may be imported, and a verdict on each row with its reason."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from bot.imports.columns import CONFIRMED, LISTED, plain, table_of
from bot.imports.reading import sheets
from bot.imports.values import PROGRAMMES, ValueFault, day_of, name_of, number_of
from storage.lists import ConfirmedRow, ListedRow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.imports.columns import Table
    from bot.imports.reading import Cell, Row

T = TypeVar("T", ConfirmedRow, ListedRow)

AHEAD: Final = timedelta(days=1)
"""a day so little in the future is the clock of another office"""
LONGEST_REGISTRAR: Final = 80


@dataclass(frozen=True, slots=True)
class Judged:
    """A row of the file. `value`: the name or the masked number; `status` is what becomes of it, `reason` and `note`
    are keys of words with the value they need; `key`: which row to import it is, where it is one."""

    line: int
    value: str
    status: str
    reason: str = ""
    note: str = ""
    about: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """What a file holds: rows to import, each once, and every row judged."""

    rows: tuple[T, ...]
    judged: tuple[Judged, ...]
    headings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """field -> the headings it was read from"""

    @property
    def counts(self) -> Counter[str]:
        return Counter(each.status for each in self.judged)


@dataclass(frozen=True, slots=True)
class Place:
    """The province the list is for: its names without accents, and commune name without accents -> NSO code."""

    names: frozenset[str]
    communes: Mapping[str, str]

    @classmethod
    def of(cls, name: str, communes: Mapping[str, str]) -> Place:
        """From the province's name and its communes (code -> name with kind); a bare name counts where it is one's."""
        full = {plain(each): code for code, each in communes.items()}
        bare = Counter(each.split(" ", 1)[1] for each in full if " " in each)
        short = {each.split(" ", 1)[1]: code for each, code in full.items() if bare[each.split(" ", 1)[1]] == 1}
        word = plain(name)
        return cls(frozenset({word, f"tinh {word}", word.replace(" ", "")}), short | full)

    def code(self, cell: Cell) -> str | None:
        """The commune of a cell, None for one that is not the province's."""
        text = plain(cell)
        for short, long in (("tt ", "xa "), ("x ", "xa "), ("p ", "phuong ")):
            text = long + text.removeprefix(short) if text.startswith(short) else text
        return str(cell) if str(cell) in self.communes.values() else self.communes.get(text)


def read_confirmed(data: bytes, *, place: Place, today: date) -> Reading[ConfirmedRow]:
    """The names of a list of VNNIC or a registrar. Raises `FileError`."""
    table = table_of(sheets(data), CONFIRMED, "domain")
    kept: dict[str, ConfirmedRow] = {}
    first: dict[str, int] = {}
    judged = []
    for line, cells in table.rows:
        one, row = _confirmed(table, (line, cells), place, today)
        if row is not None and row.domain in first:
            kept[row.domain] = _completed(kept[row.domain], row)
            one = Judged(line, one.value, "repeated", "repeated", about=str(first[row.domain]))
        elif row is not None:
            kept[row.domain], first[row.domain] = row, line
        judged.append(one)
    return Reading(tuple(kept.values()), tuple(judged), _headings(table))


def _confirmed(table: Table, row: Row, place: Place, today: date) -> tuple[Judged, ConfirmedRow | None]:
    line, cells = row
    told = table.cell(cells, "domain")
    try:
        name = name_of(told)
    except ValueFault as fault:
        return Judged(line, str(told)[:80], "bad", str(fault)), None
    if name.programme is None:
        return Judged(line, name.domain, "foreign", "other_suffix"), None
    stated = _programme(table.cell(cells, "programme"))
    if stated is not None and stated != name.programme:
        return Judged(line, name.domain, "bad", "other_programme"), None
    province = plain(table.cell(cells, "province"))
    if province and province not in place.names:
        return Judged(line, name.domain, "foreign", "other_province"), None
    day, note = _day(table.cell(cells, "registered_on"), today)
    registrar = str(table.cell(cells, "registrar"))[:LONGEST_REGISTRAR] or None
    commune = table.cell(cells, "commune")
    code = place.code(commune) if commune != "" else None
    note = note or ("commune" if commune != "" and code is None else "")
    made = ConfirmedRow(name.domain, name.programme, day, registrar, code)
    return Judged(line, name.domain, "unmatched", note=note, key=name.domain), made


def _programme(cell: Cell) -> str | None:
    text = str(cell).lower().replace("_", ".").replace(" ", "")
    return next((programme for suffix, programme in PROGRAMMES.items() if suffix in text), None)


def _completed(first: ConfirmedRow, again: ConfirmedRow) -> ConfirmedRow:
    """What the first row left open is taken from a later one."""
    return replace(
        first,
        registered_on=first.registered_on or again.registered_on,
        registrar=first.registrar or again.registrar,
        commune=first.commune or again.commune,
    )


def read_listed(data: bytes, *, today: date) -> Reading[ListedRow]:
    """The numbers of a department's list of enterprises and households. Raises `FileError`."""
    table = table_of(sheets(data), LISTED, "number")
    kept: dict[str, ListedRow] = {}
    first: dict[str, int] = {}
    judged = []
    for line, cells in table.rows:
        kind = _kind(table.cell(cells, "kind"))
        day, note = _day(table.cell(cells, "registered_on"), today)
        for cell in table.cells(cells, "number") or [""]:
            try:
                found = number_of(cell)
            except ValueFault as fault:
                judged.append(Judged(line, masked(str(cell)), "bad", str(fault)))
                continue
            value, number = masked(found.number), found.number
            if number in first:
                if first[number] != line:  # the same number in two columns of a row is one
                    judged.append(Judged(line, value, "repeated", "repeated", about=str(first[number])))
                continue
            first[number] = line
            kept[number] = ListedRow(number, kind or found.kind or "unknown", day)
            told = "mended" if found.mended else note
            judged.append(Judged(line, value, "new", note=told, key=number))
    return Reading(tuple(kept.values()), tuple(judged), _headings(table))


def _kind(cell: Cell) -> str | None:
    text = plain(cell)
    if not text:
        return None
    return "household" if "ho kinh doanh" in text or "hkd" in text.split() or text.startswith("ho ") else "enterprise"


def masked(number: str) -> str:
    """All but the last three characters covered: a household's number can be a person's."""
    return "•" * max(len(number) - 3, 0) + number[-3:] if len(number) <= 20 else "•••"


def _day(cell: Cell, today: date) -> tuple[date | None, str]:
    """A day, or none with the reason: a date that cannot be read does not cost the row."""
    try:
        day = day_of(cell)
    except ValueFault as fault:
        return None, str(fault)
    if day is not None and not date(1990, 1, 1) <= day <= today + AHEAD:
        return None, "far_day"
    return day, ""


def _headings(table: Table) -> dict[str, tuple[str, ...]]:
    return {field: tuple(table.headings[at] for at in places) for field, places in table.where.items()}
