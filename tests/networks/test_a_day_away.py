"""Nothing of us runs for 25 hours: longer than Telegram keeps a message or an access token of Zalo lives (F17)."""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from sqlalchemy import text

from storage.db import Database
from tests.doubles import Fault, TelegramDouble, ZaloBotDouble, ZaloOaDouble
from tests.networks.deliveries import Sender
from tests.networks.script import ID_VN, expected, plays, today
from tests.networks.service import serving
from tests.waiting import eventually

if TYPE_CHECKING:
    from pathlib import Path

    from tests.doubles.network import Network, Person
    from tests.networks.deliveries import Mail
    from tests.networks.service import Service

pytestmark = pytest.mark.crash

HOURS = 25
MOMENTS = """
select table_name, column_name from information_schema.columns join pg_tables on tablename = table_name
where table_schema = 'public' and schemaname = 'public' and data_type like 'timestamp%'
  and table_name !~ '^interaction_[0-9]'
"""


async def ages(db: Database) -> None:
    """Whatever happened, happened 25 hours earlier: to the service, that is the same as 25 hours passing by."""
    async with db.transaction() as tx:
        for table, column in (await tx.execute(text(MOMENTS))).all():
            await tx.execute(text(f'update "{table}" set "{column}" = "{column}" - interval \'{HOURS} hours\''))


async def report(service: Service) -> dict[str, Any]:
    """`chaovn report` of these days."""
    days = ("--from", f"{today() - timedelta(days=3)}", "--to", f"{today()}")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "report", *days, "--format", "json"),
        stdout=asyncio.subprocess.PIPE,
        cwd=service.folder,
        env=service.environ(),
    )
    out, _ = await process.communicate()
    assert process.returncode == 0
    found = json.loads(out)
    assert isinstance(found, dict)
    return found


async def messages(db: Database) -> int:
    async with db.transaction() as tx:
        return int(await tx.scalar(text("select count(*) from inbox where kind = 'message'")) or 0)


async def delivered(service: Service, mails: list[Mail]) -> None:
    """The same bytes, as the network would send them."""
    async with aiohttp.ClientSession() as http:
        for mail in mails:
            async with http.post(service.root + mail.path, data=mail.body, headers=mail.headers) as answer:
                assert answer.status == 200


async def answered(person: Person, question: str) -> None:
    """What is asked now is answered, and what was open before is asked again."""
    known = len(person.replies())
    await person.say(question)
    await eventually(lambda: len(person.replies()) > known, within=60)
    await person.quiet(still=2)
    new = person.replies()[known:]
    assert any("miễn phí" in each.text for each in new)
    assert "sinh năm nào" in new[-1].text


@pytest.mark.parametrize(
    "modes",
    [pytest.param({}, id="webhook"), pytest.param({"telegram": "polling", "zalo_bot": "polling"}, id="polling")],
)
async def test_a_day_away_is_a_gap_and_no_more(address: str, tmp_path: Path, modes: dict[str, str]) -> None:
    """What people wrote meanwhile is gone at Telegram after 24 hours, and a reply that was waiting is not sent a day
    late. The start is clean, people are answered at once, a delivery that comes again after a day is known (F09), and
    the report marks the gap."""
    telegram, oa, bot = TelegramDouble(), ZaloOaDouble(), ZaloBotDouble()
    networks: list[Network] = [telegram, oa, bot]
    async with AsyncExitStack() as stack:
        for double in networks:
            await stack.enter_async_context(double)
        service = await stack.enter_async_context(serving(address, tmp_path, networks, modes=modes))
        db = Database(address)
        stack.push_async_callback(db.close)
        people = [double.person() for double in networks]
        await asyncio.gather(
            *(plays(p, expected(ID_VN[1:3], d.name), link=False) for p, d in zip(people, networks, strict=True))
        )
        late = telegram.person("Bình")
        telegram.faults.add(Fault("html", "sendMessage", late.id, times=None, status=502))
        await late.say("em chào ạ")
        await eventually(lambda: telegram.faults.happened)
        mails = [] if modes else [s.mail(s.event("em chào ạ")) for s in map(Sender, networks)]
        await delivered(service, mails)
        await service.stop()

        known = await messages(db)
        lost = [telegram.person(name) for name in ("Chi", "Dũng")]
        for person in lost:
            await person.say("có ai không ạ")
        await people[0].tap(1)
        for double in (telegram, oa, bot):
            double.clock.advance(HOURS * 3600)
        telegram.updates.drop_expired()
        assert len(telegram.updates.expired) == len(lost) + 1
        telegram.faults.clear()
        await ages(db)

        await service.start()
        await eventually(service.ready, within=60)
        await delivered(service, mails)
        await asyncio.gather(*(answered(person, "có mất phí không vậy ad") for person in people))
        assert await messages(db) == known + len(people)
        assert [person.replies() for person in (late, *lost)] == [[], [], []]
        assert "Traceback" not in service.said()
        await the_gap_is_marked(service)
    assert service.ends == [0, 0]


async def the_gap_is_marked(service: Service) -> None:
    """Once, as long as it was, with a sentence for readers."""
    found = await report(service)
    (gap,) = found["gaps"]
    since, until = (datetime.fromisoformat(gap[name]) for name in ("from", "to"))
    assert timedelta(hours=HOURS) <= until - since < timedelta(hours=HOURS + 1)
    assert any("không hoạt động" in note for note in found["notes"])
