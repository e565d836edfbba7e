"""The proof that every process has the same keys. With others it would name people anew and open nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from storage.errors import StorageError, TamperedError
from storage.net_tables import key_check

if TYPE_CHECKING:
    from storage.db import Session
    from storage.sealing import Sealer

_WHERE = "key_check:probe:1"
_WORD = b"chaovn"


class OtherKeysError(StorageError):
    """The database belongs to another secret key, or to a ring whose lowest key is missing here."""


async def check(session: Session, *, sealer: Sealer) -> None:
    """Raises `OtherKeysError` when these are not the keys of this database; the first to ask leaves the proof.

    The probe is sealed anew by the key in use, so that a process which lacks a newer key is refused as well.
    """
    root = sealer.hash("key check", "root")
    await session.execute(
        insert(key_check).values(id=1, root=root, probe=sealer.seal(_WORD, where=_WHERE)).on_conflict_do_nothing()
    )
    found = (await session.execute(select(key_check.c.root, key_check.c.probe))).one()
    if found.root != root:
        raise OtherKeysError("accounts of this database are named by another key")
    try:
        sealer.open(found.probe, where=_WHERE)
    except TamperedError:
        raise OtherKeysError("this database is sealed by a key that is not in the ring") from None
    fresh = sealer.seal(_WORD, where=_WHERE)
    if fresh[:3] != found.probe[:3]:
        await session.execute(update(key_check).values(probe=fresh))
