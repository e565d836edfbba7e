"""Where in the words around it a name begins and ends: what leads to it, what is said behind it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlu.slots.domain_words import GIVEN_NAMES, LEAD, LEAD_FORMS, NAMES, SHY, TAIL, TAIL_FORMS
from nlu.slots.labels import SAID_HYPHEN

if TYPE_CHECKING:
    from nlu.slots.fold import Text

_SCHEME = re.compile(r"(?:https?\s?:?\s?/{1,2})?(?:www\s?\.\s?)?")
_SYLLABLE = r"(?:(?:ngh?|nh|th|tr|ch|kh|gh|gi|ph|qu|[bcdghklmnprstvx])?[aeiouy]{1,3}(?:ng|nh|ch|[cmnpt])?)"
_LONGEST_SYLLABLE = 7
_LONGEST_APART = 6
_SAID_DOT = re.compile(r"\s*(?:cham|chm|dot)\b")


def end_of_name(text: Text, begin: int) -> int:
    """Where a name that begins at `begin` ends: what follows is politeness."""
    said = tail(text, begin)
    return said.start() if said else len(text.folded)


def tail(text: Text, begin: int) -> re.Match[str] | None:
    """The politeness behind a name; Thư and Nhã are names, thử and nha are not."""
    folded = _letter_a_kept(text)
    while said := TAIL.search(folded, begin):
        first = re.search(r"[a-z]+", said[0])
        if first is None:
            return said
        at = said.start() + first.start()
        typed = text.lower[at : at + len(first[0])]
        if (text.marked and typed not in TAIL_FORMS.get(first[0], {typed})) or (
            first[0] == "thu" and not text.marked and _ends_apart(folded[:at])
        ):
            begin = at + len(typed)
        else:
            return said
    return None


def _ends_apart(front: str) -> bool:
    """Whether the last word is one syllable, as in "ngoc anh thu": there the name goes on."""
    words = front.split()
    return bool(words) and re.fullmatch(_SYLLABLE, words[-1]) is not None


def _letter_a_kept(text: Text) -> str:
    """The folded text where a real letter A ("Nguyễn Văn A") does not look like a polite ạ."""
    kept = "aA" if text.marked else "A"
    if text.plain.isupper():
        return text.folded
    return re.sub(r"(?<!\w)a(?!\w)", lambda m: "x" if text.plain[m.start()] in kept else "a", text.folded)


def before_politeness(text: Text, floor: int, end: int) -> int:
    said = TAIL.search(text.folded[:end], floor)
    return said.start() if said else end


def joined(word: str) -> bool:
    """Several syllables typed as one word: a label, and no word of a sentence."""
    if not word.isascii():
        return False
    bare = re.sub(r"[\d-]", "", word)
    if len(bare) > _LONGEST_SYLLABLE:
        return True
    return re.fullmatch(rf"{_SYLLABLE}{{2,8}}", bare) is not None and re.fullmatch(_SYLLABLE, bare) is None


def letters_of(folded: str) -> list[str]:
    """The words, numbers aside."""
    return [word for word in folded.split() if not word.isdigit()]


def name_apart(text: Text, begin: int, end: int) -> bool:
    """Whether what a blank parts from the suffix is a name: announced as one, told with its dot, or several syllables
    typed as one word ("đăng ký huongque bizvn"). Elsewhere it is what the person says: "quán em mún lm biz.vn"."""
    words = text.folded[begin:end].split()
    if NAMES.search(text.folded, 0, begin):
        return len(words) <= _LONGEST_APART
    if _SAID_DOT.search(text.folded, end, end + 10):
        return len(words) == 1
    return (
        len(words) == 1
        and re.fullmatch(rf"(?:{_SYLLABLE}\d*){{2,7}}", words[0]) is not None
        and (re.fullmatch(_SYLLABLE, words[0]) is None)
    )


def after_lead(text: Text, start: int, end: int) -> int:
    lead = LEAD.match(text.folded, start, end)
    if lead is None:
        return start
    leading = [word for word in text.words if start <= word.start < lead.end()]
    if (
        len(leading) == 1
        and start == 0
        and (leading[0].text in SHY or _begins_a_name(text, leading[0].text, lead, end))
    ):
        return leading[0].start
    if leading and SAID_HYPHEN.match(text.folded, leading[-1].end):
        return leading[-1].start  # "minh gạch ngang thu"
    for word in leading:
        typed = text.lower[word.start : word.end]
        if text.marked and typed == word.text and word.text in GIVEN_NAMES:
            return word.start
        if text.marked and typed not in LEAD_FORMS.get(word.text, {typed}) | {word.text}:
            return word.start
    return lead.end()


def _begins_a_name(text: Text, word: str, lead: re.Match[str], end: int) -> bool:
    """ "minh tuan": a given name in syllables, where nothing is marked and nothing else is said."""
    rest = text.folded[lead.end() : end].split()
    syllables = all(re.fullmatch(_SYLLABLE, part) for part in rest)
    return word in GIVEN_NAMES and not text.marked and 0 < len(rest) < 3 and syllables


def without_scheme(typed: str) -> str:
    scheme = _SCHEME.match(typed)
    return typed[scheme.end() :] if scheme else typed
