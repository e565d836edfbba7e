"""Stop 3 of a message: an inbox row as an `Inbound`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bot.channels.base import Inbound
from bot.channels.translations import TRANSLATE
from storage import inbox

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.channels.base import Channel
    from storage.inbox import News
    from storage.sealing import Sealer


def inbound_of(news: News, channels: Mapping[str, Channel], *, sealer: Sealer) -> Inbound:
    """What a row says. Raises `TamperedError`, and whatever the channel raises on bytes that it cannot read.

    A network that is no longer configured may have left messages behind: they are read all the same.
    """
    match news.kind:
        case "elapsed":
            return Inbound(kind="elapsed")
        case "too_fast":
            return Inbound(kind="too_fast")
        case "looked_up":
            said = json.loads(inbox.raw_of(news, sealer=sealer))
            return Inbound(kind="looked_up", text=said["domain"], choice=said["result"])
        case _:
            channel = channels.get(news.channel)
            translate = TRANSLATE[news.channel] if channel is None else channel.translate
            return translate(inbox.raw_of(news, sealer=sealer))
