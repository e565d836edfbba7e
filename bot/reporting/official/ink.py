"""Paragraphs, lines, tables and pictures of a DOCX: thin shapes over python-docx, where it has no word for them."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from bot.reporting.cells import clean
from bot.reporting.official.layout import LAYOUT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.table import Table
    from docx.text.paragraph import Paragraph

LEFT, CENTRE, RIGHT, JUSTIFIED = (
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)


class Fill(str):
    """A place where a person must write: shown in brackets on yellow."""

    __slots__ = ()


Pieces = tuple[str, ...]
"""a paragraph's texts, `Fill` among them"""


@dataclass(frozen=True, slots=True)
class Look:
    """How a paragraph looks. Lengths in mm, `before` and `after` in points."""

    size: float = LAYOUT.text
    bold: bool = False
    italic: bool = False
    align: WD_ALIGN_PARAGRAPH = LEFT
    first: float = 0
    indent: float = 0
    before: float = 0
    after: float = 0
    line: float = 1
    with_next: bool = False
    style: str | None = None


BODY = Look(align=JUSTIFIED, first=LAYOUT.indent, after=LAYOUT.between, line=LAYOUT.line)
CELL = Look(size=LAYOUT.table, before=1, after=1)
FEW = 9
"""a table with so many rows stays on one page"""

_NOT_IN_A_LINE = re.compile("[\x00-\x1f\x7f\u0085\u2028\u2029]+")
_TURNING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def write(holder: Any, pieces: Pieces | str, look: Look = BODY) -> Paragraph:
    """A new paragraph at the end of a document, cell or header."""
    return fill(holder.add_paragraph(), pieces, look)


def fill(paragraph: Paragraph, pieces: Pieces | str, look: Look) -> Paragraph:
    """Puts texts into an empty paragraph."""
    if look.style is not None:
        paragraph.style = look.style
    shape = paragraph.paragraph_format
    shape.alignment = look.align
    shape.first_line_indent, shape.left_indent = Mm(look.first), Mm(look.indent)
    shape.space_before, shape.space_after = Pt(look.before), Pt(look.after)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.MULTIPLE, look.line
    shape.keep_with_next = look.with_next
    shape.widow_control = True
    if not pieces:
        _mark_size(paragraph, look.size)
    for piece in (pieces,) if isinstance(pieces, str) else pieces:
        run = paragraph.add_run(f"[{piece}]" if isinstance(piece, Fill) else in_a_line(piece))
        run.font.size, run.bold, run.italic = Pt(look.size), look.bold, look.italic
        if isinstance(piece, Fill):
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW
    return paragraph


def in_a_line(text: str) -> str:
    """A text as it stands in a line: line ends are blanks, signs that turn the direction of reading are gone."""
    return clean(_TURNING.sub("", _NOT_IN_A_LINE.sub(" ", text)))


def rule(holder: Any, *, wide: float, within: float, after: float = 0) -> Paragraph:
    """A solid line, centred: the border of an empty paragraph that is as narrow as the line is long (mm)."""
    paragraph: Paragraph = holder.add_paragraph()
    shape = paragraph.paragraph_format
    side = max(0.0, (within - wide) / 2)
    shape.left_indent = shape.right_indent = Mm(side)
    shape.space_before, shape.space_after = Pt(2), Pt(after)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(3)
    _mark_size(paragraph, 2)
    borders = OxmlElement("w:pBdr")
    borders.append(_made("w:bottom", val="single", sz="6", space="0", color="000000"))
    _properties(paragraph).insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )
    return paragraph


def page_number(paragraph: Paragraph, size: float) -> None:
    """The number of the page as a field, centred."""
    fill(paragraph, "", Look(size=size, align=CENTRE))
    run = paragraph.add_run()
    run.font.size = Pt(size)
    for kind, text in (("begin", None), (None, "PAGE"), ("separate", None), (None, "1"), ("end", None)):
        if kind is not None:
            run._r.append(_made("w:fldChar", fldCharType=kind))  # noqa: SLF001 - python-docx has no fields
            continue
        part = OxmlElement("w:instrText" if text == "PAGE" else "w:t")
        part.text = text
        run._r.append(part)  # noqa: SLF001


