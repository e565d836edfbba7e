"""What a stored message of each network says, without the network's client."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.channels.telegram import inbound as telegram
from bot.channels.webchat import WebChat
from bot.channels.zalo_bot import updates as zalo_bot
from bot.channels.zalo_oa import events as zalo_oa

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.channels.base import Inbound

TRANSLATE: Mapping[str, Callable[[bytes], Inbound]] = {
    "web": WebChat().translate,
    "telegram": telegram.translate,
    "zalo_oa": zalo_oa.translate,
    "zalo_bot": zalo_bot.translate,
}
