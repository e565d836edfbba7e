"""`python -m tests.bench.unpaced serve …`: `chaovn` without its measure of sends a second, to see what is behind it."""

from __future__ import annotations

from typing import cast

from bot.__main__ import app
from bot.sending import pace

cast("dict[str, pace.Rhythm]", pace.RHYTHMS).clear()
app()