def columns(holder: Any, widths: Sequence[float], *, rows: int = 1) -> Table:
    """A table without borders or margins for what stands side by side (mm)."""
    table: Table = holder.add_table(rows=rows, cols=len(widths))
    _sized(table, widths)
    properties = table._tbl.tblPr  # noqa: SLF001
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(_made(f"w:{side}", w="0", type="dxa"))
    properties.find(qn("w:tblLook")).addprevious(margins)  # Word wants the order of the schema
    return table


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with borders: widths in mm; texts of the columns named in `left` stand left, numbers right."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    left: tuple[int, ...] = (0,)
    size: float = LAYOUT.table
    total: bool = False
    """the last row is the total"""


def grid(holder: Any, data: Grid) -> Table:
    """Draws a table; its header is repeated on every page, and no row is torn apart."""
    table: Table = holder.add_table(rows=1 + len(data.rows), cols=len(data.header))
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    _sized(table, data.widths)
    for number, texts in enumerate((data.header, *data.rows)):
        row = table.rows[number]
        together = len(data.rows) <= FEW and number < len(data.rows)
        strong = number == 0 or (data.total and number == len(data.rows))
        _once(row, "w:cantSplit")
        if number == 0:
            _once(row, "w:tblHeader")
        for index, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            align = CENTRE if number == 0 else LEFT if index in data.left else RIGHT
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            fill(cell.paragraphs[0], text, replace(CELL, size=data.size, bold=strong, align=align, with_next=together))
    return table


def picture(holder: Any, png: bytes, *, wide: float, described: str) -> Paragraph:
    """A picture in the middle; `described` is read to those who do not see it."""
    paragraph: Paragraph = fill(holder.add_paragraph(), "", Look(align=CENTRE, before=4, after=2, with_next=True))
    shape = paragraph.add_run().add_picture(io.BytesIO(png), width=Mm(wide))
    shape._inline.docPr.set("descr", described)  # noqa: SLF001
    return paragraph


def named_fonts(properties: Any, font: str) -> None:
    """Sets a font for all scripts, and takes away what a theme would put in its place."""
    fonts = properties.get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), font)


def _sized(table: Table, widths: Sequence[float]) -> None:
    table.autofit = False
    for column, wide in zip(table.columns, widths, strict=True):
        column.width = Mm(wide)
        for cell in column.cells:
            cell.width = Mm(wide)


def _once(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))  # noqa: SLF001


def _properties(paragraph: Paragraph) -> Any:
    return paragraph._p.get_or_add_pPr()  # noqa: SLF001


def _mark_size(paragraph: Paragraph, size: float) -> None:
    """The size of an empty paragraph is that of its end mark."""
    mark = OxmlElement("w:rPr")
    mark.append(_made("w:sz", val=str(round(size * 2))))
    _properties(paragraph).append(mark)


def _made(name: str, **values: str) -> Any:
    element = OxmlElement(name)
    for key, value in values.items():
        element.set(qn(f"w:{key}"), value)
    return element


def whole_rows(table: Table) -> None:
    """No row of the table is torn apart by the end of a page."""
    for row in table.rows:
        _once(row, "w:cantSplit")


def plain_style(style: Any) -> None:
    """Takes away the colours, lines and spaces that a template gives to headings."""
    for unwanted in ("w:pBdr", "w:contextualSpacing"):
        for found in style.element.get_or_add_pPr().findall(qn(unwanted)):
            found.getparent().remove(found)
    for unwanted in ("w:spacing", "w:kern"):
        for found in style.element.get_or_add_rPr().findall(qn(unwanted)):
            found.getparent().remove(found)


def defaults(document: Any) -> Any:
    """The run properties that hold where no style says otherwise."""
    return document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")


def language(document: Any, code: str) -> None:
    """The language that spelling is checked in."""
    found = defaults(document).find(qn("w:lang"))
    for name in ("val", "eastAsia"):
        found.set(qn(f"w:{name}"), code)


def number_from_one(section: Any) -> None:
    """Pages of this section are counted from 1."""
    kind = section._sectPr.find(qn("w:pgNumType"))  # noqa: SLF001
    if kind is None:
        kind = OxmlElement("w:pgNumType")
        cols = section._sectPr.find(qn("w:cols"))  # noqa: SLF001
        cols.addprevious(kind)
    kind.set(qn("w:start"), "1")
