"""What a message gives: the answer to the open question, and facts that nobody has asked for yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flows.answers import ORIGINS, Taken, Trouble, accept
from flows.changes import offer_changes
from flows.coarse import range_holding
from flows.dates import merged, said_back, usable_date
from flows.names import caution
from flows.reminder import due
from flows.summary import shown_value
from flows.types import DropWords

if TYPE_CHECKING:
    from flows.book import Node
    from flows.turn import Turn
    from flows.types import Meaning

FACTS = (
    *("subject", "certificate", "birth_date", "citizen", "founded_on", "licence_number"),
    *("domain", "commune", "person_name", "for_whom"),
)
"""Slots that are kept whenever they are said, in the order in which they are said back."""

NOT_PERSONAL = frozenset({"subject", "certificate", "for_whom"})
"""Kept before consent too: it says which procedure fits and nothing about a person."""

NOT_ANSWERS = frozenset(
    {"correct", "back", "skip", "cancel", "restart", "repeat", "dont_know", "human", "delete_my_data"}
)
"""Intents that are never an answer, even when the message holds a value beside them."""


@dataclass(frozen=True, slots=True)
class Reply:
    """`asked`: the slot of the open question; `taken`: it was answered; `trouble`: it was tried in vain."""

    asked: str | None = None
    taken: bool = False
    trouble: Trouble | None = None


def answer_open_question(turn: Turn, meaning: Meaning) -> Reply:
    """Read the message as an answer to the question that is open, and keep it."""
    node = turn.open_node()
    if node is None:
        return Reply()
    if _is_no_answer(meaning, node):
        return Reply(node.save)
    answer = accept(turn, node, meaning)
    if isinstance(answer, Taken):
        take(turn, node, answer.value, tapped=False)
        return Reply(node.save, taken=True)
    return Reply(node.save if answer is not None else None, trouble=answer)


def _is_no_answer(meaning: Meaning, node: Node) -> bool:
    """A wish to go back, to stop, to correct something else ..., even when a word in it could be an answer."""
    if meaning.intent == "correct" and node.save in meaning.slots:
        return False
    return meaning.band == "sure" and meaning.intent in NOT_ANSWERS


def take(turn: Turn, node: Node, value: object, *, tapped: bool) -> None:
    """Keep `value` as the answer to `node`."""
    turn.set(side={})
    if node.purpose == "P1":
        decide_on_consent(turn, str(value), tapped=tapped)
    elif node.purpose == "P3":
        decide_on_reminder(turn, granted=value == "yes", tapped=tapped)
    elif node.asks == "confirm" and value == "no":
        turn.outcome = "change"
        offer_changes(turn)
    else:
        turn.keep(node.save, value)
        echo(turn, node.save)


CONSENT = "consent"
"""What stands among the answers of the last turn when it was a decision on P1."""


def decide_on_consent(turn: Turn, decision: str, *, tapped: bool) -> None:
    """Facts said before are used once consent is given, and dropped when it is refused (contract section 9)."""
    held, granted = turn.state.held, decision == "granted"
    turn.consent("P1", "granted" if granted else "refused", tapped=tapped)
    turn.set(held={})
    if held and not granted:
        turn.orders.append(DropWords(everything=True))
    turn.saved.append(CONSENT)
    turn.outcome = "consented" if granted else "refused_consent"
    if granted:
        for name in FACTS:
            if name in held:
                turn.keep(name, held[name])
                echo(turn, name)


def decide_on_reminder(turn: Turn, *, granted: bool, tapped: bool) -> None:
    turn.consent("P3", "granted" if granted else "refused", tapped=tapped)
    turn.set(
        remind_at=due(turn.now, days=turn.book.province.personal_data.reminder_days).isoformat() if granted else None
    )
    turn.say("reminder.set" if granted else "reminder.none")


def keep_what_is_said(turn: Turn, meaning: Meaning, *, but: str | None) -> bool:
    """Keep facts beside the answer; before consent they are only held. Returns whether any was new."""
    for name in FACTS:
        if name == but or name not in meaning.slots:
            continue
        value = _usable(turn, name, _with_the_rest(turn, name, meaning))
        if value is None or (not _may_replace(turn, name, meaning)):
            continue
        turn.told = True
        if name not in NOT_PERSONAL and turn.state.consents.get("P1") != "granted":
            turn.set(held={**turn.state.held, name: value})
        elif turn.state.answers.get(name) != value:
            turn.keep(name, value)
            echo(turn, name)
    return turn.told


def _with_the_rest(turn: Turn, name: str, meaning: Meaning) -> object:
    """A day or month that is put right keeps the rest of the date that was said before."""
    value, known = meaning.slots[name], turn.state.answers.get(name, turn.state.held.get(name))
    if not isinstance(value, dict) or not isinstance(known, dict) or value.get("kind") != "incomplete":
        return value
    return merged(value, known) if meaning.intent in ("correct", "inform", "deny") else value


EXACT = frozenset({"birth_date", "founded_on", "licence_number"})
"""Facts whose form leaves no doubt that they were meant."""


def _may_replace(turn: Turn, name: str, meaning: Meaning) -> bool:
    """An answer given before is replaced by a correction or a plain statement, not by a passing mention."""
    known = turn.state.answers.get(name)
    node = turn.open_node()
    correcting = meaning.intent == "correct" or (node is not None and node.asks == "confirm")
    plain = meaning.intent in ("inform", "deny") and name in EXACT
    if name == "subject" and known == "person":
        return True  # who sells as a person is nothing that biz.vn knows
    return known is None or correcting or plain or node is None


def _usable(turn: Turn, name: str, value: object) -> object | None:
    """The value in the form in which it is kept, None when it is doubtful: a doubtful fact is asked for in its turn."""
    if turn.state.coarse and name in ("birth_date", "licence_number"):
        return range_holding(turn, value) if name == "birth_date" and isinstance(value, dict) else None
    if name in ("birth_date", "founded_on"):
        good = isinstance(value, dict) and usable_date(value, turn.today)
        return value if good else None
    if name == "citizen" and value in ORIGINS:
        return None
    if name == "licence_number":
        good = isinstance(value, dict) and value.get("kind") in (
            "mst10",
            "mst13",
            "personal_id",
            "hkd_legacy",
        )
        return value if good else None
    if name == "commune":
        good = isinstance(value, dict) and len(value.get("codes", ())) == 1 and not value.get("ask")
        return value if good else None
    if name == "domain":
        return _usable_domain(turn, value)
    return value


def _usable_domain(turn: Turn, value: object) -> object | None:
    if not isinstance(value, dict) or value.get("problem") or not value.get("label"):
        return None
    if caution(str(value["label"])) is not None:
        return None
    flow = turn.flow()
    suffix = value.get("suffix")
    wanted = {"id_vn": "id.vn", "biz_vn": "biz.vn"}.get(flow.programme) if flow is not None else suffix
    if wanted is None or suffix not in (None, wanted):
        return None
    return {"label": value["label"], "suffix": wanted, "problem": None}


ECHOED = ("birth_date", "founded_on", "licence_number", "domain", "commune")


def echo(turn: Turn, name: str) -> None:
    """Say back how a fact was understood (contract section 9, "Echo"); a licence number only masked."""
    if name not in ECHOED:
        return
    value = turn.state.answers.get(name)
    if name == "commune" and isinstance(value, dict) and value.get("province"):
        turn.say("echo.commune.elsewhere", {"value": str(value["province"])})
        return
    key = f"echo.{name}"
    if name in ("birth_date", "founded_on") and isinstance(value, dict) and value["kind"] != "date":
        key = f"{key}.{value['kind']}"
        turn.say(key, {"value": said_back(value)})
        return
    if name == "licence_number" and isinstance(value, dict):
        key = f"{key}.{value['kind']}"
    turn.say(key, {"value": shown_value(turn, name) or ""})
