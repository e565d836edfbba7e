"""Whether an XLSX may be opened: what it unpacks to is measured first, and how wide and long its sheets say they are.

The library that reads it holds a sheet as a full rectangle: two cells at opposite corners would take all the memory
there is. So every cell's address is looked at before.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import TYPE_CHECKING, Final

from bot.imports.faults import FileError

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_ROWS: Final = 200_000
MOST_COLUMNS: Final = 200
MOST_UNPACKED: Final = 200 * 1024 * 1024
"""bytes of all parts together; 50,000 rows of ten columns are about 30 million"""
MOST_PARTS: Final = 1000
_PIECE: Final = 1 << 20
_OVERLAP: Final = 64

_LOCAL_HEADER: Final = 30
_ADDRESS: Final = re.compile(rb"""\sr\s*=\s*["']\s*([A-Za-z]{0,8})\$?([0-9]{0,12})""")


def refuse_bombs(data: bytes) -> None:
    """Raises `FileError` for an XLSX that is broken, locked, or would unpack to more than a list can be."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise FileError("broken") from None
    if len(parts) > MOST_PARTS:
        raise FileError("bomb")
    total = 0
    for part in parts:
        sheet = part.filename.lower().startswith("xl/worksheets/")
        tail = b""
        for piece in _unpacked(data, part):
            total += len(piece)
            if total > MOST_UNPACKED:
                raise FileError("bomb")
            if sheet:
                if b"\0" in piece:  # an encoding in which no address would be found
                    raise FileError("broken")
                _refuse_far_cells(tail + piece)
                tail = piece[-_OVERLAP:]


def _unpacked(data: bytes, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The content of a part piece by piece, whatever length its header states."""
    if part.flag_bits & 1:
        raise FileError("locked")
    head = data[part.header_offset : part.header_offset + _LOCAL_HEADER]
    if len(head) < _LOCAL_HEADER:
        raise FileError("broken")
    start = part.header_offset + _LOCAL_HEADER
    start += int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
    packed = data[start : start + part.compress_size]
    if part.compress_type == zipfile.ZIP_STORED:
        yield packed
        return
    if part.compress_type != zipfile.ZIP_DEFLATED:
        raise FileError("broken")
    machine = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        while not machine.eof and (piece := machine.decompress(packed, _PIECE)):
            yield piece
            packed = machine.unconsumed_tail
    except zlib.error:
        raise FileError("broken") from None


def _refuse_far_cells(piece: bytes) -> None:
    for letters, digits in _ADDRESS.findall(piece):
        if (digits and int(digits) > MOST_ROWS) or (letters and _column(letters) > MOST_COLUMNS):
            raise FileError("rows", rows=MOST_ROWS, columns=MOST_COLUMNS)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
