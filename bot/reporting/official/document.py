"""The official report as DOCX: layout under Nghị định 30/2020/NĐ-CP, texts and tables from one `Report`."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from itertools import count
from typing import TYPE_CHECKING, Any, BinaryIO

import docx
from docx.enum.section import WD_SECTION
from docx.shared import Mm, Pt, RGBColor

from bot.reporting.official import exhibits, head, ink, sentences
from bot.reporting.official.ink import CENTRE, Look
from bot.reporting.official.layout import LAYOUT
from bot.reporting.official.numbers import short
from bot.reporting.words import FILTERS
from bot.staff import charts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from docx.section import Section

    from bot.reporting.official.head import Letterhead
    from bot.reporting.official.ink import Grid, Pieces
    from storage.reporting.types import Report

HEADING = Look(bold=True, first=LAYOUT.indent, before=6, after=LAYOUT.between, with_next=True, style="Heading 1")
CLAUSE = Look(bold=True, first=LAYOUT.indent, before=3, after=LAYOUT.between, with_next=True, style="Heading 2")
NOTE = Look(size=LAYOUT.caption, italic=True, align=ink.JUSTIFIED, before=3, after=LAYOUT.between)
LEVELS = (
    "Ghi chú: Số chính thức, số được xác nhận, số hoạt động trên mạng và số tự báo là các cấp độ khác nhau của cùng "
    "một việc, được thống kê riêng và không cộng với nhau. Tỷ lệ tính theo số chính thức."
)
SMALL = (
    "Ghi chú: Dấu “…” là số được ẩn để bảo vệ dữ liệu cá nhân (số từ 1 đến 4, cùng một số khác khi cần để không suy ra "
    "được); dấu “–” là không tính được. Tổng cộng là tổng thật của toàn tỉnh; một người có thể có mặt ở nhiều dòng."
)


def write_document(report: Report, out: BinaryIO, *, letterhead: Letterhead) -> None:
    """Writes the report. Small numbers are to be taken out before (`hiding.for_outside`)."""
    document = docx.Document()
    _prepare(document, report, letterhead)
    _section(document.sections[0])
    _opening(document, report, letterhead)
    _results(document, report, letterhead)
    _outlook(document, report, letterhead)
    head.foot(document, letterhead)
    _appendices(document, report, letterhead)
    document.save(out)


def subject(report: Report, letter: Letterhead) -> tuple[str, ...]:
    """Trích yếu, in lines."""
    return (
        "Kết quả triển khai Chương trình hiện diện trực tuyến",
        f"với tên miền quốc gia “.vn” trên địa bàn {letter.province}",
        report.period.name,
    )


def _prepare(document: Any, report: Report, letter: Letterhead) -> None:
    """Fonts, styles, language and properties of the file."""
    for name in ("Normal", "Title", "Heading 1", "Heading 2", "Header", "Table Grid"):
        style = document.styles[name]
        ink.named_fonts(style.element.get_or_add_rPr(), LAYOUT.font)
        if name != "Table Grid":
            style.font.size, style.font.color.rgb = Pt(LAYOUT.text), RGBColor(0, 0, 0)
            ink.plain_style(style)
    ink.named_fonts(ink.defaults(document), LAYOUT.font)
    ink.language(document, "vi-VN")
    made = report.made_at.astimezone(UTC).replace(tzinfo=None)
    properties = document.core_properties
    properties.title = " ".join(("Báo cáo", *subject(report, letter)))
    properties.author, properties.last_modified_by, properties.language = letter.agency, letter.agency, "vi-VN"
    properties.comments, properties.created, properties.modified = "", made, made


def _section(section: Section) -> None:
    """Page, margins, and a page number in the top margin on every page but the first."""
    section.page_width, section.page_height = Mm(LAYOUT.page[0]), Mm(LAYOUT.page[1])
    section.top_margin, section.bottom_margin = Mm(LAYOUT.top), Mm(LAYOUT.bottom)
    section.left_margin, section.right_margin = Mm(LAYOUT.left), Mm(LAYOUT.right)
    section.header_distance = section.footer_distance = Mm(LAYOUT.number_from_top)
    section.different_first_page_header_footer = True
    ink.page_number(section.header.paragraphs[0], LAYOUT.page_number)
    ink.number_from_one(section)


def _opening(document: Any, report: Report, letter: Letterhead) -> None:
    head.head(document, letter, report.made_at)
    head.title(document, "BÁO CÁO", subject(report, letter))
    head.addressed(document, letter.addressees)
    head.basis(document, letter.basis)
    first, last = short(report.period.first), short(report.period.last)
    period = report.period.name if report.period.kind == "days" else f"{report.period.name} (từ {first} đến {last})"
    ink.write(document, f"{letter.agency} báo cáo kết quả thực hiện {period} như sau:")


def _results(document: Any, report: Report, letter: Letterhead) -> None:
    ink.write(document, "I. CÔNG TÁC CHỈ ĐẠO, TRIỂN KHAI", HEADING)
    _say(document, sentences.steering(report, agency=letter.agency, plan=letter.plan))
    ink.write(document, "II. KẾT QUẢ THỰC HIỆN", HEADING)
    ink.write(document, "1. Truyền thông", CLAUSE)
    _say(document, sentences.outreach(report))
    ink.write(document, "2. Đăng ký tên miền", CLAUSE)
    _say(document, sentences.registrations(report))
    _table(document, "Bảng 1. Kết quả so với chỉ tiêu, lũy kế", exhibits.targets(report), LEVELS)
    ink.write(document, "3. Hỗ trợ qua kênh Chatbot", CLAUSE)
    _say(document, sentences.assistant(report))
    _table(
        document,
        "Bảng 2. Số liệu chính của trợ lý trực tuyến",
        exhibits.totals(report),
        *report.notes,
        *_part_only(report),
    )
    _talks(document, report)
    ink.write(document, "4. Phản hồi", CLAUSE)
    _say(document, sentences.feedback(report))


def _talks(document: Any, report: Report) -> None:
    """Tables and figures of the assistant; those that would be empty are left out, the numbers go on without a gap."""
    tables, figures = count(3), count(1)
    if any(day.conversations or day.handed_over for day in report.days):
        shown = f"Hình {next(figures)}. Cuộc trò chuyện và đường dẫn đã gửi theo thời gian"
        _figure(document, charts.trend(report), shown)
    if report.funnel and report.funnel[0].people:
        _table(document, f"Bảng {next(tables)}. Số người ở từng bước", exhibits.funnel(report))
        _figure(document, charts.funnel(report), f"Hình {next(figures)}. Số người ở từng bước", wide=110)
    _table(document, f"Bảng {next(tables)}. Theo kênh", exhibits.channels(report))
    if report.verdicts:
        _table(document, f"Bảng {next(tables)}. Kết quả kiểm tra điều kiện", exhibits.verdicts(report))
    if report.intents:
        _table(document, f"Bảng {next(tables)}. Nội dung được hỏi nhiều nhất", exhibits.asked(report))


def _outlook(document: Any, report: Report, letter: Letterhead) -> None:
    ink.write(document, "III. ĐÁNH GIÁ CHUNG", HEADING)
    ink.write(document, "1. Kết quả đạt được", CLAUSE)
    _say(document, sentences.achieved(report))
    ink.write(document, "2. Khó khăn, vướng mắc và nguyên nhân", CLAUSE)
    _say(document, sentences.difficulties(report))
    ink.write(document, "IV. NHIỆM VỤ, GIẢI PHÁP KỲ TỚI", HEADING)
    _say(document, sentences.tasks(report, until=None if letter.until is None else short(letter.until)))
    ink.write(document, "V. KIẾN NGHỊ, ĐỀ XUẤT", HEADING)
    _say(document, sentences.proposals(letter.addressees))
    last = sentences.closing(report, agency=letter.agency, addressees=letter.addressees)
    ink.write(document, last, replace(ink.BODY, with_next=True))


def _appendices(document: Any, report: Report, letter: Letterhead) -> None:
    _appendix(document, "Phụ lục I", "SỐ LIỆU THEO XÃ, PHƯỜNG", report, letter)
    ink.grid(document, exhibits.communes(report))
    ink.write(document, SMALL, NOTE)
    if any(line.code and line.interactions for line in report.communes):
        _figure(document, charts.communes(report), "Hình: Xã, phường có nhiều lượt tương tác nhất", wide=115)
    _appendix(document, "Phụ lục II", "CÁCH TÍNH SỐ LIỆU", report, letter)
    ink.grid(document, exhibits.meanings())


def _appendix(document: Any, name: str, title: str, report: Report, letter: Letterhead) -> None:
    """A new page with a numbering of its own."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.different_first_page_header_footer = True
    ink.number_from_one(section)
    bold = Look(size=LAYOUT.title, bold=True, align=CENTRE)
    ink.write(document, name, bold)
    ink.write(document, title, bold)
    attached = f"(Kèm theo Báo cáo số {letter.reference} {letter.dated(report.made_at)} của {letter.agency})"
    ink.write(document, attached, Look(size=LAYOUT.place, italic=True, align=CENTRE, after=10))


def _part_only(report: Report) -> Iterable[str]:
    """What the figures are limited to, where they are not those of the whole province."""
    for name, heading in FILTERS.items():
        if (code := getattr(report.filter, name)) is not None:
            yield f"Số liệu của trợ lý chỉ tính {heading}: {code or 'không rõ'}."


def _say(document: Any, paragraphs: Iterable[Pieces | str]) -> None:
    for pieces in paragraphs:
        ink.write(document, pieces)


def _table(document: Any, caption: str, data: Grid, *notes: str) -> None:
    look = Look(size=LAYOUT.caption, bold=True, align=CENTRE, before=4, after=3, with_next=True)
    ink.write(document, caption, look)
    ink.grid(document, data)
    for note in notes:
        ink.write(document, note, NOTE)
    if not notes:
        ink.write(document, "", Look(size=4))


def _figure(document: Any, chart: Any, caption: str, *, wide: float = 150) -> None:
    ink.picture(document, charts.png(chart), wide=wide, described=caption)
    ink.write(document, caption, Look(size=LAYOUT.caption, bold=True, align=CENTRE, after=LAYOUT.between))
