"""Sentences as a sparse matrix for training, built from the same features that reading uses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from nlu.features import END, NEAR_WEIGHT, START, WINDOW, near_keys, pair_hashes, pair_keys, plain_form, word_keys

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]
    Keys = npt.NDArray[np.uint64]

POWER = 0.4
"""Exponent of the length: a little below the root, so that long sentences do not lose all their weight."""


@dataclass(frozen=True)
class Vectors:
    """n sentences, F features, M columns.

    `matrix` (n, M): counts times factors, divided by length, times a constant that brings the mean row to length 1,
    so that one cost of errors fits every corpus. Features that stand in the same sentences share a column, which
    changes no fit. `keys` (F, sorted) · `squares` (F): squared factor (weight of the kind times idf) · `owners` (F):
    column of a feature · `gains` (F): what a weight of its column is multiplied with for one use of the feature.
    """

    matrix: Any
    keys: Keys
    squares: Floats
    owners: Ints
    gains: Floats


@dataclass(frozen=True)
class _Block:
    """`uses` (n, f) how often each sentence has each feature, their `keys`, and the `factors` of those that count."""

    uses: Any
    keys: Keys
    factors: Floats


@dataclass(frozen=True)
class _Text:
    """All sentences in one row of word numbers (0 START, 1 END), the sentence of each, and the words themselves;
    `weights`: for how many each sentence counts."""

    names: list[str]
    words: Ints
    rows: Ints
    weights: Ints

    @property
    def total(self) -> int:
        return len(self.weights)


def vectorize(sentences: Sequence[Sequence[str]], least: int, weights: Ints | None = None) -> Vectors:
    """Features, idf and lengths of all sentences.

    A feature of fewer than `least` sentences is left out, and two words near one another of fewer than twice as many;
    a sentence counts there by its place in `weights`.
    """
    from scipy import sparse  # noqa: PLC0415

    text = _numbered(sentences, np.ones(len(sentences), dtype=np.int64) if weights is None else weights)
    hashes = np.array([pair_hashes(name) for name in text.names], dtype=np.uint64)
    blocks = [_words(text, least), _pairs(text, hashes, least), _near(text, hashes, 2 * least)]
    counts = sparse.hstack([block.uses for block in blocks], format="csc")
    squares = np.concatenate([block.factors for block in blocks]) ** 2
    keys = np.concatenate([block.keys for block in blocks])
    first, owners = _same_columns(counts)
    shared = np.bincount(owners, squares)
    matrix = counts[:, first].tocsr()
    rows = np.repeat(np.arange(text.total), np.diff(matrix.indptr))
    lengths = np.maximum(matrix @ shared, 1e-6) ** POWER
    parts = matrix.data * (np.sqrt(shared)[matrix.indices] / lengths[rows])
    even = float(1 / np.sqrt(np.bincount(rows, parts**2, text.total)).mean())
    matrix.data = (parts * even).astype(np.float32)
    gains = even * squares / np.sqrt(shared)[owners]
    order = np.argsort(keys)
    return Vectors(matrix, keys[order], squares[order], owners[order], gains[order])


def _numbered(sentences: Sequence[Sequence[str]], weights: Ints) -> _Text:
    ids: dict[str, int] = {START: 0, END: 1}
    flat: list[int] = []
    ends: list[int] = [0]
    for sentence in sentences:
        flat += [0, *(ids.setdefault(word, len(ids)) for word in sentence), 1]
        ends.append(len(flat))
    rows = np.repeat(np.arange(len(sentences)), np.diff(np.array(ends)))
    return _Text(list(ids), np.array(flat), rows, weights)


def _same_columns(counts: Any) -> tuple[Ints, Ints]:
    """Of all different columns the place of one each, and for every column which of these it equals.

    A column is known by the sum of random numbers of its sentences, in exact integer arithmetic.
    """
    marks = np.random.default_rng(0).integers(-(2**63), 2**63 - 1, counts.shape[0], dtype=np.int64)
    _, first, owners = np.unique(counts.T @ marks, return_index=True, return_inverse=True)
    return first, owners


def _chosen(uses: Any, keys: Keys, weights: Floats, text: _Text, least: int) -> _Block:
    """The features of at least `least` sentences, each weighted by its idf."""
    uses = uses.tocsc()
    seen = np.diff(uses.indptr)
    owners = np.repeat(np.arange(len(seen)), seen)
    kept = np.flatnonzero(np.bincount(owners, text.weights[uses.indices], len(seen)) >= least)
    idf = np.log((1 + uses.shape[0]) / (1 + seen[kept])) + 1
    return _Block(uses[:, kept], keys[kept], weights[kept] * idf)


def _words(text: _Text, least: int) -> _Block:
    from scipy import sparse  # noqa: PLC0415

    columns: dict[int, int] = {}
    weights: list[float] = []
    indices: list[int] = []
    starts = [0]
    for name in text.names:
        if name not in (START, END):
            for key, weight in zip(*word_keys(name), strict=True):
                at = columns.setdefault(key, len(columns))
                if at == len(weights):
                    weights.append(weight)
                indices.append(at)
        starts.append(len(indices))
    places = np.array(indices, dtype=np.int32), np.array(starts, dtype=np.int32)
    shape = (len(text.names), len(columns))
    named = sparse.csr_array((np.ones(len(indices), dtype=np.int64), *places), shape)
    inner = text.words > 1
    return _chosen(
        _counted(text.rows[inner], text.words[inner], (text.total, len(text.names))) @ named,
        np.fromiter(columns, dtype=np.uint64),
        np.array(weights),
        text,
        least,
    )


def _pairs(text: _Text, hashes: Keys, least: int) -> _Block:
    """Pairs of neighbours; a pair without any mark has only its plain form."""
    joint = text.rows[:-1] == text.rows[1:]
    left, right, place = text.words[:-1][joint], text.words[1:][joint], text.rows[:-1][joint]
    marked = np.array([plain_form(name) != name for name in text.names])
    both = marked[left] | marked[right]
    accented = pair_keys(hashes[left[both], 0], hashes[right[both], 0])
    plain = pair_keys(hashes[left, 1], hashes[right, 1])
    keys, columns = np.unique(np.concatenate([accented, plain]), return_inverse=True)
    uses = _counted(np.concatenate([place[both], place]), columns, (text.total, len(keys)))
    return _chosen(uses, keys, np.ones(len(keys)), text, least)


def _near(text: _Text, hashes: Keys, least: int) -> _Block:
    inner = text.words > 1
    plain, rows = hashes[text.words[inner], 1], text.rows[inner]
    found: list[Keys] = []
    places: list[Ints] = []
    for apart in range(1, WINDOW + 1):
        joint = rows[:-apart] == rows[apart:]
        found.append(near_keys(plain[:-apart][joint], plain[apart:][joint]))
        places.append(rows[:-apart][joint])
    keys, columns = np.unique(np.concatenate(found), return_inverse=True)
    uses = _counted(np.concatenate(places), columns, (text.total, len(keys)))
    return _chosen(uses, keys, np.full(len(keys), NEAR_WEIGHT), text, least)


def _counted(rows: Ints, columns: Ints, shape: tuple[int, int]) -> Any:
    from scipy import sparse  # noqa: PLC0415

    places = rows.astype(np.int32), columns.astype(np.int32)
    return sparse.coo_array((np.ones(len(rows), dtype=np.int64), places), shape).tocsr()
