"""The fits of training: one-vs-rest linear SVM for all intents at once, naive Bayes, held-out halves, calibration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from nlu.confidence import softmax

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]
    Ints = npt.NDArray[np.int64]

COST = 1.2
"""Cost of errors against the size of the weights, by cross-validation."""
FOLDS = 2
SHARES = (0.0, 0.2, 0.35, 0.5)
"""Weights that the score of a family (intents that share a part of their names) may have beside the intent's own."""
SHARPER = 0.86
"""The finished model wants so much of the factor that held-out calibration asks for: by cross-validation over our own
sentences (1.24 of 1.42) and over MASSIVE (0.86 of 1.03)."""
_PASSES = 4
_PASSES_LEFT = 2
"""for a fit that begins where those on the halves ended: the objective is that of four from nothing"""
_CARRIED = np.float32(0.9)
"""of what the halves' fits hold together; each alone had to explain all"""
_INNER = 3
_ROWS = 64
"""Sentences that are solved together: enough to make the arithmetic fast, few enough to be nearly independent."""
_CENTRE = -1.0
_BIAS_GAIN = 0.1
"""The bias is held near `_CENTRE`, where nearly all sentences of other intents lie, as by a feature of this square."""
_BAYES = 0.5
"""Spread of the naive Bayes scores beside that of the SVM. From 0.5 to 1.3 it makes no difference to accuracy that
cross-validation can tell; with the smallest of these all conversation files went as they are written."""
_UNSEEN = 0.003
"""What naive Bayes believes to have seen of every feature in every intent."""
_STEEP = 3.2
"""Softmax of so many times the sum of both is near the true frequencies before anything is fitted."""
_PULL = 25.0
"""How strongly calibration is held to one factor for all, in sentences: few of them move it little."""
_STEPS = 25
_NEWTON = 6


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
        return Solution(self.coef[:, columns], self.bias[columns], self.duals[:, columns])


@dataclass(frozen=True)
class _Block:
    """Some sentences: their `rows`, the `columns` they use, both ways of their matrix, and their inner products."""

    rows: Ints
    columns: Ints
    across: Any
    down: Any
    products: Floats


def fit_svm(matrix: Any, targets: Floats, begun: Solution | None = None) -> Solution:
    """L2-regularised squared-hinge SVMs for the columns of `targets` (n, k; each 1 or -1), all at once.

    Coordinate ascent in the dual: block after block of sentences, each solved for all classifiers together. A step is
    as long as the inner products within the block allow with certainty, so the objective never falls. Few rounds do:
    to go on until nothing moves was never better on held-out sentences. All order comes from a fixed seed. `begun` is
    where to begin; its arrays are written to.
    """
    rng = np.random.default_rng(0)
    blocks = list(_blocks(matrix, rng.permutation(matrix.shape[0])))
    at_first = begun or _nothing(matrix.shape[1], targets)
    duals, coef, bias = at_first.duals, at_first.coef, at_first.bias
    for _ in range(_PASSES if begun is None else _PASSES_LEFT):
        for at in rng.permutation(len(blocks)):
            block = blocks[at]
            near = coef[block.columns]
            now, moved = _solved(block, duals[block.rows], targets[block.rows], block.across @ near + bias)
            duals[block.rows] = now
            coef[block.columns] = near + block.down @ moved
            bias += np.float32(_BIAS_GAIN) * moved.sum(axis=0)
    return Solution(coef, bias, duals)


def _nothing(columns: int, targets: Floats) -> Solution:
    return Solution(
        np.zeros((columns, targets.shape[1]), dtype=np.float32),
        np.full(targets.shape[1], _CENTRE, dtype=np.float32),
        np.zeros_like(targets),
    )


def _blocks(matrix: Any, order: Ints) -> Iterator[_Block]:
    from scipy import sparse  # noqa: PLC0415

    for start in range(0, len(order), _ROWS):
        rows = order[start : start + _ROWS]
        part = matrix[rows]
        columns, indices = np.unique(part.indices, return_inverse=True)
        shape = (len(rows), len(columns))
        across = sparse.csr_array((part.data, indices.astype(np.int32), part.indptr), shape)
        down = across.T.tocsr()
        products = (across @ down).toarray() + np.float32(_BIAS_GAIN)
        yield _Block(rows, columns, across, down, products)


