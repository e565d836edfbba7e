"""Stops 2 to 6 of a message: claim, translate, think, commit; one transaction, no network call inside."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

import structlog

from bot.crashpoints import reach
from bot.log import conv_ref
from bot.translating import inbound_of
from flows.types import DropWords, Forget, HandOver, KeepConsent, LeaveMessage, LookUp
from storage import consents, conversations, events, handovers, inbox, lookups, messages, outbox, rights
from storage.errors import UnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

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

SAID = ("text", "tap", "edit")
"""who says something to the bot after having left it has come back, whether the network told so or not"""

PREPARED = ("birth_date", "founded_on", "licence_number", "person_name", "subject")
"""answers that the registration form will ask again, kept sealed for the person's own page"""

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


@dataclass(frozen=True, slots=True)
class TurnParts:
    """What a turn is made of. `new_id` gives unguessable ids that are safe in addresses."""

    db: Database
    sealer: Sealer
    channels: Mapping[str, Channel]
    mind: Thinks
    words: Words
    province: str
    now: Callable[[], datetime]
    new_id: Callable[[], str] = lambda: secrets.token_urlsafe(16)


@dataclass(frozen=True, slots=True)
class _Step:
    """One turn on its way: the locked conversation, its message, and what was thought of it."""

    claimed: Claimed
    news: News
    inbound: Inbound
    before: State | None
    thought: Thought
    event_id: str
    now: datetime


