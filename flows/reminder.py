"""When the one reminder goes out: after some days, in daytime only (trust.md R-17)."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from flows.turn import VIET_NAM

FROM, UNTIL = time(8), time(20)
MORNING = time(9)


def due(now: datetime, *, days: int) -> datetime:
    """So many days from `now`, moved to the next morning when that falls between 20:00 and 08:00 in Viet Nam."""
    then = (now + timedelta(days=days)).astimezone(VIET_NAM)
    if then.time() < FROM:
        return datetime.combine(then.date(), MORNING, VIET_NAM)
    if then.time() >= UNTIL:
        return datetime.combine(then.date() + timedelta(days=1), MORNING, VIET_NAM)
    return then
