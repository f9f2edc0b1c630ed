"""What is a small group's figure likely to be, once the other groups are looked at too?

Each figure is drawn towards the mean of all, the more the less is known of it. How far the groups
truly differ is itself only estimated; Morris's correction draws less and widens for that.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from riskscreen.errors import InputError
from riskscreen.measures.arrays import Floats

__all__ = ["pooled"]

# With three figures or fewer, drawing them towards their mean does not lower the total error.
_FEWEST = 4
_HALVINGS = 200


def pooled(estimates: ArrayLike, standard_errors: ArrayLike) -> tuple[Floats, Floats, float]:
    """Return partially pooled estimates, their standard errors, and the groups' true spread.

    The spread tau between the true figures is the one at which the weighted squares about the mean
    are as large as chance allows (Paule and Mandel). A figure keeps tau² / (tau² + se²) of its
    distance from the weighted mean, and a little more because tau is uncertain (Morris).

    Parameters
    ----------
    estimates : array of float, shape (n_groups,)
        One figure for each group, of any scale on which errors are about normal.
    standard_errors : array of float, shape (n_groups,)
        Their standard errors, not negative; 0 marks a figure that is known, and stays.

    Returns
    -------
    means : ndarray of float64, shape (n_groups,)
        Pooled figures; NaN where the estimate or its standard error is. With fewer than four
        known figures nothing is pooled and they are the estimates themselves.
    standard_errors : ndarray of float64, shape (n_groups,)
        Of the pooled figures, the uncertainty of mean and spread included.
    tau : float
        Standard deviation of the true figures; NaN with fewer than two.

    Raises
    ------
    InputError
        If the lengths differ or a standard error is negative.

    References
    ----------
    .. [1] Morris (1983), JASA 78: 47-55, for unequal variances.
    .. [2] Paule and Mandel (1982), J. Res. Natl. Bur. Stand. 87: 377-385.

    Examples
    --------
    Eight groups, the first of them small:

    >>> seen = [0.30, 0.02, -0.05, 0.01, 0.0, 0.03, -0.02, 0.04]
    >>> means, errors, tau = pooled(seen, [0.20] + [0.02] * 7)
    >>> round(float(means[0]), 2), round(float(errors[0]), 2), round(tau, 3)
    (0.09, 0.11, 0.028)
    """
    y = np.atleast_1d(np.asarray(estimates, dtype=np.float64))
    se = np.atleast_1d(np.asarray(standard_errors, dtype=np.float64))
    _refuse(y, se)
    known = np.isfinite(y) & np.isfinite(se)
    means, errors = np.where(known, y, np.nan), np.where(known, se, np.nan)
    if np.count_nonzero(known) < 2:  # noqa: PLR2004 - a spread is of two
        return means, errors, float("nan")
    tau = _spread(y[known], se[known] ** 2)
    drawn = known & (se > 0)
    if np.count_nonzero(drawn) >= _FEWEST:
        means[drawn], errors[drawn] = _morris(y[drawn], se[drawn] ** 2, tau**2)
    return means, errors, tau


def _refuse(y: Floats, se: Floats) -> None:
    if y.shape != se.shape:
        raise InputError(
            f"{y.size} estimates with {se.size} standard errors; give one for each group"
        )
    below: NDArray[np.bool_] = se < 0
    if below.any():
        raise InputError(
            f"standard error below 0 in {int(below.sum())} of {se.size} groups; first is group "
            f"{int(np.argmax(below))}: {se[below][0]:g}; give the root of each variance"
        )


def _spread(y: Floats, variance: Floats) -> float:
    """Return tau: the squares over (tau² + variance) fall in tau, so that halving finds it."""
    freedom = y.size - 1
    lo, hi = 0.0, float(np.ptp(y)) ** 2 + float(variance.max())
    if hi == 0 or (variance.min() > 0 and _squares(y, variance, 0.0) <= freedom):
        return 0.0
    for _ in range(_HALVINGS):
        middle = (lo + hi) / 2
        lo, hi = (middle, hi) if _squares(y, variance, middle) > freedom else (lo, middle)
    return float(np.sqrt((lo + hi) / 2))


def _squares(y: Floats, variance: Floats, between: float) -> float:
    weight = 1 / np.maximum(variance + between, np.finfo(np.float64).tiny)
    return float(weight @ (y - weight @ y / weight.sum()) ** 2)


def _morris(y: Floats, variance: Floats, between: float) -> tuple[Floats, Floats]:
    k = y.size
    weight = 1 / (variance + between)
    centre = float(weight @ y / weight.sum())
    shrink = (k - 3) / (k - 1) * variance * weight
    typical = float(weight @ variance / weight.sum())
    doubt = 2 / (k - 3) * shrink**2 * (typical + between) * weight
    leverage = weight / weight.sum()
    spread = variance * (1 - (1 - leverage) * shrink) + doubt * (y - centre) ** 2
    return y - shrink * (y - centre), np.sqrt(spread)
