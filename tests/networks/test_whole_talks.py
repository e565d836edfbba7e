"""Whole conversations through the real service on all three networks and the page, by webhook and by polling."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import aiohttp
import pytest
from sqlalchemy import text

from storage.db import Database
from tests.doubles import TelegramDouble, ZaloBotDouble, ZaloOaDouble
from tests.networks.script import BIZ_VN, ID_VN, expected, plays
from tests.networks.service import serving
from tests.networks.web_person import BROWSER, WebPerson

if TYPE_CHECKING:
    from pathlib import Path

    from tests.doubles.network import Network, Person
    from tests.networks.script import Acts
    from tests.networks.service import Role

pytestmark = pytest.mark.crash

SCRIPTS = {"An": ID_VN, "Bình": BIZ_VN}
FIGURES = """
select count(distinct person) as people,
  (select count(*) from interaction where 'handed_over' = any(happened)) as handed_over,
  (select count(*) from interaction where 'says_registered' = any(happened)) as registered,
  (select count(distinct handover) from handover_open where not robot) as opened
from person_mark
"""


async def whole_talk(person: Person, acts: Acts, channel: str) -> None:
    """From the first word to "I have registered", the link opened on the way where it was handed over."""
    lines = expected(acts, channel)
    link = await plays(person, lines[:-1])
    async with aiohttp.ClientSession(headers=BROWSER) as http, http.get(link) as answer:
        page = await answer.text()
        assert answer.status == 200
    assert ("lananhkiemthu2004.id.vn" if acts is ID_VN else "quancaphekiemthu.biz.vn") in page
    assert "12/05/2004" not in page  # opened outside of the chat's own browser, the page holds nothing personal
    assert "2099999014" not in page
    await plays(person, lines, done=len(lines) - 1)


async def figures(address: str) -> dict[str, int]:
    """What the statistics know of all people together."""
    db = Database(address)
    async with db.transaction() as tx:
        row = (await tx.execute(text(FIGURES))).mappings().one()
    await db.close()
    return dict(row)


@pytest.mark.parametrize(
    ("roles", "modes"),
    [
        pytest.param(("all",), {}, id="webhook, one process"),
        pytest.param(("web", "worker"), {"telegram": "polling", "zalo_bot": "polling"}, id="polling, two processes"),
    ],
)
async def test_two_programmes_on_every_network(
    address: str, tmp_path: Path, roles: tuple[Role, ...], modes: dict[str, str]
) -> None:
    """id_vn and biz_vn on Telegram, Zalo OA, Zalo Bot and the page at the same time: each hears the words that
    `chaovn talk` says on that channel, opens the link and says that it has registered; the figures know of all."""
    networks: list[Network] = [TelegramDouble(), ZaloOaDouble(), ZaloBotDouble()]
    async with AsyncExitStack() as stack:
        for each in networks:
            await stack.enter_async_context(each)
        service = await stack.enter_async_context(serving(address, tmp_path, networks, roles=roles, modes=modes))
        async with asyncio.TaskGroup() as group:
            for name, acts in SCRIPTS.items():
                for each in networks:
                    group.create_task(whole_talk(each.person(name), acts, each.name))
                page = await stack.enter_async_context(WebPerson(service.root, name))
                group.create_task(whole_talk(page, acts, "web"))
        assert await figures(address) == dict.fromkeys(("people", "handed_over", "opened", "registered"), 8)
        if not modes:
            told = await metrics(service.root)
            for each in networks:
                assert f'chaovn_received_total{{channel="{each.name}",result="stored"}}' in told
    assert service.ends == [0] * len(roles)
    for each in networks:
        assert [token for token in secrets_of(each) if token in service.said()] == []


async def metrics(root: str) -> str:
    async with aiohttp.ClientSession() as http, http.get(f"{root}/metrics") as answer:
        return await answer.text()


def secrets_of(network: Network) -> list[str]:
    """What must stand in no log."""
    names = ("TOKEN", "SECRET", "SECRET_KEY", "REFRESH_TOKEN")
    return [value for name, value in network.settings().items() if name.endswith(names)]
