"""The operator's functions of `chaovn webhook`, by network. Nothing here is a side effect of starting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.settings import Settings

Network = Literal["telegram", "zalo_bot"]


class Operator(Protocol):
    """What each network's module offers. Raises `SettingsError` or `ChaovnError` with what a person can do."""

    async def set_webhook(self, settings: Settings, say: Callable[[str], None]) -> None:
        """Tells the network where to bring messages."""

    async def status(self, settings: Settings, say: Callable[[str], None]) -> None:
        """Says how that stands."""

    async def delete_webhook(self, settings: Settings, say: Callable[[str], None]) -> None:
        """Takes it back."""


def operator_of(network: Network) -> Operator:
    """The functions of a network, imported when they are needed."""
    if network == "telegram":
        from bot.channels.telegram import setup  # noqa: PLC0415 - its library takes a quarter of a second

        return setup
    from bot.channels.zalo_bot import operator  # noqa: PLC0415

    return operator
