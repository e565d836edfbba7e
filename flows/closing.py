"""After a procedure has ended: every refusal has a next best offer, every success a next step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.turn import choice

if TYPE_CHECKING:
    from flows.turn import Turn

NEXT_BEST = {
    "too_young": ("intent:why_vn", "intent:domain_vs_website", "intent:human"),
    "too_old": ("intent:register_biz_vn", "intent:where_register", "intent:cost"),
    "too_old.enterprise": ("intent:where_register", "intent:after_2_years", "intent:human"),
    "not_citizen": ("intent:register_biz_vn", "intent:human"),
    "no_certificate": ("intent:open_household", "intent:register_id_vn"),
    "no_certificate.enterprise": ("intent:docs_biz_vn", "intent:human"),
    "unclear": ("intent:human", "intent:register_id_vn"),
    "ended": ("intent:where_register", "intent:human"),
    "consent_refused": ("intent:steps", "intent:where_register", "intent:cost"),
    "handed_over": ("intent:steps", "intent:done_registering", "intent:build_website"),
}
"""What to offer after each verdict or end, best first."""


def after_the_end(turn: Turn, outcome: str) -> None:
    """One bubble that opens a way on."""
    ruling = turn.state.ruling
    if outcome == "refused_by_rule" and ruling is not None:
        name = ruling.verdict
        key = f"{ruling.programme}.next.{name}"
        enterprise = ruling.programme == "biz_vn" and turn.state.answers.get("subject") == "enterprise"
        if enterprise and name in ("too_old", "no_certificate"):
            name = f"{name}.enterprise"
            key = f"{key}.enterprise" if name == "no_certificate.enterprise" else key
    else:
        name, key = outcome, f"closing.{outcome}"
    turn.say(key, choices=tuple(choice(c) for c in NEXT_BEST[name]))
