"""What does a broken line say here? Monotone, joined at its knots, straight in between.

Made of sums, products and quotients alone, which every processor rounds alike: numpy's own ``exp``
has another last bit with AVX-512 than without, and a logged score has to be replayed to the bit.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from riskscreen.errors import InputError

__all__ = ["check_knots", "expit", "interpolate"]

_FEWEST_KNOTS = 2

_FARTHEST = 709.0
"""Log-odds of whose exponential a float64 still holds: beyond, a probability is 0 or 1."""

_LOG2_E = 1.4426950408889634
_LN2_HI, _LN2_LO = 0.6931471803691238, 1.9082149292705877e-10
"""ln 2 in two parts; the first ends in zeros, so that whole multiples of it are exact."""

_TERMS = tuple(1 / math.factorial(n) for n in range(16, -1, -1))
"""Of the series of exp, whose seventeenth is below a tenth of the last bit up to ln 2."""


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
    """Return the probability of log-odds, without overflow at either end.

    Parameters
    ----------
    logit : ndarray of float64, shape (n_children,)
        NaN gives NaN.

    Returns
    -------
    ndarray of float64, shape (n_children,)
        The same bits on every processor; never falls where ``logit`` rises, rounding included.

    Examples
    --------
    >>> expit(np.array([-np.inf, 0.0, np.nan, 800.0])).tolist()
    [0.0, 0.5, nan, 1.0]
    """
    odds = _exp(-np.clip(logit, -_FARTHEST, _FARTHEST))
    return np.asarray(np.where(logit < -_FARTHEST, 0.0, 1.0 / (1.0 + odds)))


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


def _exp(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return e to the power of ``x`` within ``_FARTHEST``, to 4e-16 of itself.

    ``x`` is ``k`` ln 2 and a rest of 0 or more. With a rest below 0 the terms would change sign and
    rounding could let the sum fall; so every step rises, and both ends of a ``k`` are held.
    """
    k = np.floor(np.where(np.isnan(x), 0.0, x) * _LOG2_E)
    rest = np.maximum((x - k * _LN2_HI) - k * _LN2_LO, 0.0)
    power = np.full(rest.shape, _TERMS[0])
    for term in _TERMS[1:]:
        power *= rest
        power += term
    return np.asarray(np.ldexp(np.minimum(power, 2.0), k.astype(np.int32)))
