"""What follows from answers of which some are unknown?

Three-valued logic: one yes decides an *any* and one no an *all*, whatever else is unknown (NaN).
Sums, least and greatest are unknown as soon as a part is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen.records.mapping import cells

__all__ = ["FOLDS", "all_of", "any_of", "first_known", "negated", "picked"]

Numbers = NDArray[np.float64]


def any_of(parts: list[Numbers]) -> Numbers:
    """Return 1 where any part is true (not 0), 0 where all are false, else NaN.

    Examples
    --------
    >>> any_of([np.array([1.0, 0.0, 0.0]), np.array([np.nan, np.nan, 0.0])])
    array([ 1., nan,  0.])
    """
    yes: Any = False
    unknown: Any = False
    for part in parts:
        gone = np.isnan(part)
        unknown = unknown | gone
        yes = yes | (~gone & (part != 0))
    return np.where(yes, 1.0, np.where(unknown, np.nan, 0.0))


def all_of(parts: list[Numbers]) -> Numbers:
    """Return 0 where any part is false, 1 where all are true, else NaN."""
    return negated(any_of([negated(part) for part in parts]))


def negated(part: Numbers) -> Numbers:
    """Return 1 for 0, 0 for any other number, NaN for NaN."""
    return np.where(np.isnan(part), np.nan, np.asarray(part == 0, dtype=np.float64))


def first_known(parts: list[NDArray[Any]]) -> NDArray[Any]:
    """Return, row by row, the first value that is known; columns of one kind."""
    found = parts[0]
    for part in parts[1:]:
        found = np.where(cells.unknown(found), part, found)
    return found


def picked(condition: Numbers, a: NDArray[Any], b: NDArray[Any]) -> NDArray[Any]:
    """Return a where the condition is true, b where it is false, missing where it is unknown."""
    chosen = np.where(condition != 0, a, b)
    gone = np.isnan(condition)
    return np.where(gone, cells.empty(1, chosen.dtype.kind)[0], chosen) if gone.any() else chosen


def _sum(parts: list[Numbers]) -> Numbers:
    total: Any = np.array(0.0)
    for part in parts:
        total = total + part
    return np.asarray(total)


def _known_sum(parts: list[Numbers]) -> Numbers:
    total = _sum([np.where(np.isnan(part), 0.0, part) for part in parts])
    none: Any = True
    for part in parts:
        none = none & np.isnan(part)
    return np.where(none, np.nan, total)


def _least(parts: list[Numbers]) -> Numbers:
    found = parts[0]
    for part in parts[1:]:
        found = np.minimum(found, part)  # carries NaN, unlike fmin
    return found


def _greatest(parts: list[Numbers]) -> Numbers:
    return -_least([-part for part in parts])


def _rounded(parts: list[Numbers]) -> Numbers:
    """Round halves away from zero, as offices do; numpy rounds them to the even number."""
    whole = np.trunc(parts[0])
    return np.asarray(whole + np.sign(parts[0]) * (np.abs(parts[0] - whole) >= 0.5))  # noqa: PLR2004


def _floored(parts: list[Numbers]) -> Numbers:
    return np.asarray(np.floor(parts[0]))


# The functions of a formula that take numbers and give numbers.
FOLDS: dict[str, Callable[[list[Numbers]], Numbers]] = {
    "any": any_of,
    "all": all_of,
    "sum": _sum,
    "known_sum": _known_sum,
    "min": _least,
    "max": _greatest,
    "round": _rounded,
    "floor": _floored,
}
