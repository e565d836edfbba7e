"""What the tests of the slots share: one day, one set of places, tables in plain text."""

from __future__ import annotations

import unicodedata
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from nlu.slots import find_slots
from nlu.slots.places import Places
from nlu.types import CommuneSlot, NumberSlot

if TYPE_CHECKING:
    from nlu.slots import Found

TODAY = date(2026, 11, 22)
DATA = Path(__file__).parents[3] / "flows" / "provinces"
PLACES = Places.load(DATA / "ca_mau" / "communes.yaml", DATA / "provinces.yaml")


def understood(text: str, *, expect: str | None = None, programme: str | None = None) -> Found:
    """The slots of a text on the tests' day."""
    return find_slots(text, expect=expect, programme=programme, today=TODAY, places=PLACES)


def number_told(text: str) -> str:
    """Kind and number of the licence that was asked for, or - for nothing."""
    slot = understood(text, expect="licence_number", programme="biz_vn").slots.get("licence_number")
    assert slot is None or isinstance(slot, NumberSlot)
    return f"{slot.kind} {slot.number}" if slot else "-"


def place_told(text: str) -> str:
    """Codes of the units meant, @ and the name of another province, or - for nothing. More than one unit is asked."""
    slot = understood(text, expect="commune", programme="id_vn").slots.get("commune")
    assert slot is None or isinstance(slot, CommuneSlot)
    assert slot is None or slot.ask == (len(slot.codes) > 1)
    return "-" if slot is None else f"@{slot.province}" if slot.province else " ".join(slot.codes)


def table(lines: str) -> list[tuple[str, str]]:
    """Rows "text = value"; the last equals sign divides."""
    rows = [line.rpartition("=") for line in lines.splitlines() if line.strip()]
    return [(text.strip(), value.strip()) for text, _, value in rows]


def strip_marks(text: str) -> str:
    """As people without a Vietnamese keyboard type it."""
    plain = "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))
    return plain.replace("đ", "d").replace("Đ", "D")


def spellings(text: str) -> dict[str, str]:
    """The same text in other spellings."""
    return {"stripped": strip_marks(text), "nfd": unicodedata.normalize("NFD", text), "upper": text.upper()}
