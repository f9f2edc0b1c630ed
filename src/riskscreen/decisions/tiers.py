"""Which of the three levels of child protection does a risk point to?

Prevention is for every child, support for some, intervention for few: the levels at which child
protection works in Viet Nam. A tier orders visits; it never withholds anything.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["TIERS", "tiers"]

TIERS = ("intervention", "support", "prevention")


def tiers(
    risk: NDArray[np.float64],
    intervention: NDArray[np.float64],
    support: NDArray[np.float64],
) -> NDArray[np.str_]:
    """Return the tier of every child, empty for a child without a risk.

    Parameters
    ----------
    risk : ndarray of float64, shape (n_children,)
        Calibrated risks; NaN where refused.
    intervention, support : ndarray of float64, shape (n_children,)
        Smallest risks of the two tiers in the child's area, as ``Cutoffs.lookup`` gives them.

    Returns
    -------
    ndarray of str, shape (n_children,)
        One of ``TIERS``, or empty.

    Examples
    --------
    >>> tiers(np.array([0.4, 0.2, 0.1, np.nan]), np.full(4, 0.3), np.full(4, 0.2)).tolist()
    ['intervention', 'support', 'prevention', '']
    """
    return np.select(
        [np.isnan(risk), risk >= intervention, risk >= support], ["", *TIERS[:2]], TIERS[2]
    ).astype(np.str_)
