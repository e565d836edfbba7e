"""One-vs-rest linear SVMs for all intents at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]
    Ints = npt.NDArray[np.int64]

COST = 1.2
"""Cost of errors against the size of the weights, by cross-validation."""
MOST = np.float32(1.2)
"""No sentence pulls more than this at one classifier: beyond it the loss grows no faster than the error, so that a
sentence under a wrong intent bends little. By cross-validation over MASSIVE 0.1 points as is and 0.3 without marks."""
CENTRE = -1.0
"""The bias is held near this, where nearly all sentences of other intents lie."""
_BIAS_GAIN = 0.1
"""It is held there as by a feature of this square."""
_VISITS = 40_000
_PASSES = (3, 12)
"""All sentences are gone through until so many were visited, but so many times at least and at most. More was not
better on held-out sentences."""
_LEFT = 3
"""Of these passes a fit that begins where others ended needs one in so many."""
_INNER = 2
_ROWS = 96
"""Sentences that are solved together: enough to make the arithmetic fast, few enough to be nearly independent."""
_BLOCKS = 20
"""There are at least so many blocks, for the same reason."""


@dataclass(frozen=True)
class Fit:
    """`coef` (M, k) and `bias` (k) of k classifiers: the score is `matrix @ coef + bias`."""

    coef: Floats
    bias: Floats

    def scores(self, matrix: Any) -> Floats:
        return np.asarray(matrix @ self.coef + self.bias, dtype=np.float32)


@dataclass(frozen=True)
class Solution(Fit):
    """A fit with its `duals` (n, k): how much each sentence pulls, `coef` and `bias` being the sums of their pulls."""

    duals: Floats

    def of(self, columns: Ints) -> Solution:
        """The same for some of its classifiers."""
        return Solution(self.coef.take(columns, axis=1), self.bias[columns], self.duals.take(columns, axis=1))


@dataclass(frozen=True)
class _Block:
    """Some sentences: their `rows`, their part of the matrix, and their inner products."""

    rows: Ints
    part: Any
    products: Floats

    def pull(self, moved: Floats, coef: Floats) -> None:
        """Add `part.T @ moved` to `coef` (in rows, C order) in place.

        As a product it would be as large as `coef`, and to gather the columns in use takes as long as all the rest.
        """
        from scipy.sparse._sparsetools import csc_matvecs  # noqa: PLC0415

        part, flat = self.part, coef.view()
        flat.shape = (-1,)  # raises for another order, where ravel() would give a copy
        csc_matvecs(len(coef), *moved.shape, part.indptr, part.indices, part.data, moved.ravel(), flat)


def fit_svm(matrix: Any, targets: Floats, begun: Solution | None = None) -> Solution:
    """L2-regularised SVMs for the columns of `targets` (n, k; each 1 or -1), all at once.

    The loss is the squared hinge, and linear where it would pull more than `MOST`. Coordinate ascent in the dual: block
    after block of sentences, each solved for all classifiers together. A step is as long as the inner products within
    the block allow with certainty, so the objective never falls. All order comes from a fixed seed. `begun` is where to
    begin; its arrays are written to.
    """
    rng = np.random.default_rng(0)
    blocks = list(_blocks(matrix, rng.permutation(matrix.shape[0])))
    at_first = begun or nothing(matrix.shape[1], targets)
    duals, coef, bias = at_first.duals, at_first.coef, at_first.bias
    least, most = _PASSES
    passes = min(max(_VISITS // matrix.shape[0], least), most)
    for _ in range(passes if begun is None else passes // _LEFT):
        for at in rng.permutation(len(blocks)):
            block = blocks[at]
            now, moved = _solved(block, duals[block.rows], targets[block.rows], block.part @ coef + bias)
            duals[block.rows] = now
            block.pull(moved, coef)
            bias += np.float32(_BIAS_GAIN) * moved.sum(axis=0)
    return Solution(coef, bias, duals)


def nothing(columns: int, targets: Floats) -> Solution:
    """Where a fit begins that knows nothing."""
    return Solution(
        np.zeros((columns, targets.shape[1]), dtype=np.float32),
        np.full(targets.shape[1], CENTRE, dtype=np.float32),
        np.zeros_like(targets),
    )


def _blocks(matrix: Any, order: Ints) -> Iterator[_Block]:
    size = min(_ROWS, max(len(order) // _BLOCKS, 1))
    for start in range(0, len(order), size):
        rows = order[start : start + size]
        part = matrix[rows]
        yield _Block(rows, part, (part @ part.T).toarray() + np.float32(_BIAS_GAIN))


def _solved(block: _Block, duals: Floats, targets: Floats, scores: Floats) -> tuple[Floats, Floats]:
    """The duals of a block after some steps, and how far each went in the direction of its target."""
    slack = np.float32(0.5 / COST)
    reach = np.abs(block.products)
    now = duals
    for turn in range(_INNER):
        slope = scores * targets - 1 + slack * now
        free = ((now > 0) | (slope < 0)) & ((now < MOST) | (slope > 0))
        step = slope / (reach @ free.astype(np.float32) + slack)
        after = np.minimum(np.maximum(now - step, 0), MOST)
        if turn + 1 < _INNER:
            scores = scores + block.products @ ((after - now) * targets)
        now = after
    return now, (now - duals) * targets
