"""Accounts of staff, their sessions, and how fast somebody may guess."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import case, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.staff_tables import login_try, staff, staff_session

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy import Row

    from storage.db import Session

Role = Literal["viewer", "officer", "admin"]
RANKS: dict[str, int] = {"viewer": 0, "officer": 1, "admin": 2}

IDLE = timedelta(minutes=30)
WHOLE = timedelta(hours=8)
"""a session ends after so much silence, and after so much time in all (trust.md 4.5)"""

LONGEST_WAIT = timedelta(minutes=15)
FORGIVEN = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Measure:
    """`free` failures cost nothing; then one waits for `first`, and `growth` times as long after each further one."""

    free: int
    first: timedelta
    growth: float

    def pause(self, failures: int) -> timedelta:
        """How long after so many failures the next try has to wait, a quarter of an hour at most (trust.md 4.5)."""
        if failures < self.free:
            return timedelta(0)
        return min(LONGEST_WAIT, self.first * self.growth ** min(failures - self.free, 20))


ONE_PLACE = Measure(free=5, first=timedelta(seconds=1), growth=4)
"""one account from one network, or from a device on which it has logged in before"""
STRANGERS = Measure(free=10, first=timedelta(seconds=400), growth=1)
"""one account from everywhere else: 10 + 3600 / 400 = 19 guesses in an hour at most (trust.md T21). Shorter than what a
network has to wait that has made ten guesses, so that no network can use up every turn of the account's owner."""
NETWORK = Measure(free=20, first=timedelta(seconds=1), growth=2)
"""all accounts from one network: a whole office may stand behind one address"""


@dataclass(frozen=True, slots=True)
class Account:
    """A member of staff. `commune` or `source` bind an officer to what is theirs; both None: the whole province."""

    name: str
    role: Role
    commune: str | None
    source: str | None
    disabled: bool
    created_at: datetime

    def may(self, role: Role) -> bool:
        """Whether this account can do what `role` can."""
        return not self.disabled and RANKS[self.role] >= RANKS[role]


async def add(  # noqa: PLR0913 - all by keyword
    session: Session, *, name: str, role: Role, password: str, commune: str | None = None, source: str | None = None
) -> bool:
    """Makes an account; False when the name is taken. `password` is its argon2 hash."""
    made = await session.scalar(
        insert(staff)
        .values(name=name, role=role, password=password, commune=commune, source=source)
        .on_conflict_do_nothing()
        .returning(staff.c.name)
    )
    return made is not None


async def find(session: Session, *, name: str) -> tuple[Account, str] | None:
    """An account and the hash of its password."""
    row = (await session.execute(select(staff).where(staff.c.name == name))).one_or_none()
    return None if row is None else (_account(row), str(row.password))


async def everybody(session: Session) -> list[Account]:
    """All accounts by name."""
    return [_account(row) for row in await session.execute(select(staff).order_by(staff.c.name))]


async def set_password(session: Session, *, name: str, password: str) -> bool:
    """Changes the hash and ends all sessions of the account; False when there is none."""
    return await _change(session, name, password=password)


async def disable(session: Session, *, name: str, now: datetime) -> bool:
    """Closes an account and ends its sessions; False when there is none."""
    return await _change(session, name, disabled_at=now)


async def enable(session: Session, *, name: str) -> bool:
    """Opens a closed account again; False when there is none."""
    return await _change(session, name, disabled_at=None)


async def admins(session: Session) -> int:
    """How many open admin accounts there are: the last one must not be closed.

    They stay locked until the transaction ends, so that two admins cannot close each other at the same moment.
    """
    mine = select(staff.c.name).where(staff.c.role == "admin", staff.c.disabled_at.is_(None))
    return len((await session.scalars(mine.order_by(staff.c.name).with_for_update())).all())


async def begin(session: Session, *, token_hash: bytes, name: str, now: datetime) -> None:
    """Opens a session."""
    await session.execute(insert(staff_session).values(token_hash=token_hash, staff=name, created_at=now, seen_at=now))


