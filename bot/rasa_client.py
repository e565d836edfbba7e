"""Asks a Rasa server what a text means (`POST /model/parse`), and believes only an answer in good order.

Rasa is another program, perhaps of another age: it may be away, slow, or trained on other intents. Whatever is wrong
with it, the caller hears one word for it within the deadline and goes on with the embedded engine.
"""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal

import aiohttp
import structlog

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

DEADLINE: Final = 0.3
"""seconds for all that is asked about one message"""
LEAST_SURE: Final = 0.6
"""a message whose likeliest intent is below this is left to the embedded engine, at the least"""
MOST_BYTES: Final = 64 * 1024
FAILURES: Final = 3
REST: Final = 30.0
"""after so many failures in a row Rasa is left alone for so many seconds; then one more question finds out"""
FALLBACK: Final = "nlu_fallback"
"""the name by which Rasa's FallbackClassifier says that it is not sure"""

Outcome = Literal["used", "late", "refused", "down", "garbage", "unsure"]
"""used: the scores are good · late: no answer in time · refused: a status that is no success · down: no connection, or
it is left alone · garbage: no answer of the form and the intents we know · unsure: Rasa itself does not know"""

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Answer:
    """`scores`: for each text that was asked about, its intents with their probabilities; empty unless `used`."""

    outcome: Outcome
    scores: Mapping[str, Mapping[str, float]] = field(default_factory=lambda: MappingProxyType({}))


class _FaultError(Exception):
    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome)
        self.outcome = outcome


class RasaClient:
    """A Rasa server at `url`. `intents` are those that it may name; `sure` is the probability from which its likeliest
    one is believed; `clock` gives seconds that never go back."""

    def __init__(
        self,
        url: str,
        *,
        intents: Collection[str],
        token: str | None = None,
        sure: float = LEAST_SURE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._url, self._clock = f"{url}/model/parse", clock
        self._intents, self._sure = frozenset(intents), sure
        # Rasa takes its token in the address and nowhere else.
        self._params = {} if token is None else {"token": token}
        self._failures = 0
        self._rests_until = 0.0

    async def ask(self, texts: Sequence[str]) -> Answer:
        """What Rasa makes of each of `texts`: a message first, then its clauses. All or nothing; never raises.

        Only the message itself must be sure: a clause that is not is weighed as such.
        """
        if self._clock() < self._rests_until:
            return Answer("down")
        try:
            async with asyncio.timeout(DEADLINE):
                scores = await self._scores(texts)
        except (TimeoutError, OSError, aiohttp.ClientError, _FaultError) as error:
            return Answer(self._failed(_word_for(error)))
        self._failures = 0
        sure = max(scores[texts[0]].values(), default=0.0) >= self._sure
        return Answer("used", MappingProxyType(scores)) if sure else Answer("unsure")

    async def _scores(self, texts: Sequence[str]) -> dict[str, Mapping[str, float]]:
        # A connection for each message: one that is kept open may be closed by Rasa in the very moment it is used.
        async with aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=None), trust_env=False, auto_decompress=False
        ) as session:
            return {text: await self._parse(session, text) for text in texts}

    async def _parse(self, session: aiohttp.ClientSession, text: str) -> Mapping[str, float]:
        # A text that begins with a slash would be an order to Rasa: "/cost" is the intent cost, whoever types it.
        said = {"text": text.lstrip("/ \t\n")}
        async with session.post(
            self._url,
            params=self._params,
            json=said,
            allow_redirects=False,
            headers={"Accept-Encoding": "identity"},
        ) as answer:
            if 300 <= answer.status < 400:
                raise _FaultError("garbage")
            if answer.status != 200:
                raise _FaultError("refused")
            body = await _body(answer.content)
        try:
            return scores_in(json.loads(body), self._intents)
        except (ValueError, RecursionError):
            raise _FaultError("garbage") from None

    def _failed(self, outcome: Outcome) -> Outcome:
        self._failures += 1
        if self._failures >= FAILURES:
            self._rests_until = self._clock() + REST
            _log.warning("rasa is left alone", outcome=outcome, count=self._failures)
        return outcome


def scores_in(said: Any, intents: Collection[str]) -> dict[str, float]:
    """The probabilities in an answer of `/model/parse`; none at all when Rasa says that it does not know.

    Raises `ValueError` for another form, an intent that is not in `intents` or is named twice, a probability that is
    no number from 0 to 1, and probabilities that are more than 1 together.
    """
    ranking = said.get("intent_ranking") if isinstance(said, dict) else None
    best = said.get("intent") if isinstance(said, dict) else None
    if not isinstance(ranking, list) or not isinstance(best, dict):
        raise ValueError("no intent or no ranking")  # noqa: TRY004 - the answer is wrong, not our types
    found: dict[str, float] = {}
    for each in ranking:
        name, share = (each.get("name"), each.get("confidence")) if isinstance(each, dict) else (None, None)
        if not isinstance(share, int | float) or isinstance(share, bool) or not 0 <= share <= 1.0001:
            raise ValueError("no probability")
        if name == FALLBACK:
            continue
        if not isinstance(name, str) or name not in intents or name in found:
            raise ValueError("no intent of ours")
        found[name] = min(float(share), 1.0)
    if sum(found.values()) > 1.01:
        raise ValueError("more than certain")
    return {} if best.get("name") == FALLBACK else found


async def _body(content: aiohttp.StreamReader) -> bytes:
    body = bytearray()
    async for part in content.iter_any():
        body += part
        if len(body) > MOST_BYTES:
            raise _FaultError("garbage")
    return bytes(body)


def _word_for(error: BaseException) -> Outcome:
    match error:
        case _FaultError():
            return error.outcome
        case TimeoutError():
            return "late"
        case OSError() | aiohttp.ClientConnectionError():
            return "down"
        case _:
            return "garbage"
