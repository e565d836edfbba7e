"""Stops 3 to 5 of a turn without any storage: what was said -> what it means -> what is decided, worded.

The stored turn (`bot/turn.py`) and the terminal (`chaovn talk`) both think with this one class.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from bot.channels.base import Bubble, Inbound
    from flows.types import Effect, State
    from nlu.types import Understanding


@dataclass(frozen=True, slots=True)
class Interaction:
    """The de-identified record of one turn: no id, no text, nothing a person typed."""

    channel: str
    lang: str
    kind: str
    intent: str | None
    band: str | None
    node: str | None
    outcome: str
    programme: str | None
    verdict: str | None
    commune: str | None
    source: str | None
    answered: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Thought:
    """The result of one turn: the new state, the bubbles to send in order, the orders to the edges."""

    state: State
    bubbles: tuple[Bubble, ...]
    effects: tuple[Effect, ...]
    interaction: Interaction
    understanding: Understanding | None
    wake_at: datetime | None
    """when this conversation wants an `elapsed` event (a reminder), None when it wants none"""


class Mind:
    """Built once by `bot/app.py` from the flow book, the lexicon, the catalogues and the province's data."""

    def turn(
        self, state: State | None, inbound: Inbound, *, event_id: str, channel: str, now: datetime
    ) -> Thought:
        """Think through one event. `state` None is a new conversation; `event_id` is unique and random;
        `now` is an aware time. Raises only on a bug: whatever people type is answered."""
        raise NotImplementedError
