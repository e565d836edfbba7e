"""The files opened and drawn by LibreOffice: what an officer sees on paper and on the screen."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

import pytest

from bot.reporting import files
from bot.reporting.letterhead import letterhead
from bot.reporting.tables import table_of
from storage.reporting import hiding
from tests.reporting import sample

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.reporting.files import Format
    from storage.reporting.types import Report

POINT_IN_MM = 25.4 / 72


def save(report: Report, form: Format, path: Path) -> Path:
    letter = letterhead(sample.province()) if form == "docx" else None
    with path.open("wb") as out:
        files.write_report(report, form, out, version="1", letterhead=letter)
    return path


@pytest.fixture(scope="module")
def pdf(office: Callable[[Path, str], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return office(save(sample.full(), "docx", tmp_path_factory.mktemp("docx") / "report.docx"), "pdf")


@pytest.fixture(scope="module")
def pages(pdf: Path, poppler: Callable[..., str]) -> list[str]:
    """The text of each page."""
    return poppler("pdftotext", "-layout", str(pdf), "-").split("\f")[:-1]


def words(pdf: Path, poppler: Callable[..., str], page: int) -> list[tuple[str, float, float, float, float]]:
    """(word, left, top, right, bottom) in mm."""
    found = poppler("pdftotext", "-bbox", "-f", str(page), "-l", str(page), str(pdf), "-")
    pattern = r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)<'
    out = []
    for left, top, right, bottom, word in re.findall(pattern, found):
        one, two, three, four = (float(side) * POINT_IN_MM for side in (left, top, right, bottom))
        out.append((word, one, two, three, four))
    return out


def test_pages_are_numbered_as_the_decree_wants(pdf: Path, pages: list[str], poppler: Callable[..., str]) -> None:
    """No number on a first page; then 2, 3 … in the middle of the top margin; appendices count anew."""
    firsts = [
        n for n, page in enumerate(pages) if "CỘNG HÒA" in page or "Phụ lục I\n" in page or "Phụ lục II\n" in page
    ]
    assert firsts[0] == 0
    assert len(firsts) == 3
    for n, page in enumerate(pages):
        first = max(f for f in firsts if f <= n)
        top = page.strip().split("\n")[0].strip()
        assert (top == str(n - first + 1)) == (n != first)
    number, left, top_edge, right, bottom = words(pdf, poppler, 2)[0]
    assert number == "2"
    assert abs((left + right) / 2 - (30 + 165 / 2)) < 1
    assert 5 < top_edge < bottom < 20


def test_the_head_stands_as_it_should(pdf: Path, poppler: Callable[..., str]) -> None:
    """State and motto on one line each, number and date level, all inside the margins."""
    found = words(pdf, poppler, 1)
    where = {word: (left, top, right) for word, left, top, right, _ in found[:60]}
    assert abs(where["CỘNG"][1] - where["NAM"][1]) < 0.2
    assert abs(where["Độc"][1] - where["phúc"][1]) < 0.2
    assert abs(where["SỞ"][1] - where["NGHỆ"][1]) < 0.2
    assert abs(where["Số:"][1] - where["ngày"][1]) < 0.5
    assert min(left for _, left, *_ in found) > 29.5
    assert max(right for _, _, _, right, _ in found) < 195.5
    motto = where["phúc"][2] - where["Độc"][0]
    assert abs(motto - 12.24 * 13 * POINT_IN_MM) < 0.5, "the line below is as long as the text"


def test_the_signer_is_level_with_the_recipients(pdf: Path, pages: list[str], poppler: Callable[..., str]) -> None:
    """On one page, five lines for the signature, the name below."""
    number = next(n for n, page in enumerate(pages, 1) if "Nơi nhận:" in page)
    assert "xem xét, chỉ đạo./." in pages[number - 1], "never alone on a page"
    found = words(pdf, poppler, number)
    where = {word: (left, top) for word, left, top, _, _ in found[-30:]}
    assert abs(where["Nơi"][1] - where["GIÁM"][1]) < 2
    assert where["[Họ"][1] - where["GIÁM"][1] > 5 * 14 * POINT_IN_MM
    assert where["[Họ"][0] > 110


def test_fonts_are_those_of_the_decree(pdf: Path, poppler: Callable[..., str]) -> None:
    """Times New Roman, or the font with its measures that stands in for it; nothing falls back to another."""
    fonts = [line.split()[0].partition("+")[2] for line in poppler("pdffonts", str(pdf)).splitlines()[2:]]
    assert fonts
    assert all(font.startswith(("TimesNewRoman", "LiberationSerif")) for font in fonts)


def test_pages_are_drawn(pdf: Path, tmp_path: Path, poppler: Callable[..., str]) -> None:
    """Every page becomes a picture of A4's shape with ink on it, none is empty."""
    poppler("pdftoppm", "-r", "40", "-gray", str(pdf), str(tmp_path / "page"))
    drawn = sorted(tmp_path.glob("page-*.pgm"))
    assert 6 <= len(drawn) <= 12
    for page in drawn:
        _, wide, high, _ = page.read_bytes()[:40].split(maxsplit=4)[:4]
        assert abs(int(high) / int(wide) - 297 / 210) < 0.01
        pixels = page.read_bytes()[-int(wide) * int(high) :]
        assert sum(pixel < 128 for pixel in pixels) > 0.001 * len(pixels)


def test_a_quiet_quarter_is_drawn_too(
    office: Callable[[Path, str], Path], poppler: Callable[..., str], tmp_path: Path
) -> None:
    """A report without any figure opens and has its appendices."""
    made = office(save(sample.empty(), "docx", tmp_path / "empty.docx"), "pdf")
    text = poppler("pdftotext", "-layout", str(made), "-")
    assert "Phụ lục II" in text
    assert "chưa tiếp nhận cuộc trò chuyện nào" in text


def test_a_workbook_opens_and_holds_the_communes(office: Callable[[Path, str], Path], tmp_path: Path) -> None:
    """LibreOffice reads the sheet of communes as the table is, and runs nothing that looks like a formula."""
    report = sample.full()
    path = tmp_path / "table.xlsx"
    for name in ("communes", "last_sources"):
        with path.open("wb") as out:
            files.write_table(report, name, "xlsx", out, version="1")
        text = office(path, "csv:Text - txt - csv (StarCalc):44,34,76,1").read_text(encoding="utf-8")
        rows = list(csv.reader(io.StringIO(text, newline="")))
        table = table_of(hiding.for_outside(report), name)
        assert [row[1].split() for row in rows[1:]] == [str(row[1]).split() for row in table.rows]
        assert [row[2].replace(",", "") for row in rows[1:]] == ["" if r[2] is None else str(r[2]) for r in table.rows]
