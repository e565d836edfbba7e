"""Stops 2 to 6 of a message: claim, translate, think, commit; one transaction, no network call inside."""

from __future__ import annotations

import asyncio
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

import structlog

from bot import counting
from bot.carrying import Step, carry_out
from bot.crashpoints import reach
from bot.listed import with_lists
from bot.log import conv_ref
from bot.translating import inbound_of
from flows.types import Forget
from storage import conversations, inbox, outbox, rights, sources
from storage.errors import StorageError, UnavailableError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from bot.channels.base import Bubble, Channel, Inbound
    from bot.mind import Thought
    from flows.types import State
    from storage.consents import Notice
    from storage.conversations import Claimed
    from storage.db import Database, Session
    from storage.inbox import News
    from storage.sealing import Sealer

REPLY_USEFUL = timedelta(minutes=10)
REMINDER_USEFUL = timedelta(hours=24)
"""how long a bubble is worth sending when its network is away (trust.md R-22)"""

SAME_TAP = timedelta(seconds=3)
"""a second tap on the same button so soon after the first is the impatience of a thumb, answered already"""
CLOCKS_DIFFER = timedelta(minutes=1)
"""the network's clock and ours, and what lay in the queues"""
SUSPECTS = 16
"""turns of a new process that are taken with care: what another was at when it died is among the oldest waiting"""
OF_ITSELF = ("elapsed", "looked_up", "stop", "withdraw", "staff")
"""what moves a conversation without the person saying or tapping anything to us"""

SAID = ("text", "tap", "edit")
MAY_COME_BACK = ("telegram", "zalo_oa", "zalo_bot")
"""who says something to the bot after having left it has come back, whether these networks told so or not"""

_log = structlog.get_logger()


class Thinks(Protocol):
    """What the turn needs of `bot.mind.Mind`."""

    def turn(self, state: State | None, inbound: Inbound, *, event_id: str, channel: str, now: datetime) -> Thought:
        """Think through one event."""


class Words(Protocol):
    """What the turn needs of the wording."""

    def notice(self, key: str, *, lang: str, channel: str, address: str | None = None) -> Notice:
        """The words that a consent was given on, under copy key `key`."""

    def apology(self, *, lang: str, channel: str) -> Bubble:
        """Copy key `common.apology`: a message could not be handled."""


class Sends(Protocol):
    """What the turn needs of `bot.delivery.Delivery`."""

    def holds(self, channel: str) -> bool:
        """Whether it is this process that sends on the channel."""

    def wake(self, channel: str = "") -> None:
        """There may be something to send."""


def _left_before(inbound: Inbound, heard_at: datetime | None) -> bool:
    """Whether a leaving that is told only now lies before what the person has said since: they have come back."""
    if inbound.kind != "stop" or inbound.at is None or heard_at is None:
        return False
    return inbound.at + CLOCKS_DIFFER < heard_at


class _TriedBeforeError(Exception):
    """This message is to be handled with care."""


class WornOutError(Exception):
    """This message was tried as often as any may be, and each time the process that tried it died."""


@dataclass(frozen=True, slots=True)
class TurnParts:
    """What a turn is made of. `new_id` gives unguessable ids that are safe in addresses. `ahead` is awaited before
    each claim: what must be asked of others about the messages that come next is asked while nothing is locked.
    `same_tap`: so soon after it the same tap is passed over in silence, zero for never. `sender`: the one of this
    process, woken without the database where it can be."""

    db: Database
    sealer: Sealer
    channels: Mapping[str, Channel]
    mind: Thinks
    words: Words
    province: str
    now: Callable[[], datetime]
    new_id: Callable[[], str] = lambda: secrets.token_urlsafe(16)
    ahead: Callable[[], Awaitable[None]] | None = None
    same_tap: timedelta = SAME_TAP
    sender: Sends | None = None


