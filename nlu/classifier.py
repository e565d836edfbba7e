"""Scores a message: a look-up for each word, one search for its pairs, one sum."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from nlu.features import END, START, as_left, as_right, near_keys, near_places, pair_hashes, word_keys
from nlu.normalize import place_tone
from nlu.tokens import tokenize
from nlu.types import Reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from nlu.model import Model

    Floats = npt.NDArray[np.float32]

CAPACITY = 4096
"""Words whose rows are kept; when they are full, keeping begins anew."""
BESIDE = 0.8
"""Weight of a reading of an unknown word beside what its own letters say."""
LEFTOVER = 0.4
"""Weight of the letters of a word that is the keystrokes of another."""


@dataclass(slots=True)
class Reading:
    """What the model makes of some words.

    `shares` (C): calibrated probability of each intent · `top`: highest score before the softmax · `known`: share of
    words that were taught or could be repaired · `english`: above 0 for English, below for Vietnamese ·
    `parts` (words + 2, C + 3): the rows of START, the words, END · `taught`: places in the model of the pairs that were
    taught · `pair_at`: their places among all pairs. Not frozen, as that would cost a microsecond a message.
    """

    words: Sequence[str]
    shares: Floats
    top: float
    known: float
    english: float
    parts: Floats
    model: Model
    taught: npt.NDArray[np.intp]
    pair_at: npt.NDArray[np.intp]

    @property
    def pairs(self) -> Floats:
        """(pairs that were taught, C + 1): what each pair of words adds to the scores."""
        return self.model.weights[self.taught] * self.model.scales[self.taught, None]

    def reasons(self, intent: int, most: int = 3) -> tuple[Reason, ...]:
        """The words and pairs that spoke most for `intent` (position), strongest first."""
        named = list(zip(self.words, self.parts[1:-1, intent].tolist(), strict=True))
        edges = [START, *self.words, END]
        left, right = _pair_places(len(self.words))
        weights = self.model.weights[self.taught, intent] * self.model.scales[self.taught]
        for at, weight in zip(self.pair_at.tolist(), weights.tolist(), strict=True):
            named.append((f"{edges[left[at]]} {edges[right[at]]}".strip(f"{START}{END} "), weight))
        total: dict[str, float] = {}
        for words, weight in named:
            total[words] = total.get(words, 0.0) + weight
        best = sorted(total.items(), key=lambda item: -item[1])[:most]
        return tuple(Reason(words, round(weight, 3)) for words, weight in best if weight > 0 and words)


@lru_cache(maxsize=64)
def _pair_places(count: int) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Places of the words of each pair among START, `count` words and END, in the order of the pairs' keys."""
    beside = np.arange(count + 1)
    left, right = near_places(count)
    return np.concatenate([beside, beside, left + 1]), np.concatenate([beside + 1, beside + 1, right + 1])


