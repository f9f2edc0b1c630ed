"""Do children at risk come before the others in the order of the risks?

Ties count half, weights count everywhere, and a list without both kinds of children has no
ranking: NaN, never 0 and never 0.5.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from riskscreen.core import need
from riskscreen.measures.arrays import Floats, columns

__all__ = [
    "auc_influence",
    "average_precision",
    "average_precision_replicates",
    "rank_correlation",
    "weighted_auc",
    "weighted_auc_replicates",
]

# Rows times replicates held at once: 500,000 float64 are 4 MB, which stays in the caches.
_BLOCK = 500_000


def weighted_auc(label: ArrayLike, risk: ArrayLike, weight: ArrayLike) -> float:
    """Return the probability that a child at risk is ranked above one who is not.

    Parameters
    ----------
    label : array of float, shape (n_children,)
        1 at risk, 0 not.
    risk : array of float, shape (n_children,)
        Any score; only its order counts.
    weight : array of float, shape (n_children,)
        Survey weights, not negative.

    Returns
    -------
    float
        AUC in [0, 1], ties half; NaN where an input is unknown or a class has no weight.

    References
    ----------
    .. [1] Hanley and McNeil (1982), Radiology 143: 29-36; weighted as in Yao, Li and Graubard
       (2015), Statistics in Medicine 34: 685-697.

    Examples
    --------
    >>> weighted_auc([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8], [1, 1, 1, 1])
    0.75
    >>> weighted_auc([0, 0], [0.1, 0.2], [1, 1])
    nan
    """
    known = columns(label, risk, weight)
    if known is None or not known[0].size:
        return float("nan")
    positive, negative = _by_level(*known)
    total = positive.sum() * negative.sum()
    if not total > 0:
        return float("nan")
    below = np.cumsum(negative) - negative / 2
    return float(positive @ below / total)


def weighted_auc_replicates(
    label: ArrayLike,
    risk: ArrayLike,
    weight: ArrayLike,
    psu_index: NDArray[np.intp],
    factors: NDArray[np.floating],
) -> Floats:
    """Return the AUC under every replicate's weights, by sorted cumulative sums.

    Parameters
    ----------
    label, risk, weight : arrays of float, shape (n_children,)
        As in `weighted_auc`.
    psu_index : ndarray of intp, shape (n_children,)
        Column of ``factors`` that each child belongs to.
    factors : ndarray of float, shape (n_replicates, n_psu)
        What each replicate multiplies the weights of a PSU by.

    Returns
    -------
    ndarray of float64, shape (n_replicates,)
        NaN in a replicate that drew only one of the two classes.
    """
    n_replicates = factors.shape[0]
    known = columns(label, risk, weight)
    if known is None or not known[0].size:
        return np.full(n_replicates, np.nan)
    y, score, w = known
    psu, case = np.asarray(psu_index), y > 0
    if 2 * np.count_nonzero(case) > y.size:  # the rarer class gives the levels: fewer rows below
        case, score = ~case, -score
    levels, own = np.unique(score[case], return_inverse=True)
    cases = _by_psu(own, psu[case], w[case], (levels.size, factors.shape[1]))
    others = _steps(levels, score[~case], psu[~case], w[~case], factors.shape[1])
    rest = np.bincount(psu[~case], weights=w[~case], minlength=factors.shape[1])
    auc = np.full(n_replicates, np.nan)
    step = max(1, _BLOCK // max(levels.size, 1))
    for start in range(0, n_replicates, step):
        block = np.ascontiguousarray(factors[start : start + step].T, dtype=np.float64)
        above, below = cases @ block, others @ block
        np.cumsum(below, axis=0, out=below)
        total = above.sum(axis=0) * (rest @ block)
        some = total > 0
        auc[start : start + step][some] = np.einsum("ij,ij->j", above, below)[some] / total[some]
    return auc


def _steps(levels: Floats, score: Floats, psu: NDArray[np.intp], weight: Floats, n_psu: int) -> Any:  # noqa: ANN401 - scipy has no types
    """Return what enters below each level, by PSU: a child tied with it half now, half after."""
    at = np.searchsorted(levels, score, side="left")
    after = np.searchsorted(levels, score, side="right")
    place = np.concatenate([at, after])
    inside = place < levels.size
    return _by_psu(
        place[inside],
        np.concatenate([psu, psu])[inside],
        np.concatenate([weight, weight])[inside] / 2,
        (levels.size, n_psu),
    )


def _by_psu(
    row: NDArray[np.intp], psu: NDArray[np.intp], weight: Floats, shape: tuple[int, int]
) -> Any:  # noqa: ANN401 - scipy has no types
    """Return the weights by row and PSU, a sparse matrix: few PSUs are in any one row."""
    return need("scipy.sparse", extra="audit").csr_matrix((weight, (row, psu)), shape=shape)


def auc_influence(label: ArrayLike, risk: ArrayLike, weight: ArrayLike) -> Floats:
    """Return each child's part in the AUC: the share of the other class it is ranked rightly to.

    The weighted mean over the children at risk equals the AUC, and so does that over the
    others; a replicate of the AUC is, to first order, the two replicated means less the AUC.

    Returns
    -------
    ndarray of float64, shape (n_children,)
        In [0, 1]; all NaN where the AUC is undefined.

    References
    ----------
    .. [1] DeLong, DeLong and Clarke-Pearson (1988), Biometrics 44: 837-845.
    """
    known = columns(label, risk, weight)
    if known is None or not known[0].size:
        return np.full(np.size(label), np.nan)
    y, score, w = known
    positive, negative = _by_level(y, score, w)
    if not positive.sum() * negative.sum() > 0:
        return np.full(y.size, np.nan)
    level = _levels(score)[0]
    below = (np.cumsum(negative) - negative / 2) / negative.sum()
    above = 1 - (np.cumsum(positive) - positive / 2) / positive.sum()
    return np.asarray(np.where(y > 0, below[level], above[level]), dtype=np.float64)


def average_precision(label: ArrayLike, risk: ArrayLike, weight: ArrayLike) -> float:
    """Return the mean precision over the children at risk, taken from the highest risk down.

    Tied children enter together. NaN where an input is unknown or nobody is at risk.

    Examples
    --------
    >>> round(average_precision([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8], [1, 1, 1, 1]), 4)
    0.8333
    """
    known = columns(label, risk, weight)
    if known is None or not known[0].size:
        return float("nan")
    positive, negative = _by_level(*known)
    if not positive.sum() > 0:
        return float("nan")
    found, false = np.cumsum(positive[::-1]), np.cumsum(negative[::-1])
    entered = positive[::-1] > 0
    precision = found[entered] / (found + false)[entered]
    return float(precision @ positive[::-1][entered] / positive.sum())


def average_precision_replicates(
    label: ArrayLike,
    risk: ArrayLike,
    weight: ArrayLike,
    psu_index: NDArray[np.intp],
    factors: NDArray[np.floating],
) -> Floats:
    """Return the average precision under every replicate's weights; see the AUC's for shapes."""
    n_replicates = factors.shape[0]
    known = columns(label, risk, weight)
    if known is None or not known[0].size:
        return np.full(n_replicates, np.nan)
    y, score, w = known
    order = np.argsort(-score, kind="stable")
    y, score, w, psu = y[order], score[order], w[order], np.asarray(psu_index)[order]
    last = np.searchsorted(-score, -score, side="right") - 1
    positive = np.flatnonzero(y > 0)
    precisions = np.full(n_replicates, np.nan)
    step = max(1, _BLOCK // y.size)
    for start in range(0, n_replicates, step):
        block = np.ascontiguousarray(factors[start : start + step].T, dtype=np.float64)
        every = block[psu] * w[:, None]
        own = every[positive]
        found = np.cumsum(every * y[:, None], axis=0)[last[positive]]
        entered = np.cumsum(every, axis=0)[last[positive]]
        precision = np.divide(found, entered, out=np.zeros_like(found), where=entered > 0)
        total, some = own.sum(axis=0), own.sum(axis=0) > 0
        wins = np.einsum("ij,ij->j", own, precision)
        precisions[start : start + step][some] = wins[some] / total[some]
    return precisions


def rank_correlation(first: ArrayLike, second: ArrayLike, weight: ArrayLike) -> float:
    """Return Spearman's weighted rank correlation, ties at their middle rank; NaN if constant.

    Examples
    --------
    >>> rank_correlation([1, 2, 3, 4], [10, 20, 30, 5], [1, 1, 1, 1])
    -0.2
    """
    known = columns(first, second, weight)
    if known is None or not known[2].sum() > 0:
        return float("nan")
    x, y, w = _middle_ranks(known[0], known[2]), _middle_ranks(known[1], known[2]), known[2]
    x, y = x - x @ w / w.sum(), y - y @ w / w.sum()
    spread = float(np.sqrt((x * x @ w) * (y * y @ w)))
    return round(float((x * y @ w) / spread), 12) if spread > 0 else float("nan")


def _by_level(label: Floats, risk: Floats, weight: Floats) -> tuple[Floats, Floats]:
    code, n_levels = _levels(risk)
    positive = np.bincount(code, weights=weight * (label > 0), minlength=n_levels)
    negative = np.bincount(code, weights=weight * (label <= 0), minlength=n_levels)
    return positive.astype(np.float64), negative.astype(np.float64)


def _levels(risk: Floats) -> tuple[NDArray[np.intp], int]:
    """Return each risk's level from the lowest up; rows that come in order are not sorted again."""
    step = np.diff(risk)
    if (step >= 0).all():
        code = np.concatenate([[0], np.cumsum(step > 0)])[: risk.size].astype(np.intp)
        return code, int(code[-1]) + 1 if risk.size else 0
    levels, code = np.unique(risk, return_inverse=True)
    return code.astype(np.intp), levels.size


def _middle_ranks(values: Floats, weight: Floats) -> Floats:
    levels, code = np.unique(values, return_inverse=True)
    mass = np.bincount(code, weights=weight, minlength=levels.size)
    return (np.cumsum(mass) - mass / 2)[code]
