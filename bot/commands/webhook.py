"""`chaovn webhook`: where the networks bring their messages."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from bot import settings as settings_module
from bot.webhooks import Network, operator_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.settings import Settings

webhook = typer.Typer(help="Webhook của các mạng. Where the networks bring their messages.", no_args_is_help=True)

Which = Annotated[Network, typer.Argument(help="Mạng nào. Which network.")]


@webhook.command("set", epilog="Ví dụ: chaovn webhook set telegram")
def set_webhook(network: Which) -> None:
    """Đặt webhook theo cài đặt, không bỏ tin đang chờ. Sets the webhook; waiting messages are kept."""
    _run(operator_of(network).set_webhook)


@webhook.command(epilog="Ví dụ: chaovn webhook status telegram")
def status(network: Which) -> None:
    """Xem webhook đang thế nào. Says how the webhook does."""
    _run(operator_of(network).status)


@webhook.command(epilog="Ví dụ: chaovn webhook delete telegram")
def delete(network: Which) -> None:
    """Gỡ webhook, không bỏ tin đang chờ. Takes the webhook away; waiting messages are kept."""
    _run(operator_of(network).delete_webhook)


def _run(act: Callable[[Settings, Callable[[str], None]], Awaitable[None]]) -> None:
    settings = settings_module.load()

    async def run() -> None:
        await act(settings, typer.echo)

    asyncio.run(run())
