"""The words of the pages."""

from __future__ import annotations

import re
import unicodedata

from bot.web.server import TEMPLATES
from bot.web.strings import _TABLES, LANGUAGES, SCRIPT_KEYS


def test_every_language_has_every_key() -> None:
    """A page never mixes languages: each key is there in each, none is empty, letters are composed."""
    assert set(_TABLES) == set(LANGUAGES)
    keys = {lang: set(table) for lang, table in _TABLES.items()}
    assert keys["vi"] == keys["en"]
    for table in _TABLES.values():
        for key, text in table.items():
            assert text.strip() == text != "", key
            assert unicodedata.is_normalized("NFC", text), key


def test_every_key_that_a_template_or_script_names_exists() -> None:
    """`words.x` in a template and in a script is a key of the table."""
    named = set(SCRIPT_KEYS)
    for path in TEMPLATES.glob("*.html"):
        named |= set(re.findall(r"words\.(\w+)", path.read_text(encoding="utf-8")))
    for path in (TEMPLATES.parent / "static").glob("*.js"):
        in_script = set(re.findall(r"words\.(\w+)", path.read_text(encoding="utf-8")))
        assert in_script <= set(SCRIPT_KEYS), path.name
    assert named <= set(_TABLES["vi"])
