"""How sure is sure: limits read off the out-of-fold precision curve, and the three bands they make."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from nlu.types import Band

OUT_OF_SCOPE = "out_of_scope"

SURE_PRECISION = 0.72
"""Of the held-out answers just at the limit of `sure`, seven in ten are right; of the finished model's, more."""
LOST_PRECISION = 0.25
"""Below this a question "A or B?" would mostly offer two wrong readings."""
LOST_SHARE = 0.09
"""At most this share of held-out in-scope sentences may be refused by each limit. The held-out models saw half of the
sentences; the finished one refuses about a fifth as many."""
_LEAST_LOST = 0.12
_LEAST_OUTSIDE = 0.5
_MOST_OUTSIDE = 1.0
FAR_SHARE = 0.004
"""At most this share of in-scope sentences may be refused by the limit on the raw score."""


@dataclass(frozen=True)
class Limits:
    """`sure`, `lost`: limits of the confidence. `far`: below this top score nothing taught is near.

    `outside`: refused when the share of out_of_scope is so many times that of the best intent. `known`: below this
    share of known words nothing is claimed.
    """

    sure: float
    lost: float
    far: float
    outside: float = 1.0
    known: float = 0.34

    def band(self, confidence: float) -> Band:
        """The band of a confidence."""
        if confidence >= self.sure:
            return "sure"
        return "unsure" if confidence >= self.lost else "lost"


def softmax(scores: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Probabilities over the last axis."""
    spread = np.exp(scores - np.maximum.reduce(scores, axis=-1, keepdims=True))
    return np.asarray(spread / np.add.reduce(spread, axis=-1, keepdims=True), dtype=np.float32)


def find_limits(
    confidence: npt.NDArray[np.float32],
    right: npt.NDArray[np.bool_],
    top: npt.NDArray[np.float32],
    outside: npt.NDArray[np.float32],
) -> Limits:
    """Limits from out-of-fold results on in-scope sentences.

    For each: confidence of the best intent, was it right, highest raw score, share of out_of_scope.

    The precision at a confidence is that of the sentences around it (isotonic, so that it never falls).
    """
    order = np.argsort(confidence)
    levels = confidence[order]
    curve = _rising(right[order].astype(np.float64))
    sure = float(levels[min(int(np.searchsorted(curve, SURE_PRECISION)), len(levels) - 1)])
    poor = float(levels[min(int(np.searchsorted(curve, LOST_PRECISION)), len(levels) - 1)])
    few = float(np.quantile(levels, LOST_SHARE))
    lost = min(max(poor, _LEAST_LOST), few)
    ratio = float(np.quantile(outside / np.maximum(confidence, 1e-6), 1 - LOST_SHARE))
    return Limits(
        sure=min(max(sure, lost, 0.3), 0.9),
        lost=lost,
        far=float(np.quantile(top, FAR_SHARE)),
        outside=min(max(ratio, _LEAST_OUTSIDE), _MOST_OUTSIDE),
    )


def _rising(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Isotonic regression by pooling neighbours that fall."""
    means: list[float] = []
    sizes: list[int] = []
    for value in values.tolist():
        means.append(value)
        sizes.append(1)
        while len(means) > 1 and means[-2] >= means[-1]:
            size = sizes[-2] + sizes[-1]
            means[-2:] = [(means[-2] * sizes[-2] + means[-1] * sizes[-1]) / size]
            sizes[-2:] = [size]
    return np.repeat(means, sizes)


def calibration_error(confidence: npt.NDArray[np.float32], right: npt.NDArray[np.bool_], bins: int = 10) -> float:
    """Expected calibration error in percent: |confidence - precision| over equal-width bins, weighted."""
    edges = np.minimum((confidence * bins).astype(int), bins - 1)
    gap = sum(
        abs(float(confidence[edges == b].mean()) - float(right[edges == b].mean())) * int((edges == b).sum())
        for b in range(bins)
        if (edges == b).any()
    )
    return 100 * gap / max(len(confidence), 1)
