"""A long answer in several parts while the process that sends it dies between two of them (F27)."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from bot.channels import splitting
from bot.channels.base import CAPABILITIES, Bubble
from bot.channels.telegram.channel import ROOM
from storage.db import Database
from storage.sealing import Sealer
from storage.tables import conversation, outbox
from tests.channels.queued import said
from tests.doubles import Fault, TelegramDouble, ZaloBotDouble, ZaloOaDouble
from tests.networks.service import KEY, serving
from tests.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.doubles.network import Person

    Double = TelegramDouble | ZaloOaDouble | ZaloBotDouble

pytestmark = pytest.mark.crash

SENDS = {"telegram": "sendMessage", "zalo_oa": "message/cs", "zalo_bot": "sendMessage"}
ROOMS = {"telegram": ROOM, "zalo_oa": splitting.ROOM, "zalo_bot": splitting.ROOM}
WORDS = "Tên miền id.vn miễn phí hai năm cho bạn 👨‍👩‍👧 từ đủ 18 tuổi 🇻🇳 nhé."
LONG = Bubble("long", " ".join([WORDS] * 140))
NEXT = Bubble("next", "Bạn cần hỏi gì thêm không?")


def parts(network: str) -> list[str]:
    """What each network must be sent, in this order: 9,000 signs, each part within its measure."""
    found = splitting.split(LONG.text, room=ROOMS[network])
    assert len(LONG.text) > 9000
    assert all(splitting.units(each) <= CAPABILITIES[network].max_text for each in found)
    assert "".join(" ".join(found).split()) == "".join(LONG.text.split())
    assert len(found) > 2
    return [*found, NEXT.text]


@pytest.mark.parametrize("arrived", [False, True])
async def test_a_death_between_two_parts_repeats_no_part_that_is_known(
    address: str, tmp_path: Path, arrived: bool
) -> None:
    """kill -9 while the second part is on its way to each of three networks: the next process goes on with it. The
    parts before it are not sent again; the second is, once, where it had `arrived`, which is counted."""
    doubles: list[Double] = [TelegramDouble(), ZaloOaDouble(), ZaloBotDouble()]
    async with AsyncExitStack() as stack:
        for each in doubles:
            await stack.enter_async_context(each)
        service = await stack.enter_async_context(serving(address, tmp_path, doubles, roles=("web", "worker")))
        db = Database(address)
        stack.push_async_callback(db.close)
        people = [each.person() for each in doubles]
        for person in people:
            await person.say("em chào ạ")
        await eventually(lambda: all(person.replies() for person in people))
        await asyncio.gather(*(person.quiet(still=2) for person in people))
        before = [len(person.replies()) for person in people]
        for each, person in zip(doubles, people, strict=True):
            each.faults.add(Fault("slow" if arrived else "hang", SENDS[each.name], person.id, every=2, seconds=60))
        await says_at_length(db, [each.name for each in doubles])
        await eventually(lambda: all(each.faults.happened for each in doubles))
        await service.kill(1)
        await service.start()
        for each, person, known in zip(doubles, people, before, strict=True):
            first, second, *rest = parts(each.name)
            wanted = [first, second, *([second] if arrived else []), *rest]
            await hears(person, known, wanted)
        async with db.transaction() as tx:
            doubts = list(await tx.scalars(select(outbox.c.doubts).where(outbox.c.parts > 0)))
        assert doubts == [1, 1, 1]
    assert service.ends == [0, 0]


async def says_at_length(db: Database, networks: Sequence[str]) -> None:
    """Queues the long bubble and a short one after it for the one person of each network."""
    async with db.transaction() as tx:
        rows = (await tx.execute(select(conversation.c.id, conversation.c.channel))).all()
    assert sorted(row.channel for row in rows) == sorted(networks)
    for row in rows:
        await said(db, Sealer.of(KEY), LONG, NEXT, channel=row.channel, conversation=row.id)


async def hears(person: Person, known: int, wanted: list[str]) -> None:
    await eventually(lambda: len(person.replies()) >= known + len(wanted), within=60)
    await person.quiet(still=1)
    assert [reply.text for reply in person.replies()[known:]] == wanted
