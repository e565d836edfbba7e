"""That the chain of consents was verified, when, and what was found: a line in the list of deeds (trust.md T09)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from storage import audit, consents
from storage.db import fetch

if TYPE_CHECKING:
    from datetime import datetime

    from storage.consents import Fault
    from storage.db import Session
    from storage.sealing import Sealer

TOLD: Final = 20
"""rows that the line names"""


@dataclass(frozen=True, slots=True)
class Verified:
    """The last time: when, and how many faults there were."""

    at: datetime
    faults: int


async def snapshot(session: Session) -> None:
    """The transaction sees one moment from here on: what is decided meanwhile is no fault. Must be its first word."""
    await fetch(session, "set transaction isolation level repeatable read")


async def verify(session: Session, *, now: datetime, by: str, sealer: Sealer) -> list[Fault]:
    """Every fault, after `snapshot`; noted as a deed of `by`."""
    found = await consents.verify(session, sealer=sealer)
    detail = {"faults": len(found), "rows": [fault.row for fault in found[:TOLD]]}
    await audit.note(session, actor=by, action="consents.verify", target="consents", now=now, detail=detail)
    return found


async def last(session: Session) -> Verified | None:
    """None when it was never done."""
    for deed in await audit.recent(session, limit=1, action="consents.verify"):
        faults = deed.detail.get("faults")
        return Verified(deed.at, faults if isinstance(faults, int) else 0)
    return None
