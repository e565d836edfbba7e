"""What questions of people are called, as the chat itself calls them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from bot.wording import Catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping

_LABEL = "label."


@cache
def intent_names(lang: str) -> Mapping[str, str]:
    """Intent -> its name."""
    texts = Catalogue(lang).texts
    return {key.removeprefix(_LABEL): text for key, text in texts.items() if key.startswith(_LABEL)}
