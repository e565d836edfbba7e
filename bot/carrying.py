"""What a turn orders besides its bubbles: proofs, links, messages to staff, look-ups, deletions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from flows.rules.types import DateRange
from flows.types import DropWords, Forget, HandOver, KeepConsent, LeaveMessage, LookUp
from storage import consents, handovers, lookups, messages, outbox, rights

if TYPE_CHECKING:
    from bot.channels.base import Inbound
    from bot.mind import Thought
    from bot.turn import TurnParts
    from flows.types import State
    from storage.conversations import Claimed
    from storage.db import Session
    from storage.inbox import News

PREPARED = ("birth_date", "founded_on", "licence_number", "person_name", "subject")
"""answers that the registration form will ask again, kept sealed for the person's own page"""


@dataclass(frozen=True, slots=True)
class Step:
    """One turn on its way: the locked conversation, its message, and what was thought of it."""

    claimed: Claimed
    news: News
    inbound: Inbound
    before: State | None
    thought: Thought
    event_id: str
    now: datetime


async def carry_out(tx: Session, step: Step, effect: object, *, parts: TurnParts) -> None:
    """One order of a turn, in the turn's own transaction."""
    claimed, now, p = step.claimed, step.now, parts
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
                commune=step.thought.interaction.commune,
                source=step.thought.state.last_ref or step.thought.state.ref,
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
            if effect.decision != "granted":
                await outbox.cancel_timed(tx, conversation=claimed.id, now=now)
            await _keep_consent(tx, step, effect, parts)


async def _keep_consent(tx: Session, step: Step, effect: KeepConsent, parts: TurnParts) -> None:
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
    notice = parts.words.notice(effect.notice, lang=lang, channel=channel, address=address)
    await consents.keep(tx, decision=decision, notice=notice, sealer=parts.sealer)


def _prepared(step: Step) -> dict[str, object]:
    """What the person gave for the form, from before or in this turn; what was skipped is left out, and a range of
    birth dates, which no form takes."""
    before = {} if step.before is None else step.before.answers
    answers: dict[str, object] = {**before, **step.thought.state.answers}
    kept = {name: answers[name] for name in PREPARED if name in answers}
    return {n: v for n, v in kept.items() if v != {"skipped": True} and DateRange.from_slot(v) is None}
