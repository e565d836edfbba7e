"""What an operator sets, sees and takes away; and that starting does none of it."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from typer.testing import CliRunner

from bot import settings as settings_module
from bot.channels.telegram import setup
from bot.channels.telegram.client import make_client
from bot.channels.telegram.updates import WANTED
from bot.channels.telegram.watch import Watch
from bot.channels.telegram.words import COMMANDS, DESCRIPTIONS, OPERATOR, SHORT
from bot.commands.webhook import webhook
from bot.errors import ChaovnError, SettingsError
from bot.slash import INTENTS
from tests.channels.telegram.api import opened
from tests.doubles.telegram import TelegramDouble

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.settings import Settings

PUBLIC = "https://chao.example.vn"
URL = f"{PUBLIC}/webhooks/telegram"


@pytest.fixture
async def tg() -> AsyncIterator[TelegramDouble]:
    """Telegram."""
    async with TelegramDouble() as double:
        yield double


def settings(tg: TelegramDouble, **more: str) -> Settings:
    """The settings of a product that uses this double."""
    return settings_module.load(tg.settings() | {"CHAOVN_PUBLIC_URL": PUBLIC} | more, env_file=None)


async def test_set_sets_everything_once(tg: TelegramDouble) -> None:
    """Address, secret, kinds of updates; menu and descriptions in three languages. The second time writes no menu."""
    said: list[str] = []
    await tg.person().say("đang chờ")
    await setup.set_webhook(settings(tg), said.append)
    hook = tg.updates.webhook
    assert (hook.url, hook.secret, hook.allowed) == (URL, tg.secret, WANTED)
    assert said[0] == OPERATOR["vi"]["set"].format(url=URL)
    assert len(tg.calls_of("setMyCommands")) == len(COMMANDS)
    assert tg.dropped_pending == 0
    again: list[str] = []
    await setup.set_webhook(settings(tg), again.append)
    assert again == [said[0], OPERATOR["vi"]["same"]]
    assert len(tg.calls_of("setMyCommands")) == len(COMMANDS)


async def test_status_is_in_words(tg: TelegramDouble) -> None:
    """What is fine is said to be fine; an address elsewhere, too few kinds and the last error are warnings."""
    said: list[str] = []
    await setup.set_webhook(settings(tg), lambda _: None)
    await setup.status(settings(tg), said.append)
    assert said[-1] == OPERATOR["vi"]["fine"]
    assert said[0] == "Bot: @chaovn_test_bot"
    tg.updates.webhook.url, tg.updates.webhook.allowed = "https://elsewhere.example/x", ("message",)
    tg.updates.webhook.error_date, tg.updates.webhook.error = 1795316400, "Read timeout expired"
    worse: list[str] = []
    await setup.status(settings(tg, CHAOVN_LANG="en"), worse.append)
    assert OPERATOR["en"]["other"].format(url=URL) in worse
    assert OPERATOR["en"]["kinds"] in worse
    assert any("Read timeout expired" in line and "22/11/2026" in line for line in worse)


async def test_delete_keeps_what_waits(tg: TelegramDouble) -> None:
    """The webhook is gone, the message is not."""
    await setup.set_webhook(settings(tg), lambda _: None)
    said: list[str] = []
    await setup.delete_webhook(settings(tg), said.append)
    assert tg.updates.webhook.url == ""
    assert tg.dropped_pending == 0
    assert said == [OPERATOR["vi"]["deleted"]]


async def test_a_wrong_token_is_said_without_it(tg: TelegramDouble) -> None:
    """One line that names the setting."""
    wrong = settings(tg, CHAOVN_TELEGRAM_TOKEN="900000001:WRONG-token_of-the_double_AAAAAAAAAA")
    with pytest.raises(ChaovnError, match="CHAOVN_TELEGRAM_TOKEN") as failed:
        await setup.status(wrong, print)
    assert "WRONG" not in str(failed.value)


async def test_a_network_that_is_away_is_said_without_the_address(tg: TelegramDouble, unused_tcp_port: int) -> None:
    """The library's own words hold the whole address, and the token with it."""
    away = settings(tg, CHAOVN_TELEGRAM_BASE_URL=f"http://127.0.0.1:{unused_tcp_port}/bot")
    with pytest.raises(ChaovnError, match="ConnectError") as failed:
        await setup.status(away, print)
    assert tg.token not in str(failed.value)


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({}, "CHAOVN_TELEGRAM_TOKEN"),
        ({"CHAOVN_TELEGRAM_TOKEN": "1:a", "CHAOVN_TELEGRAM_MODE": "polling"}, "CHAOVN_TELEGRAM_SECRET"),
        (
            {
                "CHAOVN_TELEGRAM_TOKEN": "1:a",
                "CHAOVN_TELEGRAM_SECRET": "s" * 20,
                "CHAOVN_PUBLIC_URL": "http://chao.example.vn",
            },
            "CHAOVN_PUBLIC_URL",
        ),
    ],
)
async def test_what_is_missing_is_named(given: dict[str, str], named: str) -> None:
    """Before anything is asked of Telegram."""
    with pytest.raises(SettingsError, match=named):
        await setup.set_webhook(settings_module.load(given, env_file=None), print)


