"""The fits of training: one-vs-rest linear SVM, results on held-out folds, calibration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

COST = 0.6
"""Cost of errors against the size of the weights, by cross-validation."""
FOLDS = 2
_SLACK = 0.3
_STEEP = 4.0
"""Softmax of four times the margin is near the true frequencies before anything is fitted."""
_PULL = 15.0
"""How strongly calibration is held to that beginning, in sentences: few of them move it little."""
_STEPS = 25


def fit_svm(matrix: Any, labels: Ints, classes: int) -> tuple[Floats, Floats]:
    """One-vs-rest squared-hinge SVM: coefficients (F, classes) and bias (classes). Absent classes score -1."""
    from sklearn.svm import LinearSVC  # noqa: PLC0415

    svm = LinearSVC(C=COST, dual=True, tol=_SLACK, random_state=0).fit(matrix, labels)
    present = svm.classes_
    coef = np.zeros((matrix.shape[1], classes))
    bias = np.full(classes, -1.0)
    if len(present) == 2:
        coef[:, present[1]], coef[:, present[0]] = svm.coef_[0], -svm.coef_[0]
        bias[present[1]], bias[present[0]] = svm.intercept_[0], -svm.intercept_[0]
    else:
        coef[:, present], bias[present] = svm.coef_.T, svm.intercept_
    return coef, bias


def spread_folds(labels: Ints) -> Ints:
    """A fold for each sentence, every class dealt out evenly, always the same way."""
    folds = np.zeros(len(labels), dtype=np.int64)
    rng = np.random.default_rng(0)
    for label in np.unique(labels):
        own = rng.permutation(np.flatnonzero(labels == label))
        folds[own] = (np.arange(len(own)) + rng.integers(FOLDS)) % FOLDS
    return folds


def fit_all(matrix: Any, labels: Ints, folds: Ints, classes: int) -> tuple[Floats, Floats, Floats]:
    """Coefficients (F, classes) and bias on everything, and scores (n, classes) of sentences that were held out.

    One after the other: liblinear draws from one generator for all threads, and fits side by side would differ from
    run to run.
    """
    held_out = np.zeros((matrix.shape[0], classes))
    for fold in range(FOLDS):
        mine = folds == fold
        if len(np.unique(labels[~mine])) > 1:
            coef, bias = fit_svm(matrix[~mine], labels[~mine], classes)
            held_out[mine] = matrix[mine] @ coef + bias
    return (*fit_svm(matrix, labels, classes), held_out)


def calibrate(scores: Floats, labels: Ints) -> tuple[Floats, Floats]:
    """A square matrix and a shift by which softmax(scores @ matrix + shift) says how often it is right.

    Softmax regression on held-out scores, held near a plain temperature. It also mends what one-vs-rest cannot
    see: two intents that steal from one another. Linear, so it costs nothing when reading.
    """
    from scipy.optimize import minimize  # noqa: PLC0415
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # noqa: PLC0415

    n, classes = scores.shape
    start = _STEEP * np.eye(classes)
    truth = np.arange(n), labels
    pull = _PULL / n

    def loss(flat: Floats) -> tuple[float, Floats]:
        mix = flat[classes:].reshape(classes, classes)
        logits = scores @ mix + flat[:classes]
        logits -= logits.max(axis=1, keepdims=True)
        share = np.exp(logits)
        share /= share.sum(axis=1, keepdims=True)
        away = mix - start
        value = -np.log(np.maximum(share[truth], 1e-12)).mean() + pull * ((away**2).sum() + (flat[:classes] ** 2).sum())
        share[truth] -= 1
        share /= n
        slope = scores.T @ share + 2 * pull * away
        return float(value), np.concatenate([share.sum(axis=0) + 2 * pull * flat[:classes], slope.ravel()])

    flat = np.concatenate([np.zeros(classes), start.ravel()])
    # Matrices of this size gain nothing from many threads, and lose much where fewer cores may be used than are seen.
    with threadpool_limits(1):
        best = minimize(loss, flat, jac=True, method="L-BFGS-B", options={"maxiter": _STEPS}).x
    return best[classes:].reshape(classes, classes), best[:classes]


def fit_language(matrix: Any, english: npt.NDArray[np.bool_]) -> tuple[Floats, float]:
    """Weights (F) and bias that are positive for English and negative for Vietnamese; zeros for one language."""
    if english.all() or not english.any():
        return np.zeros(matrix.shape[1]), 1.0 if english.any() else -1.0
    coef, bias = fit_svm(matrix, english.astype(np.int64), 2)
    return coef[:, 1], float(bias[1])
