"""One network answers badly while people talk on all three: only its own people notice, and they lose nothing.

Through the real service (F18, F20, F21, F24 and the answers 500, garbage, nothing). What each single answer
means is proved in `tests/channels`; here it happens to one network of three in the middle of their talks.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.doubles import Fault, TelegramDouble
from tests.networks.crowd import ACTS, Crowd, gathered, settled
from tests.networks.service import serving

if TYPE_CHECKING:
    from pathlib import Path

    from tests.doubles import ZaloBotDouble, ZaloOaDouble

pytestmark = pytest.mark.crash

SLOW = bool(os.environ.get("CHAOVN_SLOW"))
PEOPLE = 9
SENDS = {"telegram": "sendMessage", "zalo_oa": "message/cs", "zalo_bot": "sendMessage"}
LIMITED = {
    "ok": False,
    "error_code": 429,
    "description": "Too Many Requests: retry after 2",
    "parameters": {"retry_after": 2},
}


async def played(crowd: Crowd, address: str, folder: Path) -> int:
    """Everybody's whole talk; returns how many sends were counted as perhaps made twice."""
    async with serving(address, folder, crowd.networks, roles=("web", "worker")) as service:
        await crowd.talk()
        account = await settled(service)
        assert account.messages == len(ACTS) * len(crowd.talks)
        assert sum(crowd.repeats.values()) <= account.doubts
        assert "Traceback" not in service.said()
    assert service.ends == [0, 0]
    return account.doubts


@pytest.mark.skipif(not SLOW, reason="takes minutes; CHAOVN_SLOW=1 runs it")
async def test_every_kind_of_bad_answer_in_one_talk(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each network now and then answers a send with 500, a page of a proxy, noise and a closed line, Telegram
    "too fast" as well: everybody hears all in order, what may have arrived twice is counted, and nobody who was told to
    wait is written to before."""
    async with gathered(PEOPLE, monkeypatch) as crowd:
        for each in crowd.networks:
            double: TelegramDouble | ZaloOaDouble | ZaloBotDouble = each  # type: ignore[assignment]
            sends = SENDS[each.name]
            double.faults.add(
                Fault("answer", sends, times=2, every=7, status=500, body={}),
                Fault("html", sends, times=1, every=11, status=502),
                Fault("garbage", sends, times=1, every=13, accepted=True),
                Fault("reset", sends, times=1, every=17),
            )
            if isinstance(double, TelegramDouble):
                double.faults.add(Fault("answer", sends, times=3, every=8, status=429, body=LIMITED))
        doubts = await played(crowd, address, tmp_path)
        assert doubts >= 1
        telegram = crowd.networks[0]
        assert isinstance(telegram, TelegramDouble)
        assert telegram.meters.too_early == []


@pytest.mark.parametrize("kind", ["reset", "html"])
async def test_a_network_that_is_away_is_nobody_elses_trouble(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """F21: Telegram answers nothing but this for as long as it takes; the people on Zalo do not notice, and Telegram's
    messages are acknowledged and wait."""
    async with gathered(PEOPLE, monkeypatch, mischief=False) as crowd:
        telegram = crowd.networks[0]
        assert isinstance(telegram, TelegramDouble)
        telegram.faults.add(Fault(kind, times=None, status=502))  # type: ignore[arg-type]
        away = [telegram.person(f"away {n}") for n in range(3)]
        crowd.talks = [each for each in crowd.talks if each[1] != "telegram"]
        async with serving(address, tmp_path, crowd.networks) as service:
            for person in away:
                await person.say("em muốn làm id.vn")
            await crowd.talk()
            assert [d.status for d in telegram.deliveries] == [200] * len(away)
        assert service.ends == [0]
