"""Fixtures of the tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.channels.far_end import far_end
from tests.channels.zalo_oa.token_server import Zalo
from tests.storage.fakes import Clock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture
async def zalo() -> AsyncIterator[Zalo]:
    """A token endpoint that takes the refresh token R0."""
    async with far_end() as end:
        yield Zalo(end)


@pytest.fixture
def clock() -> Clock:
    """Stands still until it is moved."""
    return Clock()
