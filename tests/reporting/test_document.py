"""The official report has the layout of Nghị định 30/2020/NĐ-CP and the figures of the report, read from the XML."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from bot.reporting import files
from bot.reporting.letterhead import letterhead
from bot.reporting.official import exhibits, sentences
from bot.reporting.official.numbers import whole
from bot.reporting.tables import MEASURES
from storage import periods
from storage.reporting import hiding
from tests.reporting import sample
from tests.reporting.docx_reading import Document, W, has, runs, text_of, value

if TYPE_CHECKING:
    from bot.reporting.official.head import Letterhead
    from storage.reporting.types import Report

LETTER = letterhead(sample.province())
MM = 1440 / 25.4


def document(report: Report, letter: Letterhead = LETTER) -> Document:
    out = io.BytesIO()
    files.write_report(report, "docx", out, version="1", letterhead=letter)
    return Document(out.getvalue())


@pytest.fixture(scope="module")
def full() -> Document:
    return document(sample.full())


@pytest.fixture(scope="module")
def empty() -> Document:
    return document(sample.empty())


def test_page_margins_and_numbers(full: Document) -> None:
    """A4 upright; 20, 20, 30, 15 mm; Arabic numbers from 1 in the top margin, not on a first page, for each part."""
    sections = full.sections()
    assert len(sections) == 3
    for section in sections:
        assert (value(section, "pgSz", "w"), value(section, "pgSz", "h")) == ("11906", "16838")
        sides = [round(int(value(section, "pgMar", side) or 0) / MM) for side in ("top", "bottom", "left", "right")]
        assert sides == [20, 20, 30, 15]
        assert has(section, "titlePg")
        assert value(section, "pgNumType", "start") == "1"
    [(name, header)] = [(n, full.part(f"header{n}")) for n in range(1, 9) if b"PAGE" in full.files.get(
        f"word/header{n}.xml", b"")]  # fmt: skip
    assert name
    [paragraph] = header.iter(f"{W}p")
    assert value(paragraph, "pPr/jc") == "center"
    assert {value(run, "rPr/sz") for run in paragraph.iter(f"{W}r")} == {"26"}


def test_every_letter_is_times_new_roman(full: Document) -> None:
    """All four scripts, no theme in their place, black, in every style that is used."""
    styles = full.part("styles")
    fonts = [*styles.iter(f"{W}rFonts"), *full.body.iter(f"{W}rFonts")]
    used = {"Normal", "Title", "Heading1", "Heading2", "Header", "TableGrid"}
    own = [s.find(f"{W}rPr/{W}rFonts") for s in styles.iter(f"{W}style") if s.get(f"{W}styleId") in used]
    defaults = styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}rFonts")
    assert len(own) == len(used)
    for found in (defaults, *own):
        assert found is not None
        assert {key.removeprefix(W): name for key, name in found.attrib.items()} == dict.fromkeys(
            ("ascii", "hAnsi", "cs", "eastAsia"), "Times New Roman"
        )
    assert fonts
    colours = {
        c.get(f"{W}val") for s in styles.iter(f"{W}style") if s.get(f"{W}styleId") in used for c in s.iter(f"{W}color")
    }
    assert colours <= {"000000", "auto"}


@pytest.mark.parametrize(
    ("text", "size", "bold", "italic", "align"),
    [
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, True, False, "center"),
        ("Độc lập - Tự do - Hạnh phúc", 13, True, False, "center"),
        ("UBND TỈNH CÀ MAU", 12, False, False, "center"),
        ("SỞ KHOA HỌC VÀ CÔNG NGHỆ", 12, True, False, "center"),
        ("Số: ", 13, False, False, "center"),
        ("Cà Mau, ngày", 13, False, True, "center"),
        ("BÁO CÁO", 14, True, False, "center"),
        ("quý IV năm 2026", 14, True, False, "center"),
        ("Kính gửi:", 14, False, False, "left"),
        ("- Ủy ban nhân dân tỉnh;", 14, False, False, "left"),
        ("- Bộ Khoa học và Công nghệ.", 14, False, False, "left"),
        ("Thực hiện Kế hoạch số 0109/KH-UBND", 14, False, True, "both"),
        ("Sở Khoa học và Công nghệ tỉnh Cà Mau báo cáo", 14, False, False, "both"),
        ("I. CÔNG TÁC CHỈ ĐẠO, TRIỂN KHAI", 14, True, False, "left"),
        ("II. KẾT QUẢ THỰC HIỆN", 14, True, False, "left"),
        ("III. ĐÁNH GIÁ CHUNG", 14, True, False, "left"),
        ("IV. NHIỆM VỤ, GIẢI PHÁP KỲ TỚI", 14, True, False, "left"),
        ("V. KIẾN NGHỊ, ĐỀ XUẤT", 14, True, False, "left"),
        ("3. Hỗ trợ qua kênh Chatbot", 14, True, False, "left"),
        ("GIÁM ĐỐC", 14, True, False, "center"),
        ("Nơi nhận:", 12, True, True, "left"),
        ("- Như trên;", 11, False, False, "left"),
        ("- VNNIC;", 11, False, False, "left"),
        ("- Lưu: VT, [phòng chủ trì].", 11, False, False, "left"),
        ("SỐ LIỆU THEO XÃ, PHƯỜNG", 14, True, False, "center"),
    ],
)
def test_each_block_has_its_form(full: Document, *, text: str, size: int, bold: bool, italic: bool, align: str) -> None:
    """Size, weight, slant and place of every block, as the decree's table has them."""
    paragraph = full.find(text)
    assert value(paragraph, "pPr/jc") == align
    for run in runs(paragraph):
        assert value(run, "rPr/sz") == str(size * 2)
        assert has(run, "rPr/b") == bold
        assert has(run, "rPr/i") == italic


