"""For which children does the tool say nothing, and why?

A refusal routes to a person, who draws from a reserve of visits; it is a code about the child,
never a low risk. A commune that was never seen is no ground: its features fall back and say so.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from riskscreen.errors import InputError

__all__ = ["CODES", "abstain", "missing_gain", "outside_training"]

CODES = (
    "not_eligible",
    "eligibility_not_known",
    "outcome_not_released",
    "too_little_known",
    "outside_training",
)
"""Every code a score may carry; the first two end the matter, the others are listed together."""

_ROUNDING = 1e-12
"""Gain shares are rounded sums: exactly the limit is not over it."""


def abstain(
    *,
    eligible: NDArray[np.float64],
    missing_gain: NDArray[np.float64],
    outside: NDArray[np.bool_],
    refuse_missing_gain: float,
    released: bool = True,
) -> list[tuple[str, ...]]:
    """Return the codes of every child, none for a child who gets a risk.

    Parameters
    ----------
    eligible : ndarray of float64, shape (n_children,)
        1 eligible, 0 not, NaN not known.
    missing_gain : ndarray of float64, shape (n_children,)
        Share of the inputs by gain that are missing.
    outside : ndarray of bool, shape (n_children,)
        Age outside the range, or a region or code list never seen, in training.
    refuse_missing_gain : float
        The policy's limit; over it too little is known.
    released : bool
        Whether the release holds the outcome.

    Returns
    -------
    list of tuple of str
        One tuple per child, codes in the order of ``CODES``.

    Examples
    --------
    >>> abstain(eligible=np.array([1.0, np.nan]), missing_gain=np.array([0.5, 0.0]),
    ...         outside=np.array([False, False]), refuse_missing_gain=0.4)
    [('too_little_known',), ('eligibility_not_known',)]
    """
    if not released:
        return [("outcome_not_released",)] * len(eligible)
    known = eligible == 1.0
    reasons = {
        "not_eligible": eligible == 0.0,
        "eligibility_not_known": np.isnan(eligible),
        "too_little_known": known & (missing_gain > refuse_missing_gain + _ROUNDING),
        "outside_training": known & outside,
    }
    grounds = np.column_stack([reasons[code] for code in CODES if code in reasons])
    names = [code for code in CODES if code in reasons]
    return [
        tuple(name for name, holds in zip(names, row, strict=True) if holds)
        for row in grounds.tolist()
    ]


def missing_gain(values: NDArray[np.float64], gain: Sequence[float]) -> NDArray[np.float64]:
    """Return the share of the inputs by gain that a child lacks.

    Parameters
    ----------
    values : ndarray of float64, shape (n_children, n_features)
        Features; NaN is missing.
    gain : sequence of float, length n_features
        Share of the model's gain per feature; sums to 1, or to 0 for a model without a split.

    Returns
    -------
    ndarray of float64, shape (n_children,)
        In [0, 1].

    Raises
    ------
    InputError
        If there is not one gain per feature.

    Examples
    --------
    >>> missing_gain(np.array([[np.nan, 1.0], [0.0, 1.0]]), (0.75, 0.25))
    array([0.75, 0.  ])
    """
    if values.shape[1] != len(gain):
        raise InputError(
            f"{values.shape[1]} features and {len(gain)} gains; take both from one release"
        )
    # column by column: a matrix product may round by the number of rows
    share = np.zeros(len(values))
    for column, part in enumerate(gain):
        share += np.where(np.isnan(values[:, column]), part, 0.0)
    return share


def outside_training(
    *,
    age_years: NDArray[np.float64],
    region: NDArray[np.str_],
    age_range: tuple[float, float],
    regions: Sequence[str],
) -> NDArray[np.bool_]:
    """Return which children the model has seen nobody like.

    Parameters
    ----------
    age_years : ndarray of float64, shape (n_children,)
        Compared in completed years; NaN is not outside.
    region : ndarray of str, shape (n_children,)
        Region; empty, which is not outside, where not recorded.
    age_range : tuple of float
        Youngest and oldest age in training, years.
    regions : sequence of str
        Regions in training.

    Returns
    -------
    ndarray of bool, shape (n_children,)
        Age outside the range, or a region that was never seen.

    Examples
    --------
    >>> outside_training(age_years=np.array([4.0, 17.9, np.nan]), age_range=(5.0, 17.0),
    ...                  region=np.array(["north", "north", "south"]), regions=("north",))
    array([ True, False,  True])
    """
    youngest, oldest = np.floor(age_range)
    age = np.floor(age_years)
    unseen = (region != "") & ~np.isin(region, np.array(list(regions), dtype=np.str_))
    return np.asarray((age < youngest) | (age > oldest) | unseen, dtype=np.bool_)
