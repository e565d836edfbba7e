"""The link that ends a procedure well. Its address holds a random id, never anything a person said."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from flows.types import HandOver, Registration

if TYPE_CHECKING:
    from flows.turn import Turn

VALID_FOR = timedelta(days=7)


def hand_over(turn: Turn) -> None:
    """Make a link, show it with what to prepare and what to beware of."""
    flow = turn.flow()
    assert flow is not None
    wish = turn.state.answers.get("domain")
    domain = f"{wish['label']}.{wish['suffix']}" if isinstance(wish, dict) else None
    subject = turn.state.answers.get("subject") if flow.programme == "biz_vn" else "person"
    registration = Registration(
        id=turn.event_id,
        programme=flow.programme,
        expires=(turn.now + VALID_FOR).isoformat(),
        domain=domain,
        subject=None if subject is None else str(subject),
    )
    turn.set(registration=registration, done=True)
    turn.orders.append(HandOver(registration))
    turn.outcome = "handed_over"
    key = f"handover.{flow.programme}"
    turn.say(f"{key}.named" if domain else key, {"domain": domain or "", "link_days": VALID_FOR.days}, link=True)
    turn.say(f"handover.prepare.{subject}")
    turn.say("handover.care")


def show_again(turn: Turn) -> None:
    """The link once more; a fresh one where the old one has run out."""
    old = turn.state.registration
    assert old is not None
    if datetime.fromisoformat(old.expires) <= turn.now:
        fresh = Registration(turn.event_id, old.programme, (turn.now + VALID_FOR).isoformat(), old.domain, old.subject)
        turn.set(registration=fresh)
        turn.orders.append(HandOver(fresh))
    turn.say("task.get_link.again", link=True)
