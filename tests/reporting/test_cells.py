"""No text becomes a formula, and every text comes back as it was."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.reporting.cells import FORMULA, clean, neutral, plain
from bot.reporting.csv_file import CsvRows
from bot.reporting.tables import CODE
from tests.reporting.sample import NASTY


@pytest.mark.parametrize("text", [text for text in NASTY if text and "thật" not in text and text != "a\nb"], ids=ascii)
def test_what_could_be_a_formula_begins_with_an_apostrophe(text: str) -> None:
    """The signs of trust.md 4.5, the full-width ones, and those behind a blank or a quote (T16)."""
    assert neutral(text) == f"'{text}"
    assert plain(neutral(text)) == text


@given(st.text())
@example("'=1")
@example("''")
@example("\u202e=1")
def test_every_text_comes_back_from_csv(text: str) -> None:
    """Written, read by another program, its apostrophe taken off: the same text, whatever it is."""
    out = io.BytesIO()
    CsvRows(out, [CODE]).write([[text]])
    read = list(csv.reader(io.StringIO(out.getvalue().decode("utf-8-sig"), newline="")))
    assert plain(read[1][0] if read[1] else "") == clean(text)


@given(st.text(alphabet=FORMULA + " \"'\u200b\ufeff1a", min_size=1))
def test_no_cell_begins_like_a_formula(text: str) -> None:
    """Nor does it after blanks, quotes and marks without width are taken away."""
    shown = neutral(text)
    assert not shown.lstrip(' "\u200b\ufeff').startswith(tuple(FORMULA))


def test_a_plain_text_is_left_alone() -> None:
    """Vietnamese text, addresses and numbers in text keep their form."""
    for text in ("Xã Hồ Thị Kỷ", "12/05/2004", "a=b", "https://tenmien.vn", "Tô-Hiến"):
        assert neutral(text) == text
