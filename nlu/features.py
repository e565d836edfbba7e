"""Features of a word: hashed names and weights. Training and reading share this file, so they cannot differ.

A word gives its accented form and accented character n-grams 1-4 (only when it has marks: the plain form says the
rest), its plain form and plain n-grams 2-4. A pair of neighbours gives its accented and its plain form, and two words
at most `WINDOW` apart give their plain forms in no order. No feature is of more than two words: a sentence is one sum.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

from nlu.normalize import fold

if TYPE_CHECKING:
    import numpy.typing as npt

GRAM_WEIGHT = 0.6
"""Weight of an accented character n-gram beside 1 for a word."""
PLAIN_GRAM_WEIGHT = 0.45
"""Weight of a plain one."""
NEAR_WEIGHT = 0.4
"""Weight of two words near one another."""
WINDOW = 8
"""So many words apart is near."""

START = "\x02"
END = "\x03"

_YEAR = re.compile(r"(?:19|20)\d\d|2k\d{0,2}")
_MIX = np.uint64(0x9E3779B97F4A7C15)
_NEAR = np.uint64(1 << 63)


def plain_form(word: str) -> str:
    """What `word` shares with its kin: a word without its marks, a number's kind."""
    if word[:1].isdigit():
        if _YEAR.fullmatch(word):
            return "<year>"
        return "<few>" if len(word) < 3 else "<count>"
    return fold(word)


def word_keys(word: str) -> tuple[list[int], list[float]]:
    """Keys of one word's features, without repetition, and the weights of their kinds."""
    plain = plain_form(word)
    padded = f"<{plain}>".encode()
    whole = [crc32(b"S" + padded)]
    if plain != word:
        whole.append(crc32(b"W" + word.encode()))
    if plain[:1] == "<":
        return whole, [1.0] * len(whole)
    size = len(padded)
    grams = {b"s" + padded[at : at + n]: None for n in (2, 3, 4) for at in range(size - n + 1)}
    weights = [1.0] * len(whole) + [PLAIN_GRAM_WEIGHT] * len(grams)
    if plain != word:
        marked = f"<{word}>"
        size = len(marked)
        grams |= {("c" + marked[at : at + n]).encode(): None for n in (1, 2, 3, 4) for at in range(size - n + 1)}
        weights += [GRAM_WEIGHT] * (len(whole) + len(grams) - len(weights))
    return [*whole, *map(crc32, grams)], weights


def pair_hashes(word: str) -> tuple[int, int]:
    """What a word puts into the keys of its pairs: hash of the word as it is and of its plain form."""
    return crc32(b"B" + word.encode()), crc32(b"b" + plain_form(word).encode())


def as_left(hashes: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """What the first word of a pair puts into its key."""
    return hashes * _MIX


def as_right(hashes: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """What the second word of a pair puts into its key."""
    return hashes + np.uint64(1 << 32)


def pair_keys(left: npt.NDArray[np.uint64], right: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Keys of pairs, element by element: order matters, and no key is a word's (those are below 2**32)."""
    return as_left(left) ^ as_right(right)


def near_keys(left: npt.NDArray[np.uint64], right: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Keys of two words near one another, from the hashes of their plain forms: the same in either order."""
    return (left * right) | _NEAR


@lru_cache(maxsize=64)
def near_places(count: int) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Positions of all pairs of `count` words that are near: the left ones and the right ones. Not to be written to."""
    at = [(left, right) for left in range(count) for right in range(left + 1, min(left + WINDOW, count - 1) + 1)]
    both = np.array(at, dtype=np.intp).reshape(-1, 2)
    return np.ascontiguousarray(both[:, 0]), np.ascontiguousarray(both[:, 1])
