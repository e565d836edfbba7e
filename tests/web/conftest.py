"""The pages over a test's own database, and a browser to visit them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.web.server import make_app
from tests.web.stage import BROWSER, Client, Stage, stage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from storage.db import Database
    from storage.sealing import Sealer


@pytest.fixture
def played(db: Database, sealer: Sealer) -> Stage:
    """The stage: the parts of the pages, and a hand that plays the bot."""
    return stage(db, sealer)


@pytest.fixture
async def client(played: Stage) -> AsyncIterator[Client]:
    """A browser without a session yet. Its cookies are kept between its requests."""
    async with TestClient(TestServer(make_app(played.parts)), headers=BROWSER) as opened:
        yield opened
