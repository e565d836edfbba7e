"""What comes to the webhooks of the real service from those who mean harm (T01, T03, T04, T05, T06, T29)."""

from __future__ import annotations

import asyncio
import json
import os
import time
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from sqlalchemy import text

from storage.db import Database
from tests.doubles import TelegramDouble, ZaloBotDouble, ZaloOaDouble
from tests.networks.deliveries import Mail, Sender
from tests.networks.script import ID_VN, expected, plays
from tests.networks.service import Service, serving
from tests.storage.dump import unsealed
from tests.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.doubles.network import Network

pytestmark = pytest.mark.crash

SLOW = bool(os.environ.get("CHAOVN_SLOW"))
LIMIT = 64 * 1024


@dataclass
class Target:
    """The service, those who can write to it, and its database."""

    service: Service
    senders: list[Sender]
    db: Database
    http: aiohttp.ClientSession

    async def post(self, mail: Mail) -> int:
        url = self.service.root + mail.path
        async with self.http.post(url, data=mail.body, headers=mail.headers) as answer:
            await answer.read()
            return answer.status

    async def rows(self, where: str = "true") -> int:
        async with self.db.transaction() as tx:
            return int(await tx.scalar(text(f"select count(*) from inbox where {where}")) or 0)

    async def handled(self) -> None:
        """Returns when nothing waits: no row blocks the queue."""
        await eventually(self._none_waits, within=120)

    async def _none_waits(self) -> bool:
        return not await self.rows("status = 'new'")

    async def hears_people(self) -> None:
        """Somebody on each network is answered as ever."""
        async with asyncio.TaskGroup() as group:
            for n, each in enumerate(self.senders):
                person = each.network.person(f"{time.monotonic()}-{n}")
                group.create_task(plays(person, expected(ID_VN[1:3], each.name), link=False))


@asynccontextmanager
async def attacked(address: str, folder: Path) -> AsyncIterator[Target]:
    async with AsyncExitStack() as stack:
        networks: list[Network] = [TelegramDouble(), ZaloOaDouble(), ZaloBotDouble()]
        for each in networks:
            await stack.enter_async_context(each)
        service = await stack.enter_async_context(serving(address, folder, networks))
        db = Database(address)
        stack.push_async_callback(db.close)
        http = await stack.enter_async_context(aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)))
        target = Target(service, [Sender(each) for each in networks], db, http)
        yield target
        assert "Traceback" not in service.said()
        await nothing_secret_is_told(target)
    assert service.ends == [0]


async def nothing_secret_is_told(target: Target) -> None:
    """T19, T20: no token, key or signature in the log, in what a stolen copy of the database shows, in the metrics or
    in the health page."""
    told = {"log": target.service.said(), "database": await unsealed(target.db)}
    for page in ("metrics", "health/ready"):
        async with target.http.get(f"{target.service.root}/{page}") as answer:
            told[page] = await answer.text()
    secrets = {
        value
        for each in target.senders
        for name, value in each.network.settings().items()
        if name.endswith(("TOKEN", "SECRET", "KEY"))
    }
    assert len(secrets) >= 7
    assert [(where, secret) for where, words in told.items() for secret in secrets if secret in words] == []


async def test_who_cannot_prove_it_is_not_heard(address: str, tmp_path: Path) -> None:
    """T01, T03: no, wrong, cut, doubled or foreign proof, another byte, another spelling of the same JSON: each is
    refused as its network wants it, nothing is stored, nobody is answered, and people are heard as ever."""
    async with attacked(address, tmp_path) as target:
        for sender in target.senders:
            answers = [await target.post(mail) for mail in sender.forgeries()]
            assert answers == [sender.refusal] * len(answers), sender.name
        assert await target.rows() == 0
        assert [call for s in target.senders for call in s.network.calls if "essage" in call.method] == []
        await target.hears_people()


async def test_a_genuine_delivery_a_hundred_times_is_one(address: str, tmp_path: Path) -> None:
    """T04: the same bytes a hundred times at once: 200 each time, one row, one change, one reply."""
    async with attacked(address, tmp_path) as target:
        for sender in target.senders:
            mail = sender.mail(sender.event("em muốn làm id.vn"))
            assert set(await asyncio.gather(*(target.post(mail) for _ in range(100)))) == {200}
        assert await target.rows() == len(target.senders)
        await target.handled()
        async with target.db.transaction() as tx:
            turns = list(await tx.scalars(text("select channel from interaction order by channel")))
        assert turns == ["telegram", "zalo_bot", "zalo_oa"]


