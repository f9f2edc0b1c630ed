"""How sure are we of the mean risk among children with this margin?

Two stored curves, so that scoring is a look-up. The interval speaks of the mean risk of children
with one score, never of one child's fate.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen.errors import InputError
from riskscreen.model.calibrator import Calibrator
from riskscreen.model.piecewise import check_knots, expit, interpolate

__all__ = ["IntervalCurves"]

# curves and calibrator are rounded apart by no more than this, in log-odds
_SLACK = 1e-6


@dataclass(frozen=True, slots=True)
class IntervalCurves:
    """Two monotone curves of log-odds over the margin.

    Parameters
    ----------
    margin : tuple of float
        Rising, at least two.
    lo, hi : tuple of float
        Log-odds, never falling, ``lo`` never above ``hi``.

    Raises
    ------
    InputError
        If the curves cross, fall, or are not finite.

    Examples
    --------
    >>> IntervalCurves(margin=(-1.0, 1.0), lo=(-2.0, 1.0), hi=(-1.0, 0.5))
    Traceback (most recent call last):
        ...
    riskscreen.errors.InputError: interval curves cross at 1 of 2 knots; first is margin 1: \
1 above 0.5
    """

    margin: tuple[float, ...]
    lo: tuple[float, ...]
    hi: tuple[float, ...]

    def __post_init__(self) -> None:
        check_knots("interval curves", self.margin, self.lo, self.hi)
        crossed = [at for at in range(len(self.margin)) if self.lo[at] > self.hi[at]]
        if crossed:
            at = crossed[0]
            raise InputError(
                f"interval curves cross at {len(crossed)} of {len(self.margin)} knots; first is "
                f"margin {self.margin[at]:.6g}: {self.lo[at]:.6g} above {self.hi[at]:.6g}"
            )

    def __repr__(self) -> str:
        return f"IntervalCurves({len(self.margin)} knots)"

    def bounds(
        self, margin: NDArray[np.float64], *, calibrator: Calibrator
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the bounds of the mean risk among children with each margin.

        Between knots the curves are straight; beyond their ends they keep the end's distance
        from the calibrated log-odds. A bound that a bend of the calibrator between two knots
        would leave on the wrong side of the risk is widened to touch it.

        Parameters
        ----------
        margin : ndarray of float64, shape (n_children,)
            Log-odds before calibration; NaN gives NaN.
        calibrator : Calibrator
            The map whose risk the interval is about.

        Returns
        -------
        lo, hi : ndarray of float64, shape (n_children,)
            Probabilities, 0-1.
        """
        knots = np.asarray(self.margin)
        at = np.asarray(margin, dtype=np.float64)
        inside = np.clip(at, knots[0], knots[-1])
        logit = calibrator.logit(at)
        shift = logit - calibrator.logit(inside)
        lo = np.minimum(interpolate(inside, knots, np.asarray(self.lo)) + shift, logit)
        hi = np.maximum(interpolate(inside, knots, np.asarray(self.hi)) + shift, logit)
        return expit(lo), expit(hi)

    def check_holds(self, calibrator: Calibrator) -> None:
        """Return nothing if the calibrated log-odds lie between the curves at every knot.

        Raises
        ------
        InputError
            Otherwise: these curves belong to another calibrator.
        """
        logit = calibrator.logit(np.asarray(self.margin))
        outside = (np.asarray(self.lo) > logit + _SLACK) | (np.asarray(self.hi) < logit - _SLACK)
        if outside.any():
            first = int(np.flatnonzero(outside)[0])
            raise InputError(
                f"the calibrated risk is outside its interval at {int(outside.sum())} of "
                f"{len(self.margin)} knots; first is margin {self.margin[first]:.6g}: "
                f"{logit[first]:.6g} against [{self.lo[first]:.6g}, {self.hi[first]:.6g}]. "
                "Fit the curves to this calibrator"
            )

    def to_dict(self) -> dict[str, Any]:
        """Return the curves as JSON types."""
        return {"margin": list(self.margin), "lo": list(self.lo), "hi": list(self.hi)}

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> IntervalCurves:
        """Return the curves that ``to_dict`` wrote; raises as the class does."""
        return cls(
            margin=tuple(map(float, plain["margin"])),
            lo=tuple(map(float, plain["lo"])),
            hi=tuple(map(float, plain["hi"])),
        )
