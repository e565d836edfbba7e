"""What the token endpoint may answer, and the runner that asks it ahead of need."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import structlog

from bot.channels.zalo_oa.oauth import UnreachableError
from storage import zalo_tokens
from tests.channels.zalo_oa.deliveries import APP_ID
from tests.channels.zalo_oa.token_server import OAUTH, Zalo, process, running, stored
from tests.conftest import NOW
from tests.waiting import eventually

if TYPE_CHECKING:
    from storage.db import Database
    from storage.sealing import Sealer
    from tests.storage.fakes import Clock


async def test_faults_of_the_network_are_no_refusal(zalo: Zalo, db: Database, sealer: Sealer, clock: Clock) -> None:
    """A gateway's error is tried again with the same token, which works when the request never arrived."""
    zalo.lose.append("before")
    tokens = process(zalo, db, sealer, clock)
    with pytest.raises(UnreachableError):
        await tokens.access()
    assert await tokens.access() == "A1"


@pytest.mark.parametrize(
    "body",
    [
        {"access_token": "A1"},
        {"access_token": "A 1", "refresh_token": "R1"},
        {"access_token": "A1\r\nX: y", "refresh_token": "R1"},
        {"access_token": 5, "refresh_token": "R1"},
        {},
        "<html>",
        "x" * 1_000_000,
    ],
    ids=str,
)
async def test_an_answer_without_a_pair_is_none(
    zalo: Zalo, db: Database, sealer: Sealer, clock: Clock, body: object
) -> None:
    """Nothing is saved of it, and nothing of it gets into a header."""
    zalo.end.say(OAUTH, body)
    with pytest.raises(UnreachableError):
        await process(zalo, db, sealer, clock).access()
    async with db.transaction() as tx:
        assert await zalo_tokens.life(tx, app_id=APP_ID) is None


@pytest.mark.parametrize(
    ("given", "hours"), [("90000", 25), (3600, 1), ("soon", 25), (-5, 25), (10**12, 25), (None, 25), (True, 25)]
)
async def test_a_life_is_text_or_number(  # noqa: PLR0917 - fixtures
    zalo: Zalo, db: Database, sealer: Sealer, clock: Clock, given: object, hours: int
) -> None:
    """Zalo writes seconds in quotes; what is no number of seconds counts as what Zalo documents."""
    zalo.end.say(OAUTH, {"access_token": "A1", "refresh_token": "R1", "expires_in": given})
    await process(zalo, db, sealer, clock).access()
    assert (await stored(db, sealer)).access_until == NOW + timedelta(hours=hours)


async def test_the_runner_refreshes_ahead_of_need(zalo: Zalo, db: Database, sealer: Sealer, clock: Clock) -> None:
    """With less than five hours left it does, with more it does not; it ends when it is told to."""
    async with running(process(zalo, db, sealer, clock)):
        await eventually(lambda: zalo.issued == 1)
    clock.move(hours=19)
    async with running(process(zalo, db, sealer, clock)):
        pass
    assert zalo.issued == 1
    clock.move(hours=2)
    async with running(process(zalo, db, sealer, clock)):
        await eventually(lambda: zalo.issued == 2)


async def test_the_runner_says_once_that_tokens_are_refused(
    zalo: Zalo, db: Database, sealer: Sealer, clock: Clock
) -> None:
    """With Zalo's number, and without a token."""
    zalo.good.clear()
    with structlog.testing.capture_logs() as lines:
        async with running(process(zalo, db, sealer, clock)):
            await eventually(lambda: lines)
    assert [(line["event"], line["outcome"]) for line in lines] == [("zalo tokens refused", "-14014")]
