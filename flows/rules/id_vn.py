"""The free id.vn: a Vietnamese citizen of the right age, on the day of registering."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from flows.rules.calendar import closing_birthday, first_day, opening_birthday
from flows.rules.programme import programme_values, right_time
from flows.rules.types import MIN_YEAR, DateRange, Rule, Source, conclude, show, show_range

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flows.rules.types import KnownDate, Offer, PersonFacts, Verdict

Zone = Literal["too_old", "borderline", "eligible", "too_young"]

_GUIDE = "Hướng dẫn triển khai Chương trình, kèm Công văn 2091/BTTTT-VNNIC ngày 30/5/2024"

CITIZEN = Rule(
    name="id_vn.citizen",
    version="2026-1",
    checked=date(2026, 11, 22),
    source=Source(f"{_GUIDE}: “công dân Việt Nam”", "official"),
    says="Tên miền id.vn dành cho công dân Việt Nam.",
)
AGE = Rule(
    name="id_vn.age",
    version="2026-1",
    checked=date(2026, 11, 22),
    source=Source(
        f"{_GUIDE}: “từ đủ 18 tuổi đến 23 tuổi”; chưa có hướng dẫn chính thức nói rõ mốc cuối của tuổi 23",
        "official",
    ),
    says=(
        "Miễn phí cho người từ đủ 18 tuổi đến 23 tuổi vào ngày đăng ký; "
        "từ sau sinh nhật 23 đến trước sinh nhật 24 thì chưa có văn bản nói rõ."
    ),
)


def age_zone(born: date, today: date) -> Zone:
    """In which of the three zones (and beyond) a birth date lies on a day.

    Source: plan 0109/KH-UBND III.2, letter 2091/BTTTT-VNNIC "từ đủ 18 tuổi đến 23 tuổi". No text says
    whether 23 ends with the 23rd birthday or with the day before the 24th, hence "borderline" and never
    a hard no between the two, and nobody may be refused for it.
    """
    if today < opening_birthday(born, 18):
        return "too_young"
    if today <= closing_birthday(born, 23):
        return "eligible"
    return "borderline" if today < closing_birthday(born, 24) else "too_old"


@dataclass(frozen=True, slots=True)
class AgeBands:
    """The birth dates of each zone on one day; all bounds belong to their band.

    `sure_years` are the years of which every birth date is eligible, `ask_years` those of which the day
    and month are needed, in order. Born in `old_year` or before is too old, in `young_year` or later too
    young.
    """

    on: date
    borderline_from: date
    eligible_from: date
    eligible_to: date
    sure_years: tuple[int, ...]
    ask_years: tuple[int, ...]
    old_year: int
    young_year: int

    def values(self) -> dict[str, str]:
        """Display strings for copy, such as "2004" to "2007" for the years that are surely right."""
        return {
            "on": show(self.on),
            "borderline_from": show(self.borderline_from),
            "borderline_to": show(self.eligible_from - timedelta(days=1)),
            "eligible_from": show(self.eligible_from),
            "eligible_to": show(self.eligible_to),
            "sure_from_year": str(self.sure_years[0]),
            "sure_to_year": str(self.sure_years[-1]),
            "ask_years": ", ".join(str(year) for year in self.ask_years),
            "old_year": str(self.old_year),
            "young_year": str(self.young_year),
        }


@lru_cache(maxsize=8)
def bands(today: date) -> AgeBands:
    """The bands of birth dates on a day, worked out from the rule itself. Source, and nobody may be refused
    for it."""
    low, high = date(today.year - 26, 1, 1), date(today.year - 16, 12, 31)

    def begins(*zones: Zone) -> date:
        return first_day(lambda born: age_zone(born, today) in zones, low=low, high=high)

    young_from = begins("too_young")
    years = {
        year: {age_zone(date(year, 1, 1), today), age_zone(date(year, 12, 31), today)}
        for year in range(low.year, high.year + 1)
    }
    return AgeBands(
        on=today,
        borderline_from=begins("borderline", "eligible", "too_young"),
        eligible_from=begins("eligible", "too_young"),
        eligible_to=young_from - timedelta(days=1),
        sure_years=tuple(year for year, zones in years.items() if zones == {"eligible"}),
        ask_years=tuple(year for year, zones in years.items() if len(zones) > 1),
        old_year=max(year for year, zones in years.items() if zones == {"too_old"}),
        young_year=min(year for year, zones in years.items() if zones == {"too_young"}),
    )


def is_child(born: date, today: date) -> bool:
    """Under 16: such answers are erased at once. Source: Children Law 2016, Art. 1; Law 91/2025/QH15, Art. 24.2."""
    return today < opening_birthday(born, 16)


@lru_cache(maxsize=8)
def birth_ranges(today: date) -> tuple[DateRange, ...]:
    """All birth dates up to `today`, oldest first, cut where what follows from them changes: the zones of the rule, and
    16 years. They are asked where a whole birth date is not (trust.md R-05, R-08), so none may become narrow: the end
    of the offer is no cut.
    """
    limits = bands(today)
    child_from = first_day(lambda born: is_child(born, today), low=limits.eligible_to, high=today)
    young_from = limits.eligible_to + timedelta(days=1)
    starts = (date(MIN_YEAR, 1, 1), limits.borderline_from, limits.eligible_from, young_from, child_from)
    ends = (*(start - timedelta(days=1) for start in starts[1:]), today)
    return tuple(DateRange(*both) for both in zip(starts, ends, strict=True))


def _band_values(today: date) -> Mapping[str, object]:
    values = bands(today).values()
    return {name: values[name] for name in ("borderline_from", "eligible_from", "eligible_to")}


def _zone_values(zone: Zone, first: date, last: date, today: date, offer: Offer) -> Mapping[str, object]:
    """What follows from the birth date, cautious over all days that it can be."""
    if zone == "too_young":
        opens = opening_birthday(first, 18), opening_birthday(last, 18)
        return {
            "opens": show_range(*opens),
            "opens_exact": opens[0] == opens[1],
            "opens_in_time": opens[1] <= offer.programme_end,
            "may_open_in_time": opens[0] <= offer.programme_end,
            "under_16": is_child(last, today),
        }
    if zone == "too_old":
        return {}
    ends = closing_birthday(first, 23 if zone == "eligible" else 24)
    act_by = min(ends if zone == "eligible" else ends - timedelta(days=1), offer.programme_end)
    turns = 23 if zone == "eligible" else 24
    return {
        f"turns_{turns}": show_range(ends, closing_birthday(last, turns)),
        "act_by": show(act_by),
        "days_to_act": (act_by - today).days,
    }


def right_age(born: KnownDate | None, *, today: date, offer: Offer) -> Verdict:
    """Free id.vn: "từ đủ 18 tuổi đến 23 tuổi" on the day of registering; a coarse date decides where it
    can.

    The zones follow each other as birth dates grow, so both ends of what a coarse date can be decide for
    all of it. A birth date in the future is no fact: `unknown` with `problem`. Source: plan 0109/KH-UBND
    III.2.
    """
    common = programme_values(today, offer)
    if born is None:
        return conclude(AGE, "unknown", common, missing="birth_date")
    possible = born.possible(until=today)
    if possible is None:
        return conclude(AGE, "unknown", common, {"problem": "future"}, missing="birth_date")
    zones = {age_zone(day, today) for day in possible}
    if len(zones) > 1:
        return conclude(AGE, "undecided", common, _band_values(today), missing="birth_date")
    zone = zones.pop()
    return conclude(AGE, zone, common, _band_values(today), _zone_values(zone, *possible, today, offer))


def right_citizen(facts: PersonFacts, *, today: date, offer: Offer) -> Verdict | None:
    """Free id.vn: Vietnamese citizens only; None when the person is one.

    Source: plan 0109/KH-UBND III.2, letter 2091/BTTTT-VNNIC "công dân Việt Nam"; a registrar says the
    same of every id.vn, paid or free (P.A Việt Nam, 22/5/2023).
    """
    if facts.citizen:
        return None
    common = programme_values(today, offer)
    if facts.citizen is None:
        return conclude(CITIZEN, "unknown", common, missing="citizen")
    return conclude(CITIZEN, "not_citizen", common)


def decide_id_vn(facts: PersonFacts, *, today: date, province: Offer) -> Verdict:
    """Does the free id.vn fit this person on this day (a date in Viet Nam)?

    Whatever settles it is said at once: an offer that is over, a foreign citizen, an age outside the
    zones. Only a person of the right age is asked for citizenship.
    """
    over = right_time(today, province)
    if over is not None:
        return over
    citizen = right_citizen(facts, today=today, offer=province)
    if citizen is not None and citizen.decided:
        return citizen
    age = right_age(facts.born, today=today, offer=province)
    if age.verdict in {"eligible", "borderline"} and citizen is not None:
        return citizen
    return age
