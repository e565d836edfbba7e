"""The registry of sources: campaigns, schools, communes, events, volunteers whose code stands in a link or a poster."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, get_args

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from storage import audit
from storage.staff_tables import source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from storage.db import Session

Kind: TypeAlias = Literal["campaign", "school", "commune", "event", "volunteer"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)

UNKNOWN: Final = "unknown"
"""what a start with a code that nobody registered is counted under"""

CODE: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,46}[a-z0-9])")
"""A code: 2 to 48 small letters, digits and hyphens; all that Telegram lets a start carry (64 of A-Z a-z 0-9 _ -)."""
LONGEST_CODE: Final = 48
LONGEST_LABEL: Final = 80


@dataclass(frozen=True, slots=True)
class Source:
    """A source. `commune` is an NSO code; `retired`: it has no links any more, who still comes by an old one counts."""

    code: str
    kind: Kind
    label: str
    commune: str | None
    created: datetime
    by: str
    retired: datetime | None


def is_code(text: str) -> bool:
    """Whether this may be a source's code. `unknown` is taken: it counts what nobody registered."""
    return text != UNKNOWN and CODE.fullmatch(text) is not None


def code_of(label: str) -> str:
    """A code made from a label: `THPT Hồ Thị Kỷ` is `thpt-ho-thi-ky`; "nguon" where nothing is left of it."""
    marks = unicodedata.normalize("NFD", label.lower().replace("đ", "d"))
    plain = re.sub(r"[^a-z0-9]+", "-", "".join(c for c in marks if not unicodedata.combining(c)))
    code = plain.strip("-")[: LONGEST_CODE - 4].strip("-")
    return code if is_code(code) else "nguon"


async def add(  # noqa: PLR0913 - all by keyword
    session: Session,
    *,
    kind: Kind,
    label: str,
    by: str,
    now: datetime,
    code: str | None = None,
    commune: str | None = None,
) -> Source | None:
    """Registers a source under `code`, or under one made from its label that is still free.

    None when `code` is taken. Raises `ValueError` for a code or a label of the wrong form.
    """
    label = " ".join(unicodedata.normalize("NFC", label).split())
    if not 2 <= len(label) <= LONGEST_LABEL or not label.isprintable():
        raise ValueError("label")
    if code is not None and not is_code(code):
        raise ValueError("code")
    for each in _codes(label) if code is None else (code,):
        made = insert(source).values(code=each, kind=kind, label=label, commune=commune, created_at=now, created_by=by)
        if (await session.execute(made.on_conflict_do_nothing())).rowcount:
            await audit.note(session, actor=by, action="source.add", target=each, now=now, detail={"kind": kind})
            return Source(each, kind, label, commune, now, by, None)
    return None


def _codes(label: str) -> Iterator[str]:
    first = code_of(label)
    yield first
    yield from (f"{first}-{number}" for number in range(2, 1000))


async def retire(session: Session, *, code: str, by: str, now: datetime) -> bool:
    """No more links for a source; False when it is unknown or retired already."""
    return await _turn(session, code=code, by=by, now=now, retired=True)


async def revive(session: Session, *, code: str, by: str, now: datetime) -> bool:
    """Links again for a source that was retired; False when it is unknown or was not."""
    return await _turn(session, code=code, by=by, now=now, retired=False)


async def _turn(session: Session, *, code: str, by: str, now: datetime, retired: bool) -> bool:
    c = source.c
    stands = c.retired_at.is_(None) if retired else c.retired_at.is_not(None)
    change = update(source).where(c.code == code, stands).values(retired_at=now if retired else None)
    if not (await session.execute(change)).rowcount:
        return False
    action = "source.retire" if retired else "source.revive"
    await audit.note(session, actor=by, action=action, target=code, now=now)
    return True


async def find(session: Session, *, code: str) -> Source | None:
    row = (await session.execute(select(source).where(source.c.code == code))).one_or_none()
    return None if row is None else _source(row)


async def everything(session: Session) -> list[Source]:
    """All sources: those in use first, the newest first."""
    c = source.c
    rows = await session.execute(select(source).order_by(c.retired_at.is_not(None), c.created_at.desc(), c.code))
    return [_source(row) for row in rows]


async def counted_as(session: Session, *, ref: str) -> str:
    """The code that a start with `ref` counts under: its own where it was ever registered, else `unknown`.

    So nothing that somebody put into an address of their own making is kept, a name for instance.
    """
    code = ref.lower()
    if not is_code(code):
        return UNKNOWN
    known = await session.scalar(select(source.c.code).where(source.c.code == code))
    return UNKNOWN if known is None else str(known)


def _source(row: Any) -> Source:
    return Source(row.code, row.kind, row.label, row.commune, row.created_at, row.created_by, row.retired_at)
