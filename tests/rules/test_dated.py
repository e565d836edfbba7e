"""Amounts that the law changes: what holds on which day, and tables that are refused."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from flows.rules.dated import AmountsError, OutsideTableError, load_amounts

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2026, 11, 22)


def test_amounts_hold_on_each_day_of_their_rows() -> None:
    """Every amount is found on the first and last day of each row, and refused a day outside the table."""
    amounts = load_amounts()
    for name, rows in amounts.rows.items():
        for row in rows:
            assert amounts.on(name, row.since) is row
            assert amounts.on(name, row.until) is row
        for one, two in pairwise(rows):
            assert two.since - one.until == timedelta(days=1)
        for outside in (rows[0].since - timedelta(days=1), rows[-1].until + timedelta(days=1)):
            with pytest.raises(OutsideTableError):
                amounts.on(name, outside)


def test_the_state_fees_of_today() -> None:
    """The fees told on the agreed day."""
    amounts = load_amounts()
    told = [
        amounts.on(name, TODAY).value
        for name in ("id_vn.registration", "id_vn.year", "biz_vn.registration", "biz_vn.year")
    ]
    assert told == [10_000, 50_000, 100_000, 250_000]


def test_an_unknown_amount_is_refused() -> None:
    """A name that the table does not hold is refused, too."""
    with pytest.raises(OutsideTableError, match="no_such"):
        load_amounts().on("no_such", TODAY)


ROW = "{{from: {0}, to: {1}, value: {2}, source: {3}, confidence: {4}, checked: 2026-11-22}}"


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (
            [
                ("2024-01-01", "2024-06-30", 1, "s", "official"),
                ("2024-07-02", "2024-12-31", 2, "s", "official"),
            ],
            "gap",
        ),
        (
            [
                ("2024-01-01", "2024-06-30", 1, "s", "official"),
                ("2024-06-30", "2024-12-31", 2, "s", "official"),
            ],
            "overlaps",
        ),
        (
            [
                ("2024-07-01", "2024-12-31", 1, "s", "official"),
                ("2024-01-01", "2024-06-30", 2, "s", "official"),
            ],
            "overlaps",
        ),
        ([("2024-01-02", "2024-01-01", 1, "s", "official")], "ends before"),
        ([("2024-01-01", "2024-06-30", -1, "s", "official")], "value"),
        ([("2024-01-01", "2024-06-30", "1.5", "s", "official")], "value"),
        ([("2024-01-01", "2024-06-30", 1, "''", "official")], "source"),
        ([("2024-01-01", "2024-06-30", 1, "s", "sure")], "confidence"),
        ([("soon", "2024-06-30", 1, "s", "official")], "from"),
        ([], "no rows"),
    ],
)
def test_a_faulty_table_is_refused(tmp_path: Path, rows: list[tuple[object, ...]], reason: str) -> None:
    """A gap, an overlap or a wrong field is refused when the table is read, naming file and amount."""
    path = tmp_path / "amounts.yaml"
    text = "".join(f"\n    - {ROW.format(*row)}" for row in rows) or " []"
    path.write_text(f"fee:\n  unit: đồng\n  rows:{text}\n", encoding="utf-8")
    with pytest.raises(AmountsError, match=reason) as caught:
        load_amounts(path)
    assert "amounts.yaml: fee" in str(caught.value)


@pytest.mark.parametrize("text", ["", "[1]", "fee: 3", "fee: {unit: đ}", "a: [", "fee: {unit: đ, rows: [{value: 1}]}"])
def test_a_table_of_another_shape_is_refused(tmp_path: Path, text: str) -> None:
    """Whatever the file holds, the error names it."""
    path = tmp_path / "amounts.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(AmountsError, match=r"amounts\.yaml"):
        load_amounts(path)
