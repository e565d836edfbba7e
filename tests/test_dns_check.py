"""What DNS can prove of a name: that it is taken, never that it is free. The name server is one of our own."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, cast

import dns.asyncresolver
import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest

from bot.dns_check import DnsCheck

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

START = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


class NameServer(asyncio.DatagramProtocol):
    """Knows `taken` by NS, `alone` by its own SOA, `parent` not at all; is silent for `mute` (all under id.vn)."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        query = dns.message.from_wire(data)
        name = query.question[0].name.to_text(omit_final_dot=True)
        self.asked.append(name)
        if name == "mute.id.vn":
            return
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        soa = "a.dns.vn. x.dns.vn. 1 2 3 4 5"
        if name == "taken.id.vn":
            answer.answer.append(dns.rrset.from_text(f"{name}.", 60, "IN", "NS", "ns1.example."))
        elif name == "alone.id.vn":
            answer.authority.append(dns.rrset.from_text(f"{name}.", 60, "IN", "SOA", soa))
        elif name == "parent.id.vn":
            answer.authority.append(dns.rrset.from_text("id.vn.", 60, "IN", "SOA", soa))
        elif name == "broken.id.vn":
            answer.set_rcode(dns.rcode.SERVFAIL)
        else:
            answer.set_rcode(dns.rcode.NXDOMAIN)
            answer.authority.append(dns.rrset.from_text("id.vn.", 60, "IN", "SOA", soa))
        self.transport.sendto(answer.to_wire(), addr)


@asynccontextmanager
async def name_server() -> AsyncIterator[tuple[NameServer, dns.asyncresolver.Resolver]]:
    """The server on a free loopback port, and a resolver that asks it alone."""
    loop = asyncio.get_running_loop()
    transport, server = await loop.create_datagram_endpoint(NameServer, local_addr=("127.0.0.1", 0))
    resolver = dns.asyncresolver.Resolver(configure=False)
    resolver.nameservers = ["127.0.0.1"]
    resolver.port = transport.get_extra_info("sockname")[1]
    try:
        yield server, resolver
    finally:
        transport.close()


@pytest.mark.parametrize(
    ("domain", "result"),
    [
        ("taken.id.vn", "taken"),
        ("alone.id.vn", "taken"),
        ("parent.id.vn", "quiet"),
        ("nobody.id.vn", "quiet"),
        ("broken.id.vn", "unknown"),
    ],
)
async def test_what_an_answer_proves(domain: str, result: str) -> None:
    """NS or a SOA of its own proves that a name is taken; anything else proves nothing."""
    async with name_server() as (_, resolver):
        assert await DnsCheck(now=lambda: START, resolver=resolver).result(domain) == result


async def test_silence_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that does not answer holds nobody up for long."""
    monkeypatch.setattr("bot.dns_check.PATIENCE", 0.2)
    async with name_server() as (_, resolver):
        assert await DnsCheck(now=lambda: START, resolver=resolver).result("mute.id.vn") == "unknown"


async def test_an_answer_is_remembered_for_ten_minutes() -> None:
    """The same name is asked about once, and again when the answer has grown old; faults are not remembered."""
    clock = [START]
    async with name_server() as (server, resolver):
        check = DnsCheck(now=lambda: clock[0], resolver=resolver)
        for _ in range(3):
            await check.result("taken.id.vn")
        assert server.asked == ["taken.id.vn"]
        clock[0] += timedelta(minutes=11)
        await check.result("taken.id.vn")
        assert server.asked == ["taken.id.vn", "taken.id.vn"]
