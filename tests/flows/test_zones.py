"""A moment is a moment in whatever zone it is told: the service's clock is in UTC, people are in Viet Nam."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.channels.base import Inbound
from flows.turn import VIET_NAM
from tests.talk import Person

if TYPE_CHECKING:
    from datetime import tzinfo

TODAY = date(2026, 11, 22)
TO_THE_LINK = ("em muốn làm id.vn", "đồng ý", "2004", "có", "lananh", "đúng")


@pytest.mark.parametrize("zone", [UTC, VIET_NAM])
def test_a_reminder_goes_out_when_it_is_due(zone: tzinfo) -> None:
    """At its minute, and not the minute before."""
    person = Person(TODAY)
    for text in (*TO_THE_LINK, "nhắc em nhé"):
        person.says(text)
    talker = person.talker
    assert talker.state is not None
    due = talker.state.remind_at
    assert due is not None
    for late, said in ((timedelta(minutes=-1), []), (timedelta(), ["ask.registered"])):
        talker.now = (datetime.fromisoformat(due) + late).astimezone(zone)
        assert [b.key for b in talker._think(Inbound("elapsed")).bubbles] == said


@pytest.mark.parametrize("zone", [UTC, VIET_NAM])
def test_a_link_is_the_same_until_it_has_expired(zone: tzinfo) -> None:
    """Asked for again just before its end it is the same; after it, a new one."""
    person = Person(TODAY)
    for text in TO_THE_LINK:
        person.says(text)
    talker = person.talker
    assert talker.state is not None
    first = talker.state.registration
    assert first is not None
    for late, same in ((timedelta(minutes=-1), True), (timedelta(minutes=1), False)):
        talker.now = (datetime.fromisoformat(first.expires) + late).astimezone(zone)
        again = talker._think(Inbound("text", "cho em xin lại link")).state.registration
        assert again is not None
        assert (again.id == first.id) is same
