"""How values are written, periods are read, shades and shares are found."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import jinja2
import pytest

from bot.staff.downloads import FORMATS, MIME
from bot.staff.filters import FILTERS, seen
from bot.staff.tiles import load_tiles
from bot.staff.views import shades, steps
from flows.loader import PROVINCES
from flows.places import load_communes
from storage.reporting.types import Line, Step

ROOT = Path(__file__).parents[2]


def written(template: str, value: object, lang: str = "vi") -> str:
    """A value through a template."""
    environment = jinja2.Environment(autoescape=True)
    environment.filters.update(FILTERS)
    return environment.from_string(template).render(value=value, lang=lang)


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        (0, "0", "0"),
        (2400, "2.400", "2,400"),
        (1234567, "1.234.567", "1,234,567"),
        (4.25, "4,2", "4.2"),
        (None, "–", "–"),
    ],
)
def test_numbers_are_written_as_people_do(value: float | None, vi: str, en: str) -> None:
    """Points and commas by the language; a dash for what cannot be counted, never zero."""
    assert written("{{ value | number }}", value) == vi
    assert written("{{ value | number }}", value, "en") == en


@pytest.mark.parametrize(
    ("share", "shown"), [(0.0, "0 %"), (1.0, "100 %"), (0.005, "0,5 %"), (0.124, "12 %"), (None, "–")]
)
def test_shares_are_written_in_per_cent(share: float | None, shown: str) -> None:
    """Small ones with a decimal."""
    assert written("{{ value | percent }}", share) == shown


def test_moments_are_those_of_viet_nam() -> None:
    """Half past five in the afternoon UTC is after midnight there."""
    assert written("{{ value | moment }}", datetime(2026, 11, 21, 17, 30, tzinfo=UTC)) == "22/11/2026 00:30"
    assert written("{{ value | day }}", date(2026, 3, 9)) == "09/03/2026"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<b>a</b>", "&lt;b&gt;a&lt;/b&gt;"),
        ("Nguyễn Văn Ấu", "Nguyễn Văn Ấu"),
        ("một\nhai", "một\nhai"),
        (None, ""),
    ],
)
def test_text_of_others_stays_text(text: str | None, shown: str) -> None:
    """Letters, lines and marks are as they were written."""
    assert str(seen(text)) == shown


@pytest.mark.parametrize(
    "character", ["\u202e", "\u2066", "\u200b", "\u200f", "\ufeff", "\x00", "\x1b", "\u00ad", "\u3164"]
)
def test_what_cannot_be_seen_is_shown(character: str) -> None:
    """The code stands where the character was; the character itself is not sent."""
    shown = str(seen(f"a{character}b"))
    assert character not in shown
    assert f"U+{ord(character):04X}" in shown


def test_every_commune_has_one_tile() -> None:
    """The map and the list of communes agree, and every block has a place of its own."""
    folder = PROVINCES / "ca_mau"
    tiles = load_tiles(folder)
    assert sorted(unit.code for unit in tiles.units()) == sorted(load_communes(folder / "communes.yaml").names)
    spots = [(block.row, block.column) for block in tiles.blocks]
    assert len(set(spots)) == len(spots)
    assert (0, 0) not in spots


def line(code: str, interactions: int | None) -> Line:
    return Line(code=code, name=code, interactions=interactions)


def test_equal_numbers_have_equal_shades() -> None:
    """Nothing is the palest; the others are spread over five shades, more is never paler."""
    lines = [line("a", 0), line("b", 1), line("c", 1), line("d", 7), line("e", 90), line("", 400), line("f", None)]
    found = shades(lines, "interactions")
    assert found["a"] == found["f"] == 0
    assert "" not in found
    assert 1 <= found["b"] == found["c"] < found["d"] < found["e"] <= 5
    assert shades([], "interactions") == {}


def test_shares_of_the_funnel() -> None:
    """Of the first step and of the one before; no share of nothing."""
    found = steps([Step("asked", 10), Step("consented", 5), Step("answered", 0), Step("eligible", 0)])
    assert [one["of_first"] for one in found] == [1, 0.5, 0, 0]
    assert [one["of_before"] for one in found] == [None, 0.5, 0, None]
    assert [one["of_first"] for one in steps([Step("asked", None)])] == [None]


def test_the_kinds_of_files_are_those_that_can_be_written() -> None:
    """The pages know them without loading what writes them."""
    from bot.reporting import files  # noqa: PLC0415
    from bot.staff.writing import TABLES  # noqa: PLC0415

    assert {name: kind.mime for name, kind in files.FORMATS.items()} == dict(MIME)
    assert FORMATS["overview"] == files.OF_REPORT
    assert FORMATS["interactions"] == files.OF_LOG
    for view in TABLES:
        assert FORMATS[view] == files.OF_TABLE
    assert set(FORMATS) == {"overview", "interactions", *TABLES}


def test_pages_load_nothing_that_draws_or_writes_files() -> None:
    """A server that nobody asks for a chart or a file does not pay for their libraries."""
    heavy = ("altair", "pyarrow", "xlsxwriter", "docx")
    code = f"import sys, bot.web.server; print([name for name in {heavy!r} if name in sys.modules])"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert said.stdout.strip() == "[]"
