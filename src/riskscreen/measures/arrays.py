"""Are these arrays of one length, and is every value in them known?

A measure never drops a row: where an input is unknown the figure is unknown (NaN), and the
caller who wants a figure over the known rows says so by passing those rows only.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from riskscreen.errors import InputError

__all__ = ["Floats", "columns", "ratio"]

Floats = NDArray[np.float64]


def columns(*values: ArrayLike) -> tuple[Floats, ...] | None:
    """Return the values as float64 arrays of one length, or None where a value is not finite.

    Raises
    ------
    InputError
        If the lengths differ.
    """
    arrays = tuple(np.asarray(value, dtype=np.float64).ravel() for value in values)
    sizes = [array.size for array in arrays]
    if len(set(sizes)) > 1:
        raise InputError(
            f"arrays of different lengths in one measure; lengths {sizes}; pass one value per child"
        )
    if not all(np.isfinite(array).all() for array in arrays):
        return None
    return arrays


def ratio(numerator: Any, denominator: Any) -> Any:  # noqa: ANN401 - floats or arrays alike
    """Return the quotient, NaN where the denominator is not above zero."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(np.asarray(denominator) > 0, np.divide(numerator, denominator), np.nan)
