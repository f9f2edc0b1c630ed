"""What would the risks be if the outcome were as common as a published rate says?

One shift of the log-odds: the order of children, and so the list, stays; tiers and expected
counts move.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from riskscreen import measures, model
from riskscreen.errors import InputError

__all__ = ["recalibrate"]


def recalibrate(
    risk_model: model.RiskModel,
    X: NDArray[np.float64],
    *,
    weight: NDArray[np.float64],
    rate: float,
) -> model.RiskModel:
    """Return the model with its risks shifted so that their weighted mean is ``rate``.

    Parameters
    ----------
    risk_model : RiskModel
    X : ndarray of float64, shape (n_children, n_features)
        Features of the population to which the rate belongs.
    weight : ndarray of float64, shape (n_children,)
    rate : float
        Published share, 0-1.

    Raises
    ------
    InputError
        If the rate is not between 0 and 1.
    """
    if not 0 < rate < 1:
        raise InputError(
            f"target prevalence of {risk_model.outcome} is {rate}; give a share between 0 and 1, "
            "as 0.054 for 5.4 %"
        )
    risk = risk_model.predict(X).risk
    shift = measures.recalibration_shift(np.full(len(risk), rate), risk, weight)
    held, curves = risk_model.calibrator, risk_model.intervals

    def moved(values: tuple[float, ...]) -> tuple[float, ...]:
        return tuple(value + shift for value in values)

    return replace(
        risk_model,
        calibrator=replace(held, knots_logit=moved(held.knots_logit)),
        intervals=replace(curves, lo=moved(curves.lo), hi=moved(curves.hi)),
    )
