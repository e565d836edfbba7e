"""A copy key with its values in a language -> the words people read. Unknown keys are refused, never shown."""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.pofile import read_po

from flows.rules.id_vn import bands
from flows.turn import Copy

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from flows.province import Province

LOCALES = Path(__file__).resolve().parent.parent / "locales"
LANGUAGES = ("vi", "en")
PLACEHOLDER = re.compile(r"\{(\w+)\}")

ADDRESS: Mapping[str | None, tuple[str, str]] = {
    None: ("bạn", "mình"),
    "em": ("em", "mình"),
    "con": ("con", "mình"),
    "cháu": ("cháu", "mình"),
    "cô": ("cô", "con"),
    "chú": ("chú", "con"),
    "bác": ("bác", "cháu"),
    "anh": ("anh", "em"),
    "chị": ("chị", "em"),
}
"""How a person calls themself -> (the word for them, the word for the bot)."""

ADDRESS_PLACEHOLDERS = frozenset({"you", "You", "me", "Me"})


class UnknownKeyError(KeyError):
    """A copy key that no catalogue holds, or a value that its words need and nobody gave."""


class Catalogue:
    """The words of one language. Raises FileNotFoundError for a language that is not there."""

    def __init__(self, lang: str, *, locales: Path = LOCALES) -> None:
        self.lang = lang
        file = locales / lang / "LC_MESSAGES" / "bot.po"
        with file.open("rb") as handle:
            catalog = read_po(handle, locale=lang)
        self.texts: dict[str, str] = {str(m.id): str(m.string) for m in catalog if m.id and m.string}

    def __getitem__(self, key: str) -> str:
        try:
            return self.texts[key]
        except KeyError:
            raise UnknownKeyError(f"no words for '{key}' in {self.lang}") from None


class Wording:
    """Words for one province in all languages."""

    def __init__(self, province: Province, *, web_page: str = "", locales: Path = LOCALES) -> None:
        """`web_page` is the address of the chat's own page, which copy may name."""
        self.catalogues = {lang: Catalogue(lang, locales=locales) for lang in LANGUAGES}
        self.province, self.web_page = province, web_page
        self._values: dict[tuple[str, date], dict[str, str]] = {}

    @cached_property
    def keys(self) -> frozenset[str]:
        return frozenset(self.catalogues["vi"].texts)

    def text(self, key: str, values: Mapping[str, object], *, lang: str, address: str | None, today: date) -> str:
        """The words of `key`. Raises `UnknownKeyError` for an unknown key or a missing value."""
        words = self.catalogues[lang][key]

        def fill(match: re.Match[str]) -> str:
            name = match[1]
            if name in values:
                return self._show(values[name], lang=lang, address=address, today=today)
            if name in ADDRESS_PLACEHOLDERS:
                return _address(name, lang, address)
            try:
                return self.of_the_day(lang, today)[name]
            except KeyError:
                raise UnknownKeyError(f"'{key}' needs a value for '{name}'") from None

        return PLACEHOLDER.sub(fill, words)

    def _show(self, value: object, *, lang: str, address: str | None, today: date) -> str:
        if isinstance(value, Copy):
            return self.text(value.key, dict(value.values), lang=lang, address=address, today=today)
        if isinstance(value, tuple):
            return "\n".join(self._show(v, lang=lang, address=address, today=today) for v in value)
        return str(value)

    def of_the_day(self, lang: str, today: date) -> dict[str, str]:
        """What copy may name without being given it, on a day; worked out once a day and language."""
        known = self._values.get((lang, today))
        if known is None:
            known = {**day_values(self.province, lang=lang, today=today), "web_page": self.web_page}
            self._values = {(lang, today): known, **{k: v for k, v in self._values.items() if k[1] == today}}
        return known


def day_values(province: Province, *, lang: str, today: date) -> dict[str, str]:
    """Everything that copy may name without being given it."""
    ages = bands(today).values()
    ages["eligible_years"] = f"{ages['sure_from_year']}–{ages['sure_to_year']}"
    return {**ages, **province.values(lang="en" if lang == "en" else "vi")}


def _address(name: str, lang: str, address: str | None) -> str:
    if lang == "en":
        word = "you" if name in ("you", "You") else "I"
    else:
        you, me = ADDRESS.get(address, ADDRESS[None])
        word = you if name in ("you", "You") else me
    return word.capitalize() if name[0].isupper() else word
