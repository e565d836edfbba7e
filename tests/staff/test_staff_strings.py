"""The words of the staff pages."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import get_args

from bot.channels.base import InboundKind
from bot.staff.browser import OUTCOMES
from bot.staff.shell import MENU
from bot.staff.strings import _TABLES
from bot.web.server import TEMPLATES
from storage.staff import RANKS

ROOT = Path(__file__).parents[2]


def test_every_language_has_every_key() -> None:
    """A page never mixes languages: each key is there in each, none is empty, letters are composed."""
    assert set(_TABLES["vi"]) == set(_TABLES["en"])
    for table in _TABLES.values():
        for key, text in table.items():
            assert text.strip() == text != "", key
            assert unicodedata.is_normalized("NFC", text), key


def test_places_for_values_are_the_same() -> None:
    """What is filled in stands in both."""
    for key, text in _TABLES["vi"].items():
        assert text.count("{}") == _TABLES["en"][key].count("{}"), key


def test_every_word_that_a_template_names_exists() -> None:
    """`words.x` and `words['x']` are keys."""
    for path in TEMPLATES.glob("staff/*.html"):
        text = path.read_text(encoding="utf-8")
        named = set(re.findall(r"words\.(\w+)", text)) | set(re.findall(r"words\['(\w+)'\]", text))
        assert named - {"get"} <= set(_TABLES["vi"]), path.name


def test_every_word_that_the_pages_build_exists() -> None:
    """Menu, roles, outcomes, and what is said after a deed."""
    words = _TABLES["vi"]
    built = {f"menu_{word}" for word, *_ in MENU} | {f"outcome_{code}" for code in OUTCOMES}
    built |= {f"rowkind_{kind}" for kind in get_args(InboundKind)}
    built |= {f"{kind}_{role}" for kind in ("role", "rights") for role in RANKS}
    for path in (ROOT / "bot" / "staff").glob("*.py"):
        text = path.read_text(encoding="utf-8")
        built |= {f"{kind}_{word}" for kind, word in re.findall(r"\b(done|missed)\(visit, \w+, \"(\w+)\"", text)}
    assert "done_off" in built
    assert built <= set(words)


def test_every_deed_that_is_noted_has_a_name() -> None:
    """What is written into the audit log anywhere is told there in words."""
    noted = set()
    for folder in ("bot", "storage"):
        for path in (ROOT / folder).rglob("*.py"):
            noted |= set(re.findall(r"action=\"([a-z._]+)\"", path.read_text(encoding="utf-8")))
    assert {"login", "export", "channel.off"} <= noted
    assert {f"deed_{action}" for action in noted} <= set(_TABLES["vi"])
