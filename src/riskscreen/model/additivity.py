"""Do the contributions of every row sum to its margin?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from riskscreen.errors import IntegrityError

__all__ = ["check_additivity"]

# a thousand times the rounding seen with 300 trees of 31 leaves, a millionth of what anyone reads
_TOLERANCE = 1e-9


def check_additivity(contributions: NDArray[np.float64], margin: NDArray[np.float64]) -> None:
    """Return nothing if every row of contributions sums to its margin.

    Parameters
    ----------
    contributions : ndarray of float64, shape (n_children, n_features + 1)
        Log-odds, the base value last.
    margin : ndarray of float64, shape (n_children,)
        Log-odds.

    Raises
    ------
    IntegrityError
        If a sum differs by more than 1e-9 of the larger of 1 and the margin, or is not a number.

    Examples
    --------
    >>> check_additivity(np.array([[0.25, -1.0]]), np.array([-0.75]))
    >>> check_additivity(np.array([[0.25, -1.0]]), np.array([-0.5]))
    Traceback (most recent call last):
        ...
    riskscreen.errors.IntegrityError: contributions do not sum to the margin in 1 of 1 rows; \
first is row 0: -0.75 against -0.5. No reason may be given from them
    """
    if contributions.shape[:1] != margin.shape:
        raise IntegrityError(
            f"contributions of shape {contributions.shape} beside margins of shape {margin.shape}"
        )
    total = contributions.sum(axis=1)
    near = np.abs(total - margin) <= _TOLERANCE * np.maximum(1.0, np.abs(margin))
    # a NaN compares as far
    wrong = np.flatnonzero(~near)
    if wrong.size:
        first = int(wrong[0])
        raise IntegrityError(
            f"contributions do not sum to the margin in {wrong.size} of {margin.size} rows; first "
            f"is row {first}: {total[first]:.12g} against {margin[first]:.12g}. "
            "No reason may be given from them"
        )
