"""Putting a file on the disk: whole or not at all, never over somebody's work, with its checksum in a companion."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import secrets
from contextlib import contextmanager
from datetime import UTC
from typing import TYPE_CHECKING, Any, BinaryIO

from bot.errors import DataError
from bot.reporting.json_file import dumped

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.reporting.files import Written

SAYS = {
    "vi": {
        "no_folder": "{}: không có thư mục này; hãy tạo thư mục trước hoặc chọn nơi khác",
        "is_folder": "{}: đây là thư mục; hãy ghi cả tên tệp",
        "no_file": "{}: đây không phải là tệp thường; hãy chọn tên khác",
        "there": "{}: tệp đã có và có thể đã được sửa; hãy chọn tên khác, hoặc thêm --replace để ghi đè",
        "full": "{}: ổ đĩa đã đầy, tệp chưa được ghi; hãy xóa bớt rồi chạy lại",
        "denied": "{}: không có quyền ghi vào đây",
        "failed": "{}: không ghi được ({})",
    },
    "en": {
        "no_folder": "{}: there is no such folder; make it first or choose another",
        "is_folder": "{}: this is a folder; add the name of the file",
        "no_file": "{}: this is no ordinary file; choose another name",
        "there": "{}: the file exists and is not an unchanged one of ours; choose another name or add --replace",
        "full": "{}: the disk is full, the file was not written; free some space and try again",
        "denied": "{}: you may not write here",
        "failed": "{}: cannot be written ({})",
    },
}
KINDS = {
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
    errno.EACCES: "denied",
    errno.EPERM: "denied",
    errno.EROFS: "denied",
}
PIECE = 1 << 20


@contextmanager
def new_file(path: Path, *, replace: bool = False, lang: str = "vi") -> Iterator[BinaryIO]:
    """A file to write to; it takes its name only when the block has ended without an error.

    An existing file is replaced when it is empty, when it is one of ours that nobody has changed since (its companion
    tells), or when `replace` is given. Raises `DataError` with a sentence where it cannot be written.
    """
    words = SAYS[lang]
    refuse(path, replace=replace, lang=lang)
    path = path.resolve()
    under_way = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with under_way.open("xb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        under_way.replace(path)
    except ConnectionError:
        raise  # what was to be written did not come; the disk is innocent
    except OSError as error:
        kind = KINDS.get(error.errno or 0, "failed")
        raise DataError(words[kind].format(path, error.strerror or error)) from error
    finally:
        under_way.unlink(missing_ok=True)


def refuse(path: Path, *, replace: bool = False, lang: str = "vi") -> None:
    """Raises `DataError` for a place where `new_file` would not write, before any work is done."""
    words = SAYS[lang]
    if path.is_dir():
        raise DataError(words["is_folder"].format(path))
    if path.exists() and not path.is_file():
        raise DataError(words["no_file"].format(path))
    if not path.parent.is_dir():
        raise DataError(words["no_folder"].format(path.parent))
    if path.exists() and not replace and path.stat().st_size and not _ours(path):
        raise DataError(words["there"].format(path))


def _ours(path: Path) -> bool:
    try:
        companion = json.loads(companion_of(path).read_text(encoding="utf-8"))
        return bool(companion["sha256"] == checksum(path))
    except (OSError, ValueError, KeyError, TypeError):
        return False


def companion_of(path: Path) -> Path:
    """`FILE.json` beside FILE."""
    return path.with_name(f"{path.name}.json")


def checksum(path: Path) -> str:
    """SHA-256 of a file, hexadecimal, as `sha256sum` prints it."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            found.update(piece)
    return found.hexdigest()


def write_companion(path: Path, written: Written, *, lang: str = "vi") -> dict[str, Any]:
    """Writes `FILE.json`: rows, checksum, period, when and by which version the file was made; returns it."""
    about = written.about
    period = {"from": about.period.first, "to": about.period.last, "name": about.period.name}
    told = {
        "file": path.name,
        "content": written.content,
        "format": written.format,
        "rows": written.rows,
        "parts": dict(written.parts),
        "bytes": path.stat().st_size,
        "sha256": checksum(path),
        "province": about.province,
        "period": period,
        "made_at": about.made_at.astimezone(UTC).isoformat(timespec="seconds"),
        "made_by": f"chaovn {about.version}",
    }
    with new_file(companion_of(path), replace=True, lang=lang) as out:
        out.write((dumped(told, indent=2) + "\n").encode())
    return told
