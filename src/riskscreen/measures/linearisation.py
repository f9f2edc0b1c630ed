"""How far may a survey's ratio be from the nation's, by the formula that statistics offices use?

Taylor linearisation over the strata and PSUs of the whole sample, and not the bootstrap: a standard
error that is compared with a printed one has to be the same number each time, and the same formula.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from riskscreen.errors import InputError
from riskscreen.measures.arrays import Floats
from riskscreen.measures.resampling import Clusters

__all__ = ["as_recorded", "linearised_ratio", "lone_strata"]

# A PSU says nothing of the spread between PSUs.
_FEWEST = 2


def as_recorded(stratum: ArrayLike, psu: ArrayLike) -> Clusters:
    """Return the design of a sample with its strata as they are; none is merged.

    Parameters
    ----------
    stratum, psu : array of str, shape (n_rows,)
        Names; a PSU's name need be unique within its stratum only.

    Raises
    ------
    InputError
        If lengths differ, or a row has no PSU.

    Examples
    --------
    >>> design = as_recorded(["a", "a", "b"], ["1", "2", "1"])
    >>> design.n_psu, design.df(), lone_strata(design)
    (3, 1, 1)
    """
    strata, units = np.asarray(stratum).astype(str), np.asarray(psu).astype(str)
    if strata.shape != units.shape:
        raise InputError(
            f"{strata.size} strata for {units.size} PSUs; first is {strata[:1].tolist()}; "
            "pass one stratum and one PSU for each row"
        )
    bare = units == ""
    if bare.any():
        raise InputError(
            f"no PSU in {int(bare.sum())} of {bare.size} rows; first is row "
            f"{int(np.argmax(bare))}; let the household stand in for it"
        )
    stratum_code = np.unique(strata, return_inverse=True)[1]
    unit_names, unit_code = np.unique(units, return_inverse=True)
    pair = stratum_code.astype(np.int64) * max(unit_names.size, 1) + unit_code
    pairs, index = np.unique(pair, return_inverse=True)
    return Clusters(
        index=index.reshape(-1).astype(np.intp),
        stratum=(pairs // max(unit_names.size, 1)).astype(np.intp),
        merged=(),
    )


def lone_strata(design: Clusters) -> int:
    """Return how many strata have a single PSU."""
    return int((np.bincount(design.stratum) == 1).sum()) if design.n_psu else 0


def linearised_ratio(
    numerator: ArrayLike, denominator: ArrayLike, *, design: Clusters
) -> tuple[float, float]:
    """Return a ratio of weighted sums and its standard error.

    The variance of the weighted residuals' totals by PSU, within strata; PSUs count as drawn with
    replacement, without a correction for a finite population. A domain passes its own children
    with the design of the whole sample: PSUs without such a child stay in with a total of 0. The
    one PSU of a stratum is centred at the mean of all PSUs, which errs to the wide side.

    Parameters
    ----------
    numerator, denominator : array of float, shape (n_children,)
        Each child's part, its weight included: weight x event and weight for a share.
    design : Clusters
        ``index`` is the PSU of each of these children; ``stratum`` holds every PSU of the sample.

    Returns
    -------
    tuple of float
        The ratio and its standard error; NaN where nothing is in the denominator, and no standard
        error from a single PSU.

    Raises
    ------
    InputError
        If the arrays differ in length, or hold an unknown value.

    References
    ----------
    .. [1] Woodruff (1971), JASA 66: 411-414.
    .. [2] Särndal, Swensson and Wretman (1992), Model Assisted Survey Sampling, 5.5-5.8.
    .. [3] Lumley (2010), Complex Surveys, on strata of one PSU (``lonely.psu = "adjust"``).

    Examples
    --------
    Two strata of two PSUs, one child each, one of the two with the event.

    >>> design = as_recorded(["a", "a", "b", "b"], ["1", "2", "3", "4"])
    >>> linearised_ratio([1, 0, 1, 0], [1, 1, 1, 1], design=design)
    (0.5, 0.3535533905932738)
    """
    above, below = np.asarray(numerator, np.float64), np.asarray(denominator, np.float64)
    if not above.shape == below.shape == design.index.shape:
        raise InputError(
            f"arrays of different lengths in one ratio: {above.size} in the numerator, "
            f"{below.size} in the denominator, {design.index.size} PSUs; pass one for each child"
        )
    unknown = ~(np.isfinite(above) & np.isfinite(below))
    if unknown.any():
        raise InputError(
            f"an unknown part of a ratio in {int(unknown.sum())} of {unknown.size} children; first "
            f"is row {int(np.argmax(unknown))}; decide what the unknown counts as before"
        )
    whole = float(below.sum())
    if not whole > 0:
        return float("nan"), float("nan")
    ratio = float(above.sum()) / whole
    if design.n_psu < _FEWEST:
        return ratio, float("nan")
    residual = (above - ratio * below) / whole
    totals = np.bincount(design.index, weights=residual, minlength=design.n_psu)
    return ratio, float(np.sqrt(_variance(totals.astype(np.float64), design.stratum)))


def _variance(totals: Floats, stratum: NDArray[np.intp]) -> float:
    size = np.bincount(stratum).astype(np.float64)
    lone = size == 1
    mean = np.bincount(stratum, weights=totals) / np.maximum(size, 1)
    # Residuals of a ratio sum to nothing, so that the mean of all PSUs is 0.
    centre = np.where(lone, 0.0, mean)
    squares = np.bincount(stratum, weights=(totals - centre[stratum]) ** 2)
    scale = np.where(lone, 1.0, size / np.maximum(size - 1, 1))
    return float(scale @ squares)