class Turns:
    """Takes messages from the inbox, one turn each."""

    def __init__(self, parts: TurnParts) -> None:
        self._parts = parts
        self._alone = asyncio.Lock()
        self._suspects = SUSPECTS

    async def one_turn(self) -> bool:
        """Handles the message that has waited longest; False when nothing waits.

        A message that raises is set back and tried again later, at last set aside with an apology. Raises
        `UnavailableError` when the database is away: then nothing happened, and no message is to blame.

        A message that kills the process leaves no exception. So those that may have done that are handled one at a
        time, each attempt counted beforehand: what is found waiting at the start, and whatever was tried before.
        """
        if self._suspects:
            async with self._alone:
                self._suspects = max(0, self._suspects - 1)
                done = await self._turn(careful=True)
                if not done:
                    self._suspects = 0
                return done
        try:
            return await self._turn(careful=False)
        except _TriedBeforeError:
            async with self._alone:
                return await self._turn(careful=True)

    async def _turn(self, *, careful: bool) -> bool:
        begun, now = time.perf_counter(), self._parts.now()
        claimed: Claimed | None = None
        news: News | None = None
        if self._parts.ahead is not None:
            await self._parts.ahead()
        try:
            async with self._parts.db.transaction() as tx:
                claimed = await conversations.claim(tx, now=now)
                if claimed is None:
                    return False
                reach("after_claim")
                # Read again under the lock: another worker may have handled the row since it was seen.
                news = await inbox.oldest(tx, conversation=claimed.id, now=now)
                if news is None:
                    return True
                await self._count_beforehand(news, now, careful=careful)
                await self._handle(tx, claimed, news, now, begun)
                reach("before_commit")
        except _TriedBeforeError:
            raise
        except UnavailableError:
            if careful and news is not None:
                await self._clear(news)
            raise
        except Exception as error:
            if claimed is None or news is None:
                raise
            await self._set_back(claimed, news, error, counted=careful)
            return True
        reach("after_commit")
        if self._parts.sender is not None:
            self._parts.sender.wake(claimed.channel)
        return True

    async def _count_beforehand(self, news: News, now: datetime, *, careful: bool) -> None:
        if news.attempts and not careful:
            raise _TriedBeforeError
        if news.attempts >= inbox.ATTEMPTS:
            raise WornOutError
        if careful:
            async with self._parts.db.transaction() as other:
                await inbox.begin(other, news=news, now=now)

    async def _clear(self, news: News) -> None:
        """No fault of this message: the attempt counts for nothing, if the database is there to be told."""
        with suppress(StorageError):
            async with self._parts.db.transaction() as tx:
                await inbox.clear(tx, news=news)

    async def _handle(self, tx: Session, claimed: Claimed, news: News, now: datetime, begun: float) -> None:
        p = self._parts
        inbound = inbound_of(news, p.channels, sealer=p.sealer)
        heard = None if inbound.kind in OF_ITSELF else now - timedelta(seconds=news.waited)
        if await self._tapped_before(tx, claimed, news, inbound):
            await inbox.done(tx, id=news.id, now=now)
            await conversations.heard(tx, id=claimed.id, at=heard)
            _log.info("same tap", channel=claimed.channel)
            return
        if inbound.ref is not None:
            inbound = replace(inbound, ref=await sources.counted_as(tx, ref=inbound.ref))
        before = await with_lists(tx, conversations.state_of(claimed, sealer=p.sealer), sealer=p.sealer)
        await self._keep(tx, self._think(claimed, news, inbound, before, now), heard, begun)

    async def _tapped_before(self, tx: Session, claimed: Claimed, news: News, inbound: Inbound) -> bool:
        """Whether this is the same button again, tapped a moment after the last time. Our page does that itself."""
        if inbound.kind != "tap" or claimed.channel == "web" or not self._parts.same_tap:
            return False
        last = await inbox.said_before(tx, conversation=claimed.id, id=news.id, within=self._parts.same_tap)
        if last is None:
            return False
        return inbound_of(last, self._parts.channels, sealer=self._parts.sealer) == inbound

    def _think(self, claimed: Claimed, news: News, inbound: Inbound, before: State | None, now: datetime) -> Step:
        p = self._parts
        if _left_before(inbound, claimed.heard_at):
            inbound = replace(inbound, kind="unblocked")
        if before is not None and before.stopped and inbound.kind in SAID and claimed.channel in MAY_COME_BACK:
            before = replace(before, stopped=False)
        event_id = p.new_id()
        thought = p.mind.turn(before, inbound, event_id=event_id, channel=claimed.channel, now=now)
        return Step(claimed, news, inbound, before, thought, event_id, now)

    async def _keep(self, tx: Session, step: Step, heard: datetime | None, begun: float) -> None:
        p, claimed, thought, now = self._parts, step.claimed, step.thought, step.now
        stopped = step.inbound.kind == "stop" or thought.state.stopped
        await inbox.done(tx, id=step.news.id, now=now, unclear=thought.interaction.outcome == "not_understood")
        if stopped:
            await outbox.cancel(tx, conversation=claimed.id, now=now)
        if any(isinstance(effect, Forget) for effect in thought.effects):
            await rights.erase(tx, id=claimed.id, lang=thought.state.lang, now=now)
            await conversations.heard(tx, id=claimed.id, at=heard)
        else:
            await conversations.save(
                tx,
                claimed=claimed,
                state=thought.state,
                wake_at=None if stopped else thought.wake_at,
                stopped=stopped,
                heard=heard,
                now=now,
                sealer=p.sealer,
            )
        timed = step.inbound.kind == "elapsed"
        await outbox.add(
            tx,
            conversation=claimed.id,
            channel=claimed.channel,
            cause=step.news.id,
            bubbles=[bubble.json() for bubble in thought.bubbles],
            useful_until=now + (REMINDER_USEFUL if timed else REPLY_USEFUL),
            sealer=p.sealer,
            mark=outbox.TIMED if timed else "",
            tell=p.sender is None or not p.sender.holds(claimed.channel),
        )
        await self._count(tx, step, begun)
        # Last, because a consent locks the end of its chain until the commit.
        for effect in thought.effects:
            await carry_out(tx, step, effect, parts=p)

    async def _count(self, tx: Session, step: Step, begun: float) -> None:
        p, seen, claimed = self._parts, step.thought.interaction, step.claimed
        latency = round(1000 * (step.news.waited + time.perf_counter() - begun))
        await counting.count(tx, step, province=p.province, latency_ms=latency, sealer=p.sealer)
        _log.info(
            "turn",
            channel=claimed.channel,
            conv_ref=conv_ref(claimed.subject, now=step.now, sealer=p.sealer),
            update_kind=step.inbound.kind,
            step=seen.node,
            outcome=seen.outcome,
            latency_ms=latency,
        )

    async def _set_back(self, claimed: Claimed, news: News, error: Exception, *, counted: bool) -> None:
        p, now = self._parts, self._parts.now()
        ref = conv_ref(claimed.subject, now=now, sealer=p.sealer)
        async with p.db.transaction() as tx:
            parked = await inbox.failed(tx, id=news.id, now=now, counted=counted or isinstance(error, WornOutError))
            if parked:
                await outbox.add(
                    tx,
                    conversation=claimed.id,
                    channel=claimed.channel,
                    cause=news.id,
                    bubbles=[p.words.apology(lang=claimed.lang, channel=claimed.channel).json()],
                    useful_until=now + REPLY_USEFUL,
                    sealer=p.sealer,
                    mark="apology:",
                )
        _log.error("message set aside" if parked else "turn failed", conv_ref=ref, exc_info=error)
