"""Short answers: the number of an offered choice, yes and no, consent in so many words.

A bare "ok" or "ừ" is a yes and never explicit: contract section 9, Consent.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from nlu.slots.answer_words import (
    ALL_RIGHT,
    ALL_RIGHT_WORD,
    ALLOWED,
    ASIDE,
    ASKED_TO_STOP,
    CONDITION,
    EXPLICIT_NO,
    EXPLICIT_YES,
    LIMITS,
    NO,
    NO_BY_QUESTION,
    NOT_YET_AGREED,
    PAD,
    PART,
    QUESTION,
    SLIPPED,
    TAKES_BACK,
    THANKS,
    TOPIC,
    YES,
    YES_BY_QUESTION,
)
from nlu.slots.facts import open_origin
from nlu.slots.fold import blank, literals, word_set

if TYPE_CHECKING:
    from nlu.slots.fold import Span, Text

Answer = Literal["yes", "no"]
_NUMBER = {
    "mot": 1, "nhat": 1, "dau": 1, "dau tien": 1, "first": 1, "one": 1, "hai": 2, "nhi": 2, "second": 2, "two": 2,
    "ba": 3, "third": 3, "three": 3, "tu": 4, "bon": 4, "four": 4, "nam": 5, "five": 5,
    "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10,
    "a": 1, "b": 2, "c": 3,
}  # fmt: skip
_DIGITS = r"(?:[1-9]|1\d|2\d|30)"
_WORDS = r"mot|nhat|hai|nhi|ba|bon|tu|nam|sau|bay|tam|chin|muoi"
_NOUN = r"(?:so|cau|cai|phuong an|lua chon|muc|y|dap an|nut|dong|option|number|choice|chon so|loai|thu)"
_CHOICE = re.compile(
    rf"(?:chon |lay |bam |nhan |nhap |theo |choose |pick |the |em |minh |toi |tui |da |thi |la |go |e )*"
    rf"(?:(?:{_NOUN} )+(?:thu |so )?(?P<noun>{_DIGITS}|{_WORDS}|[abc](?!\w))"
    rf"|(?:{_NOUN} )?(?P<first>dau(?: tien)?)(?: di)?"
    rf"|(?P<english>first|second|third|one|two|three)(?: one| option)?|(?P<bare>{_DIGITS}))(?: sao| diem| stars?"
    rf"| nay| kia| do| thoi| di)*"
)
_CHOICE_WORDS = literals(PAD, _CHOICE) | word_set("a b c")
_LONGEST_CHOICE = 12
"""words, politeness included"""
_ALONE = {"dau", "one", "two", "three"}
_THUMB_YES = re.compile("[👍✅🆗👌☑✔💯🙆]")
_THUMB_NO = re.compile("[👎❌🙅🚫✖]")
_OTHERS = {
    "cô",
    "cổ",
    "cỏ",
    "dùng",
    "dừng",
    "dũng",
    "rời",
    "rơi",
    "phái",
    "thời",
    "sài",
    "chùa",
    "vàng",
    "ở",
    "ô",
    "chứa",
    "đũng",
}
_BESIDE_A_VALUE = re.compile(
    r"(?:u+|uh+|um+|uk|ok+|oke|yes|yep|vang|dung|dung roi|dung r|phai roi|phai r|chinh xac|right|correct|chuan)"
)
_ASKS_BACK = re.compile(r"(?<!\w)(?:hả|hở|chăng|nhỉ|sao)(?!\w)|\s(?:à|ư)\s*$")
_ASKS_BACK_BARE = re.compile(r"(?<![a-z])(?:ha|ho|sao)\s*$")
_OF_FACTS = {"certificate", "citizen", "registered"}
_SAYS_YES = {
    "citizen": re.compile(r"(?<![a-z])(?:cong dan|viet|vn|quoc tich)(?![a-z])"),
    "resume": re.compile(r"(?<![a-z])tiep(?![a-z])"),
}
_CLAUSE = re.compile(r"[,.;!\n]+")
_EXPLICIT = word_set(
    "dong dog dogn ddoongf ng tri chap thanh phep thuan long agree agreed accept consent choi phan luu disagree "
    "decline refuse"
)
"""One of them is in all words that agree or refuse by themselves."""
_SHORT = literals(
    PAD, YES, NO, ASKED_TO_STOP, *TOPIC.values(), *YES_BY_QUESTION.values(), *NO_BY_QUESTION.values()
) | word_set("o ua om")
"""Every word that a short answer is made of."""
_FILLED = re.compile(r"[^a-z0-9?]+")


@dataclass(frozen=True, slots=True)
class Said:
    """An answer, whether the words themselves agree or refuse, and where they stand."""

    answer: Answer | None = None
    explicit: bool = False
    spans: tuple[Span, ...] = ()


def find_choice(text: Text, *, expect: str | None) -> tuple[int, Span] | None:
    """The 1-based number of a choice, when the message says nothing else. Two different numbers are no choice."""
    if len(text.tokens) > _LONGEST_CHOICE or not text.says_only(_CHOICE_WORDS):
        return None
    padded = PAD.sub(" ", _FILLED.sub(" ", text.folded)).strip()
    padded = re.sub(r"\s+", " ", padded)
    match = _CHOICE.fullmatch(padded)
    if match is None or "?" in padded or (padded.endswith(("sao", "diem")) and expect != "rating"):
        return None
    typed = match["noun"] or match["first"] or match["english"] or match["bare"]
    if match["bare"] and (expect in {"birth_date", "founded_on"} and len(typed) > 1):
        return None
    if typed in _ALONE and match[0] == typed and typed != "one" and expect is None:
        return None
    if match["noun"] and match[0].startswith("thu ") and expect not in {"choice", "clarify"}:
        return None  # thứ hai is Monday
    return (int(typed) if typed.isdigit() else _NUMBER[typed]), (0, len(text.folded))


def find_answer(text: Text, spans: list[Span], *, expect: str | None) -> Said:
    """Yes or no, read by the open question; None for a question, a condition or anything with more to it."""
    if not _may_answer(text, spans, expect) or (expect == "citizen" and open_origin(text)):
        return Said()
    if _ASKS_BACK.search(text.lower) or (not text.marked and _ASKS_BACK_BARE.search(text.folded)):
        return _beside_more(text, spans, expect)
    agreed = _explicit(text, spans)
    if agreed.answer:
        return agreed
    said = Said() if "?" in text.folded or CONDITION.search(text.folded) else _plain(text, spans, expect)
    return said if said.answer else _beside_more(text, spans, expect)


def _plain(text: Text, spans: list[Span], expect: str | None) -> Said:
    """A yes or no with values, politeness and words of the question beside it, and no question of its own."""
    thumbs = _thumb(text)
    left = blank(text.folded, spans)
    words = _FILLED.sub(" ", left.replace("\x00", " "))
    if not words.strip():
        return Said(thumbs, spans=((0, len(left)),)) if thumbs else Said()
    read = _unmistaken(left, text)
    said = _beside_values(read, expect) if spans else _short(_FILLED.sub(" ", read), expect)
    if said is None and not spans and expect in _OF_FACTS:
        # "chưa ạ, em mới bán online": the first clause answers, the rest tells more.
        said = _short(_FILLED.sub(" ", _CLAUSE.split(read.strip())[0]), expect)
    return Said(said, spans=((0, len(left)),)) if said and thumbs in (None, said) else Said()


def _beside_more(text: Text, spans: list[Span], expect: str | None) -> Said:
    """The answer of a clause of its own beside a question: "có, mà hết 2 năm thì sao", "... không, đúng hết rồi"."""
    if expect not in _OF_FACTS and expect != "confirm":
        return Said()
    read = _unmistaken(blank(text.folded, spans), text)
    takes_back = TAKES_BACK if expect == "confirm" else SLIPPED
    parts = [match for match in PART.finditer(read) if match[0].strip()]
    if len(parts) < 2 or any(LIMITS.match(part[0]) for part in parts[1:]) or takes_back.search(text.folded):
        return Said()
    told = [part for part in (parts if expect == "confirm" else parts[:1]) if not part[0].endswith("?")]
    answers = [(said, part) for part in told if (said := _short(_FILLED.sub(" ", part[0]), expect))]
    if len(answers) != 1:
        return Said()
    said, part = answers[0]
    if expect == "confirm" and not ALL_RIGHT.match(part[0]):
        return Said()
    if said == "no" and not all(ASIDE.match(other[0]) for other in parts[1:2]):
        return Said()
    return Said(said, spans=((part.start(), part.end()),))


def _may_answer(text: Text, spans: list[Span], expect: str | None) -> bool:
    """A glance: whether the text can be an answer at all. Beside values and facts an answer may be a part of it."""
    if expect == "confirm" and ALL_RIGHT_WORD.search(text.folded):
        return True
    return bool(spans) or expect in _OF_FACTS or text.signs or text.says(_EXPLICIT) or text.says_only(_SHORT)


def _thumb(text: Text) -> Answer | None:
    yes, no = bool(_THUMB_YES.search(text.plain)), bool(_THUMB_NO.search(text.plain))
    return None if yes == no else "yes" if yes else "no"


def _unmistaken(words: str, text: Text) -> str:
    """A word whose marks say that it is another one is kept from looking like an answer: cô for có, dùng for đúng."""
    if not text.marked:
        return words
    out = list(words)
    for word in text.words:
        typed = text.lower[word.start : word.end]
        if typed in _OTHERS:
            out[word.start] = "#"
        elif typed in {"ờ", "ơ", "ừa", "ờm"}:
            out[word.start : word.end] = "u".ljust(len(typed))
    return "".join(out)


def _beside_values(left: str, expect: str | None) -> Answer | None:
    """An answer in a message that also gives a value: in a clause of its own, or a word that can be nothing else."""
    answers: set[Answer] = set()
    for clause in _CLAUSE.split(left):
        words = _FILLED.sub(" ", clause.replace("\x00", " "))
        bare = re.sub(r"\s+", " ", PAD.sub(" ", f" {words} ")).strip()
        if not bare:
            continue
        if "\x00" in clause:
            if _BESIDE_A_VALUE.fullmatch(bare):
                answers.add("yes")
        elif said := _short(words, expect):
            answers.add(said)
    return answers.pop() if len(answers) == 1 else None


def _short(words: str, expect: str | None) -> Answer | None:
    bare = re.sub(r"\s+", " ", PAD.sub(" ", f" {words} ")).strip()
    if ASKED_TO_STOP.fullmatch(bare) and (expect in _OF_FACTS or "vay" in bare):
        return None
    if (asked := YES_BY_QUESTION.get(expect or "")) and expect == "confirm" and asked.fullmatch(bare):
        return "yes"
    topic = TOPIC.get(expect or "")
    if topic:
        bare = re.sub(r"\s+", " ", topic.sub(" ", f" {bare} ")).strip()
    if not bare:
        return _of_small_words(words, expect)
    if (more := NO_BY_QUESTION.get(expect or "")) and more.fullmatch(bare):
        return "no"
    if QUESTION.search(bare):
        return None
    if NO.fullmatch(THANKS.sub("", bare)):
        return "no"
    if (more := YES_BY_QUESTION.get(expect or "")) and more.fullmatch(bare):
        return "yes"
    return "yes" if YES.fullmatch(bare) else None


def _of_small_words(words: str, expect: str | None) -> Answer | None:
    """Nothing but politeness and words of the question: "dạ", "công dân Việt Nam", "tiếp tục"."""
    if re.search(r"(?<![a-z])(?:da|vang)(?![a-z])(?!.* oi )", f"{words} "):
        return "yes"
    own = _SAYS_YES.get(expect or "")
    return "yes" if own and own.search(words) else None


def _explicit(text: Text, spans: list[Span]) -> Said:
    if not EXPLICIT_YES.search(text.folded) and not EXPLICIT_NO.search(text.folded):
        return Said()
    if CONDITION.search(text.folded):
        return Said()
    left = blank(text.folded, spans).replace("\x00", " ")
    position = 0
    found: list[tuple[Answer, bool, Span]] = []
    for clause in [*_CLAUSE.split(left)]:
        start = left.index(clause, position) if clause else position
        position = start + len(clause)
        if said := _clause(clause, text.lower[start:position]):
            found.append((*said, (start, position)))
    if len({answer for answer, _, _ in found}) != 1:
        return Said()
    return Said(found[0][0], all(explicit for _, explicit, _ in found), tuple(span for _, _, span in found))


def _clause(clause: str, typed: str) -> tuple[Answer, bool] | None:
    """What one clause agrees to or refuses, when it holds nothing but that."""
    if "?" in clause:
        return None
    if re.search(r"đông y(?!\w)", typed):
        return None  # Eastern medicine
    if (later := NOT_YET_AGREED.search(clause)) and _only(clause, later):
        return "no", False
    if (refused := EXPLICIT_NO.search(clause)) and _only(clause, refused):
        return "no", True
    agreed = EXPLICIT_YES.search(clause)
    if agreed and not refused and not later and _only(clause, agreed):
        return "yes", True
    return None


def _only(clause: str, said: re.Match[str]) -> bool:
    rest = re.sub(r"[^a-z]+", " ", clause[: said.start()] + " , " + clause[said.end() :])
    return all(word in ALLOWED for word in rest.split())
