"""Addresses of databases with encryption, for transactions and for connections of one's own alike."""

from __future__ import annotations

import asyncio
import ssl
from contextlib import aclosing
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from storage import migrate
from storage.address import parsed
from storage.db import OUTBOX, Database
from storage.errors import StorageError
from tests.conftest import NOW
from tests.storage.tls_line import tls_line

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("query", "encrypted"),
    [
        ("", False),
        ("?sslmode=disable", False),
        ("?sslmode=require", True),
        ("?ssl=require", True),
        ("?sslmode=verify-ca&sslrootcert={cert}", True),
        ("?sslmode=verify-full&sslrootcert={cert}", True),
    ],
)
async def test_whoever_asks_for_encryption_has_it_everywhere(
    address: str, tmp_path: Path, query: str, encrypted: bool
) -> None:
    """Migrations, transactions, locks and listening all go through, and all in the way that was asked for."""
    async with tls_line(address, tmp_path) as (plain, cert, seen):
        at = plain + query.format(cert=cert)
        await migrate.upgrade(at, today=NOW.date())
        db = Database(at)
        try:
            async with db.transaction() as tx:
                assert await tx.scalar(text("select 1")) == 1
            async with db.alone("a test") as held:
                assert held is not None
            async with aclosing(db.listen(OUTBOX)) as heard, asyncio.timeout(10):
                assert await anext(heard) == ("", "")
        finally:
            await db.close()
        if query:
            assert set(seen) == {encrypted}
        assert len(seen) >= 4


async def test_a_certificate_of_somebody_else_is_refused(address: str, tmp_path: Path) -> None:
    """Whoever wants it verified is not served by a server that nobody vouches for, in neither way."""
    async with tls_line(address, tmp_path) as (plain, _, _seen):
        db = Database(plain + "?sslmode=verify-full")
        try:
            with pytest.raises(StorageError):
                async with db.transaction():
                    pass
            with pytest.raises(StorageError):
                async with db.alone("a test"):
                    pass
        finally:
            await db.close()


@pytest.mark.parametrize(
    ("query", "named"), [("?sslmod=require", "sslmod"), ("?sslmode=on", "sslmode"), ("?a=1&b=2", "a")]
)
def test_what_is_not_known_is_refused_by_its_name(query: str, named: str) -> None:
    """One of the callers would have taken it for something else."""
    with pytest.raises(ValueError, match=f"^{named}$"):
        parsed("postgresql://u:p@h/n" + query)


def test_where_the_database_stands_is_kept() -> None:
    """A socket's folder, and every part of an address."""
    found = parsed("postgres://u:p%40@/n?host=/run/pg&sslmode=require")
    assert found.text == "postgresql://u:p%40@/n?host=%2Frun%2Fpg"
    assert found.encryption == {"ssl": "require"}
    assert parsed("postgresql://u@h:1/n").text == "postgresql://u@h:1/n"


def test_without_a_root_of_ones_own_the_machines_are_asked() -> None:
    """`verify-full` looks at the name as well, `verify-ca` does not."""
    for mode, named in (("verify-full", True), ("verify-ca", False)):
        context = parsed(f"postgresql://u@h/n?sslmode={mode}").encryption["ssl"]
        assert isinstance(context, ssl.SSLContext)
        assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, named)
