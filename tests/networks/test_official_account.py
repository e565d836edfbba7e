"""What only an Official Account tells: a member of staff has answered by hand, somebody left an hour ago."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from storage.db import Database
from tests.doubles import ZaloOaDouble
from tests.networks.script import expected, plays
from tests.networks.service import serving
from tests.waiting import eventually

if TYPE_CHECKING:
    from pathlib import Path

    from tests.networks.script import Acts

pytestmark = pytest.mark.crash

BEGIN: Acts = ({"event": "start"}, {"text": "em muốn làm id.vn"}, {"choice": 1})
UNANSWERED = "select 1 from interaction where outcome = 'with_staff' and kind = 'text'"


async def test_the_bot_is_silent_while_staff_answer(address: str, tmp_path: Path) -> None:
    """What the person says after that is stored, counted and not answered; a wish to begin anew is for the bot."""
    oa = ZaloOaDouble()
    async with oa, serving(address, tmp_path, [oa]):
        an = oa.person("An")
        await plays(an, expected(BEGIN, "zalo_oa"), link=False)
        await an.staff_says("Chào em, chị ở Sở đây, em cần gì nói chị nghe nha")
        heard = len(an.replies())  # the words of the member of staff among them
        await an.say("dạ chị ơi em sinh năm 2004 có được không chị")
        db = Database(address)

        async def unanswered() -> bool:
            async with db.transaction() as tx:
                return bool(await tx.scalar(text(UNANSWERED)))

        await eventually(unanswered)
        assert len(an.replies()) == heard
        await an.say("làm lại từ đầu")
        await eventually(lambda: len(an.replies()) > heard)
        await db.close()


async def test_a_leaving_that_is_told_late_stops_nobody_who_has_come_back(address: str, tmp_path: Path) -> None:
    """Zalo tells again for almost two hours and keeps no order: what the person said since is later than it."""
    oa = ZaloOaDouble()
    async with oa, serving(address, tmp_path, [oa]):
        an = oa.person("An")
        await plays(an, expected(BEGIN, "zalo_oa"), link=False)
        heard = len(an.replies())
        an_hour_ago = str(int((oa.clock.now() - 3600) * 1000))
        await oa.deliver(an.events.followed("unfollow", an_hour_ago))
        await an.say("2004")
        await eventually(lambda: len(an.replies()) > heard)
        db = Database(address)
        async with db.transaction() as tx:
            assert not await tx.scalar(text("select count(*) from conversation where stopped_at is not null"))
        await db.close()
