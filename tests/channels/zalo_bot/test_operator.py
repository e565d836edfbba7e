"""Setting, looking at and deleting the webhook by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.channels.zalo_bot import operator
from bot.channels.zalo_bot.build import opened, webhook
from bot.door import Door
from bot.errors import ChaovnError, SettingsError
from bot.settings import load
from tests.channels.far_end import FarEnd, far_end
from tests.channels.zalo_bot.test_sending import TOKEN

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.settings import Settings
    from storage.db import Database
    from storage.sealing import Sealer

HOOK = "https://bot.example.vn/webhooks/zalo-bot"
SECRET = "FAKE_webhook_secret_0001"


@pytest.fixture
async def end() -> AsyncIterator[FarEnd]:
    async with far_end() as found:
        yield found


def settings_of(end: FarEnd, **more: str) -> Settings:
    given = {
        "ZALO_BOT_TOKEN": TOKEN,
        "ZALO_BOT_SECRET": SECRET,
        "ZALO_BOT_BASE_URL": f"{end.url}/bot",
        "PUBLIC_URL": "https://bot.example.vn",
        "LANG": "en",
    }
    return load({f"CHAOVN_{name}": value for name, value in (given | more).items()}, env_file=None)


def path(method: str) -> str:
    return f"/bot{TOKEN}/{method}"


def kept(*, ok: bool) -> dict[str, object]:
    proof = {"ok": ok, "outcome": "webhook.ok" if ok else "webhook.http.403", "hint": "refused\x1b[31m\n the request"}
    return {"ok": True, "result": {"url": HOOK, "updated_at": 1, "verification": proof}}


async def test_the_webhook_is_set_with_its_secret(end: FarEnd) -> None:
    """Our address from the public URL; in polling mode the operator is told that both exclude each other."""
    end.say(path("setWebhook"), kept(ok=True))
    told: list[str] = []
    await operator.set_webhook(settings_of(end), told.append)
    assert end.asked[0].json == {"url": HOOK, "secret_token": SECRET}
    assert told == [f"Webhook set: {HOOK}"]
    await operator.set_webhook(settings_of(end, ZALO_BOT_MODE="polling"), told.append)
    assert "polling" in told[-1]


async def test_a_webhook_that_zalo_could_not_reach_is_no_success(end: FarEnd) -> None:
    """Zalo keeps the address all the same; its hint is shown, made fit for a terminal."""
    end.say(path("setWebhook"), kept(ok=False))
    with pytest.raises(ChaovnError) as caught:
        await operator.set_webhook(settings_of(end), print)
    assert "webhook.http.403" in str(caught.value)
    assert "\x1b" not in str(caught.value)


async def test_status_tells_name_webhook_and_the_limit_of_the_plan(end: FarEnd) -> None:
    """None set is 404 or empty; one that points elsewhere is said."""
    end.say(path("getMe"), {"ok": True, "result": {"id": "1", "display_name": "Bot Trợ lý tên miền"}})
    for answer, said in (
        ({"ok": False, "error_code": 404, "description": "Not Found"}, "No webhook is set."),
        ({"ok": True, "result": {"url": "", "updated_at": 1}}, "No webhook is set."),
        ({"ok": True, "result": {"url": HOOK, "updated_at": 1}}, f"Webhook: {HOOK}"),
    ):
        end.say(path("getWebhookInfo"), answer)
        told: list[str] = []
        await operator.status(settings_of(end), told.append)
        assert told[:2] == ["Bot: Bot Trợ lý tên miền", said]
        assert len(told) == 3
        assert "50 people" in told[2]
    end.say(path("getWebhookInfo"), {"ok": True, "result": {"url": "https://else.example.vn"}})
    told = []
    await operator.status(settings_of(end), told.append)
    assert told[2].endswith(HOOK)


async def test_deleting_is_done_even_when_there_is_none(end: FarEnd) -> None:
    """Twice is as good as once."""
    end.say(path("deleteWebhook"), {"ok": True, "result": {"url": ""}}, {"ok": False, "error_code": 404})
    told: list[str] = []
    for _ in range(2):
        await operator.delete_webhook(settings_of(end), told.append)
    assert told == ["Webhook deleted."] * 2


async def test_faults_are_told_in_a_line_without_the_token(end: FarEnd) -> None:
    """What to do about a refused token, a closed door, a refusal; what is missing by its name."""
    cases: list[tuple[object, str]] = [
        ({"ok": False, "error_code": 401}, "CHAOVN_ZALO_BOT_TOKEN"),
        ({"ok": False, "error_code": 400}, "code 400"),
        ("<html>", "HTTP 200"),
    ]
    for body, said in cases:
        end.say(path("getMe"), body)
        with pytest.raises(ChaovnError, match=said) as caught:
            await operator.status(settings_of(end), print)
        assert TOKEN.partition(":")[2] not in str(caught.value)
    closed = settings_of(end, ZALO_BOT_BASE_URL="http://127.0.0.1:1/bot")
    with pytest.raises(ChaovnError, match="ClientConnectorError") as caught:
        await operator.status(closed, print)
    assert TOKEN.partition(":")[2] not in str(caught.value)
    with pytest.raises(SettingsError, match="CHAOVN_ZALO_BOT_TOKEN"):
        await operator.status(load({"CHAOVN_LANG": "en"}, env_file=None), print)


async def test_the_parts_are_built_from_the_settings(end: FarEnd, db: Database, sealer: Sealer) -> None:
    """A poller only in polling mode, and the webhook with the secret of the settings."""
    door = Door(db, sealer)
    async with opened(settings_of(end), db, door) as parts:
        assert parts.poller is None
    async with opened(settings_of(end, ZALO_BOT_MODE="polling"), db, door) as parts:
        assert parts.poller is not None
    assert webhook(settings_of(end), door)._secret == SECRET.encode()
