"""Settings: read once, frozen, each fault told by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pydantic import ValidationError

from bot.errors import SettingsError
from bot.settings import MASK, Settings, load

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "s" * 40


def from_env(**values: str) -> Settings:
    return load({f"CHAOVN_{name}": value for name, value in values.items()}, env_file=None)


def test_no_setting_is_needed() -> None:
    """A fresh machine starts with an embedded database, in Ca Mau, in Vietnamese."""
    settings = from_env()
    assert (settings.database_url, settings.province, settings.lang) == (None, "ca_mau", "vi")
    assert str(settings.var_dir) == "var"


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"LANG": "fr"}, "CHAOVN_LANG"),
        ({"DATABASE_URL": "sqlite:///x.db"}, "CHAOVN_DATABASE_URL"),
        ({"DATABASE_URL": "nonsense"}, "CHAOVN_DATABASE_URL"),
        ({"DATABASE_URL": "postgresql://u:p@h/n?sslmod=require"}, "(sslmod)"),
        ({"DATABASE_URL": "postgresql://u:p@h/n?sslmode=always"}, "(sslmode)"),
        ({"DATABASE_URL": "postgresql://u:p@h/n?sslmode=verify-ca&sslrootcert=/none"}, "CHAOVN_DATABASE_URL"),
        ({"PUBLIC_URL": "example.vn"}, "CHAOVN_PUBLIC_URL"),
        ({"PUBLIC_URL": "https://example.vn/?a=1"}, "CHAOVN_PUBLIC_URL"),
        ({"SECRET_KEY": "short"}, "CHAOVN_SECRET_KEY"),
        ({"PROVINCE": "../etc"}, "CHAOVN_PROVINCE"),
        ({"ENV": "production", "PUBLIC_URL": "https://a.vn"}, "CHAOVN_SECRET_KEY"),
        ({"TELEGRAM_PERSONAL": "never"}, "CHAOVN_TELEGRAM_PERSONAL"),
        (
            {"TELEGRAM_PERSONAL": "range", "TELEGRAM_TOKEN": "1:x", "TELEGRAM_MODE": "polling"},
            "CHAOVN_TELEGRAM_PERSONAL",
        ),
        ({"ENV": "production", "SECRET_KEY": SECRET}, "CHAOVN_PUBLIC_URL"),
        ({"NLU": "rasa"}, "CHAOVN_RASA_URL"),
        ({"TELEGRAM_SECRET": SECRET}, "CHAOVN_TELEGRAM_TOKEN"),
        ({"TELEGRAM_TOKEN": "1:x", "PUBLIC_URL": "https://a.vn"}, "CHAOVN_TELEGRAM_SECRET"),
        ({"TELEGRAM_TOKEN": "1:x", "TELEGRAM_SECRET": SECRET}, "CHAOVN_PUBLIC_URL"),
        ({"TELEGRAM_TOKEN": "1:x", "TELEGRAM_SECRET": "bí mật"}, "CHAOVN_TELEGRAM_SECRET"),
        ({"TELEGRAM_MODE": "push"}, "CHAOVN_TELEGRAM_MODE"),
        ({"ZALO_OA_APP_ID": "1"}, "CHAOVN_ZALO_OA_REFRESH_TOKEN"),
        ({"ZALO_OA_BUTTONS": "maybe"}, "CHAOVN_ZALO_OA_BUTTONS"),
        ({"ZALO_BOT_SECRET": SECRET}, "CHAOVN_ZALO_BOT_TOKEN"),
        ({"ZALO_BOT_BASE_URL": "ftp://x"}, "CHAOVN_ZALO_BOT_BASE_URL"),
        ({"TELEGRAM_TOKEN": "garbage", "TELEGRAM_MODE": "polling"}, "CHAOVN_TELEGRAM_TOKEN"),
        ({"TELEGRAM_TOKEN": "1:", "TELEGRAM_MODE": "polling"}, "CHAOVN_TELEGRAM_TOKEN"),
        ({"ZALO_BOT_TOKEN": " ", "ZALO_BOT_MODE": "polling"}, "CHAOVN_ZALO_BOT_TOKEN"),
        ({"ZALO_OA_SECRET_KEY": ","}, "CHAOVN_ZALO_OA_SECRET_KEY"),
        ({"ZALO_OA_SECRET_KEY": "new,"}, "CHAOVN_ZALO_OA_SECRET_KEY"),
        ({"ZALO_OA_SECRET_KEY": " "}, "CHAOVN_ZALO_OA_SECRET_KEY"),
        ({"ZALO_OA_APP_SECRET": "two words"}, "CHAOVN_ZALO_OA_APP_SECRET"),
        ({"ZALO_OA_REFRESH_TOKEN": "\n"}, "CHAOVN_ZALO_OA_REFRESH_TOKEN"),
        ({"TELEGRAM_TOKN": "1:x"}, "CHAOVN_TELEGRAM_TOKEN"),
    ],
)
def test_a_wrong_or_half_given_setting_stops_the_start(given: dict[str, str], named: str) -> None:
    """The message names the setting to mend, and never says a value that may be secret."""
    with pytest.raises(SettingsError) as caught:
        from_env(**given)
    assert named in str(caught.value)
    assert SECRET not in str(caught.value)
    assert "bí mật" not in str(caught.value)


def test_all_faults_are_told_at_once_in_the_language_asked_for() -> None:
    """One line for each fault; English when LANG says so."""
    with pytest.raises(SettingsError) as caught:
        from_env(LANG="en", PROVINCE="?", NLU="x")
    lines = str(caught.value).splitlines()
    assert len(lines) == 2
    assert all("not valid" in line for line in lines)


def test_polling_needs_no_address_of_ours() -> None:
    """A network that is polled works without PUBLIC_URL and webhook secret."""
    assert from_env(TELEGRAM_TOKEN="1:x", TELEGRAM_MODE="polling").telegram_token is not None


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    """`.env` is read, comments and all; names of other programs are left alone."""
    file = tmp_path / ".env"
    file.write_text("# ours\nCHAOVN_PROVINCE=thai_binh\nCHAOVN_LANG=en\nOTHER=1\n", encoding="utf-8")
    settings = load({"CHAOVN_LANG": "vi", "PATH": "/bin"}, env_file=file)
    assert (settings.province, settings.lang) == ("thai_binh", "vi")


def test_printing_masks_every_secret() -> None:
    """Neither the list for people nor the object's own text shows a token or a password."""
    settings = from_env(
        SECRET_KEY=SECRET,
        DATABASE_URL="postgresql://bot:canary@db/bot",
        TELEGRAM_TOKEN="1:canary",
        TELEGRAM_MODE="polling",
        TELEGRAM_PROXY="http://u:canary@proxy:1",
    )
    shown = dict(settings.shown())
    assert shown["CHAOVN_TELEGRAM_TOKEN"] == MASK
    assert shown["CHAOVN_DATABASE_URL"] == "postgresql://bot:***@db/bot"
    for text in (str(shown), repr(settings), settings.model_dump_json()):
        assert "canary" not in text
        assert SECRET not in text


def test_settings_are_frozen() -> None:
    """Nothing changes a setting after the start."""
    with pytest.raises(ValidationError):
        from_env().lang = "en"  # type: ignore[misc]