class Turns:
    """Takes messages from the inbox, one turn each."""

    def __init__(self, parts: TurnParts) -> None:
        self._parts = parts

    async def one_turn(self) -> bool:
        """Handles the message that has waited longest; False when nothing waits.

        A message that raises is set back and tried again later, at last set aside with an apology. Raises
        `UnavailableError` when the database is away: then nothing happened, and no message is to blame.
        """
        begun, now = time.perf_counter(), self._parts.now()
        claimed: Claimed | None = None
        news: News | None = None
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
                step = self._think(claimed, news, now)
                await self._keep(tx, step, begun)
                reach("before_commit")
        except UnavailableError:
            raise
        except Exception as error:
            if claimed is None or news is None:
                raise
            await self._set_back(claimed, news, error)
            return True
        reach("after_commit")
        return True

    def _think(self, claimed: Claimed, news: News, now: datetime) -> _Step:
        p = self._parts
        inbound = inbound_of(news, p.channels[claimed.channel], sealer=p.sealer)
        before = conversations.state_of(claimed, sealer=p.sealer)
        if before is not None and before.stopped and inbound.kind in SAID:
            before = replace(before, stopped=False)
        event_id = p.new_id()
        thought = p.mind.turn(before, inbound, event_id=event_id, channel=claimed.channel, now=now)
        return _Step(claimed, news, inbound, before, thought, event_id, now)

    async def _keep(self, tx: Session, step: _Step, begun: float) -> None:
        claimed, thought, now = step.claimed, step.thought, step.now
        stopped = step.inbound.kind == "stop" or thought.state.stopped
        await inbox.done(tx, id=step.news.id, now=now, unclear=thought.interaction.outcome == "not_understood")
        if stopped:
            await outbox.cancel(tx, conversation=claimed.id, now=now)
        if any(isinstance(effect, Forget) for effect in thought.effects):
            await rights.erase(tx, id=claimed.id, lang=thought.state.lang, now=now)
        else:
            await conversations.save(
                tx,
                claimed=claimed,
                state=thought.state,
                wake_at=None if stopped else thought.wake_at,
                stopped=stopped,
                now=now,
                sealer=self._parts.sealer,
            )
        useful = REMINDER_USEFUL if step.inbound.kind == "elapsed" else REPLY_USEFUL
        await outbox.add(
            tx,
            conversation=claimed.id,
            channel=claimed.channel,
            cause=step.news.id,
            bubbles=[bubble.json() for bubble in thought.bubbles],
            useful_until=now + useful,
            sealer=self._parts.sealer,
        )
        await self._count(tx, step, begun)
        # Last, because a consent locks the end of its chain until the commit.
        for effect in thought.effects:
            await self._carry_out(tx, step, effect)

    async def _carry_out(self, tx: Session, step: _Step, effect: object) -> None:
        claimed, now, p = step.claimed, step.now, self._parts
        match effect:
            case HandOver(registration=made):
                link = handovers.Handover(
                    id=made.id,
                    programme=made.programme,
                    channel=claimed.channel,
                    subject=made.subject,
                    created=now,
                    expires=datetime.fromisoformat(made.expires),
                    domain=made.domain,
                    personal=_prepared(step),
                )
                await handovers.add(tx, made=link, conversation=claimed.id, sealer=p.sealer)
            case LeaveMessage():
                await messages.leave(
                    tx,
                    conversation=claimed.id,
                    channel=claimed.channel,
                    text=step.inbound.text,
                    now=now,
                    sealer=p.sealer,
                )
            case LookUp(domain=domain):
                await lookups.ask(
                    tx,
                    id=step.event_id,
                    conversation=claimed.id,
                    channel=claimed.channel,
                    domain=domain,
                    sealer=p.sealer,
                )
            case DropWords(everything=everything):
                row = None if everything else step.news.id
                await rights.drop_words(tx, conversation=claimed.id, id=row)
            case Forget(receipt=receipt):
                request = rights.Request(receipt, "delete", claimed.channel, claimed.subject, now)
                await rights.asked(tx, request=request, done_at=now)
            case KeepConsent():
                await self._keep_consent(tx, step, effect)

    async def _keep_consent(self, tx: Session, step: _Step, effect: KeepConsent) -> None:
        channel = step.claimed.channel
        decision = consents.Decision(
            subject=step.claimed.subject,
            channel=channel,
            purpose=effect.purpose,
            decision=effect.decision,
            method=effect.method,
            event_id=step.event_id,
            decided_at=step.now,
        )
        # The words were shown in the language that the conversation had before this turn.
        lang = step.claimed.lang if step.before is None else step.before.lang
        address = None if step.before is None else step.before.address
        notice = self._parts.words.notice(effect.notice, lang=lang, channel=channel, address=address)
        await consents.keep(tx, decision=decision, notice=notice, sealer=self._parts.sealer)

    async def _count(self, tx: Session, step: _Step, begun: float) -> None:
        seen, claimed = step.thought.interaction, step.claimed
        latency = round(1000 * (step.news.waited + time.perf_counter() - begun))
        turn = events.Turn(
            channel=claimed.channel,
            province=self._parts.province,
            commune=seen.commune,
            lang=seen.lang,
            kind=seen.kind,
            intent=seen.intent,
            band=seen.band,
            node=seen.node,
            outcome=seen.outcome,
            programme=seen.programme,
            verdict=seen.verdict,
            source=seen.source,
            answered=seen.answered,
            latency_ms=latency,
        )
        await events.count(tx, turn=turn, now=step.now)
        marks = ["seen"]
        marks += ["new"] if step.before is None else []
        marks += [seen.outcome] if seen.outcome else []
        marks += [f"verdict:{seen.verdict}"] if seen.verdict else []
        await events.count_person(
            tx,
            subject=claimed.subject,
            channel=claimed.channel,
            programme=seen.programme,
            marks=marks,
            now=step.now,
            sealer=self._parts.sealer,
        )
        _log.info(
            "turn",
            channel=claimed.channel,
            conv_ref=conv_ref(claimed.subject, now=step.now, sealer=self._parts.sealer),
            update_kind=step.inbound.kind,
            step=seen.node,
            outcome=seen.outcome,
            latency_ms=latency,
        )

    async def _set_back(self, claimed: Claimed, news: News, error: Exception) -> None:
        p, now = self._parts, self._parts.now()
        ref = conv_ref(claimed.subject, now=now, sealer=p.sealer)
        async with p.db.transaction() as tx:
            parked = await inbox.failed(tx, id=news.id, now=now)
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


def _prepared(step: _Step) -> dict[str, object]:
    """What the person gave for the form, from before or in this turn; what was skipped is left out."""
    before = {} if step.before is None else step.before.answers
    answers: dict[str, object] = {**before, **step.thought.state.answers}
    kept = {name: answers[name] for name in PREPARED if name in answers}
    return {name: value for name, value in kept.items() if value != {"skipped": True}}
