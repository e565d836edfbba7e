"""The name a person would like under id.vn or biz.vn, typed or spoken, and what is wrong with it.

Rules of a label: programme.md 2.2; order of the problems and what is taken off first: contract section 9.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from nlu.slots.domain_words import (
    ASKS_RULE,
    BLOCKED,
    BLOCKED_MARKED,
    LEAD,
    LEAD_FORMS,
    NAMES,
    NEVER_ALONE,
    NOT_A_WISH,
    SHY,
    TAIL,
    VIETNAMESE,
    WISH,
    WISH_LAST,
)
from nlu.slots.fold import Span, fold
from nlu.types import DomainSlot

if TYPE_CHECKING:
    from nlu.slots.fold import Text

Suffix = Literal["id.vn", "biz.vn"]
_LABEL = re.compile(r"(?=.{1,63}$)(?!-)(?!.*--)[a-z0-9-]+(?<!-)$")
_DOT = r"(?:\s*\.+\s*|\s+(?:cham|chm|dot)\s+)"
_ID = r"(?:id|i\.?d|ai\s?d[iy]|aidi|i di)"
_BIZ = r"(?:biz|bizz|bis|bit|bix|bi\s?zet|bi dz|bi dot)"
_SUFFIX = re.compile(
    rf"(?:(?P<dot>{_DOT})|\s+)(?:(?P<id>{_ID})|(?P<biz>{_BIZ}))(?P<mid>{_DOT}|\s*)(?:vn|v n|ve ?en|vi ?en"
    rf"|vietnam)(?![a-z0-9]|\.[a-z]|-[a-z])/?"
)
_OTHER = re.compile(
    rf"(?P<dot>\s?\.\s?|\s+(?:cham|chm|dot)\s+)(?P<suffix>(?:(?:com|net|org|edu|gov|info|name|io|ai|ac|pro|health"
    rf"|int|ad|ap|on|me){_DOT})?"
    r"(?:vn|com|net|org|info|xyz|io|shop|store|online|site|app|dev|me|co|asia|club|top|website|blog|life|us|page"
    r"|tech|id|biz))"
    r"(?![a-z0-9]|\.[a-z]|-[a-z])/?"
)
_SCHEME = re.compile(r"(?:https?\s?:?\s?/{1,2})?(?:www\s?\.\s?)?")
_HEAD = re.compile(r"(?:https?:/{1,2})?(?:www\.)?([^\s,;!?()\"'<>]*)$")
_EMAIL = re.compile(r"[\w.+-]+@[\w.-]+\w")
_CORRECTION = re.compile(r"(?<![a-z])(?:nham|lon|a khong|doi|thanh|sua|ma la|khong phai|chu khong|thay)(?![a-z])")
_NO_HOST = re.compile(r"[^\s@]+@[^\s@.]+$")
_SYLLABLE = r"(?:(?:ngh?|nh|th|tr|ch|kh|gh|gi|ph|qu|[bcdghklmnprstvx])?[aeiouy]{1,3}(?:ng|nh|ch|[cmnpt])?)"
_LONGEST_APART = 6
_DECORATION = re.compile(r"^[^\x00-\x7f\w]+\s*|\s*[^\x00-\x7f\w]+$")
_SAID_DOT = re.compile(r"\s*(?:cham|chm|dot)\b")
_EDGES = " \t.,;:!?\"'()<>[]{}/~*"


@dataclass(frozen=True, slots=True)
class Domain:
    """A wish found in a text, and where."""

    slot: DomainSlot
    span: Span


def find_domain(text: Text, *, expect: str | None) -> tuple[Domain | None, list[Span]]:
    """The wished name, if one is meant, and the spans of all addresses (for other parsers to leave alone)."""
    asked = expect == "domain"
    spans = [match.span() for match in _EMAIL.finditer(text.folded)]
    wishes: list[Domain] = []
    floor = 0
    for match in _addresses(text.folded):
        start = max(floor, _head_start(text, match.start()))
        spans.append((start, match.end()))
        found = _from_address(text, match, (floor, start), asked=asked)
        floor = match.end()
        if found:
            wishes.append(found)
    best = _preferred(wishes, text)
    if best is None and asked and (not spans or _NO_HOST.match(text.folded.strip())):
        best = _label_alone(text)
    return best, spans


def _preferred(wishes: list[Domain], text: Text) -> Domain | None:
    """Of several names the first, after a correction the last; one label under both suffixes leaves the suffix open."""
    ours = [wish for wish in wishes if wish.slot.suffix] or wishes
    if not ours:
        return None
    first, last = ours[0], ours[-1]
    if first.slot.label == last.slot.label and first.slot.suffix != last.slot.suffix:
        return replace(first, slot=replace(first.slot, suffix=None))
    return last if _CORRECTION.search(text.folded, first.span[1], last.span[0]) else first


def _addresses(folded: str) -> list[re.Match[str]]:
    if "v" not in folded and "." not in folded and "cham" not in folded and "dot" not in folded:
        return []
    ours = list(_SUFFIX.finditer(folded))
    others = [m for m in _OTHER.finditer(folded) if not any(m.start() < o.end() and o.start() < m.end() for o in ours)]
    return sorted([*ours, *others], key=re.Match.start)


def _head_start(text: Text, end: int) -> int:
    head = _HEAD.search(text.folded, 0, end)
    return head.start() if head else end


def _from_address(text: Text, match: re.Match[str], bounds: Span, *, asked: bool) -> Domain | None:
    """`bounds`: where the address before this one ends, where the word that touches the suffix begins."""
    floor, start = bounds
    groups = match.groupdict()
    ours: Suffix | None = "id.vn" if groups.get("id") else "biz.vn" if groups.get("biz") else None
    if "@" in text.lower[start : match.start()] or "@" in text.lower[max(0, start - 1) : start]:
        return Domain(DomainSlot(None, None, "wrong_suffix"), (start, match.end())) if asked and ours is None else None
    if not asked and re.match(r"\s+\.\S", match[0]) and not WISH_LAST.search(text.folded, 0, match.start()):
        return None  # ".id.vn và .biz.vn": the suffix is spoken of
    before = text.folded[:start]
    if not asked and ours is None and (NOT_A_WISH.search(before) or not WISH.search(before)):
        return None
    spoken = not (groups["dot"] or "").strip().startswith(".")
    spaced = groups["dot"] is None
    label, begin = _label_before(text, (floor, start, match.start()), spoken=spoken, spaced=spaced, asked=asked)
    if not label:
        nothing_else = not text.folded[: match.start()].strip(_EDGES) and not text.folded[match.end() :].strip(_EDGES)
        return Domain(DomainSlot(None, ours, "empty"), match.span()) if asked and ours and nothing_else else None
    if ours is None and "." in label and not asked:
        return None
    return Domain(_judged(label, ours, wrong=ours is None), (begin, match.end()))


def _label_before(
    text: Text, bounds: tuple[int, int, int], *, spoken: bool, spaced: bool, asked: bool
) -> tuple[str, int]:
    """The label in front of a suffix: the word that touches it, or more words where they are announced or asked."""
    floor, attached, end = bounds
    cut = floor
    for wish in WISH_LAST.finditer(text.folded, floor, end):
        cut = wish.end()
    announced = cut > floor
    begin = _after_lead(text, cut, end)
    typed = text.lower[begin:end].strip(_EDGES)
    words = typed.split()
    if not typed:
        own = text.lower[attached:end].strip()
        alone = own not in {"id", "biz"} and (own == text.lower[:end].strip() or len(own) == 1)
        return (own, attached) if alone and own.isascii() and not spoken else ("", end)
    if spaced and not asked and not _name_apart(text, begin, end):
        return "", end
    last = text.plain[begin:end].split()[-2:-1]
    proper = bool(last) and last[0][0].isupper() and not text.plain.isupper()
    stub = len(words) > 1 and len(words[-1]) < 3
    whole = (asked or announced or spoken or proper or stub) and len(words) <= 6 and not _says_else(typed)
    if whole and (not re.search(r"[,;!?]", typed) or (asked and len(words) == 1)):
        return _without_scheme(typed), begin
    attached = max(attached, begin)
    if spoken and not asked and not _SAID_DOT.match(text.folded, end):
        return "", end  # "ai được đăng ký id vn": the suffix is spoken of
    if spoken:
        attached = end - len(text.lower[:end].rsplit(None, 1)[-1]) if words else end
        attached = max(attached, begin)
        lead = LEAD.match(text.folded, attached, end)
        if lead and lead.end() >= end:
            return "", end
    return _without_scheme(text.lower[attached:end].strip(_EDGES)), attached


def _name_apart(text: Text, begin: int, end: int) -> bool:
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


def _after_lead(text: Text, start: int, end: int) -> int:
    lead = LEAD.match(text.folded, start, end)
    if lead is None:
        return start
    leading = [word for word in text.words if start <= word.start < lead.end()]
    if len(leading) == 1 and leading[0].text in SHY and start == 0:
        return leading[0].start
    for word in leading:
        typed = text.lower[word.start : word.end]
        if text.marked and typed not in LEAD_FORMS.get(word.text, {typed}) | {word.text}:
            return word.start
    return lead.end()


def _without_scheme(typed: str) -> str:
    scheme = _SCHEME.match(typed)
    return typed[scheme.end() :] if scheme else typed


def _label_alone(text: Text) -> Domain | None:
    """A label without a suffix, in answer to the question for a name."""
    cut = 0
    for wish in WISH_LAST.finditer(text.folded):
        cut = wish.end()
    begin = _after_lead(text, cut, len(text.folded))
    tail = TAIL.search(_letter_a_kept(text), begin)
    end = tail.start() if tail else len(text.folded)
    typed = _DECORATION.sub("", text.lower[begin:end].strip(" \t,;:!?\"'()<>[]{}~*"))
    typed = _without_scheme(typed).rstrip("./ ")
    if not typed:
        return _nothing_typed(text)
    a_question = tail is not None and "?" in tail[0] and not re.search(r"[a-z]", tail[0])
    if ASKS_RULE.search(text.folded) or _says_else(typed) or a_question or "?" in text.folded[begin:end]:
        return None
    if len(typed.split()) > (7 if cut else 5) or not re.search(r"[^\W_]|[-_]", typed):
        return None
    return Domain(_judged(typed, None, wrong=False), (0, len(text.folded)))


def _letter_a_kept(text: Text) -> str:
    """The folded text where a real letter A ("Nguyễn Văn A") does not look like a polite ạ."""
    kept = "aA" if text.marked else "A"
    if text.plain.isupper():
        return text.folded
    return re.sub(r"(?<!\w)a(?!\w)", lambda m: "x" if text.plain[m.start()] in kept else "a", text.folded)


def _nothing_typed(text: Text) -> Domain | None:
    bare = _without_scheme(text.folded.strip())
    if not text.folded.strip() or not text.plain.isascii() or re.search(r"[a-z0-9?!]", bare):
        return None
    return Domain(DomainSlot(None, None, "empty"), (0, len(text.folded)))


def _says_else(typed: str) -> bool:
    folded = fold(typed)
    if folded.isdigit() and len(folded) < 3:
        return True
    return bool(BLOCKED.search(folded) or BLOCKED_MARKED.search(typed) or NEVER_ALONE.fullmatch(folded))


def _judged(typed: str, suffix: Suffix | None, *, wrong: bool) -> DomainSlot:
    problem = "wrong_suffix" if wrong else problem_of(typed)
    joined = re.sub(r"-{2,}", "-", re.sub(r"\s+", "", fold(typed))) if " " in typed else fold(typed)
    return DomainSlot(
        joined if _LABEL.match(joined) and problem not in {"double_hyphen", "bad_char"} else None, suffix, problem
    )


def problem_of(label: str) -> str | None:
    """The first rule of programme.md 2.2 that a label breaks, None when it breaks none."""
    low = label.lower()
    checks = (
        ("empty", not low),
        ("has_dot", "." in low),
        ("vietnamese_char", any(char in VIETNAMESE for char in low)),
        ("space", any(char.isspace() for char in low)),
        ("bad_char", re.search(r"[^a-z0-9-]", low) is not None),
        ("edge_hyphen", low.startswith("-") or low.endswith("-")),
        ("double_hyphen", "--" in low),
        ("too_long", len(low) > 63),
    )
    return next((name for name, broken in checks if broken), None)
