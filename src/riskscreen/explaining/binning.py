"""How does the contribution of one feature change with its value?

Means over bins of many children, what is not recorded apart: no figure shows a child.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Bin", "dependence"]

_BINS = 12

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Bin:
    """Children of about one value.

    Parameters
    ----------
    value : float or None
        Weighted mean of the feature; None for the children in whom it is not recorded.
    contribution : float
        Weighted mean, log-odds.
    n_children : int
    """

    value: float | None
    contribution: float
    n_children: int

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as JSON types."""
        return asdict(self)


def dependence(
    values: Floats, contribution: Floats, weight: Floats, *, least: int
) -> tuple[Bin, ...]:
    """Return the bins of one feature by rising value, the not recorded last.

    Parameters
    ----------
    values, contribution, weight : ndarray of float64, shape (n_children,)
        The feature (NaN not recorded), its contribution, the survey weight.
    least : int
        A bin of fewer children joins the next one; not recorded in fewer is left out.

    Examples
    --------
    >>> bins = dependence(
    ...     np.array([0.0, 0.0, 1.0, 1.0]), np.array([-1.0, -1.0, 2.0, 2.0]), np.ones(4), least=2
    ... )
    >>> bins[1]
    Bin(value=1.0, contribution=2.0, n_children=2)
    """
    known = np.flatnonzero(np.isfinite(values))
    found = [
        _bin(values[rows], contribution[rows], weight[rows])
        for rows in (known[part] for part in _parts(values[known], least=least))
    ]
    missing = np.flatnonzero(~np.isfinite(values))
    if missing.size >= max(least, 1):
        apart = _bin(np.zeros(missing.size), contribution[missing], weight[missing])
        found.append(Bin(None, apart.contribution, apart.n_children))
    return tuple(found)


def _parts(values: Floats, *, least: int) -> list[NDArray[np.intp]]:
    """Return rows of about equal number, equal values never apart, none below ``least``."""
    if values.size < max(least, 1):
        return []
    order = np.argsort(values, kind="stable")
    ranked = values[order]
    wanted = max(least, -(-values.size // _BINS), 1)
    cuts, start = [], 0
    last_of_value = np.flatnonzero(np.append(ranked[1:] != ranked[:-1], True)) + 1
    for end in last_of_value:
        if end - start >= wanted and values.size - end >= max(least, 1):
            cuts.append(int(end))
            start = int(end)
    return np.split(order, cuts)


def _bin(values: Floats, contribution: Floats, weight: Floats) -> Bin:
    return Bin(
        value=float(np.average(values, weights=weight)),
        contribution=float(np.average(contribution, weights=weight)),
        n_children=int(values.size),
    )
