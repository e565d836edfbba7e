"""Lists from outside: names that VNNIC or a registrar confirms, enterprises and households of other departments.

A list is looked at first and then imported. Importing it again, or another file with the same rows, changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from sqlalchemy import ARRAY, LargeBinary, Text, any_, exists, insert, literal, select, text

from storage import audit, events, handovers
from storage.staff_tables import confirmed, list_file, listed
from storage.tables import handover, handover_open

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from storage.db import Session
    from storage.sealing import Sealer

Kind: TypeAlias = Literal["confirmed", "listed"]
Fate: TypeAlias = Literal["matched", "earlier", "unmatched"]

TAKE_TURNS: Final = text("select pg_advisory_xact_lock(hashtextextended('lists', 1))")
"""two people who import at once do so one after the other"""


@dataclass(frozen=True, slots=True)
class ListMeta:
    """What is known of a file beside its rows. `as_of`: the day for which the department made it."""

    kind: Kind
    name: str
    origin: str
    as_of: date
    sha256: str


@dataclass(frozen=True, slots=True)
class ListFile:
    """A list that was imported; `rows` are those that could be used."""

    id: int
    kind: Kind
    name: str
    origin: str
    as_of: date
    rows: int
    imported: datetime
    by: str


@dataclass(frozen=True, slots=True)
class ConfirmedRow:
    """A name of a list. `domain`: lower case, ASCII, without a last dot; `commune`: NSO code."""

    domain: str
    programme: str
    registered_on: date | None = None
    registrar: str | None = None
    commune: str | None = None


@dataclass(frozen=True, slots=True)
class ListedRow:
    """A number in its canonical form (contract section 4). `kind`: enterprise, household or unknown."""

    number: str
    kind: str
    registered_on: date | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What a name of a list is to us. `known`: another list had it, `joined`: and with it nothing is new; `earlier`: it
    was registered before its link."""

    fate: Fate
    handover: str | None
    known: bool
    joined: bool


class ImportedBeforeError(Exception):
    """This very file was imported already: as `file`."""

    def __init__(self, file: ListFile) -> None:
        super().__init__(file.name)
        self.file = file


async def imported_before(session: Session, *, sha256: str) -> ListFile | None:
    """The list that was imported from a file with this content."""
    row = (await session.execute(select(list_file).where(list_file.c.sha256 == sha256))).one_or_none()
    return None if row is None else _file(row)


async def files(session: Session, *, limit: int = 100) -> list[ListFile]:
    """The lists that were imported, the newest first."""
    rows = await session.execute(select(list_file).order_by(list_file.c.id.desc()).limit(limit))
    return [_file(row) for row in rows]


# -- confirmed registrations ----------------------------------------------------------------------------------
async def look_at(session: Session, *, rows: Sequence[ConfirmedRow], sealer: Sealer) -> Mapping[str, Found]:
    """domain -> what it is to us; nothing is changed. A name belongs to a link of the same name and programme.

    Of several links for one name it is that of the person who says to have registered, else one that was opened, else
    the newest. A name that was registered before its link was made did not come by it.
    """
    domains = [row.domain for row in rows]
    c = confirmed.c
    names = await session.execute(select(c.domain, c.handover).where(c.domain == any_(literal(domains, ARRAY(Text)))))
    known = {row.domain: row.handover is not None for row in names}
    links = await _links(session, domains, sealer)
    found = {}
    for row in rows:
        mine = [link for link in links[row.domain] if link.programme == row.programme]
        since = [link for link in mine if row.registered_on is None or link.day <= row.registered_on]
        best = max(since, key=lambda link: (link.says, link.opened, link.created), default=None)
        fate: Fate = "matched" if best is not None else "earlier" if mine else "unmatched"
        joined = row.domain in known and (best is None or known[row.domain])
        found[row.domain] = Found(fate, None if best is None else best.id, row.domain in known, joined)
    return found


@dataclass(frozen=True, slots=True)
class _Link:
    id: str
    programme: str
    created: datetime
    says: bool
    opened: bool

    @property
    def day(self) -> date:
        return events.day_of(self.created)


async def _links(session: Session, domains: Iterable[str], sealer: Sealer) -> defaultdict[str, list[_Link]]:
    by_hash = {handovers.wish_hash(domain, sealer=sealer): domain for domain in domains}
    h, o = handover.c, handover_open.c
    opened = exists().where(o.handover == h.id, ~o.robot).label("opened")
    rows = await session.execute(
        select(h.id, h.programme, h.created_at, h.says_on, h.wish_hash, opened).where(
            h.wish_hash == any_(literal(list(by_hash), ARRAY(LargeBinary)))
        )
    )
    found: defaultdict[str, list[_Link]] = defaultdict(list)
    for r in rows:
        found[by_hash[r.wish_hash]].append(_Link(r.id, r.programme, r.created_at, r.says_on is not None, r.opened))
    return found


_CONFIRMED: Final = text("""
    insert into confirmed (domain, programme, registered_on, registrar, commune, list)
    select domain, programme, registered_on, registrar, commune, :list from incoming
    on conflict (domain) do update set
        registered_on = coalesce(confirmed.registered_on, excluded.registered_on),
        registrar = coalesce(confirmed.registrar, excluded.registrar),
        commune = coalesce(confirmed.commune, excluded.commune)
""")


