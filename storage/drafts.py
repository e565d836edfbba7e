"""Lists that staff handed in and that wait to be imported: sealed, one person's own, gone after a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import delete, insert, select, update

from storage.staff_tables import list_draft

if TYPE_CHECKING:
    from datetime import date, datetime

    from storage.db import Session
    from storage.lists import Kind
    from storage.sealing import Sealer

KEPT: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Draft:
    """A file as it was handed in. `id` is random; `body` is None once it was imported; `result` says what became of
    each row."""

    id: str
    kind: Kind
    name: str
    origin: str
    as_of: date
    body: bytes | None
    result: bytes
    by: str


async def put(session: Session, *, draft: Draft, now: datetime, sealer: Sealer) -> None:
    """Keeps a draft; those that are too old go."""
    await drop_old(session, now=now)
    assert draft.body is not None
    await session.execute(
        insert(list_draft).values(
            id=draft.id,
            kind=draft.kind,
            name=sealer.seal(draft.name.encode(), where=f"list_draft:name:{draft.id}"),
            origin=draft.origin,
            as_of=draft.as_of,
            body=sealer.seal(draft.body, where=f"list_draft:body:{draft.id}"),
            result=sealer.seal(draft.result, where=f"list_draft:result:{draft.id}"),
            handed_in_by=draft.by,
            handed_in_at=now,
        )
    )


async def find(session: Session, *, id: str, by: str, now: datetime, sealer: Sealer) -> Draft | None:  # noqa: A002
    """A draft of this member of staff; None for anybody else's, and after a day."""
    c = list_draft.c
    mine = select(list_draft).where(c.id == id, c.handed_in_by == by, c.handed_in_at > now - KEPT)
    row = (await session.execute(mine)).one_or_none()
    return None if row is None else _draft(row, sealer)


async def imported(session: Session, *, id: str, result: bytes, sealer: Sealer) -> None:  # noqa: A002
    """The draft was imported: its body goes, its new result stays for the rest of the day."""
    sealed = sealer.seal(result, where=f"list_draft:result:{id}")
    await session.execute(update(list_draft).where(list_draft.c.id == id).values(body=None, result=sealed))


async def drop_old(session: Session, *, now: datetime) -> int:
    """Removes drafts of the day before; returns how many."""
    return (await session.execute(delete(list_draft).where(list_draft.c.handed_in_at <= now - KEPT))).rowcount


def _draft(row: Any, sealer: Sealer) -> Draft:
    def opened(name: str, sealed: bytes) -> bytes:
        return sealer.open(sealed, where=f"list_draft:{name}:{row.id}")

    return Draft(
        row.id,
        row.kind,
        opened("name", row.name).decode(),
        row.origin,
        row.as_of,
        None if row.body is None else opened("body", row.body),
        opened("result", row.result),
        row.handed_in_by,
    )
