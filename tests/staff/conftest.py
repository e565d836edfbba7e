"""The office over a test's own database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.staff.office import opened_office, parts_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from storage.db import Database
    from storage.sealing import Sealer
    from tests.staff.office import Office


@pytest.fixture
async def house(db: Database, sealer: Sealer) -> AsyncIterator[Office]:
    """The staff pages, nobody logged in yet."""
    async with opened_office(parts_of(db, sealer)) as found:
        yield found