def test_body_paragraphs(full: Document) -> None:
    """Justified, first line 12,7 mm in, at least 6 points apart, line spacing between single and 1,5."""
    body = [p for p in full.paragraphs() if value(p, "pPr/jc") == "both" and value(p, "pPr/ind", "firstLine") == "720"]
    assert len(body) > 15
    for paragraph in body:
        assert int(value(paragraph, "pPr/spacing", "after") or 0) >= 120
        assert 240 <= int(value(paragraph, "pPr/spacing", "line") or 0) <= 360


def test_lines_are_borders_of_paragraphs(full: Document) -> None:
    """Three lines in the head, as long as the decree wants, none drawn with underscores or underlining."""
    lines = [p for p in full.paragraphs() if has(p, "pPr/pBdr/bottom")]
    assert len(lines) == 3
    within = {0: 70, 1: 95, 2: 165}
    lengths = [
        within[n] - (int(value(p, "pPr/ind", "left") or 0) + int(value(p, "pPr/ind", "right") or 0)) / MM
        for n, p in enumerate(lines)
    ]
    assert 18 < lengths[0] < 28, "a third to a half of the issuer, which is 58 mm long"
    assert 55 < lengths[1] < 58, "as long as the motto"
    assert 35 < lengths[2] < 54, "a third to a half of the longest line of the title, which is 108 mm long"
    assert not list(full.body.iter(f"{W}u"))
    assert "__" not in text_of(full.body)


def test_places_for_a_person_are_marked(full: Document) -> None:
    """What a person must write is in brackets on yellow, and nothing else is."""
    yellow = [text_of(run) for run in full.body.iter(f"{W}r") if value(run, "rPr/highlight") == "yellow"]
    assert len(yellow) == 10
    assert all(re.fullmatch(r"\[.+\]", text) for text in yellow)
    assert not [p for p in full.paragraphs() if "[" in text_of(p) and not any(mark in text_of(p) for mark in yellow)]


def test_tables_repeat_their_headers(full: Document) -> None:
    """Every table with borders has a header that comes again on the next page, and rows that stay whole."""
    grids = [t for t in full.body.iter(f"{W}tbl") if value(t, "tblPr/tblStyle") == "TableGrid"]
    assert len(grids) == 8
    for grid in grids:
        rows = list(grid.iter(f"{W}tr"))
        assert [has(row, "trPr/tblHeader") for row in rows] == [True] + [False] * (len(rows) - 1)
        assert all(has(row, "trPr/cantSplit") for row in rows)
        sizes = {value(run, "rPr/sz") for run in grid.iter(f"{W}r")}
        assert sizes in ({"24"}, {"22"})


def test_tables_hold_the_figures(full: Document) -> None:
    """Each cell of the tables of figures is the number of the report, as it is written in Vietnamese."""
    report = sample.full()
    tables = {table[0][0] + table[0][1]: table for table in full.tables() if len(table[0]) > 1}
    key = tables["Chỉ sốKỳ này"]
    before = report.before
    assert before is not None
    assert key[1] == ["Số người", whole(report.totals.people), whole(before.people), "+412 (14,0%)"]
    assert [row[1] for row in key[1:]] == [whole(getattr(report.totals, name)) for name in files_totals()]
    assert [row[1] for row in tables["BướcSố người"][1:]] == [whole(step.people) for step in report.funnel]
    assert tables["Tên miềnChỉ tiêu"][1:] == [
        ["id.vn", "2.400", "1.980", "82,5%", "402", "610", "988"],
        ["biz.vn", "600", "–", "–", "177", "201", "260"],
        ["Tổng cộng", "3.000", "–", "–", "579", "811", "1.248"],
    ]
    assert [row[1:] for row in tables["KênhLượt tương tác"][1:]] == [
        [whole(n) for n in (c.interactions, c.conversations, c.people, c.handed_over)] for c in report.channels
    ]
    assert [row[1] for row in tables["Kết quảSố lượt"][1:]] == ["1.402", "210", "77", "44", "9", "1.742"]
    assert [row[2:] for row in tables["TTNội dung"][1:]] == [
        [whole(a.heard), whole(a.answered)] for a in report.intents
    ]


