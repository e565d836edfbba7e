"""Cells of real lists: what spreadsheet programs and people do to names, numbers and days."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from bot.imports.values import ValueFault, day_of, name_of, number_of

NAMES = [
    ("lan.id.vn", "lan.id.vn", "id_vn"),
    ("LAN.ID.VN.", "lan.id.vn", "id_vn"),
    ("  https://www.Banh-Tam.biz.vn/ ", "banh-tam.biz.vn", "biz_vn"),
    ("cửahàng.biz.vn", "xn--cahng-tqa2694c.biz.vn", "biz_vn"),
    ("lan.com.vn", "lan.com.vn", None),
    ("lan.vn", "lan.vn", None),
]


@pytest.mark.parametrize(("typed", "domain", "programme"), NAMES)
def test_a_name_is_recognised_however_it_is_written(typed: str, domain: str, programme: str | None) -> None:
    """Case, dots at the end, schemes and accents do not matter; the ending says the programme."""
    found = name_of(typed)
    assert (found.domain, found.programme) == (domain, programme)


def test_an_accented_name_is_the_same_in_both_normal_forms() -> None:
    """Composed or decomposed, it is one name."""
    assert name_of("cửahàng.biz.vn") == name_of("cửahàng.biz.vn")


@pytest.mark.parametrize(
    ("typed", "reason"),
    [("", "no_name"), ("lan", "bad_name"), ("-lan.id.vn", "bad_name"), ("a.lan.id.vn", "sub_name"),
     ("id.vn", "bad_name"), ("a" * 70 + ".id.vn", "bad_name"), ("lan@x.id.vn", "bad_name"), ("=1+1", "bad_name")],
)  # fmt: skip
def test_what_is_no_registered_name_is_refused_with_the_reason(typed: str, reason: str) -> None:
    """Nothing is guessed."""
    with pytest.raises(ValueFault, match=reason):
        name_of(typed)


NUMBERS: list[tuple[object, str, str | None, bool]] = [
    ("2099999014", "2099999014", None, False),
    (2099999014.0, "2099999014", None, False),
    ("2099999014.0", "2099999014", None, False),
    (2099999014, "2099999014", None, False),
    ("0314409058", "0314409058", None, False),
    (314409058.0, "0314409058", None, True),
    ("'0314409058", "0314409058", None, False),
    ("0314409058-002", "0314409058-002", None, False),
    ("0314409058002", "0314409058-002", None, False),
    ("314409058-002", "0314409058-002", None, True),
    ("41o8012345", "41O8012345", "household", False),
    ("41 O8 012345", "41O8012345", "household", False),
    ("096204000123", "096204000123", "household", False),
    (96204000123.0, "096204000123", "household", True),
]


@pytest.mark.parametrize(("cell", "number", "kind", "mended"), NUMBERS)
def test_a_number_comes_out_in_its_canonical_form(
    cell: str | float, number: str, kind: str | None, mended: bool
) -> None:
    """As text, as a float of Excel, without the zeros that it took, with and without the hyphen of a branch."""
    found = number_of(cell)
    assert (found.number, found.kind, found.mended) == (number, kind, mended)


@pytest.mark.parametrize(
    ("cell", "reason"),
    [("", "no_number"), ("2.09999E+09", "lost_digits"), ("2,1E+09", "lost_digits"), ("2099999010", "bad_digit"),
     ("0314409058-000", "bad_number"), ("12345", "bad_number"), ("abc", "bad_number"), (1.5, "bad_number"),
     (True, "bad_number"), (date(2026, 1, 1), "bad_number"), ("٢٠٩٩٩٩٩٠١٤", "bad_number"), ("1e400", "lost_digits")],
)  # fmt: skip
def test_what_is_no_number_is_refused_with_the_reason(cell: str, reason: str) -> None:
    """A digit that is wrong is not put right."""
    with pytest.raises(ValueFault, match=reason):
        number_of(cell)


@pytest.mark.parametrize(
    "cell",
    ["15/11/2026", "15-11-2026", "15.11.2026", "2026-11-15", "2026-11-15 08:30:00", "15/11/2026 08:30", "20261115",
     46341, 46341.0, 46341.35, date(2026, 11, 15), datetime(2026, 11, 15, 8, 30), " 15/11/2026 "],  # noqa: DTZ001
)  # fmt: skip
def test_a_day_is_read_day_before_month(cell: str | float | date) -> None:
    """In every form that lists come in."""
    assert day_of(cell) == date(2026, 11, 15)


@pytest.mark.parametrize("cell", ["31/02/2026", "11/15/2026", "hôm qua", 12, True, float("1e300")])
def test_what_is_no_day_is_refused(cell: str | float) -> None:
    """An American date is not turned round: it might have been another day."""
    with pytest.raises(ValueFault, match="bad_day"):
        day_of(cell)


def test_an_empty_cell_is_no_day() -> None:
    """Not every department writes one."""
    assert day_of("") is None
