"""What the staff pages are given beside the parts of all pages. Built by `bot/app.py` alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.accounts import Accounts
    from bot.sources.links import Addresses
    from bot.staff.tiles import Tiles
    from flows.province import Province
    from storage.periods import Cutoff
    from storage.reporting.types import Targets


@dataclass(frozen=True, slots=True)
class Office:
    """The office that works with the pages: its province, its accounts, its channels."""

    accounts: Accounts
    province: Province
    places: Mapping[str, str]
    """NSO code -> name with its kind, in the order in which they are read"""
    tiles: Tiles
    targets: Targets
    cutoff: Cutoff
    channels: frozenset[str] = frozenset({"web"})
    """those that are configured"""
    zalo_app: str | None = None
    addresses: Addresses | None = None
    """where people come in; without it, the pages' own address alone"""
