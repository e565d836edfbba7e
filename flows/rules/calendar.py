"""Birthdays and anniversaries. 29 February is decided here and nowhere else."""

from __future__ import annotations

from bisect import bisect_left
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def _is_29_february(day: date) -> bool:
    return (day.month, day.day) == (2, 29)


def _same_day(day: date, years: int) -> date | None:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        if _is_29_february(day):
            return None
        raise


def opening_birthday(born: date, years: int) -> date:
    """The day from which a person surely is `years` old; 29 February counts as 1 March in a common year.

    Source: our own decision, cautious where something begins with the birthday.
    """
    return _same_day(born, years) or date(born.year + years, 3, 1)


def closing_birthday(born: date, years: int) -> date:
    """The day on which something may end with an age; 29 February counts as 28 February in a common year.

    Source: our own decision, cautious where something ends with the birthday.
    """
    return _same_day(born, years) or date(born.year + years, 2, 28)


def anniversary(since: date, years: int = 1) -> date:
    """The day on which a term of whole years may end; like `closing_birthday` on 29 February."""
    return closing_birthday(since, years)


def first_day(holds: Callable[[date], bool], *, low: date, high: date) -> date:
    """The earliest day from `low` on for which `holds` is true; `holds` must not become false again before
    `high`."""
    days = range(low.toordinal(), high.toordinal() + 1)
    return date.fromordinal(days[bisect_left(days, True, key=lambda n: holds(date.fromordinal(n)))])  # noqa: FBT003
