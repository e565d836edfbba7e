"""Numbers and days as official Vietnamese writes them."""

from __future__ import annotations

from datetime import date

import pytest

from bot.reporting.official.numbers import change, compared, decimal, share, time_spent, whole, written


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2027, 1, 5), "ngày 05 tháng 01 năm 2027"),
        (date(2026, 3, 9), "ngày 09 tháng 3 năm 2026"),
        (date(2026, 12, 31), "ngày 31 tháng 12 năm 2026"),
        (date(2026, 2, 28), "ngày 28 tháng 02 năm 2026"),
    ],
)
def test_days_below_ten_and_two_months_have_a_zero(day: date, text: str) -> None:
    """Only the months 1 and 2 have one (NĐ 30/2020)."""
    assert written(day) == text


def test_numbers_and_comparisons() -> None:
    """Dots for thousands, a comma for fractions, and a sentence for every case."""
    assert (whole(2_400), whole(0), whole(None), whole(1_234_567)) == ("2.400", "0", "–", "1.234.567")
    assert (decimal(1234.56), share(1, 3), share(0, 5), share(5, 0)) == ("1.234,6", "33,3%", "0%", "–")
    assert compared(12, 10, "quý III") == "tăng 2 (20,0%) so với quý III"
    assert compared(5, 10, "quý III") == "giảm 5 (50,0%) so với quý III"
    assert compared(5, 5, "quý III") == "bằng quý III"
    assert compared(5, 0, "quý III") == "quý III chưa phát sinh"
    assert compared(None, 5, "quý III") == "chưa có số liệu quý III để so sánh"
    assert (change(5, 10), change(10, 0), change(3, None)) == ("-5 (50,0%)", "+10", "–")


def test_times_are_told_in_the_unit_that_fits() -> None:
    """Thousandths below a second, seconds from there on."""
    assert (time_spent(42), time_spent(1200), time_spent(None)) == ("42 mili giây", "1,2 giây", "–")
