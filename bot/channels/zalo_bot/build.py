"""The parts of the Bot Platform from the settings, for `bot/app.py` and the operator's commands."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import structlog

from bot.channels.wire import open_session
from bot.channels.zalo_bot.api import BotApi
from bot.channels.zalo_bot.channel import ZaloBotChannel
from bot.channels.zalo_bot.poller import ZaloBotPoller
from bot.channels.zalo_bot.receive import ZaloBotWebhook

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from aiohttp import ClientSession

    from bot.door import Door
    from bot.settings import Settings
    from storage.db import Database

MOST_PEOPLE: Final = 50
"""people whom the free plan serves, with 3 groups and 3,000 messages a month (zalo.md 1)"""

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class ZaloBot:
    """What a worker needs: the channel, and the poller where the mode is polling."""

    channel: ZaloBotChannel
    poller: ZaloBotPoller | None


def configured(settings: Settings) -> bool:
    """Whether there is a bot; `settings.load` has refused half of one."""
    return settings.zalo_bot_token is not None


def plan_notice(settings: Settings) -> str:
    """What the operator has to hear at every start."""
    return {
        "vi": "Zalo Bot: gói miễn phí chỉ phục vụ tối đa 50 người và 3.000 tin mỗi tháng; hợp để thử nghiệm.",
        "en": "Zalo Bot: the free plan serves 50 people and 3,000 messages a month at most; it is for a pilot.",
    }[settings.lang]


@asynccontextmanager
async def opened(settings: Settings, db: Database, door: Door) -> AsyncIterator[ZaloBot]:
    """The parts of a worker; leave the block after `poller.run` has returned. Logs the limit of the plan."""
    _log.warning("zalo bot plan limits people", channel="zalo_bot", count=MOST_PEOPLE)
    async with open_session() as session:
        api = api_of(settings, session)
        poller = ZaloBotPoller(api, door, db) if settings.zalo_bot_mode == "polling" else None
        yield ZaloBot(ZaloBotChannel(api, db), poller)


def api_of(settings: Settings, session: ClientSession) -> BotApi:
    """The calls with the token of the settings."""
    assert settings.zalo_bot_token is not None
    return BotApi(session, base_url=settings.zalo_bot_base_url, token=settings.zalo_bot_token.get_secret_value())


def webhook(settings: Settings, door: Door) -> ZaloBotWebhook:
    """The webhook. Mount it in mode `webhook` only: in mode `polling` there may be no secret."""
    assert settings.zalo_bot_secret is not None
    return ZaloBotWebhook(door, secret=settings.zalo_bot_secret.get_secret_value())
