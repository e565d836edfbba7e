"""A report as plain tables: what CSV, XLSX and the download of each page write, in one order, under one set of names.

Every table begins with `code` and `name`, the rest are its figures. A figure that is None cannot be counted or is
hidden, which `note` tells; it is never zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bot.reporting import words
from storage.definitions import DEFINITIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.reporting.cells import Cell
    from storage.reporting.types import Line, Report, Target

Kind = Literal["text", "number", "decimal", "flag", "day", "moment", "list"]


@dataclass(frozen=True, slots=True)
class Column:
    """`id` is the stable English name for programs, `heading` the Vietnamese one; `meaning` explains it."""

    id: str
    heading: str
    kind: Kind = "number"
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows have a cell for each column, of the column's kind or None."""

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


CODE, NAME = Column("code", "Mã", "text"), Column("name", "Tên", "text")
NOTE = Column("note", "Ghi chú", "text")
HIDDEN = "có số nhỏ được ẩn"
RESULT = Column("value", "Giá trị")


def figure(name: str) -> Column:
    """The column of a defined figure. Raises KeyError for one that is not defined."""
    one = DEFINITIONS[name]
    return Column(name, one.name, "number", one.text)


def tables_of(report: Report) -> tuple[Table, ...]:
    """Everything that the report holds."""
    return (
        _about(report),
        _totals(report),
        _targets(report),
        _named("funnel", [(f"funnel.{one.step}", one.people) for one in report.funnel], "people", "Số người"),
        _verdicts(report),
        _talks(report),
        _ratings(report),
        lines("channels", report.channels),
        lines("programmes", report.programmes),
        lines("communes", report.communes),
        lines("first_sources", report.first_sources, title="Theo nguồn đầu tiên"),
        lines("last_sources", report.last_sources, title="Theo nguồn gần nhất"),
        _intents(report),
        _left(report),
        _hours(report),
        _days(report),
    )


def table_of(report: Report, name: str) -> Table:
    """One of the tables. Raises KeyError for a name that there is not."""
    return {table.id: table for table in tables_of(report)}[name]


def _about(report: Report) -> Table:
    period = report.period
    rows: list[tuple[Cell, ...]] = [
        ("province", "Địa bàn", report.province),
        ("period", "Kỳ báo cáo", period.name),
        ("from", "Từ ngày", f"{period.first:%d/%m/%Y}"),
        ("to", "Đến hết ngày", f"{period.last:%d/%m/%Y}"),
        ("made_at", "Lập lúc (giờ Việt Nam)", f"{words.here(report.made_at):%H:%M %d/%m/%Y}"),
    ]
    rows += [
        (f"filter.{name}", "Chỉ tính " + heading, value or "không rõ")
        for name, heading in words.FILTERS.items()
        if (value := getattr(report.filter, name)) is not None
    ]
    rows += [(f"note.{n}", "Lưu ý", note) for n, note in enumerate(report.notes, 1)]
    return Table("about", "Kỳ báo cáo", (CODE, NAME, Column("value", "Giá trị", "text")), tuple(rows))


def _totals(report: Report) -> Table:
    earlier = "Kỳ trước" if report.before_period is None else f"Kỳ trước ({report.before_period.name})"
    rows = tuple(
        (name, DEFINITIONS[name].name, getattr(report.totals, name), getattr(report.before, name, None))
        for name in words.TOTALS
    )
    return Table("totals", "Số liệu chính", (CODE, NAME, RESULT, Column("before", earlier)), rows)


TARGET = (
    Column("goal", "Chỉ tiêu"),
    Column("reached", "Đã đạt", meaning=DEFINITIONS["targets"].text),
    Column("source", "Nguồn của số đã đạt", "text"),
    Column("official", "Số chính thức"),
    Column("official_as_of", "Số chính thức tính đến ngày", "day"),
    Column("official_origin", "Nguồn số chính thức", "text"),
    Column("confirmed", "Được xác nhận (lũy kế)"),
    Column("visible", "Hoạt động trên mạng (lũy kế)"),
    Column("says_registered", "Tự báo (lũy kế)"),
    Column("per_week", DEFINITIONS["per_week"].name, "decimal", DEFINITIONS["per_week"].text),
)


def _targets(report: Report) -> Table:
    rows = tuple((name, words.PROGRAMMES[name], *_of_target(target)) for name, target in report.targets.items())
    return Table("targets", DEFINITIONS["targets"].name, (CODE, NAME, *TARGET), rows)


