"""The words that a consent was given on, as evidence; and the apology for a message that could not be handled."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from bot.bubbles import BY_CHANNEL
from bot.channels.base import Bubble
from storage.consents import Notice

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from bot.wording import Wording

CATEGORIES = {
    "ask.consent": "birth_date, citizen, subject, certificate, founded_on, licence_number, domain",
    "ask.consent.range": "range of birth dates, citizen, subject, certificate, founded_on, domain",
    "ask.consent.reminder": "reply address",
}
"""Kinds of data that each notice is about (trust.md R-04)."""


class Notices:
    """Words for the turn."""

    def __init__(self, wording: Wording, *, today: Callable[[], date]) -> None:
        self._wording, self._today = wording, today

    def notice(self, key: str, *, lang: str, channel: str, address: str | None = None) -> Notice:
        """The notice behind copy key `key`; its version is a hash of its words: new words are a new version."""
        shown = BY_CHANNEL.get((key, channel), key)
        body = self._text(shown, lang, address)
        return Notice(
            id=shown,
            version=hashlib.sha256(body.encode()).hexdigest()[:12],
            lang=lang,
            body=body,
            data_categories=CATEGORIES[key],
            controller=self._wording.province.values()["controller"],
            sensitive=key != "ask.consent.reminder",
        )

    def apology(self, *, lang: str, channel: str) -> Bubble:
        """Said when a message could not be handled at all."""
        del channel  # the words are the same on every network
        return Bubble("common.apology", self._text("common.apology", lang))

    def _text(self, key: str, lang: str, address: str | None = None) -> str:
        return self._wording.text(key, {}, lang=lang, address=address, today=self._today())
