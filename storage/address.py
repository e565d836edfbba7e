"""The address of the database as people write it, for both of our callers: SQLAlchemy and the driver itself.

libpq's names for encryption are taken (`sslmode`, `sslrootcert`, `sslcert`, `sslkey`) and `ssl`, the driver's own name
for `sslmode`. Whatever else stands behind the `?` is refused by name: one caller would take it for an argument, the
other for a setting of the server.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from sqlalchemy import URL, make_url

if TYPE_CHECKING:
    from collections.abc import Mapping

MODES: Final = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
PLACE: Final = frozenset({"host", "port"})
"""a socket's folder cannot stand where a host stands"""
FILES: Final[tuple[str, ...]] = ("sslrootcert", "sslcert", "sslkey")


@dataclass(frozen=True, slots=True)
class Address:
    """`url` without anything of encryption, `postgresql://`; `encryption`: the driver's argument `ssl`, or nothing."""

    url: URL
    encryption: Mapping[str, object] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """For the driver."""
        return self.url.render_as_string(hide_password=False)

    @property
    def for_engine(self) -> URL:
        """For SQLAlchemy."""
        return self.url.set(drivername="postgresql+asyncpg")


def parsed(address: str) -> Address:
    """Raises `ValueError` with the name of what cannot be taken, `sqlalchemy.exc.ArgumentError` for what is no address,
    `OSError` for a certificate that cannot be read."""
    url = make_url(address).set(drivername="postgresql")
    given = {name: value if isinstance(value, str) else value[-1] for name, value in url.query.items()}
    if unknown := sorted(given.keys() - PLACE - {"sslmode", "ssl", *FILES}):
        raise ValueError(unknown[0])
    plain = url.set(query={name: value for name, value in url.query.items() if name in PLACE})
    mode = given.get("sslmode", given.get("ssl"))
    files = {name: given[name] for name in FILES if name in given}
    if mode is not None and mode not in MODES:
        raise ValueError("sslmode")
    if mode == "disable":
        return Address(plain, {"ssl": False})
    if files or mode in ("verify-ca", "verify-full"):
        return Address(plain, {"ssl": _context(mode or "prefer", files)})
    return Address(plain, {} if mode is None else {"ssl": mode})


def _context(mode: str, files: Mapping[str, str]) -> ssl.SSLContext:
    """As libpq has it: with a root certificate at hand, `require` looks at the server's as well."""
    root = files.get("sslrootcert")
    context = ssl.create_default_context(cafile=None if root == "system" else root)
    context.check_hostname = mode == "verify-full"
    if root is None and mode not in ("verify-ca", "verify-full"):
        context.verify_mode = ssl.CERT_NONE
    if "sslcert" in files:
        context.load_cert_chain(files["sslcert"], files.get("sslkey"))
    return context