def files_totals() -> tuple[str, ...]:
    """The key figures as the type declares them."""
    return tuple(type(sample.full().totals).__dataclass_fields__)


def test_the_appendix_has_every_commune_and_hides_small_numbers(full: Document) -> None:
    """64 units in order, "not known", the true totals; numbers from 1 to 4 are nowhere, the number of rows is."""
    report = hiding.for_outside(sample.full())
    [table] = [t for t in full.tables() if t[0][1:2] == ["Xã, phường"]]
    assert len(table) == 1 + 64 + 1 + 1
    for row, line in zip(table[1:-1], report.communes, strict=True):
        assert row[1].lower() == line.name.lower()
        assert row[2:] == ["…" if (n := getattr(line, m)) is None else whole(n) for m in MEASURES]
    assert table[-1][2:] == [whole(getattr(report.totals, m)) for m in MEASURES]
    cells = {cell for row in table[1:-1] for cell in row[2:]}
    assert not cells & {"1", "2", "3", "4"}
    assert "…" in cells


def test_an_empty_period_reads_well(empty: Document) -> None:
    """No None, no division by zero, no empty table or chart; unknown people are a dash and are said to be unknown."""
    text = text_of(empty.body)
    assert "None" not in text
    assert "nan" not in text.lower().replace("nang", "")
    assert "chưa phát sinh lượt tương tác nào" in text
    assert "Bảng 4" not in text
    assert "Hình" not in text
    assert [row[2] for row in exhibits.communes(sample.empty()).rows] == ["0"] * 66
    assert [row[4] for row in exhibits.communes(sample.empty()).rows] == ["–"] * 66
    assert "bình quân mỗi tuần có thêm 62 tên miền id.vn và 16 tên miền biz.vn" in text


def test_the_levels_are_never_added(full: Document) -> None:
    """No sum of official, confirmed, visible and said numbers is anywhere in the text."""
    numbers = set(re.findall(r"\d[\d.]*\d|\d", text_of(full.body)))
    id_vn, biz_vn = sample.full().targets["id_vn"], sample.full().targets["biz_vn"]
    wrong = {
        1980 + biz_vn.confirmed,
        1980 + id_vn.confirmed,
        *(a.confirmed + a.visible for a in (id_vn, biz_vn)),
        *(a.confirmed + a.visible + a.says_registered for a in (id_vn, biz_vn)),
        *(a.visible + a.says_registered for a in (id_vn, biz_vn)),
    }
    assert not numbers & {whole(number) for number in wrong}


def test_one_addressee_stands_on_the_same_line() -> None:
    """Several stand below each other; a known number, day and signer are written as the decree wants."""
    letter = replace(
        LETTER,
        addressees=("Ủy ban nhân dân tỉnh",),
        number=5,
        signed_on=date(2027, 1, 5),
        signer_title="KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC",
        signer_name="Nguyễn Văn A",
        archive="VT, CNS",
    )
    made = document(sample.full(), letter)
    made.find("Kính gửi: Ủy ban nhân dân tỉnh.")
    made.find("Số: 05/BC-SKHCN")
    made.find("Cà Mau, ngày 05 tháng 01 năm 2027")
    made.find("PHÓ GIÁM ĐỐC")
    made.find("Nguyễn Văn A")
    made.find("- Lưu: VT, CNS.")
    attached = [p for p in made.paragraphs() if text_of(p).startswith("(Kèm theo Báo cáo số 05/BC-SKHCN ngày 05")]
    assert len(attached) == 2


def test_a_year_and_other_days_have_their_words() -> None:
    """The same report for a year, and for days that are no quarter."""
    year = replace(sample.full(), period=periods.year(2026), before_period=periods.year(2025))
    text = text_of(document(year).body)
    assert "Trong năm 2026, " in text
    assert "so với năm 2025" in text
    odd = replace(sample.full(), period=periods.days(date(2026, 10, 2), date(2026, 10, 9)))
    assert "Từ ngày 02/10/2026 đến ngày 09/10/2026, " in text_of(document(odd).body)


def test_user_text_stays_text(full: Document) -> None:
    """Labels with tabs, line ends and formulas are words in a line; nothing of them is markup."""
    told = "; ".join(str(piece) for piece in sentences.outreach(sample.full()))
    assert "a\nb" in told
    assert "a b (100 lượt)" in text_of(full.body)
    assert not [t for t in full.body.iter(f"{W}t") if "\n" in (t.text or "")]
