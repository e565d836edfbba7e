"""The eligibility rules: pure functions of facts, a day and the province's data. Every verdict names its
rule."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from flows.rules import biz_vn, id_vn, programme
from flows.rules.biz_vn import decide_biz_vn
from flows.rules.id_vn import AgeBands, bands, decide_id_vn
from flows.rules.programme import days_left, is_closing_soon, is_over
from flows.rules.types import VERDICTS, BusinessFacts, Offer, PartialDate, PersonFacts, Rule, Source, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        rule.id: rule
        for rule in (
            programme.END,
            id_vn.CITIZEN,
            id_vn.AGE,
            biz_vn.SUBJECT,
            biz_vn.CERTIFICATE,
            biz_vn.HOUSEHOLD,
            biz_vn.ENTERPRISE,
        )
    }
)
"""Rule id with version -> the rule. A version that has ever given a verdict stays here, so that it can be
explained."""

__all__ = [
    "RULES",
    "VERDICTS",
    "AgeBands",
    "BusinessFacts",
    "Offer",
    "PartialDate",
    "PersonFacts",
    "Rule",
    "Source",
    "Verdict",
    "bands",
    "days_left",
    "decide_biz_vn",
    "decide_id_vn",
    "is_closing_soon",
    "is_over",
]
