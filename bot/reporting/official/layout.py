"""Measures of an official document. Source: Nghị định 30/2020/NĐ-CP, Phụ lục I; what it leaves open is chosen here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Layout:
    """Lengths in millimetres, sizes in points. The decree's range stands beside each value."""

    font: str = "Times New Roman"
    page: tuple[float, float] = (210, 297)
    """A4, portrait"""
    top: float = 20
    """20-25"""
    bottom: float = 20
    """20-25"""
    left: float = 30
    """30-35"""
    right: float = 15
    """15-20"""
    number_from_top: float = 10
    """the page number stands in the middle of the top margin"""
    head_left: float = 70
    head_right: float = 95
    page_number: float = 13
    """13-14"""
    state: float = 12
    """Quốc hiệu, 12-13"""
    motto: float = 13
    """Tiêu ngữ, 13-14"""
    body_name: float = 12
    """names of the issuing bodies, 12-13"""
    number: float = 13
    """số, ký hiệu: 13"""
    place: float = 13
    """địa danh, ngày: 13-14"""
    title: float = 14
    """tên loại và trích yếu: 13-14"""
    text: float = 14
    """13-14"""
    indent: float = 12.7
    """first line: 10 or 12,7"""
    between: float = 6
    """between paragraphs, at least 6 pt"""
    line: float = 1.15
    """line spacing, single to 1,5"""
    table: float = 12
    """10-12 in practice"""
    appendix_table: float = 11
    caption: float = 12
    signer: float = 14
    """13-14"""
    recipients_title: float = 12
    """12"""
    recipients: float = 11
    """11"""
    signature_lines: int = 5

    @property
    def width(self) -> float:
        """Of the text: 165 mm."""
        return self.page[0] - self.left - self.right


LAYOUT = Layout()

# Widths of letters in parts of the size, bold Times New Roman; near enough for lines a third to a half of a text long.
_CAPITAL, _SMALL, _BLANK = 0.70, 0.47, 0.25
MOTTO_WIDTH = 12.24
"""width of "Độc lập - Tự do - Hạnh phúc" in parts of its size"""
_MM_IN_A_POINT = 25.4 / 72


def about_wide(text: str, size: float) -> float:
    """The width of a bold text on one line, in millimetres, to within a tenth."""
    parts = sum(_BLANK if c == " " else _CAPITAL if c.isupper() else _SMALL for c in text)
    return parts * size * _MM_IN_A_POINT


def motto_wide(size: float) -> float:
    """The width of the motto, in millimetres."""
    return MOTTO_WIDTH * size * _MM_IN_A_POINT
