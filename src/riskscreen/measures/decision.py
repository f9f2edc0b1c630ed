"""Whom does the list reach, and whom does it miss?

Shares of weight among the children they speak of; NaN where there is no such child, because a
group without children at risk has not been served perfectly, it has not been measured.
"""

from __future__ import annotations

from numpy.typing import ArrayLike

from riskscreen.measures.arrays import columns, ratio

__all__ = [
    "false_negative_rate",
    "false_positive_rate",
    "precision",
    "recall",
    "selection_rate",
]


def recall(label: ArrayLike, selected: ArrayLike, weight: ArrayLike) -> float:
    """Return the share of the children at risk who are selected; NaN where nobody is at risk.

    Parameters
    ----------
    label : array of float, shape (n_children,)
        1 at risk, 0 not.
    selected : array of bool, shape (n_children,)
        Whether the list holds the child.
    weight : array of float, shape (n_children,)
        Survey weights.

    Examples
    --------
    >>> recall([1, 1, 0], [True, False, True], [3, 1, 1])
    0.75
    >>> recall([0, 0, 0], [True, False, True], [3, 1, 1])
    nan
    """
    return _share(selected, label, weight)


def false_negative_rate(label: ArrayLike, selected: ArrayLike, weight: ArrayLike) -> float:
    """Return the share of the children at risk who are missed; NaN where nobody is at risk."""
    return 1 - recall(label, selected, weight)


def false_positive_rate(label: ArrayLike, selected: ArrayLike, weight: ArrayLike) -> float:
    """Return the share of the children not at risk who are selected; NaN where all are."""
    known = columns(label)
    return float("nan") if known is None else _share(selected, 1 - known[0], weight)


def precision(label: ArrayLike, selected: ArrayLike, weight: ArrayLike) -> float:
    """Return the share of the selected who are at risk; NaN where nobody is selected."""
    return _share(label, selected, weight)


def selection_rate(selected: ArrayLike, weight: ArrayLike) -> float:
    """Return the share of the children who are selected; NaN where there are none."""
    known = columns(selected, weight)
    return float("nan") if known is None else float(ratio(known[0] @ known[1], known[1].sum()))


def _share(event: ArrayLike, among: ArrayLike, weight: ArrayLike) -> float:
    known = columns(event, among, weight)
    if known is None:
        return float("nan")
    inside = known[1] * known[2]
    return float(ratio(known[0] @ inside, inside.sum()))
