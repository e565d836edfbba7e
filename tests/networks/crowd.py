"""Many people on all networks at once, who talk while processes die; and the account of what became of it."""

from __future__ import annotations

import asyncio
import os
import random
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import text

from storage.db import Database
from tests.doubles import TelegramDouble, ZaloBotDouble, ZaloOaDouble, zalo_bot_webhook, zalo_oa_webhook
from tests.networks.script import ID_VN, does, expected, seen
from tests.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    import pytest

    from tests.doubles.network import Network, Person
    from tests.networks.script import Line
    from tests.networks.service import Service

WHOLE = bool(os.environ.get("CHAOVN_SLOW") or os.environ.get("CHAOVN_PEOPLE"))
ACTS = ID_VN[1:] if WHOLE else (*ID_VN[1:7], {"choice": 1})
"""from the wish to the link in hand, or to "I have registered": ten messages, so that 200 people make the 2,000 of
F01. Taps and texts mixed; no start, which Zalo sends twice."""
PATIENT = (1.0, *[2.0] * 60)
"""seconds between deliveries of networks that do not give up while a process starts anew"""
WITHIN = 240.0
"""seconds for the bubbles of one line, in which everything may be killed several times"""


@dataclass
class Crowd:
    """`talks`: who talks where. `heard` and `repeats` fill as they go."""

    networks: list[Network]
    talks: list[tuple[Person, str]]
    repeats: dict[str, int] = field(default_factory=dict)

    async def talk(self, *, pause: float = 0.4) -> None:
        """Everybody plays the whole script; raises `AssertionError` for the first bubble that is lost, doubled out of
        its place, or another's."""
        chance = random.Random(20261122)
        async with asyncio.TaskGroup() as group:
            for n, (person, channel) in enumerate(self.talks):
                waits = [chance.uniform(0, pause) for _ in ACTS]
                group.create_task(self._one(person, expected(ACTS, channel), [waits[0] + n * pause / 10, *waits[1:]]))

    async def _one(self, person: Person, lines: Sequence[Line], waits: Sequence[float]) -> None:
        told: list[tuple[str, tuple[str, ...]]] = []
        for line, wait in zip(lines, waits, strict=True):
            await asyncio.sleep(wait)
            told += line.bubbles
            await does(person, line.act)
            try:
                await _arrived(person, told)
            except TimeoutError:
                got = [text[:60] for text, _ in seen(person.replies())]
                raise AssertionError(f"{person.name}: lost after {line.act}; heard {got}") from None
        self.repeats[person.name] = _in_order(seen(person.replies()), told)[1]


async def _arrived(person: Person, told: Sequence[tuple[str, tuple[str, ...]]]) -> None:
    await eventually(lambda: len(_in_order(seen(person.replies()), told)[0]) >= len(told), within=WITHIN)


def _in_order(
    got: Sequence[tuple[str, tuple[str, ...]]], told: Sequence[tuple[str, tuple[str, ...]]]
) -> tuple[list[tuple[str, tuple[str, ...]]], int]:
    """(what arrived for the first time, how many were repeats). A bubble may come again only right after itself:
    nothing later has left while nobody knows whether it arrived. Anything else is out of order."""
    first: list[tuple[str, tuple[str, ...]]] = []
    repeats = 0
    for each in got:
        if len(first) < len(told) and each == told[len(first)]:
            first.append(each)
        elif first and each == first[-1]:
            repeats += 1
        else:
            raise AssertionError(f"out of order: {each[0][:80]!r} after {first[-1][0][:80] if first else None!r}")
    return first, repeats


@asynccontextmanager
async def gathered(people: int, patch: pytest.MonkeyPatch, *, mischief: bool = True) -> AsyncIterator[Crowd]:
    """A third of the people on each network. With `mischief` networks lose our answers, deliver a quarter twice and
    hold deliveries up so that they overtake one another; none gives up a message that was not acknowledged."""
    patch.setattr(zalo_bot_webhook, "RETRIES", PATIENT)
    patch.setattr(zalo_oa_webhook, "RETRIES", PATIENT)
    telegram, oa, bot = TelegramDouble(), ZaloOaDouble(), ZaloBotDouble()
    oa.mischief.retry_unanswered = True
    bot.plan.people, bot.plan.messages = 10**6, 10**6
    oa.mischief.receipts = False
    if mischief:
        telegram.mischief.lost_answers, telegram.mischief.delay = 0.2, 0.3
        oa.mischief.duplicate, oa.mischief.delay = 0.25, 0.3
        bot.mischief.duplicate, bot.mischief.delay = 0.25, 0.3
    async with AsyncExitStack() as stack:
        networks: list[Network] = [telegram, oa, bot]
        for each in networks:
            await stack.enter_async_context(each)
        talks = [(networks[n % 3].person(f"{networks[n % 3].name} {n}"), networks[n % 3].name) for n in range(people)]
        yield Crowd(networks, talks)


@dataclass(frozen=True, slots=True)
class Account:
    """What the database says in the end."""

    messages: int
    unhandled: int
    unsent: int
    doubts: int


async def settled(service: Service) -> Account:
    """The account, once everything is handled and sent."""
    db = Database(service.address)

    async def account() -> Account:
        async with db.transaction() as tx:
            row = (await tx.execute(text(ACCOUNT))).one()
        return Account(*row)

    async def done() -> bool:
        found = await account()
        return not found.unhandled and not found.unsent

    try:
        await eventually(done, within=WITHIN)
    finally:
        found = await account()
        await db.close()
    return found


ACCOUNT = """
select (select count(*) from inbox where kind = 'message'),
  (select count(*) from inbox where status <> 'done'),
  (select count(*) from outbox where status <> 'sent'),
  (select coalesce(sum(doubts), 0) from outbox)
"""
