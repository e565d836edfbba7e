"""LibreOffice, which opens our files as an officer's program would."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PACKAGES = "libreoffice-writer-nogui libreoffice-calc-nogui poppler-utils fonts-liberation2"


def _needed(program: str) -> str:
    """The path of a program; without it a test is left out, and under CI=true it fails."""
    path = shutil.which(program)
    if path is not None:
        return path
    reason = f"{program} is not installed (Debian: apt-get install --no-install-recommends {PACKAGES})"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path, str], Path]:
    """Converts a file to another format with LibreOffice, which must say nothing of repairs."""
    program, profile = _needed("soffice"), tmp_path_factory.mktemp("profile")

    def convert(path: Path, to: str) -> Path:
        done = subprocess.run(
            [
                program,
                f"-env:UserInstallation=file://{profile}",
                "--headless",
                "--convert-to",
                to,
                "--outdir",
                str(path.parent),
                str(path),
            ],
            capture_output=True,
            text=True,
            timeout=300,
            check=True,
        )
        made = path.with_suffix(f".{to.partition(':')[0]}")
        assert made.is_file(), done.stdout + done.stderr
        return made

    return convert


@pytest.fixture(scope="session")
def poppler() -> Callable[..., str]:
    """Runs a program of poppler (pdftotext, pdftoppm …) and returns what it prints."""

    def run(program: str, *arguments: str) -> str:
        command = [_needed(program), *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout

    return run
