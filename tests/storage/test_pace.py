"""How fast a network is written to (trust.md F19)."""

from __future__ import annotations

import pytest

from bot.sending.pace import RHYTHMS, Pace
from tests.storage.seconds import Seconds


def test_buckets_begin_empty_and_fill() -> None:
    """What the process before sent in its last second is not known, so nothing is taken for granted."""
    clock = Seconds()
    pace = Pace(RHYTHMS["telegram"], clock=clock)
    assert (pace.chat_wait(1), pace.allowance()) == (1.0, 0)
    clock.now += 10
    assert (pace.chat_wait(1), pace.allowance()) == (0.0, 3)
    for _ in range(3):
        pace.told(1)
    assert (pace.chat_wait(1), pace.chat_wait(2)) == (1.0, 0.0)


@pytest.mark.parametrize(("name", "most"), [("telegram", 30), ("zalo_oa", 33), ("zalo_bot", 10)])
def test_no_second_has_more_than_a_network_allows(name: str, most: int) -> None:
    """Whoever writes as fast as the buckets let them stays below the limit in any second (F19)."""
    clock, times = Seconds(), []
    pace = Pace(RHYTHMS[name], clock=clock)
    clock.now += 100
    for _ in range(4000):
        if pace.allowance():
            pace.use()
            times.append(clock.now)
        else:
            clock.now += 0.001
    assert times
    assert max(sum(start <= t < start + 1 for t in times) for start in times) <= most
