"""Between which bounds does a figure lie, and all figures of one question at once?

Standard errors of replicates with Student's t; the largest |t| over a family of figures gives
bounds that hold together. A share that too few children carry gets an exact interval.
"""

from __future__ import annotations

from types import ModuleType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from riskscreen.core import need
from riskscreen.measures.arrays import Floats, columns
from riskscreen.measures.resampling import Clusters

__all__ = [
    "difference_of_shares",
    "exact_share",
    "korn_graubard",
    "max_t",
    "standard_error",
    "t_interval",
]

# With fewer replicates defined than this share, those left are a selection, not a sample.
_DEFINED = 0.99


def standard_error(estimate: ArrayLike, replicates: ArrayLike) -> Floats:
    """Return the root mean square distance of the replicates from the estimate.

    Parameters
    ----------
    estimate : array of float, shape (n_figures,)
        The sample's figures.
    replicates : array of float, shape (n_replicates, n_figures)
        The replicates' figures.

    Returns
    -------
    ndarray of float64, shape (n_figures,)
        NaN where the estimate or more than 1 % of the replicates are undefined.
    """
    centre = np.atleast_1d(np.asarray(estimate, dtype=np.float64))
    drawn = np.asarray(replicates, dtype=np.float64).reshape(-1, centre.size)
    defined = np.isfinite(drawn)
    squares = np.where(defined, np.where(defined, drawn, 0.0) - centre, 0.0) ** 2
    count = defined.sum(axis=0)
    enough = (count >= _DEFINED * drawn.shape[0]) & (count > 1) & np.isfinite(centre)
    return np.where(enough, np.sqrt(squares.sum(axis=0) / np.maximum(count, 1)), np.nan)


def t_interval(
    estimate: float, replicates: ArrayLike, df: float, confidence: float
) -> tuple[float, float]:
    """Return bounds that hold for one figure alone; NaN without a standard error.

    Parameters
    ----------
    estimate : float
        The sample's figure.
    replicates : array of float, shape (n_replicates,)
        The replicates' figures.
    df : float
        Degrees of freedom.
    confidence : float
        e.g. 0.95.
    """
    half = float((standard_error([estimate], replicates) * _t_quantile(df, confidence))[0])
    return estimate - half, estimate + half


def max_t(
    estimate: ArrayLike, replicates: ArrayLike, df: ArrayLike, confidence: float
) -> tuple[Floats, Floats]:
    """Return bounds that hold for all figures together.

    The quantile, over the replicates, of the largest standardised distance of any figure says at
    which confidence each figure has to be bounded alone; Student's t then gives each its bounds at
    that confidence, by the few PSUs that its own standard error rests on: the further out, the more
    those few widen it. A figure and its mirror image count once: their distances are equal.

    Parameters
    ----------
    estimate : array of float, shape (n_figures,)
        The sample's figures; NaN where undefined.
    replicates : array of float, shape (n_replicates, n_figures)
        The replicates' figures.
    df : float or array of float, shape (n_figures,)
        Degrees of freedom.
    confidence : float
        Of the family, e.g. 0.95.

    Returns
    -------
    tuple of ndarray of float64, shape (n_figures,)
        Lower and upper bounds; NaN for a figure without a standard error, and for one without
        spread, whose interval would be a point.

    References
    ----------
    .. [1] Westfall and Young (1993), Resampling-based multiple testing.
    """
    centre = np.atleast_1d(np.asarray(estimate, dtype=np.float64))
    drawn = np.asarray(replicates, dtype=np.float64).reshape(-1, centre.size)
    spread = standard_error(centre, drawn)
    moves = spread > 0
    if moves.sum() == 0:
        return np.full(centre.size, np.nan), np.full(centre.size, np.nan)
    distance = np.abs(drawn[:, moves] - centre[moves]) / spread[moves]
    largest = np.max(np.where(np.isfinite(distance), distance, 0.0), axis=1)
    together = _normal_confidence(float(np.quantile(largest, confidence)))
    half = np.where(moves, spread, np.nan) * _t_quantile(df, max(confidence, together))
    return centre - half, centre + half


