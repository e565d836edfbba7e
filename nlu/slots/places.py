"""Communes of one province and the provinces of the country, by today's and by old names."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Places:
    """Names of places."""

    @classmethod
    def load(cls, communes: Path, provinces: Path) -> Places:
        """Read the two data files."""
        del communes, provinces
        return cls()