async def test_bombs_hurt_nobody(address: str, tmp_path: Path) -> None:
    """T06: nesting, endless numbers, NaN, names given twice, wrong types, noise: 200 or 400, and no turn is made of
    them; NUL and half letters are a text like any other. No row blocks the queue and people are heard as ever."""
    async with attacked(address, tmp_path) as target:
        for sender in target.senders:
            answers = {await target.post(mail) for mail in sender.bombs()}
            assert answers <= {200, 400}, sender.name
            odd = [await target.post(mail) for mail in sender.odd_letters()]
            assert odd == [200] * len(odd), sender.name
        await target.handled()
        await target.hears_people()
        await target.handled()
        async with target.db.transaction() as tx:
            outcomes = list(await tx.scalars(text("select kind from interaction")))
        genuine = sum(len(sender.odd_letters()) for sender in target.senders) + 2 * len(target.senders)
        assert genuine <= len(outcomes) <= genuine + 3 * len(target.senders)
        assert await target.rows("status = 'parked' and conversation is not null") == 0


async def test_large_and_slow_bodies_are_not_waited_for(address: str, tmp_path: Path) -> None:
    """T05: a byte too much is 413, announced or in pieces; who sends a byte a second is sent away within 15 s, and two
    hundred of them do not keep anybody else waiting; none of it is kept in memory."""
    async with attacked(address, tmp_path) as target:
        await target.hears_people()
        before = target.service.resident()
        for sender in target.senders:
            big = b'{"x":"' + b"a" * LIMIT + b'"}'
            mail = sender.mail(big)
            assert await target.post(mail) == 413

            async def pieces(body: bytes = big * 20) -> AsyncIterator[bytes]:
                for start in range(0, len(body), 16_384):
                    yield body[start : start + 16_384]

            url = target.service.root + mail.path
            try:
                async with target.http.post(url, data=pieces(), headers=mail.headers) as answer:
                    assert answer.status == 413
            except (aiohttp.ClientError, ConnectionError):
                pass  # closed in the middle of it
        slow = [asyncio.create_task(_crawls(target, sender)) for sender in target.senders for _ in range(67)]
        await target.hears_people()
        spent = await asyncio.gather(*slow)
        assert max(spent) <= 15
        assert target.service.resident() - before < 50_000_000
        assert await target.rows("kind = 'message'") == 4 * len(target.senders)


async def _crawls(target: Target, sender: Sender) -> float:
    """Seconds until the service has had enough of a body of which a byte comes each second."""
    begun = time.monotonic()
    mail = sender.mail(sender.event("chậm"))
    reader, writer = await asyncio.open_connection("127.0.0.1", target.service.port)
    head = f"POST {mail.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(mail.body)}\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in mail.headers.items())
    writer.write(head.encode() + b"\r\n")
    ended = asyncio.create_task(reader.read())
    for byte in mail.body:
        if ended.done():
            break
        try:
            writer.write(bytes([byte]))
            await writer.drain()
        except ConnectionError:
            break
        await asyncio.wait([ended], timeout=1)
    assert ended.done()
    ended.exception()
    writer.close()
    return time.monotonic() - begun


async def test_one_who_floods_is_told_once(address: str, tmp_path: Path) -> None:
    """T29: hundreds of messages of one account at once: all are acknowledged, a measure of them is kept, one notice is
    said; others are answered meanwhile."""
    async with attacked(address, tmp_path) as target:
        sender = target.senders[0]
        flooder: Any = sender.network.person("flood")
        await flooder.start()

        async def flood() -> None:
            mails = [sender.mail(sender.event(f"tin {n}", who=flooder.number)) for n in range(5000 if SLOW else 500)]
            free = asyncio.Semaphore(20)

            async def one(mail: Mail) -> int:
                async with free:
                    return await target.post(mail)

            assert set(await asyncio.gather(*(one(mail) for mail in mails))) == {200}

        async with asyncio.TaskGroup() as group:
            group.create_task(flood())
            group.create_task(target.hears_people())
        await target.handled()
        assert await target.rows("kind = 'too_fast'") in (1, 2)  # a new minute may have begun
        assert await target.rows() < 100


async def test_one_poisoned_update_among_good_ones(address: str, tmp_path: Path) -> None:
    """F14, F15 at the webhooks: a broken update between good ones is set aside alone; those before and after it are
    answered."""
    async with attacked(address, tmp_path) as target:
        mails = []
        for sender in target.senders:
            for n in range(30):
                mails.append(sender.mail(sender.event(f"chào {n}")))
                if n == 15:
                    broken = sender.event("hỏng")
                    holder = broken["message"]
                    holder.pop("chat", None), holder.pop("from", None)
                    broken.pop("sender", None)
                    mails.append(sender.mail(json.dumps(broken).encode()))
        answers = [await target.post(mail) for mail in mails]
        assert set(answers) == {200}
        await target.handled()
        assert await target.rows("status = 'done'") == 30 * len(target.senders)