def _solved(block: _Block, duals: Floats, targets: Floats, scores: Floats) -> tuple[Floats, Floats]:
    """The duals of a block after some steps, and how far each went in the direction of its target."""
    slack = np.float32(0.5 / COST)
    reach = np.abs(block.products)
    now = duals
    for turn in range(_INNER):
        slope = scores * targets - 1 + slack * now
        active = ((now > 0) | (slope < 0)).astype(np.float32)
        after = np.maximum(now - slope / (reach @ active + slack), 0)
        if turn + 1 < _INNER:
            scores = scores + block.products @ ((after - now) * targets)
        now = after
    return now, (now - duals) * targets


def signs(members: npt.NDArray[np.bool_]) -> Floats:
    """1 where `members`, else -1."""
    return np.where(members, np.float32(1), np.float32(-1))


def families(names: Sequence[str]) -> npt.NDArray[np.bool_]:
    """(intents, families): which intents share a part of their names, as `alarm_set` and `alarm_query` do."""
    parts = sorted({part for name in names for part in name.split("_")})
    sets = {tuple(part in name.split("_") for name in names) for part in parts}
    shared = sorted(members for members in sets if 1 < sum(members) < len(names))
    return np.array(shared, dtype=np.bool_).reshape(-1, len(names)).T


def spread_folds(labels: Ints) -> Ints:
    """A fold for each sentence, every class dealt out evenly, always the same way."""
    folds = np.zeros(len(labels), dtype=np.int64)
    rng = np.random.default_rng(0)
    for label in np.unique(labels):
        own = rng.permutation(np.flatnonzero(labels == label))
        folds[own] = (np.arange(len(own)) + rng.integers(FOLDS)) % FOLDS
    return folds


def fit_bayes(counts: Floats) -> Floats:
    """Naive Bayes as weights (M, k): log of how much likelier a column is in an intent than in all others together.

    `counts` (M, k): what the sentences of each intent have of each column. In the weights nothing is set against
    anything else, so a word that is rare but always of one intent keeps its say where the SVM had no need of it.
    """
    inside = counts + np.float32(_UNSEEN)
    others = np.maximum(counts.sum(axis=1, keepdims=True) - counts, 0) + np.float32(_UNSEEN)
    return np.asarray(np.log(inside / others * (others.sum(axis=0) / inside.sum(axis=0))), dtype=np.float32)


def fit_all(
    matrix: Any, labels: Ints, folds: Ints, names: Sequence[str], english: npt.NDArray[np.bool_]
) -> tuple[Fit, Floats]:
    """A fit on everything, one calibrated classifier an intent and the last for English; held-out logits (n, intents).

    An intent's score is that of its SVM and of naive Bayes, which err differently. Where it makes held-out sentences
    come out right more often, it has a share of the scores of its families too: what its kin teach, it need not learn
    from its own few sentences. All of it is linear and folded into `coef`, so that it costs nothing when reading.
    """
    kin = families(names)
    wide = len(names)
    members = labels[:, None] == np.arange(wide)
    targets = np.hstack([signs(members), signs(kin[labels]), signs(english)[:, None]])
    counts = [_counted(matrix[folds == fold], labels[folds == fold], wide) for fold in range(FOLDS)]
    total = np.asarray(sum(counts), dtype=np.float32)
    apart, bayes, begun = _held_out(matrix, targets, folds, [total - own for own in counts])
    weight = np.float32(_BAYES * apart[:, :wide].std() / max(float(bayes.std()), 1e-6))
    apart[:, :wide] += weight * bayes
    apart = apart[:, :-1]
    share = _share(apart, labels, kin)
    start = _STEEP * np.vstack([np.eye(wide), share * kin.T]).astype(np.float32)
    if not share:
        no_kin = np.append(np.arange(wide), targets.shape[1] - 1)
        targets, apart, start, begun = targets[:, no_kin], apart[:, :wide], start[:wide], begun.of(no_kin)
    mix, shift = calibrate(apart, labels, start)
    sharper = np.float32(SHARPER * sharpness(apart, labels, folds == 0, start))
    mix, shift = mix * sharper, shift * sharper
    fit = fit_svm(matrix, targets, begun)
    fit.coef[:, :wide] += weight * fit_bayes(total)
    return Fit(
        np.column_stack([fit.coef[:, :-1] @ mix, fit.coef[:, -1]]),
        np.append(fit.bias[:-1] @ mix + shift, fit.bias[-1]),
    ), apart @ mix + shift


