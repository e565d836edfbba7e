"""The communes laid out as on a map: each old district at its place in a coarse grid, its communes within it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

from bot.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Unit:
    """A commune: NSO code, kind (`xã`, `phường`), name without the kind."""

    code: str
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Block:
    """The communes of an old district. `row` and `column` count from 1; 0 where the map does not say."""

    name: str
    row: int
    column: int
    units: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class Tiles:
    """All blocks, from the north-west to the south-east; those without a place last."""

    blocks: tuple[Block, ...]

    def units(self) -> Iterator[Unit]:
        for block in self.blocks:
            yield from block.units


def load_tiles(folder: Path) -> Tiles:
    """Reads `communes.yaml` of a province and, where there is one, its `map.yaml`. Raises `DataError`.

    `map.yaml` holds `rows`: lists of old districts from north to south, each from west to east, null for a gap.
    """
    units = _yaml(folder / "communes.yaml")
    drawn = folder / "map.yaml"
    rows = _yaml(drawn).get("rows", []) if drawn.is_file() else []
    spots = {name: (y, x) for y, row in enumerate(rows, 1) for x, name in enumerate(row, 1) if name is not None}
    blocks: dict[str, list[Unit]] = {}
    try:
        for each in units["units"]:
            unit = Unit(str(each["code"]), str(each["kind"]), str(each["name"]))
            blocks.setdefault(str(each.get("district", "")), []).append(unit)
    except (KeyError, TypeError) as error:
        raise DataError(
            f"{folder.name}/communes.yaml: units with code, kind and name were expected ({error})"
        ) from None
    if unknown := sorted(set(spots) - set(blocks)):
        raise DataError(f"{folder.name}/map.yaml: {', '.join(unknown)}?")
    found = [Block(name, *spots.get(name, (0, 0)), tuple(inside)) for name, inside in blocks.items()]
    return Tiles(tuple(sorted(found, key=lambda block: (block.row or 99, block.column))))


def _yaml(file: Path) -> dict[str, list[dict[str, object]]]:
    try:
        found = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise DataError(f"{file.parent.name}/{file.name}: {error}") from None
    if not isinstance(found, dict):
        raise DataError(f"{file.parent.name}/{file.name}: ?")
    return found
