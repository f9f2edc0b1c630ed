"""Who was lost before the answer was known, and how do the others stand in for them?

Weights are divided by the probability of being followed, given what was known on the day. The
probability of a child comes from a regression that has not seen its household or PSU.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from riskscreen.training import logistic, splits

__all__ = ["followed_probability", "followup_weight"]

_TRIM_QUANTILE = 0.99
"""Above it a correction would let a few children speak for many."""


def followed_probability(
    X: NDArray[np.float64],
    followed: NDArray[np.bool_],
    weight: NDArray[np.float64],
    *,
    folds: splits.Folds,
) -> NDArray[np.float64]:
    """Return the cross-fitted probability that an eligible child's label is known.

    Parameters
    ----------
    X : ndarray of float64, shape (n_rows, n_features)
        Features of all eligible children, followed or not.
    followed : ndarray of bool, shape (n_rows,)
    weight : ndarray of float64, shape (n_rows,)
    folds : Folds

    Returns
    -------
    ndarray of float64, shape (n_rows,)
        1 for everyone where nobody was lost. Rows in no fold get the regression of all folds.
    """
    probability = np.ones(followed.size)
    if followed.all():
        return probability
    for number in (splits.LINKING, *range(folds.n_folds)):
        judged = folds.inside(number)
        if judged.size:
            probability[judged] = _probability(X, followed, weight, folds.outside(number), judged)
    return probability


def followup_weight(
    weight: NDArray[np.float64], probability: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the weights divided by the probability of being followed, trimmed, of mean 1.

    Parameters
    ----------
    weight, probability : ndarray of float64, shape (n_rows,)
        Of the followed children.

    Examples
    --------
    >>> followup_weight(np.ones(2), np.array([0.5, 1.0])).round(2)
    array([1.33, 0.67])
    """
    factor = 1 / probability
    factor = np.minimum(factor, np.quantile(factor, _TRIM_QUANTILE, method="higher"))
    corrected = weight * factor
    return np.asarray(corrected / corrected.mean())


def _probability(
    X: NDArray[np.float64],
    followed: NDArray[np.bool_],
    weight: NDArray[np.float64],
    learned: NDArray[np.intp],
    judged: NDArray[np.intp],
) -> NDArray[np.float64]:
    known = followed[learned]
    if known.all() or not known.any():
        # nobody was lost elsewhere (or everybody): nothing tells the children apart
        share = float(np.average(known, weights=weight[learned]))
        return np.full(judged.size, max(share, 1 / max(learned.size, 1)))
    predict = logistic.fit_logistic(X[learned], known.astype(np.float64), weight[learned])
    return np.clip(predict(X[judged]), 1e-3, 1.0)
