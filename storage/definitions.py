"""What each figure means, written once: shown on pages, in files and in the report wherever the figure stands."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from storage.reporting import meanings_of_people, meanings_of_talks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storage.reporting.types import Definition

DEFINITIONS: Mapping[str, Definition] = MappingProxyType(
    {one.id: one for one in (*meanings_of_people.ALL, *meanings_of_talks.ALL)}
)
"""id -> definition, in the order in which they are read"""
