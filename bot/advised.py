"""The understanding when `CHAOVN_NLU=rasa`: slots, context, clauses and bands are ours, the scores of intents Rasa's.

Understanding is a pure step inside the locked transaction of a turn, where nobody waits for a network. So a text is
heard first (`hear`), outside of it, and understood later with what was heard in time. A text that was not heard, or
about which Rasa was late, wrong or unsure, is understood by the embedded engine alone.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Final, get_args

from prometheus_client import Counter

from bot.rasa_client import Answer, Outcome
from nlu.understand import UNHEARD, Interpreter

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from prometheus_client import CollectorRegistry

    from bot.rasa_client import RasaClient
    from nlu.types import Understanding

KEPT: Final = 10.0
"""seconds that an answer is kept for the turn that needs it"""
MOST_KEPT: Final = 256


class Advised(Interpreter):
    """The embedded engine with Rasa at its side. For one event loop."""

    def __init__(
        self,
        embedded: Interpreter,
        rasa: RasaClient,
        registry: CollectorRegistry,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(embedded.model, embedded.places)
        self._rasa, self._clock = rasa, clock
        self._heard: dict[str, tuple[float, Answer]] = {}
        self._asking: dict[str, asyncio.Task[None]] = {}
        self._count = Counter(
            "chaovn_rasa",
            "Texts by what became of asking Rasa; missed: not asked in time",
            ["outcome"],
            registry=registry,
        )
        for outcome in (*get_args(Outcome), "missed"):
            self._count.labels(outcome)

    async def hear(self, text: str) -> None:
        """Asks Rasa about `text` and keeps the answer for `understand`; never raises. Two who ask the same wait for
        one answer."""
        self._drop()
        stretches = self.stretches(text)
        whole = stretches[0]
        known = self._heard.get(whole)
        if (known is not None and known[1].scores) or not self._classifier.words(whole):
            return
        asking = self._asking.get(whole)
        if asking is None:
            asking = self._asking[whole] = asyncio.create_task(self._ask(stretches))
            asking.add_done_callback(lambda _: self._asking.pop(whole, None))
        await asyncio.shield(asking)

    async def _ask(self, stretches: tuple[str, ...]) -> None:
        answer = await self._rasa.ask(stretches)
        self._heard.pop(stretches[0], None)  # the order of the dictionary is the order of age
        self._heard[stretches[0]] = (self._clock(), answer)

    def _drop(self) -> None:
        oldest = self._clock() - KEPT
        while self._heard:
            whole = next(iter(self._heard))
            if self._heard[whole][0] > oldest and len(self._heard) <= MOST_KEPT:
                return
            del self._heard[whole]

    def understand(  # noqa: PLR0913 - the signature of the embedded engine
        self,
        text: str,
        *,
        expect: str | None = None,
        programme: str | None = None,
        lang: str = "vi",
        today: date,
        heard: Mapping[str, Mapping[str, float]] = UNHEARD,
    ) -> Understanding:
        """The same as the embedded engine's, with Rasa's scores where they were heard; `engine` says whose they are."""
        scores = heard or self._recall(self.stretches(text)[0])
        found = super().understand(text, expect=expect, programme=programme, lang=lang, today=today, heard=scores)
        # The words that decided are those of the embedded engine; why Rasa decides, it does not say.
        return replace(found, engine="rasa", reasons=()) if scores else found

    def _recall(self, whole: str) -> Mapping[str, Mapping[str, float]]:
        self._drop()
        known = self._heard.get(whole)
        if known is not None:
            self._count.labels(known[1].outcome).inc()
            return known[1].scores
        if self._classifier.words(whole):
            self._count.labels("missed").inc()
        return UNHEARD


class Waiting(Advised):
    """For a command on the terminal, where whoever asks may wait: Rasa is asked inside `understand`."""

    def understand(  # noqa: PLR0913 - as above
        self,
        text: str,
        *,
        expect: str | None = None,
        programme: str | None = None,
        lang: str = "vi",
        today: date,
        heard: Mapping[str, Mapping[str, float]] = UNHEARD,
    ) -> Understanding:
        """Asks, waits for the deadline at most, and understands. Not inside a running event loop."""
        if not heard:
            asyncio.run(self.hear(text))
        return super().understand(text, expect=expect, programme=programme, lang=lang, today=today, heard=heard)
