"""How does an answer stay unknown? Small steps that keep NaN as NaN."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from riskscreen.features.mechanism import Array, Text

__all__ = ["EDUCATION", "flag", "is_one_of", "level", "opposite"]

#: Levels of education from low to high; vocational training follows upper secondary school.
EDUCATION = ("none", "primary", "lower_secondary", "upper_secondary", "vocational", "higher")


def flag(condition: NDArray[np.bool_], *inputs: Array) -> Array:
    """Return 1 where true, 0 where false, NaN where any of the inputs is not known.

    Examples
    --------
    >>> hours = np.array([0.0, 3.0, np.nan])
    >>> flag(hours > 0, hours)
    array([ 0.,  1., nan])
    """
    answer = condition.astype(np.float64)
    for values in inputs:
        answer[np.isnan(values)] = np.nan
    return answer


def opposite(answer: Array) -> Array:
    """Return 1 for 0, 0 for 1, NaN for NaN."""
    return 1.0 - answer


def level(values: Text, codes: Sequence[str]) -> Array:
    """Return the position of each value in ``codes``; NaN where it is none of them.

    Examples
    --------
    >>> level(np.array(["primary", "", "none"]), EDUCATION)
    array([ 1., nan,  0.])
    """
    position = np.full(len(values), np.nan)
    for i, code in enumerate(codes):
        position[values == code] = i
    return position


def is_one_of(values: Text, codes: Sequence[str]) -> Array:
    """Return 1 where the value is one of ``codes``, 0 where another, NaN where not recorded."""
    answer = np.zeros(len(values))
    for code in codes:
        answer[values == code] = 1.0
    answer[values == ""] = np.nan
    return answer
