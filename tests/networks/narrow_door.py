"""`python -m tests.networks.narrow_door serve …`: `chaovn` whose door is full as soon as a hundred messages wait."""

from __future__ import annotations

from bot.__main__ import app
from bot.door import Door

NARROW = 100

assert Door.__init__.__kwdefaults__ is not None
Door.__init__.__kwdefaults__["most_waiting"] = NARROW
app()
