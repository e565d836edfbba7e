"""Builds what the staff pages are given, from the core and the networks that are configured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.accounts import Accounts
from bot.staff.parts import Office
from bot.staff.tiles import load_tiles
from flows.loader import PROVINCES
from flows.places import load_communes
from storage.reporting.types import Targets

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flows.province import Province
    from storage.sealing import Sealer


def office_of(province: Province, sealer: Sealer, channels: Iterable[str], zalo_app: str | None) -> Office:
    """The office of a province; `channels` names the configured networks.

    Raises `DataError` when its map or its communes cannot be read.
    """
    folder = PROVINCES / province.id
    goals = province.targets
    return Office(
        accounts=Accounts(sealer),
        province=province,
        places=load_communes(folder / "communes.yaml").names,
        tiles=load_tiles(folder),
        targets=Targets(goals.id_vn, goals.biz_vn, until=province.programme_end, source=goals.source),
        cutoff=province.report.periods,
        channels=frozenset({"web", *channels}),
        zalo_app=zalo_app,
    )
