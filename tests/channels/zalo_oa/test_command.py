"""`chaovn zalo status` from the outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from bot.commands.zalo import zalo
from bot.errors import SettingsError
from tests.channels.zalo_oa.deliveries import APP_ID, APP_SECRET, KEY

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """No `.env`, and a folder of its own for what is kept."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CHAOVN_VAR_DIR", str(tmp_path / "var"))
    return monkeypatch


def test_status_before_the_first_token(clean: pytest.MonkeyPatch, address: str) -> None:
    """What to do is said, and the exit code tells a script that somebody should look."""
    given = {"APP_ID": APP_ID, "SECRET_KEY": KEY, "APP_SECRET": APP_SECRET, "REFRESH_TOKEN": "R0"}
    for name, value in given.items():
        clean.setenv(f"CHAOVN_ZALO_OA_{name}", value)
    clean.setenv("CHAOVN_PUBLIC_URL", "https://bot.example.vn")
    clean.setenv("CHAOVN_DATABASE_URL", address)
    result = CliRunner().invoke(zalo, ["status"])
    assert result.exit_code == 1, result.output
    assert "CHAOVN_ZALO_OA_REFRESH_TOKEN" in result.output


def test_status_without_an_account(clean: pytest.MonkeyPatch) -> None:
    """The missing setting is named."""
    result = CliRunner().invoke(zalo, ["status"])
    assert isinstance(result.exception, SettingsError)
    assert "CHAOVN_ZALO_OA_APP_ID" in str(result.exception)


def test_help_has_an_example() -> None:
    """As every command has."""
    assert "chaovn zalo status" in CliRunner().invoke(zalo, ["status", "--help"]).output
