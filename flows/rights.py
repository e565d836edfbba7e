"""What people may ask about their own data, done at once in the chat (trust.md R-12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.summary import SHOWN, line_key, shown_value
from flows.turn import VIET_NAM, Copy, choice
from flows.types import Forget, State

if TYPE_CHECKING:
    from flows.turn import Turn
    from flows.types import Choice, Meaning


def privacy(turn: Turn) -> None:
    turn.say("rights.privacy", choices=_ways(turn, "more:privacy", "intent:see_my_data", "intent:delete_my_data"))


def see_my_data(turn: Turn) -> None:
    """Everything that is held about this person, in the words in which it was understood; on a network its kinds."""
    state = turn.state
    held: list[tuple[str, object]] = [(n, v) for n in SHOWN if (v := shown_value(turn, n)) is not None]
    if state.ruling is not None:
        held.append(("verdict", Copy(f"verdict.short.{state.ruling.verdict}")))
    items = [Copy(f"kind.{n}") if state.kinds_only else Copy(line_key(turn, n), (("value", v),)) for n, v in held]
    if state.registration is not None:
        items.append(Copy("summary.registration"))
    items += [Copy(f"summary.consent.{purpose}.{how}") for purpose, how in sorted(state.consents.items())]
    if state.remind_at is not None:
        items.append(Copy("summary.reminder"))
    if turn.state.last_said not in ((), ("rights.delete_my_data",)):
        items.append(Copy("summary.history"))
    if not items:
        turn.say("rights.see_my_data.none")
        return
    ways = ("intent:human", "intent:delete_my_data") if state.kinds_only else ("intent:delete_my_data",)
    key = "rights.see_my_data.kinds" if state.kinds_only else "rights.see_my_data"
    turn.say(key, {"items": tuple(items)}, choices=_ways(turn, *ways))


def delete_my_data(turn: Turn) -> None:
    """Erase at once; nothing but the language is remembered."""
    receipt = erase(turn)
    at = turn.now.astimezone(VIET_NAM).strftime("%H:%M %d/%m/%Y")
    turn.say("rights.delete_my_data", {"receipt": receipt, "at": at})


def how_to_delete(turn: Turn) -> None:
    """Who asks about deletion or withdrawal hears how it is done; nothing is done."""
    turn.say("rights.delete_my_data.how", choices=_ways(turn, "intent:delete_my_data", "intent:see_my_data"))


def is_an_order(meaning: Meaning) -> bool:
    """What cannot be undone is done upon a clear order: no question, no "đồng ý nhưng ...", no "đừng xóa"."""
    return meaning.band == "sure" and not meaning.asks and "affirm" not in meaning.also


def erase(turn: Turn) -> str:
    """Withdraws what was granted and forgets the rest without a word; returns the receipt."""
    old = turn.state
    receipt = receipt_of(turn)
    for purpose in ("P1", "P3"):
        if old.consents.get(purpose) == "granted":
            turn.consent(purpose, "withdrawn", tapped=False)
    turn.state = State(lang=old.lang)
    turn.orders.append(Forget(receipt))
    turn.outcome = "erased"
    return receipt


def receipt_of(turn: Turn) -> str:
    """A code that a person can read out over the telephone; it says nothing about them."""
    return "XD-" + "".join(c for c in turn.event_id if c.isalnum())[:8].upper()


def stop_messages(turn: Turn) -> None:
    """No message of our own accord any more."""
    if turn.state.consents.get("P3") == "granted":
        turn.consent("P3", "withdrawn", tapped=False)
    else:
        turn.set(consents={**turn.state.consents, "P3": "withdrawn"})
    turn.set(remind_at=None, reminded=True)
    turn.outcome = "stopped_messages"
    turn.say("rights.stop_messages")


def _ways(turn: Turn, *ids: str) -> tuple[Choice, ...]:
    """Choices only where no question is open: a turn offers one thing at a time."""
    return () if turn.open_node() is not None else tuple(choice(c) for c in ids)