def korn_graubard(
    event: ArrayLike, weight: ArrayLike, *, design: Clusters, confidence: float
) -> tuple[float, float]:
    """Return the exact interval of a weighted share, for the effective number of children.

    Clopper and Pearson's bounds with n replaced by p(1-p)/variance, the variance by strata and
    PSUs, corrected for the degrees of freedom and never above n. Where the share is 0 or 1 the
    variance says nothing and n stands.

    Parameters
    ----------
    event : array of float, shape (n_children,)
        1 where it happened, else 0.
    weight : array of float, shape (n_children,)
        Survey weights.
    design : Clusters
        The design of these very children.
    confidence : float
        e.g. 0.95.

    Returns
    -------
    tuple of float
        Lower and upper bound; (NaN, NaN) without children or with an unknown value.

    References
    ----------
    .. [1] Korn and Graubard (1998), Survey Methodology 24: 193-201.

    Examples
    --------
    >>> from riskscreen.measures.resampling import clusters
    >>> rows = clusters(["a"] * 10, [str(i) for i in range(10)])
    >>> lo, hi = korn_graubard([0] * 10, [1] * 10, design=rows, confidence=0.95)
    >>> round(lo, 3), round(hi, 3)
    (0.0, 0.308)
    """
    known = columns(event, weight)
    if known is None or not known[1].sum() > 0:
        return float("nan"), float("nan")
    happened, w = known
    share = float(happened @ w / w.sum())
    residual = w * (happened - share) / w.sum()
    part = np.bincount(design.index, weights=residual, minlength=design.n_psu).astype(np.float64)
    variance = _between(part, design.stratum)
    return exact_share(share, variance, n=happened.size, df=design.df(), confidence=confidence)


def exact_share(
    share: float, variance: float, *, n: int, df: int, confidence: float
) -> tuple[float, float]:
    """Return the interval of `korn_graubard` where the variance of the share is known already.

    Parameters
    ----------
    share : float
        The weighted share, 0-1.
    variance : float
        Its variance by the design; NaN where the design gives none.
    n : int
        Unweighted number of children that the share is of.
    df : int
        Degrees of freedom of the variance; with none, the sample is worth one child at most.
    confidence : float
        e.g. 0.95.

    Examples
    --------
    >>> lo, hi = exact_share(0.0, 0.0, n=10, df=9, confidence=0.95)
    >>> round(lo, 3), round(hi, 3)
    (0.0, 0.308)
    """
    if not n or not np.isfinite(share):
        return float("nan"), float("nan")
    size = _effective_size(share, variance, n=float(n), df=df)
    cases = share * size
    quantile = _special().betaincinv
    tail = (1 - confidence) / 2
    lo = 0.0 if cases <= 0 else float(quantile(cases, size - cases + 1, tail))
    hi = 1.0 if cases >= size else float(quantile(cases + 1, size - cases, 1 - tail))
    return lo, hi


def difference_of_shares(
    first: tuple[float, float, float], second: tuple[float, float, float]
) -> tuple[float, float]:
    """Return bounds of a difference of two shares from each one's own (estimate, lower, upper).

    References
    ----------
    .. [1] Newcombe (1998), Statistics in Medicine 17: 873-890 (square-and-add).

    Examples
    --------
    >>> lo, hi = difference_of_shares((0.5, 0.4, 0.6), (0.5, 0.4, 0.6))
    >>> round(lo, 3), round(hi, 3)
    (-0.141, 0.141)
    """
    (p, p_lo, p_hi), (q, q_lo, q_hi) = first, second
    down = np.hypot(p - p_lo, q_hi - q)
    up = np.hypot(p_hi - p, q - q_lo)
    return float(p - q - down), float(p - q + up)


def _effective_size(share: float, variance: float, *, n: float, df: int) -> float:
    spread = 0 < share < 1 and variance > 0
    size = min(n, share * (1 - share) / variance) if spread else n
    if df < 1:
        return min(size, 1.0)
    confidence = 0.95  # the correction compares two quantiles; Korn and Graubard take this one
    correction = _t_quantile(n - 1, confidence) / _t_quantile(df, confidence)
    return float(min(n, size * correction[0] ** 2)) if n > 1 else 1.0


def _between(part: Floats, stratum: NDArray[np.intp]) -> float:
    size = np.bincount(stratum).astype(np.float64)
    total = np.bincount(stratum, weights=part)
    mean = np.divide(total, size, out=np.zeros_like(total), where=size > 0)
    squares = np.bincount(stratum, weights=(part - mean[stratum]) ** 2)
    held = size > 1
    return float((size[held] / (size[held] - 1)) @ squares[held])


def _t_quantile(df: ArrayLike, confidence: float) -> Floats:
    freedom = np.atleast_1d(np.asarray(df, dtype=np.float64))
    usable = np.where(freedom >= 1, freedom, 1.0)
    quantile = _special().stdtrit(usable, (1 + confidence) / 2)
    return np.where(freedom >= 1, quantile, np.nan)


def _normal_confidence(distance: float) -> float:
    """Return the probability that a normal figure stays within this many standard errors."""
    return float(2 * _special().ndtr(distance) - 1)


def _special() -> ModuleType:
    """Return scipy.special, which has the quantiles; scipy.stats takes a second to import."""
    return need("scipy.special", extra="audit")
