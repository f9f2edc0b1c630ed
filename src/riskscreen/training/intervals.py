"""How sure is the mean risk among children with this score?

A 90 % interval for that mean, not for one child's fate. PSUs are drawn again: refitted boosters,
each calibrated on the PSUs it did not draw, show what the score owes to this sample; refitted
calibrators show what the map from margin to risk owes to it. Stored as two curves over the margin.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray

from riskscreen import measures, model
from riskscreen.training import calibration, fit

__all__ = ["CALIBRATORS", "REFITS", "calibrator_variance", "curves", "refit_variance"]

REFITS = 20
"""PSU-resampled boosters."""

CALIBRATORS = 100
"""PSU-resampled calibrators."""

_Z90 = 1.6448536269514722
"""Half a 90 % interval in standard errors."""

_BINS = 20


def refit_variance(
    binned: fit.Binned,
    X: NDArray[np.float64],
    *,
    margin: NDArray[np.float64],
    parameters: fit.Parameters,
    rounds: int,
    psu: NDArray[Any],
    stratum: NDArray[Any],
    rng: np.random.Generator,
    n_threads: int = 1,
    refits: int = REFITS,
) -> NDArray[np.float64]:
    """Return the variance over refits of the mean calibrated logit, by bin of ``margin``.

    Each refit is grown on resampled PSUs and judged on those it did not draw, so that a child's
    own label is in neither its margin nor its calibrator.

    Parameters
    ----------
    binned, X : the training rows, binned and plain
    margin : ndarray of float64, shape (n_rows,)
        Out-of-fold margins, the axis of the curves; NaN for rows in no fold.
    parameters, rounds : what the released booster was grown with
    psu, stratum : ndarray, shape (n_rows,)
    rng : numpy.random.Generator
    n_threads : int
        Refits grown at the same time; it changes no result.

    Returns
    -------
    ndarray of float64, shape (20,)
        Variance of the log-odds, bins from low to high margin.
    """
    drawn = measures.rao_wu(stratum, psu, replicates=refits, rng=rng)
    seeds = rng.integers(2**31 - 1, size=refits)
    logits = Parallel(n_jobs=n_threads, backend="threading")(
        delayed(_refit_logit)(
            binned,
            X,
            factor=drawn.factors[number][drawn.index],
            parameters=parameters,
            rounds=rounds,
            seed=int(seeds[number]),
        )
        for number in range(refits)
    )
    placed = np.isfinite(margin)
    weight = binned.weight[placed]
    bins = bins_of(margin[placed], weight)
    return _mean_shift_variance(np.stack(logits)[:, placed], weight, bins=bins)


def calibrator_variance(
    margin: NDArray[np.float64],
    label: NDArray[np.float64],
    weight: NDArray[np.float64],
    *,
    psu: NDArray[Any],
    stratum: NDArray[Any],
    rng: np.random.Generator,
    calibrators: int = CALIBRATORS,
) -> NDArray[np.float64]:
    """Return the variance over PSU-resampled calibrators of the logit, by bin of ``margin``."""
    drawn = measures.rao_wu(stratum, psu, replicates=calibrators, rng=rng)
    grid = calibration.Grid.of(margin, weight)
    shape = (drawn.factors.shape[1], grid.centre.size)
    place = drawn.index * shape[1] + grid.code
    cases = np.bincount(place, weight * label, minlength=shape[0] * shape[1]).reshape(shape)
    total = np.bincount(place, weight, minlength=shape[0] * shape[1]).reshape(shape)
    centres = bin_means(margin, bins_of(margin, weight))
    logits = np.stack(
        [grid.fit(factors @ cases, factors @ total).logit(centres) for factors in drawn.factors]
    )
    return np.asarray(logits.var(axis=0, ddof=1))


def curves(
    calibrator: model.Calibrator,
    margin: NDArray[np.float64],
    weight: NDArray[np.float64],
    *,
    variance: NDArray[np.float64],
    widening: float,
) -> model.IntervalCurves:
    """Return the two monotone curves: calibrated logit plus and minus 1.645 widened errors."""
    centres = bin_means(margin, bins_of(margin, weight))
    half = _Z90 * widening * np.sqrt(_smooth(variance))
    if centres.size == 1:  # one margin for everybody: a flat pair of curves
        centres, half = centres + np.array([-1.0, 1.0]), np.repeat(half, 2)
    logit = calibrator.logit(centres)
    # a curve that dips is lifted (lo: lowered from the right), which never narrows the interval
    lo = np.minimum.accumulate((logit - half)[::-1])[::-1]
    hi = np.maximum.accumulate(logit + half)
    return model.IntervalCurves(
        margin=tuple(map(float, centres)), lo=tuple(map(float, lo)), hi=tuple(map(float, hi))
    )


def bins_of(margin: NDArray[np.float64], weight: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return the weighted vigintile of each margin, dense from 0; equal margins share one."""
    levels, inverse = np.unique(margin, return_inverse=True)
    mass = np.bincount(inverse, weight)
    share = (np.cumsum(mass) - mass / 2) / mass.sum()
    _, dense = np.unique(np.floor(share * _BINS), return_inverse=True)
    del levels
    return np.asarray(dense[inverse], dtype=np.intp)


def bin_means(values: NDArray[np.float64], bins: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return the mean of ``values`` per bin."""
    return np.asarray(np.bincount(bins, values) / np.bincount(bins))


def _refit_logit(
    binned: fit.Binned,
    X: NDArray[np.float64],
    *,
    factor: NDArray[np.float64],
    parameters: fit.Parameters,
    rounds: int,
    seed: int,
) -> NDArray[np.float64]:
    """Return the refit's calibrated logit of the rows it did not draw; NaN for the others."""
    drawn, left = np.flatnonzero(factor > 0), np.flatnonzero(factor == 0)
    hurried, fewer = parameters.hurried(rounds)
    booster = fit.grow(binned.rows(drawn, binned.weight * factor), hurried, rounds=fewer, seed=seed)
    margin = booster.predict(X[left], raw_score=True, num_threads=1)
    calibrator = calibration.fit_calibrator(margin, binned.label[left], binned.weight[left])
    logit = np.full(factor.size, np.nan)
    logit[left] = calibrator.logit(margin)
    return logit


def _mean_shift_variance(
    logits: NDArray[np.float64], weight: NDArray[np.float64], *, bins: NDArray[np.intp]
) -> NDArray[np.float64]:
    """Return the variance over refits of how far the mean of a bin is shifted, for a whole table.

    A shift is the weighted mean, over the children of the bin that a refit had not drawn, of its
    logit less the mean logit of that child over the refits. Children go up and down from refit
    to refit by several times as much; in the mean risk of a bin, which is what the interval is
    about, that cancels.
    """
    known = np.isfinite(logits)
    plain = np.where(known, logits, 0.0)
    centre = plain.sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    counted = known * weight
    shift = np.stack(
        [
            np.bincount(bins, of * (row - centre)) / np.maximum(np.bincount(bins, of), 1e-12)
            for of, row in zip(counted, plain, strict=True)
        ]
    )
    # a refit's calibrator rests on the share of the table that it did not draw, a third or so; the
    # released one on all of it, and a variance falls as the table grows
    left_out = float(known.mean())
    return np.asarray(left_out * shift.var(axis=0, ddof=1))


def _smooth(variance: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a running mean of three bins: 20 refits make a bin's variance noisy."""
    padded = np.pad(variance, 1, mode="edge")
    return np.convolve(padded, np.ones(3) / 3, mode="valid")
