"""What the engine says -> bubbles as a channel can show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.channels.base import Bubble, Button

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from bot.channels.base import Capabilities
    from bot.wording import Wording
    from flows.types import Registration, Say, State

BY_CHANNEL = {
    ("ask.consent", "telegram"): "ask.consent.telegram",
    ("ask.consent.range", "telegram"): "ask.consent.telegram.range",
}
"""Words that must differ on one network: there the consent names its foreign servers (contract section 9)."""


class BubbleMaker:
    """Words, choices and links for one channel."""

    def __init__(self, wording: Wording, channel: Capabilities, link_of: Callable[[Registration], str]) -> None:
        self.wording, self.channel, self.link_of = wording, channel, link_of

    def make(self, say: Say, state: State, today: date) -> Bubble:
        """One bubble. Without buttons its choices stand numbered in the text: that is how they are picked."""
        key = BY_CHANNEL.get((say.key, self.channel.name), say.key)

        def words(name: str, values: object) -> str:
            assert isinstance(values, dict)
            return self.wording.text(name, values, lang=state.lang, address=state.address, today=today)

        text = words(key, dict(say.values))
        buttons = tuple(Button(words(c.label, dict(c.values)), c.id, say.offer) for c in say.choices)
        link = self.link_of(state.registration) if say.link and state.registration is not None else None
        if buttons and not self.channel.buttons:
            text += "\n" + "\n".join(f"{n}. {b.label}" for n, b in enumerate(buttons, 1))
        if link is not None and not self.channel.buttons:
            text += f"\n{link}"
        return Bubble(key, text, buttons, link)
