"""A link that a person opens is a step of that person; what robots open is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from storage.log_tables import person_mark
from tests.web.test_links import session_of

if TYPE_CHECKING:
    from tests.web.stage import Client, Stage

ROBOT = {"User-Agent": "facebookexternalhit/1.1"}
OPENED = 6


async def steps(played: Stage) -> list[int]:
    async with played.db.transaction() as tx:
        return list(await tx.scalars(select(person_mark.c.step)))


async def test_a_robot_moves_nobody_and_a_person_moves_once(client: Client, played: Stage) -> None:
    """The preview that a network fetches leaves no mark; however often the person opens it, there is one."""
    path = await played.hand_over(await session_of(client))
    await client.get(path, headers=ROBOT)
    await client.head(path)
    assert await steps(played) == []
    await client.get(path)
    await client.get(path)
    assert await steps(played) == [OPENED]
