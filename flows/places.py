"""Names of the province's communes by their code, for saying back and for choosing between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Communes:
    """Today's units of one province: NSO code -> name with its kind ("phường Tân Thành")."""

    province: str
    names: Mapping[str, str]

    def name(self, code: str) -> str:
        """The name of a unit; the code itself for one that is not of this province."""
        return self.names.get(code, code)

    def label(self, value: Mapping[str, object]) -> str:
        """A kept `commune` (contract section 4) as people read it."""
        codes = value.get("codes")
        if isinstance(codes, (list, tuple)) and codes:
            return self.name(str(codes[0]))
        return str(value.get("province", ""))


def load_communes(file: Path) -> Communes:
    """Read `communes.yaml`. Raises ValueError with the file's name when it is not of the expected form."""
    try:
        data = yaml.safe_load(file.read_text(encoding="utf-8"))
        names = {str(u["code"]): f"{u['kind']} {u['name']}" for u in data["units"]}
        return Communes(str(data["name"]), names)
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise ValueError(f"{file.name}: units with code, kind and name were expected ({error})") from None
