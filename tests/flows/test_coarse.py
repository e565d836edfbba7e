"""Where a birth date is asked by ranges: what they cover, what is kept of a typed date, what consent was given to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.carrying import PREPARED
from bot.channels.base import Inbound
from bot.notices import Notices
from bot.web.links import told
from flows import codec
from flows.loader import load_book
from flows.rules.id_vn import birth_ranges, right_age
from flows.rules.types import MIN_YEAR, DateRange, PartialDate, date_from_slot
from flows.types import DropWords, KeepConsent
from tests.talk import Person, mind

if TYPE_CHECKING:
    from bot.mind import Thought
    from flows.rules.types import KnownDate

TODAY = date(2026, 11, 22)
SITE = "https://chao.example.vn"
ELIGIBLE = {"kind": "range", "from": "2003-11-22", "to": "2008-11-22"}
OFFER = load_book().province
LEAP_DAYS = (date(2024, 2, 29), date(2028, 2, 29), date(2040, 2, 29))
todays = st.dates(date(2024, 1, 1), date(2040, 12, 31)) | st.sampled_from(LEAP_DAYS)


def _ruled(born: KnownDate, today: date) -> tuple[str, object]:
    """What follows from a birth date: the verdict, and whether the answers of a child are erased."""
    verdict = right_age(born, today=today, offer=OFFER)
    return verdict.verdict, verdict.values.get("under_16", False)


@given(today=todays)
@example(today=date(2028, 2, 29))
@example(today=date(2027, 2, 28))
@example(today=date(2027, 3, 1))
def test_the_ranges_cover_every_day_once(today: date) -> None:
    """From the first year that is taken to today, without gap or overlap; none so narrow that it tells a birthday."""
    ranges = birth_ranges(today)
    assert ranges[0].start == date(MIN_YEAR, 1, 1)
    assert ranges[-1].end == today
    assert all(b.start - a.end == timedelta(days=1) for a, b in pairwise(ranges))
    assert all((one.end - one.start).days >= 360 for one in ranges)


@given(today=todays, age=st.integers(0, 40 * 366))
@example(today=date(2028, 2, 29), age=16 * 366)
def test_a_range_rules_as_each_of_its_days(today: date, age: int) -> None:
    """Whoever tells the range hears what whoever tells the day hears."""
    born = today - timedelta(days=age)
    holding = [one for one in birth_ranges(today) if one.start <= born <= one.end]
    assert len(holding) == 1
    assert _ruled(PartialDate.of(born), today) == _ruled(holding[0], today)


@given(today=todays)
def test_a_range_is_cut_only_where_the_ruling_changes(today: date) -> None:
    """The days on both sides of a cut are ruled differently, and the ends of a range alike."""
    ranges = birth_ranges(today)
    ruled = [_ruled(one, today) for one in ranges]
    assert "undecided" not in {name for name, _ in ruled}
    assert len(set(ruled)) == len(ruled) == 5
    for one, wanted in zip(ranges, ruled, strict=True):
        assert {_ruled(PartialDate.of(day), today) for day in (one.start, one.end)} == {wanted}


@pytest.mark.parametrize(
    "slot",
    [
        {"kind": "range", "from": "2008-11-22", "to": "2003-11-22"},
        {"kind": "range", "from": "2003-11-22"},
        {"kind": "range", "from": "2003-02-30", "to": "2008-11-22"},
        {"kind": "rang", "from": "2003-11-22", "to": "2008-11-22"},
        None,
    ],
)
def test_only_two_days_in_order_are_a_range(slot: object) -> None:
    """Anything else is no date."""
    assert date_from_slot(slot) is None


def test_a_range_is_kept_and_read_again() -> None:
    """The answer's shape and the range are the same thing."""
    kept = DateRange.from_slot(ELIGIBLE)
    assert kept is not None
    assert kept.slot() == ELIGIBLE


# -- conversations --------------------------------------------------------------------------------------------
def _abroad() -> Person:
    return Person(TODAY, channel="telegram", telegram_personal="range", public_url=SITE)


def _after(person: Person, *texts: str) -> Thought:
    """The last turn as the edges get it."""
    *before, last = texts
    for text in before:
        person.says(text)
    return person.talker._think(Inbound("text", last))


