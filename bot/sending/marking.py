"""What became of a send, written down: sent, again later, a dead letter; and what that says of the whole lane."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Literal

import structlog

from bot.sending.faults import MOST_ATTEMPTS, backed_off, fault_of, told_to_wait
from storage import conversations, lanes, outbox

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from bot.channels.base import SendError
    from bot.sending.breaker import Breaker
    from storage.db import Database, Session
    from storage.lanes import Reason
    from storage.outbox import Letter
    from storage.sealing import Sealer

CREDENTIALS_PAUSE: Final = timedelta(seconds=30)
MOST_DOUBTS: Final = 3
"""A bubble that may have arrived is sent once more for each doubt (trust.md G4). After so many it most likely has, and
is a dead letter, which staff may send again."""
TRIED_AFTER: Final = ("credentials", "network")
"""pauses after which one bubble tries the way before the others follow"""

Outcome = Literal["failed", "again", "ambiguous", "paused", "blocked"]


_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class LaneParts:
    """What a lane is made of. `now` is the time of day, `clock` gives seconds that never go back."""

    db: Database
    sealer: Sealer
    now: Callable[[], datetime]
    clock: Callable[[], float]
    counts: Counter[tuple[str, str]]


class Marking:
    """Marks for one lane, in the transaction that is given."""

    def __init__(self, name: str, parts: LaneParts, breaker: Breaker) -> None:
        self._name, self._parts, self._breaker = name, parts, breaker
        self._back = False

    def arrived(self) -> None:
        """The network took a bubble; what follows of that for the lane is written with the mark."""
        self._back = self._breaker.answered() or self._back

    async def sent(self, tx: Session, letters: Sequence[tuple[Letter, str | None]]) -> None:
        """The network took these, each with its id there."""
        await outbox.sent(tx, letters=letters, channel=self._name, now=self._parts.now())
        if self._back:
            await self._lift(tx)

    async def mark(self, tx: Session, letter: Letter, result: SendError) -> Outcome:
        """What becomes of a bubble that did not go, or perhaps did."""
        now = self._parts.now()
        fault = fault_of(result)
        match result.verdict:
            case "retry" if result.retry_after is not None:
                return await self._limited(tx, letter, told_to_wait(now, result.retry_after), fault)
            case "retry":
                return await self._unreached(tx, letter, fault, doubtful=result.doubtful)
            case "maybe_sent" if letter.doubts < MOST_DOUBTS:
                await self._unanswered(tx)
                later = now + timedelta(seconds=2**letter.doubts)
                await outbox.again(tx, letter=letter, not_before=later, fault=fault, doubtful=True)
                return "ambiguous"
            case "credentials":
                until = now + CREDENTIALS_PAUSE
                await outbox.again(tx, letter=letter, not_before=until, fault=fault, counted=False)
                await self._hold(tx, until, "credentials")
                return "paused"
            case "blocked":
                await self._answered(tx)
                # The conversation first, as every turn does: two that lock in another order wait for each other.
                await conversations.stop(tx, id=letter.conversation, now=now)
                await outbox.give_up(tx, letter=letter, now=now, fault=fault)
                await outbox.cancel(tx, conversation=letter.conversation, now=now, fault="stopped")
                return "blocked"
            case "maybe_sent":
                await self._unanswered(tx)
            case _:
                await self._answered(tx)
        return await self._given_up(tx, letter, fault)

    async def _limited(self, tx: Session, letter: Letter, until: datetime, fault: str) -> Outcome:
        """This chat waits; the others too when the network has just told another chat the same."""
        await self._answered(tx)
        await outbox.again(tx, letter=letter, not_before=until, fault=fault, counted=False)
        if self._breaker.limited(letter.conversation, self._parts.now()):
            await self._hold(tx, until, "limit")
        return "again"

    async def _unreached(self, tx: Session, letter: Letter, fault: str, *, doubtful: bool) -> Outcome:
        """Not sent, as far as is known. While the network is away that says nothing against this bubble."""
        on_trial = self._breaker.trial
        away = await self._unanswered(tx) or on_trial
        if letter.attempts >= MOST_ATTEMPTS and not away:
            return await self._given_up(tx, letter, fault)
        later = backed_off(self._parts.now(), letter.attempts)
        await outbox.again(tx, letter=letter, not_before=later, fault=fault, counted=not away, doubtful=doubtful)
        return "ambiguous" if doubtful else "again"

    async def _given_up(self, tx: Session, letter: Letter, fault: str) -> Outcome:
        await outbox.give_up(tx, letter=letter, now=self._parts.now(), fault=fault)
        _log.error("bubble given up", channel=self._name, attempt=letter.attempts, outcome=fault)
        return "failed"

    async def _answered(self, tx: Session) -> None:
        if self._breaker.answered():
            await self._lift(tx)

    async def _lift(self, tx: Session) -> None:
        self._back = False
        await lanes.lift(tx, channel=self._name)
        _log.info("network back", channel=self._name)

    async def _unanswered(self, tx: Session) -> bool:
        """True when the network counts as away now."""
        probe = self._breaker.failed(self._parts.now())
        if probe is not None:
            await self._hold(tx, probe, "network")
        return self._breaker.holds(self._parts.now())

    async def _hold(self, tx: Session, until: datetime, reason: Reason) -> None:
        self._breaker.hold(until, trial=reason in TRIED_AFTER)
        await lanes.pause(tx, channel=self._name, until=until, reason=reason)
        _log.error("sending held", channel=self._name, outcome=reason)