class Classifier:
    """A model with the rows of the words it has met. Not for two threads at once."""

    def __init__(self, model: Model) -> None:
        self.model = model
        columns = model.weights.shape[1]
        # A word's row of scores, then its part in the length, then 1 if it is known: one sum gives all three.
        self._rows = np.zeros((CAPACITY, columns + 2), dtype=np.float32)
        # What a word puts into the keys of its pairs, (typed, plain) as left and as right word, and of its near pairs.
        self._left = np.zeros((2, CAPACITY), dtype=np.uint64)
        self._right = np.zeros((2, CAPACITY), dtype=np.uint64)
        self._near_left = np.zeros(CAPACITY, dtype=np.uint64)
        self._near_right = np.zeros(CAPACITY, dtype=np.uint64)
        # The last key is no feature's: a search past all features ends there, and matches nothing.
        self._keys = np.append(model.keys, np.uint64(2**64 - 1))
        self._places: dict[str, int] = {}
        self._canonical: dict[str, str] = {}
        self._forget()

    def words(self, text: str) -> list[str]:
        """The words of a text that went through `normalize.clean`, abbreviations written out."""
        tokens = tokenize(text)
        return self.model.lexicon.expand([token if token.isascii() else self._toned(token) for token in tokens])

    def read(self, words: Sequence[str]) -> Reading:
        """Score `words`. No words at all score as the bias alone."""
        places = self._places
        if len(places) + len(words) > CAPACITY:
            self._forget()
        at = np.array([0, *(places.get(word) or self._learn(word) for word in words), 1])
        parts = self._rows.take(at, axis=0)
        spots, taught = self._find(self._pair_keys(at))
        model = self.model
        sums = np.add.reduce(parts)
        length = float(sums[-2] + np.add.reduce(model.squares[taught]))
        scores = sums[:-2] + self._sum(taught)
        scores /= max(length, 1e-6) ** model.power
        scores += model.bias
        logits = scores[:-1]
        top = float(np.maximum.reduce(logits))
        shares = np.exp(logits - top)
        shares /= np.add.reduce(shares)
        return Reading(
            words=words,
            shares=shares,
            top=top,
            known=float(sums[-1]) / max(len(words), 1),
            english=float(scores[-1]),
            parts=parts,
            model=model,
            taught=taught,
            pair_at=spots,
        )

    def _pair_keys(self, at: npt.NDArray[np.intp]) -> npt.NDArray[np.uint64]:
        """Keys of the pairs of neighbours, as typed and plain, then of the plain words near one another."""
        beside = self._left.take(at[:-1], axis=1) ^ self._right.take(at[1:], axis=1)
        inner = at[1:-1]
        left, right = near_places(len(inner))
        near = near_keys(self._near_left.take(inner[left]), self._near_right.take(inner[right]))
        return np.concatenate([beside.ravel(), near])

    def _forget(self) -> None:
        self._places.clear()
        for word in (START, END):
            place = self._places[word] = len(self._places)
            self._pair(place, word, word)

    def _toned(self, token: str) -> str:
        word = self._canonical.get(token)
        if word is None:
            if len(self._canonical) >= CAPACITY:
                self._canonical.clear()
            word = self._canonical[token] = place_tone(token)
        return word

    def _find(self, keys: npt.NDArray[np.uint64]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
        """Positions in `keys` of the features that were taught, and their positions in the model."""
        found = self._keys.searchsorted(keys)
        spots = (self._keys[found] == keys).nonzero()[0]
        return spots, found[spots]

    def _learn(self, word: str) -> int:
        """Put the row of a new word in its place: its own features, and those of its readings if it is unknown."""
        place = self._places[word] = len(self._places)
        rows, squares = self._own(word)
        first = last = word
        known = self.model.repairs.knows(word)
        if not known:
            readings = self.model.repairs.meant(word)
            if self.model.repairs.decoded(word) is not None:  # its letters are keystrokes, and say little themselves
                rows, squares = LEFTOVER * rows, LEFTOVER * LEFTOVER * squares
            for words in readings:
                share = BESIDE / len(readings)
                for near in words:
                    more, longer = self._own(near)
                    rows = rows + share * more
                    squares += share * share * longer
            if readings:
                first, last, known = readings[0][0], readings[0][-1], True
        self._rows[place, :-2] = rows
        self._rows[place, -2:] = squares, known
        self._pair(place, first, last)
        return place

    def _pair(self, place: int, first: str, last: str) -> None:
        """What a word, read as words from `first` to `last`, puts into the keys of its pairs."""
        before, after = np.array(pair_hashes(first), dtype=np.uint64), np.array(pair_hashes(last), dtype=np.uint64)
        self._right[:, place], self._near_right[place] = as_right(before), before[1]
        self._left[:, place], self._near_left[place] = as_left(after), after[1]

    def _own(self, word: str) -> tuple[Floats, float]:
        _, taught = self._find(np.array(word_keys(word)[0], dtype=np.uint64))
        return self._sum(taught), float(self.model.squares[taught].sum())

    def _sum(self, taught: npt.NDArray[np.intp]) -> Floats:
        """The sum of the rows of features."""
        return self.model.scales[taught] @ self.model.weights.take(taught, axis=0).astype(np.float32)
