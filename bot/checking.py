"""`chaovn check`: every fault of flows, words and training sentences, each with its file, its place and the reason."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from bot.channels.base import CAPABILITIES
from bot.wording import ADDRESS_PLACEHOLDERS, LANGUAGES, PLACEHOLDER
from flows.inspect import Fault, copy_keys, faults
from nlu.datafiles import read_folder
from nlu.lexicon import read_lexicon
from nlu.lint import check_sentences, check_stealing
from nlu.understand import DATA

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from bot.wording import Wording
    from flows.book import FlowBook
    from nlu.understand import Interpreter

MOST_CHARACTERS, MOST_LONG, MOST_SENTENCES = 320, 900, 2
SENTENCE_END = re.compile(r"[.!?…](?=\s|$|[”»)])")
LONG = re.compile(
    r"ask\.consent(\.telegram(\.range)?)?$|ask\.confirm(\.again|\.help)?$|handover\.|act\.help|act\.human$"
    r"|rights\.see_my_data(\.kinds)?$|task\.suggest_name$|page\."
)
"""Bubbles that may be longer, by name: the consent text, lists, the handover (contract section 9)."""

JARGON = re.compile(r"\b(eKYC|nameserver|record|webmail|hosting|domain name|DNSSEC|CNAME|token|slot|intent)\b")
JARGON_ALLOWED = re.compile(r"(faq|label)\.(dns_|email_use)")
"""Answers about settings that carry these names on the screen, and explain them."""

FILLED = re.compile(r"\{(lines|items|names|contacts|source)\}")
"""Values that are lists themselves: their length is the list's."""


def check(book: FlowBook, wording: Wording, interpreter: Interpreter, *, today: date) -> list[Fault]:
    """All faults, flows first; an empty list means that everything may be published."""
    return [*faults(book), *_words(book, wording, today), *_sentences(wording, interpreter)]


def _sentences(wording: Wording, interpreter: Interpreter) -> Iterator[Fault]:
    """Training sentences against the intents that have a label, which are all that the bot knows."""
    intents = {key.removeprefix("label.") for key in wording.keys if key.startswith("label.")}
    examples = read_folder(DATA)
    found = check_sentences(examples, read_lexicon(DATA / "vi" / "abbreviations.yaml"), intents)
    for fault in [*found, *check_stealing(interpreter.model, examples)]:
        if fault.grave:
            yield Fault(f"{fault.file.relative_to(DATA.parent)}:{fault.line}", fault.reason)


def _words(book: FlowBook, wording: Wording, today: date) -> Iterator[Fault]:
    for lang in LANGUAGES:
        texts = wording.catalogues[lang].texts
        where = f"locales/{lang}/LC_MESSAGES/bot.po"
        for key in sorted(copy_keys(book) - texts.keys()):
            yield Fault(f"{where} {key}", "these words are missing")
        for key in texts:
            yield from (Fault(f"{where} {key}", what) for what in _editorial(wording, lang, key, today))
    yield from _parity(wording)


def _parity(wording: Wording) -> Iterator[Fault]:
    """The same keys with the same placeholders in every language; words of address are a language's own."""
    first, *others = LANGUAGES
    model = wording.catalogues[first].texts
    for lang in others:
        texts = wording.catalogues[lang].texts
        for key in sorted(model.keys() ^ texts.keys()):
            yield Fault(f"locales/{lang} {key}", f"stands in one language only, compare {first}")
        for key in sorted(model.keys() & texts.keys()):
            here, there = (set(PLACEHOLDER.findall(t[key])) - ADDRESS_PLACEHOLDERS for t in (texts, model))
            if here != there:
                yield Fault(f"locales/{lang} {key}", f"placeholders {sorted(here)}, but {sorted(there)} in {first}")


def _editorial(wording: Wording, lang: str, key: str, today: date) -> Iterator[str]:
    text = wording.catalogues[lang][key]
    if text != unicodedata.normalize("NFC", text):
        yield "is not in Unicode form NFC"
    if key.startswith(("label.", "choice.")):
        shortest = min(c.max_label for c in CAPABILITIES.values())
        if len(text) > shortest:
            yield f"a button label has at most {shortest} characters, this one {len(text)}"
        return
    filled = _filled(wording, lang, text, today)
    most = MOST_LONG if LONG.match(key) else MOST_CHARACTERS
    if len(filled) > most:
        yield f"{len(filled)} characters when filled in, at most {most}"
    if not LONG.match(key) and len(SENTENCE_END.findall(_without_sites(filled))) > MOST_SENTENCES:
        yield f"more than {MOST_SENTENCES} sentences"
    if (word := JARGON.search(text)) and not JARGON_ALLOWED.match(key):
        yield f"'{word[0]}' is jargon"


def _filled(wording: Wording, lang: str, text: str, today: date) -> str:
    """The words with the province's values; other values count as what they usually are."""
    values = wording.of_the_day(lang, today)
    text = FILLED.sub("", text)
    return PLACEHOLDER.sub(lambda m: values.get(m[1], {"you": "bạn", "me": "mình"}.get(m[1].lower(), "x" * 12)), text)


def _without_sites(text: str) -> str:
    """Dots inside addresses, sums and names of sites end no sentence."""
    return re.sub(r"https?://\S+|\d[\d.]*\d|\S+@\S+", "x", text)