async def import_confirmed(  # noqa: PLR0913 - all by keyword
    session: Session, *, meta: ListMeta, rows: Sequence[ConfirmedRow], by: str, now: datetime, sealer: Sealer
) -> tuple[int, Mapping[str, Found]]:
    """Keeps the names of a list (each once) and marks the links they belong to; returns the list's id and what
    `look_at` said just before. A later list only fills in what an earlier one left open.

    Raises `ImportedBeforeError`.
    """
    number = await _begin(session, meta, len(rows), by, now)
    found = await look_at(session, rows=rows, sealer=sealer)
    await session.execute(
        text(
            "create temporary table incoming (domain text, programme text, registered_on date, registrar text, "
            "commune text) on commit drop"
        )
    )
    records = [(r.domain, r.programme, r.registered_on, r.registrar, r.commune) for r in rows]
    await _copy(session, records)
    await session.execute(_CONFIRMED, {"list": number})
    await session.execute(text("drop table incoming"))
    for domain, one in found.items():
        if one.handover is not None and await _claim(session, domain, one.handover):
            await events.mark_confirmed(session, handover_id=one.handover, now=now, sealer=sealer)
    return number, found


async def _claim(session: Session, domain: str, link: str) -> bool:
    """Joins a name to its link; False when it was joined before."""
    c = confirmed.c
    done = await session.execute(
        confirmed.update().where(c.domain == domain, c.handover.is_(None)).values(handover=link)
    )
    return done.rowcount > 0


# -- enterprises and households -------------------------------------------------------------------------------
def number_hash(number: str, *, sealer: Sealer) -> bytes:
    """What stands for a number: it may be a person's."""
    return sealer.hash("listed", number)


async def known_numbers(session: Session, *, rows: Sequence[ListedRow], sealer: Sealer) -> set[str]:
    """Which numbers a list has already."""
    hashes = {number_hash(row.number, sealer=sealer): row.number for row in rows}
    c = listed.c.number_hash
    there = await session.execute(select(c).where(c == any_(literal(list(hashes), ARRAY(LargeBinary)))))
    return {hashes[each] for each in there.scalars()}


_LISTED: Final = text("""
    insert into listed (number_hash, kind, registered_on, list)
    select number_hash, kind, registered_on, :list from incoming
    on conflict (number_hash) do update set
        kind = case when excluded.kind = 'unknown' then listed.kind else excluded.kind end,
        registered_on = coalesce(excluded.registered_on, listed.registered_on),
        list = excluded.list
    where (select as_of from list_file where id = listed.list) <= :as_of
""")


async def import_listed(  # noqa: PLR0913 - all by keyword
    session: Session, *, meta: ListMeta, rows: Sequence[ListedRow], by: str, now: datetime, sealer: Sealer
) -> int:
    """Keeps the numbers of a list (each once); returns the list's id. The list with the latest `as_of` stands for a
    number. Raises `ImportedBeforeError`."""
    number = await _begin(session, meta, len(rows), by, now)
    await session.execute(
        text("create temporary table incoming (number_hash bytea, kind text, registered_on date) on commit drop")
    )
    await _copy(session, [(number_hash(r.number, sealer=sealer), r.kind, r.registered_on) for r in rows])
    await session.execute(_LISTED, {"list": number, "as_of": meta.as_of})
    await session.execute(text("drop table incoming"))
    return number


async def listed_on(session: Session, number: str, sealer: Sealer) -> date | None:
    """The day of the latest list that has this number (canonical form); None says nothing about it."""
    mine = listed.c.number_hash == number_hash(number, sealer=sealer)
    found = await session.scalar(select(list_file.c.as_of).join(listed, listed.c.list == list_file.c.id).where(mine))
    return found  # noqa: RET504 - the annotation of `scalar` is wider


# -- both -----------------------------------------------------------------------------------------------------
async def _begin(session: Session, meta: ListMeta, rows: int, by: str, now: datetime) -> int:
    await session.execute(TAKE_TURNS)
    if (before := await imported_before(session, sha256=meta.sha256)) is not None:
        raise ImportedBeforeError(before)
    made = insert(list_file).values(
        kind=meta.kind,
        name=meta.name,
        origin=meta.origin,
        as_of=meta.as_of,
        sha256=meta.sha256,
        rows=rows,
        imported_at=now,
        imported_by=by,
    )
    number = int((await session.execute(made.returning(list_file.c.id))).scalar_one())
    detail = {"list": number, "rows": rows, "as_of": meta.as_of.isoformat(), "sha256": meta.sha256}
    await audit.note(session, actor=by, action=f"import.{meta.kind}", target=meta.name, now=now, detail=detail)
    return number


async def _copy(session: Session, records: Sequence[tuple[object, ...]]) -> None:
    """Rows into the temporary table `incoming`, by COPY, within the transaction of `session`."""
    driver = (await session.get_raw_connection()).driver_connection
    assert driver is not None
    await driver.copy_records_to_table("incoming", records=records)


def _file(row: Any) -> ListFile:
    return ListFile(row.id, row.kind, row.name, row.origin, row.as_of, row.rows, row.imported_at, row.imported_by)
