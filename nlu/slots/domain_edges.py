"""Where in the words around it a name begins and ends: what leads to it, what is said behind it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlu.slots.domain_words import (
    BEGINS_NAMES,
    BRANDS,
    COMPOUND,
    GIVEN_NAMES,
    LEAD,
    LEAD_FORMS,
    LEAD_WISHED,
    NAMES,
    ONLY_NAMES,
    SHY,
    TAIL,
    TAIL_FORMS,
    WISH_LAST,
)
from nlu.slots.fold import fold, word_set
from nlu.slots.labels import SAID_HYPHEN

if TYPE_CHECKING:
    from nlu.slots.fold import Text, Word

_SCHEME = re.compile(r"(?:https?\s?:?\s?/{1,2})?(?:www\s?\.\s?)?")
_SYLLABLE = r"(?:(?:ngh?|nh|th|tr|ch|kh|gh|gi|ph|qu|[bcdghklmnprstvx])?[aeiouy]{1,3}(?:ng|nh|ch|[cmnpt])?)"
_LONGEST_SYLLABLE = 7
_LONGEST_APART = 6
_NAMED = re.compile(r"(?<![a-z])ten(?![a-z])|(?:la|thanh|sang|bang)\s*:?\s*$")
_NAMED_BEHIND = re.compile(
    r"\s*(?:(?:cai )?ten(?: mien)?(?: la)?(?![a-z])\s*:?|(?:(?:cho|cua|con|chau|em|vo|chong|me|ma|ba|quan|tiem|shop"
    r"|minh|tui|toi"
    r"|chi|anh|nha|cong ty|an|banh|cafe) ){1,5}la(?![a-z])\s*:?)"
)
"""What goes on with a wish: "muốn lấy" tên, "lấy tên" con em là."""
_IS = re.compile(
    r"(?<!\w)(?:đăng k[ýíyi]|đk|dk|làm|lập|mở|quán|tiệm|shop|cửa hàng|công ty|cty|trang|web"
    r"|website)(?: [^\W\d]+){1,4} là\s"
)
"""đăng ký cho quán cà phê là ..."""
_IS_BEHIND = re.compile(r"(?:\s*[^\W\d]+){1,5}? là\s+(?!được|đc|ok|đẹp|hay|đủ|tốt|xong)")
_TO_REGISTER = re.compile(r"dang k[iy](?![a-z])")
_GREETED = word_set("em ban ad admin anh chi co chu bac bot shop minh tui ca moi")
_ASIDES = word_set(
    "thu coi vo vao nhap xem roi duoc dc ok ghi go dum gium giup voi a nha nhe em ad la ten nay do di luon"
)
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
        named = text.plain[at].isupper() and not text.plain.isupper() and at > begin
        if (
            named
            or (text.marked and typed not in TAIL_FORMS.get(first[0], {typed}))
            or (first[0] == "thu" and not text.marked and _ends_apart(folded[:at]))
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
    if not word.isascii() or word in BRANDS:
        return False
    bare = re.sub(r"[\d-]", "", word)
    if len(bare) > _LONGEST_SYLLABLE:
        return True
    return re.fullmatch(rf"{_SYLLABLE}{{2,8}}", bare) is not None and re.fullmatch(_SYLLABLE, bare) is None


def without_asides(typed: str) -> str:
    """The one label among small words: "thử hoangnam coi", "nhập hoangnam vô"."""
    words = typed.split()
    labels = [word for word in words if joined(word)]
    if len(labels) == 1 and len(words) > 1 and all(word in labels or fold(word) in _ASIDES for word in words):
        return labels[0]
    return typed


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


def last_wish(text: Text, floor: int, end: int) -> tuple[int, bool]:
    """Where the last verb of wishing between the two places ends (`floor` without one), and whether it names a name."""
    cut, named = floor, False
    for wish in WISH_LAST.finditer(text.folded, floor, end):
        last = wish[0].rstrip(" :").rsplit(maxsplit=1)[-1]
        begin = wish.start() + wish[0].rindex(last)
        typed = text.lower[begin : begin + len(last)]
        if text.marked and typed not in LEAD_FORMS.get(last, {typed}) | {last}:
            if begin == wish.start():
                continue  # Nhâm is a name
            cut, named = begin, True  # "tên Lá Dừa"
            continue
        cut, named = wish.end(), _NAMED.search(wish[0]) is not None
    if cut == floor and text.marked and (told := _IS.search(text.lower, floor, end)):
        cut, named = told.end(), True
    if cut > floor and text.marked and (told := _IS_BEHIND.match(text.lower, cut, end)):
        cut, named = told.end(), True
    elif cut > floor and (more := _NAMED_BEHIND.match(text.folded, cut, end)):
        cut, named = more.end(), True
    return cut, named


def after_lead(text: Text, start: int, end: int, *, wished: bool = False) -> int:
    """Where the name begins behind `start`. `wished`: "lấy tên", "tên là" stands right in front of it."""
    lead = (LEAD_WISHED if wished else LEAD).match(text.folded, start, end)
    if lead is None:
        return start
    leading = [word for word in text.words if start <= word.start < lead.end()]
    if not leading:
        return lead.end()
    first, last = leading[0], leading[-1]
    if start == 0 and (
        _begins_alone(text, first.text, lead, end)
        if len(leading) == 1
        else ONLY_NAMES.issuperset(letters_of(text.folded[:end]))
    ):
        return first.start
    dotted = text.folded[last.end : last.end + 1] == "." and lead.end() == last.end + 1 < end  # a.khanhvy
    if dotted or SAID_HYPHEN.match(text.folded, last.end):
        return last.start  # "minh gạch ngang thu"
    return next((word.start for word in leading if _is_of_the_name(text, word, end, wished=wished)), lead.end())


def _is_of_the_name(text: Text, word: Word, end: int, *, wished: bool) -> bool:
    """Whether a word that may lead to a name is a part of it, by its marks or by what follows it."""
    if COMPOUND.match(text.folded, word.start, end):
        return True
    if not text.marked or (word.text == "dang" and _TO_REGISTER.match(text.folded, word.start)):
        return False
    typed = text.lower[word.start : word.end]
    if typed == word.text and word.text in GIVEN_NAMES:
        return True
    forms = LEAD_FORMS.get(word.text, {typed})
    return typed not in (forms if wished and word.text == "cua" else forms | {word.text})


def _begins_alone(text: Text, word: str, lead: re.Match[str], end: int) -> bool:
    """Whether the one leading word of a message begins the name."""
    if word in SHY:
        return True
    rest = text.folded[lead.end() : end].split()
    if word in BEGINS_NAMES and not text.marked and rest and not (word == "chao" and rest[0] in _GREETED):
        return all(part.isdigit() or re.fullmatch(_SYLLABLE, part) for part in rest)
    return _begins_a_name(text, word, lead, end)


def _begins_a_name(text: Text, word: str, lead: re.Match[str], end: int) -> bool:
    """ "minh tuan": a given name in syllables, where nothing is marked and nothing else is said."""
    rest = letters_of(text.folded[lead.end() : end])
    syllables = all(re.fullmatch(_SYLLABLE, part) for part in rest)
    return word in GIVEN_NAMES and not text.marked and 0 < len(rest) < 3 and syllables


def without_scheme(typed: str) -> str:
    scheme = _SCHEME.match(typed)
    return typed[scheme.end() :] if scheme else typed
