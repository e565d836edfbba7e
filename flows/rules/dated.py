"""Amounts that the law changes: a value on a day, with its source. A day outside the table is refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, get_args

import yaml

from flows.rules.types import Confidence, show

if TYPE_CHECKING:
    from collections.abc import Mapping

AMOUNTS_FILE = Path(__file__).with_name("amounts.yaml")
_ROW_FIELDS = {"from", "to", "value", "source", "confidence", "checked"}


class AmountsError(ValueError):
    """The table of amounts is wrong: the message names file, amount and row."""


class OutsideTableError(LookupError):
    """An amount was asked for on a day, or by a name, that the table does not hold."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A value from `since` to `until`, both included, with its unit (đồng, đồng/năm, năm)."""

    value: int
    unit: str
    since: date
    until: date
    source: str
    confidence: Confidence
    checked: date


@dataclass(frozen=True, slots=True)
class Amounts:
    """All amounts by name, rows in order of time."""

    rows: Mapping[str, tuple[Amount, ...]]

    def on(self, name: str, day: date) -> Amount:
        """The amount that holds on a day. Raises OutsideTableError; never takes the nearest row instead."""
        for row in self.rows.get(name, ()):
            if row.since <= day <= row.until:
                return row
        raise OutsideTableError(f"no amount {name!r} on {show(day)}")


def _as_date(value: object, where: str) -> date:
    if type(value) is not date:
        raise AmountsError(f"{where}: is not a day (YYYY-MM-DD)")
    return value


def _read_row(raw: object, unit: str, where: str) -> Amount:
    if not isinstance(raw, dict) or set(raw) != _ROW_FIELDS:
        raise AmountsError(f"{where}: needs exactly the fields {', '.join(sorted(_ROW_FIELDS))}")
    value = raw["value"]
    if type(value) is not int or value < 0:
        raise AmountsError(f"{where}.value: is not a whole number of at least 0")
    if raw["confidence"] not in get_args(Confidence):
        raise AmountsError(f"{where}.confidence: is not one of {', '.join(get_args(Confidence))}")
    if not isinstance(raw["source"], str) or not raw["source"].strip():
        raise AmountsError(f"{where}.source: is empty")
    row = Amount(
        value=value,
        unit=unit,
        since=_as_date(raw["from"], f"{where}.from"),
        until=_as_date(raw["to"], f"{where}.to"),
        source=raw["source"],
        confidence=raw["confidence"],
        checked=_as_date(raw["checked"], f"{where}.checked"),
    )
    if row.until < row.since:
        raise AmountsError(f"{where}: ends before it begins")
    return row


def _read_rows(raw: object, where: str) -> tuple[Amount, ...]:
    if not isinstance(raw, dict) or set(raw) != {"unit", "rows"} or not isinstance(raw["rows"], list):
        raise AmountsError(f"{where}: needs unit and a list of rows")
    rows = tuple(_read_row(row, str(raw["unit"]), f"{where}.rows[{index}]") for index, row in enumerate(raw["rows"]))
    if not rows:
        raise AmountsError(f"{where}: has no rows")
    for index, (one, two) in enumerate(pairwise(rows), start=1):
        if two.since <= one.until:
            raise AmountsError(f"{where}.rows[{index}]: overlaps the row before it")
        if two.since > one.until + timedelta(days=1):
            raise AmountsError(f"{where}.rows[{index}]: leaves a gap after the row before it")
    return rows


def load_amounts(path: Path = AMOUNTS_FILE) -> Amounts:
    """Read and check the table. Raises AmountsError naming file, amount, row and field."""
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise AmountsError(f"{path}: cannot be read: {error}") from error
    if not isinstance(raw, dict) or not raw:
        raise AmountsError(f"{path}: holds no amounts")
    return Amounts(MappingProxyType({str(name): _read_rows(rows, f"{path}: {name}") for name, rows in raw.items()}))
