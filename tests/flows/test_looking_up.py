"""A wished name is asked about in DNS; what comes back is told where it helps, and only what it proves."""

from __future__ import annotations

from datetime import date

from bot.channels.base import Inbound
from flows.types import LookUp
from tests.talk import Person

TODAY = date(2026, 11, 22)


def _answered(person: Person, domain: str, result: str) -> list[str]:
    """What the bot says when DNS has answered."""
    thought = person.talker._think(Inbound("looked_up", domain, choice=result))
    return [b.key for b in thought.bubbles]


def _at_confirm() -> Person:
    person = Person(TODAY)
    for text in ("em muốn làm id.vn", "đồng ý", "2004", "có", "lananh"):
        person.says(text)
    return person


def test_a_wished_name_is_looked_up() -> None:
    """The order to ask goes out with the turn in which the name is kept, and only then."""
    person = Person(TODAY)
    for text in ("em muốn làm id.vn", "đồng ý", "2004", "có"):
        person.says(text)
    thought = person.talker._think(Inbound("text", "lananh"))
    assert [e.domain for e in thought.effects if isinstance(e, LookUp)] == ["lananh.id.vn"]


def test_a_taken_name_is_told_and_another_one_asked_for() -> None:
    """The summary is taken back: there is no use in confirming a name that somebody has."""
    person = _at_confirm()
    assert _answered(person, "lananh.id.vn", "taken") == ["task.check_name.taken", "ask.domain"]
    assert person.says("lananh2004")["asking"] == "confirm"


def test_a_quiet_or_unknown_name_disturbs_nobody() -> None:
    """In the middle of the procedure only news that change something are told."""
    for result in ("quiet", "unknown"):
        person = _at_confirm()
        assert _answered(person, "lananh.id.vn", result) == []
        assert person.says("đúng")["done"]


def test_an_answer_about_an_older_wish_is_dropped() -> None:
    """The person has gone on to another name."""
    person = _at_confirm()
    person.says("sửa lại tên miền")
    person.says("lanphuong")
    assert _answered(person, "lananh.id.vn", "taken") == []


def test_whoever_only_asks_hears_that_it_seems_free_or_is_taken() -> None:
    """A question about a name is answered in either case."""
    for result, key in (("quiet", "task.check_name.quiet"), ("taken", "task.check_name.taken")):
        person = Person(TODAY)
        person.says("tên lanphuong.id.vn còn không")
        assert _answered(person, "lanphuong.id.vn", result) == [key]


def test_after_the_link_nothing_is_taken_back() -> None:
    """A late answer is told, but what was handed over stays."""
    person = _at_confirm()
    out = person.says("đúng")
    assert _answered(person, "lananh.id.vn", "taken") == ["task.check_name.taken"]
    assert person.says("cảm ơn")["registration"] == out["registration"]
