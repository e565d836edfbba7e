"""A file is there whole or not at all, and nobody's work is lost."""

from __future__ import annotations

import errno
import hashlib
import json
import os
from pathlib import Path

import pytest

from bot.errors import DataError
from bot.reporting import files, saving
from tests.reporting import sample

ABOUT = files.About(sample.QUARTER, "Cà Mau", sample.MADE, "1.2.3")


def put(path: Path, content: bytes, *, replace: bool = False) -> None:
    with saving.new_file(path, replace=replace) as out:
        out.write(content)
    saving.write_companion(path, files.Written("report", "csv", 7, ABOUT, {"days": 7}))


def test_the_companion_tells_rows_and_checksum(tmp_path: Path) -> None:
    """FILE.json holds the rows, the SHA-256 of the file's bytes, the period, when and by what it was made."""
    path = tmp_path / "a.csv"
    put(path, "mười".encode())
    told = json.loads((tmp_path / "a.csv.json").read_text(encoding="utf-8"))
    assert told["sha256"] == hashlib.sha256("mười".encode()).hexdigest()
    assert (told["rows"], told["bytes"], told["parts"]) == (7, len("mười".encode()), {"days": 7})
    assert told["period"] == {"from": "2026-10-01", "to": "2026-12-31", "name": "quý IV năm 2026"}
    assert (told["made_at"], told["made_by"]) == ("2027-01-05T03:12:00+00:00", "chaovn 1.2.3")


def test_a_failure_leaves_nothing_behind(tmp_path: Path) -> None:
    """The old file stays as it was, no half file lies about, and the disk that is full is told in words."""
    path = tmp_path / "a.csv"
    put(path, b"old")
    before = sorted(tmp_path.iterdir())
    with pytest.raises(DataError, match="ổ đĩa đã đầy"), saving.new_file(path):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert path.read_bytes() == b"old"
    with pytest.raises(KeyboardInterrupt), saving.new_file(path):
        raise KeyboardInterrupt
    assert sorted(tmp_path.iterdir()) == before


def test_our_own_unchanged_file_is_replaced(tmp_path: Path) -> None:
    """The same command may be run again; so may one into an empty file that somebody prepared."""
    path = tmp_path / "a.csv"
    path.touch()
    put(path, b"one")
    put(path, b"two")
    assert path.read_bytes() == b"two"


def test_a_file_that_somebody_changed_is_kept(tmp_path: Path) -> None:
    """A report that was edited is not overwritten unless that is asked for."""
    path = tmp_path / "a.docx"
    put(path, b"one")
    path.write_bytes(b"edited")
    with pytest.raises(DataError, match="--replace"):
        put(path, b"two")
    assert path.read_bytes() == b"edited"
    put(path, b"two", replace=True)
    assert path.read_bytes() == b"two"


def test_a_wrong_place_is_told_in_words(tmp_path: Path) -> None:
    """A folder that is not there, a folder instead of a file: said before any work is done, in both languages."""
    with pytest.raises(DataError, match="không có thư mục này"):
        saving.refuse(tmp_path / "none" / "a.csv")
    with pytest.raises(DataError, match="this is a folder"):
        saving.refuse(tmp_path, lang="en")
    with pytest.raises(DataError, match="không phải là tệp thường"):
        saving.refuse(Path("/dev/null"))
    assert saving.SAYS["vi"].keys() == saving.SAYS["en"].keys()
