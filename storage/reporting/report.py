"""The report of a period: reads every figure and puts them side by side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypedDict

from storage import periods
from storage.reporting import breakdowns, counting, gaps, links, people, registered, stalls
from storage.reporting.types import (
    STEPS,
    Asked,
    Day,
    Filter,
    Ratings,
    Report,
    Step,
    Totals,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from storage.db import Session
    from storage.periods import Cutoff, Period
    from storage.reporting.counting import Sums
    from storage.reporting.gaps import Gap
    from storage.reporting.links import Lines
    from storage.reporting.people import Counted
    from storage.reporting.types import Targets

NO_PEOPLE = (
    "Không có số người cho kỳ này: dữ liệu đếm người của quý đã khóa chỉ giữ theo các mốc ngày 01 và ngày 15 "
    "hằng tháng, hoặc không giữ theo cách lọc đã chọn. Các số lượt vẫn đầy đủ."
)
SUM_OF_QUARTERS = "Kỳ này gồm nhiều quý: một người có mặt trong hai quý được tính ở mỗi quý một lần."
NOT_OVER = "Kỳ báo cáo chưa kết thúc: số liệu tính đến ngày {day}."


@dataclass(frozen=True, slots=True)
class _Found:
    """All that was read of one period."""

    sums: Sums
    fates: Lines
    people: Counted


async def report(  # noqa: PLR0913 - all by keyword
    session: Session,
    *,
    period: Period,
    province: str,
    targets: Targets,
    places: Mapping[str, str],
    today: date,
    made_at: datetime,
    wanted: Filter | None = None,
    cutoff: Cutoff = "calendar_quarter",
    compare: bool = True,
) -> Report:
    """Everything that is counted of `period`.

    `places`: NSO code -> name of every commune, in the order in which they are to stand. `today` is the day in Viet
    Nam. Call `log.snapshot` first in the transaction where the figures are to be those of one moment, for instance
    beside the log's rows. Targets are the whole province's, whatever is wanted.
    """
    chosen = wanted or Filter()
    found = await _read(session, period, chosen)
    before = periods.before(period, cutoff) if compare else None
    ever, fates_before = await links.so_far(session, last=period.last, before=before, wanted=Filter())
    if chosen != Filter():
        _, fates_before = await links.so_far(session, last=period.last, before=before, wanted=chosen)
    lines = breakdowns.Lines(found.sums, found.fates, found.people)
    named = await breakdowns.sources(session)
    away = await gaps.within(session, period=period)
    return Report(
        period=period,
        province=province,
        made_at=made_at,
        filter=chosen,
        totals=_totals(found),
        before=None if before is None else await _before(session, before, chosen, fates_before),
        before_period=before,
        funnel=_funnel(found.people),
        left=await stalls.left(session, period=period, wanted=chosen),
        days=_days(found, period),
        channels=lines.of("channel", breakdowns.CHANNELS),
        programmes=lines.of("programme", breakdowns.PROGRAMMES),
        communes=lines.of("commune", {**places, "": breakdowns.NO_COMMUNE}),
        first_sources=lines.of("first_source", named),
        last_sources=lines.of("source", named),
        targets=await registered.targets(session, period=period, wanted=targets, today=today, so_far=ever),
        gaps=away,
        notes=_notes(found.people, period, today, away),
        **_talks(found.sums),
    )


class _Talks(TypedDict):
    """The figures that come from the interactions alone; names as in `Report`."""

    verdicts: Mapping[str, int]
    hours: tuple[int, ...]
    intents: tuple[Asked, ...]
    unanswered: int
    ratings: Ratings
    reminders_sent: int
    registered_after_reminder: int
    asked_for_person: int
    messages_left: int
    response_p50_ms: int | None
    response_p95_ms: int | None


def _talks(sums: Sums) -> _Talks:
    happened = {name: number.interactions for name, number in sums.lines("happened").items()}
    return _Talks(
        verdicts=_after(happened, "verdict:"),
        hours=tuple(sums.line("hour", f"{hour:02}").interactions for hour in range(24)),
        intents=_intents(sums),
        unanswered=happened.get("not_understood", 0),
        ratings=Ratings(counts=_stars(_after(happened, "rated_")), remarks=happened.get("feedback", 0)),
        reminders_sent=happened.get("reminded", 0),
        registered_after_reminder=happened.get("registered_after_reminder", 0),
        asked_for_person=happened.get("human", 0),
        messages_left=happened.get("left_message", 0),
        response_p50_ms=sums.percentile(0.5),
        response_p95_ms=sums.percentile(0.95),
    )


async def _read(session: Session, period: Period, wanted: Filter) -> _Found:
    return _Found(
        sums=await counting.sums(session, period=period, wanted=wanted),
        fates=await links.fates(session, period=period, wanted=wanted),
        people=await people.people(session, period=period, wanted=wanted),
    )


async def _before(session: Session, period: Period, wanted: Filter, fates: Lines) -> Totals:
    """The key figures of the period before; no breakdown of them is asked for."""
    return _totals(
        _Found(
            sums=await counting.sums(session, period=period, wanted=wanted, breakdowns=False),
            fates=fates,
            people=await people.people(session, period=period, wanted=wanted, breakdowns=False),
        )
    )


def _totals(found: _Found) -> Totals:
    everybody, total = found.people.of(), found.sums.line("total")
    return Totals(
        people=None if everybody is None else everybody.people,
        new_people=None if everybody is None else everybody.fresh,
        returning_people=None if everybody is None else everybody.people - everybody.fresh,
        conversations=total.conversations,
        interactions=total.interactions,
        handed_over=found.fates["handed_over", "", ""],
        opened_link=found.fates["opened", "", ""],
        says_registered=total.says,
        visible=found.fates["visible", "", ""],
        website=found.fates["website", "", ""],
        confirmed=found.fates["confirmed", "", ""],
    )


def _funnel(counted: Counted) -> tuple[Step, ...]:
    everybody = counted.of()
    return tuple(Step(step, None if everybody is None else everybody.steps[n]) for n, step in enumerate(STEPS))


def _after(happened: Mapping[str, int], start: str) -> dict[str, int]:
    """What happened, by the rest of its name."""
    return {name.removeprefix(start): n for name, n in sorted(happened.items()) if name.startswith(start)}


def _stars(given: Mapping[str, int]) -> tuple[int, int, int, int, int]:
    one, two, three, four, five = (given.get(str(mark), 0) for mark in range(1, 6))
    return one, two, three, four, five


def _days(found: _Found, period: Period) -> tuple[Day, ...]:
    """Every day of the period, those without anything too."""
    out = []
    for n in range(period.days):
        day = period.first + timedelta(days=n)
        key = day.isoformat()
        seen = found.sums.line("day", key)
        out.append(Day(day, seen.interactions, seen.conversations, found.fates["handed_over", "day", key]))
    return tuple(out)


def _intents(sums: Sums) -> tuple[Asked, ...]:
    """Most heard first."""
    asked = [
        Asked(name, number.interactions, sums.line("answered", name).interactions)
        for name, number in sums.lines("heard").items()
    ]
    return tuple(sorted(asked, key=lambda one: (-one.heard, one.intent)))


def _notes(counted: Counted, period: Period, today: date, away: tuple[Gap, ...]) -> tuple[str, ...]:
    notes = []
    if counted.of() is None:
        notes.append(NO_PEOPLE)
    elif (period.first.year, (period.first.month + 2) // 3) != (period.last.year, (period.last.month + 2) // 3):
        notes.append(SUM_OF_QUARTERS)
    if today <= period.last:
        notes.append(NOT_OVER.format(day=f"{today:%d/%m/%Y}"))
    if away:
        notes.append(gaps.sentence(away))
    return tuple(notes)
