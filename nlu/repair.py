"""Words that nobody taught: leftovers of Telex and VNI, one slip of a finger, a missing space.

What comes out is read beside the word and never instead of it.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

from nlu.normalize import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import numpy.typing as npt

_TELEX_TONES = dict(zip("sfrxj", "\u0301\u0300\u0309\u0303\u0323", strict=True))
_VNI_TONES = dict(zip("12345", "\u0301\u0300\u0309\u0303\u0323", strict=True))
_TELEX_LETTERS = {"aa": "â", "ee": "ê", "oo": "ô", "aw": "ă", "ow": "ơ", "uw": "ư", "dd": "đ"}
_VNI_LETTERS = {"a6": "â", "e6": "ê", "o6": "ô", "a8": "ă", "o7": "ơ", "u7": "ư", "d9": "đ"}
_VOWELS = frozenset("aeiouyâêôăơư")
_TONE_MARKS = frozenset(_TELEX_TONES.values())
_MIN_SLIP = 3
_MIN_JOINED = 5
_CANDIDATES = 2
_RARE = 2
_COMMON = 50


def tone_key(word: str) -> str:
    """A syllable with its tone at the end, so that the place of the mark does not matter: "miền" -> "miên" + grave."""
    if word.isascii():
        return word
    parts = unicodedata.normalize("NFD", word)
    tone = [mark for mark in parts if mark in _TONE_MARKS]
    if not tone:
        return word
    return unicodedata.normalize("NFC", "".join(c for c in parts if c not in _TONE_MARKS)) + tone[0]


def decode(word: str) -> str | None:
    """The tone key that the keystrokes `word` were meant to give in Telex or VNI, None when they are neither."""
    if not word.isascii() or len(word) < 2 or not _VOWELS.intersection(word):
        return None
    if any(c.isdigit() for c in word):
        return _decode(word, _VNI_LETTERS, _VNI_TONES, "7")
    return _decode(word, _TELEX_LETTERS, _TELEX_TONES, "w")


def _decode(word: str, letters: Mapping[str, str], tones: Mapping[str, str], horn: str) -> str | None:
    out: list[str] = []
    tone = ""
    changed = False
    for char in word:
        last = out[-1] if out else ""
        if char in tones and not tone and _VOWELS.intersection(out):
            tone = tones[char]
        elif char == horn and "".join(out[-2:]) in {"uo", "ưo"}:
            out[-2:] = ["ư", "ơ"]
        elif last + char in letters:
            out[-1] = letters[last + char]
        elif _reaches_back(char, out, letters):
            pass
        elif char.isdigit():
            return None
        else:
            out.append(char)
            continue
        changed = True
    return "".join(out) + tone if changed else None


def _reaches_back(char: str, out: list[str], letters: Mapping[str, str]) -> bool:
    """A mark typed at the end of the word ("dangd" -> đang, "tien6" -> tiên): applied in place."""
    for at in range(len(out) - 2, -1, -1):
        if out[at] + char in letters and (char.isdigit() or char in "wd" or out[at] == char):
            if char not in "wd" and not char.isdigit() and len(out) - at > 3:
                return False
            out[at] = letters[out[at] + char]
            if out[at] == "ơ" and at and out[at - 1] == "u":
                out[at - 1] = "ư"
            return True
    return False


def deletions(word: str) -> Iterator[int]:
    """Hashes of `word` and of `word` less one letter."""
    plain = word.encode()
    yield crc32(plain)
    for at in range(len(plain)):
        yield crc32(plain[:at] + plain[at + 1 :])


@dataclass(frozen=True)
class Repairs:
    """The words of the training data and the index by which slips find them.

    `counts`: plain form -> how often it was seen. `by_tone`: tone key -> word. `hashes` (sorted) and `owners`:
    hash of a word or of it less one letter -> position in `plain`.
    """

    plain: Sequence[str]
    counts: Mapping[str, int]
    by_tone: Mapping[str, str]
    hashes: npt.NDArray[np.uint32]
    owners: npt.NDArray[np.uint32]

    @classmethod
    def build(cls, words: Mapping[str, int]) -> Repairs:
        """The index over `words` (accented form -> count)."""
        counts: dict[str, int] = {}
        for word, count in words.items():
            counts[fold(word)] = counts.get(fold(word), 0) + count
        plain = sorted(counts)
        found = [(key, at) for at, word in enumerate(plain) if len(word) >= _MIN_SLIP for key in set(deletions(word))]
        table = np.array(sorted(found), dtype=np.uint32).reshape(-1, 2)
        by_tone = {tone_key(word): word for word in words if not word.isascii()}
        return cls(plain, counts, by_tone, np.ascontiguousarray(table[:, 0]), np.ascontiguousarray(table[:, 1]))

    def knows(self, word: str) -> bool:
        """The word was taught, marks aside, or is a number or a sign for one.

        What was met once or twice and is the keystrokes of a common word is these: "mieenf" in a taught sentence.
        """
        count = self.counts.get(fold(word))
        if count is None:
            return word[0] == "<" or word[0].isdigit()
        meant = self.decoded(word) if count <= _RARE else None
        return meant is None or self.counts[fold(meant)] < _COMMON

    def decoded(self, word: str) -> str | None:
        """The word, marks and all, whose keystrokes in Telex or VNI `word` is: no guess, as a slip is."""
        typed = decode(word)
        return None if typed is None else self.by_tone.get(typed)

    def meant(self, word: str) -> list[list[str]]:
        """Readings of an unknown `word`, best first, each of one word or two. Empty when nothing is near."""
        typed = decode(word)
        if typed is not None:
            exact = self.by_tone.get(typed)
            if exact is not None:
                return [[exact]]
            if fold(typed) in self.counts:
                return [[fold(typed)]]
        plain = fold(word)
        parts = self._split(plain)
        return [parts] if parts else [[near] for near in self._near(plain)]

    def _split(self, plain: str) -> list[str]:
        if len(plain) < _MIN_JOINED or not plain.isalpha():
            return []
        best: list[str] = []
        most = 0
        for at in range(2, len(plain) - 1):
            both = min(self.counts.get(plain[:at], 0), self.counts.get(plain[at:], 0))
            if both > most:
                best, most = [plain[:at], plain[at:]], both
        return best

    def _near(self, plain: str) -> list[str]:
        if len(plain) < _MIN_SLIP or not plain.isalpha():
            return []
        keys = np.fromiter(deletions(plain), dtype=np.uint32)
        starts = self.hashes.searchsorted(keys, "left").tolist()
        ends = self.hashes.searchsorted(keys, "right").tolist()
        owners = {int(at) for start, end in zip(starts, ends, strict=True) for at in self.owners[start:end]}
        words = [self.plain[at] for at in owners]
        words.sort(key=lambda w: (-self._likeness(plain, w), w))
        return words[:_CANDIDATES]

    def _likeness(self, typed: str, word: str) -> float:
        """Fingers keep the letters and slip in their order; the first letter is mostly right."""
        same = (sorted(typed) == sorted(word)) * 2.0 + (typed[0] == word[0]) * 1.0
        doubled = any(a == b for a, b in pairwise(typed)) and len(typed) == len(word) + 1
        return float(same + doubled + 0.4 * np.log(self.counts[word]))
