"""For which children does the tool say nothing, and why?

A refusal routes to a person, who draws from a reserve of visits; it is a code about the child,
never a low risk. A commune that was never seen is no ground: its features fall back and say so.
A service and the audit ask the same function, so that what is audited is what is served.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from riskscreen import model
from riskscreen.errors import InputError

__all__ = ["CODES", "abstain", "missing_gain", "outside_training", "refuse"]

CODES = (
    "not_eligible",
    "eligibility_not_known",
    "outcome_not_released",
    "too_little_known",
    "missing_never_seen",
    "outside_training",
    "outside_support",
)
"""Every code a score may carry; the first two end the matter, the others are listed together."""

_ROUNDING = 1e-12
"""Gain shares are rounded sums: exactly the limit is not over it."""


def abstain(
    *,
    eligible: NDArray[np.float64],
    missing_gain: NDArray[np.float64],
    missing_never_seen: NDArray[np.bool_],
    outside: NDArray[np.bool_],
    outside_support: NDArray[np.bool_],
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
    missing_never_seen : ndarray of bool, shape (n_children,)
        The child lacks what the booster reads and no training child lacked.
    outside : ndarray of bool, shape (n_children,)
        Age outside the range, or a region or code list never seen, in training.
    outside_support : ndarray of bool, shape (n_children,)
        Novelty above the release's limit.
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
    >>> nobody = np.array([False, False])
    >>> abstain(eligible=np.array([1.0, np.nan]), missing_gain=np.array([0.5, 0.0]),
    ...         missing_never_seen=nobody, outside=nobody, outside_support=~nobody,
    ...         refuse_missing_gain=0.4)
    [('too_little_known', 'outside_support'), ('eligibility_not_known',)]
    """
    if not released:
        return [("outcome_not_released",)] * len(eligible)
    known = eligible == 1.0
    reasons = {
        "not_eligible": eligible == 0.0,
        "eligibility_not_known": np.isnan(eligible),
        "too_little_known": known & (missing_gain > refuse_missing_gain + _ROUNDING),
        "missing_never_seen": known & missing_never_seen,
        "outside_training": known & outside,
        "outside_support": known & outside_support,
    }
    grounds = np.column_stack([reasons[code] for code in CODES if code in reasons])
    names = [code for code in CODES if code in reasons]
    return [
        tuple(name for name, holds in zip(names, row, strict=True) if holds)
        for row in grounds.tolist()
    ]


def refuse(
    risk_model: model.RiskModel,
    values: NDArray[np.float64],
    *,
    eligible: NDArray[np.float64],
    age_years: NDArray[np.float64],
    region: NDArray[np.str_],
    refuse_missing_gain: float,
    outside: NDArray[np.bool_] | None = None,
) -> list[tuple[str, ...]]:
    """Return the codes with which a model refuses each child, none for one who gets a risk.

    Parameters
    ----------
    risk_model : RiskModel
    values : ndarray of float64, shape (n_children, n_features)
        Columns as the model's; NaN is missing.
    eligible : ndarray of float64, shape (n_children,)
        1 eligible, 0 not, NaN not known.
    age_years : ndarray of float64, shape (n_children,)
    region : ndarray of str, shape (n_children,)
    refuse_missing_gain : float
        The policy's limit; over it too little is known.
    outside : ndarray of bool, shape (n_children,), optional
        Further grounds of ``outside_training`` that only records can show.

    Raises
    ------
    InputError
        If the columns are not the model's.
    """
    far = outside_training(
        age_years=age_years,
        region=region,
        age_range=risk_model.age_range,
        regions=risk_model.regions,
    )
    return abstain(
        eligible=eligible,
        missing_gain=missing_gain(values, risk_model.gain),
        missing_never_seen=np.asarray(risk_model.support.unseen_gaps(values).any(axis=1)),
        outside=far if outside is None else far | outside,
        outside_support=risk_model.support.outside(values),
        refuse_missing_gain=refuse_missing_gain,
    )


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