@pytest.mark.parametrize(
    "given",
    [
        {"CHAOVN_TELEGRAM_TOKEN": "1:a b"},
        {"CHAOVN_TELEGRAM_TOKEN": "1:a\n"},
        {"CHAOVN_TELEGRAM_TOKEN": "1:á"},
        {"CHAOVN_TELEGRAM_TOKEN": "1:a", "CHAOVN_TELEGRAM_PROXY": "ftp://user:hunter2@proxy"},
        {"CHAOVN_TELEGRAM_TOKEN": "1:a", "CHAOVN_TELEGRAM_PROXY": "socks5://user:hunter2@proxy"},
        {"CHAOVN_TELEGRAM_TOKEN": "1:a", "CHAOVN_TELEGRAM_PROXY": "http://[hunter2"},
    ],
)
def test_a_token_or_proxy_that_cannot_be_one_stops_the_start(given: dict[str, str]) -> None:
    """By its name, and without its value."""
    with pytest.raises(SettingsError, match="CHAOVN_TELEGRAM_") as failed:
        make_client(settings_module.load(given | {"CHAOVN_TELEGRAM_MODE": "polling"}, env_file=None))
    assert "hunter2" not in str(failed.value)


def test_words_keep_to_telegrams_limits() -> None:
    """32 letters of a command and 256 of what it does; 512 and 120 of the descriptions; every language has all."""
    for menu in COMMANDS.values():
        assert [name for name, _ in menu] == [name for name, _ in COMMANDS[""]]
        for name, what in menu:
            assert name.isascii()
            assert len(name) <= 32
            assert 1 <= len(what) <= 256
            assert name in INTENTS or name == "start"
    assert all(len(text) <= 512 for text in DESCRIPTIONS.values())
    assert all(len(text) <= 120 for text in SHORT.values())
    assert OPERATOR["vi"].keys() == OPERATOR["en"].keys()


def test_the_command_names_its_networks() -> None:
    """`chaovn webhook set` without one is wrong usage; every command has an example."""
    run = CliRunner()
    assert run.invoke(webhook, ["set"]).exit_code == 2
    assert run.invoke(webhook, ["set", "zalo_oa"]).exit_code == 2
    for name in ("set", "status", "delete"):
        assert "chaovn webhook" in run.invoke(webhook, [name, "--help"]).output


async def look(tg: TelegramDouble, *, now: datetime) -> str:
    """What the metrics say after one look at the webhook."""
    registry = CollectorRegistry()
    async with opened(tg.base_url, token=tg.token) as client:
        await Watch(client, url=URL, registry=registry, now=lambda: now).look()
    return generate_latest(registry).decode()


async def test_the_watch_tells_metrics_of_trouble(tg: TelegramDouble) -> None:
    """Waiting updates are counted; an error of the last minutes or an address elsewhere is a 1."""
    now = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
    await setup.set_webhook(settings(tg), lambda _: None)
    assert "chaovn_telegram_webhook_failing 0.0" in await look(tg, now=now)
    tg.updates.webhook.error_date, tg.updates.webhook.error = int(now.timestamp()) - 30, "Read timeout expired"
    assert "chaovn_telegram_webhook_failing 1.0" in await look(tg, now=now)
    tg.updates.webhook.error_date = int(now.timestamp()) - 3600
    assert "chaovn_telegram_webhook_failing 0.0" in await look(tg, now=now)
    await setup.delete_webhook(settings(tg), lambda _: None)
    await tg.person().say("một")
    after = await look(tg, now=now)
    assert "chaovn_telegram_webhook_failing 1.0" in after
    assert "chaovn_telegram_pending_updates 1.0" in after


def test_the_library_is_not_loaded_without_telegram() -> None:
    """Where Telegram is not configured its 38 MB are not paid for (F40)."""
    names = "bot.app, bot.commands.webhook, bot.channels.telegram.receive, bot.channels.telegram.inbound"
    program = f"import sys, {names}; sys.exit('telegram' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False, timeout=60).returncode == 0