async def whose(session: Session, *, token_hash: bytes, now: datetime) -> Account | None:
    """Whose session this is, and notes that it is alive; None when it is over or its account is closed."""
    s = staff_session.c
    alive = (s.token_hash == token_hash) & (s.seen_at > now - IDLE) & (s.created_at > now - WHOLE)
    row = (
        await session.execute(
            select(staff, s.seen_at)
            .join(staff_session, s.staff == staff.c.name)
            .where(alive, staff.c.disabled_at.is_(None))
        )
    ).one_or_none()
    if row is None:
        return None
    if row.seen_at < now - timedelta(minutes=1):  # once a minute is exact enough, and spares a write for each picture
        await session.execute(update(staff_session).where(s.token_hash == token_hash).values(seen_at=now))
    return _account(row)


async def end(session: Session, *, token_hash: bytes) -> None:
    """Closes a session."""
    await session.execute(delete(staff_session).where(staff_session.c.token_hash == token_hash))


async def take_try(session: Session, *, who: Mapping[bytes, Measure], now: datetime) -> timedelta:
    """Counts a try for each of `who`, as failed until `succeeded` takes it back; zero then. Or how long the next try
    has to wait, and counts nothing.

    The rows stay locked until the transaction ends: of many tries at once each sees those before it.
    """
    t = login_try.c
    new = [{"who": each, "failures": 0, "last_at": now} for each in sorted(who)]
    standing = case((t.last_at < now - FORGIVEN, 0), else_=t.failures)
    rows = await session.execute(
        insert(login_try)
        .values(new)
        .on_conflict_do_update(index_elements=["who"], set_={"failures": standing})
        .returning(login_try)
    )
    if wait := _wait(rows, who, now):
        return wait
    await session.execute(update(login_try).where(t.who.in_(who)).values(failures=t.failures + 1, last_at=now))
    return timedelta(0)


async def wait_for(session: Session, *, who: Mapping[bytes, Measure], now: datetime) -> timedelta:
    """How long the slowest of `who` has to wait before the next try, or zero."""
    rows = await session.execute(select(login_try).where(login_try.c.who.in_(who)))
    return _wait(rows, who, now)


async def failures_of(session: Session, *, who: bytes) -> int:
    """How often it went wrong under a key."""
    return int(await session.scalar(select(login_try.c.failures).where(login_try.c.who == who)) or 0)


async def succeeded(session: Session, *, place: bytes, others: Iterable[bytes]) -> None:
    """Forgets what went wrong at the place where the owner has come in, and takes back the one try of the others:
    a stranger's guesses are not forgiven because the owner comes and goes."""
    t = login_try.c
    await session.execute(delete(login_try).where(t.who == place))
    mine = t.who.in_(sorted(others))
    await session.execute(update(login_try).where(mine, t.failures > 0).values(failures=t.failures - 1))


async def tidy(session: Session, *, now: datetime) -> int:
    """Removes sessions that are over and failures that are forgiven; returns how many."""
    s = staff_session.c
    over = delete(staff_session).where((s.seen_at <= now - IDLE) | (s.created_at <= now - WHOLE))
    forgiven = delete(login_try).where(login_try.c.last_at < now - FORGIVEN)
    return (await session.execute(over)).rowcount + (await session.execute(forgiven)).rowcount


def _wait(rows: Iterable[Row[Any]], who: Mapping[bytes, Measure], now: datetime) -> timedelta:
    waits: list[timedelta] = [row.last_at + who[row.who].pause(row.failures) - now for row in rows]
    return max([timedelta(0), *waits])


async def _change(session: Session, name: str, **values: object) -> bool:
    await session.execute(delete(staff_session).where(staff_session.c.staff == name))
    changed = await session.execute(update(staff).where(staff.c.name == name).values(**values))
    return bool(changed.rowcount)


def _account(row: Row[Any]) -> Account:
    return Account(
        name=str(row.name),
        role=row.role,
        commune=row.commune,
        source=row.source,
        disabled=row.disabled_at is not None,
        created_at=row.created_at,
    )
