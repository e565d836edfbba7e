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
MIN_STRUCK = 2
"""So many words that only keystrokes explain, and all words of the message are read as keystrokes where they can be."""


@dataclass(slots=True)
class Reading:
    """What the model makes of some words.

    `shares` (C): calibrated probability of each intent · `top`: highest score before the softmax · `known`: share of
    words that were taught or could be repaired · `english`: above 0 for English, below for Vietnamese. Not frozen, as
    that would cost a microsecond a message.
    """

    words: Sequence[str]
    shares: Floats
    top: float
    known: float
    english: float


@dataclass(frozen=True)
class Explanation:
    """All that a score is the sum of: `words` (words + 2, C + 1) rows of START, the words and END, their `squares`
    (words + 2), and of the pairs that were taught their place in the model and among all pairs."""

    words: Floats
    squares: Floats
    taught: npt.NDArray[np.intp]
    pair_at: npt.NDArray[np.intp]


@lru_cache(maxsize=64)
def _pair_places(count: int) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Places of the words of each pair among START, `count` words and END, in the order of the pairs' keys."""
    beside = np.arange(count + 1)
    left, right = near_places(count)
    return np.concatenate([beside, beside, left + 1]), np.concatenate([beside + 1, beside + 1, right + 1])


@lru_cache(maxsize=256)
def _near_among(counts: tuple[int, ...]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Places of the pairs of near words where stretches of so many words stand in one row, each with START and END."""
    offset = 1
    left: list[npt.NDArray[np.intp]] = []
    right: list[npt.NDArray[np.intp]] = []
    for count in counts:
        one, other = near_places(count)
        left.append(one + offset)
        right.append(other + offset)
        offset += count + 2
    return np.concatenate(left), np.concatenate(right)


@lru_cache(maxsize=256)
def _owners(counts: tuple[int, ...]) -> npt.NDArray[np.intp]:
    """The stretch of each pair, in the order of their keys."""
    places = np.arange(len(counts))
    beside = np.repeat(places, [count + 2 for count in counts])[:-1]
    near = np.repeat(places, [len(near_places(count)[0]) for count in counts])
    return np.concatenate([beside, beside, near])


class Classifier:
    """A model with the rows of the words it has met. Not for two threads at once."""

    def __init__(self, model: Model) -> None:
        self.model = model
        columns = model.weights.shape[1]
        # A word's row of scores, then its part in the length, then 1 if it is known: one sum gives all three.
        self._rows = np.zeros((CAPACITY, columns + 2), dtype=np.float32)
        # What a word puts into the keys of its pairs: typed and plain as left word, as right word; of its near pairs.
        self._met = np.zeros((6, CAPACITY), dtype=np.uint64)
        # The last key is no feature's: a search past all features ends there, and matches nothing.
        self._keys = np.append(model.keys, np.uint64(2**64 - 1))
        self._places: dict[str, int] = {}
        self._canonical: dict[str, str] = {}
        self._struck: set[int] = set()
        self._forget()

    def words(self, text: str) -> list[str]:
        """The words of a text that went through `normalize.clean`, abbreviations written out."""
        tokens = tokenize(text)
        return self.model.lexicon.expand([token if token.isascii() else self._toned(token) for token in tokens])

    def read(self, words: Sequence[str]) -> Reading:
        """Score `words`. No words at all score as the bias alone."""
        at, _ = self._at([words])
        _, taught = self._find(self._pair_keys(at, (len(words),)))
        sums = np.add.reduce(self._rows.take(at, axis=0))
        return self._scored(words, sums, taught, self._sum(taught))

    def read_all(self, stretches: Sequence[Sequence[str]]) -> list[Reading]:
        """Score each of `stretches` by itself: together, as what costs is the number of calls."""
        if len(stretches) == 1:
            return [self.read(stretches[0])]
        counts = tuple(map(len, stretches))
        at, starts = self._at(stretches)
        spots, taught = self._find(self._pair_keys(at, counts))
        owner = _owners(counts).take(spots)
        shares = np.zeros((len(stretches), len(taught)), dtype=np.float32)
        shares[owner, np.arange(len(taught))] = self.model.scales.take(taught)
        pairs = shares @ self.model.weights.take(taught, axis=0).astype(np.float32)
        rows = np.add.reduceat(self._rows.take(at, axis=0), starts, axis=0)
        return [
            self._scored(words, rows[place], taught[owner == place], pairs[place])
            for place, words in enumerate(stretches)
        ]

    def _scored(self, words: Sequence[str], sums: Floats, taught: npt.NDArray[np.intp], pairs: Floats) -> Reading:
        """The reading from the sum of the words' rows, the places of the pairs and the sum of their rows."""
        model = self.model
        length = float(sums[-2] + np.add.reduce(model.squares.take(taught)))
        scores = pairs + sums[:-2]
        scores /= max(length, 1e-6) ** model.power
        scores += model.bias
        logits = scores[:-1]
        top = float(np.maximum.reduce(logits))
        shares = np.exp(logits - top)
        shares /= np.add.reduce(shares)
        return Reading(words, shares, top, float(sums[-1]) / max(len(words), 1), float(scores[-1]))

    def explain(self, words: Sequence[str]) -> Explanation:
        """What the score of `words` is made of."""
        at, _ = self._at([words])
        parts = self._rows.take(at, axis=0)
        spots, taught = self._find(self._pair_keys(at, (len(words),)))
        return Explanation(parts[:, :-2], parts[:, -2], taught, spots)

    def reasons(self, words: Sequence[str], intent: int, most: int = 3) -> tuple[Reason, ...]:
        """The words and pairs that spoke most for `intent` (position), strongest first."""
        why = self.explain(words)
        named = list(zip(words, why.words[1:-1, intent].tolist(), strict=True))
        edges = [START, *words, END]
        left, right = _pair_places(len(words))
        weights = self.model.weights[why.taught, intent] * self.model.scales[why.taught]
        for at, weight in zip(why.pair_at.tolist(), weights.tolist(), strict=True):
            named.append((f"{edges[left[at]]} {edges[right[at]]}".strip(f"{START}{END} "), weight))
        total: dict[str, float] = {}
        for said, weight in named:
            total[said] = total.get(said, 0.0) + weight
        best = sorted(total.items(), key=lambda item: -item[1])[:most]
        return tuple(Reason(said, round(weight, 3)) for said, weight in best if weight > 0 and said)

    def _at(self, stretches: Sequence[Sequence[str]]) -> tuple[npt.NDArray[np.intp], list[int]]:
        """Places of START, the words and END of each stretch in one row, and where each begins there."""
        places = self._places
        if len(places) + 2 * sum(map(len, stretches)) > CAPACITY:
            self._forget()
        flat: list[int] = []
        starts: list[int] = []
        for words in stretches:
            starts.append(len(flat))
            flat.append(0)
            flat += [places.get(word) or self._learn(word) for word in words]
            if not self._struck.isdisjoint(flat):
                flat[starts[-1] + 1 :] = self._typed_in_keys(words)
            flat.append(1)
        return np.array(flat), starts

    def _typed_in_keys(self, words: Sequence[str]) -> list[int]:
        """Places of words of which some are keystrokes: with two of them, the input method was off for all.

        "teen" and "cos" are words by themselves; beside "mieenf" and "ddawng" they are tên and có.
        """
        places = self._places
        at = [places[word] for word in words]
        if sum(place in self._struck for place in at) < MIN_STRUCK:
            return at
        meant = [self.model.repairs.decoded(word) or word for word in words]
        return [places.get(word) or self._learn(word) for word in meant]

    def _pair_keys(self, at: npt.NDArray[np.intp], counts: tuple[int, ...]) -> npt.NDArray[np.uint64]:
        """Keys of the pairs of neighbours, as typed and plain, then of the plain words near one another.

        The END of one stretch and the START of the next are a pair that nobody taught.
        """
        met = self._met.take(at, axis=1)
        beside = met[:2, :-1] ^ met[2:4, 1:]
        left, right = _near_among(counts)
        near = near_keys(met[4].take(left), met[5].take(right))
        return np.concatenate([beside.ravel(), near])

    def _forget(self) -> None:
        self._places.clear()
        self._struck.clear()
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
                self._struck.add(place)
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
        self._met[:2, place], self._met[2:4, place] = as_left(after), as_right(before)
        self._met[4, place], self._met[5, place] = after[1], before[1]

    def _own(self, word: str) -> tuple[Floats, float]:
        _, taught = self._find(np.array(word_keys(word)[0], dtype=np.uint64))
        return self._sum(taught), float(self.model.squares[taught].sum())

    def _sum(self, taught: npt.NDArray[np.intp]) -> Floats:
        """The sum of the rows of features."""
        return self.model.scales[taught] @ self.model.weights.take(taught, axis=0).astype(np.float32)
