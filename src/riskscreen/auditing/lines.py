"""How does one figure of one group become a line of a table?

Names and counts as `suppression.suppress` reads them, figures with the interval that holds for
them alone, None where nothing could be measured: JSON has no NaN.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from riskscreen import measures
from riskscreen.auditing.cells import Cell
from riskscreen.auditing.evidence import Counts, count_of
from riskscreen.auditing.inputs import Floats
from riskscreen.policy import Policy

__all__ = ["carried", "count_of", "figure", "named", "plain", "printable"]


def named(cell: Cell, counts: Counts) -> dict[str, Any]:
    """Return the head of a group's line: its names, and how many children it is of."""
    return {
        "group": cell.name,
        "attribute": cell.attribute,
        "level": cell.level,
        "n_children": counts.n_children,
        "n_at_risk": counts.n_at_risk,
    }


def figure(
    name: str, values: Floats, *, df: float, confidence: float, share: bool = False
) -> dict[str, Any]:
    """Return a figure with its bounds as ``name``, ``name_lo`` and ``name_hi``.

    Parameters
    ----------
    name : str
        What the figure is called.
    values : ndarray of float64, shape (1 + n_replicates,)
        The sample's figure and its replicates.
    df : float
        Degrees of freedom of what the figure is of; none gives no bounds.
    confidence : float
        Of this figure alone.
    share : bool
        Whether the figure lies in 0-1, where its bounds then lie too.

    Examples
    --------
    >>> figure("recall", np.array([0.5, 0.4, 0.6]), df=0, confidence=0.95)
    {'recall': 0.5, 'recall_lo': None, 'recall_hi': None}
    """
    lo, hi = measures.t_interval(float(values[0]), values[1:], df, confidence)
    if share:
        lo, hi = np.clip([lo, hi], 0, 1).tolist()
    return {name: plain(values[0]), f"{name}_lo": plain(lo), f"{name}_hi": plain(hi)}


def plain(value: float) -> float | None:
    """Return the number as JSON has it, None where it is not finite.

    Examples
    --------
    >>> plain(0.5), plain(float("nan"))
    (0.5, None)
    """
    return float(value) if math.isfinite(value) else None


def carried(value: float, children: float, policy: Policy) -> float | None:
    """Return a figure, None where fewer children than the smallest cell's carry it.

    Examples
    --------
    >>> from riskscreen import policy
    >>> carried(0.5, 29, policy.load()), carried(0.5, 30, policy.load())
    (None, 0.5)
    """
    return plain(value) if children >= policy.smallest_cell[0] else None


def printable(counts: Counts, policy: Policy, *, cases: bool = True) -> bool:
    """Return whether a figure of so many children, and so many at risk, may be printed.

    ``cases`` is false for a figure that does not tell of the children at risk.

    Examples
    --------
    >>> from riskscreen import policy
    >>> printable(Counts(29, 12, 9, 8), policy.load())
    False
    """
    children, fewest = policy.smallest_cell
    return counts.n_children >= children and (not cases or counts.n_at_risk >= fewest)
