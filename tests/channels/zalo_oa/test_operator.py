"""What an operator sees of the tokens."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.channels.zalo_oa import operator
from bot.channels.zalo_oa.build import opened, webhook
from bot.door import Door
from bot.settings import load
from storage import zalo_tokens
from storage.zalo_tokens import Pair
from tests.channels.far_end import FarEnd, far_end
from tests.channels.zalo_oa.deliveries import APP_ID, APP_SECRET, KEY
from tests.conftest import NOW

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

    from bot.settings import Settings
    from storage.db import Database
    from storage.sealing import Sealer

OA_NAME = {"data": {"oaid": "4", "name": "Trợ lý\x00 tên miền"}, "error": 0, "message": "Success"}


@pytest.fixture
async def end() -> AsyncIterator[FarEnd]:
    async with far_end() as found:
        found.say("/v2.0/oa/getoa", OA_NAME)
        yield found


def settings_of(end: FarEnd, lang: str = "vi") -> Settings:
    given = {
        "APP_ID": APP_ID,
        "SECRET_KEY": f"{KEY}, old",
        "APP_SECRET": APP_SECRET,
        "REFRESH_TOKEN": "R0",
        "BASE_URL": end.url,
        "AUTH_URL": end.url,
    }
    environ = {f"CHAOVN_ZALO_OA_{name}": value for name, value in given.items()}
    return load({**environ, "CHAOVN_PUBLIC_URL": "https://bot.example.vn", "CHAOVN_LANG": lang}, env_file=None)


async def keep(db: Database, sealer: Sealer, *, access_until: datetime, refresh_until: datetime) -> None:
    pair = Pair("A1", "R1", b"x" * 32, access_until, refresh_until, NOW)
    async with db.transaction() as tx:
        await zalo_tokens.save(tx, app_id=APP_ID, pair=pair, sealer=sealer)


@pytest.mark.parametrize(
    ("refresh_left", "access_left", "days", "warn"),
    [
        (timedelta(days=90), timedelta(hours=20), 90, False),
        (timedelta(days=7), timedelta(hours=20), 7, False),
        (timedelta(days=6, hours=23), timedelta(hours=20), 6, True),
        (timedelta(hours=-1), timedelta(hours=20), -1, True),
        (timedelta(days=80), timedelta(hours=-1), 80, True),
    ],
)
async def test_days_are_counted_and_few_are_a_warning(  # noqa: PLR0917 - a table
    db: Database, sealer: Sealer, refresh_left: timedelta, access_left: timedelta, days: int, warn: bool
) -> None:
    """Below a week somebody has to look, and when the daily refresh has not happened."""
    await keep(db, sealer, access_until=NOW + access_left, refresh_until=NOW + refresh_left)
    found = await operator.token_days(db, app_id=APP_ID, now=NOW)
    assert found is not None
    assert (found.days, found.warn, found.generation, found.refreshed_at) == (days, warn, 1, NOW)


async def test_status_tells_days_and_the_name(end: FarEnd, db: Database, sealer: Sealer) -> None:
    """In the language of the settings; a name is made fit for a terminal, no token is shown or spent."""
    await keep(db, sealer, access_until=NOW + timedelta(hours=20), refresh_until=NOW + timedelta(days=60))
    told: list[str] = []
    assert await operator.status(settings_of(end), db, sealer, now=NOW, say=told.append)
    assert "60 ngày" in told[0]
    assert told[-1] == "Zalo OA: Trợ lý  tên miền"
    assert [each.path for each in end.asked] == ["/v2.0/oa/getoa"]
    assert not any(secret in "".join(told) for secret in ("A1", "R1"))


@pytest.mark.parametrize("body", [{"error": -216}, "<html>", {"data": {}, "error": 0}])
async def test_status_without_a_name(end: FarEnd, db: Database, sealer: Sealer, body: object) -> None:
    """Zalo's silence is said, and changes nothing about the days."""
    end.say("/v2.0/oa/getoa", body)
    await keep(db, sealer, access_until=NOW + timedelta(hours=20), refresh_until=NOW + timedelta(days=3))
    told: list[str] = []
    assert not await operator.status(settings_of(end, "en"), db, sealer, now=NOW, say=told.append)
    assert "3 days" in told[0]
    assert "did not tell" in told[2]
    assert "CHAOVN_ZALO_OA_REFRESH_TOKEN" in told[3]


async def test_status_before_the_first_refresh(end: FarEnd, db: Database, sealer: Sealer) -> None:
    """Nothing kept yet: what to do is said, and nobody is called."""
    told: list[str] = []
    assert not await operator.status(settings_of(end), db, sealer, now=NOW, say=told.append)
    assert "CHAOVN_ZALO_OA_REFRESH_TOKEN" in told[0]
    assert end.asked == []


async def test_the_parts_are_built_from_the_settings(end: FarEnd, db: Database, sealer: Sealer) -> None:
    """A worker's parts reach the addresses of the settings; the webhook takes both keys of a change."""
    end.say("/v4/oa/access_token", {"access_token": "A1", "refresh_token": "R1", "expires_in": "90000"})
    async with opened(settings_of(end), db, sealer, now=lambda: NOW) as parts:
        assert await parts.tokens.access() == "A1"
    hook = webhook(settings_of(end), Door(db, sealer))
    assert hook._keys == (KEY, "old")
