"""What risk does a margin mean?

A monotone map from margin to log-odds, fitted only on margins of children that the booster had
not seen, and never judged on the children it was fitted on: a map carries the folds it has read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from riskscreen import model
from riskscreen.errors import TrainingError
from riskscreen.training import splits

__all__ = ["FoldCalibrator", "Grid", "calibrated", "cross_calibrate", "fit_calibrator"]

_BINS = 256
"""Margins are pooled into so many equal parts before fitting; the map has six numbers."""

_KNOTS = (0.02, 0.25, 0.5, 0.75, 0.9, 0.98)
"""Quantiles between which the map is straight; it goes on straight beyond the outer two."""

_SLOPE_SPREAD = 0.25
"""Standard deviation expected between neighbouring slopes: the map bends where data insist."""

_LEAST_SLOPE = 0.02
"""A higher margin never means a lower risk."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Margins pooled into bins, so that a map refits in milliseconds.

    Parameters
    ----------
    code : ndarray of intp, shape (n_rows,)
        Bin of each row.
    centre : ndarray of float64, shape (n_bins,)
        Mean margin of the bin.
    knots : ndarray of float64, shape (n_knots,)
        Margins between which the map is straight.
    """

    code: NDArray[np.intp]
    centre: NDArray[np.float64]
    knots: NDArray[np.float64]

    @classmethod
    def of(cls, margin: NDArray[np.float64], weight: NDArray[np.float64]) -> Grid:
        """Return the grid of these margins; rows of equal margin share a bin."""
        levels, inverse = np.unique(margin, return_inverse=True)
        mass = np.cumsum(np.bincount(inverse, weight))
        share = mass / mass[-1]
        _, pooled = np.unique(np.floor(share * _BINS * (1 - 1e-12)), return_inverse=True)
        code = pooled[inverse]
        total = np.bincount(code, weight)
        plain = np.bincount(code)
        # a bin of weight 0 has no weighted mean, and no say either
        safe = np.where(total > 0, total, 1.0)
        centre = np.where(
            total > 0,
            np.bincount(code, weight * margin) / safe,
            np.bincount(code, margin) / plain,
        )
        places = np.searchsorted(share, _KNOTS).clip(0, levels.size - 1)
        knots = np.unique(levels[places])
        if knots.size < 2:  # noqa: PLR2004 - a line needs two points
            knots = np.array([knots[0] - 1.0, knots[0] + 1.0])
        return cls(code=code.astype(np.intp), centre=centre, knots=knots)

    def sums(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the sum of ``values`` per bin, shape (n_bins,)."""
        return np.asarray(np.bincount(self.code, values, minlength=self.centre.size), np.float64)

    def fit(self, cases: NDArray[np.float64], total: NDArray[np.float64]) -> model.Calibrator:
        """Return the map for weighted ``cases`` among ``total`` per bin, each (n_bins,)."""
        design = self._design()
        start = np.zeros(design.shape[1])
        prevalence = np.clip(cases.sum() / max(total.sum(), 1e-12), 1e-6, 1 - 1e-6)
        start[0] = np.log(prevalence / (1 - prevalence))
        start[1:] = 1.0
        middle = float((self.centre * total).sum() / max(total.sum(), 1e-12))
        start[0] -= float(self._design(np.array([middle]))[0, 1:].sum())
        bounds = [(None, None), *[(_LEAST_SLOPE, None)] * (design.shape[1] - 1)]
        found = minimize(
            _penalised,
            start,
            args=(design, cases, total),
            jac=True,
            bounds=bounds,
            method="L-BFGS-B",
        )
        logit = self._design(self.knots) @ found.x
        return model.Calibrator(
            knots_margin=tuple(float(knot) for knot in self.knots),
            knots_logit=tuple(float(value) for value in logit),
        )

    def _design(self, at: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
        """Return 1 and the length of each segment lying below ``at``; outer ones are endless."""
        margin = self.centre if at is None else at
        lower, upper = self.knots[:-1].copy(), self.knots[1:].copy()
        origin = self.knots[0]
        upper[-1] = np.inf
        pieces = np.clip(margin[:, None], lower, upper) - lower
        pieces[:, 0] += np.minimum(margin - origin, 0.0)
        return np.hstack([np.ones((margin.size, 1)), pieces])


def fit_calibrator(
    margin: NDArray[np.float64], label: NDArray[np.float64], weight: NDArray[np.float64]
) -> model.Calibrator:
    """Return the monotone map from margin to log-odds that suits the weighted labels best.

    Parameters
    ----------
    margin : ndarray of float64, shape (n_rows,)
        Raw scores of children that the booster did not learn from.
    label, weight : ndarray of float64, shape (n_rows,)

    Raises
    ------
    TrainingError
        If a margin is missing, or all labels are the same.
    """
    unknown = int(np.count_nonzero(~np.isfinite(margin)))
    if unknown or np.unique(label[weight > 0]).size < 2:  # noqa: PLR2004 - yes and no
        raise TrainingError(
            f"{unknown} of {margin.size} margins are missing and {int((label == 1).sum())} labels "
            "are yes; a calibrator needs every margin and both answers"
        )
    grid = Grid.of(margin, weight)
    return grid.fit(grid.sums(weight * label), grid.sums(weight))


@dataclass(frozen=True, slots=True)
class FoldCalibrator:
    """A calibrator and the folds whose labels it has read.

    Parameters
    ----------
    calibrator : model.Calibrator
    fitted_on : frozenset of int
        Folds; rows of these may not be judged with it.
    """

    calibrator: model.Calibrator
    fitted_on: frozenset[int]


def cross_calibrate(
    margin: NDArray[np.float64],
    label: NDArray[np.float64],
    weight: NDArray[np.float64],
    *,
    fold: NDArray[np.intp],
) -> tuple[FoldCalibrator, ...]:
    """Return one calibrator per fold, fitted on the out-of-fold margins of all other folds."""
    numbers = [int(number) for number in np.unique(fold) if number != splits.LINKING]
    found = []
    for number in numbers:
        others = (fold != number) & (fold != splits.LINKING)
        found.append(
            FoldCalibrator(
                calibrator=fit_calibrator(margin[others], label[others], weight[others]),
                fitted_on=frozenset(numbers) - {number},
            )
        )
    return tuple(found)


def calibrated(
    calibrators: Sequence[FoldCalibrator],
    margin: NDArray[np.float64],
    *,
    fold: NDArray[np.intp],
) -> NDArray[np.float64]:
    """Return out-of-fold risks: fold k by ``calibrators[k]``; NaN for rows in no fold.

    Raises
    ------
    TrainingError
        If a calibrator has read the fold it is asked to judge.

    Examples
    --------
    >>> margin, fold = np.array([-1.0, 1.0]), np.array([0, 0])
    >>> line = model.Calibrator(knots_margin=(-1.0, 1.0), knots_logit=(-1.0, 1.0))
    >>> calibrated([FoldCalibrator(line, frozenset({0, 1}))], margin, fold=fold)
    Traceback (most recent call last):
        ...
    riskscreen.errors.TrainingError: 1 of 1 calibrators is judged on margins it was fitted on; \
first is that of fold 0, fitted on folds 0, 1; fit it on the other folds (cross_calibrate)
    """
    seen = [k for k, one in enumerate(calibrators) if k in one.fitted_on and (fold == k).any()]
    if seen:
        folds = ", ".join(str(number) for number in sorted(calibrators[seen[0]].fitted_on))
        verb = "is" if len(seen) == 1 else "are"
        raise TrainingError(
            f"{len(seen)} of {len(calibrators)} calibrators {verb} judged on margins it was fitted "
            f"on; first is that of fold {seen[0]}, fitted on folds {folds}; "
            "fit it on the other folds (cross_calibrate)"
        )
    risk = np.full(margin.size, np.nan)
    for number, one in enumerate(calibrators):
        rows = fold == number
        risk[rows] = one.calibrator.risk(margin[rows])
    return risk


def _penalised(
    slopes: NDArray[np.float64],
    design: NDArray[np.float64],
    cases: NDArray[np.float64],
    total: NDArray[np.float64],
) -> tuple[float, NDArray[np.float64]]:
    """Return the penalised negative log likelihood and its gradient."""
    logit = design @ slopes
    risk = 1 / (1 + np.exp(-logit))
    loss = float((total * np.logaddexp(0, logit) - cases * logit).sum())
    gradient = design.T @ (total * risk - cases)
    bend = np.diff(slopes[1:])
    loss += float((bend**2).sum()) / (2 * _SLOPE_SPREAD**2)
    pull = bend / _SLOPE_SPREAD**2
    gradient[1:-1] -= pull
    gradient[2:] += pull
    return loss, gradient
