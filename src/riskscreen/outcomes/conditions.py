"""Do the columns of a child meet the conditions of a policy file? Yes, no or unknown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen.outcomes import logic
from riskscreen.outcomes.logic import Answer
from riskscreen.policy.conditions import Condition

__all__ = ["any_holds"]


def any_holds(
    alternatives: Sequence[Sequence[Condition]], columns: dict[str, NDArray[Any]]
) -> Answer:
    """Return whether all conditions of one of the alternatives are met.

    Parameters
    ----------
    alternatives : sequence of sequence of Condition
        None at all holds for nobody.
    columns : dict of str to ndarray, each shape (n_children,)
        Every column that the conditions read; one of them sets the length.

    Returns
    -------
    ndarray of float64, shape (n_children,)
        1, 0 or NaN.

    Examples
    --------
    >>> young = Condition("age_years", below=16.0)
    >>> any_holds([[young]], {"age_years": np.array([15.0, 16.0, np.nan])})
    array([ 1.,  0., nan])
    """
    answers = [
        logic.both(*(_met(condition, columns[condition.column]) for condition in conditions))
        for conditions in alternatives
    ]
    return logic.either(*answers) if answers else np.zeros(len(next(iter(columns.values()))))


def _met(condition: Condition, values: NDArray[Any]) -> Answer:
    if condition.truth is not None:
        return values if condition.truth else logic.negate(values)
    if condition.among:
        return logic.among(values, condition.among)
    if condition.not_among:
        return logic.not_among(values, condition.not_among)
    bounds = []
    if condition.at_least is not None:
        bounds.append(logic.at_least(values, condition.at_least))
    if condition.below is not None:
        bounds.append(logic.below(values, condition.below))
    return logic.both(*bounds)
