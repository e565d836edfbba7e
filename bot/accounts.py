"""Logging in: passwords, and how fast somebody may guess them (trust.md 4.5, T21–T23)."""

from __future__ import annotations

import asyncio
import hashlib
import re
import secrets
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING, Final

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from storage import audit, staff

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from storage.db import Database, Session
    from storage.sealing import Sealer
    from storage.staff import Account, Role

SHORTEST: Final = 12
LONGEST: Final = 256
NAME: Final = re.compile(r"[a-z][a-z0-9._-]{1,39}")
_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_NOBODY: Final = _HASHER.hash(secrets.token_urlsafe())
"""what the password of an unknown name is compared with, so that the time does not tell that it is unknown"""

COMMON: Final = frozenset(
    "password passwort matkhau mat khau 123456 1234567 12345678 123456789 1234567890 qwerty abc123 iloveyou admin "
    "chaovn camau sokhcn skhcn anhyeuem emyeuanh khongbiet vietnam hochiminh letmein welcome monkey dragon".split()
)
"""what a password must not be made of alone, with digits and marks around it or repeated"""


class PasswordError(ValueError):
    """A password that is refused: `short`, `long` or `common`."""


@dataclass(frozen=True, slots=True)
class Entered:
    """A login that went well: the account, and the token for the cookie."""

    account: Account
    token: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A login that did not; `wait` is how long the next try has to wait, zero when it need not."""

    wait: timedelta


class Accounts:
    """Passwords and sessions. At most two passwords are checked at a time: each takes 19 MiB for a moment."""

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer
        self._gate = asyncio.Semaphore(2)

    async def add(  # noqa: PLR0913 - all by keyword
        self,
        db: Database,
        *,
        name: str,
        role: Role,
        password: str,
        by: str,
        now: datetime,
        commune: str | None = None,
        source: str | None = None,
    ) -> bool:
        """Makes an account; False when the name is taken. Raises `PasswordError`."""
        digest = await self.hashed(password)
        async with db.transaction() as tx:
            made = await staff.add(tx, name=name, role=role, password=digest, commune=commune, source=source)
            if made:
                detail = {"role": role, "commune": commune, "source": source}
                await audit.note(tx, actor=by, action="staff.add", target=name, now=now, detail=detail)
        return made

    async def change_password(self, db: Database, *, name: str, password: str, by: str, now: datetime) -> bool:
        """Sets a password and ends the account's sessions; False without such an account. Raises `PasswordError`."""
        digest = await self.hashed(password)
        async with db.transaction() as tx:
            done = await staff.set_password(tx, name=name, password=digest)
            if done:
                await audit.note(tx, actor=by, action="staff.password", target=name, now=now)
        return done

    async def enter(self, db: Database, *, name: str, password: str, address: str, now: datetime) -> Entered | Refused:
        """One try to log in from network address `address`. Everything that is wrong is refused alike."""
        account_key, network_key = self._keys(name, address)
        who = {account_key: staff.FREE_FAILURES, network_key: staff.FREE_OF_NETWORK}
        async with db.transaction() as tx:
            # Counted before the password is looked at: of a thousand tries at once most have to wait.
            wait = await staff.take_try(tx, who=who, now=now)
            found = await staff.find(tx, name=name)
        if wait:
            return Refused(wait)
        digest = _NOBODY if found is None else found[1]
        good = await self.matches(digest, password)
        async with db.transaction() as tx:
            if found is None or not good or found[0].disabled:
                count = await staff.failures_of(tx, who=account_key)
                await _note_burst(tx, name if found is not None else "?", count, now)
                return Refused(await staff.wait_for(tx, who=who, now=now))
            token = secrets.token_urlsafe(32)
            await staff.succeeded(tx, who=account_key, network=network_key)
            await staff.begin(tx, token_hash=token_hash(token), name=name, now=now)
            await audit.note(tx, actor=name, action="login", target=name, now=now)
        return Entered(found[0], token)

    async def hashed(self, password: str) -> str:
        """The argon2id hash. Raises `PasswordError`."""
        refuse_weak(password)
        async with self._gate:
            return await asyncio.to_thread(_HASHER.hash, password)

    async def matches(self, digest: str, password: str) -> bool:
        """Whether a password is the one of a hash."""
        async with self._gate:
            return await asyncio.to_thread(_verified, digest, password[: LONGEST + 1])

    def _keys(self, name: str, address: str) -> tuple[bytes, bytes]:
        return self._sealer.hash("login", f"name:{name}"), self._sealer.hash("login", f"net:{network_of(address)}")


async def _note_burst(tx: Session, target: str, count: int, now: datetime) -> None:
    """Every fifth failure. A name that is no account's is not written down: it may be a password in the wrong field."""
    if count and count % staff.FREE_FAILURES == 0:
        await audit.note(tx, actor="?", action="login.failed", target=target, now=now, detail={"failures": count})


def token_hash(token: str) -> bytes:
    """What of a session's token is kept: 256 random bits need no salt and no slow hash."""
    return hashlib.sha256(token.encode()).digest()


def refuse_weak(password: str) -> None:
    """Raises `PasswordError` for what is too short, too long, or what everybody tries first."""
    if len(password) < SHORTEST:
        raise PasswordError("short")
    if len(password) > LONGEST:
        raise PasswordError("long")
    letters = re.sub(r"[^a-z]", "", password.lower())
    if len(set(password)) < 5 or letters in COMMON | {""} or any(letters == word * 2 for word in COMMON):
        raise PasswordError("common")


def network_of(address: str) -> str:
    """The network of an address: /24, or /48 where addresses are long."""
    try:
        found = ip_address(address)
    except ValueError:
        return "?"
    return str(ip_network(f"{found}/{24 if found.version == 4 else 48}", strict=False))


def _verified(digest: str, password: str) -> bool:
    try:
        return _HASHER.verify(digest, password)
    except (Argon2Error, InvalidHashError):
        return False
