"""Sessions of a process that stands still in the middle of a question to the database.

The server itself ends a session that is idle inside a transaction (`storage.db.FROZEN_AFTER`). One that has prepared a
statement and not yet executed it is not idle to the server, which waits for the rest of it without end, and what the
session has locked stays locked. So whoever is alive ends it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import text

from storage.db import FROZEN_AFTER, SETTINGS

if TYPE_CHECKING:
    from storage.db import Session

AFTER: Final = timedelta(milliseconds=FROZEN_AFTER)
_END = text("""
select pg_terminate_backend(pid) from pg_stat_activity
where datname = current_database() and usename = current_user and application_name = :ours
  and state = 'active' and wait_event = 'ClientRead' and state_change < clock_timestamp() - cast(:after as interval)
""")


async def end(session: Session, *, after: timedelta = AFTER) -> int:
    """Ends the sessions of ours that have been in the middle of a question for so long; returns how many."""
    gone = await session.execute(_END, {"ours": SETTINGS["application_name"], "after": after})
    return len(gone.all())
