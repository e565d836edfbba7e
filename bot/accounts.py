"""Logging in: passwords, and how fast somebody may guess them (trust.md 4.5, T21–T23)."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING, Final

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from bot.passwords import LONGEST, refuse_weak
from storage import audit, staff

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from storage.db import Database, Session
    from storage.sealing import Sealer
    from storage.staff import Account, Role

NAME: Final = re.compile(r"[a-z][a-z0-9._-]{1,39}")
_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_NOBODY: Final = _HASHER.hash(secrets.token_urlsafe())
"""what the password of an unknown name is compared with, so that the time does not tell that it is unknown"""

NOTED_EACH: Final = 5
"""failures after which the list of deeds has a line more"""
DEVICE_KNOWN: Final = timedelta(days=180)
_LONGEST_DEVICE: Final = 160


@dataclass(frozen=True, slots=True)
class Device:
    """A place where the account `holder` (a keyed hash of its name) has come in before, under an id of its own."""

    holder: str
    id: str


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
        digest = await self.hashed(password, name)
        async with db.transaction() as tx:
            made = await staff.add(tx, name=name, role=role, password=digest, commune=commune, source=source)
            if made:
                detail = {"role": role, "commune": commune, "source": source}
                await audit.note(tx, actor=by, action="staff.add", target=name, now=now, detail=detail)
        return made

    async def change_password(self, db: Database, *, name: str, password: str, by: str, now: datetime) -> bool:
        """Sets a password and ends the account's sessions; False without such an account. Raises `PasswordError`."""
        digest = await self.hashed(password, name)
        async with db.transaction() as tx:
            done = await staff.set_password(tx, name=name, password=digest)
            if done:
                await audit.note(tx, actor=by, action="staff.password", target=name, now=now)
        return done

    async def enter(  # noqa: PLR0913 - all by keyword
        self, db: Database, *, name: str, password: str, address: str, now: datetime, device: Device | None = None
    ) -> Entered | Refused:
        """One try to log in from network address `address`. Everything that is wrong is refused alike.

        A device of the account's own is measured by itself alone: what strangers try does not keep its owner out.
        """
        known = device if device is not None and device.holder == self._holder(name) else None
        place, who = self._measures(name, address, known)
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
                count = await staff.failures_of(tx, who=place if known else self._key(f"name:{name}"))
                await _note_burst(tx, name if found is not None else "?", count, now)
                return Refused(await staff.wait_for(tx, who=who, now=now))
            token = secrets.token_urlsafe(32)
            await staff.succeeded(tx, place=place, others=who.keys() - {place})
            await staff.begin(tx, token_hash=token_hash(token), name=name, now=now)
            await audit.note(tx, actor=name, action="login", target=name, now=now)
        return Entered(found[0], token)

    def known(self, name: str, place: str) -> Device:
        """A place that is `name`'s by another proof than a cookie: an open session, the machine itself."""
        return Device(self._holder(name), place)

    def remembered(self, name: str, now: datetime) -> str:
        """The text of a cookie by which this device of `name` is known again; it opens nothing."""
        text = f"{self._holder(name)}.{secrets.token_urlsafe(16)}.{int(now.timestamp())}"
        return f"{text}.{self._proof(text)}"

    def device_of(self, cookie: str, now: datetime) -> Device | None:
        """The device of a cookie; None for one that is old or none of ours."""
        text, _, proof = cookie[:_LONGEST_DEVICE].rpartition(".")
        if not cookie.isascii() or not hmac.compare_digest(proof.encode(), self._proof(text).encode()):
            return None
        holder, number, since = text.split(".")
        return Device(holder, number) if now.timestamp() - int(since) < DEVICE_KNOWN.total_seconds() else None

    async def hashed(self, password: str, name: str) -> str:
        """The argon2id hash for the account `name`. Raises `PasswordError`."""
        refuse_weak(password, name=name)
        async with self._gate:
            return await asyncio.to_thread(_HASHER.hash, password)

    async def matches(self, digest: str, password: str) -> bool:
        """Whether a password is the one of a hash."""
        async with self._gate:
            return await asyncio.to_thread(_verified, digest, password[: LONGEST + 1])

    def _measures(self, name: str, address: str, device: Device | None) -> tuple[bytes, Mapping[bytes, staff.Measure]]:
        """The key of this place, and every measure that a try from it has to keep."""
        if device is not None:
            place = self._key(f"device:{device.holder}:{device.id}")
            return place, {place: staff.ONE_PLACE}
        network = network_of(address)
        place = self._key(f"place:{name}:{network}")
        whole = {self._key(f"name:{name}"): staff.STRANGERS, self._key(f"net:{network}"): staff.NETWORK}
        return place, {place: staff.ONE_PLACE, **whole}

    def _key(self, who: str) -> bytes:
        return self._sealer.hash("login", who)

    def _holder(self, name: str) -> str:
        return self._sealer.hash("device-holder", name).hex()[:16]

    def _proof(self, text: str) -> str:
        return self._sealer.hash("device", text).hex()


async def _note_burst(tx: Session, target: str, count: int, now: datetime) -> None:
    """Every fifth failure. A name that is no account's is not written down: it may be a password in the wrong field."""
    if count and count % NOTED_EACH == 0:
        await audit.note(tx, actor="?", action="login.failed", target=target, now=now, detail={"failures": count})


def token_hash(token: str) -> bytes:
    """What of a session's token is kept: 256 random bits need no salt and no slow hash."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


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