@pytest.mark.parametrize(
    "typed", ["12/5/2004", "em sinh ngày 12 tháng 5 năm 2004", "2004", "2003", "12/5", "em 20 tuổi"]
)
def test_the_words_of_a_typed_date_are_dropped(typed: str) -> None:
    """However much of a date it was; the state holds nothing of it but the range."""
    thought = _after(_abroad(), "em muốn làm id.vn", "đồng ý", typed)
    assert DropWords() in thought.effects
    assert thought.state.answers.get("birth_date") in (None, ELIGIBLE)
    stored = codec.to_bytes(replace(thought.state, run=None, seen=None)).decode()
    assert "2004" not in stored
    assert "12/5" not in stored
    assert '"month"' not in stored


def test_a_date_before_consent_is_held_as_its_range() -> None:
    """What waits for consent is coarse already."""
    thought = _after(_abroad(), "em sinh 12/5/2004, muốn làm id.vn")
    assert DropWords() in thought.effects
    assert thought.state.held["birth_date"] == ELIGIBLE


def test_a_typed_number_is_neither_kept_nor_said_back() -> None:
    """Even a number of the right form."""
    thought = _after(_abroad(), "đăng ký biz.vn", "đồng ý", "hộ kinh doanh", "có", "mã số thuế 2099999014")
    assert DropWords() in thought.effects
    assert "licence_number" not in {**thought.state.answers, **thought.state.held}
    assert all("014" not in b.text for b in thought.bubbles)


def test_a_choice_leaves_no_words_to_drop() -> None:
    """Nothing was typed."""
    person = _abroad()
    person.says("em muốn làm id.vn")
    person.says("đồng ý")
    person.picks(3)
    assert person.talker.state is not None
    assert person.talker.state.answers["birth_date"] == ELIGIBLE


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_people_are_told_of_the_web_page(lang: str) -> None:
    """Where consent is asked, where a date is explained, and where the number is passed over."""
    begin, agree = {"vi": ("em muốn làm id.vn", "đồng ý"), "en": ("I want a free id.vn name", "I agree")}[lang]
    person = Person(TODAY, channel="telegram", lang=lang, telegram_personal="range", public_url=SITE)
    consent = person.says(begin)["bubbles"][-1]
    assert consent["key"] == "ask.consent.telegram.range"
    assert SITE in consent["text"]
    person.says(agree)
    asked = person.says({"vi": "mình không biết", "en": "I don't know"}[lang])["bubbles"][-1]
    assert asked["key"] == "ask.birth_date.range.help"
    assert SITE in asked["text"]
    person.says({"vi": "đăng ký biz.vn", "en": "I want to register a biz.vn name"}[lang])
    person.says({"vi": "hộ kinh doanh", "en": "household business"}[lang])
    bubbles = person.says({"vi": "có", "en": "yes"}[lang])["bubbles"]
    assert [SITE in b["text"] for b in bubbles if b["key"] == "licence_number.later"] == [True]


def test_consent_is_proved_on_the_words_that_were_shown() -> None:
    """They name the range, and the kinds of data name no number."""
    person = _abroad()
    shown = person.says("em muốn làm id.vn")["bubbles"][-1]["text"]
    kept = next(e for e in person.talker._think(Inbound("text", "đồng ý")).effects if isinstance(e, KeepConsent))
    core = mind(telegram_personal="range", public_url=SITE)
    words = Notices(core.wording, today=lambda: TODAY)
    notice = words.notice(kept.notice, lang="vi", channel="telegram", address="em")
    assert (notice.id, notice.body) == ("ask.consent.telegram.range", shown)
    assert "licence_number" not in notice.data_categories
    assert notice.sensitive


def test_leave_for_a_range_is_none_for_the_date() -> None:
    """When the setting is taken back, consent is asked again, on the words that name more."""
    person = _abroad()
    for text in ("em muốn làm id.vn", "đồng ý"):
        person.says(text)
    person.talker.mind = mind().mind
    out = person.says("2004")
    assert [b["key"] for b in out["bubbles"]][-1] == "ask.consent.telegram"
    assert out["asking"] == "consent"


def test_leave_for_the_date_holds_for_a_range() -> None:
    """When the setting is made, nobody who agreed to more is asked again."""
    person = Person(TODAY, channel="telegram")
    for text in ("em muốn làm id.vn", "đồng ý"):
        person.says(text)
    person.talker.mind = mind(telegram_personal="range", public_url=SITE).mind
    assert person.says("2003")["bubbles"][-1]["key"] == "ask.birth_date.range"


def test_the_prepared_page_shows_no_range() -> None:
    """No form takes one."""
    assert "birth_date" in PREPARED
    assert told(ELIGIBLE) == ""
