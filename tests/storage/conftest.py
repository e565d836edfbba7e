"""Fixtures of the durable turn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.storage.fakes import House

if TYPE_CHECKING:
    from storage.db import Database
    from storage.sealing import Sealer


@pytest.fixture
def house(db: Database, sealer: Sealer) -> House:
    """A database of its own with turns that say back what they hear."""
    return House(db, sealer)
