"""Which column is which: headings as departments write them, in any order and spelling."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.imports.faults import SAYS, FileError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.imports.faults import Lang
    from bot.imports.reading import Cell, Row

HEADING_WITHIN: Final = 30
"""rows in which the headings are looked for: official tables begin with the names of their offices"""

_DATE: Final = (
    "ngay dang ky", "ngay cap", "ngay kich hoat", "ngay hieu luc", "ngay thanh lap", "ngay bat dau", "ngay tao",
    "ngay dang ki", "registered on", "registered", "registration date", "created", "creation date", "date",
)  # fmt: skip
_COMMUNE: Final = ("xa phuong", "phuong xa", "xa", "phuong", "dia ban", "cap xa", "commune")
_PROVINCE: Final = ("tinh thanh pho", "tinh thanh", "tinh tp", "tinh", "province")

CONFIRMED: Final[Mapping[str, tuple[str, ...]]] = {
    "domain": ("ten mien", "domain name", "domain", "dia chi ten mien"),
    "programme": ("chuong trinh", "loai ten mien", "duoi ten mien", "nhom ten mien", "programme"),
    "registered_on": _DATE,
    "registrar": ("nha dang ky", "nha dang ki", "ndk", "don vi dang ky", "registrar"),
    "commune": _COMMUNE,
    "province": _PROVINCE,
}  # fmt: skip
LISTED: Final[Mapping[str, tuple[str, ...]]] = {
    "number": (
        "ma so doanh nghiep", "ma doanh nghiep", "msdn", "ma so thue", "mst", "ma so ho kinh doanh", "ma so hkd",
        "ma ho kinh doanh", "so gcn dkkd", "so gcn dkhkd", "so gcn dkdn", "so gcn", "gcn dkhkd", "gcn dkkd", "so dkkd",
        "so giay chung nhan", "giay chung nhan", "so giay phep", "so dang ky", "ma so dang ky", "tax code", "number",
    ),
    "kind": ("loai hinh doanh nghiep", "loai hinh", "loai", "type", "kind"),
    "registered_on": _DATE,
}  # fmt: skip

NAMES: Final = {
    "domain": ("tên miền", "domain", "“Tên miền”", "“Tên miền”"),
    "number": ("mã số", "the number", "“Mã số doanh nghiệp”, “MST” hoặc “Số GCN ĐKHKD”", "“MST”"),
}
"""required field -> what it is and how its column may be named, in Vietnamese and English"""

_SOMEBODY: Final = re.compile(r"\b(?:dai dien|chu so huu|thanh vien|giam doc|ke toan|cu|cha|me|nguoi nop)\b")
"""headings of a person's own number or of an older one"""
_NAME: Final = re.compile(r"^(?:ten|dia chi|dien thoai|so dien thoai|email|ghi chu)\b(?! mien)")


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose columns are known: field -> positions, the first first; rows below the headings."""

    where: Mapping[str, tuple[int, ...]]
    headings: tuple[str, ...]
    rows: Sequence[Row]

    def cell(self, row: Sequence[Cell], field: str) -> Cell:
        """The first cell of a field that is not empty; "" where there is none."""
        return next((row[at] for at in self.where.get(field, ()) if at < len(row) and row[at] != ""), "")

    def cells(self, row: Sequence[Cell], field: str) -> list[Cell]:
        """All cells of a field that are not empty."""
        return [row[at] for at in self.where.get(field, ()) if at < len(row) and row[at] != ""]


def plain(heading: object) -> str:
    """A heading as it is compared: without accents, case and signs."""
    marks = unicodedata.normalize("NFD", str(heading).lower().replace("đ", "d"))
    letters = "".join(c for c in marks if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", letters).split())


def table_of(sheets: Iterable[list[Row]], fields: Mapping[str, tuple[str, ...]], required: str) -> Table:
    """The first table with a column for `required`. Raises `FileError` that names the headings which were found."""
    best: tuple[str, ...] = ()
    for sheet in sheets:
        for at, (_, cells) in enumerate(sheet[:HEADING_WITHIN]):
            where = _fields(cells, fields)
            if required in where:
                return Table(where, tuple(str(cell) for cell in cells), sheet[at + 1 :])
            words = tuple(str(cell)[:40] for cell in cells if isinstance(cell, str) and cell)
            best = max(best, words, key=len)
    vi, en, vi_names, en_names = NAMES[required]
    raise ColumnsError(vi, en, vi_names, en_names, best)


class ColumnsError(FileError):
    """No column can be taken for what is needed."""

    def __init__(self, vi: str, en: str, vi_names: str, en_names: str, found: tuple[str, ...]) -> None:
        super().__init__("columns", found=" · ".join(found[:12]) or "–")
        self._named = {"vi": {"missing": vi, "names": vi_names}, "en": {"missing": en, "names": en_names}}

    def words(self, lang: Lang) -> str:
        return SAYS[lang][self.key].format(**self.values, **self._named[lang])


def _fields(cells: Sequence[Cell], fields: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[int, ...]]:
    where: dict[str, tuple[int, ...]] = {}
    # A single cell is a title over the table, unless it is nothing but the heading of a list of one column.
    alone = sum(cell != "" for cell in cells) == 1
    for at, cell in enumerate(cells):
        field = _field(plain(cell), fields) if isinstance(cell, str) else None
        if field is not None and not (alone and plain(cell) not in fields[field]):
            where[field] = (*where.get(field, ()), at)
    return where


def _field(heading: str, fields: Mapping[str, tuple[str, ...]]) -> str | None:
    """The field whose longest name stands in the heading as whole words."""
    if not heading or len(heading) > 80 or _SOMEBODY.search(heading) or _NAME.search(heading):
        return None
    found = [(len(name), field) for field, names in fields.items() for name in names if f" {name} " in f" {heading} "]
    return max(found)[1] if found else None
