"""One network answers badly while people talk on all three: only its own people notice, and they lose nothing.

Through the real service (F18 to F21, F24 and the answers 500, garbage, nothing). What each single answer
means is proved in `tests/channels`; here it happens to one network of three in the middle of their talks.
"""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

import aiohttp
import pytest

from storage.watch import CHANNELS
from tests.doubles import Fault, TelegramDouble
from tests.networks.crowd import ACTS, Crowd, gathered, settled
from tests.networks.script import expected, plays
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
    """Each network now and then answers a send with 500, a page of a proxy, noise, a closed line, or later than
    anybody waits, Telegram "too fast" as well: everybody hears all in order, what may have arrived twice is counted,
    and nobody who was told to wait is written to before."""
    async with gathered(PEOPLE, monkeypatch) as crowd:
        for each in crowd.networks:
            double: TelegramDouble | ZaloOaDouble | ZaloBotDouble = each  # type: ignore[assignment]
            sends = SENDS[each.name]
            double.faults.add(
                Fault("answer", sends, times=2, every=7, status=500, body={}),
                Fault("html", sends, times=1, every=11, status=502),
                Fault("garbage", sends, times=1, every=13, accepted=True),
                Fault("reset", sends, times=1, every=17),
                Fault("slow", sends, times=1, every=19, seconds=20),
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
            # What the staff's page shows as "cannot be reached".
            async with aiohttp.ClientSession() as http, http.get(f"{service.root}/health/ready") as answer:
                assert (await answer.json())["channels"] == {**dict.fromkeys(CHANNELS, "on"), "telegram": "network"}
        assert service.ends == [0]


async def test_so_many_people_at_once_are_not_written_to_too_fast(address: str, tmp_path: Path) -> None:
    """F19: everybody on Telegram asks at the same moment. Its meter (30 a second in all, 1 a second to a chat after
    three at once) refuses nothing, and everybody is answered."""
    async with TelegramDouble() as telegram, serving(address, tmp_path, [telegram], roles=("web", "worker")):
        assert telegram.meters.on
        people = [telegram.person(f"person {n}") for n in range(100 if SLOW else 30)]
        lines = expected(({"text": "em muốn làm id.vn, có mất phí không"},), "telegram")
        assert len(lines[0].bubbles) == 3
        await asyncio.gather(*(plays(person, lines, link=False) for person in people))
        sends = telegram.calls_of("sendMessage")
        assert {call.status for call in sends} == {200}
        times = sorted(call.real for call in sends)
        print(f"\n{len(times)} sends, at most {max(_within_a_second(times))} in a second")


def _within_a_second(times: list[float]) -> list[int]:
    return [sum(start <= at < start + 1 for at in times) for start in times]
