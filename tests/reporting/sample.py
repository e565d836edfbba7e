"""Reports made by hand: a full one whose lines add up, and one of a period in which nothing happened."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from flows.loader import PROVINCES
from flows.places import load_communes
from flows.province import Province, load_province
from storage import periods
from storage.reporting.types import (
    STEPS,
    Asked,
    Day,
    Filter,
    Left,
    Line,
    Official,
    Programme,
    Ratings,
    Report,
    Step,
    Target,
    Totals,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

MADE = datetime(2027, 1, 5, 3, 12, tzinfo=UTC)
QUARTER = periods.quarter(2026, 4)
NASTY = ('=HYPERLINK("http://127.0.0.1/")', "+1", "-1", "@x", "\t=1", "\r=1", "＝1", '"=1', " =1", "'thật", "a\nb", "")
"""texts that spreadsheet programs must not run, and some that must come back as they are"""

CHANNELS = (
    Line("zalo_oa", "Zalo OA", 30_000, 6000, 2000, 900, 200, 120),
    Line("zalo_bot", "Zalo Bot", 0, 0, 0, 0, 0, 0),
    Line("telegram", "Telegram", 4000, 900, 300, 100, 30, 20),
    Line("web", "Trang web", 12_000, 2500, 1062, 300, 81, 40),
)
PROGRAMMES = (
    Line("id_vn", "id.vn", 30_000, 6000, 2100, 900, 230, 120),
    Line("biz_vn", "biz.vn", 9000, 2000, 800, 288, 81, 60),
    Line("", "Chưa chọn chương trình", 7000, 1400, 700, 0, 0, 0),
)
INTENTS = (
    Asked("cost", 4120, 4120),
    Asked("who_id_vn", 2201, 2190),
    Asked("after_2_years", 1507, 1507),
    Asked("scam", 610, 610),
    Asked("nobody_knows", 3, 0),
)
TARGETS: Mapping[Programme, Target] = {
    "id_vn": Target(
        goal=2400,
        reached=1980,
        source="Công văn 123/VNNIC-PTDV ngày 04/01/2027",
        official=Official(1980, date(2026, 12, 31), "Công văn 123/VNNIC-PTDV ngày 04/01/2027"),
        confirmed=402,
        visible=610,
        says_registered=988,
        per_week=None,
    ),
    "biz_vn": Target(
        goal=600,
        reached=177,
        source="confirmed",
        official=None,
        confirmed=177,
        visible=201,
        says_registered=260,
        per_week=None,
    ),
}


def province() -> Province:
    return load_province("ca_mau")


def _communes() -> tuple[Line, ...]:
    chance = random.Random(11)
    names = {**load_communes(PROVINCES / "ca_mau" / "communes.yaml").names, "": "Không rõ"}
    out = []
    for code, name in names.items():
        seen = chance.choice((0, 2, 3, 17, 60, 240, 655)) if code else 41_000
        talks = seen // 4
        got = talks // 6
        out.append(Line(code, name, seen, talks, talks // 2, got, got // 3, got // 8))
    return tuple(out)


def _days() -> tuple[Day, ...]:
    chance = random.Random(5)
    first = QUARTER.first
    return tuple(
        Day(first + timedelta(days=n), talks * 5, talks, talks // 7)
        for n in range(QUARTER.days)
        for talks in [chance.randrange(40, 160)]
    )


def _sources() -> tuple[Line, ...]:
    return (
        Line("thpt-ho-thi-ky", "Trường THPT Hồ Thị Kỷ", 5230, 1210, 640, 210, 61, 12),
        Line("qr-hoi-cho", "Hội chợ OCOP tháng 11", 2110, 700, 512, 90, 25, 4),
        *(Line(f"nguon-{n}", text, 90 + n, 20, 9, 6, 0, 0) for n, text in enumerate(NASTY)),
        Line("", "Không rõ nguồn", 30_000, 6000, 2200, 800, 160, 40),
    )


def full() -> Report:
    """A busy quarter."""
    days, communes = _days(), _communes()
    totals = Totals(
        people=3362,
        new_people=2811,
        returning_people=551,
        conversations=sum(day.conversations for day in days),
        interactions=sum(day.interactions for day in days),
        handed_over=sum(day.handed_over for day in days),
        opened_link=902,
        says_registered=311,
        visible=214,
        website=37,
        confirmed=180,
    )
    before = replace(
        totals, people=2950, new_people=2700, conversations=8000, interactions=45_000, website=0, visible=0
    )
    return Report(
        period=QUARTER,
        province="Cà Mau",
        made_at=MADE,
        filter=Filter(),
        totals=totals,
        before=before,
        before_period=periods.quarter(2026, 3),
        funnel=tuple(Step(s, n) for s, n in zip(STEPS, (3362, 2010, 1705, 1402, 1188, 801, 290, 143), strict=True)),
        verdicts={"eligible": 1402, "borderline": 44, "too_old": 210, "no_certificate": 77, "unclear": 9},
        left=(Left("birth_date", "id_vn", 410), Left("certificate", "biz_vn", 122), Left("domain", "id_vn", 60)),
        hours=tuple(sum(day.interactions for day in days) // 24 + hour for hour in range(24)),
        days=days,
        channels=CHANNELS,
        programmes=PROGRAMMES,
        communes=communes,
        first_sources=tuple(replace(s, people=None, handed_over=None, confirmed=None) for s in _sources()),
        last_sources=_sources(),
        intents=INTENTS,
        unanswered=731,
        ratings=Ratings(counts=(4, 6, 21, 120, 402), remarks=88),
        reminders_sent=412,
        registered_after_reminder=97,
        asked_for_person=64,
        messages_left=31,
        response_p50_ms=42,
        response_p95_ms=180,
        targets=TARGETS,
        notes=("Kỳ này gồm nhiều quý: một người có mặt trong hai quý được tính ở mỗi quý một lần.",),
    )


def empty() -> Report:
    """A quarter in which nothing happened and people cannot be counted."""
    some = full()
    none = Totals(None, None, None, *(0 for _ in range(8)))
    target = Target(2400, 0, "confirmed", None, 0, 0, 0, 61.25)

    def zero(lines: tuple[Line, ...]) -> tuple[Line, ...]:
        return tuple(Line(line.code, line.name, 0, 0, None, 0, 0, 0) for line in lines)

    return replace(
        some,
        totals=none,
        before=None,
        before_period=None,
        funnel=tuple(Step(step, None) for step in STEPS),
        verdicts={},
        left=(),
        hours=(0,) * 24,
        days=tuple(Day(day.day, 0, 0, 0) for day in some.days),
        channels=zero(some.channels),
        programmes=zero(some.programmes),
        communes=zero(some.communes),
        first_sources=(),
        last_sources=(),
        intents=(),
        unanswered=0,
        ratings=Ratings((0, 0, 0, 0, 0), 0),
        reminders_sent=0,
        registered_after_reminder=0,
        asked_for_person=0,
        messages_left=0,
        response_p50_ms=None,
        response_p95_ms=None,
        targets={"id_vn": target, "biz_vn": replace(target, goal=600, per_week=15.3)},
        notes=("Không có số người cho kỳ này.",),
    )