def _of_target(one: Target) -> tuple[Cell, ...]:
    typed = one.official
    origin = words.CONFIRMED if typed is None else typed.origin
    official: tuple[Cell, ...] = (None, None, None) if typed is None else (typed.number, typed.as_of, typed.origin)
    return (one.goal, one.reached, origin, *official, one.confirmed, one.visible, one.says_registered, one.per_week)


def _verdicts(report: Report) -> Table:
    counted = [(name, words.VERDICTS.get(name, name), number) for name, number in report.verdicts.items()]
    return Table("verdicts", DEFINITIONS["verdicts"].name, (CODE, NAME, Column("times", "Số lượt")), tuple(counted))


def _talks(report: Report) -> Table:
    figures: list[tuple[str, Cell]] = [
        ("unanswered", report.unanswered),
        ("remarks", report.ratings.remarks),
        ("reminders", report.reminders_sent),
        ("registered_after_reminder", report.registered_after_reminder),
        ("asked_for_person", report.asked_for_person),
        ("messages_left", report.messages_left),
    ]
    rows: list[tuple[Cell, ...]] = [(name, DEFINITIONS[name].name, value) for name, value in figures]
    for share, value in (("p50", report.response_p50_ms), ("p95", report.response_p95_ms)):
        rows.append((f"response_ms.{share}", f"{DEFINITIONS['response_ms'].name} ({share}, mili giây)", value))
    return Table("talks", "Trò chuyện và hỗ trợ", (CODE, NAME, RESULT), tuple(rows))


def _ratings(report: Report) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (str(mark), f"{mark} điểm", number) for mark, number in enumerate(report.ratings.counts, 1)
    ]
    rows.append(("mean", "Điểm trung bình", report.ratings.mean))
    return Table(
        "ratings", DEFINITIONS["ratings"].name, (CODE, NAME, Column("times", "Số lượt", "decimal")), tuple(rows)
    )


MEASURES = ("interactions", "conversations", "people", "handed_over", "says_registered", "confirmed")


def lines(name: str, found: Sequence[Line], *, title: str | None = None) -> Table:
    """A breakdown as a table."""
    columns = (CODE, NAME, *(figure(measure) for measure in MEASURES), NOTE)
    rows = tuple(
        (one.code, one.name, *(getattr(one, m) for m in MEASURES), HIDDEN if one.hidden else None) for one in found
    )
    return Table(name, title or DEFINITIONS[name].name, columns, rows)


def _intents(report: Report) -> Table:
    rows = tuple((one.intent, words.intent(one.intent), one.heard, one.answered) for one in report.intents)
    columns = (CODE, NAME, Column("heard", "Số lượt hỏi"), Column("answered", "Số lượt đã trả lời"))
    return Table("intents", DEFINITIONS["intents"].name, columns, rows)


def _left(report: Report) -> Table:
    rows = tuple(
        (f"{one.programme or '-'}.{one.node}", words.stopped_at(one.node, one.programme), one.conversations)
        for one in report.left
    )
    return Table("left", DEFINITIONS["left"].name, (CODE, NAME, figure("conversations")), rows)


def _hours(report: Report) -> Table:
    rows = tuple((f"{hour:02}", f"{hour} giờ", number) for hour, number in enumerate(report.hours))
    return Table("hours", DEFINITIONS["hours"].name, (CODE, NAME, Column("times", "Số lượt")), rows)


def _days(report: Report) -> Table:
    rows = tuple(
        (one.day.isoformat(), one.day, one.interactions, one.conversations, one.handed_over) for one in report.days
    )
    measures = (figure(name) for name in ("interactions", "conversations", "handed_over"))
    return Table("days", DEFINITIONS["days"].name, (CODE, Column("name", "Ngày", "day"), *measures), rows)


def _named(name: str, found: Sequence[tuple[str, Cell]], measure: str, heading: str) -> Table:
    rows = tuple((code.partition(".")[2] or code, DEFINITIONS[code].name, value) for code, value in found)
    return Table(name, DEFINITIONS[name].name, (CODE, NAME, Column(measure, heading)), rows)


LONG = (
    Column("table", "Mã bảng", "text"),
    Column("table_name", "Bảng", "text"),
    CODE,
    NAME,
    Column("figure", "Mã số liệu", "text"),
    Column("figure_name", "Số liệu", "text"),
    Column("value", "Giá trị", "text"),
)


def long_rows(tables: Sequence[Table]) -> Iterator[tuple[Cell, ...]]:
    """All tables as one: a row for each figure, in the columns of `LONG`."""
    for table in tables:
        for row in table.rows:
            for column, value in zip(table.columns[2:], row[2:], strict=True):
                yield (table.id, table.title, row[0], row[1], column.id, column.heading, value)
