"""The tables of the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.reporting import words
from bot.reporting.official.ink import Grid
from bot.reporting.official.layout import LAYOUT
from bot.reporting.official.numbers import HIDDEN, UNKNOWN, change, share, whole
from storage.definitions import DEFINITIONS

if TYPE_CHECKING:
    from storage.reporting.types import Line, Report, Target

MOST_ASKED = 10
APPENDIX_MEASURES = ("interactions", "conversations", "people", "handed_over", "says_registered", "confirmed")
EXPLAINED = (
    *words.TOTALS,
    "funnel",
    "communes",
    "unanswered",
    "reminders",
    "ratings",
    "response_ms",
    "targets",
)


def targets(report: Report) -> Grid:
    """Bảng 1: goals, official totals and the three levels, side by side."""
    rows = [_target(words.PROGRAMMES[name], target) for name, target in report.targets.items()]
    every = list(report.targets.values())
    typed = [one.official.number for one in every if one.official is not None]
    official = sum(typed) if len(typed) == len(every) else None
    goal = sum(one.goal for one in every)
    levels = (sum(one.confirmed for one in every), sum(one.visible for one in every))
    says = sum(one.says_registered for one in every)
    rows.append(("Tổng cộng", *map(whole, (goal, official)), share(official, goal), *map(whole, (*levels, says))))
    header = ("Tên miền", "Chỉ tiêu", "Số chính thức", "Tỷ lệ so với chỉ tiêu", "Được xác nhận",
              "Hoạt động trên mạng", "Tự báo")  # fmt: skip
    return Grid(header, tuple(rows), (27, 21, 23, 25, 23, 24, 22), total=True)


def _target(name: str, one: Target) -> tuple[str, ...]:
    official = None if one.official is None else one.official.number
    return (
        name,
        whole(one.goal),
        whole(official),
        share(official, one.goal),
        *map(whole, (one.confirmed, one.visible, one.says_registered)),
    )


def totals(report: Report) -> Grid:
    """Bảng 2: the key figures beside those of the period before."""
    rows = []
    for name in words.TOTALS:
        now, before = getattr(report.totals, name), getattr(report.before, name, None)
        rows.append((DEFINITIONS[name].name, whole(now), whole(before), change(now, before)))
    return Grid(("Chỉ số", "Kỳ này", "Kỳ trước", "Tăng, giảm"), tuple(rows), (66, 28, 28, 43))


def funnel(report: Report) -> Grid:
    """Bảng 3: people at each step and their share of all."""
    first = report.funnel[0].people if report.funnel else None
    rows = tuple(
        (DEFINITIONS[f"funnel.{one.step}"].name, whole(one.people), share(one.people, first)) for one in report.funnel
    )
    return Grid(("Bước", "Số người", "Tỷ lệ"), rows, (85, 40, 40))


def channels(report: Report) -> Grid:
    """Bảng 4: channels."""
    used = [line for line in report.channels if line.code or any((line.interactions, line.confirmed))]
    rows = tuple(
        (line.name, *map(whole, (line.interactions, line.conversations, line.people, line.handed_over)))
        for line in used
    )
    header = ("Kênh", "Lượt tương tác", "Cuộc trò chuyện", "Số người", "Đường dẫn đã gửi")
    return Grid(header, rows, (45, 30, 30, 30, 30))


def verdicts(report: Report) -> Grid:
    """Bảng 5: results of the check; none for a period without any."""
    number = sum(report.verdicts.values())
    found = sorted(report.verdicts.items(), key=lambda one: -one[1])
    rows = [(words.VERDICTS.get(name, name), whole(times), share(times, number)) for name, times in found]
    rows.append(("Tổng cộng", whole(number), share(number, number)))
    return Grid(("Kết quả", "Số lượt", "Tỷ lệ"), tuple(rows), (105, 30, 30), total=True)


def asked(report: Report) -> Grid:
    """Bảng 6: what people asked about most."""
    rows = tuple(
        (str(n), words.intent(one.intent), whole(one.heard), whole(one.answered))
        for n, one in enumerate(report.intents[:MOST_ASKED], 1)
    )
    return Grid(("TT", "Nội dung", "Số lượt", "Đã trả lời"), rows, (12, 93, 30, 30), left=(0, 1))


def communes(report: Report) -> Grid:
    """Phụ lục I: every commune, small numbers taken out, and the totals of the report."""
    rows = [_commune(str(n) if line.code else "", line, report) for n, line in enumerate(report.communes, 1)]
    total = [getattr(report.totals, name) for name in APPENDIX_MEASURES]
    rows.append(("", "Tổng cộng", *map(whole, total)))
    return Grid(
        (
            "TT",
            "Xã, phường",
            "Lượt tương tác",
            "Cuộc trò chuyện",
            "Số người",
            "Đường dẫn đã gửi",
            "Tự báo",
            "Được xác nhận",
        ),
        tuple(rows),
        (11, 45, 19, 20, 16, 18, 18, 18),
        left=(1,),
        size=LAYOUT.appendix_table,
        total=True,
    )


def _commune(number: str, line: Line, report: Report) -> tuple[str, ...]:
    cells = (_cell(getattr(line, name), line, getattr(report.totals, name)) for name in APPENDIX_MEASURES)
    return (number, line.name[:1].upper() + line.name[1:], *cells)


def _cell(number: int | None, line: Line, total: int | None) -> str:
    """A number; one that was taken out; one that nobody can count."""
    if number is not None:
        return whole(number)
    return HIDDEN if line.hidden and total is not None else UNKNOWN


def meanings() -> Grid:
    """Phụ lục II: what each figure counts."""
    rows = tuple((DEFINITIONS[name].name, DEFINITIONS[name].text) for name in EXPLAINED)
    return Grid(("Số liệu", "Cách tính"), rows, (45, 120), left=(0, 1), size=LAYOUT.appendix_table)
