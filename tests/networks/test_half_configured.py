"""`chaovn serve` with half of a network's settings does not start, and says what is missing."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from bot.errors import SettingsError
from bot.settings import Settings, load
from tests.doubles import TelegramDouble, ZaloBotDouble, ZaloOaDouble
from tests.networks.service import ROOT

if TYPE_CHECKING:
    from pathlib import Path

URL = {"CHAOVN_PUBLIC_URL": "https://bot.example.vn"}
WHOLE: dict[str, dict[str, str]] = {
    "telegram": {"CHAOVN_TELEGRAM_TOKEN": "900000001:TEST-token_of-the_double_AAAAAAAAAAAA"}
    | {"CHAOVN_TELEGRAM_SECRET": "telegram-secret-0001"},
    "zalo_oa": {f"CHAOVN_ZALO_OA_{n}": f"value-of-{n}" for n in "APP_ID SECRET_KEY APP_SECRET REFRESH_TOKEN".split()},
    "zalo_bot": {"CHAOVN_ZALO_BOT_TOKEN": "1234:secret", "CHAOVN_ZALO_BOT_SECRET": "zalo-bot-secret-0001"},
}
"""what each network needs by webhook, beside our public address"""

OPTIONAL = ("telegram_proxy", "telegram_name", "zalo_oa_id")
"""settings without a default that no network needs"""


def halves() -> list[tuple[dict[str, str], str]]:
    """(settings, the name that is missing): every setting of every network left out once, and each given alone."""
    found = []
    for needed in WHOLE.values():
        whole = needed | URL
        found += [({k: v for k, v in whole.items() if k != name}, name) for name in whole]
        for alone, other in itertools.permutations(needed, 2):
            found.append(({alone: needed[alone], **URL}, other))
    found.append(({"CHAOVN_TELEGRAM_PROXY": "http://127.0.0.1:3128"}, "CHAOVN_TELEGRAM_TOKEN"))
    return found


def test_the_table_has_every_setting_of_the_networks() -> None:
    """A setting that is added has to be put into the table, or among those that have a default."""
    known = {f"CHAOVN_{name.upper()}" for name in Settings.model_fields}
    of_networks = {name for name in known if name.startswith(("CHAOVN_TELEGRAM_", "CHAOVN_ZALO_"))}
    defaults = {
        f"CHAOVN_{name.upper()}"
        for name, field in Settings.model_fields.items()
        if field.default is not None or name in OPTIONAL
    }
    assert of_networks - defaults == {name for needed in WHOLE.values() for name in needed}


@pytest.mark.parametrize(("given", "missing"), halves())
def test_half_a_network_is_refused(given: dict[str, str], missing: str) -> None:
    """The name of what is missing is told, and no secret."""
    with pytest.raises(SettingsError) as refusal:
        load(given, env_file=None)
    assert missing in str(refusal.value)
    assert [v for n, v in given.items() if n != "CHAOVN_PUBLIC_URL" and v in str(refusal.value)] == []


@pytest.mark.parametrize("network", WHOLE)
def test_half_a_network_stops_the_start(network: str, tmp_path: Path) -> None:
    """The command ends with 1 and a line that a person can act on, without traceback or secret; nothing was started."""
    given, missing = next(each for each in halves() if each[1].startswith(f"CHAOVN_{network.upper()}"))
    clean = {name: value for name, value in os.environ.items() if not name.startswith("CHAOVN_")}
    arguments = [sys.executable, "-m", "bot", "serve", "--port", "1"]
    env = clean | {"PYTHONPATH": str(ROOT)} | given
    end = subprocess.run(arguments, capture_output=True, text=True, env=env, cwd=tmp_path, timeout=120, check=False)
    assert end.returncode == 1
    assert missing in end.stderr
    assert "Traceback" not in end.stderr
    assert [v for n, v in given.items() if n != "CHAOVN_PUBLIC_URL" and v in end.stderr + end.stdout] == []
    assert list(tmp_path.iterdir()) == []


def test_the_doubles_give_whole_networks() -> None:
    """What the doubles say of their settings is what a network needs."""
    for double in (TelegramDouble(), ZaloOaDouble(), ZaloBotDouble()):
        assert set(WHOLE[double.name]) <= set(double.settings())
