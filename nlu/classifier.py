"""Scores a message: a look-up for each word, one search for its pairs, one sum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nlu.confidence import softmax
from nlu.features import END, START, pair_hashes, pair_keys, word_keys
from nlu.normalize import clean, place_tone
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


@dataclass(frozen=True, slots=True)
class Reading:
    """What the model makes of some words.

    `shares` (C): calibrated probability of each intent · `top`: highest score before the softmax · `known`: share of
    words that were taught or could be repaired · `english`: above 0 for English, below for Vietnamese.
    """

    words: Sequence[str]
    shares: Floats
    top: float
    known: float
    english: float
    parts: Floats
    pairs: Floats
    pair_at: Sequence[int]

    def reasons(self, intent: int, most: int = 3) -> tuple[Reason, ...]:
        """The words and pairs that spoke most for `intent` (position), strongest first."""
        named = [(float(weight), word) for word, weight in zip(self.words, self.parts[1:-1, intent], strict=True)]
        edges = [START, *self.words, END]
        count = len(edges) - 1
        for at, weight in zip(self.pair_at, self.pairs[:, intent], strict=True):
            left, right = edges[at % count], edges[at % count + 1]
            named.append((float(weight), f"{left} {right}".strip(f"{START}{END} ")))
        total: dict[str, float] = {}
        for weight, words in named:
            total[words] = total.get(words, 0.0) + weight
        best = sorted(total.items(), key=lambda item: -item[1])[:most]
        return tuple(Reason(words, round(weight, 3)) for words, weight in best if weight > 0 and words)


class Classifier:
    """A model with the rows of the words it has met. Not for two threads at once."""

    def __init__(self, model: Model) -> None:
        self.model = model
        columns = model.weights.shape[1]
        self._rows = np.zeros((CAPACITY, columns), dtype=np.float32)
        self._squares = np.zeros(CAPACITY, dtype=np.float32)
        self._left = np.zeros((CAPACITY, 2), dtype=np.uint64)
        self._right = np.zeros((CAPACITY, 2), dtype=np.uint64)
        self._known = np.zeros(CAPACITY, dtype=np.float32)
        # The last key is no feature's: a search past all features ends there, and matches nothing.
        self._keys = np.append(model.keys, np.uint64(2**64 - 1))
        self._places: dict[str, int] = {}
        self._canonical: dict[str, str] = {}
        self._forget()

    def words(self, text: str) -> list[str]:
        """The words of a message: cleaned, abbreviations written out."""
        tokens = tokenize(clean(text))
        return self.model.lexicon.expand([token if token.isascii() else self._toned(token) for token in tokens])

    def read(self, words: Sequence[str]) -> Reading:
        """Score `words`. No words at all score as the bias alone."""
        places = self._places
        if len(places) + len(words) > CAPACITY:
            self._forget()
        at = np.array([0, *(places.get(word) or self._learn(word) for word in words), 1])
        parts = self._rows[at]
        spots, rows, squares = self._look_up(pair_keys(self._left[at[:-1]], self._right[at[1:]]).T.ravel())
        length = float(np.add.reduce(self._squares[at]) + np.add.reduce(squares))
        divisor = max(length, 1e-6) ** self.model.power
        scores = (np.add.reduce(parts) + np.add.reduce(rows)) / divisor + self.model.bias
        logits = scores[:-1]
        return Reading(
            words=words,
            shares=softmax(logits),
            top=float(logits.max()),
            known=float(np.add.reduce(self._known[at])) / max(len(words), 1),
            english=float(scores[-1]),
            parts=parts,
            pairs=rows,
            pair_at=spots,
        )

    def _forget(self) -> None:
        self._places.clear()
        for word in (START, END):
            place = self._places[word] = len(self._places)
            self._left[place] = self._right[place] = pair_hashes(word)

    def _toned(self, token: str) -> str:
        word = self._canonical.get(token)
        if word is None:
            if len(self._canonical) >= CAPACITY:
                self._canonical.clear()
            word = self._canonical[token] = place_tone(token)
        return word

    def _look_up(self, keys: npt.NDArray[np.uint64]) -> tuple[list[int], Floats, Floats]:
        """Positions in `keys` of the features that were taught, their rows and squares."""
        model = self.model
        found = self._keys.searchsorted(keys)
        spots = (self._keys[found] == keys).nonzero()[0]
        taught = found[spots]
        return spots.tolist(), model.weights[taught] * model.scales[taught, None], model.squares[taught]

    def _learn(self, word: str) -> int:
        """Put the row of a new word in its place: its own features, and those of its readings if it is unknown."""
        place = self._places[word] = len(self._places)
        rows, squares = self._own(word)
        first = last = word
        known = self.model.repairs.knows(word)
        if not known:
            readings = self.model.repairs.meant(word)
            for words in readings:
                share = BESIDE / len(readings)
                for near in words:
                    more, longer = self._own(near)
                    rows = rows + share * more
                    squares += share * share * longer
            if readings:
                first, last, known = readings[0][0], readings[0][-1], True
        self._rows[place] = rows
        self._squares[place] = squares
        self._right[place] = pair_hashes(first)
        self._left[place] = pair_hashes(last)
        self._known[place] = known
        return place

    def _own(self, word: str) -> tuple[Floats, float]:
        _, rows, squares = self._look_up(np.array(word_keys(word)[0], dtype=np.uint64))
        return rows.sum(axis=0), float(squares.sum())
