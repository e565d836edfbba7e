"""A Bot API and a client of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.channels.telegram.api import Api, opened, serving
from tests.channels.telegram.house import Behind

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.channels.telegram.client import Client
    from storage.db import Database
    from storage.sealing import Sealer


@pytest.fixture
async def api() -> AsyncIterator[Api]:
    """A Bot API that runs."""
    api = Api()
    async with serving(api) as base_url:
        api.base_url = base_url
        yield api


@pytest.fixture
async def client(api: Api) -> AsyncIterator[Client]:
    """A client of it."""
    async with opened(api.base_url) as client:
        yield client


@pytest.fixture
def behind(db: Database, sealer: Sealer) -> Behind:
    """What is behind the door."""
    return Behind(db, sealer)
