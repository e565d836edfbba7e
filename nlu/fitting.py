"""What makes one model of the fits of training: SVM and naive Bayes, held-out halves, families, calibration."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np

from nlu.confidence import softmax
from nlu.svm import CENTRE, Fit, Solution, fit_svm, nothing

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]
    Ints = npt.NDArray[np.int64]

FOLDS = 2
SHARES = (0.0, 0.2, 0.35, 0.5)
"""Weights that the score of a family (intents that share a part of their names) may have beside the intent's own."""
SHARPER = 0.86
"""The finished model wants so much of the factor that held-out calibration asks for: by cross-validation over our own
sentences (1.24 of 1.42) and over MASSIVE (0.86 of 1.03)."""
_CARRIED = np.float32(0.9)
"""of what the halves' fits hold together; each alone had to explain all"""
_BAYES = 1.0
"""Spread of the naive Bayes scores beside that of the SVM. Half of it or twice it is worse on held-out sentences."""
_UNSEEN = 0.003
"""What naive Bayes believes to have seen of every feature in every intent."""
_STEEP = 3.2
"""Softmax of so many times the sum of both is near the true frequencies before anything is fitted."""
_PULL = 25.0
"""How strongly calibration is held to one factor for all, in sentences: few of them move it little."""
_STEPS = 25
_STEPS_LEFT = 20
_NEWTON = 6


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
    others = counts.sum(axis=1, keepdims=True) - counts
    np.maximum(others, 0, out=others)
    others += np.float32(_UNSEEN)
    scale = others.sum(axis=0) / inside.sum(axis=0)
    inside /= others
    inside *= scale
    return np.asarray(np.log(inside, out=inside), dtype=np.float32)


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
    with ThreadPoolExecutor(1) as beside:
        fitted = beside.submit(fit_svm, matrix, targets, begun)
        mix, shift = _calibrated(apart, labels, folds == 0, start)
        fit = fitted.result()
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
    return np.asarray((members @ matrix).T.toarray(order="C"), dtype=np.float32)


def _held_out(matrix: Any, targets: Floats, folds: Ints, counts: Sequence[Floats]) -> tuple[Floats, Floats, Solution]:
    """Scores of the SVMs and of naive Bayes, for every sentence by fits without its fold, as `counts` are too; and
    what those SVMs hold together."""
    apart, bayes = np.zeros_like(targets), np.zeros((len(folds), counts[0].shape[1]), dtype=np.float32)
    held = nothing(matrix.shape[1], targets)
    sides = [folds == fold for fold in range(FOLDS)]
    if not all(side.any() for side in sides):
        return apart, bayes, held

    def fitted(side: npt.NDArray[np.bool_], own: Floats) -> Solution:
        fit = fit_svm(matrix[~side], targets[~side])
        apart[side] = fit.scores(matrix[side])
        bayes[side] = matrix[side] @ fit_bayes(own)
        return fit

    with ThreadPoolExecutor(FOLDS) as both:
        found = list(both.map(fitted, sides, counts))
    for side, fit in zip(sides, found, strict=True):
        held.duals[~side] += _CARRIED * fit.duals
        np.add(held.coef, _CARRIED * fit.coef, out=held.coef)
        np.add(held.bias, _CARRIED * (fit.bias - np.float32(CENTRE)), out=held.bias)
    return apart, bayes, held


def _share(scores: Floats, labels: Ints, kin: npt.NDArray[np.bool_]) -> float:
    """Of `SHARES` the one with which held-out `scores` (n, intents + families) are right most often."""
    own, shared = scores[:, : len(kin)], scores[:, len(kin) :] @ kin.T.astype(np.float32)
    return max(SHARES, key=lambda share: float((np.argmax(own + share * shared, axis=1) == labels).mean()))


def _calibrated(scores: Floats, labels: Ints, taught: npt.NDArray[np.bool_], start: Floats) -> tuple[Floats, Floats]:
    """`calibrate` on all sentences, sharpened by what one on the `taught` ones lacks for the others."""
    if taught.all() or not taught.any():
        return calibrate(scores, labels, start)
    part = calibrate(scores[taught], labels[taught], start)
    sharper = np.float32(SHARPER * sharpness(scores[~taught] @ part[0] + part[1], labels[~taught]))
    mix, shift = calibrate(scores, labels, start, part)
    return mix * sharper, shift * sharper


def calibrate(
    scores: Floats, labels: Ints, start: Floats, begun: tuple[Floats, Floats] | None = None
) -> tuple[Floats, Floats]:
    """A matrix (like `start`) and a shift by which softmax(scores @ matrix + shift) says how often it is right.

    Softmax regression on held-out scores, held near `start`. It also mends what one-vs-rest cannot see: two intents
    that steal from one another. `begun`: what was found for a part of them, where the search begins.
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

    mix, shift = begun or (start, np.zeros(classes))
    steps = {"maxiter": _STEPS_LEFT if begun else _STEPS}
    first = np.concatenate([shift, mix.ravel()])
    best = minimize(loss, first, jac=True, method="L-BFGS-B", options=steps).x.astype(np.float32)
    return best[classes:].reshape(inputs, classes), best[:classes]


def sharpness(logits: Floats, labels: Ints) -> float:
    """The factor, 0.5 to 2, that makes `logits` (n, intents) of sentences that were not taught likeliest.

    Likelihood as a function of one factor is concave, so a few steps of Newton's find its top.
    """
    wanted = float(logits[np.arange(len(labels)), labels].sum())
    factor = 1.0
    for _ in range(_NEWTON):
        share = softmax(np.float32(factor) * logits)
        means = (share * logits).sum(axis=1)
        curve = float((share * logits**2).sum() - (means**2).sum())
        factor = min(max(factor - (float(means.sum()) - wanted) / max(curve, 1e-6), 0.5), 2.0)
    return factor
