"""What does a broken line say here? Monotone, joined at its knots, straight in between."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from riskscreen.errors import InputError

__all__ = ["check_knots", "expit", "interpolate"]

_FEWEST_KNOTS = 2


def interpolate(
    at: NDArray[np.float64], x: NDArray[np.float64], y: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the line through the knots, its end segments going on beyond them.

    Parameters
    ----------
    at : ndarray of float64, shape (n_children,)
        NaN gives NaN.
    x, y : ndarray of float64, shape (n_knots,)
        Knots, ``x`` rising and ``y`` never falling.

    Returns
    -------
    ndarray of float64, shape (n_children,)
        Never falls where ``at`` rises, rounding included.
    """
    segment = np.clip(np.searchsorted(x, at, side="right") - 1, 0, x.size - 2)
    slope = np.diff(y) / np.diff(x)
    value = y[segment] + slope[segment] * (at - x[segment])
    # rounding may carry the end of a segment past the next knot
    value = np.where(at <= x[-1], np.minimum(value, y[segment + 1]), np.maximum(value, y[-1]))
    return np.asarray(np.where(np.isnan(at), np.nan, value))


def expit(logit: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the probability of log-odds, without overflow at either end."""
    small = np.exp(-np.abs(logit))
    return np.asarray(np.where(logit >= 0, 1.0 / (1.0 + small), small / (1.0 + small)))


def check_knots(what: str, x: Sequence[float], *curves: Sequence[float]) -> None:
    """Return nothing if ``x`` rises, every curve never falls, and all are finite.

    Raises
    ------
    InputError
        Otherwise.
    """
    if len(x) < _FEWEST_KNOTS or any(len(curve) != len(x) for curve in curves):
        raise InputError(
            f"{what} has {len(x)} margins and {[len(curve) for curve in curves]} values; "
            "give as many values as margins, at least two"
        )
    if not all(np.isfinite(line).all() for line in (x, *curves)):
        raise InputError(f"{what} has a knot that is not a finite number")
    if not (np.diff(x) > 0).all():
        raise InputError(f"{what} has margins that do not rise from knot to knot")
    if any((np.diff(curve) < 0).any() for curve in curves):
        raise InputError(f"{what} falls between two knots; a higher margin is never a lower risk")
