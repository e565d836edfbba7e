"""The way through a flow, found anew in every turn from the answers given so far.

Nothing but the answers says where a person is. So a correction, a step back, an answer given early or a changed rule
need no code of their own: the walk passes what is answered and stops at the first question that is not.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from flows.closing import after_the_end
from flows.coarse import BY_RANGE
from flows.guards import GUARDS
from flows.handover import hand_over
from flows.summary import names_on_offer, question_values
from flows.turn import Copy, choice, consent_key
from flows.types import DropWords
from flows.verdicts import judge, pronounce

if TYPE_CHECKING:
    from flows.book import Node
    from flows.turn import Turn

STEP_LIMIT = 100
"""Steps of one walk; a longer one is a flow that runs in a circle."""


class RunawayFlowError(Exception):
    """A flow goes in a circle without asking anything."""


def settle(turn: Turn) -> None:
    """Say what the way brings, up to the next question, and ask it: the last bubble of most turns."""
    if turn.state.run is None or turn.state.run.ended:
        return
    node = _advance(turn)
    if node is None:
        return
    _open_again(turn)
    asked = turn.state.asked_at == node.id
    reworded = turn.reword if asked else None
    turn.set(asked_at=node.id)
    if asked and reworded is None and node.asks in ASKED_ONCE:
        turn.set(asking=node.asks)
        return
    if turn.resuming and not turn.saved:
        _offer_to_resume(turn, node)
        return
    ask(turn, node, reworded)


ASKED_ONCE = frozenset({"commune"})
"""Questions that stay open in silence behind whatever else is said (contract section 9)."""


def _open_again(turn: Turn) -> None:
    """A procedure that asks is not done, but for what is asked after the link; a verdict that rested on an answer which
    was taken back holds no more."""
    run = turn.state.run
    assert run is not None
    turn.set(done="confirm" in turn.state.answers)
    if "verdict" not in run.shown:
        turn.set(ruling=None)


def locate(turn: Turn) -> None:
    """Find the open question again without saying anything."""
    if turn.state.run is None:
        return
    said, orders, state = list(turn.said), list(turn.orders), turn.state
    node = _advance(turn)
    turn.said, turn.orders, turn.state = said, orders, state
    if node is not None:
        turn.set(asked_at=node.id, asking=node.asks, side={})


def answered_nodes(turn: Turn) -> list[Node]:
    """The questions on the way that are answered or left out, in order, consent excepted."""
    flow, run = turn.flow(), turn.state.run
    if flow is None or run is None:
        return []
    out: list[Node] = []
    node = flow.nodes[flow.start]
    for _ in range(STEP_LIMIT):
        if node.kind == "end" or (node.kind == "ask" and not is_answered(turn, node)):
            return out
        if node.kind == "ask" and node.purpose is None:
            out.append(node)
        node = flow.nodes[_next(turn, node)]
    raise RunawayFlowError(flow.id)


def is_answered(turn: Turn, node: Node) -> bool:
    if node.purpose is not None:
        return node.purpose in turn.state.consents
    run = turn.state.run
    if run is not None and node.save in run.skipped:
        return True
    return node.save in turn.state.answers and (node.enough is None or GUARDS[node.enough](turn))


def ask(turn: Turn, node: Node, reworded: tuple[str, dict[str, object]] | None = None) -> None:
    """Put the question of `node`, in its own words or in others."""
    key, values = reworded or (_key_now(turn, node), {})
    values = {**question_values(turn, node), **values}
    turn.set(asking=node.asks)
    ids = list(_choices(turn, node))
    if turn.state.failures >= FAILURES_BEFORE_A_PERSON and "human" not in ids:
        ids.append("human")
    more = values.pop("choices", ())
    choices = (*(more if isinstance(more, tuple) else ()), *(choice(c) for c in ids))
    if not choices:  # what was on offer belongs to a question that is settled
        turn.set(offered=None)
    turn.say(key, values, choices=choices)


FAILURES_BEFORE_A_PERSON = 2


def in_other_words(turn: Turn, node: Node) -> str:
    """The key of a question in plainer words; whoever has just heard those gets the explanation."""
    again = f"{_key(turn, node)}.again"
    return helped(turn, node) if again in turn.state.last_said else again


def helped(turn: Turn, node: Node) -> str:
    """The key of a question with its explanation: where to find the answer."""
    return f"{_key(turn, node)}.help"


def _key_now(turn: Turn, node: Node) -> str:
    """The question's words; the long consent text is shown once a day, after that in short. The ranges of birth dates
    move with the day: one that was chosen earlier may decide no more."""
    run = turn.state.run
    if node.key == BY_RANGE and node.save in turn.state.answers:
        return f"{node.key}.moved"
    if node.asks == "domain" and names_on_offer(turn):
        return f"{node.key}.suggested"
    if node.purpose != "P1" or run is None:
        return _key(turn, node)
    key = consent_key(turn.state)
    mark = f"{key} {turn.today}"
    if run.shown.get(node.id) == mark:
        return f"{node.key}.again"
    turn.set(run=replace(run, shown={**run.shown, node.id: mark}))
    return key


def _key(turn: Turn, node: Node) -> str:
    """Where a name ends up in the wording: the enterprise's certificate is not the household's."""
    if node.key in BY_SUBJECT and turn.state.answers.get("subject") == "enterprise":
        return f"{node.key}.enterprise"
    known = turn.state.answers.get(node.save)
    if node.key in BY_MONTH and isinstance(known, dict) and known["kind"] == "month":
        return f"{node.key}.day"
    if node.key in BY_PERSON and known == "person":
        return f"{node.key}.person"
    return node.key


BY_SUBJECT = ("ask.certificate", "ask.licence_number")
BY_MONTH = ("ask.birth_date.exact", "ask.founded_on.exact")
"""Questions that ask for the day only where the month is known."""
BY_PERSON = ("ask.subject",)
"""Questions that say, to somebody who registers as a person, for whom the name is."""
FORMS = {
    **dict.fromkeys(BY_SUBJECT, ".enterprise"),
    **dict.fromkeys(BY_MONTH, ".day"),
    **dict.fromkeys(BY_PERSON, ".person"),
}
"""The second form of such a question; each has its words, plainer words and an explanation."""


def _choices(turn: Turn, node: Node) -> list[str]:
    """The choices of a question; "back" only where there is something to go back to."""
    known = turn.state.answers.get(node.save)
    gone = set() if answered_nodes(turn) or known is not None else {"back"}
    return [c for c in node.choices if c not in gone and c != known]


def _advance(turn: Turn) -> Node | None:
    """Walk from the start; None when the way ends."""
    flow = turn.flow()
    assert flow is not None
    node = flow.nodes[flow.start]
    for _ in range(STEP_LIMIT):
        if node.kind == "ask" and not is_answered(turn, node):
            return node
        if node.kind == "end":
            _end(turn, node)
            return None
        _pass(turn, node)
        node = flow.nodes[_next(turn, node)]
    raise RunawayFlowError(flow.id)


def _next(turn: Turn, node: Node) -> str:
    return next(e.go for e in node.next if e.when is None or GUARDS[e.when](turn))


def _pass(turn: Turn, node: Node) -> None:
    """What a node does when it is crossed for the first time, or again with other facts."""
    run = turn.state.run
    assert run is not None
    if node.kind not in ("say", "rule", "handover"):
        return
    mark = _mark(turn, node)
    if node.kind == "rule":
        mark = pronounce(turn, node.rule, before=run.shown.get(node.id))
    elif run.shown.get(node.id) != mark:
        for key in node.keys:
            turn.say(key)
        if node.kind == "handover":
            hand_over(turn)
    turn.set(run=replace(run, shown={**run.shown, node.id: mark}))


def _mark(turn: Turn, node: Node) -> str:
    """What was shown at this node; another mark means it is to be shown again."""
    if node.kind != "handover":
        return "said"
    answers = turn.state.answers
    subject = answers.get("subject") if node.rule == "biz_vn" else None
    return json.dumps([answers.get("domain"), subject], sort_keys=True)


def _end(turn: Turn, node: Node) -> None:
    run, flow = turn.state.run, turn.flow()
    assert run is not None
    assert flow is not None
    if judge(turn, flow.programme).values.get("under_16"):
        turn.set(answers={}, held={})  # what a child said is forgotten at once (trust.md R-09)
        turn.orders.append(DropWords(everything=True))
        run = replace(run, shown={})
    turn.set(run=replace(run, ended=True), asking=None, asked_at=None, done=node.outcome != "consent_refused")
    turn.outcome = turn.outcome or node.outcome
    after_the_end(turn, node.outcome)


def _offer_to_resume(turn: Turn, node: Node) -> None:
    turn.ask_aside(
        "resume",
        "resume",
        choices=(choice("resume_go"), choice("resume_restart"), choice("resume_delete")),
        values={"topic": Copy(f"topic.{node.asks}")},
    )
