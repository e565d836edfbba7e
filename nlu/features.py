"""Features of a word: hashed names and weights. Training and reading share this file, so they cannot differ.

A word gives its accented form and accented character n-grams 1-4 (only when it has marks: the plain form says the
rest), its plain form and plain n-grams 2-4. A pair of neighbours gives its accented and its plain form. Nothing
crosses a word or a pair, so what each contributes to all intents is one row that can be kept.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

from nlu.normalize import fold

if TYPE_CHECKING:
    import numpy.typing as npt

GRAM_WEIGHT = 0.6
"""Weight of a character n-gram beside 1 for a word."""

START = "\x02"
END = "\x03"

_YEAR = re.compile(r"(?:19|20)\d\d|2k\d{0,2}")
_MIX = np.uint64(0x9E3779B97F4A7C15)


def plain_form(word: str) -> str:
    """What `word` shares with its kin: a word without its marks, a number's kind."""
    if word[:1].isdigit():
        if _YEAR.fullmatch(word):
            return "<year>"
        return "<few>" if len(word) < 3 else "<count>"
    return fold(word)


def word_keys(word: str) -> tuple[list[int], int]:
    """Keys of one word's features, without repetition: whole words first, then n-grams; and how many are whole."""
    plain = plain_form(word)
    padded = f"<{plain}>".encode()
    whole = [crc32(b"S" + padded)]
    if plain != word:
        whole.append(crc32(b"W" + word.encode()))
    if plain[:1] == "<":
        return whole, len(whole)
    size = len(padded)
    grams = {b"s" + padded[at : at + n] for n in (2, 3, 4) for at in range(size - n + 1)}
    if plain != word:
        marked = f"<{word}>"
        size = len(marked)
        grams |= {("c" + marked[at : at + n]).encode() for n in (1, 2, 3, 4) for at in range(size - n + 1)}
    return [*whole, *map(crc32, grams)], len(whole)


def pair_hashes(word: str) -> tuple[int, int]:
    """What a word puts into the keys of its pairs: hash of the word as it is and of its plain form."""
    return crc32(b"B" + word.encode()), crc32(b"b" + plain_form(word).encode())


def pair_keys(left: npt.NDArray[np.uint64], right: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Keys of pairs, element by element: order matters, and no key is a word's (those are below 2**32)."""
    return (left * _MIX) ^ (right + np.uint64(1 << 32))