def _counted(matrix: Any, labels: Ints, wide: int) -> Floats:
    """(M, wide) what the sentences of each label have of each column."""
    from scipy import sparse  # noqa: PLC0415

    members = sparse.csr_array(
        (np.ones(len(labels), dtype=np.float32), (labels, np.arange(len(labels)))), (wide, len(labels))
    )
    return np.asarray((members @ matrix).toarray().T, dtype=np.float32)


def _held_out(matrix: Any, targets: Floats, folds: Ints, counts: Sequence[Floats]) -> tuple[Floats, Floats, Solution]:
    """Scores of the SVMs and of naive Bayes, for every sentence by fits without its fold, as `counts` are too; and
    what those SVMs hold together."""
    apart, bayes = np.zeros_like(targets), np.zeros((len(folds), counts[0].shape[1]), dtype=np.float32)
    held = _nothing(matrix.shape[1], targets)
    for fold in range(FOLDS):
        mine = folds == fold
        if mine.any() and not mine.all():
            found = fit_svm(matrix[~mine], targets[~mine])
            apart[mine] = found.scores(matrix[mine])
            bayes[mine] = matrix[mine] @ fit_bayes(counts[fold])
            held.duals[~mine] += _CARRIED * found.duals
            np.add(held.coef, _CARRIED * found.coef, out=held.coef)
            np.add(held.bias, _CARRIED * (found.bias - np.float32(_CENTRE)), out=held.bias)
    return apart, bayes, held


def _share(scores: Floats, labels: Ints, kin: npt.NDArray[np.bool_]) -> float:
    """Of `SHARES` the one with which held-out `scores` (n, intents + families) are right most often."""
    own, shared = scores[:, : len(kin)], scores[:, len(kin) :] @ kin.T.astype(np.float32)
    return max(SHARES, key=lambda share: float((np.argmax(own + share * shared, axis=1) == labels).mean()))


def calibrate(scores: Floats, labels: Ints, start: Floats) -> tuple[Floats, Floats]:
    """A matrix (like `start`) and a shift by which softmax(scores @ matrix + shift) says how often it is right.

    Softmax regression on held-out scores, held near `start`. It also mends what one-vs-rest cannot see: two intents
    that steal from one another.
    """
    from scipy.optimize import minimize  # noqa: PLC0415

    n, (inputs, classes) = len(labels), start.shape
    truth = np.arange(n), labels

    def loss(flat: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        shift, mix = flat[:classes].astype(np.float32), flat[classes:].reshape(inputs, classes).astype(np.float32)
        share = scores @ mix
        share += shift
        share -= share.max(axis=1, keepdims=True)
        np.exp(share, out=share)
        share /= share.sum(axis=1, keepdims=True)
        away = mix - start
        held = float(_PULL * ((away**2).sum() + (shift**2).sum()))
        value = held - float(np.log(np.maximum(share[truth], 1e-12)).sum())
        share[truth] -= 1
        slope = np.concatenate([share.sum(axis=0) + 2 * _PULL * shift, (scores.T @ share + 2 * _PULL * away).ravel()])
        return value / n, slope.astype(np.float64) / n

    flat = np.concatenate([np.zeros(classes), start.ravel()])
    best = minimize(loss, flat, jac=True, method="L-BFGS-B", options={"maxiter": _STEPS}).x.astype(np.float32)
    return best[classes:].reshape(inputs, classes), best[:classes]


def sharpness(scores: Floats, labels: Ints, taught: npt.NDArray[np.bool_], start: Floats) -> float:
    """The factor for the logits of a calibration on the `taught` sentences that suits the others best, 0.5 to 2.

    Likelihood as a function of one factor is concave, so a few steps of Newton's find its top.
    """
    if taught.all() or not taught.any():
        return 1.0
    mix, shift = calibrate(scores[taught], labels[taught], start)
    logits, truth = scores[~taught] @ mix + shift, labels[~taught]
    wanted = float(logits[np.arange(len(truth)), truth].sum())
    factor = 1.0
    for _ in range(_NEWTON):
        share = softmax(np.float32(factor) * logits)
        means = (share * logits).sum(axis=1)
        curve = float((share * logits**2).sum() - (means**2).sum())
        factor = min(max(factor - (float(means.sum()) - wanted) / max(curve, 1e-6), 0.5), 2.0)
    return factor
