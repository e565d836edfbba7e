"""A door before the test's PostgreSQL that speaks TLS, as a database in another house does."""

from __future__ import annotations

import asyncio
import ssl
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from ipaddress import ip_address
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import make_url

from tests.conftest import NOW

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

SSL_REQUEST = bytes.fromhex("0000000804d2162f")


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate of 127.0.0.1 that signs itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(NOW - timedelta(days=3650))
        .not_valid_after(NOW + timedelta(days=3650))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    cert_file, key_file = folder / "server.pem", folder / "server.key"
    cert_file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    kind = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    key_file.write_bytes(key.private_bytes(serialization.Encoding.PEM, *kind))
    return cert_file, key_file


@asynccontextmanager
async def tls_line(address: str, folder: Path) -> AsyncIterator[tuple[str, Path, list[bool]]]:
    """The address of the door, its certificate, and whether each connection through it was encrypted."""
    url = make_url(address)
    socket = f"{url.query['host']}/.s.PGSQL.{url.port or 5432}"
    cert, key = certificate(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    seen: list[bool] = []

    async def through(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        begun = await reader.readexactly(8)
        seen.append(begun == SSL_REQUEST)
        if begun == SSL_REQUEST:
            writer.write(b"S")
            await writer.start_tls(context)
            begun = b""
        inner_reader, inner = await asyncio.open_unix_connection(socket)
        inner.write(begun)
        await asyncio.gather(_piped(reader, inner), _piped(inner_reader, writer))

    def came(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        running.append(asyncio.ensure_future(through(reader, writer)))

    running: list[asyncio.Future[None]] = []
    server = await asyncio.start_server(came, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    plain = url.set(host="127.0.0.1", port=port, query={})
    try:
        yield plain.render_as_string(hide_password=False), cert, seen
    finally:
        server.close()
        for each in running:
            each.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def _piped(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while piece := await reader.read(65536):
            writer.write(piece)
            await writer.drain()
    writer.close()
