"""Sentences as a sparse matrix for training, built from the same features that reading uses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from nlu.features import END, GRAM_WEIGHT, START, pair_hashes, pair_keys, plain_form, word_keys

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]
    Ints = npt.NDArray[np.int64]
    Keys = npt.NDArray[np.uint64]

POWER = 0.4
"""Exponent of the length: a little below the root, so that long sentences do not lose all their weight."""


@dataclass(frozen=True)
class Vectors:
    """n sentences, F features. `matrix` (n, F): counts times `factors`, divided by length, times `even`.

    `keys` (F, sorted) · `factors` (F): weight of the kind of feature times idf · `even`: the constant that brings
    the mean row to length 1, so that one cost of errors fits every corpus.
    """

    matrix: Any
    keys: Keys
    factors: Floats
    even: float


@dataclass(frozen=True)
class _Block:
    """`uses` (n, f) how often each sentence has each feature, their `keys` and the `weights` of their kinds."""

    uses: Any
    keys: Keys
    weights: Floats


def vectorize(sentences: Sequence[Sequence[str]], least: int) -> Vectors:
    """Features, idf and lengths of all sentences. A feature of fewer than `least` sentences is left out."""
    from scipy import sparse  # noqa: PLC0415

    ids: dict[str, int] = {START: 0, END: 1}
    flat: list[int] = []
    ends: list[int] = [0]
    for sentence in sentences:
        flat += [0, *(ids.setdefault(word, len(ids)) for word in sentence), 1]
        ends.append(len(flat))
    words = np.array(flat)
    rows = np.repeat(np.arange(len(sentences)), np.diff(np.array(ends)))
    blocks = [_words(list(ids), words, rows, len(sentences)), _pairs(list(ids), words, rows, len(sentences))]
    counts = sparse.hstack([block.uses for block in blocks]).tocsr()
    seen = counts.getnnz(axis=0)
    idf = np.log((1 + len(sentences)) / (1 + seen)) + 1
    factors = np.concatenate([block.weights for block in blocks]) * np.where(seen >= least, idf, 0)
    keys = np.concatenate([block.keys for block in blocks])
    kept = np.flatnonzero(factors)
    order = kept[np.argsort(keys[kept])]
    counts, factors = counts[:, order], factors[order]
    lengths = np.maximum(counts @ factors**2, 1e-6) ** POWER
    matrix = sparse.diags_array(1 / lengths) @ counts @ sparse.diags_array(factors)
    even = float(1 / np.sqrt(matrix.multiply(matrix).sum(axis=1)).mean())
    return Vectors((matrix * even).tocsr(), keys[order], factors.astype(np.float32), even)


def _words(names: list[str], words: Ints, rows: Ints, n: int) -> _Block:
    from scipy import sparse  # noqa: PLC0415

    columns: dict[int, int] = {}
    weights: list[float] = []
    indices: list[int] = []
    starts = [0]
    for name in names:
        if name not in (START, END):
            keys, whole = word_keys(name)
            for at, key in enumerate(keys):
                if key not in columns:
                    columns[key] = len(columns)
                    weights.append(1.0 if at < whole else GRAM_WEIGHT)
                indices.append(columns[key])
        starts.append(len(indices))
    shape = (len(names), len(columns))
    named = sparse.csr_matrix((np.ones(len(indices)), np.array(indices), np.array(starts)), shape)
    inner = words > 1
    uses = sparse.csr_matrix((np.ones(int(inner.sum())), (rows[inner], words[inner])), (n, len(names)))
    return _Block(uses @ named, np.fromiter(columns, dtype=np.uint64), np.array(weights, dtype=np.float32))


def _pairs(names: list[str], words: Ints, rows: Ints, n: int) -> _Block:
    """Pairs of neighbours; a pair without any mark has only its plain form."""
    from scipy import sparse  # noqa: PLC0415

    joint = rows[:-1] == rows[1:]
    left, right, place = words[:-1][joint], words[1:][joint], rows[:-1][joint]
    hashes = np.array([pair_hashes(name) for name in names], dtype=np.uint64)
    marked = np.array([plain_form(name) != name for name in names])
    both = marked[left] | marked[right]
    accented = pair_keys(hashes[left[both], 0], hashes[right[both], 0])
    plain = pair_keys(hashes[left, 1], hashes[right, 1])
    keys, columns = np.unique(np.concatenate([accented, plain]), return_inverse=True)
    at = (np.concatenate([place[both], place]), columns)
    uses = sparse.csr_matrix((np.ones(len(columns)), at), (n, len(keys)))
    return _Block(uses, keys, np.ones(len(keys), dtype=np.float32))
