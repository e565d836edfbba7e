"""What an operator does once: set the webhook with menu and descriptions, look at it, take it away."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import UTC
from typing import TYPE_CHECKING, Final

from telegram import BotCommand
from telegram.error import InvalidToken, NetworkError, RetryAfter, TelegramError
from yarl import URL

from bot.channels.telegram.client import make_client
from bot.channels.telegram.receive import PATH
from bot.channels.telegram.updates import WANTED
from bot.channels.telegram.words import COMMANDS, DESCRIPTIONS, OPERATOR, SHORT
from bot.errors import ChaovnError, SettingsError
from flows.turn import VIET_NAM

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping
    from datetime import datetime

    from telegram import WebhookInfo

    from bot.channels.telegram.client import Client
    from bot.settings import Settings

CONNECTIONS: Final = 20
"""chats whose updates Telegram may bring at the same time; each needs a connection of the database for a moment"""
PORTS: Final = (443, 80, 88, 8443)


async def set_webhook(settings: Settings, say: Callable[[str], None]) -> None:
    """Sets the webhook, the menu of commands and the descriptions. What waits at Telegram is kept.

    Raises `SettingsError` for what is missing, `ChaovnError` when Telegram refuses or is away.
    """
    words = OPERATOR[settings.lang]
    url = _checked_url(settings)
    assert settings.telegram_secret is not None
    async with _opened(settings) as client:
        if settings.telegram_mode == "polling":
            say(words["polling"])
        await client.set_webhook(
            url,
            secret_token=settings.telegram_secret.get_secret_value(),
            allowed_updates=list(WANTED),
            max_connections=CONNECTIONS,
            drop_pending_updates=False,
        )
        say(words["set"].format(url=url))
        if not await _present(client, say, words):
            say(words["same"])


async def delete_webhook(settings: Settings, say: Callable[[str], None]) -> None:
    """Takes the webhook away; what waits is kept. Raises as `set_webhook`."""
    async with _opened(settings) as client:
        await client.delete_webhook(drop_pending_updates=False)
        say(OPERATOR[settings.lang]["deleted"])


async def status(settings: Settings, say: Callable[[str], None]) -> None:
    """Says how the webhook does, in words for a person. Raises as `set_webhook`."""
    words = OPERATOR[settings.lang]
    async with _opened(settings) as client:
        say(words["bot"].format(username=(await client.get_me()).username or "?"))
        info = await client.get_webhook_info()
    for line in described(info, words, url=_url(settings)):
        say(line)


def described(info: WebhookInfo, words: Mapping[str, str], *, url: str | None) -> list[str]:
    """What a person should know of a webhook; `url` is where it should point."""
    lines = [words["at"].format(url=info.url) if info.url else words["none"]]
    lines.append(words["pending"].format(count=info.pending_update_count))
    warnings = []
    if info.url and url is not None and info.url != url:
        warnings.append(words["other"].format(url=url))
    if info.url and set(info.allowed_updates or ()) != set(WANTED):
        warnings.append(words["kinds"])
    if info.last_error_date is not None:
        warnings.append(words["error"].format(at=_local(info.last_error_date), what=info.last_error_message or "?"))
    if info.last_synchronization_error_date is not None:
        warnings.append(words["sync"].format(at=_local(info.last_synchronization_error_date)))
    return lines + (warnings or [words["fine"]])


async def _present(client: Client, say: Callable[[str], None], words: Mapping[str, str]) -> bool:
    """Sets menu and descriptions where they differ; True when something did."""
    changed = False
    for lang, menu in COMMANDS.items():
        code = lang or None
        wanted = tuple(BotCommand(name, what) for name, what in menu)
        if await client.get_my_commands(language_code=code) != wanted:
            await client.set_my_commands(wanted, language_code=code)
            say(words["commands"].format(lang=lang or "*"))
            changed = True
        about, short = DESCRIPTIONS[lang], SHORT[lang]
        there = await client.get_my_description(language_code=code)
        brief = await client.get_my_short_description(language_code=code)
        if there.description != about or brief.short_description != short:
            await client.set_my_description(about, language_code=code)
            await client.set_my_short_description(short, language_code=code)
            say(words["description"].format(lang=lang or "*"))
            changed = True
    return changed


def _url(settings: Settings) -> str | None:
    return None if settings.public_url is None else f"{settings.public_url}{PATH}"


def _checked_url(settings: Settings) -> str:
    words, url = OPERATOR[settings.lang], _url(settings)
    if settings.telegram_token is None:
        raise SettingsError(words["token"])
    if url is None or settings.telegram_secret is None:
        raise SettingsError(words["half"])
    # A Bot API server of one's own may call any address (trust.md R-21).
    own = URL(settings.telegram_base_url).host != "api.telegram.org"
    if not own and (URL(url).scheme != "https" or URL(url).port not in PORTS):
        raise SettingsError(words["https"])
    return url


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[Client]:
    """A client for as long as the block runs; what Telegram refuses is said in a line."""
    words = OPERATOR[settings.lang]
    if settings.telegram_token is None:
        raise SettingsError(words["token"])
    client = make_client(settings)
    try:
        yield client
    except InvalidToken:
        raise ChaovnError(words["credentials"]) from None
    except RetryAfter as error:
        raise ChaovnError(words["refused"].format(what=error.message)) from None
    except NetworkError as error:
        # Of a failed connection only the class: its text may hold the address, and with it the token.
        if error.__cause__ is None:
            raise ChaovnError(words["refused"].format(what=error.message)) from None
        raise ChaovnError(words["away"].format(what=type(error.__cause__).__name__)) from None
    except TelegramError as error:
        raise ChaovnError(words["refused"].format(what=type(error).__name__)) from None
    finally:
        await client.close_connections()


def _local(moment: datetime) -> str:
    return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(VIET_NAM).strftime("%H:%M:%S %d/%m/%Y")
