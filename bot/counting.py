"""What is counted of a turn: its row in the log, and how far the person came. Nothing in it says who that was.

Several things may happen in one turn, so they are read off the orders of the engine and off the state before and
after, and not off the one outcome that a turn is remembered by. `happened` holds, each at most once:

    consented · refused_consent · verdict:VERDICT (given in this turn) · handed_over · says_registered (the first time
    for a link) · registered_after_reminder · reminded · human · left_message · feedback · rated_1 … rated_5 ·
    not_understood · stopped_messages · erased
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flows.types import Forget, HandOver, KeepConsent, LeaveMessage, State
from storage import events, handovers
from storage.reporting import stalls
from storage.reporting.rollup import OF_ITSELF
from storage.reporting.types import STEPS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.carrying import Step
    from flows.types import Effect
    from storage.db import Session
    from storage.sealing import Sealer

NEW_CONVERSATION = timedelta(hours=12)
"""so long a silence ends a conversation"""

OPENS_NOTHING = ("elapsed", "looked_up", "stop", "withdraw", "group", "staff")
"""kinds of turns with which nobody begins to talk; who lets the bot write again does"""

MAY_GO_ON = ("eligible", "borderline", "ask_registrar")
"""verdicts with which a person goes on to the link"""

AS_THEY_ARE = ("reminded", "not_understood", "stopped_messages", "feedback")
"""outcomes that stand for what happened"""


async def count(tx: Session, step: Step, *, province: str, latency_ms: int, sealer: Sealer) -> None:
    """Writes the turn's row and marks the person, in the turn's own transaction."""
    seen, claimed = step.thought.interaction, step.claimed
    known = step.thought.state if step.thought.state.ref else step.before or State()
    source = known.last_ref or known.ref
    says = await _says_registered(tx, step, sealer)
    commune = seen.commune
    if seen.kind not in OF_ITSELF:
        first = step.before is None
        mark = events.Mark(
            claimed.subject, claimed.channel, seen.programme, commune, source, furthest(step), first=first
        )
        commune = await events.count_person(tx, mark=mark, now=step.now, sealer=sealer)
    if seen.commune is not None and stalls.commune_of(step.before or State()) != seen.commune:
        await handovers.name_commune(tx, conversation=claimed.id, commune=seen.commune)
    await events.count(
        tx,
        turn=events.Turn(
            channel=claimed.channel,
            province=province,
            commune=commune,
            lang=seen.lang,
            kind=seen.kind,
            intent=seen.intent,
            band=seen.band,
            node=seen.node,
            outcome=seen.outcome,
            programme=seen.programme,
            verdict=seen.verdict,
            source=source,
            answered=tuple(dict.fromkeys(seen.answered)),
            latency_ms=latency_ms,
            first_source=known.ref,
            opens=opens(step),
            happened=tuple(dict.fromkeys(happened(step, says=says))),
        ),
        now=step.now,
    )


def opens(step: Step) -> bool:
    """Whether a conversation begins: the person's first message, or one after a long silence of theirs."""
    if step.thought.interaction.kind in OPENS_NOTHING:
        return False
    before = step.claimed.heard_at
    return before is None or step.now - before >= NEW_CONVERSATION


def furthest(step: Step) -> str:
    """The furthest step of the funnel that was reached in this very turn."""
    reached = ["asked", *_reached(step)]
    return max(reached, key=STEPS.index)


def happened(step: Step, *, says: bool) -> Iterator[str]:
    """What this turn brought; `says`: somebody says to have registered and had not said so before."""
    before, after, seen = step.before or State(), step.thought.state, step.thought.interaction
    for effect in step.thought.effects:
        if (name := _of_order(effect)) is not None:
            yield name
    if (verdict := given_verdict(step)) is not None:
        yield f"verdict:{verdict}"
    if seen.outcome in AS_THEY_ARE or seen.outcome.startswith("rated_"):
        yield seen.outcome
    if "feedback" in seen.answered:
        yield "feedback"
    if seen.outcome == "human" or (after.asking == "human" and before.asking != "human"):
        yield "human"
    if says:
        yield "says_registered"
    if says and before.asking == "registered":
        yield "registered_after_reminder"


def _of_order(effect: Effect) -> str | None:
    """What an order of the engine means for the statistics."""
    match effect:
        case KeepConsent(purpose="P1", decision="granted"):
            return "consented"
        case KeepConsent(purpose="P1", decision="refused"):
            return "refused_consent"
        case HandOver():
            return "handed_over"
        case LeaveMessage():
            return "left_message"
        case Forget():
            return "erased"
    return None


def given_verdict(step: Step) -> str | None:
    """The verdict that was given in this turn; one that only stands from before is None."""
    ruling = step.thought.state.ruling
    before = None if step.before is None else step.before.ruling
    return None if ruling is None or ruling == before else ruling.verdict


def _reached(step: Step) -> Iterator[str]:
    for effect in step.thought.effects:
        if isinstance(effect, KeepConsent) and (effect.purpose, effect.decision) == ("P1", "granted"):
            yield "consented"
        elif isinstance(effect, HandOver):
            yield "handed_over"
    verdict = given_verdict(step)
    # The programme may be over before anything was asked: nobody has answered then.
    if verdict is not None and verdict != "ended":
        yield "eligible" if verdict in MAY_GO_ON else "answered"
    if _says(step):
        yield "says_registered"


def _says(step: Step) -> bool:
    seen = step.thought.interaction
    return seen.outcome == "says_registered" or "done_registering" in seen.answered


async def _says_registered(tx: Session, step: Step, sealer: Sealer) -> bool:
    """Whether this turn says so for the first time: of the newest link, or in this quarter where there is none."""
    if not _says(step):
        return False
    noted = await handovers.says_registered(tx, conversation=step.claimed.id, day=events.day_of(step.now))
    if noted is not None:
        return noted
    subject = step.claimed.subject
    return not await events.has_come_to(tx, subject=subject, step="says_registered", now=step.now, sealer=sealer)
