"""The words of the staff pages; every language has every key (`tests/staff/test_staff_strings.py`)."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bot.sources import words
from bot.staff import strings_en, strings_en_office, strings_vi, strings_vi_office

if TYPE_CHECKING:
    from collections.abc import Mapping

_TABLES: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "vi": MappingProxyType(strings_vi.SHELL | strings_vi.FIGURES | strings_vi_office.OFFICE | words.VI),
        "en": MappingProxyType(strings_en.SHELL | strings_en.FIGURES | strings_en_office.OFFICE | words.EN),
    }
)


def staff_strings(lang: str) -> Mapping[str, str]:
    """All words of the staff pages in `lang`; a language that is not there reads Vietnamese."""
    return _TABLES.get(lang, _TABLES["vi"])
