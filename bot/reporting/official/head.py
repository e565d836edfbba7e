"""Head and foot of an official document: who issues it, number, place and date, title, to whom, recipients, signer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.reporting.official import ink
from bot.reporting.official.ink import CENTRE, JUSTIFIED, LEFT, Fill, Look
from bot.reporting.official.layout import LAYOUT, about_wide, motto_wide
from bot.reporting.official.numbers import written
from bot.reporting.words import here

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from docx.table import _Cell

    from bot.reporting.official.ink import Pieces

STATE, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
OF_THE_TEXT = 0.42
"""lines under a name or title: a third to a half of its length"""
BLANK = "\u00a0"


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who reports to whom: from the province's data. `until`: the last day of the programme.

    `number` and `signed_on` are left for the clerk to write when they are None.
    """

    parent: str
    issuer: str
    agency: str
    sign: str
    place: str
    province: str
    plan: str
    basis: str
    addressees: tuple[str, ...]
    recipients: tuple[str, ...]
    archive: str
    signer_title: str
    signer_name: str | None
    until: date | None
    number: int | None = None
    signed_on: date | None = None

    @property
    def reference(self) -> str:
        """ "05/BC-SKHCN"; numbers below 10 have a leading zero."""
        return f"{BLANK * 5 if self.number is None else f'{self.number:02}'}/{self.sign}"

    def dated(self, made_at: datetime) -> str:
        """ "ngày 05 tháng 01 năm 2027", with blanks for a day that is not known yet."""
        if self.signed_on is not None:
            return written(self.signed_on)
        return f"ngày{BLANK * 5}tháng{BLANK * 5}năm {here(made_at).year}"


def head(document: Any, letter: Letterhead, made_at: datetime) -> None:
    """The upper part: two columns without borders."""
    table = ink.columns(document, (LAYOUT.head_left, LAYOUT.head_right), rows=2)
    left, right = table.rows[0].cells
    _first(left, letter.parent, Look(size=LAYOUT.body_name, align=CENTRE))
    ink.write(left, letter.issuer, Look(size=LAYOUT.body_name, bold=True, align=CENTRE))
    issuer = min(about_wide(letter.issuer, LAYOUT.body_name), LAYOUT.head_left)
    ink.rule(left, wide=issuer * OF_THE_TEXT, within=LAYOUT.head_left)
    _first(right, STATE, Look(size=LAYOUT.state, bold=True, align=CENTRE))
    ink.write(right, MOTTO, Look(size=LAYOUT.motto, bold=True, align=CENTRE))
    ink.rule(right, wide=motto_wide(LAYOUT.motto), within=LAYOUT.head_right)
    number, place = table.rows[1].cells
    _first(number, f"Số: {letter.reference}", Look(size=LAYOUT.number, align=CENTRE, before=6))
    dated = f"{letter.place}, {letter.dated(made_at)}"
    _first(place, dated, Look(size=LAYOUT.place, italic=True, align=CENTRE, before=6))


def _first(cell: _Cell, text: str, look: Look) -> None:
    """A cell has one paragraph from the beginning."""
    ink.fill(cell.paragraphs[0], text, look)


def title(document: Any, name: str, subject: Sequence[str]) -> None:
    """Type and subject of the document, each line of the subject as one, and the line below."""
    ink.write(document, name, Look(size=LAYOUT.title, bold=True, align=CENTRE, before=18, style="Title"))
    for line in subject:
        ink.write(document, line, Look(size=LAYOUT.title, bold=True, align=CENTRE))
    longest = max(about_wide(line, LAYOUT.title) for line in subject)
    ink.rule(document, wide=min(longest, LAYOUT.width) * OF_THE_TEXT, within=LAYOUT.width, after=12)


def addressed(document: Any, to: Sequence[str]) -> None:
    """Kính gửi: one on the same line, several each on a line of their own."""
    if not to:
        return
    if len(to) == 1:
        ink.write(document, f"Kính gửi: {to[0]}.", Look(align=CENTRE, after=12))
        return
    ink.write(document, "Kính gửi:", Look(align=LEFT, indent=45))
    for n, body in enumerate(to, 1):
        end = "." if n == len(to) else ";"
        ink.write(document, f"- {body}{end}", Look(align=LEFT, indent=62, after=12 if n == len(to) else 0))


def basis(document: Any, text: str) -> None:
    """Căn cứ: each in italics on its own, ending with a semicolon, the last with a full stop."""
    parts = [part.strip().rstrip(".;") for part in text.split("\n") if part.strip()]
    for n, part in enumerate(parts, 1):
        end = "." if n == len(parts) else ";"
        look = Look(italic=True, align=JUSTIFIED, first=LAYOUT.indent, after=LAYOUT.between, line=LAYOUT.line)
        ink.write(document, f"{part}{end}", look)


def foot(document: Any, letter: Letterhead) -> None:
    """Recipients on the left, signer on the right, level with each other, on one page."""
    half = LAYOUT.width / 2
    table = ink.columns(document, (half, half))
    ink.whole_rows(table)
    left, right = table.rows[0].cells
    _first(left, "Nơi nhận:", Look(size=LAYOUT.recipients_title, bold=True, italic=True))
    for text in _recipients(letter):
        ink.write(left, text, Look(size=LAYOUT.recipients))
    bold = Look(size=LAYOUT.signer, bold=True, align=CENTRE)
    first, *more = letter.signer_title.split("\n")
    _first(right, first, bold)
    for line in (*more, *[""] * LAYOUT.signature_lines):
        ink.write(right, line, bold)
    ink.write(right, (letter.signer_name or Fill("Họ và tên"),), bold)


def _recipients(letter: Letterhead) -> list[Pieces]:
    named: list[Pieces] = [(f"- {one};",) for one in letter.recipients]
    unit = (f"- Lưu: {letter.archive}.",) if "," in letter.archive else ()
    return [*named, unit or (f"- Lưu: {letter.archive}, ", Fill("phòng chủ trì"), ".")]
