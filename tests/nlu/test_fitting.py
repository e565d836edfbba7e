"""The solver, the families of intents and the calibration, on problems whose answers are known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse
from scipy.optimize import minimize

from nlu import svm
from nlu.features import WINDOW, near_keys, near_places
from nlu.fitting import calibrate, families, fit_all, fit_bayes, sharpness, signs, spread_folds
from nlu.svm import _BIAS_GAIN, COST, MOST, fit_svm
from nlu.vectors import vectorize


def problem(sentences: int = 300, classes: int = 3) -> tuple[sparse.csr_array, np.ndarray]:
    """Noisy sparse rows of a few classes, each of length 1."""
    rng = np.random.default_rng(3)
    labels = rng.integers(classes, size=sentences)
    dense = rng.random((sentences, 40)) * (rng.random((sentences, 40)) < 0.2)
    dense[np.arange(sentences), labels] += 0.7
    dense /= np.linalg.norm(dense, axis=1, keepdims=True)
    return sparse.csr_array(dense.astype(np.float32)), labels


def objective(flat: np.ndarray, dense: np.ndarray, target: np.ndarray) -> float:
    """The loss that `fit_svm` promises to make small, for one classifier; the last number is the bias less -1."""
    miss = np.maximum(1 - target * (dense @ flat[:-1] + flat[-1] - 1), 0)
    bend = float(MOST) / (2 * COST)  # from this error on the loss is linear
    loss = np.where(miss < bend, COST * miss**2, float(MOST) * miss - COST * bend**2)
    return float((flat[:-1] ** 2).sum() / 2 + flat[-1] ** 2 / (2 * _BIAS_GAIN) + loss.sum())


@pytest.mark.parametrize(("rounds", "gap"), [(svm._PASSES, 0.05), ((100, 100), 0.002)])
def test_solver_comes_near_the_optimum(rounds: tuple[int, int], gap: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """The objective is near what a general minimiser finds, and with many rounds it is that."""
    monkeypatch.setattr(svm, "_PASSES", rounds)
    matrix, labels = problem()
    targets = signs(labels[:, None] == np.arange(3))
    fit = fit_svm(matrix, targets)
    dense = matrix.toarray().astype(np.float64)
    for column in range(3):
        target = targets[:, column]
        found = objective(np.append(fit.coef[:, column], fit.bias[column] + 1), dense, target)
        best = minimize(objective, np.zeros(41), args=(dense, target), method="L-BFGS-B").fun
        assert best * 0.999 <= found <= best * (1 + gap)


def test_a_fit_goes_on_from_where_another_ended() -> None:
    """Each begun from the last, fits end where a general minimiser does; their weights are still the sums of the
    pulls of the sentences."""
    matrix, labels = problem()
    targets = signs(labels[:, None] == np.arange(3))
    found = fit_svm(matrix, targets)
    for _ in range(30):
        found = fit_svm(matrix, targets, found)
    dense = matrix.toarray().astype(np.float64)
    for column in range(3):
        reached = objective(np.append(found.coef[:, column], found.bias[column] + 1), dense, targets[:, column])
        best = minimize(objective, np.zeros(41), args=(dense, targets[:, column]), method="L-BFGS-B").fun
        assert best * 0.999 <= reached <= best * 1.002
    np.testing.assert_allclose(found.coef, matrix.T @ (found.duals * targets), atol=1e-3)


def test_solver_separates_what_can_be_separated() -> None:
    """Scores of a clear problem have the right sign nearly everywhere, also where rows repeat in a block."""
    matrix, labels = problem()
    twice = sparse.vstack([matrix, matrix]).tocsr()
    both = np.concatenate([labels, labels])
    scores = fit_svm(twice, signs(both[:, None] == np.arange(3))).scores(twice)
    assert float((scores.argmax(axis=1) == both).mean()) > 0.95


def test_families_share_a_part_of_the_name() -> None:
    """A family is a part of at least two names and not of all; the same members are one family."""
    kin = families(["alarm_set", "alarm_query", "iot_hue_on", "iot_hue_off", "quiet"])
    assert sorted(map(tuple, kin.T.tolist())) == [
        (False, False, True, True, False),
        (True, True, False, False, False),
    ]
    assert families(["a", "b"]).shape == (2, 0)


def test_everything_is_folded_into_one_fit() -> None:
    """The folded scores are one number an intent and one for the language, whatever families there are."""
    matrix, labels = problem(classes=4)
    names = ["x_a", "x_b", "y_a", "z"]
    english = labels == 3
    fit, logits = fit_all(matrix, labels, spread_folds(labels), names, english)
    scores = fit.scores(matrix)
    assert scores.shape == (300, 5)
    assert logits.shape == (300, 4)
    assert float(((scores[:, -1] > 0) == english).mean()) > 0.95
    assert float((logits.argmax(axis=1) == labels).mean()) > 0.8


def test_one_language_is_that_language() -> None:
    """The last score is below zero when no sentence is English and above when all are."""
    matrix, labels = problem()
    for english in (False, True):
        fit, _ = fit_all(matrix, labels, spread_folds(labels), ["a", "b", "c"], np.full(300, english))
        assert bool((fit.scores(matrix)[:, -1] > 0).all()) is english


def test_calibration_tells_how_often_it_is_right() -> None:
    """Labels drawn from a softmax of the scores: the mean confidence is the share of right answers."""
    rng = np.random.default_rng(5)
    scores = rng.normal(size=(20000, 3)).astype(np.float32)
    share = np.exp(2 * scores) / np.exp(2 * scores).sum(axis=1, keepdims=True)
    labels = (share.cumsum(axis=1) < rng.random((20000, 1))).sum(axis=1)
    mix, shift = calibrate(scores, labels, 4 * np.eye(3, dtype=np.float32))
    logits = scores @ mix + shift
    said = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    assert float(said.max(axis=1).mean()) == pytest.approx(float((said.argmax(axis=1) == labels).mean()), abs=0.02)


def test_naive_bayes_is_the_log_of_how_much_likelier() -> None:
    """A column's weight compares its share of an intent with its share of all others; nothing seen is no error."""
    counts = np.array([[30, 10, 0], [10, 30, 0], [60, 60, 0]], dtype=np.float32)
    weights = fit_bayes(counts)
    assert weights[0, 0] == pytest.approx(np.log((30 / 100) / (10 / 100)), abs=0.01)
    assert weights[1, 0] == pytest.approx(-weights[0, 0], abs=0.01)
    assert weights[2, 0] == pytest.approx(0, abs=0.01)
    assert bool(np.isfinite(weights).all())


