"""Does a risk of 0.2 mean that two in ten such children meet the outcome?

In the large (observed over expected), in spread (slope of the outcome on the logit), and along
the scale (bins of equal weight). Weights everywhere; NaN where undefined.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from riskscreen.measures.arrays import Floats, columns, ratio

__all__ = [
    "Bin",
    "brier",
    "calibration_bins",
    "calibration_error",
    "calibration_slope",
    "calibration_slope_replicates",
    "log_loss",
    "observed_over_expected",
    "recalibration_shift",
    "shifted_risk",
]

# A risk of exactly 0 or 1 has no logit; this far inside, no float64 sum changes.
_EDGE = 1e-12
_NEWTON_STEPS = 60
_NEWTON_TOLERANCE = 1e-10
# Beyond this the classes are separated and the slope has no finite value.
_STEEPEST = 1e3

Bin = tuple[float, float, float, float]


def observed_over_expected(label: ArrayLike, risk: ArrayLike, weight: ArrayLike) -> float:
    """Return the weighted cases over the sum of the weighted risks; NaN where none is expected.

    Examples
    --------
    >>> observed_over_expected([1, 0, 0, 1], [0.5, 0.25, 0.25, 0.6], [1, 1, 1, 1])
    1.25
    """
    known = columns(label, risk, weight)
    if known is None:
        return float("nan")
    return float(ratio(known[0] @ known[2], known[1] @ known[2]))


def brier(label: ArrayLike, risk: ArrayLike, weight: ArrayLike) -> float:
    """Return the weighted mean squared difference of outcome and risk; NaN without children."""
    known = columns(label, risk, weight)
    if known is None:
        return float("nan")
    return float(ratio((known[0] - known[1]) ** 2 @ known[2], known[2].sum()))


def log_loss(label: ArrayLike, risk: ArrayLike, weight: ArrayLike) -> float:
    """Return the weighted mean of -log of the risk given to what happened; NaN without children.

    Risks of exactly 0 and 1 are moved 1e-12 inside.
    """
    known = columns(label, risk, weight)
    if known is None:
        return float("nan")
    y, p, w = known[0], np.clip(known[1], _EDGE, 1 - _EDGE), known[2]
    return float(ratio(-(y * np.log(p) + (1 - y) * np.log1p(-p)) @ w, w.sum()))


def calibration_slope(label: ArrayLike, risk: ArrayLike, weight: ArrayLike) -> tuple[float, float]:
    """Return intercept and slope of a weighted logistic regression of the outcome on logit(risk).

    Returns
    -------
    tuple of float
        (0, 1) for perfect risks; (NaN, NaN) where an input is unknown, a class is absent, all
        risks are the same, or the classes are separated.

    References
    ----------
    .. [1] Cox (1958), Biometrika 45: 562-565.
    """
    known = columns(label, risk, weight)
    if known is None or np.unique(known[0]).size < 2 or np.ptp(known[1]) == 0:  # noqa: PLR2004
        return float("nan"), float("nan")
    y, logit, w = known[0], _logit(known[1]), known[2]
    theta = np.array([0.0, 1.0])
    for _ in range(_NEWTON_STEPS):
        score, information = _logistic_parts(y, logit, w, theta)
        determinant = float(np.linalg.det(information.sum(axis=0)))
        if not determinant > 0 or abs(theta[1]) > _STEEPEST:
            return float("nan"), float("nan")
        step = np.linalg.solve(information.sum(axis=0), score.sum(axis=0))
        theta = theta + np.clip(step, -2, 2)
        if np.abs(step).max() < _NEWTON_TOLERANCE:
            return float(theta[0]), float(theta[1])
    return float("nan"), float("nan")


def calibration_slope_replicates(
    label: ArrayLike,
    risk: ArrayLike,
    weight: ArrayLike,
    psu_index: NDArray[np.intp],
    factors: NDArray[np.floating],
) -> Floats:
    """Return intercept and slope under every replicate, one Newton step from the whole sample's.

    One step from the solution is exact to the order of the sampling error squared, and costs
    two matrix products in place of a thousand regressions.

    Returns
    -------
    ndarray of float64, shape (n_replicates, 2)
        Intercept and slope; NaN where the whole sample has none.
    """
    n_replicates, n_psu = factors.shape
    known = columns(label, risk, weight)
    theta = np.array(calibration_slope(label, risk, weight))
    if known is None or not np.isfinite(theta).all():
        return np.full((n_replicates, 2), np.nan)
    y, logit, w = known[0], _logit(known[1]), known[2]
    score, information = _logistic_parts(y, logit, w, theta)
    parts = np.column_stack([score, information.reshape(-1, 4)])
    sums = np.column_stack(
        [np.bincount(psu_index, weights=part, minlength=n_psu) for part in parts.T]
    )
    replicated = factors.astype(np.float64) @ sums
    matrices = replicated[:, 2:].reshape(-1, 2, 2)
    steps = np.full((n_replicates, 2), np.nan)
    regular = np.linalg.det(matrices) > 0
    steps[regular] = np.linalg.solve(matrices[regular], replicated[regular, :2, None])[..., 0]
    return np.asarray(theta + steps)


def calibration_bins(
    label: ArrayLike, risk: ArrayLike, weight: ArrayLike, bins: int = 20
) -> tuple[Bin, ...]:
    """Return (weight, mean risk, observed share, highest risk) for bins of equal weight.

    Children of one risk stay together, so there may be fewer than ``bins`` of them.
    """
    known = columns(label, risk, weight)
    if known is None or not known[2].sum() > 0:
        return ()
    y, p, w = known
    code = bin_codes(p, w, bins)
    rows: list[Bin] = []
    for one in np.unique(code):
        inside = code == one
        mass = float(w[inside].sum())
        if mass > 0:
            mean, share = float(p[inside] @ w[inside]) / mass, float(y[inside] @ w[inside]) / mass
            rows.append((mass, mean, share, float(p[inside].max())))
    return tuple(rows)


def bin_codes(risk: Floats, weight: Floats, bins: int = 20) -> NDArray[np.intp]:
    """Return the bin of equal weight, 0 to bins - 1, of every risk; ties share a bin."""
    levels, level = np.unique(risk, return_inverse=True)
    mass = np.bincount(level, weights=weight, minlength=levels.size)
    middle = (np.cumsum(mass) - mass / 2) / mass.sum()
    codes: NDArray[np.intp] = np.minimum((middle * bins).astype(np.intp), bins - 1)[level]
    return codes


def calibration_error(
    label: ArrayLike, risk: ArrayLike, weight: ArrayLike, bins: int = 20
) -> float:
    """Return the weighted mean gap of observed share and mean risk over bins of equal weight."""
    rows = calibration_bins(label, risk, weight, bins)
    total = sum(row[0] for row in rows)
    if not total > 0:
        return float("nan")
    return sum(row[0] * abs(row[1] - row[2]) for row in rows) / total


def recalibration_shift(label: ArrayLike, risk: ArrayLike, weight: ArrayLike) -> float:
    """Return what to add to the logits so that expected cases equal observed ones.

    NaN where an input is unknown or only one of the two classes is there.
    """
    known = columns(label, risk, weight)
    if known is None or not known[0].size:
        return float("nan")
    y, logit, w = known[0], _logit(known[1]), known[2]
    cases = float(y @ w)
    if not 0 < cases < w.sum():
        return float("nan")
    lo, hi = -50.0, 50.0
    for _ in range(_NEWTON_STEPS):
        middle = (lo + hi) / 2
        expected = float(w @ _sigmoid(logit + middle))
        lo, hi = (middle, hi) if expected < cases else (lo, middle)
    return (lo + hi) / 2


def shifted_risk(risk: ArrayLike, shift: float) -> Floats:
    """Return risks with ``shift`` added to their log-odds, NaN where there is none.

    Parameters
    ----------
    risk : array of float, shape (n_children,)
        In 0-1; a risk of exactly 0 or 1 stays.
    shift : float
        As `recalibration_shift` returns it.

    Examples
    --------
    >>> shifted_risk([0.0, 0.5, np.nan], np.log(3.0))
    array([0.  , 0.75,  nan])
    """
    # odds times e^shift, written so that neither end divides by zero
    p = np.asarray(risk, dtype=np.float64)
    up, down = p * np.exp(shift / 2), (1 - p) * np.exp(-shift / 2)
    return np.asarray(up / (up + down))


def _logistic_parts(
    label: Floats, logit: Floats, weight: Floats, theta: Floats
) -> tuple[Floats, Floats]:
    fitted = _sigmoid(theta[0] + theta[1] * logit)
    design = np.column_stack([np.ones_like(logit), logit])
    score = (weight * (label - fitted))[:, None] * design
    spread = weight * fitted * (1 - fitted)
    return score, spread[:, None, None] * design[:, :, None] * design[:, None, :]


def _logit(risk: Floats) -> Floats:
    inside = np.clip(risk, _EDGE, 1 - _EDGE)
    return np.asarray(np.log(inside) - np.log1p(-inside))


def _sigmoid(logit: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(logit, -700, 700))))
