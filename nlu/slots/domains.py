"""The name a person would like under id.vn or biz.vn, typed or spoken, and what is wrong with it.

Rules of a label: programme.md 2.2; order of the problems and what is taken off first: contract section 9.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from nlu.slots.corrections import remaining
from nlu.slots.domain_blocks import says_else
from nlu.slots.domain_edges import (
    after_lead,
    before_politeness,
    end_of_name,
    joined,
    last_wish,
    letters_of,
    name_apart,
    tail,
    without_asides,
    without_scheme,
)
from nlu.slots.domain_notes import given_up, of_others, without_notes
from nlu.slots.domain_talk import asks_rule, is_talk, puts_off
from nlu.slots.domain_words import (
    GIVEN_ALONE,
    LEAD,
    NOT_A_WISH,
    WISH,
    WISH_LAST,
)
from nlu.slots.fold import Span, fold, word_set
from nlu.slots.keystrokes import wish_typed_out
from nlu.slots.labels import announced_label, judged
from nlu.slots.owners import own
from nlu.types import DomainSlot

if TYPE_CHECKING:
    from nlu.slots.fold import Text
    from nlu.slots.labels import Suffix

_DOT = r"(?:\s*\.+\s*|,(?=id\b|biz\b)|\s+(?:cham|chm|dot)\s+)"
_ID = r"(?:id|i\.?d|ai\s?d[iy]|aidi|i di)"
_BIZ = r"(?:biz|bizz|bis|bit|bix|bi\s?zet|bi dz|bi dot)"
_SUFFIX = re.compile(
    rf"(?:(?P<dot>{_DOT})|\s+\(?)(?:(?P<id>{_ID})|(?P<biz>{_BIZ}))(?P<mid>{_DOT}|\s*)(?:vn|v n|ve ?en|vi ?en"
    rf"|vietnam)(?![a-z0-9]|\.[a-z]|-[a-z])/?"
)
_OTHER = re.compile(
    rf"(?P<dot>\s?\.\s?|\s+(?:cham|chm|dot)\s+)(?P<suffix>(?:(?:com|net|org|edu|gov|info|name|io|ai|ac|pro|health"
    rf"|int|ad|ap|on|me){_DOT})?"
    r"(?:vn|com|net|org|info|xyz|io|shop|store|online|site|app|dev|me|co|asia|club|top|website|blog|life|us|page"
    r"|tech|id|biz))"
    r"(?![a-z0-9]|\.[a-z]|-[a-z]|\s+(?:cham|chm|dot)\s)/?"
)
_DOTS = word_set("cham chm dot")
_VN = ("vn", "v n", "veen", "ve en", "vien", "vi en", "vietnam")
_OURS = re.compile(r"id|i\.d|i\sd[iy]|bi[zstx]|bi\s[zd]")
_HEAD = re.compile(r"(?:https?:/{1,2})?(?:www\.)?([^\s,;!?()\"'<>]*)$")
_EMAIL = re.compile(r"[\w.+-]+@[\w.-]+\w")
_NO_HOST = re.compile(r"[^\s@/]+@[^\s@.]+$")
_DECORATION = re.compile(r"^[^\x00-\x7f\w]+\s*|\s*[^\x00-\x7f\w]+$")
_SAID_DOT = re.compile(r"\s*(?:cham|chm|dot)\b")
_MAILS = re.compile(r"(?<![a-z])(?:e?mail|gmail)(?![a-z])")
_ENDING = re.compile(r"[\s,]*(?<![a-z])(?:(?:co|voi|cai|lay|the|va|ma|thi|nhung|xai|dung) )*duoi(?: la)?\s*$")
_NAME_BEHIND = re.compile(
    r"[\s,;:]*(?:(?:va|con|thi|voi) )?(?:lay |dat |chon )?ten (?:la |thi |mien (?:la )?)?([\w-]+)[\s.!]*$", re.ASCII
)
"""The ending first: "đuôi biz.vn, tên tomsu68"."""
_BREAK = re.compile(r".*(?::(?!/)|[;!?,]\s)", re.DOTALL)
_COLON = re.compile(r".*:(?!/)", re.DOTALL)
_SAID_SIGN = re.compile(r"\s(?:cham|dot|gach|hyphen|dash|tru)\s")
_OUR_END = re.compile(r"([a-z0-9-]{3,})[ ._-]?(id|biz)vn")
_EITHER = re.compile(r"\S+ (?:hay|hoặc|hoac|hay là|hay la|or) \S+")
_QUESTION_TAIL = re.compile(r"[?]|(?<![a-z])(?:khong|ko|k|hong|hok|hk|ha|chua|duoc|dc)(?![a-z])")
_NAMES_TOO = word_set("minh thu con co bac chau to an nha the trang")
"""Words that lead to a name or are one: where nothing else is said they are it ("minh thu chấm id chấm vn")."""
_SIGNS = "!*~"
"""right in front of the dot they were typed as part of the name"""
_HYPHENED = re.compile(r"(?=.*[a-z])-*[a-z0-9]+-[a-z0-9-]*|-+[a-z0-9]+")
"""One word with a hyphen: nobody writes a sentence like that, so nothing of it is politeness ("quancafe--a")."""
_EDGES = " \t.,;:!?\"'()<>[]{}/~*"


@dataclass(frozen=True, slots=True)
class Domain:
    """A wish found in a text, and where."""

    slot: DomainSlot
    span: Span


def find_domain(text: Text, *, expect: str | None) -> tuple[Domain | None, list[Span]]:
    """The wished name, if one is meant, and the spans of all addresses (for other parsers to leave alone)."""
    asked = expect == "domain"
    if asked:
        text = without_notes(wish_typed_out(text))
    spans = [match.span() for match in _EMAIL.finditer(text.folded)] if "@" in text.folded else []
    wishes: list[Domain] = []
    floor = 0
    matches = _addresses(text)
    if not matches and not asked and expect != "confirm":
        return None, spans
    for match in matches:
        start = max(floor, _head_start(text, match.start()))
        spans.append((start, match.end()))
        found = _from_address(text, match, (floor, start), asked=asked)
        floor = match.end()
        if found:
            wishes.append(found)
    left = remaining(text, [wish.span for wish in wishes]) if wishes else []
    kept = own(text, [wish.span for wish in wishes])
    left = [i for i in left if i in kept]
    best = _preferred([wishes[i] for i in left], text)
    if best is None and expect == "confirm" and (label := announced_label(text, end_of_name)):
        best = Domain(*label)
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
    return last if given_up(text, first.span[1], last.span[0]) else first


def _addresses(text: Text) -> list[re.Match[str]]:
    folded = text.folded
    may_be_ours = any(vn in folded for vn in _VN) and _OURS.search(folded) is not None
    ours = list(_SUFFIX.finditer(folded)) if may_be_ours else []
    if "." not in folded and not text.says(_DOTS):
        return ours
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
        told = _MAILS.search(text.folded, 0, start) is not None
        wrong = Domain(DomainSlot(None, None, "wrong_suffix"), (start, match.end()))
        return wrong if asked and ours is None and not told else None
    if not asked and re.match(r"\s+\.\S", match[0]) and not WISH_LAST.search(text.folded, 0, match.start()):
        return None  # ".id.vn và .biz.vn": the suffix is spoken of
    before = text.folded[:start]
    if ours is None and of_others(text.folded[start : match.start()], before, text.folded[match.end() :]):
        return None
    if ours is None and re.search(r"\.\s", match[0]) and not (asked and text.folded[match.end() :].strip(_EDGES) == ""):
        return None  # the end of a sentence: "22/12/2021. Có giá trị"
    if not asked and ours is None and (NOT_A_WISH.search(before) or not WISH.search(before)):
        return None
    spoken = not (groups["dot"] or "").strip().startswith(".")
    spaced = groups["dot"] is None
    label, begin = _label_before(text, (floor, start, match.start()), spoken=spoken, spaced=spaced, asked=asked)
    if not label:
        return _without_label(text, match, ours, asked=asked)
    if ours is None and "." in label and not asked:
        return None
    return Domain(judged(label, ours, wrong=ours is None), (begin, match.end()))


def _without_label(text: Text, match: re.Match[str], ours: Suffix | None, *, asked: bool) -> Domain | None:
    """An ending with nothing in front: its name stands behind it, or it was typed alone where a name is asked for."""
    if ours and (behind := _NAME_BEHIND.match(text.folded, match.end())):
        typed = text.lower[slice(*behind.span(1))]
        return None if says_else(typed) else Domain(judged(typed, ours, wrong=False), (match.start(), behind.end()))
    nothing_else = not text.folded[: match.start()].strip(_EDGES) and not text.folded[match.end() :].strip(_EDGES)
    return Domain(DomainSlot(None, ours, "empty"), match.span()) if asked and ours and nothing_else else None


def _begin(text: Text, floor: int, end: int, *, asked: bool) -> tuple[int, bool]:
    """Where the words that may be the name begin, and whether a verb of wishing stands before them."""
    cut, named = last_wish(text, floor, end)
    begin = after_lead(text, cut, end, wished=named)
    if (stop := _BREAK.search(text.folded, begin, end)) and text.folded[stop.end() : end].strip(_EDGES):
        begin = after_lead(text, stop.end(), end)
    if floor and (gone := given_up(text, floor, end)) and text.folded[gone:end].strip(_EDGES):
        begin = max(begin, gone)
    if asked and _NAMES_TOO.issuperset(told := letters_of(text.folded[floor:end])) and told:
        begin = floor
    return begin, cut > floor


def _label_before(
    text: Text, bounds: tuple[int, int, int], *, spoken: bool, spaced: bool, asked: bool
) -> tuple[str, int]:
    """The label in front of a suffix: the word that touches it, or more words where they are announced or asked."""
    floor, attached, end = bounds
    if ending := _ENDING.search(text.folded, floor, end):
        end = before_politeness(text, floor, ending.start())  # "tên là lan nha, đuôi id.vn"
        attached = min(attached, end)
    begin, announced = _begin(text, floor, end, asked=asked)
    attached_dot = not spoken and not spaced and end > begin and text.folded[end - 1] in _SIGNS
    typed = text.lower[begin:end].strip(_EDGES)
    if attached_dot and typed:
        typed = text.lower[begin:end].lstrip(_EDGES)
    words = typed.split()
    if len(words) > 1 and not _SAID_SIGN.search(text.folded, begin, end) and joined(words[-1]):
        begin += text.lower[begin:end].rstrip(_EDGES).rindex(words[-1])  # who joins one name says the rest
        typed, words = words[-1], words[-1:]
    if not typed:
        own = text.lower[attached:end].strip()
        alone = own not in {"id", "biz"} and (announced or own == text.lower[:end].strip() or len(own) == 1)
        return (own, attached) if alone and own.isascii() and not spoken else ("", end)
    if spaced and (is_talk(typed, fold(typed)) if asked else not name_apart(text, begin, end)):
        return "", end
    last = text.plain[begin:end].split()[-2:-1]
    proper = bool(last) and last[0][0].isupper() and not text.plain.isupper()
    stub = len(words) > 1 and len(words[-1]) < 3
    closed = not spoken and not spaced
    named = (asked and typed in GIVEN_ALONE) or not says_else(typed, closed=closed)
    whole = (asked or announced or spoken or proper or stub) and len(words) <= 6 and named
    if whole and (not re.search(r"[,;!?]", typed) or (asked and len(words) == 1)):
        return without_scheme(typed), begin
    attached = max(attached, begin)
    if spoken and not asked and not _SAID_DOT.match(text.folded, end):
        return "", end  # "ai được đăng ký id vn": the suffix is spoken of
    if spoken:
        attached = end - len(text.lower[:end].rsplit(None, 1)[-1]) if words else end
        attached = max(attached, begin)
        lead = LEAD.match(text.folded, attached, end)
        if (lead and lead.end() >= end) or says_else(text.lower[attached:end].strip(_EDGES)):
            return "", end
    touching = text.lower[attached:end]
    return without_scheme(touching.lstrip(_EDGES) if attached_dot else touching.strip(_EDGES)), attached


def _label_alone(text: Text) -> Domain | None:
    """A label without a suffix, in answer to the question for a name."""
    if (bare := text.lower.strip()) in GIVEN_ALONE or _HYPHENED.fullmatch(bare):
        return Domain(judged(bare, None, wrong=False), (0, len(text.folded)))
    cut, named = last_wish(text, 0, len(text.folded))
    if (colon := _COLON.search(text.folded)) and text.folded[colon.end() :].strip(_EDGES):
        cut = max(cut, colon.end())
    begin = after_lead(text, cut, len(text.folded), wished=named)
    end, behind = end_of_name(text, begin), tail(text, begin)
    typed = _DECORATION.sub("", text.lower[begin:end].strip(" \t,;:!?\"'()<>[]{}~*"))
    typed = without_scheme(typed).rstrip("./ ")
    if not typed:
        return _nothing_typed(text)
    typed = without_asides(typed)
    a_question = behind is not None and "?" in behind[0] and not re.search(r"[a-z]", behind[0])
    if (
        _EITHER.fullmatch(typed)
        or asks_rule(text.folded)
        or puts_off(text.folded)
        or says_else(typed, asks=_asks(behind))
        or a_question
        or "?" in text.folded[begin:end]
    ):
        return None
    if glued := _OUR_END.fullmatch(typed):
        return Domain(judged(glued[1], "id.vn" if glued[2] == "id" else "biz.vn", wrong=False), (0, len(text.folded)))
    words = text.plain[begin:end].split()
    titled = all(word[0].isupper() or word[0].isdigit() for word in words)
    if len(words) > (7 if cut or titled else 5) or not re.search(r"[^\W_]|[-_]", typed):
        return None
    return Domain(judged(typed, None, wrong=False), (0, len(text.folded)))


def _asks(behind: re.Match[str] | None) -> bool:
    """Whether the message ends as a question: "được không", "hả"."""
    return behind is not None and _QUESTION_TAIL.search(behind[0]) is not None


def _nothing_typed(text: Text) -> Domain | None:
    bare = without_scheme(text.folded.strip())
    if not text.folded.strip() or not text.plain.isascii() or re.search(r"[a-z0-9?!]", bare):
        return None
    return Domain(DomainSlot(None, None, "empty"), (0, len(text.folded)))