def test_naive_bayes_has_its_say() -> None:
    """A word of one sentence, which the SVM hardly needs, speaks more for its intent than in the SVM."""
    sure = [["phí", "bao", "nhiêu", "tiền"]] * 40 + [["hạn", "đến", "khi", "nào"]] * 40
    vectors = vectorize([*sure, ["phí", "bao", "nhiêu", "lệ"]], 1)
    labels = np.array([0] * 40 + [1] * 40 + [0])
    total = vectors.matrix.T @ (labels[:, None] == np.arange(2)).astype(np.float32)
    rare = int(vectors.matrix[[-1]].toarray().argmax())
    fit = fit_svm(vectors.matrix, signs(labels[:, None] == np.arange(2)))
    shares = [np.abs(coef[rare]).max() / np.abs(coef).max() for coef in (fit.coef, fit_bayes(total))]
    assert shares[1] > 1.3 * shares[0]


def test_sharpness_is_the_factor_that_new_sentences_want() -> None:
    """Labels drawn from a softmax of 1.6 times the scores want 1.6; from the scores themselves, 1."""
    rng = np.random.default_rng(5)
    scores = rng.normal(size=(8000, 3)).astype(np.float32)
    for factor in (1.6, 1.0):
        share = np.exp(factor * scores) / np.exp(factor * scores).sum(axis=1, keepdims=True)
        labels = (share.cumsum(axis=1) < rng.random((8000, 1))).sum(axis=1)
        assert sharpness(scores, labels) == pytest.approx(factor, abs=0.1)


def test_calibration_goes_on_from_a_part() -> None:
    """Begun where the half ended, few steps on all sentences end near where many from nothing do."""
    rng = np.random.default_rng(5)
    scores = rng.normal(size=(8000, 3)).astype(np.float32)
    share = np.exp(2 * scores) / np.exp(2 * scores).sum(axis=1, keepdims=True)
    labels = (share.cumsum(axis=1) < rng.random((8000, 1))).sum(axis=1)
    start = np.eye(3, dtype=np.float32)
    begun = calibrate(scores[:4000], labels[:4000], start)
    for one, other in zip(calibrate(scores, labels, start, begun), calibrate(scores, labels, start), strict=True):
        np.testing.assert_allclose(one, other, atol=0.03)


def test_a_wrong_label_bends_little() -> None:
    """However far a sentence lies on the wrong side, no classifier is pulled by it more than `MOST`."""
    matrix, labels = problem()
    targets = signs(labels[:, None] == np.arange(3))
    targets[:5] *= -1
    fit = fit_svm(matrix, targets)
    for _ in range(10):
        fit = fit_svm(matrix, targets, fit)
    assert float(fit.duals.min()) >= 0
    assert float(fit.duals.max()) == pytest.approx(float(MOST), rel=1e-3)


def test_shared_columns_change_no_product() -> None:
    """Features that stand in the same sentences are one column, and a feature's gain gives back its own part."""
    sentences = [["xin", "chào"], ["xin", "lỗi"], ["cảm", "ơn"], ["cảm", "ơn", "xin", "chào"], ["phí", "bao", "nhiêu"]]
    vectors = vectorize(sentences, 1)
    assert vectors.matrix.shape[1] < len(vectors.keys)
    shared = np.bincount(vectors.owners, vectors.squares)
    parts = np.bincount(vectors.owners, vectors.gains**2 / vectors.squares)
    np.testing.assert_allclose(parts / parts[0], np.ones(len(shared)), rtol=1e-6)


def test_near_words_have_no_order() -> None:
    """Two words have the same key in either order, and only those within the window are paired."""
    one, two = np.array([7], dtype=np.uint64), np.array([12345], dtype=np.uint64)
    np.testing.assert_array_equal(near_keys(one, two), near_keys(two, one))
    left, right = near_places(WINDOW + 3)
    assert (right - left).max() == WINDOW
    assert len(set(zip(left.tolist(), right.tolist(), strict=True))) == len(left)
    assert [part.tolist() for part in near_places(1)] == [[], []]
