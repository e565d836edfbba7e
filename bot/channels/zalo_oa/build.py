"""The parts of the Official Account from the settings, for `bot/app.py` and the operator's commands."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.channels.wire import open_session
from bot.channels.zalo_oa.api import OaApi
from bot.channels.zalo_oa.channel import ZaloOaChannel
from bot.channels.zalo_oa.receive import ZaloOaWebhook
from bot.channels.zalo_oa.tokens import App, Tokens

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from datetime import datetime

    from pydantic import SecretStr

    from bot.door import Door
    from bot.settings import Settings
    from storage.db import Database
    from storage.sealing import Sealer


@dataclass(frozen=True, slots=True)
class ZaloOa:
    """What a worker needs: the channel, and the runner that keeps its tokens fresh."""

    channel: ZaloOaChannel
    tokens: Tokens


def configured(settings: Settings) -> bool:
    """Whether there is an Official Account; `settings.load` has refused half of one."""
    return settings.zalo_oa_app_id is not None


@asynccontextmanager
async def opened(
    settings: Settings, db: Database, sealer: Sealer, *, now: Callable[[], datetime]
) -> AsyncIterator[ZaloOa]:
    """The parts of a worker; leave the block after `tokens.run` has returned."""
    app = App(
        id=settings.zalo_oa_app_id or "",
        secret=_plain(settings.zalo_oa_app_secret),
        refresh=_plain(settings.zalo_oa_refresh_token),
        auth_url=settings.zalo_oa_auth_url,
    )
    async with open_session() as session:
        tokens = Tokens(app, db, sealer, session, now=now)
        api = OaApi(session, base_url=settings.zalo_oa_base_url, app_secret=app.secret)
        yield ZaloOa(ZaloOaChannel(api, tokens, db, buttons=settings.zalo_oa_buttons), tokens)


def webhook(settings: Settings, door: Door) -> ZaloOaWebhook:
    """The webhook. While the OA secret key is being replaced, the setting may hold both: `new,old`."""
    return ZaloOaWebhook(
        door,
        app_id=settings.zalo_oa_app_id or "",
        keys=[key.strip() for key in _plain(settings.zalo_oa_secret_key).split(",")],
        app_secret=_plain(settings.zalo_oa_app_secret),
        oa_id=settings.zalo_oa_id,
    )


def _plain(secret: SecretStr | None) -> str:
    return "" if secret is None else secret.get_secret_value()
